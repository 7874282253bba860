/* label.h - what people call an object: the column "name", where an entity has one beside its key.
 *
 * After a few that are looked up, all names of an entity are read at once: a diff may ask for thousands.
 */
#ifndef PVEINV_LABEL_H
#define PVEINV_LABEL_H

#include <sqlite3.h>

#include "store/store.h"

struct label_list;

/* Starts with { db, moment }. */
struct labeller {
	sqlite3 *db;
	const struct moment *moment;
	struct label_list *lists; /* by entity and cluster */
	size_t count;
};

/* At that moment. Null: it has none. The caller frees it. 'context' is a struct
 * labeller (diff_print_options.label). */
char *label_of(void *context, const char *cluster, const struct entity *entity, const struct value *key);
void labeller_clear(struct labeller *labeller);

#endif
