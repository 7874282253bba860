/* blame.h - since when each column of an object has its value, as rows. */
#ifndef PVEINV_BLAME_H
#define PVEINV_BLAME_H

#include "base/options.h"
#include "report/print.h"
#include "report/who.h"
#include "store/store.h"

extern const struct sheet blame_sheet;       /* for data */
extern const struct sheet blame_table_sheet; /* for people */

struct blame_request {
	const struct entity *entity;
	const struct words *columns; /* only these; empty: all */
	enum print_format format;
	bool several; /* objects or clusters: rows say which */
};

/* One row of the entity: prints a line for each of its columns. For people those that are not set, and
 * always were so, are left out. */
bool blame_print(struct store *store, const struct blame_request *request, const char *cluster,
		 const struct value *key, int64_t snapshot, struct who *who, struct printer *printer,
		 bool *ret_found, struct fault *f);

#endif
