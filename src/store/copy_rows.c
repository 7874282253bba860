/* copy_rows.c - versions under the numbers of another store.
 *
 * A version goes where the first copied snapshot that shows it goes. What the cluster's newest snapshot here
 * left open ends where the copied ones begin; then equal neighbours become one, as after a deletion.
 *
 * A column that is filled since a later snapshot there (an older program did not read it) was filled in
 * place: for the snapshots before, it is unknown. There a version is copied in parts.
 */
#include <stdlib.h>
#include <string.h>

#include "store/copy.h"

/* --- one table */

enum { ROW_SINCE, ROW_UNTIL, ROW_CELLS }; /* of an entity: unknown, extra, columns */
enum { CELL_UNKNOWN, CELL_EXTRA, CELL_COLUMNS };

struct table_copy {
	const struct copying *c;
	const struct table *table; /* of the store that is read; null: no entity's */
	sqlite3_stmt *read, *insert;
	int n_cells;
	int64_t *starts; /* snapshots there in which a column begins to be filled, rising; the first is 0 */
	size_t n_starts;
};

static bool prepare(struct table_copy *tc, const char *name, const char *columns, int count)
{
	AUTO_TEXT struct text marks = TEXT_INIT;

	for (int i = 0; i < count; i++)
		text_add(&marks, ", ?");
	tc->n_cells = count;
	tc->read = sql_preparef(tc->c->from, tc->c->fault,
				"SELECT since, until, %s FROM main.\"%s\" WHERE cluster = ?", columns, name);
	tc->insert = sql_preparef(tc->c->to, tc->c->fault,
				  "INSERT INTO main.\"%s\" (cluster, since, until, %s) VALUES (?, ?, ?%s)",
				  name, columns, marks.data);
	if (!tc->read || !tc->insert)
		return false;
	sql_bind_text(tc->read, 1, tc->c->cluster);
	return true;
}

/* Binds where it goes; false: nothing that is copied shows it. */
static bool bind_place(const struct table_copy *tc, int64_t since, int64_t until)
{
	int64_t begin = copied_as(tc->c, since), end = until ? copied_as(tc->c, until) : 0;

	if (!begin || begin == end)
		return false;
	sql_bind_text(tc->insert, 1, tc->c->name);
	sqlite3_bind_int64(tc->insert, 2, begin);
	if (end)
		sqlite3_bind_int64(tc->insert, 3, end);
	else
		sqlite3_bind_null(tc->insert, 3);
	for (int i = 0; i < tc->n_cells; i++)
		sql_bind_cell(tc->insert, 4 + i, tc->read, ROW_CELLS + i);
	return true;
}

static bool insert(const struct table_copy *tc)
{
	return sql_finish(tc->c->to, tc->insert, tc->c->fault);
}

/* --- columns that were not filled yet */

static bool is_hidden(const struct table *table, unsigned flag, int64_t start)
{
	return table_first(table, flag) > start;
}

static bool hides_any(const struct table *table, int64_t start)
{
	for (unsigned flag = table->entity->n_keys; flag < table_flags(table); flag++)
		if (is_hidden(table, flag, start))
			return true;
	return false;
}

/* Makes unknown, in the bound version, what was not filled before 'start' ends. */
static bool hide(const struct table_copy *tc, int64_t start, struct text *unknown, struct text *extra)
{
	const struct table *table = tc->table;
	AUTO_FREE bool *flags = xcalloc(table_flags(table), sizeof *flags);
	struct extra_parts parts;
	bool done;

	extra_init(&parts, table);
	done = unknown_parse(table, sql_text(tc->read, ROW_CELLS + CELL_UNKNOWN), flags, tc->c->fault) &&
	       extra_parse(&parts, table, sql_text(tc->read, ROW_CELLS + CELL_EXTRA), tc->c->fault);
	for (unsigned flag = table->entity->n_keys; done && flag < table_flags(table); flag++) {
		bool label = flag >= table->n_history;

		if (!is_hidden(table, flag, start) ||
		    (label && label_is_metric(&table->labels[flag - table->n_history])))
			continue;
		flags[flag] = true;
		if (label)
			parts.labels[flag - table->n_history].size = 0;
		else
			sqlite3_bind_null(tc->insert, 4 + CELL_COLUMNS + (int)flag);
	}
	if (done) {
		unknown_add(unknown, table, flags);
		extra_add(extra, table, &parts);
		sql_bind_bytes(tc->insert, 4 + CELL_UNKNOWN, unknown->data, unknown->size);
		sql_bind_bytes(tc->insert, 4 + CELL_EXTRA, extra->data, extra->size);
	}
	extra_clear(&parts);
	return done;
}

