/* schema.h - what the specs (JSON, beside this file) compile to: plain const tables.
 *
 * schema/gen.c reads the specs, checks them and writes build/schema_tables.c, which defines the
 * arrays declared here. Everything else (DDL, extraction, printing, diff, explain, manual) is ordinary
 * C over these tables; no code outside the specs names an entity or a column, except where the walk
 * itself needs an answer (rights, quorum, identity).
 */
#ifndef PVEINV_SCHEMA_H
#define PVEINV_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/value.h"

struct entity;
struct column;
struct read;

/* What a change means. */
enum column_class {
	CLASS_CONFIG, /* a diff shows it */
	CLASS_STATE,  /* a diff shows it on demand */
	CLASS_METRIC, /* newest snapshot only: never a version, never in a diff */
	CLASS_SECRET, /* stored as "set" or not set */
};

enum column_view {
	VIEW_TABLE, /* -o table and wide */
	VIEW_WIDE,  /* -o wide */
	VIEW_FULL,  /* only where all columns are printed, or by name */
};

/* Where a row has a part of another row's key. */
enum part_kind {
	PART_END,
	PART_COLUMN,  /* in a column of its own */
	PART_THROUGH, /* in a column of the row that its column 'through' names by the whole key */
	PART_TEXT,    /* it is always that text */
	PART_ANY,     /* it may be anything: the other parts say which rows */
};

struct key_part {
	enum part_kind kind; /* PART_END ends the list */
	const struct column *column;
	const struct entity *entity;  /* PART_THROUGH: whose column that is */
	const struct column *through;
	const char *text;
};

struct reference {
	const struct entity *entity; /* null ends the list */
	const struct key_part *parts; /* one for each column of its key, in order */
};

struct column {
	const char *name;       /* PVE's name with '_'; never an SQL keyword */
	struct value_rule rule; /* type, unit, ordered */
	enum column_class class;
	enum column_view view;
	bool place;                  /* a change of it is a move */
	bool identity;               /* equal on a removed and an added row: they are one, moved */
	bool observed;               /* what the answering node sees itself: true without quorum, too */
	int revision;                /* of the rule that fills it; 1 unless the spec says more */
	/* Rows of other entities that it names (a list's items name), those of each reference. Null: none. */
	const struct reference *refs;
	const char *alias;           /* its name in the coverage document, where that differs; or null */
	const char *missing;         /* what an absent key means ("0"), or null: not set */
	const char *list_view;       /* view made of a list's items ("guest_tag"), or null */
	const char *list_view_column; /* the item's column in that view ("tag") */
	unsigned alternatives;       /* how many places it may come from; the first with a value wins */
	/* Derived from rows of other entities when it is read: SQL over their views, 'h' being its own row.
	 * Not stored, in no version and no diff. Null: it is stored. */
	const char *sql;
	const char *known; /* SQL: when a null is "not set"; otherwise it is unknown */
	const struct entity *const *of; /* the entities of that SQL, ended by null */
	const char *help;
};

/* --- expressions: where a value is found */

enum from_kind {
	FROM_PATH,     /* members below the element: path; up > 0: below the element that many steps out */
	FROM_VARIABLE, /* @name: a variable of the read's context */
	FROM_KEY,      /* @key: the member's name under which the element was opened */
	FROM_NUMBER,   /* @n: what [n] matched in that name */
	FROM_VALUE,    /* @value: the element itself, when it is a scalar */
	FROM_TEXT,     /* 'text {n} {variable}' */
};

struct from {
	enum from_kind kind;
	unsigned up;
	const char *const *path; /* FROM_PATH: member names, ended by null; empty: the element itself */
	const char *text;        /* FROM_VARIABLE: its name; FROM_TEXT: the template */
};

/* A pure function of the argument values (text, or null where absent) to the column's text.
 * Returns a text that the caller frees, or null: not set. */
typedef char *compute_function(const char *const *args, size_t count);

/* One column that one source answers. */
struct fill {
	const struct column *column; /* null ends the list */
	unsigned alternative;        /* its rank among the places of the column */
	const struct from *args;     /* one, or those of 'compute' */
	unsigned n_args;
	compute_function *compute; /* or null */
	const char *within; /* the member that is it, or holds it: without, there is none; or null */
};

/* --- predicates: terms joined by & and || */

enum term_kind {
	TERM_END,
	TERM_EQUAL,     /* key=words[0] */
	TERM_NOT_EQUAL, /* key!=words[0] */
	TERM_IN,        /* key in words */
	TERM_HAS,       /* key has words[0]: it is an item of the list */
	TERM_PRESENT,   /* key? */
	TERM_ABSENT,    /* !key? */
	TERM_PRIVILEGE, /* words[0] (any of words: alternatives) on area */
};

