/* objects.h - of what a diff or a log speaks: tables, objects by their keys, objects that meet conditions. */
#ifndef PVEINV_OBJECTS_H
#define PVEINV_OBJECTS_H

#include "base/options.h"
#include "store/store.h"

struct object_words { /* a table, or some objects of it */
	const struct entity *entity;
	struct words keys;
};

struct objects {
	struct object_words *items;
	size_t count;
	const struct words *conditions; /* -l, of the one table that is named; or null */
	const struct entity **whole;    /* tables without keys, ended by null; null: everything */
};

/* ENTITY [KEY…] [ENTITY …]; what stands before the first entity is left to the caller: *ret_first is where
 * it is. Faults (FAULT_USAGE): -l without one table, or beside keys. */
bool objects_init(struct objects *ret, const struct words *arguments, const struct words *conditions,
		  size_t *ret_first, struct fault *f);
void objects_clear(struct objects *objects);

/* Limits the store to those that are named by keys or conditions; 'from' and 'to' are the moments at
 * which these may hold. Faults (FAULT_USAGE): the store has never seen a key. */
bool objects_limit(const struct objects *objects, struct store *store, const char *cluster,
		   const struct moment *from, const struct moment *to, struct fault *f);

/* Calls 'found' for each object that was ever stored under what people write as a key: "100/scsi0", or its
 * first parts. Faults (FAULT_USAGE): there is none. */
typedef bool object_function(void *context, const char *cluster, const struct value *key, struct fault *f);
bool objects_each(struct store *store, const char *cluster, const struct entity *entity, const char *key,
		  object_function *found, void *context, struct fault *f);

/* Are only some objects meant, not whole tables? */
bool objects_are_limited(const struct objects *objects);

#endif
