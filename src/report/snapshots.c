#include "report/snapshots.h"

#include <stdlib.h>

#include "report/query.h"

static const struct print_column columns[] = {
	{ "id", TYPE_INT },        { "cluster", TYPE_TEXT },      { "taken", TYPE_TIMESTAMP },
	{ "level", TYPE_TEXT },    { "complete", TYPE_BOOL },     { "gaps", TYPE_INT },
	{ "added", TYPE_INT },     { "changed", TYPE_INT },       { "removed", TYPE_INT },
	{ "requests", TYPE_INT },  { "duration", TYPE_DURATION }, { "tags", TYPE_LIST },
	{ "quorum", TYPE_TEXT },   { "pve_version", TYPE_TEXT },  { "source", TYPE_TEXT },
};

const struct sheet snapshots_sheet = {
	.columns = columns,
	.n_columns = sizeof columns / sizeof *columns,
	.envelope = "\"entity\":\"snapshot\"",
	.rows_name = "rows",
};

/* Up to "tags": a list is looked at for that, and fits a terminal. */
const struct sheet snapshots_table_sheet = {
	.columns = columns,
	.n_columns = 12,
};

/* In the order of 'columns'. */
static const char list_sql[] =
	"SELECT id, cluster, taken, level, complete, gaps, added, changed, removed, requests,\n"
	"	duration / 1000.0, (SELECT nullif(json_group_array(name), '[]') FROM (SELECT name FROM\n"
	"	main.tag t WHERE t.cluster = s.cluster AND t.snapshot = s.id ORDER BY name)), quorum,\n"
	"	pve_version, source\n"
	"FROM main.snapshot s WHERE ?1 IS NULL OR cluster = ?1 ORDER BY id DESC";

bool snapshots_print_list(struct store *store, const char *cluster, struct printer *printer, size_t *ret_rows,
			  struct fault *f)
{
	struct value values[sizeof columns / sizeof *columns];
	AUTO_QUERY sqlite3_stmt *rows = query_prepare(store_database(store), list_sql, f);
	int found = -1;
	*ret_rows = 0;
	if (rows)
		query_bind_text(rows, 1, cluster);
	while (rows && (found = query_step(rows, f)) == 1) {
		for (size_t i = 0; i < snapshots_sheet.n_columns; i++)
			values[i] = query_value(rows, (int)i);
		printer_row(printer, values, NULL);
		(*ret_rows)++;
	}
	return found == 0;
}

/* --- prune */

static void print_owned(struct printer *printer, struct value *values, size_t count)
{
	printer_row(printer, values, NULL);
	for (size_t i = 0; i < count; i++)
		value_clear(&values[i]);
}

static const struct print_column plan_columns[] = {
	{ "id", TYPE_INT },      { "cluster", TYPE_TEXT }, { "taken", TYPE_TIMESTAMP },
	{ "action", TYPE_TEXT }, { "reason", TYPE_TEXT },
};

const struct sheet snapshots_plan_sheet = {
	.columns = plan_columns,
	.n_columns = sizeof plan_columns / sizeof *plan_columns,
	.envelope = "\"entity\":\"snapshot\"",
	.rows_name = "rows",
};

void snapshots_print_plan(const struct prune_plan *plan, struct printer *printer)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct prune_item *item = &plan->items[i];
		struct value values[] = {
			value_int(item->snapshot), value_text(item->cluster),
			value_int(item->taken),    value_text(item->kept ? "keep" : "remove"),
			value_text(item->reason),
		};
		print_owned(printer, values, sizeof values / sizeof *values);
	}
}

/* --- verify */

static const struct print_column breach_columns[] = {
	{ "table", TYPE_TEXT },
	{ "broken", TYPE_TEXT },
	{ "places", TYPE_INT },
	{ "example", TYPE_TEXT },
};

const struct sheet snapshots_breach_sheet = {
	.columns = breach_columns,
	.n_columns = sizeof breach_columns / sizeof *breach_columns,
	.envelope = "\"entity\":null",
	.rows_name = "rows",
};

void snapshots_print_breach(const struct breach *breach, struct printer *printer)
{
	struct value values[] = { value_text(breach->table), value_text(breach->promise),
				  value_int(breach->rows), value_text(breach->example) };
	print_owned(printer, values, sizeof values / sizeof *values);
}
