#include "report/select.h"

#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "report/path.h"
#include "report/query.h"
#include "report/select_columns.h"

const struct entity *select_entity(const char *name, struct fault *f)
{
	const struct entity *entity = schema_entity(name);
	struct suggestion near = { name, NULL, 0 };
	if (entity)
		return entity;
	for (const struct entity *const *e = schema_entities; *e; e++) {
		suggestion_offer(&near, (*e)->name);
		suggestion_offer(&near, (*e)->plural);
	}
	fault_set(f, FAULT_USAGE, "there is no entity '%s'", name);
	if (near.name)
		fault_hint(f, "did you mean %s? 'pveinv explain' lists all", near.name);
	else
		fault_hint(f, "'pveinv explain' lists all");
	return NULL;
}

static bool choose_sort(struct selection *s, struct fault *f)
{
	const char *sort = s->request->sort;
	if (!sort)
		return true;
	size_t length = strlen(sort);
	s->descending = length > 0 && sort[length - 1] == '-';
	AUTO_FREE char *name = xstrndup(sort, length - s->descending);
	s->sort = select_column(s->entity, name, f);
	return s->sort || fault_prefix(f, "--sort");
}

static bool check_keys(const struct selection *s, struct fault *f)
{
	const struct words *keys = s->request->keys;
	for (size_t i = 0; keys && i < keys->count; i++) {
		if (!*keys->items[i])
			return fault_set(f, FAULT_USAGE, "a key is empty");
	}
	return true;
}

bool selection_init(struct selection *ret, const struct select_request *request, struct fault *f)
{
	*ret = (struct selection){ .request = request };
	ret->entity = select_entity(request->entity, f);
	if (!ret->entity)
		return false;
	ret->selected = xcalloc(ret->entity->n_columns + 2, sizeof *ret->selected);
	ret->columns = xcalloc(ret->entity->n_columns + 2, sizeof *ret->columns);
	if (check_keys(ret, f) && selection_choose_columns(ret, f) && choose_sort(ret, f) &&
	    filter_init(&ret->filter, ret->entity, request->conditions, request->where, f))
		return true;
	selection_clear(ret);
	return false;
}

void selection_clear(struct selection *s)
{
	free(s->selected);
	free(s->columns);
	free(s->unread);
	filter_clear(&s->filter);
	*s = (struct selection){ .entity = NULL };
}

static void remove_column(struct selection *s, size_t at)
{
	s->n_columns--;
	for (size_t i = at; i < s->n_columns; i++) {
		s->selected[i] = s->selected[i + 1];
		s->columns[i] = s->columns[i + 1];
	}
}

void selection_hide_cluster(struct selection *s)
{
	if (!s->cluster_asked && print_is_for_people(s->request->format) &&
	    strcmp(s->selected[0].name, "cluster") == 0)
		remove_column(s, 0);
}

struct sheet selection_sheet(const struct selection *s, const char *envelope)
{
	static const struct print_column name = { "name", TYPE_TEXT };
	if (s->request->format == PRINT_NAME)
		return (struct sheet){ &name, 1, false, NULL, NULL };
	return (struct sheet){ s->columns, s->n_columns, s->names_unknown, envelope, "rows" };
}

/* --- what a live walk has to read */

const bool **selection_wanted(const struct selection *s)
{
	const bool **wanted = xcalloc(schema_entity_count, sizeof *wanted);
	bool *columns = xcalloc(s->entity->n_columns, sizeof *columns);
	bool sql = s->filter.where && s->filter.where->count > 0; /* may name any */
	size_t index = 0;
	while (schema_entities[index] != s->entity)
		index++;
	wanted[index] = columns;
	for (unsigned i = 0; i < s->entity->n_columns; i++)
		columns[i] =
			sql || i < s->entity->n_keys || (s->all && s->entity->columns[i].view == VIEW_TABLE);
	for (size_t i = 0; i < s->n_columns && !s->all; i++) {
		if (s->selected[i].column)
			columns[s->selected[i].column - s->entity->columns] = true;
	}
	for (size_t i = 0; i < s->filter.count; i++)
		columns[s->filter.conditions[i].column - s->entity->columns] = true;
	if (s->sort)
		columns[s->sort - s->entity->columns] = true;
	if (s->entity->order)
		columns[s->entity->order - s->entity->columns] = true;
	return wanted;
}

void wanted_free(const bool **wanted)
{
	for (size_t i = 0; wanted && i < schema_entity_count; i++) {
		bool *columns;
		memcpy(&columns, &wanted[i], sizeof columns);
		free(columns);
	}
	free(wanted);
}

/* Does the read make rows that the column is derived of? */
static bool feeds(const char *read, const struct column *column)
{
	for (const struct entity *const *of = column->of; of && *of; of++) {
		for (unsigned i = 0; i < (*of)->n_sources; i++) {
			if (!(*of)->sources[i].joins && strcmp((*of)->sources[i].read->name, read) == 0)
				return true;
		}
	}
	return false;
}

