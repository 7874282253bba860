/* staged_table.c - the staged rows of an entity as a table of SQL, stage_<entity>: 'states' (a blob), its
 * columns, then extra_<n> by label; in the order of the key. A virtual table over its list, read-only,
 * which needs no CREATE: it is there as long as its module is registered, in no schema.
 */
#include <stdlib.h>

#include "store/stage.h"

struct view { /* of sqlite3_vtab; first */
	sqlite3_vtab vtab;
	struct staged_table *staged;
};

struct cursor {
	sqlite3_vtab_cursor cursor; /* first */
	struct staged_table *staged;
	struct staged_reader reader;
	size_t row;
	struct value *values;
	char *states;
};

static unsigned n_columns(const struct staged_table *staged)
{
	return staged->table->entity->n_columns;
}

unsigned staged_values(const struct table *table)
{
	return table->entity->n_columns + 2 * table->n_labels + 1;
}

static int declare(sqlite3 *db, const struct table *table)
{
	AUTO_TEXT struct text sql = TEXT_INIT;

	text_add(&sql, "CREATE TABLE staged (states BLOB");
	for (unsigned i = 0; i < table->entity->n_columns; i++) {
		text_add(&sql, ", ");
		ddl_add_name(&sql, table->entity->columns[i].name);
		text_addf(&sql, " %s", ddl_affinity(&table->entity->columns[i]));
	}
	for (unsigned i = 0; i < table->n_labels; i++)
		text_addf(&sql, ", extra_%u TEXT", i);
	text_add_char(&sql, ')');
	return sqlite3_declare_vtab(db, sql.data);
}

static int connect(sqlite3 *db, void *staged, int argc, const char *const *argv, sqlite3_vtab **ret,
		   char **ret_error)
{
	struct view *view = xcalloc(1, sizeof *view);
	int code;

	(void)argc, (void)argv, (void)ret_error;
	view->staged = staged;
	code = declare(db, view->staged->table);
	if (code == SQLITE_OK)
		*ret = &view->vtab;
	else
		free(view);
	return code;
}

static int disconnect(sqlite3_vtab *vtab)
{
	free(vtab);
	return SQLITE_OK;
}

static bool is_by_key(const struct staged_table *staged, const sqlite3_index_info *info)
{
	if (info->nOrderBy > (int)staged->table->entity->n_keys)
		return false;
	for (int i = 0; i < info->nOrderBy; i++)
		if (info->aOrderBy[i].iColumn != STAGED_COLUMNS + i || info->aOrderBy[i].desc)
			return false;
	return true;
}

static int best_index(sqlite3_vtab *vtab, sqlite3_index_info *info)
{
	const struct staged_table *staged = ((struct view *)vtab)->staged;

	info->orderByConsumed = is_by_key(staged, info);
	info->estimatedRows = (sqlite3_int64)staged->rows.n_taken;
	info->estimatedCost = (double)staged->rows.n_taken;
	return SQLITE_OK;
}

static int error_code(const struct staged_table *staged)
{
	int code = sqlite3_extended_errcode(staged->rows.store->db);

	return code == SQLITE_OK ? SQLITE_ERROR : code;
}

static int open_cursor(sqlite3_vtab *vtab, sqlite3_vtab_cursor **ret)
{
	struct staged_table *staged = ((struct view *)vtab)->staged;
	struct fault ignored = FAULT_INIT; /* the statement that opens it says so */
	struct cursor *cursor;

	if (!staged_list_open(&staged->rows, &ignored)) {
		fault_clear(&ignored);
		return error_code(staged);
	}
	cursor = xcalloc(1, sizeof *cursor);
	cursor->staged = staged;
	cursor->values = xcalloc(staged->rows.n_values, sizeof *cursor->values);
	cursor->states = xcalloc(1 + n_columns(staged) + staged->table->n_labels, 1);
	*ret = &cursor->cursor;
	return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *vtab_cursor)
{
	struct cursor *cursor = (struct cursor *)vtab_cursor;

	staged_reader_clear(&cursor->reader);
	staged_list_close(&cursor->staged->rows);
	free(cursor->values);
	free(cursor->states);
	free(cursor);
	return SQLITE_OK;
}