static bool copy_part(const struct table_copy *tc, int64_t start, int64_t since, int64_t until)
{
	AUTO_TEXT struct text unknown = TEXT_INIT, extra = TEXT_INIT;

	if (!bind_place(tc, since, until))
		return true;
	if (tc->table && hides_any(tc->table, start) && !hide(tc, start, &unknown, &extra))
		return false;
	return insert(tc);
}

static int compare_numbers(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void find_starts(struct table_copy *tc)
{
	unsigned flags = tc->table ? table_flags(tc->table) : 0;
	size_t n = 0;

	tc->starts = xcalloc(flags + 1, sizeof *tc->starts);
	for (unsigned flag = 0; flag < flags; flag++)
		tc->starts[flag + 1] = table_first(tc->table, flag);
	qsort(tc->starts, flags + 1, sizeof *tc->starts, compare_numbers);
	for (unsigned i = 0; i < flags + 1; i++)
		if (n == 0 || tc->starts[i] != tc->starts[n - 1])
			tc->starts[n++] = tc->starts[i];
	tc->n_starts = n;
}

/* The version that 'read' stands on, in as many parts as its columns need. */
static bool copy_version(const struct table_copy *tc)
{
	int64_t since = sqlite3_column_int64(tc->read, ROW_SINCE);
	int64_t until = sqlite3_column_int64(tc->read, ROW_UNTIL);

	for (size_t i = 0; i < tc->n_starts; i++) {
		int64_t begin = tc->starts[i], end = i + 1 < tc->n_starts ? tc->starts[i + 1] : 0;

		if (until && (!end || until < end))
			end = until;
		if (begin < since)
			begin = since;
		if ((!end || begin < end) && !copy_part(tc, tc->starts[i], begin, end))
			return false;
	}
	return true;
}

/* --- where equal versions may touch now */

static bool add_boundary(const struct copying *c, int64_t id)
{
	return !id ||
	       sql_runf(c->to, c->fault, "INSERT OR IGNORE INTO temp.boundary VALUES (%lld)", (long long)id);
}

static bool find_boundaries(const struct table_copy *tc)
{
	const struct copying *c = tc->c;

	if (!history_clear_boundaries(c->to, c->fault) || (c->newest && !add_boundary(c, c->first)))
		return false;
	for (size_t i = 0; i < c->count; i++)
		if (!c->items[i].to && !add_boundary(c, c->items[i].next))
			return false;
	for (size_t i = 1; i < tc->n_starts; i++)
		if (!add_boundary(c, copied_as(c, tc->starts[i])))
			return false;
	return true;
}

static bool copy_versions(struct table_copy *tc)
{
	int found;

	find_starts(tc);
	while ((found = sql_step(tc->c->from, tc->read, tc->c->fault)) == 1) {
		if (*tc->c->interrupted)
			return fault_set(tc->c->fault, FAULT_INTERRUPTED, "interrupted; nothing was changed");
		if (!copy_version(tc))
			return false;
	}
	return found == 0;
}

static bool copy_history(const struct copying *c, const char *name, const struct table *table,
			 const char *columns, int count)
{
	struct table_copy tc = { .c = c, .table = table };
	bool done = history_end(c->to, name, c->name, c->first, c->fault) &&
		    prepare(&tc, name, columns, count) && copy_versions(&tc) &&
		    find_boundaries(&tc);

	sqlite3_finalize(tc.read);
	sqlite3_finalize(tc.insert);
	free(tc.starts);
	return done && history_join(c->to, name, c->name, c->fault);
}

/* --- all tables */

static bool copy_entity(const struct copying *c, const struct table *table)
{
	AUTO_FREE char *name = xasprintf("%s_history", table->entity->name);
	AUTO_TEXT struct text columns = TEXT_INIT;

	text_add(&columns, "unknown, extra");
	for (unsigned i = 0; i < table->n_history; i++) {
		text_add(&columns, ", ");
		ddl_add_name(&columns, table_column(table, i)->name);
	}
	return copy_history(c, name, table, columns.data, 2 + (int)table->n_history);
}

/* Tables of ours that are no entity's. Those of entities that left the schema are in one of the files at
 * most, or not the same: nothing shows them any more. */
static bool copy_other(const struct copying *c, const char *name)
{
	AUTO_TEXT struct text here = TEXT_INIT, there = TEXT_INIT, order = TEXT_INIT;
	int count;

	if (!history_columns(c->from, name, &here, &order, &count, c->fault) ||
	    !history_columns(c->to, name, &there, &order, &count, c->fault))
		return false;
	return strcmp(here.data, there.data) != 0 || copy_history(c, name, NULL, here.data, count);
}

static bool is_entity(const struct store *store, const char *name)
{
	size_t size = strlen(name) - strlen("_history");

	for (size_t i = 0; i < store->n_tables; i++) {
		const char *entity = store->tables[i].entity->name;

		if (strlen(entity) == size && strncmp(entity, name, size) == 0)
			return true;
	}
	return false;
}

bool copy_histories(const struct copying *c)
{
	AUTO_TEXT struct text tables = TEXT_INIT;
	char *rest = NULL;

	for (size_t i = 0; i < c->from->n_tables; i++)
		if (!copy_entity(c, &c->from->tables[i]))
			return false;
	if (!history_tables(c->from, &tables, c->fault))
		return false;
	for (char *name = strtok_r(tables.data, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest))
		if (!is_entity(c->from, name) && !copy_other(c, name))
			return false;
	return true;
}

/* --- metrics: of the cluster's newest snapshot only */

static bool drop_metrics(const struct copying *c, const struct table *table)
{
	AUTO_STATEMENT sqlite3_stmt *delete = sql_preparef(
		c->to, c->fault, "DELETE FROM main.%s_metric WHERE cluster = ?", table->entity->name);

	if (!delete)
		return false;
	sql_bind_text(delete, 1, c->name);
	return sql_finish(c->to, delete, c->fault);
}

static void add_metric_columns(struct text *t, const struct table *table)
{
	const struct entity *entity = table->entity;

	text_add(t, "unknown, extra");
	for (unsigned i = 0; i < entity->n_keys; i++) {
		text_add(t, ", ");
		ddl_add_name(t, entity->columns[i].name);
	}
	for (unsigned i = 0; i < table->n_metrics; i++) {
		text_add(t, ", ");
		ddl_add_name(t, entity->columns[table->metrics[i]].name);
	}
}

static bool copy_metric_rows(const struct copying *c, sqlite3_stmt *read, sqlite3_stmt *insert)
{
	int found, count = sqlite3_column_count(read);

	sql_bind_text(read, 1, c->cluster);
	while ((found = sql_step(c->from, read, c->fault)) == 1) {
		sql_bind_text(insert, 1, c->name);
		for (int i = 0; i < count; i++)
			sql_bind_cell(insert, 2 + i, read, i);
		if (!sql_finish(c->to, insert, c->fault))
			return false;
	}
	return found == 0;
}

static bool copy_metric_table(const struct copying *c, const struct table *table)
{
	AUTO_TEXT struct text columns = TEXT_INIT, marks = TEXT_INIT;
	AUTO_STATEMENT sqlite3_stmt *read = NULL, *insert = NULL;

	add_metric_columns(&columns, table);
	read = sql_preparef(c->from, c->fault, "SELECT %s FROM main.%s_metric WHERE cluster = ?",
			    columns.data, table->entity->name);
	for (int i = 0; read && i < sqlite3_column_count(read); i++)
		text_add(&marks, ", ?");
	insert = sql_preparef(c->to, c->fault, "INSERT INTO main.%s_metric (cluster, %s) VALUES (?%s)",
			      table->entity->name, columns.data, marks.data);
	return read && insert && copy_metric_rows(c, read, insert);
}

bool copy_metrics(const struct copying *c)
{
	bool newest = c->count && c->items[c->count - 1].to;

	for (size_t i = 0; i < c->from->n_tables; i++) {
		const struct table *table = &c->from->tables[i];

		if (table->has_metric_table &&
		    (!drop_metrics(c, table) || (newest && !copy_metric_table(c, table))))
			return false;
	}
	return true;
}
