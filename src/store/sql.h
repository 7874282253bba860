/* sql.h - SQLite with our faults: prepare, bind, step; every failure says what to do. */
#ifndef PVEINV_SQL_H
#define PVEINV_SQL_H

#include "store/statement.h"
#include "store/store_internal.h"

/* A local statement, finalized when it leaves its scope. */
void sql_auto_finalize(sqlite3_stmt **statement);
#define AUTO_STATEMENT __attribute__((cleanup(sql_auto_finalize)))

/* Fills 'f' from the connection's last error and returns false. */
bool sql_fault(const struct store *store, struct fault *f);

/* Runs statements that need no parameters. */
bool sql_run(const struct store *store, const char *sql, struct fault *f);
bool sql_runf(const struct store *store, struct fault *f, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Rolls back whatever is open; errors don't matter any more. */
void sql_rollback(const struct store *store);

/* Null with a fault. */
sqlite3_stmt *sql_prepare(const struct store *store, const char *sql, struct fault *f);
sqlite3_stmt *sql_keep(const struct store *store, const char *sql, struct fault *f); /* statement_keep() */
sqlite3_stmt *sql_preparef(const struct store *store, struct fault *f, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* 1: a row, 0: the end, -1: a fault. */
int sql_step(const struct store *store, sqlite3_stmt *statement, struct fault *f);
/* Runs a statement that gives no rows, and resets it for the next time. */
bool sql_finish(const struct store *store, sqlite3_stmt *statement, struct fault *f);

/* The text stays the caller's until the statement is reset or finalized; null binds NULL. */
void sql_bind_text(sqlite3_stmt *statement, int index, const char *text);
void sql_bind_bytes(sqlite3_stmt *statement, int index, const char *bytes, size_t size);
/* Copies a column of 'from', which must stay on its row. */
void sql_bind_cell(sqlite3_stmt *statement, int index, sqlite3_stmt *from, int column);

/* Null for NULL; valid until the next step. */
const char *sql_text(sqlite3_stmt *statement, int column);
struct json_slice sql_slice(sqlite3_stmt *statement, int column);
/* VALUE_NULL, _INT, _REAL or _TEXT; the caller clears it. */
struct value sql_value(sqlite3_stmt *statement, int column);
/* As ORDER BY sees it: NULL, numbers, text. */
int sql_compare(sqlite3_stmt *a, int a_column, sqlite3_stmt *b, int b_column);
/* Appends a cell as JSON. */
void sql_add_json(struct text *t, sqlite3_stmt *statement, int column);

/* The one integer that a query with up to one text parameter gives; 'otherwise' without a row or for
 * NULL. */
bool sql_number(const struct store *store, const char *sql, const char *parameter, int64_t otherwise,
		int64_t *ret, struct fault *f);

/* --- two statements with the same keys, each ordered by them, side by side */

enum side { SIDE_END, SIDE_LEFT, SIDE_RIGHT, SIDE_BOTH, SIDE_FAILED };

struct pairing {
	const struct store *store;
	sqlite3_stmt *left, *right; /* null: no rows */
	int left_key, right_key;    /* first key column */
	int n_keys;
	int left_state, right_state; /* of sql_step(); 2: to be stepped */
};
struct pairing pairing_of(const struct store *store, sqlite3_stmt *left, int left_key, sqlite3_stmt *right,
			  int right_key, int n_keys);
/* Steps to the next key; rows of equal keys are paired one by one. */
enum side pairing_next(struct pairing *pairing, struct fault *f);

#endif