struct term {
	enum term_kind kind;
	bool or_before; /* begins a new alternative */
	const char *key;          /* member of the element, or column of the row, or variable */
	const char *const *words; /* ended by null */
	const char *area;         /* path template of TERM_PRIVILEGE: "/vms/{vmid}" */
};

/* --- steps to the elements of a source */

enum step_kind {
	STEP_END,
	STEP_MEMBER, /* a     go into a member; opens nothing */
	STEP_LIST,   /* []    each element of an array */
	STEP_MAP,    /* {…}   each member whose name matches one of the patterns */
	STEP_TREE,   /* []*   each element of an array, and of its 'children', and so on */
};

struct step {
	enum step_kind kind;
	const char *name;            /* STEP_MEMBER */
	const char *const *patterns; /* STEP_MAP: "net[n]" "rootfs"; ended by null; empty: any name */
};

/* --- formats: PVE's property strings */

struct alias {
	const char *from, *to; /* null ends the list */
};

struct format {
	const char *name;
	const char *default_key;      /* key of the part without '='; or null */
	const struct alias *aliases;  /* sub-keys that mean another one */
	/* key_alias: a key of this list is the value of 'key_name', and its value that of 'key_value'
	 * (virtio=AA:BB:… is model=virtio,macaddr=AA:BB:…) */
	const char *const *key_alias;
	const char *key_name, *key_value;
	bool raw_first; /* the first part is the default key's value even if it contains '=' */
	const char *const *keys; /* documented sub-keys, sorted; ended by null */
};

struct parse {
	const char *const *keys; /* patterns of the element's members; "." is the element; null ends */
	const struct format *format;
};

struct ignored {
	const char *key; /* member path below the element ("a.b"), "*" for all; null ends the list */
	const char *reason;
};

/* --- where an entity's rows come from */

struct one_of {
	const struct column *column;
	const char *const *words; /* sorted, ended by null */
};

struct entity_source {
	const struct read *read;
	const char *label; /* "as", else the read's name */
	const struct entity *entity;
	bool joins;   /* adds columns to rows that another source makes */
	bool ignores; /* names elements only to ignore them: makes no rows, adds no columns */
	bool of_outcome; /* reads not the answer, but how the read ended: outcome, reason */
	const struct step *each;
	const struct term *where;  /* which elements; null: all */
	const struct term *of;     /* rows it can speak of (predicate over columns); null: all */
	const struct term *whole;  /* when an absent key means "not set"; null: always */
	const struct term *complete; /* privilege by which the server filters the first list; null: never */
	bool never_complete;
	enum column_class rest; /* class of the keys that nothing names */
	const struct parse *parse;
	const struct ignored *ignored; /* of the source, then of the entity */
	const struct fill *fills;      /* every column it answers; the key columns first */
	/* Sources that open the same list, and tell their rows apart by constants, have one scope. */
	const struct entity_source *lister; /* the first of these sources, or null: it makes no rows */
	const struct fill *scope;    /* of a lister: bound key columns, constants: its rows have these */
	const struct one_of *one_of; /* and one of these constants; column null ends the list */
};

enum level { LEVEL_BASIC, LEVEL_STANDARD, LEVEL_DETAILED, LEVEL_DIAGNOSTIC };

enum outcome_kind {
	OUTCOME_OK,
	OUTCOME_DENIED,      /* 403, with the missing privilege */
	OUTCOME_FILTERED,    /* 200, but incomplete for this token */
	OUTCOME_ABSENT,      /* no such feature here: not installed */
	OUTCOME_UNSUPPORTED, /* 501: path unknown to this version */
	OUTCOME_EMPTY,       /* an error answer that means "there is none" */
	OUTCOME_OFFLINE,
	OUTCOME_TIMEOUT,
	OUTCOME_ERROR,
	OUTCOME_SKIPPED, /* level, or a recording that does not hold it */
};

struct when {
	int status;       /* HTTP status; 0 ends the list */
	const char *words; /* in the message; or null: any */
	enum outcome_kind outcome;
};

