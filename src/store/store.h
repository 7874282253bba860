/* store.h - the inventory with its history, in one SQLite file.
 *
 * One table an entity holds versions, not copies: a version is valid in the snapshots
 * since <= id < until (until null: still open). What was not read is unknown: it keeps the last known
 * value and never closes a row. Layout and promises: DESIGN sections 4 and 5.
 */
#ifndef PVEINV_STORE_H
#define PVEINV_STORE_H

#include <sqlite3.h>

#include "base/fault.h"
#include "schema/schema.h"
#include "walk/walk.h"

struct store;

enum store_mode {
	STORE_READ,   /* an existing file, nothing is written (no migration either) */
	STORE_GLANCE, /* the same, in a hurry: its layout isn't looked at, so its views may not be there */
	STORE_WRITE,  /* created with mode 0600 when missing (directories 0700), migrated when older */
	/* For live commands: nothing stays, path is ignored. In memory, as long as the cluster is not a large
	 * one; what is more is in a temporary file without a name. */
	STORE_MEMORY,
};

/* Faults (FAULT_STORE): no such file, no SQLite file, of another program, newer than this program,
 * older and not writable, locked, no permission; each says what to do. */
struct store *store_open(const char *path, enum store_mode mode, struct fault *f);
/* Takes null. A file that was made goes again if nothing was stored. */
void store_close(struct store *store);
/* A file that was made stays, though nothing is stored in it: for other processes. */
void store_keep(struct store *store);
/* Removes a file that nobody has open, and those beside it. */
void store_remove(const char *path);
/* It is another one than that which a command without options means: hints say how to name it. */
void store_mention(struct store *store);
sqlite3 *store_database(struct store *store);

/* --- taking a snapshot */

struct stage_options {
	const char
		*cluster_name; /* the user's; refused when the store knows the CA by another name; or null */
	bool adopt;            /* a known name with another CA: accept the new one */
	const char *otherwise; /* name of a cluster that says none and for which nobody has one; or null */
};

/* What one walk finds waits in temporary tables. Nothing of the store changes before stage_merge(). */
struct stage;
struct stage *stage_new(struct store *store, const struct stage_options *options, struct fault *f);
void stage_free(struct stage *stage); /* takes null; drops what was staged, releases the walk's lock */

/* The sink for walk_new(). Its identified() names the cluster, takes the advisory lock for
 * (store, cluster) and remembers the newest snapshot; faults: another walk is on (says who),
 * the name belongs to another cluster, the cluster has no name. */
struct sink *stage_sink(struct stage *stage);

/* Cluster name under which the store keeps what was staged; null before identified(). */
const char *stage_cluster(const struct stage *stage);

/* What the newest snapshot of that cluster has in a column of the row with that key, as text that the caller
 * frees. Null: no such row, or it is not set; or the key has several columns. */
char *stage_known_text(struct stage *stage, const struct entity *entity, const char *id, const char *column);

/* Asks 'confirm' about each row of an entity with a confirming read that the merge would close, or that
 * is missing from a filtered list; the answers are used by stage_merge(). */
typedef bool stage_confirm_function(void *context, const struct entity *entity, const char *const *key,
				    enum confirmation *ret, struct fault *f);
bool stage_confirm_missing(struct stage *stage, enum quorum quorum, stage_confirm_function *confirm,
			   void *context, struct fault *f);

struct snapshot_facts {
	int64_t taken;    /* seconds since 1970 */
	int64_t duration; /* milliseconds */
	enum level level;
	enum quorum quorum;
	unsigned requests;
	unsigned gaps;      /* unexpected ones */
	const char *source; /* for people: "recording lab.ndjson" */
};

struct merge_result {
	int64_t snapshot; /* its id */
	/* Rows of all entities, in the words of a diff with the snapshot before: */
	unsigned added, changed, removed;
	unsigned state;   /* only columns of class state changed; or a row of a state entity came or went */
	unsigned learned; /* seen for the first time (as all rows of the first snapshot), or known better */
	unsigned unchanged;
	unsigned kept; /* not seen, not closed */
	unsigned rows; /* that there are now */
};

