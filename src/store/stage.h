/* stage.h - one walk's findings in temporary tables, and their merge; for src/store only.
 *
 * Rows and scopes are many, so they wait in lists (staged_list.h), the rest in tables of SQL. The rows are
 * shown as one, too: stage_<entity> has 'states' (bytes: made, unknown by column, enum part_state by label),
 * all columns, then extra_<n> by label, in the order of the key, so that the merge reads staged rows and
 * open versions side by side.
 */
#ifndef PVEINV_STAGE_H
#define PVEINV_STAGE_H

#include "store/keyset.h"
#include "store/sql.h"
#include "store/staged_list.h"

struct staged_table {
	const struct table *table; /* null: no row of it is staged */
	struct staged_list rows;
	struct keyset confirmed; /* answers of stage_confirm_function by key: enum confirmation */
};

/* Lists of one entity that are bound by the same columns. */
struct scope_kind {
	const struct entity *entity;
	unsigned count;
	const struct column **columns; /* in the order of the entity, as all of its scopes have them */
	unsigned *order;               /* of the columns, by name */
	const struct one_of *one_of;   /* or null */
	char *names;                   /* as in scope_history.columns: "kind=audio dev,vmid" */
	struct staged_list scopes;     /* as in scope_history.scope */
};

struct stage {
	struct sink sink; /* first */
	struct store *store;
	struct stage_options options; /* cluster_name is copied */
	struct identity identity;     /* copied */
	char *cluster;
	int64_t newest; /* snapshot of the cluster when the walk began; 0: none */
	struct lock *lock;
	bool merged;
	struct staged_table *tables; /* by index of store->tables */
	struct scope_kind *kinds;
	size_t n_kinds;
	sqlite3_stmt *insert_outcome, *insert_leftover;
	sqlite3_stmt *known; /* of stage_known_text() */
	const struct column *known_column;
	struct text tuple, scratch;
};

/* staged_table.c: makes the rows a table, and no table any more. */
bool staged_table_show(struct staged_table *staged, struct fault *f);
void staged_table_hide(struct staged_table *staged);
/* Values of a row in the list: the columns, by label extra and enum part_state, made. */
unsigned staged_values(const struct table *table);

/* Columns of a staged row as staged_select() orders them. */
#define STAGED_STATES 0
#define STAGED_COLUMNS 1 /* those of the history, then the metrics, then the labels' extras */
/* The states of a row, valid while the statement stays on it. */
const char *staged_states(sqlite3_stmt *row);
bool states_made(const char *states);
bool states_unknown(const char *states, unsigned column); /* index in entity->columns */
enum part_state states_part(const char *states, const struct table *table, unsigned label);
int staged_extra(const struct table *table, unsigned label); /* its column in the statement */
sqlite3_stmt *staged_select(const struct stage *stage, const struct table *table, struct fault *f);

/* Open versions as open_select() orders them; all, or only those whose key is staged. */
#define OPEN_ROWID 0
#define OPEN_UNKNOWN 1
#define OPEN_EXTRA 2
#define OPEN_COLUMNS 3 /* those of the history */
sqlite3_stmt *open_select(const struct store *store, const struct table *table, const char *cluster,
			  int64_t before, bool staged, struct fault *f);

/* The key of a row whose key columns begin at 'first', for a keyset. */
void add_row_key(struct text *t, const struct table *table, sqlite3_stmt *row, int first);
/* The key of that parent of its; false when a part of it is not set. 'first' is where history columns
 * begin. */
bool add_parent_key(struct text *t, const struct table *table, const struct parent *parent, sqlite3_stmt *row,
		    int first);
size_t parent_count(const struct entity *entity);

bool scope_take(struct stage *stage, const struct scope *scope, struct fault *f);
void scope_kinds_forget(struct stage *stage);
/* Appends the scope of a row in the words of a kind; false when no list of that kind can hold it. */
bool scope_add_row(struct text *t, const struct table *table, const char *names, sqlite3_stmt *row,
		   int first);

