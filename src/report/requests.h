/* requests.h - what a walk would ask, how often, and which privilege that needs. */
#ifndef PVEINV_REQUESTS_H
#define PVEINV_REQUESTS_H

#include <sqlite3.h>

#include "report/print.h"
#include "walk/walk.h"

extern const struct sheet requests_sheet;
extern const struct sheet requests_table_sheet; /* for PRINT_TABLE: narrow */

/* A row for each read of the walk. How often it is made is counted in the newest snapshot of 'cluster' in
 * 'db'; null: not known. *ret_total: the sum of what is known. */
bool requests_print(const struct walk_options *options, sqlite3 *db, const char *cluster,
		    struct printer *printer, int64_t *ret_total, struct fault *f);

#endif