/* One short transaction. Refused when another snapshot of the cluster was stored since identified(). */
bool stage_merge(struct stage *stage, const struct snapshot_facts *facts, struct merge_result *ret,
		 struct fault *f);

/* --- views: what reports and users read
 *
 * Each entity has a view of its name (guest, guest_disk, …): cluster, then the columns in the order of the
 * schema, then unknown and extra; and for list columns with a "list_view" one row an item (guest_tag:
 * cluster, key, tag). In the file they show the newest snapshot of each cluster; after store_show()
 * temporary views of the same names show that moment ("main.guest" is still the newest).
 *
 * unknown: JSON array of the columns that are unknown in this row and moment, metrics included, and of
 * "extra.<source>" for parts of extra that were never read whole; NULL: none. So a column that is NULL and
 * not named there was read, and is not set. Metrics belong to the newest snapshot: in older moments, and for
 * rows that the newest walk did not see, all of them are named there.
 * extra: JSON object by source of what no column names ({"cfg":{"a.b":1}}); NULL: nothing.
 *
 * outcome: cluster, read, target, entity (NULL but for "filtered"), outcome, reason, path, expected, since
 * (snapshot). leftover: cluster, read, target, path, json (NULL: a secret that is set). shape: cluster, read,
 * field, kinds (walk/shape.h): what was received, without values.
 * Tables that may be read as well: snapshot, tag (cluster, name, snapshot), known_cluster.
 */

/* --- moments */

/* A REF resolved: for each cluster the snapshot that shows it (0: none yet). */
struct moment {
	char *ref; /* as the user wrote it */
	size_t count;
	struct moment_cluster {
		char *cluster;
		int64_t snapshot;
		int64_t taken;
		bool complete;
		bool newest; /* metrics are known only there */
	} * clusters;        /* by name */
};

/* REF: latest, latest~N, a number, a tag, a time (RFC 3339; a date is the end of that day).
 * 'cluster' limits it to one, or null. Faults (FAULT_USAGE): malformed, no such snapshot, none at all. */
bool store_resolve(struct store *store, const char *ref, const char *cluster, struct moment *ret,
		   struct fault *f);
void moment_clear(struct moment *moment);

/* Puts temporary views named like the entities (guest, guest_disk, guest_tag, …) in front, which show
 * that moment; without a call the store's own views show the newest snapshot of each cluster. */
bool store_show(struct store *store, const struct moment *moment, struct fault *f);

/* --- differences */

enum change_kind {
	CHANGE_ADDED,
	CHANGE_REMOVED,
	CHANGE_CHANGED,
	CHANGE_MOVED,
	CHANGE_LEARNED,
	CHANGE_UNKNOWN
};

struct change_column {
	const char *name;            /* column, or "extra.<source>.<key>" */
	const struct column *column; /* null for extra */
	enum column_class class;
	struct value from, to; /* VALUE_UNKNOWN on the side where it was not known, or the row was not */
};

struct change {
	enum change_kind kind;
	const struct entity *entity;
	const struct value *key;     /* entity->n_keys, at 'to' (at 'from' when removed) */
	const struct value *old_key; /* moved between keys (identity): the key at 'from'; else null */
	bool replaced;               /* another thing under the same key */
	bool first;                  /* learned: the row as a whole */
	bool child;                  /* its parent is added or removed in the same diff */
	enum column_class class;     /* the most important one of its columns */
	size_t n_columns;
	const struct change_column *columns; /* added, removed: all that are set */
	/* CHANGE_UNKNOWN: what is no longer read; 'entity' is null, but for a filtered list: whose; no key */
	const struct read *read;
	enum outcome_kind outcome;
	const char *reason;
	unsigned count; /* of targets */
};

