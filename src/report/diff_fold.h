/* diff_fold.h - the same change of many objects, told once: a field that is new on every guest. */
#ifndef PVEINV_DIFF_FOLD_H
#define PVEINV_DIFF_FOLD_H

#include "report/diff_keep.h"

struct fold {
	const struct entity *entity;
	enum change_kind kind;
	struct change_column column; /* of the first of them; its texts are owned */
	size_t count;                /* of objects */
	size_t values;               /* different ones at 'to' */
	char *keys;                  /* the first of them: "100, 101, 102, …"; owned */
};

struct folds {
	struct fold *items;
	size_t count;
};

/* Takes what many have in common out of the changes, which may leave nothing of them. */
void folds_find(struct folds *folds, struct kept_changes *kept);
void folds_clear(struct folds *folds);

void fold_add_subject(struct text *t, const struct fold *fold); /* "10000 guests (100, 101, …)" */
void fold_add_values(struct text *t, const struct fold *fold);  /* "- → 1", "- → 312 different values" */

#endif
