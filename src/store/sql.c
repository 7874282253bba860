/* sql.c - see sql.h. */
#include "store/sql.h"

#include <stdlib.h>
#include <string.h>

void sql_auto_finalize(sqlite3_stmt **statement)
{
	sqlite3_finalize(*statement);
}

bool sql_fault(const struct store *store, struct fault *f)
{
	return statement_fault(store->db, store->path, f);
}

bool sql_run(const struct store *store, const char *sql, struct fault *f)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || sql_fault(store, f);
}

bool sql_runf(const struct store *store, struct fault *f, const char *format, ...)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_addv(&sql, format, args);
	va_end(args);
	return sql_run(store, sql.data, f);
}

void sql_rollback(const struct store *store)
{
	if (!sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

sqlite3_stmt *sql_prepare(const struct store *store, const char *sql, struct fault *f)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK)
		sql_fault(store, f);
	return statement;
}

sqlite3_stmt *sql_keep(const struct store *store, const char *sql, struct fault *f)
{
	sqlite3_stmt *statement = statement_keep(store->db, sql);

	if (!statement)
		sql_fault(store, f);
	return statement;
}

sqlite3_stmt *sql_preparef(const struct store *store, struct fault *f, const char *format, ...)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_addv(&sql, format, args);
	va_end(args);
	return sql_prepare(store, sql.data, f);
}

int sql_step(const struct store *store, sqlite3_stmt *statement, struct fault *f)
{
	return statement_step(statement, store->path, f);
}

bool sql_finish(const struct store *store, sqlite3_stmt *statement, struct fault *f)
{
	int state = sql_step(store, statement, f);

	sqlite3_reset(statement);
	return state >= 0;
}

void sql_bind_text(sqlite3_stmt *statement, int index, const char *text)
{
	sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

void sql_bind_bytes(sqlite3_stmt *statement, int index, const char *bytes, size_t size)
{
	if (size)
		sqlite3_bind_text64(statement, index, bytes, size, SQLITE_STATIC, SQLITE_UTF8);
	else
		sqlite3_bind_null(statement, index);
}

void sql_bind_cell(sqlite3_stmt *statement, int index, sqlite3_stmt *from, int column)
{
	sqlite3_bind_value(statement, index, sqlite3_column_value(from, column));
}

const char *sql_text(sqlite3_stmt *statement, int column)
{
	return (const char *)sqlite3_column_text(statement, column);
}

struct json_slice sql_slice(sqlite3_stmt *statement, int column)
{
	const char *text = sql_text(statement, column);

	return (struct json_slice){ text, text ? (size_t)sqlite3_column_bytes(statement, column) : 0 };
}

struct value sql_value(sqlite3_stmt *statement, int column)
{
	switch (sqlite3_column_type(statement, column)) {
	case SQLITE_INTEGER:
		return value_int(sqlite3_column_int64(statement, column));
	case SQLITE_FLOAT:
		return value_real(sqlite3_column_double(statement, column));
	case SQLITE_TEXT:
		return value_text(sql_text(statement, column));
	default:
		return (struct value){ .kind = VALUE_NULL };
	}
}

static int rank(int type)
{
	return type == SQLITE_NULL ? 0 : type == SQLITE_TEXT ? 2 : type == SQLITE_BLOB ? 3 : 1;
}

static int compare_bytes(sqlite3_value *a, sqlite3_value *b)
{
	const void *x = sqlite3_value_blob(a), *y = sqlite3_value_blob(b);
	int x_size = sqlite3_value_bytes(a), y_size = sqlite3_value_bytes(b);
	int size = x_size < y_size ? x_size : y_size;
	int order = size ? memcmp(x, y, (size_t)size) : 0;

	return order ? order : (x_size > y_size) - (x_size < y_size);
}

/* The connection is used by one thread, so the values may be looked at directly. */
int sql_compare(sqlite3_stmt *a, int a_column, sqlite3_stmt *b, int b_column)
{
	sqlite3_value *left = sqlite3_column_value(a, a_column), *right = sqlite3_column_value(b, b_column);
	int left_type = sqlite3_value_type(left), right_type = sqlite3_value_type(right);

	if (left_type == SQLITE_INTEGER && right_type == SQLITE_INTEGER) {
		sqlite3_int64 x = sqlite3_value_int64(left), y = sqlite3_value_int64(right);

		return (x > y) - (x < y);
	}
	if (rank(left_type) != rank(right_type))
		return rank(left_type) - rank(right_type);
	if (rank(left_type) == 0)
		return 0;
	if (rank(left_type) == 1) {
		double x = sqlite3_value_double(left), y = sqlite3_value_double(right);

		return (x > y) - (x < y);
	}
	return compare_bytes(left, right);
}

void sql_add_json(struct text *t, sqlite3_stmt *statement, int column)
{
	switch (sqlite3_column_type(statement, column)) {
	case SQLITE_INTEGER:
		json_add_int(t, sqlite3_column_int64(statement, column));
		break;
	case SQLITE_FLOAT:
		json_add_real(t, sqlite3_column_double(statement, column));
		break;
	case SQLITE_TEXT:
		json_add_string(t, sql_text(statement, column));
		break;
	default:
		text_add(t, "null");
		break;
	}
}

bool sql_number(const struct store *store, const char *sql, const char *parameter, int64_t otherwise,
		int64_t *ret, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(store, sql, f);
	int found;

	if (!query)
		return false;
	if (parameter)
		sql_bind_text(query, 1, parameter);
	found = sql_step(store, query, f);
	if (found < 0)
		return false;
	*ret = found && sqlite3_column_type(query, 0) != SQLITE_NULL ? sqlite3_column_int64(query, 0)
								     : otherwise;
	return true;
}

/* --- pairing */

struct pairing pairing_of(const struct store *store, sqlite3_stmt *left, int left_key, sqlite3_stmt *right,
			  int right_key, int n_keys)
{
	return (struct pairing){
		store, left, right, left_key, right_key, n_keys, left ? 2 : 0, right ? 2 : 0
	};
}

enum side pairing_next(struct pairing *p, struct fault *f)
{
	int order = 0;

	if (p->left_state == 2)
		p->left_state = sql_step(p->store, p->left, f);
	if (p->left_state >= 0 && p->right_state == 2)
		p->right_state = sql_step(p->store, p->right, f);
	if (p->left_state < 0 || p->right_state < 0)
		return SIDE_FAILED;
	if (!p->left_state && !p->right_state)
		return SIDE_END;
	if (!p->left_state || !p->right_state)
		order = p->left_state ? -1 : 1;
	for (int i = 0; order == 0 && i < p->n_keys; i++)
		order = sql_compare(p->left, p->left_key + i, p->right, p->right_key + i);
	if (order <= 0)
		p->left_state = 2;
	if (order >= 0)
		p->right_state = 2;
	return order < 0 ? SIDE_LEFT : order > 0 ? SIDE_RIGHT : SIDE_BOTH;
}
