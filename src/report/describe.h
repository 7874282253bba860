/* describe.h - one object with all that belongs to it, arranged by the tabs of its entity.
 *
 * An object is one row; what belongs to it are the rows of other entities that refer to it. What was not read
 * is said, for a column and for a list: it is neither empty nor gone.
 */
#ifndef PVEINV_DESCRIBE_H
#define PVEINV_DESCRIBE_H

#include "report/print.h"
#include "store/store.h"

enum describe_format { DESCRIBE_TEXT, DESCRIBE_JSON, DESCRIBE_YAML };
extern const char *const describe_format_names[]; /* ended by null */

struct object {
	const struct entity *entity;
	char *cluster;
	struct value *values; /* by column */
	char *extra;          /* what no column names, as JSON; or null */
	char *path;
};

/* The object with this key ("100", "pve1/vmbr0"); without a key the only one there is. *ret_found: none is
 * there. Faults (FAULT_USAGE): several are (in several clusters, or without a key). */
bool object_find(struct object *ret, bool *ret_found, sqlite3 *db, const struct entity *entity,
		 const char *key, const char *cluster, struct fault *f);
void object_clear(struct object *object);

/* Appends the object at the moment that the views show. 'title': which moment that is, for people;
 * 'envelope': the same as members of a JSON document. */
struct describe_style {
	enum describe_format format;
	const char *title, *envelope;
	size_t width;
};
bool describe(struct text *t, sqlite3 *db, const struct object *object, const struct describe_style *style,
	      struct fault *f);

/* What a live description reads, as walk_options.wanted: the object itself up to the level detailed, and
 * cluster-wide lists up to standard; with a level (not -1) everything up to that. Freed with
 * wanted_free(). */
const bool **describe_wanted(const struct entity *entity, int level);
/* The same as walk_options.offered; the caller frees it. */
bool *describe_offered(const struct entity *entity, int level);

#endif
