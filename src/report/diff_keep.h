/* diff_keep.h - changes of one cluster, collected and grouped by the object they belong to.
 *
 * A disk belongs to its guest: the changes of an object and of everything below it stand together, in
 * the order of the objects.
 */
#ifndef PVEINV_DIFF_KEEP_H
#define PVEINV_DIFF_KEEP_H

#include "store/store.h"

/* A copy that outlives the callback. */
struct kept_change {
	struct change change;
	struct value *key, *old_key;   /* owned; change.key and change.old_key point here */
	struct change_column *columns; /* owned */
	char **names;                  /* of the columns; owned */
	bool *folded;                  /* by column: told elsewhere (diff_fold.h); owned */
	char *reason;                  /* owned */
	const struct entity *root;     /* the object on top */
	struct value *root_key;        /* owned */
	char *group;                   /* "guest/104"; owned */
	size_t number;                 /* as it came */
};

struct kept_changes {
	struct kept_change **items;
	size_t count, space;
};

void kept_changes_add(struct kept_changes *kept, const struct change *change);

/* Brings each group together, in the order of the objects; within a group the order stays. */
void kept_changes_group(struct kept_changes *kept);

/* Where the group that begins at 'begin' ends. */
size_t kept_changes_group_end(const struct kept_changes *kept, size_t begin);

/* Drops the folded columns, and the changes that have no others. */
void kept_changes_drop_folded(struct kept_changes *kept);

void kept_changes_clear(struct kept_changes *kept);

#endif
