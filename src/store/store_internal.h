/* store_internal.h - what the rooms of src/store share: the open store, the layout of an entity's
 * tables, and the stage of a walk. Not for use outside of src/store and its tests. */
#ifndef PVEINV_STORE_INTERNAL_H
#define PVEINV_STORE_INTERNAL_H

#include "base/json.h"
#include "base/text.h"
#include "store/store.h"

#define STORE_VERSION 2                 /* user_version: the last numbered migration */
#define STORE_APPLICATION_ID 0x7076696e /* "pvin" */
/* Raised whenever ddl.c or view.c make other tables, indexes or views of the same schema. */
#define LAYOUT 2
#define BUSY_TIMEOUT 10000 /* ms that another's writing is waited for; a merge takes less than one second */

/* What stands in 'unknown' for a source's part of extra. */
#define EXTRA_PREFIX "extra."

/* From which snapshots on a column is filled, by ever newer revisions of its rule. A column (or a part
 * of extra) can be compared in two snapshots of the same epoch. Never empty: 0 means ever since. */
struct epochs {
	int64_t *since; /* rising */
	size_t count;
};
#define EPOCH_NEVER (-1) /* the column was not filled yet */

/* A part of extra: all sources of an entity that share a label. */
struct label {
	const char *name;
	enum column_class rest;
	struct epochs epochs; /* of how its elements are found and parsed */
};

/* How an entity lies in the file. */
struct table {
	const struct entity *entity;
	unsigned *history; /* columns of <entity>_history, as indexes into entity->columns; keys first */
	unsigned n_history;
	unsigned *metrics; /* columns of <entity>_metric */
	unsigned n_metrics;
	unsigned *place_of;   /* by column: its index in 'history', or n_history when it is a metric */
	struct label *labels; /* by name; labels whose rest is metric are in <entity>_metric */
	unsigned n_labels;
	unsigned *label_of; /* by source; n_labels: it only ignores */
	bool has_metric_table;
	bool has_children;
	struct epochs *epochs; /* by place in 'history' */
	/* What the file lacks (it was written with another schema, and we only read): */
	bool missing;          /* the entity as a whole */
	bool *missing_columns; /* by column */
};

struct stage;

struct store {
	sqlite3 *db;
	char *path; /* ":memory:" in memory */
	enum store_mode mode;
	const struct entity *const *entities;
	const struct read *const *reads;
	struct table *tables;
	size_t n_tables;
	struct stage *stage; /* the one at work, or null */
	bool own_views; /* the file's views are those of our schema */
	bool has_moment_views;
	bool made;     /* there was no file */
	bool mentioned; /* in hints, as store_mention() wants it */
	char *scratch; /* a file that goes when the store is closed; or null */
	struct limit *limit; /* limit.c; null: none */
};

/* As store_open(), with another schema: tests write with fewer columns and read with more. 'reads' ends
 * with null and holds at least those with "confirms" and those that outcomes name. */
struct store *store_open_with(const char *path, enum store_mode mode, const struct entity *const *entities,
			      const struct read *const *reads, struct fault *f);

const struct table *store_table(const struct store *store, const struct entity *entity);
const struct read *store_read(const struct store *store, const char *name);
const struct entity *store_entity(const struct store *store, const char *name);

/* --- layout.c */

void layout_build(struct store *store);
void layout_clear(struct store *store);
/* The column's place in table->history, or n_history. */
unsigned table_place(const struct table *table, const struct column *column);
const struct column *table_column(const struct table *table, unsigned place);
bool label_is_metric(const struct label *label);
/* Number of names that can be unknown in a version: history columns, then labels. */
unsigned table_flags(const struct table *table);
/* Index of a name in those flags ("memory", "extra.cfg"); -1: no such name. */
int table_flag(const struct table *table, const char *name, size_t size);
/* Whether the column or label of that flag is filled in 'snapshot', and its epoch there. */
int64_t table_epoch(const struct table *table, unsigned flag, int64_t snapshot);
/* Snapshot in which it was filled first; 0: ever since. */
int64_t table_first(const struct table *table, unsigned flag);
void table_add_epoch(struct table *table, unsigned flag, int64_t since); /* rising */
void table_forget_epochs(struct table *table);
/* Revision of the rule that fills it; for a label, a number made of how its elements are parsed. */
unsigned table_revision(const struct table *table, unsigned flag);

/* --- unknown.c: the list of names that were never read for a row */

/* Sets flags[] (table_flags()) from the text of a row's 'unknown'; names that the schema does not have
 * are passed over. */
bool unknown_parse(const struct table *table, const char *text, bool *flags, struct fault *f);
/* Appends the JSON array; nothing when no flag is set. */
void unknown_add(struct text *t, const struct table *table, const bool *flags);

/* --- extra.c: a row's extra, in parts by label */

struct extra_parts {
	struct json_slice *labels; /* by label; size 0: nothing there */
	struct text others;        /* members of labels that the schema no longer has, as they stand */
};
void extra_init(struct extra_parts *parts, const struct table *table);
void extra_clear(struct extra_parts *parts);
/* Points into 'text', which may be null. */
bool extra_parse(struct extra_parts *parts, const struct table *table, const char *text, struct fault *f);
/* Appends the object of all parts that are not metric; nothing when there are none. */
void extra_add(struct text *t, const struct table *table, const struct extra_parts *parts);
/* Appends 'under' with the members of 'over' put over it, canonical; either may be empty. */
bool extra_overlay(struct text *t, struct json_slice under, struct json_slice over, struct fault *f);