/* Marks the columns that this read can fill. */
static void mark_filled(struct selection *s, const char *read, bool *filled)
{
	for (unsigned i = 0; i < s->entity->n_sources; i++) {
		const struct entity_source *source = &s->entity->sources[i];
		if (strcmp(source->read->name, read) != 0)
			continue;
		s->unread[i] = false;
		for (const struct fill *fill = source->fills; fill && fill->column; fill++)
			filled[fill->column - s->entity->columns] = true;
	}
	for (unsigned i = 0; i < s->entity->n_columns; i++)
		filled[i] = filled[i] || feeds(read, &s->entity->columns[i]);
}

bool selection_leave_read(struct selection *s, sqlite3 *db, struct fault *f)
{
	AUTO_FREE bool *filled = xcalloc(s->entity->n_columns, sizeof *filled);
	AUTO_QUERY sqlite3_stmt *reads =
		query_prepare(db, "SELECT DISTINCT read FROM outcome WHERE outcome <> 'skipped'", f);
	int found = -1;
	s->unread = xcalloc(s->entity->n_sources, sizeof *s->unread);
	for (unsigned i = 0; i < s->entity->n_sources; i++)
		s->unread[i] = true;
	while (reads && (found = query_step(reads, f)) == 1)
		mark_filled(s, query_text(reads, 0), filled);
	for (size_t i = s->n_columns; s->all && i-- > 0;) {
		const struct column *column = s->selected[i].column;
		if (column && !filled[column - s->entity->columns])
			remove_column(s, i);
	}
	return found == 0;
}

/* --- rows */

void select_add_key(struct text *t, const struct entity *entity, unsigned count)
{
	text_add(t, "CAST(");
	for (unsigned i = 0; i < count; i++) {
		text_add(t, i > 0 ? " || '/' || " : "");
		query_add_name(t, entity->columns[i].name);
	}
	text_add(t, " AS TEXT)");
}

static void add_key_condition(struct text *t, const struct entity *entity, int parameter)
{
	for (unsigned count = 1; count <= entity->n_keys; count++) {
		text_add(t, count > 1 ? " OR " : "");
		select_add_key(t, entity, count);
		text_addf(t, " = ?%d", parameter);
	}
}

/* Parameters: ?1 the cluster, then the keys, then those of the filter. */
static void add_where(struct text *t, const struct selection *s)
{
	const struct words *keys = s->request->keys;
	text_add(t, " FROM ");
	query_add_name(t, s->entity->name);
	text_add(t, " WHERE (?1 IS NULL OR cluster = ?1)");
	for (size_t i = 0; keys && i < keys->count; i++) {
		text_add(t, i > 0 ? " OR " : " AND (");
		add_key_condition(t, s->entity, (int)i + 2);
	}
	if (keys && keys->count > 0)
		text_add_char(t, ')');
}

static int bind_where(const struct selection *s, sqlite3_stmt *statement)
{
	const struct words *keys = s->request->keys;
	int index = 1;
	query_bind_text(statement, index++, s->request->cluster);
	for (size_t i = 0; keys && i < keys->count; i++)
		query_bind_text(statement, index++, keys->items[i]);
	return index;
}

/* What is not set stands last, whichever way. */
static void add_sort(struct text *t, const struct column *column, bool descending)
{
	query_add_name(t, column->name);
	text_add(t, " IS NULL, ");
	query_add_name(t, column->name);
	text_add(t, descending ? " DESC" : "");
}

/* Siblings, which share all of the key but its last column, come by their position, if they have one. */
static void add_order(struct text *t, const struct selection *s)
{
	text_add(t, " ORDER BY ");
	if (s->sort) {
		add_sort(t, s->sort, s->descending);
		text_add(t, ", ");
	}
	text_add(t, "cluster");
	for (unsigned i = 0; i < s->entity->n_keys; i++) {
		text_add(t, ", ");
		if (i + 1 == s->entity->n_keys && s->entity->order) {
			add_sort(t, s->entity->order, false);
			text_add(t, ", ");
		}
		query_add_name(t, s->entity->columns[i].name);
	}
	if (s->request->limit >= 0)
		text_addf(t, " LIMIT %lld", (long long)s->request->limit);
}

static sqlite3_stmt *prepare_rows(const struct selection *s, sqlite3 *db, struct fault *f)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	text_add(&sql, "SELECT unknown");
	for (size_t i = 0; i < s->n_columns; i++) {
		text_add(&sql, ", ");
		query_add_name(&sql, s->selected[i].name);
	}
	add_where(&sql, s);
	filter_add_sql(&sql, &s->filter);
	add_order(&sql, s);
	sqlite3_stmt *rows = filter_prepare(&s->filter, db, sql.data, f);
	if (rows)
		filter_bind(&s->filter, rows, bind_where(s, rows));
	return rows;
}

