/* select.h - what `get` asks of the store: entity, rows, columns, order; printed in any format.
 *
 * Names that users give are looked up in the schema, values are bound as parameters; only --where is
 * SQL of the user's, and runs under SQLite's authorizer.
 */
#ifndef PVEINV_SELECT_H
#define PVEINV_SELECT_H

#include <sqlite3.h>

#include "base/options.h"
#include "report/filter.h"
#include "report/print.h"
#include "schema/schema.h"

struct select_request {
	const char *entity;             /* singular or plural */
	const struct words *keys;       /* "100", "100/scsi0"; the first parts of a key select all below */
	const struct words *columns;    /* "name,node,+tags"; none: the format's */
	const struct words *conditions; /* -l */
	const struct words *where;      /* --where: SQL */
	const char *cluster;            /* or null */
	const char *sort;               /* "memory", "memory-"; or null: by key */
	int64_t limit;                  /* -1: all */
	enum print_format format;
};

struct selected {
	const struct column *column; /* null: the cluster's name, or extra */
	const char *name;            /* in the view */
};

struct selection {
	const struct entity *entity;
	const struct select_request *request;
	struct selected *selected;
	struct print_column *columns; /* beside 'selected' */
	size_t n_columns;
	bool cluster_asked; /* by name */
	bool all;           /* the format's own columns, and it prints every column */
	bool names_unknown; /* tables and CSV have a column "unknown" */
	bool *unread;       /* by source: its read was not made, nor asked for; or null */
	struct filter filter;
	const struct column *sort;
	bool descending;
};

/* Faults (FAULT_USAGE): no such entity or column (with the nearest name or all names), a condition that
 * can't be read. The request must outlive the selection. */
bool selection_init(struct selection *ret, const struct select_request *request, struct fault *f);
void selection_clear(struct selection *selection);

/* The columns that are printed, filtered or sorted by, for walk_options.wanted: [entity][column], of
 * which only this entity's row is not null. Formats that print every column want those of a table.
 * Freed with wanted_free(). */
const bool **selection_wanted(const struct selection *selection);
void wanted_free(const bool **wanted);

/* For a live selection of all columns: leaves only those that a read made in this walk can fill. */
bool selection_leave_read(struct selection *selection, sqlite3 *db, struct fault *f);

/* Leaves the cluster's name out of a table, unless it was asked for. */
void selection_hide_cluster(struct selection *selection);

/* Prints the rows. 'interrupted' ends it early (FAULT_INTERRUPTED). *ret_rows: how many. */
bool selection_print(const struct selection *selection, sqlite3 *db, struct printer *printer,
		     const volatile int *interrupted, size_t *ret_rows, struct fault *f);

/* The sheet of the selection's printer; borrowed from the selection. */
struct sheet selection_sheet(const struct selection *selection, const char *envelope);

/* The key arguments for which there is no row. */
bool selection_missing_keys(const struct selection *selection, sqlite3 *db, struct words *ret,
			    struct fault *f);

/* How many rows were left out because a column of a condition is unknown. */
bool selection_left_out(const struct selection *selection, sqlite3 *db, int64_t *ret, struct fault *f);

/* Appends SQL: the key's first 'count' columns as one text, as users write it ("100/scsi0"). */
void select_add_key(struct text *t, const struct entity *entity, unsigned count);

/* Is the column among those of a view's "unknown" (JSON; null: none)? */
bool select_names(const char *unknown, const char *column);

/* An entity by its singular or plural name; null with a fault that suggests one or lists all. */
const struct entity *select_entity(const char *name, struct fault *f);

#endif