/* Kinds of lists that the store knows. */
struct scope_kinds {
	char **names;
	size_t count;
};
void scope_kinds_clear(struct scope_kinds *kinds);
bool scope_kinds_stored(const struct store *store, const char *cluster, const struct table *table,
			struct scope_kinds *ret, struct fault *f);
/* 1: a complete list of this walk covers the row, 0: none, -1: fault. */
int scope_covers(struct stage *stage, const struct table *table, sqlite3_stmt *row, int first,
		 struct fault *f);
/* What it has asked is let go: the next rows are another entity's. */
void scopes_close(struct stage *stage);

/* Stages a value that belongs to no row; json null: a secret that is set. */
bool stage_leftover(struct stage *stage, const char *read, const char *target, const char *path,
		    const char *json, struct fault *f);

/* --- the merge, at work */

struct merge {
	struct stage *stage;
	struct store *store;
	const char *cluster;
	int64_t snapshot, previous; /* previous: 0 when this is the cluster's first */
	enum quorum quorum;
	struct merge_result *counts;
	struct merged_table {
		struct keyset closed;   /* rows that ended, replaced ones included */
		struct keyset replaced; /* another thing under the same key, or a child of one */
		struct keyset added;
	} * tables;
	struct fault *fault;
};

struct merge_table { /* one entity's merge */
	bool ended; /* the row at hand was staged by joined sources alone, and was closed */
	struct merge *m;
	struct table *table;
	struct merge_result counts;               /* of this entity */
	struct merged_table *sets, **parent_sets; /* parents': by their number */
	sqlite3_stmt *open, *staged;
	sqlite3_stmt *insert, *close, *update, *metric;
	struct scope_kinds stored_kinds;
	bool stored_kinds_read;
	sqlite3_stmt *stored_scope; /* was it known before? */
	struct scope_end *ends;     /* lists that end with a row of this entity; null: not made yet */
	size_t n_ends;
	bool *fresh;                     /* by flag: not filled yet in the snapshot before */
	bool *revised;                   /* by flag: filled by another rule then */
	bool *distrusted;                /* by flag: taken as unknown: the endpoint may serve old contents */
	const char *states;              /* of the staged row at hand */
	bool *staged_unknown;            /* by flag, of the staged row at hand (columns only) */
	bool *old_unknown, *new_unknown; /* by flag, of the row at hand */
	struct text old_unknown_text;    /* what old_unknown was made of */
	struct extra_parts old_extra, new_extra;
	struct text overlay, key, parent, scratch;
};

bool merge_entity(struct merge *m, struct table *table);

/* merge_row.c */
bool merge_new_row(struct merge_table *mt);
bool merge_known_row(struct merge_table *mt);
bool merge_write_metrics(struct merge_table *mt);

/* close.c */
enum parent_fate { PARENT_CLOSED = 1, PARENT_REPLACED = 2, PARENT_ADDED = 4 };
/* Did that happen in this merge to a parent of the row? 'fates': any of these. */
bool merge_parent_was(struct merge_table *mt, unsigned fates, sqlite3_stmt *row, int first);
/* Does the open version end, as no row-making list has it? 1: close, 0: keep, -1: fault. */
int merge_closes(struct merge_table *mt);
bool merge_missing_row(struct merge_table *mt);
bool close_version(struct merge_table *mt, bool ends); /* ends: the thing, not only the version */
/* The thing of the open version has ended: what was known of its lists says nothing any more. */
bool end_scopes(struct merge_table *mt);
bool scope_ends_finish(struct merge_table *mt); /* once an entity, after its rows */
void scope_ends_clear(struct merge_table *mt);
/* Was the row's list known before this snapshot, or is its parent new? -1: fault. */
int merge_is_added(struct merge_table *mt);

/* orphan.c: keeps what joined sources say of the staged row, which no list has. */
bool merge_orphan(struct merge_table *mt);

bool merge_scopes(struct merge *m);
bool merge_outcomes(struct merge *m);
bool merge_leftovers(struct merge *m);
bool merge_shapes(struct merge *m);

#endif