bool select_names(const char *list, const char *name)
{
	size_t length = strlen(name);
	for (const char *at = list; at && (at = strstr(at, name)); at += length) {
		if (at > list && at[-1] == '"' && at[length] == '"')
			return true;
	}
	return false;
}

/* All sources of that label were left out on purpose. */
static bool is_unread(const struct selection *s, const char *label, size_t size)
{
	for (unsigned i = 0; i < s->entity->n_sources; i++) {
		const char *name = s->entity->sources[i].label;
		if ((!s->unread || !s->unread[i]) && strlen(name) == size && memcmp(name, label, size) == 0)
			return false;
	}
	return true;
}

/* "extra.cfg" and the like, where extra is printed. */
static void add_unknown_parts(struct text *t, const struct selection *s, const char *list)
{
	static const char prefix[] = "\"extra.";
	size_t length = sizeof prefix - 1;
	for (const char *at = list; (at = strstr(at, prefix)); at++) {
		const char *end = strchr(at + 1, '"');
		if (!end)
			return;
		if (is_unread(s, at + length, (size_t)(end - at) - length))
			continue;
		text_add(t, t->size ? "," : "");
		text_add_bytes(t, at, (size_t)(end - at) + 1);
	}
}

static void print_path(const struct selection *s, const struct value *values, struct printer *printer)
{
	AUTO_TEXT struct text path = TEXT_INIT;
	path_add(&path, s->entity, values[0].text, values + 1);
	printer_row(printer, &(struct value){ .kind = VALUE_TEXT, .text = path.data }, NULL);
}

static void print_row(const struct selection *s, sqlite3_stmt *rows, struct value *values,
		      struct printer *printer)
{
	const char *unknown = query_text(rows, 0);
	AUTO_TEXT struct text parts = TEXT_INIT;
	for (size_t i = 0; i < s->n_columns; i++) {
		const struct selected *selected = &s->selected[i];
		values[i] = query_value(rows, (int)i + 1);
		if (!unknown)
			continue;
		if (selected->column && select_names(unknown, selected->name))
			values[i] = (struct value){ .kind = VALUE_UNKNOWN };
		else if (strcmp(selected->name, "extra") == 0)
			add_unknown_parts(&parts, s, unknown);
	}
	if (s->request->format == PRINT_NAME)
		print_path(s, values, printer);
	else
		printer_row(printer, values, parts.size ? parts.data : NULL);
}

bool selection_print(const struct selection *s, sqlite3 *db, struct printer *printer,
		     const volatile int *interrupted, size_t *ret_rows, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *rows = prepare_rows(s, db, f);
	AUTO_FREE struct value *values = xcalloc(s->n_columns + 1, sizeof *values);
	int found = -1;
	*ret_rows = 0;
	while (rows && !*interrupted && (found = filter_step(&s->filter, rows, f)) == 1) {
		print_row(s, rows, values, printer);
		(*ret_rows)++;
	}
	if (*interrupted)
		return fault_set(f, FAULT_INTERRUPTED, "interrupted");
	return found == 0;
}

/* --- what is not there */

bool selection_missing_keys(const struct selection *s, sqlite3 *db, struct words *ret, struct fault *f)
{
	const struct words *keys = s->request->keys;
	AUTO_TEXT struct text sql = TEXT_INIT;
	if (!keys || keys->count == 0)
		return true;
	text_add(&sql, "SELECT 1 FROM ");
	query_add_name(&sql, s->entity->name);
	text_add(&sql, " WHERE (?1 IS NULL OR cluster = ?1) AND (");
	add_key_condition(&sql, s->entity, 2);
	text_add(&sql, ") LIMIT 1");
	AUTO_QUERY sqlite3_stmt *row = query_prepare(db, sql.data, f);
	for (size_t i = 0; row && i < keys->count; i++) {
		query_bind_text(row, 1, s->request->cluster);
		query_bind_text(row, 2, keys->items[i]);
		int found = query_step(row, f);
		if (found < 0)
			return false;
		if (found == 0)
			words_add(ret, keys->items[i]);
		sqlite3_reset(row);
	}
	return row != NULL;
}

bool selection_left_out(const struct selection *s, sqlite3 *db, int64_t *ret, struct fault *f)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	*ret = 0;
	if (s->filter.count == 0)
		return true;
	text_add(&sql, "SELECT count(*)");
	add_where(&sql, s);
	filter_add_unknown(&sql, &s->filter);
	AUTO_QUERY sqlite3_stmt *row = query_prepare(db, sql.data, f);
	if (!row)
		return false;
	bind_where(s, row);
	if (query_step(row, f) != 1)
		return false;
	*ret = sqlite3_column_int64(row, 0);
	return true;
}
