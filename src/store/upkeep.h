/* upkeep.h - what deleting, copying and verifying snapshots share; for src/store only.
 *
 * They know tables by what they look like, not by the schema: tables of entities that left the schema
 * have a history, too. What a user put into the file is none.
 */
#ifndef PVEINV_UPKEEP_H
#define PVEINV_UPKEEP_H

#include "store/sql.h"

/* Names of the tables with versions (<name>_history: cluster, since, until), one a line. */
bool history_tables(const struct store *store, struct text *ret, struct fault *f);
/* Names of those with the newest metrics (<name>_metric: cluster, unknown, extra), one a line. */
bool metric_tables(const struct store *store, struct text *ret, struct fault *f);

/* Appends the columns that tell what a version says (all but cluster, since and until), quoted and with
 * commas between; the same with '+' before each, to be sorted by without an index; counts them. */
bool history_columns(const struct store *store, const char *table, struct text *columns, struct text *order,
		     int *ret_count, struct fault *f);

/* What a cluster's newest snapshot has left open ends where the snapshot 'until' begins. */
bool history_end(const struct store *store, const char *table, const char *cluster, int64_t until,
		 struct fault *f);

/* Versions of a cluster that end or begin in a snapshot of temp.boundary (id) and say the same as their
 * neighbour beyond it become one with it. */
bool history_join(const struct store *store, const char *table, const char *cluster, struct fault *f);
bool history_clear_boundaries(const struct store *store, struct fault *f); /* empty, made if missing */

#endif
