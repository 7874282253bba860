#include "report/snapshots.h"

#include <stdlib.h>

#include "report/query.h"

static const struct print_column columns[] = {
	{ "id", TYPE_INT },       { "cluster", TYPE_TEXT },  { "taken", TYPE_TIMESTAMP },
	{ "level", TYPE_TEXT },   { "complete", TYPE_BOOL }, { "gaps", TYPE_INT },
	{ "added", TYPE_INT },    { "changed", TYPE_INT },   { "removed", TYPE_INT },
	{ "requests", TYPE_INT }, { "quorum", TYPE_TEXT },   { "pve_version", TYPE_TEXT },
	{ "source", TYPE_TEXT },
};

const struct sheet snapshots_sheet = {
	.columns = columns,
	.n_columns = sizeof columns / sizeof *columns,
	.envelope = "\"entity\":\"snapshot\"",
	.rows_name = "rows",
};

/* Up to "removed": a list is looked at for that, and fits a terminal. */
const struct sheet snapshots_table_sheet = {
	.columns = columns,
	.n_columns = 9,
};

/* In the order of 'columns'. */
static const char list_sql[] = "SELECT id, cluster, taken, level, complete, gaps, added, changed, removed,\n"
			       "	requests, quorum, pve_version, source\n"
			       "FROM main.snapshot WHERE ?1 IS NULL OR cluster = ?1 ORDER BY id DESC";

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