static int eof(sqlite3_vtab_cursor *vtab_cursor)
{
	struct cursor *cursor = (struct cursor *)vtab_cursor;

	return cursor->row == cursor->staged->rows.n_rows;
}

/* Reads the row that the cursor stands on. */
static int settle(struct cursor *cursor)
{
	const struct staged_table *staged = cursor->staged;
	const struct value *part = cursor->values + n_columns(staged);
	char *states = cursor->states, *at;

	if (eof(&cursor->cursor))
		return SQLITE_OK;
	at = staged_reader_row(&cursor->reader, &staged->rows, cursor->row);
	if (!at)
		return error_code(staged);
	tuple_read(at, cursor->values, staged->rows.n_values);
	*states++ = (char)cursor->values[staged->rows.n_values - 1].integer;
	for (unsigned i = 0; i < n_columns(staged); i++)
		*states++ = cursor->values[i].kind == VALUE_UNKNOWN;
	for (unsigned i = 0; i < staged->table->n_labels; i++, part += 2)
		*states++ = (char)part[1].integer;
	return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *vtab_cursor, int number, const char *text, int argc,
		  sqlite3_value **argv)
{
	struct cursor *cursor = (struct cursor *)vtab_cursor;

	(void)number, (void)text, (void)argc, (void)argv;
	cursor->row = 0;
	return settle(cursor);
}

static int next(sqlite3_vtab_cursor *vtab_cursor)
{
	struct cursor *cursor = (struct cursor *)vtab_cursor;

	cursor->row++;
	return settle(cursor);
}

/* A text stays where it is until the next row is read. */
static void give_value(sqlite3_context *context, const struct value *value)
{
	switch (value->kind) {
	case VALUE_INT:
		sqlite3_result_int64(context, value->integer);
		break;
	case VALUE_REAL:
		sqlite3_result_double(context, value->real);
		break;
	case VALUE_TEXT:
		sqlite3_result_text(context, value->text, -1, SQLITE_STATIC);
		break;
	case VALUE_UNKNOWN:
	case VALUE_NULL:
		break;
	}
}

static int give_column(sqlite3_vtab_cursor *vtab_cursor, sqlite3_context *context, int column)
{
	struct cursor *cursor = (struct cursor *)vtab_cursor;
	const struct staged_table *staged = cursor->staged;
	unsigned label = (unsigned)(column - STAGED_COLUMNS) - n_columns(staged);

	if (column == STAGED_STATES)
		sqlite3_result_blob(context, cursor->states,
				    (int)(1 + n_columns(staged) + staged->table->n_labels), SQLITE_STATIC);
	else if (column - STAGED_COLUMNS < (int)n_columns(staged))
		give_value(context, &cursor->values[column - STAGED_COLUMNS]);
	else
		give_value(context, &cursor->values[n_columns(staged) + 2 * label]);
	return SQLITE_OK;
}

static int give_rowid(sqlite3_vtab_cursor *vtab_cursor, sqlite3_int64 *ret)
{
	*ret = (sqlite3_int64)((struct cursor *)vtab_cursor)->row;
	return SQLITE_OK;
}

static const sqlite3_module module = {
	.xConnect = connect,
	.xDisconnect = disconnect,
	.xBestIndex = best_index,
	.xOpen = open_cursor,
	.xClose = close_cursor,
	.xFilter = filter,
	.xNext = next,
	.xEof = eof,
	.xColumn = give_column,
	.xRowid = give_rowid,
};

static bool set_module(struct staged_table *staged, const sqlite3_module *to, struct fault *f)
{
	AUTO_FREE char *name = xasprintf("stage_%s", staged->table->entity->name);

	return sqlite3_create_module(staged->rows.store->db, name, to, staged) == SQLITE_OK ||
	       sql_fault(staged->rows.store, f);
}

bool staged_table_show(struct staged_table *staged, struct fault *f)
{
	return set_module(staged, &module, f);
}

void staged_table_hide(struct staged_table *staged)
{
	set_module(staged, NULL, NULL);
}
