/* filter.h - conditions of -l and --where as SQL.
 *
 *   -l status=running,tags~prod,memory>8GiB      all of them must hold
 *
 *   =  !=   equal to the value; an empty value means "not set"; of a list: one item is it
 *   ~  !~   contains the value, whatever the case; of a list: one item is it
 *   <  <=  >  >=   numbers, sizes ("8GiB"), durations, times
 *
 * A row in which the column is unknown meets no condition, not even "!=".
 */
#ifndef PVEINV_FILTER_H
#define PVEINV_FILTER_H

#include <sqlite3.h>

#include "base/options.h"
#include "schema/schema.h"

struct condition {
	const struct column *column;
	const char *operation; /* as written */
	struct value value;    /* VALUE_NULL: is (not) set */
};

struct filter {
	const struct entity *entity;
	struct condition *conditions;
	size_t count;
	const struct words *where; /* SQL; or null */
};

/* Faults (FAULT_USAGE): no operation, no such column, a value that is not of its type. */
bool filter_init(struct filter *ret, const struct entity *entity, const struct words *conditions,
		 const struct words *where, struct fault *f);
void filter_clear(struct filter *filter);

/* " AND …" for each condition, with a '?' for each value that is not null. */
void filter_add_sql(struct text *t, const struct filter *filter);
/* " AND (…)": a column of a condition is unknown; nothing without conditions. */
void filter_add_unknown(struct text *t, const struct filter *filter);
/* Binds the values of filter_add_sql(); returns the next free index. */
int filter_bind(const struct filter *filter, sqlite3_stmt *statement, int index);

/* Compiles SQL that holds text of the user's: reading only, one statement. Null with FAULT_USAGE. */
sqlite3_stmt *filter_prepare(const struct filter *filter, sqlite3 *db, const char *sql, struct fault *f);

/* As query_step(), for what filter_prepare() compiled: the user's mistakes are FAULT_USAGE. */
int filter_step(const struct filter *filter, sqlite3_stmt *rows, struct fault *f);

/* A column by name; null with a fault that suggests one or lists all. */
const struct column *select_column(const struct entity *entity, const char *name, struct fault *f);

#endif
