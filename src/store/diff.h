/* diff.h - the rooms of a diff; for src/store only.
 *
 * A diff is a function of what the two snapshots say, and of which lists were known in the earlier one;
 * what lies between them does not matter. It is made forward, from 'low' to 'high', and turned round
 * when it was asked for backward.
 *
 * Another thing under the same key (entity->replaced) is found by comparing the two versions, so a thing
 * that was replaced twice and is itself again has not changed. What belongs to a replaced thing is
 * removed and added with it, even if it looks the same.
 */
#ifndef PVEINV_DIFF_H
#define PVEINV_DIFF_H

#include "store/keyset.h"
#include "store/stage.h"

/* One row as a snapshot says it. */
struct version {
	struct value *values; /* by place in the history; VALUE_UNKNOWN where it is */
	bool *partial;        /* by label: keys that are not there are unknown */
	char *extra;          /* or null */
	char *key;            /* for keysets */
	char **parents;       /* the same of its parents, by their number; null: has none of these */
	bool replaced;        /* another thing at the other side */
	bool child;           /* its parent is at one side only */
	bool learned;         /* was not known not to be there */
	bool matched;         /* moved, with a row of the other side */
};

struct version_list {
	struct version *items;
	size_t count, space;
};

struct record {
	struct change change; /* its arrays are owned */
	struct value *key, *old_key;
	struct change_column *columns;
	size_t space;
};

struct diff_table { /* keys of rows */
	struct keyset removed, added, replaced;
};

struct diff {
	struct store *store;
	const char *cluster;
	int64_t low, high;
	bool backward;
	const struct diff_options *options;
	diff_change_function *change;
	diff_note_function *note;
	void *context;
	struct diff_table *tables;
	struct fault *fault;
};

struct diff_entity {
	struct diff *d;
	const struct table *table;
	struct diff_table *sets, **parent_sets; /* parents': by their number */
	bool visible; /* its records are wanted */
	bool limited; /* of the objects of store_limit() alone */
	struct version_list removed, added;
	struct record *records;
	size_t n_records, record_space;
	struct keyset moved; /* out of order */
	bool *noted;         /* by flag */
	struct scope_kinds kinds;
	bool kinds_read;
	sqlite3_stmt *scope;
};

/* All rows of the entity, whatever store_limit() says. */
bool diff_wants_whole(const struct diff *d, const struct entity *entity);
/* Sets what is wanted of the entity; false: nothing, not even as a parent of what is. */
bool diff_find_extent(struct diff_entity *de);

/* --- version.c */

#define VERSION_UNKNOWN 0
#define VERSION_EXTRA 1
#define VERSION_COLUMNS 2
/* "SELECT …" of a version's columns from h; 'where' follows. As of sql_keep(); null with a fault. */
sqlite3_stmt *version_select(const struct store *store, const struct table *table, const char *where,
			     struct fault *f);
bool version_load(struct version *version, const struct table *table, sqlite3_stmt *row, int64_t snapshot,
		  struct fault *f);
/* From a statement in which the version's columns begin at 'first'. */
bool version_load_at(struct version *version, const struct table *table, sqlite3_stmt *row, int first,
		     int64_t snapshot, struct fault *f);
void version_clear(struct version *version, const struct table *table);
/* Takes over the version. */
void version_list_add(struct version_list *list, struct version *version);
void version_list_clear(struct version_list *list, const struct table *table);

/* --- diff_row.c */

/* All columns of both in which they differ, to 'record'; what is known now only, to 'learned'. */
bool diff_compare(struct diff_entity *de, const struct version *before, const struct version *after,
		  struct record *record, struct record *learned);
/* All that is set. */
bool diff_list(struct diff_entity *de, const struct version *version, struct record *record);
bool diff_is_replaced(const struct diff_entity *de, const struct version *before,
		      const struct version *after);
struct value *copy_key(const struct table *table, const struct version *version);
void record_clear(struct record *record);
/* Takes over the record, if it is wanted. */
void diff_add_record(struct diff_entity *de, struct record *record);

/* --- diff_match.c */

/* Removed and added rows that are one: a record for each pair. */
bool diff_match_identity(struct diff_entity *de);
/* Fills de->moved: rows outside of a longest increasing subsequence of their siblings. */
bool diff_find_moved(struct diff_entity *de);

/* --- touched.c */

/* Does any version of the entity begin or end between the two? */
bool diff_is_touched(const struct diff_entity *de, bool *ret);

/* --- diff_hidden.c */

/* Of the list that makes an entity's rows: how many of them it leaves out at the other side, as it is
 * filtered there; and why, with their names, to be freed (null: none). */
bool diff_hidden(const struct diff *d, const struct entity_source *source, char **ret_reason,
		 unsigned *ret_count);

/* --- diff_unknown.c */

bool diff_unknown(struct diff *d);

#endif