/* --- ddl.c */

/* Appends a name, quoted where SQL would take it for something else. */
void ddl_add_name(struct text *t, const char *name);
const char *ddl_affinity(const struct column *column);
const char *ddl_storage_class(const struct column *column); /* typeof() of its cells */
void ddl_column(struct text *t, const struct table *table, const struct column *column);
/* 'comments': above each column what it holds. */
void ddl_tables(struct text *t, const struct table *table, bool comments); /* history, metric, indexes */
void ddl_metric_table(struct text *t, const struct table *table, bool comments);
/* What the numbered migrations have made, as SQL. */
void migrate_add_sql(struct text *t);
extern const char *const ddl_indexes[]; /* <entity>_<…> of a history; ended by null */
void ddl_index(struct text *t, const struct table *table, const char *which); /* without ";" */

/* --- view.c */

/* The views of an entity: <entity> and its list views; in the file (the newest snapshot of each
 * cluster), or temporary ones bound to the table temp.moment. */
void view_add(struct text *t, const struct table *table, bool moment);
void view_add_names(struct text *t, const struct table *table); /* one a line */
/* The same for the views outcome and leftover. */
void view_add_others(struct text *t, bool moment);
extern const char *const view_other_names[]; /* ended by null */

/* Temporary views of the newest snapshots, for a file whose own views are of another schema. */
bool store_show_newest(struct store *store, struct fault *f);

/* --- limit.c */

/* May rows of the entity be among the objects to which the store is limited, or ('alone': not) below them? */
bool limit_concerns(const struct store *store, const struct entity *entity, bool alone);
/* May rows of the entity be parents of such rows? */
bool limit_is_above(const struct store *store, const struct entity *entity);
/* Appends " AND (…)": h.<key> is one of those objects, or belongs to one. Nothing without a limit. */
void limit_add_where(struct text *t, const struct store *store, const struct table *table);
/* Does limit_add_where() let siblings in, among which a row may have moved? */
bool limit_is_widened(const struct store *store, const struct entity *entity);
bool limit_has(const struct store *store, const char *cluster, const struct entity *entity,
	       const struct value *key);
/* Appends those objects (o) joined to the versions h of them and of what belongs to them: "… ON (…)". */
void limit_add_join(struct text *t, const struct store *store, const struct table *table);
/* Are the rows of those objects found by the first column of the table's key? */
bool limit_leads_keys(const struct store *store, const struct table *table);
/* Is the target of a read (a key, "100" or "pve1/local") one of them? */
bool limit_has_target(const struct store *store, const char *cluster, const struct entity *entity,
		      const char *target, bool *ret, struct fault *f);
void limit_free(struct limit *limit); /* takes null */

/* --- migrate.c, sync.c, upgrade.c */

/* Brings the file to the newest layout (STORE_WRITE), or checks that we can read it (STORE_READ). */
bool store_migrate(struct store *store, struct fault *f);
/* Reads from the file since when its columns are filled. */
bool store_load_epochs(struct store *store, struct fault *f);
/* An older program would drop what a newer one has added to the schema. */
bool store_check_program(struct store *store, struct fault *f);
/* The schema's fingerprint as the store knows it must be ours. */
bool store_check_schema(struct store *store, struct fault *f);
char *schema_fingerprint(const struct store *store); /* to be freed */
/* Makes the file's tables and views follow the schema. */
bool store_sync_schema(struct store *store, struct fault *f);
/* Value of a key in the table meta, to be freed; *ret null: not there. */
bool meta_get(const struct store *store, const char *key, char **ret, struct fault *f);
bool meta_set(const struct store *store, const char *key, const char *value, struct fault *f);
/* Adds what the schema has and the entity's tables lack; values move from extra into new columns, in
 * all versions. 'next' is the id of the next snapshot. */
bool upgrade_table(struct store *store, struct table *table, int64_t next, struct fault *f);
/* Makes the columns unknown again that were filled later than 'newest', in the cluster's open versions:
 * they were filled in place. */
bool upgrade_forget(struct store *store, const char *cluster, int64_t newest, struct fault *f);

/* --- lock.c: one walk at a time for (store, cluster) */

struct lock;
struct lock *lock_take(const struct store *store, const char *cluster, struct fault *f);
void lock_release(struct lock *lock); /* takes null */

/* --- identity.c */

/* Name under which the store keeps the cluster, to be freed. Null with a fault. */
char *identity_name(struct store *store, const struct identity *identity, const struct stage_options *options,
		    struct fault *f);
/* Remembers who bears that name. */
bool identity_remember(struct store *store, const struct identity *identity, const char *name,
		       struct fault *f);

/* The cluster's newest snapshot before 'before' (0: of all); 0 when there is none. */
bool newest_snapshot(struct store *store, const char *cluster, int64_t before, int64_t *ret, struct fault *f);

#endif
