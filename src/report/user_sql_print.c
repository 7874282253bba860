/* user_sql_print.c - rows of any SELECT, in any format.
 *
 * A column that comes straight from one of the store's is what the schema says it is (bytes, a list, …).
 * Those that the views work out are known by their names. Of others the first row tells whether they are
 * numbers.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "report/query.h"
#include "report/user_sql.h"
#include "schema/schema.h"

/* Not every SQLite is built with them. */
#pragma weak sqlite3_column_table_name
#pragma weak sqlite3_column_origin_name

static const char *const endings[] = { "_history", "_metric" };

static const struct entity *entity_of(const char *table)
{
	for (const struct entity *const *e = schema_entities; table && *e; e++) {
		size_t length = strlen((*e)->name);
		if (strncmp(table, (*e)->name, length) != 0)
			continue;
		for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
			if (strcmp(table + length, endings[i]) == 0)
				return *e;
		}
	}
	return NULL;
}

/* Columns of the store that are no entity's. */
static bool type_of_ours(const char *table, const char *name, enum value_type *ret)
{
	static const struct {
		const char *table, *name; /* null table: any */
		enum value_type type;
	} ours[] = {
		{ NULL, "unknown", TYPE_LIST },
		{ NULL, "extra", TYPE_JSON },
		{ "snapshot", "taken", TYPE_TIMESTAMP },
		{ "snapshot", "complete", TYPE_BOOL },
		{ "outcome_history", "expected", TYPE_BOOL },
	};
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
		if ((ours[i].table && strcmp(ours[i].table, table) != 0) || strcmp(ours[i].name, name) != 0)
			continue;
		*ret = ours[i].type;
		return true;
	}
	return false;
}

static bool type_in_schema(sqlite3_stmt *statement, int index, enum value_type *ret)
{
	if (!sqlite3_column_table_name || !sqlite3_column_origin_name)
		return false;
	const char *table = sqlite3_column_table_name(statement, index);
	const char *name = sqlite3_column_origin_name(statement, index);
	const struct entity *entity = entity_of(table);
	for (unsigned i = 0; entity && name && i < entity->n_columns; i++) {
		const struct column *column = &entity->columns[i];
		if (strcmp(column->name, name) != 0)
			continue;
		*ret = column->class == CLASS_SECRET ? TYPE_TEXT : column->rule.type;
		return true;
	}
	return table && name && type_of_ours(table, name, ret);
}

/* A column that no table has, under the name of one that the views work out. */
static bool type_by_name(const char *name, enum value_type *ret)
{
	for (const struct entity *const *e = schema_entities; *e; e++) {
		for (unsigned i = 0; i < (*e)->n_columns; i++) {
			if (!(*e)->columns[i].sql || strcmp((*e)->columns[i].name, name) != 0)
				continue;
			*ret = (*e)->columns[i].rule.type;
			return true;
		}
	}
	return type_of_ours("", name, ret);
}

/* *ret_named: it is the name alone that says so. */
static enum value_type type_of(sqlite3_stmt *statement, int index, bool has_row, bool *ret_named)
{
	enum value_type type;
	*ret_named = false;
	if (type_in_schema(statement, index, &type))
		return type;
	*ret_named = type_by_name(sqlite3_column_name(statement, index), &type);
	if (*ret_named)
		return type;
	switch (has_row ? sqlite3_column_type(statement, index) : SQLITE_NULL) {
	case SQLITE_INTEGER:
		return TYPE_INT;
	case SQLITE_FLOAT:
		return TYPE_REAL;
	default:
		return TYPE_TEXT;
	}
}

/* --- names: unique, as they become keys of objects */

static bool is_used(const struct print_column *columns, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(columns[i].name, name) == 0)
			return true;
	}
	return false;
}

static char *unique_name(const struct print_column *columns, size_t count, const char *name)
{
	char *unique = xstrdup(name ? name : "");
	for (unsigned n = 2; is_used(columns, count, unique); n++) {
		free(unique);
		unique = xasprintf("%s_%u", name, n);
	}
	return unique;
}

