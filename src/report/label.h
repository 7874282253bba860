/* label.h - what people call an object: the column "name", where an entity has one beside its key.
 *
 * After a few that are looked up, all names of an entity are read at once: a diff may ask for thousands.
 */
#ifndef PVEINV_LABEL_H
#define PVEINV_LABEL_H

#include <sqlite3.h>

#include "schema/schema.h"

struct label_list;

/* Starts with { db }. */
struct labeller {
	sqlite3 *db;
	struct label_list *lists; /* by entity and cluster */
	size_t count;
};

/* At the moment that the views show. Null: it has none. The caller frees it. 'context' is a struct
 * labeller (diff_print_options.label). */
char *label_of(void *context, const char *cluster, const struct entity *entity, const struct value *key);
void labeller_clear(struct labeller *labeller);

#endif
