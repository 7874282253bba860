/* snapshots.h - the store's snapshots: a list of them, and what one of them saw. */
#ifndef PVEINV_SNAPSHOTS_H
#define PVEINV_SNAPSHOTS_H

#include "report/print.h"
#include "store/store.h"

/* A row each, newest first; of one cluster, or (null) of all. */
bool snapshots_print_list(struct store *store, const char *cluster, struct printer *printer, size_t *ret_rows,
			  struct fault *f);
extern const struct sheet snapshots_sheet;
extern const struct sheet snapshots_table_sheet; /* for PRINT_TABLE: narrow */

/* What prune would do with each snapshot, and why. */
void snapshots_print_plan(const struct prune_plan *plan, struct printer *printer);
extern const struct sheet snapshots_plan_sheet;

/* A broken promise of the store. */
void snapshots_print_breach(const struct breach *breach, struct printer *printer);
extern const struct sheet snapshots_breach_sheet;

enum show_format { SHOW_TEXT, SHOW_JSON };
extern const char *const show_format_names[]; /* ended by null */

/* What was walked in the snapshots of a moment, what is missing and why, and what that leaves open. */
bool snapshot_show(struct store *store, const struct moment *moment, enum show_format format,
		   struct output *out, struct fault *f);

#endif