struct result {
	struct print_column *columns;
	char **names;
	struct value *values;
	bool *named;  /* whose names alone say of which type they are */
	char **texts; /* of the row at hand, where they had to be made */
	size_t count;
};

static void result_init(struct result *ret, sqlite3_stmt *statement, bool has_row)
{
	ret->count = (size_t)sqlite3_column_count(statement);
	ret->columns = xcalloc(ret->count + 1, sizeof *ret->columns);
	ret->names = xcalloc(ret->count + 1, sizeof *ret->names);
	ret->values = xcalloc(ret->count + 1, sizeof *ret->values);
	ret->named = xcalloc(ret->count + 1, sizeof *ret->named);
	ret->texts = xcalloc(ret->count + 1, sizeof *ret->texts);
	for (size_t i = 0; i < ret->count; i++) {
		ret->names[i] = unique_name(ret->columns, i, sqlite3_column_name(statement, (int)i));
		ret->columns[i] = (struct print_column){
			ret->names[i], type_of(statement, (int)i, has_row, &ret->named[i])
		};
	}
}

static void result_clear(struct result *result)
{
	for (size_t i = 0; i < result->count; i++)
		free(result->names[i]);
	free(result->names);
	free(result->columns);
	free(result->values);
	free(result->named);
	free(result->texts);
}

/* --- rows */

/* As SQL writes it; to be freed. */
static char *blob_text(sqlite3_stmt *statement, int index)
{
	const unsigned char *bytes = sqlite3_column_blob(statement, index);
	struct text t = TEXT_INIT;
	text_add(&t, "X'");
	for (int i = 0; i < sqlite3_column_bytes(statement, index); i++)
		text_addf(&t, "%02X", bytes[i]);
	text_add_char(&t, '\'');
	return text_take(&t);
}

/* A list's name proves no list: what is none has to become a JSON string. */
static bool needs_quotes(const struct result *result, size_t i, const char *text)
{
	enum value_type type = result->columns[i].type;
	struct fault ignored = FAULT_INIT;
	if (!result->named[i] || (type != TYPE_LIST && type != TYPE_JSON))
		return false;
	cJSON *item = json_parse(json_slice_of(text), &ignored);
	fault_clear(&ignored);
	cJSON_Delete(item);
	return !item;
}

static void take_value(struct result *result, size_t i, sqlite3_stmt *statement)
{
	struct value *value = &result->values[i];
	bool is_blob = sqlite3_column_type(statement, (int)i) == SQLITE_BLOB;
	char *text = is_blob ? blob_text(statement, (int)i) : NULL;
	*value = is_blob ? (struct value){ .kind = VALUE_TEXT, .text = text }
			 : query_value(statement, (int)i);
	if (value->kind == VALUE_TEXT && needs_quotes(result, i, value->text)) {
		struct text quoted = TEXT_INIT;
		json_add_string(&quoted, value->text);
		free(text);
		value->text = text = text_take(&quoted);
	}
	result->texts[i] = text;
}

static void print_row(struct printer *printer, struct result *result, sqlite3_stmt *statement)
{
	for (size_t i = 0; i < result->count; i++)
		take_value(result, i, statement);
	printer_row(printer, result->values, NULL);
	for (size_t i = 0; i < result->count; i++)
		free(result->texts[i]);
}

bool user_sql_print(sqlite3_stmt *statement, struct output *out, const struct print_options *options,
		    const char *envelope, size_t *ret_rows, struct fault *f)
{
	struct result result;
	int state = user_sql_step(statement, "SQL", f);
	*ret_rows = 0;
	if (state < 0)
		return false;
	result_init(&result, statement, state == 1);
	const struct sheet sheet = { result.columns, result.count, false, envelope, "rows" };
	struct printer *printer = printer_new(out, options, &sheet);
	for (; state == 1 && !output_gone(out); state = user_sql_step(statement, "SQL", f)) {
		print_row(printer, &result, statement);
		(*ret_rows)++;
	}
	if (state >= 0)
		printer_end(printer);
	printer_free(printer);
	result_clear(&result);
	return state >= 0;
}
