/* version.c - versions of rows in memory, as one snapshot says them. */
#include <stdlib.h>
#include <string.h>

#include "store/diff.h"

sqlite3_stmt *version_select(const struct store *store, const struct table *table, const char *where,
			     struct fault *f)
{
	AUTO_TEXT struct text sql = TEXT_INIT;

	text_add(&sql, "SELECT h.unknown, h.extra");
	for (unsigned i = 0; i < table->n_history; i++) {
		bool missing = table->missing_columns[table->history[i]];

		text_add(&sql, missing ? ", NULL" : ", h.");
		if (!missing)
			ddl_add_name(&sql, table_column(table, i)->name);
	}
	text_addf(&sql, " FROM main.%s_history h %s", table->entity->name, where);
	return sql_keep(store, sql.data, f);
}

static void load_values(struct version *version, const struct table *table, sqlite3_stmt *row, int first,
			int64_t snapshot, const bool *unknown)
{
	version->values = xcalloc(table->n_history, sizeof *version->values);
	version->partial = xcalloc(table->n_labels + 1, sizeof *version->partial);
	for (unsigned i = 0; i < table->n_history; i++) {
		bool hidden = unknown[i] || table->missing_columns[table->history[i]] ||
			      table_first(table, i) > snapshot;

		version->values[i] = hidden ? (struct value){ .kind = VALUE_UNKNOWN }
					    : sql_value(row, first + VERSION_COLUMNS + (int)i);
	}
	for (unsigned i = 0; i < table->n_labels; i++)
		version->partial[i] = unknown[table->n_history + i];
}

static void load_parents(struct version *version, const struct table *table, sqlite3_stmt *row, int first)
{
	const struct parent *parents = table->entity->parents;

	version->parents = xcalloc(parent_count(table->entity) + 1, sizeof *version->parents);
	for (size_t i = 0; parents[i].entity; i++) {
		struct text key = TEXT_INIT;

		if (add_parent_key(&key, table, &parents[i], row, first + VERSION_COLUMNS))
			version->parents[i] = text_take(&key);
		text_clear(&key);
	}
}

bool version_load_at(struct version *version, const struct table *table, sqlite3_stmt *row, int first,
		     int64_t snapshot, struct fault *f)
{
	AUTO_FREE bool *unknown = xcalloc(table_flags(table), sizeof *unknown);
	struct text key = TEXT_INIT;

	*version = (struct version){ 0 };
	if (!unknown_parse(table, sql_text(row, first + VERSION_UNKNOWN), unknown, f))
		return false;
	load_values(version, table, row, first, snapshot, unknown);
	version->extra = xstrdup(sql_text(row, first + VERSION_EXTRA));
	add_row_key(&key, table, row, first + VERSION_COLUMNS);
	version->key = text_take(&key);
	load_parents(version, table, row, first);
	return true;
}

bool version_load(struct version *version, const struct table *table, sqlite3_stmt *row, int64_t snapshot,
		  struct fault *f)
{
	return version_load_at(version, table, row, 0, snapshot, f);
}

void version_clear(struct version *version, const struct table *table)
{
	for (unsigned i = 0; version->values && i < table->n_history; i++)
		value_clear(&version->values[i]);
	free(version->values);
	free(version->partial);
	free(version->extra);
	free(version->key);
	for (size_t i = 0; version->parents && table->entity->parents[i].entity; i++)
		free(version->parents[i]);
	free(version->parents);
	*version = (struct version){ 0 };
}

void version_list_add(struct version_list *list, struct version *version)
{
	if (list->count == list->space) {
		list->space = list->space ? 2 * list->space : 16;
		list->items = xreallocarray(list->items, list->space, sizeof *list->items);
	}
	list->items[list->count++] = *version;
	*version = (struct version){ 0 };
}

void version_list_clear(struct version_list *list, const struct table *table)
{
	for (size_t i = 0; i < list->count; i++)
		version_clear(&list->items[i], table);
	free(list->items);
	*list = (struct version_list){ 0 };
}