struct diff_options {
	bool state; /* changes of class state, too */
	bool all;   /* learned, too */
	bool alone; /* of the objects of store_limit(): not what belongs to them */
	/* Only these, ended by null, besides the objects of store_limit(); or null: all, unless limited. */
	const struct entity *const *entities;
	/* From store_touched() with these options: nothing else differs between the two; or null. */
	const bool *tables;
};

struct diff_note { /* a column that can't be compared: filled since a later snapshot, or by another rule */
	const struct entity *entity;
	const struct column *column;
};

typedef bool diff_change_function(void *context, const struct change *change, struct fault *f);
typedef bool diff_note_function(void *context, const struct diff_note *note, struct fault *f);

/* Differences of one cluster between two of its snapshots, in a stable order: entities as in the
 * schema, keys ascending, unknown last. A replaced thing is two records, removed and added. from > to gives
 * the same differences the other way round (what was learned meanwhile is none then). 'note' may be null. */
bool store_diff(struct store *store, const char *cluster, int64_t from, int64_t to,
		const struct diff_options *options, diff_change_function *change, diff_note_function *note,
		void *context, struct fault *f);

/* Snapshots of a cluster after 'low' and up to 'high' that may differ from the one before them in what
 * 'options' and store_limit() speak of, rising. Each one that differs is named; a few that don't, too. */
struct touched {
	struct touched_side {
		int64_t snapshot, taken;
		bool complete;
	} at, before; /* before: the cluster's snapshot before it */
	bool *tables; /* for diff_options */
};
bool store_touched(struct store *store, const char *cluster, int64_t low, int64_t high,
		   const struct diff_options *options, struct touched **ret, size_t *ret_count,
		   struct fault *f);
void touched_free(struct touched *touched, size_t count); /* takes null */

/* Since when a column of a row has its value. */
struct blame {
	const char *name;            /* column, or "extra.<source>.<key>" */
	const struct column *column; /* null for extra */
	enum column_class class;
	struct value value; /* VALUE_UNKNOWN: never read; then nothing else is said */
	enum blame_origin {
		BLAME_KNOWN,   /* read for the first time, or by another rule before: may be older */
		BLAME_ADDED,   /* came with the row */
		BLAME_CHANGED, /* 'was' something else before */
	} origin;
	struct touched_side at, before; /* seen in 'at', not yet in 'before' (snapshot 0: there is none) */
	struct value was;
};
typedef bool blame_function(void *context, const struct blame *blame, struct fault *f);

/* All columns but those of the key, and metrics, of a row as a snapshot shows it; then what is in extra.
 * A row that moved to another key (identity) is followed. The row must be one of store_limit(). *ret_found:
 * is there such a row? */
bool store_blame(struct store *store, const char *cluster, const struct entity *entity,
		 const struct value *key, int64_t snapshot, blame_function *blame, void *context,
		 bool *ret_found, struct fault *f);

/* --- some objects only */

/* From now on store_diff() and store_touched() speak of the objects that store_limit_add() names, and of
 * what belongs to them (a guest's disks), besides whole entities of diff_options. Another entity may join.
 * A limit to an entity of which no object is added leaves nothing. */
bool store_limit(struct store *store, const struct entity *entity, struct fault *f);
bool store_limit_add(struct store *store, const struct entity *entity, const char *cluster,
		     const struct value *key, struct fault *f);

/* Carries what 'from' says of a cluster in one of its snapshots into 'to' (STORE_MEMORY or _WRITE), as its
 * next snapshot of that cluster, without metrics: to compare two files, or a moment with a live walk. */
bool store_carry(struct store *to, struct store *from, const char *cluster, int64_t snapshot, int64_t *ret,
		 struct fault *f);

/* --- upkeep */

/* Deletes snapshots, with their tags, in one transaction: all or none; what the others say does not change.
 * With a cluster's last snapshot the store forgets who the cluster is. Faults (FAULT_USAGE): one is not
 * there, or has a name, unless 'force'. */
bool store_delete(struct store *store, const int64_t *snapshots, size_t count, bool force, struct fault *f);

