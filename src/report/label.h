/* label.h - what people call an object: the column "name", where an entity has one beside its key. */
#ifndef PVEINV_LABEL_H
#define PVEINV_LABEL_H

#include <sqlite3.h>

#include "schema/schema.h"

/* Starts with { db }. */
struct labeller {
	sqlite3 *db;
	const struct entity *entity; /* of the statement */
	sqlite3_stmt *statement;
};

/* At the moment that the views show. Null: it has none. The caller frees it. 'context' is a struct
 * labeller (diff_print_options.label). */
char *label_of(void *context, const char *cluster, const struct entity *entity, const struct value *key);
void labeller_clear(struct labeller *labeller);

#endif
