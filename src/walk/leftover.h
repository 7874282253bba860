/* leftover.h - nothing that the cluster says is lost: what no column claims goes to the row's extra,
 * and what belongs to no row is a leftover of its own. */
#ifndef PVEINV_LEFTOVER_H
#define PVEINV_LEFTOVER_H

#include <cjson/cJSON.h>

#include "walk/rows.h"
#include "walk/walk.h"

/* Marks an item, with all below it, as accounted for. */
void claim(cJSON *item);
/* The same for what "a.b" names below the element; "*" is the element itself. */
void claim_path(cJSON *element, const char *path);

/* Marks an item as not being what it should be: nothing in it was read, and it is kept even when empty. */
void mark_bent(cJSON *item);
bool is_bent(const cJSON *item);

/* Which elements became rows. */
struct visit {
	const cJSON *element;
	struct partial_row *row;
	unsigned source;
	size_t order; /* the first source that visited an element gets what is left of it */
};
struct visit_list {
	struct visit *visits;
	size_t count, space;
};
void visit_list_add(struct visit_list *list, const cJSON *element, struct partial_row *row,
		    unsigned source);
void visit_list_sort(struct visit_list *list);
void visit_list_reset(struct visit_list *list);
void visit_list_clear(struct visit_list *list);

struct leftover_rule {
	struct sink *sink;
	const struct read *read;
	const char *target;
};

/* Collects what is unclaimed in 'unit', which stands at 'path' in its document. Credentials become
 * "set" on the way. The visits must be sorted. */
bool leftover_collect(const struct leftover_rule *rule, const struct visit_list *visits, cJSON *unit,
		      const char *path, struct fault *f);

#endif