struct read {
	unsigned index; /* its place in schema_reads */
	const char *name;
	const char *path;         /* template: "/nodes/{node}/status" */
	const struct entity *per; /* whose rows bind the variables; null: once a cluster */
	const struct term *where; /* which of its rows: the others have no such thing */
	const struct term *up;    /* which of them can be asked now: the read of the others ends offline */
	bool once;                /* one request per distinct once_columns (none: the first that answers) */
	const char *const *once_columns;
	enum level level;
	const char *privilege; /* needs: "VM.Audit", "VM.Audit or VM.Config.CPU"; or null: any user */
	const char *area;      /* … on this path template */
	const char *beyond;    /* role that does not suffice ("PVEAuditor"), or null */
	bool at_node;          /* that node answers, else any node */
	char cost;             /* 'A' … 'E' */
	const char *since, *until; /* PVE versions that have it ("9.0"), or null */
	const struct when *when;
	bool may_be_null; /* null is an answer ("there is none"), not a defect */
	bool scalar;      /* so is a bare string or number, or a list that is taken as it is */
	/* Asks inside a running guest: only on request, one at a time on a node, and nothing more of a guest
	 * that did not answer. */
	bool agent;
	const struct read *after; /* made for a row when this one has ended for the row of that id; or null */
	/* Two names: the result, and its member by which a 200 says that nothing was done; or null. */
	const char *const *refused;
	const char *moved; /* words of a 500 that mean: the row is elsewhere since the list was read */
	bool confirms;   /* asked only before a row of "per" is closed: 200 gone, 400 it exists */
	const char *use; /* what the walk itself does with it, for reads that no source names; or null */
	int phase;       /* 0: needs no rows; 1: needs rows that phase 0 makes; … (by the generator) */
	const struct entity_source *const *sources; /* of all entities, ended by null */
};

/* Rows end with the row of another entity whose key they hold; a row in which one of these columns is not
 * set has no such parent. */
struct parent {
	const struct entity *entity;          /* null ends the list */
	const struct column *const *columns; /* per key column of that entity: the one that holds it */
};

/* What entities are about: "guests". */
struct area {
	const char *name, *title; /* null ends the list */
};

/* --- how an object is arranged, as the tabs of PVE's web interface */

/* Rows of another entity that belong to an object. */
struct related {
	const struct entity *entity; /* null ends the list */
	/* Where they have the object's key: its parts, and so on for each place that may hold it. None: all
	 * rows of the cluster. */
	const struct key_part *parts;
};

struct tab {
	const char *title;                   /* null ends the list */
	const struct column *const *columns; /* ended by null */
	const struct related *related;
};

struct entity {
	unsigned index; /* its place in schema_entities */
	const char *name, *plural, *summary;
	const char *path; /* its word in paths: "disk" of lab/vm/100/disk/scsi0 */
	const struct area *area;
	const struct parent *parents; /* a row ends with any of them; never null */
	enum column_class class; /* CLASS_STATE: diffs only on demand */
	bool event;              /* append-only, not in diffs */
	const struct column *order; /* position among its siblings, or null */
	bool twins; /* elements may be equal in all of the key: the second's last column ends with "#2" */
	unsigned n_keys;            /* the first columns are the key */
	const struct column *columns;
	unsigned n_columns;
	const struct entity_source *sources;
	unsigned n_sources;
	/* Groups of columns, each ended by null, the list ended by two: a row in which all columns of one
	 * group differ (both known and set) is another thing under a used key. Null: never. */
	const struct column *const *replaced;
	const struct tab *tabs; /* all columns but the key, and whatever refers to it */
	bool retained; /* other reads take variables from its rows, or several reads make one row */
};

extern const struct entity *const schema_entities[]; /* parents first, else by area; ended by null */
extern const struct area schema_areas[];             /* in the order in which people think of them */
extern const struct read *const schema_reads[];      /* by phase; ended by null */
extern const struct format *const schema_formats[];  /* by name; ended by null */
extern const char *const secret_words[];      /* words in the name of a key no spec names: secret */
extern const char *const secret_exceptions[]; /* … except these keys */
extern const unsigned schema_entity_count, schema_read_count;

/* Look-ups by name; null when there is none. An entity answers to its singular and plural. */
const struct entity *schema_entity(const char *name);
const struct read *schema_read(const char *name);
const struct column *schema_column(const struct entity *entity, const char *name);
/* The parent below which it is shown: the first, if its key is part of the entity's, so that every row has
 * one. Null: it stands on top. */
const struct parent *schema_outer(const struct entity *entity);

/* Whether it holds keys of that entity's rows, maybe with other columns. */
bool column_refers_to(const struct column *column, const struct entity *entity);

extern const char *const level_names[]; /* by enum level; ended by null */
const char *level_name(enum level level);
bool level_from_name(const char *name, enum level *ret);
const char *outcome_name(enum outcome_kind outcome);
bool outcome_from_name(const char *name, enum outcome_kind *ret);
const char *column_class_name(enum column_class class);

#endif