/* Names the snapshots of a moment, one a cluster. Faults (FAULT_USAGE): no REF can be so (store_check_tag);
 * another snapshot has it, unless 'move'. */
bool store_tag(struct store *store, const struct moment *moment, const char *name, bool move,
	       struct fault *f);
bool store_check_tag(const char *name, struct fault *f);
/* Takes a name away; of one cluster, or (null) of all. Faults (FAULT_USAGE): nobody has it. */
bool store_untag(struct store *store, const char *cluster, const char *name, struct fault *f);

enum prune_rule {
	PRUNE_LAST,
	PRUNE_HOURLY,
	PRUNE_DAILY,
	PRUNE_WEEKLY,
	PRUNE_MONTHLY,
	PRUNE_YEARLY,
	PRUNE_RULES
};

/* What the rules say of each snapshot: by cluster, newest first. */
struct prune_plan {
	struct prune_item {
		int64_t snapshot, taken;
		char *cluster;
		bool kept;
		bool tagged;
		bool passed;  /* a rule has kept a newer one of its period */
		char *reason; /* "daily 2026-11-20", "tag baseline"; null: not kept */
	} * items;
	size_t count;
};

/* Decides as PVE prunes backups (keep-last, keep-hourly, …): 'most' says how many each rule keeps, 0: the
 * rule is not there. Of one cluster, or (null) of each. Nothing is deleted. */
bool store_prune_plan(struct store *store, const char *cluster, const int64_t most[PRUNE_RULES],
		      struct prune_plan *ret, struct fault *f);
void prune_plan_clear(struct prune_plan *plan);

struct copy_options {
	const int64_t *snapshots; /* of the store that is read */
	size_t count;             /* 0: all, but for those that are there already */
	const char *cluster;      /* only this one's; or null */
	const char *cluster_name; /* its name in the other store; null: as that knows it, or as here */
	bool adopt;               /* as in stage_options */
	const volatile int *interrupted;
};
struct copy_result {
	size_t copied;
	size_t there;     /* were there already */
	size_t tags_left; /* names that other snapshots have there */
};

/* Copies snapshots into another store, in one transaction: each says there what it says here. They get new
 * numbers, in the order of time. Faults (FAULT_USAGE): one that is named is there already; one is older than
 * the cluster's newest there; FAULT_STORE: that knows another cluster of the name. */
bool store_copy(struct store *to, struct store *from, const struct copy_options *options,
		struct copy_result *ret, struct fault *f);

/* Replaces a store that was opened for reading, and has an older layout, by a copy that is brought up to date
 * (below TMPDIR; gone with store_close()). */
bool store_make_current(struct store **store, struct fault *f);

/* Gives back the room that deleted snapshots have left; sizes of the file in bytes. */
bool store_compact(struct store *store, int64_t *ret_before, int64_t *ret_after, struct fault *f);

/* A promise that the file does not keep. */
struct breach {
	const char *table;   /* "guest_history"; "the file" */
	const char *promise; /* "versions of a key do not overlap" */
	int64_t rows;        /* in how many places it is broken */
	const char *example; /* one of them */
};
typedef bool store_breach_function(void *context, const struct breach *breach, struct fault *f);

/* Checks all that the store promises (DESIGN section 5), and that SQLite finds the file sound; calls 'each'
 * for every promise that is broken. *ret_promises: how many were looked at. Nothing is changed. */
bool store_verify(struct store *store, store_breach_function *each, void *context, unsigned *ret_promises,
		  struct fault *f);
/* The same of what takes no long look: not of each row and its neighbours, nor of indexes. */
bool store_verify_quickly(struct store *store, store_breach_function *each, void *context,
			  unsigned *ret_promises, struct fault *f);

/* --- the layout, for people */

/* Appends the SQL that makes an entity's tables and views, with what each column holds; or (null) that
 * of a whole new store. */
void store_add_schema(struct text *t, const struct entity *entity);

#endif
