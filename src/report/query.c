#include "report/query.h"

#include <string.h>

void query_auto_finalize(sqlite3_stmt **statement)
{
	sqlite3_finalize(*statement);
}

static const char *path_of(sqlite3 *db)
{
	const char *path = sqlite3_db_filename(db, "main");
	return path && *path ? path : "store";
}

bool query_fault(sqlite3 *db, struct fault *f)
{
	return statement_fault(db, path_of(db), f);
}

sqlite3_stmt *query_prepare(sqlite3 *db, const char *sql, struct fault *f)
{
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK)
		return statement;
	query_fault(db, f);
	return NULL;
}

sqlite3_stmt *query_keep(sqlite3 *db, const char *sql, struct fault *f)
{
	sqlite3_stmt *statement = statement_keep(db, sql);
	if (!statement)
		query_fault(db, f);
	return statement;
}

void query_bind_text(sqlite3_stmt *statement, int index, const char *text)
{
	sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

int query_step(sqlite3_stmt *statement, struct fault *f)
{
	return statement_step(statement, path_of(sqlite3_db_handle(statement)), f);
}

const char *query_text(sqlite3_stmt *statement, int column)
{
	return (const char *)sqlite3_column_text(statement, column);
}

/* SQLite's text is const, a value's is not; nobody writes to a value's text. */
static char *borrowed_text(sqlite3_stmt *statement, int column)
{
	char *text;
	const char *bytes = query_text(statement, column);
	memcpy(&text, &bytes, sizeof text);
	return text;
}

struct value query_value(sqlite3_stmt *statement, int column)
{
	switch (sqlite3_column_type(statement, column)) {
	case SQLITE_INTEGER:
		return (struct value){ .kind = VALUE_INT,
				       .integer = sqlite3_column_int64(statement, column) };
	case SQLITE_FLOAT:
		return (struct value){ .kind = VALUE_REAL, .real = sqlite3_column_double(statement, column) };
	case SQLITE_NULL:
		return (struct value){ .kind = VALUE_NULL };
	default:
		return (struct value){ .kind = VALUE_TEXT, .text = borrowed_text(statement, column) };
	}
}

void query_add_part(struct text *t, const struct key_part *part)
{
	if (part->kind == PART_TEXT) {
		text_addf(t, "'%s'", part->text);
	} else if (part->kind == PART_THROUGH) {
		text_add(t, "(SELECT r.");
		query_add_name(t, part->column->name);
		text_addf(t, " FROM %s r WHERE r.cluster = e.cluster AND r.", part->entity->name);
		query_add_name(t, part->entity->columns[0].name);
		text_add(t, " = e.");
		query_add_name(t, part->through->name);
		text_add_char(t, ')');
	} else if (part->kind == PART_COLUMN) {
		text_add(t, "e.");
		query_add_name(t, part->column->name);
	}
}

void query_add_name(struct text *t, const char *name)
{
	text_add_char(t, '"');
	for (; *name; name++) {
		if (*name == '"')
			text_add_char(t, '"');
		text_add_char(t, *name);
	}
	text_add_char(t, '"');
}
