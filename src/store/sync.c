/* sync.c - the tables and views of the schema's entities, in a file that another schema (or none) made. */
#include <stdlib.h>
#include <string.h>

#include "store/sql.h"

static bool drop_views(struct store *store, struct fault *f)
{
	AUTO_FREE char *names = NULL;
	char *rest = NULL;

	if (!meta_get(store, "views", &names, f))
		return false;
	for (char *name = names ? strtok_r(names, "\n", &rest) : NULL; name;
	     name = strtok_r(NULL, "\n", &rest)) {
		AUTO_TEXT struct text sql = TEXT_INIT;

		text_add(&sql, "DROP VIEW IF EXISTS main.");
		ddl_add_name(&sql, name);
		if (!sql_run(store, sql.data, f))
			return false;
	}
	return true;
}

static bool make_views(struct store *store, struct fault *f)
{
	AUTO_TEXT struct text sql = TEXT_INIT, names = TEXT_INIT;

	for (size_t i = 0; i < store->n_tables; i++) {
		view_add(&sql, &store->tables[i], false);
		view_add_names(&names, &store->tables[i]);
	}
	view_add_others(&sql, false);
	for (size_t i = 0; view_other_names[i]; i++)
		text_addf(&names, "%s\n", view_other_names[i]);
	return sql_run(store, sql.data, f) && meta_set(store, "views", names.data, f);
}

/* Appends a statement that drops what the row names. */
static void add_drop(struct text *t, sqlite3_stmt *row)
{
	const char *type = sql_text(row, 0);

	text_addf(t, "DROP %s main.\"", type);
	for (const char *s = sql_text(row, 1); *s; s++)
		text_addf(t, "%s%c", *s == '"' ? "\"" : "", *s);
	text_add(t, "\";\n");
}

/* A user's own views and triggers would stand in the way of changes to what they name (ALTER TABLE checks
 * them all): they are dropped, and made again by *ret. */
static bool set_aside(struct store *store, struct text *ret, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(
		store,
		"SELECT type, name, sql FROM main.sqlite_master WHERE type IN ('view', 'trigger') "
		"ORDER BY type DESC, rowid",
		f);
	AUTO_TEXT struct text views = TEXT_INIT, triggers = TEXT_INIT;
	int found = -1;

	while (query && (found = sql_step(store, query, f)) == 1) {
		add_drop(*sql_text(query, 0) == 'v' ? &views : &triggers, query);
		text_addf(ret, "%s;\n", sql_text(query, 2));
	}
	if (found != 0)
		return false;
	sqlite3_reset(query);
	return sql_run(store, triggers.data, f) && sql_run(store, views.data, f);
}

/* Numbers of "0.12.1"; anything else counts as 0. */
static int compare_programs(const char *a, const char *b)
{
	for (int i = 0; i < 3; i++) {
		char *a_end, *b_end;
		unsigned long x = strtoul(a, &a_end, 10), y = strtoul(b, &b_end, 10);

		if (x != y)
			return x < y ? -1 : 1;
		a = *a_end == '.' ? a_end + 1 : a_end;
		b = *b_end == '.' ? b_end + 1 : b_end;
	}
	return 0;
}

bool store_check_program(struct store *store, struct fault *f)
{
	AUTO_FREE char *program = NULL;

	if (!meta_get(store, "program", &program, f))
		return false;
	if (!program || compare_programs(program, PVEINV_VERSION) <= 0)
		return true;
	fault_set(f, FAULT_STORE, "%s was written by pveinv %s, and this is %s, which knows fewer columns",
		  store->path, program, PVEINV_VERSION);
	return fault_hint(f, "use pveinv %s or newer to write it; reading works", program);
}

bool store_sync_schema(struct store *store, struct fault *f)
{
	AUTO_FREE char *ours = schema_fingerprint(store);
	AUTO_TEXT struct text aside = TEXT_INIT;
	int64_t last = 0;

	if (!store_check_program(store, f) || !drop_views(store, f) || !set_aside(store, &aside, f) ||
	    !sql_number(store, "SELECT max(seq) FROM main.sqlite_sequence WHERE name = 'snapshot'", NULL, 0,
			&last, f))
		return false;
	for (size_t i = 0; i < store->n_tables; i++)
		if (!upgrade_table(store, &store->tables[i], last + 1, f))
			return false;
	return make_views(store, f) && sql_run(store, aside.data, f) && meta_set(store, "schema", ours, f) &&
	       meta_set(store, "program", PVEINV_VERSION, f);
}
