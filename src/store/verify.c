/* verify.c - does the file keep what the store promises? (DESIGN section 5)
 *
 * Each promise is one statement that finds where it is broken. The file's own health comes first: where
 * that is gone, nothing else can be told.
 */
#include "store/verify.h"

#include <stdlib.h>
#include <string.h>

bool verify_report(struct verification *v, const char *table, const char *promise, int64_t rows,
		   const char *example)
{
	const struct breach breach = { table, promise, rows, example };

	v->broken++;
	return v->each(v->context, &breach, v->fault);
}

bool verify_statement(struct verification *v, const char *table, const char *promise, sqlite3_stmt *statement)
{
	AUTO_STATEMENT sqlite3_stmt *owned = statement;
	AUTO_FREE char *example = NULL;
	int64_t rows = 0;
	int found = -1;

	while (owned && (found = sql_step(v->store, owned, v->fault)) == 1)
		if (rows++ == 0)
			example = xstrdup(sql_text(owned, 0));
	(*v->promises)++;
	return found == 0 &&
	       (rows == 0 || verify_report(v, table, promise, rows, example ? example : "NULL"));
}

bool verify_sql(struct verification *v, const char *table, const char *promise, const char *format, ...)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_addv(&sql, format, args);
	va_end(args);
	return verify_statement(v, table, promise, sql_prepare(v->store, sql.data, v->fault));
}

/* --- the file */

static bool check_file(struct verification *v, bool *ret_sound)
{
	AUTO_STATEMENT sqlite3_stmt *check = sql_preparef(v->store, v->fault, "PRAGMA main.%s(100)",
							  v->quick ? "quick_check" : "integrity_check");
	AUTO_FREE char *first = NULL;
	int64_t rows = 0;
	int found = -1;

	while (check && (found = sql_step(v->store, check, v->fault)) == 1)
		if (strcmp(sql_text(check, 0), "ok") != 0 && rows++ == 0)
			first = xstrdup(sql_text(check, 0));
	(*v->promises)++;
	*ret_sound = rows == 0;
	return found == 0 &&
	       (rows == 0 || verify_report(v, "the file", "SQLite finds it sound", rows, first));
}

/* --- snapshots, tags, clusters */

static const struct check {
	const char *table, *promise, *sql;
} checks[] = {
	{ "meta", "it says which pveinv wrote the file",
	  "SELECT k FROM (SELECT 'program' AS k UNION ALL SELECT 'schema' UNION ALL SELECT 'views') WHERE k "
	  "NOT IN (SELECT key FROM main.meta)" },
	{ "snapshot", "its facts make sense",
	  "SELECT 'snapshot ' || id FROM main.snapshot WHERE typeof(taken) <> 'integer' OR duration < 0 OR "
	  "complete NOT IN (0, 1) OR quorum NOT IN ('held', 'lost', 'unknown') OR "
	  "level NOT IN ('basic', 'standard', 'detailed', 'diagnostic') OR requests < 0 OR gaps < 0 OR "
	  "(complete AND (gaps > 0 OR quorum = 'lost')) OR rows < 0 OR added < 0 OR changed < 0 OR state < 0 "
	  "OR removed < 0 OR unchanged < 0 OR learned < 0 OR kept < 0" },
	{ "snapshot", "numbers are not used again",
	  "SELECT 'snapshot ' || id FROM main.snapshot WHERE id > coalesce((SELECT seq FROM "
	  "main.sqlite_sequence WHERE name = 'snapshot'), 0)" },
	{ "snapshot", "its cluster is known",
	  "SELECT DISTINCT cluster FROM main.snapshot WHERE cluster NOT IN (SELECT name FROM "
	  "main.known_cluster)" },
	{ "known_cluster", "it has a snapshot",
	  "SELECT name FROM main.known_cluster WHERE name NOT IN (SELECT cluster FROM main.snapshot)" },
	{ "known_cluster", "a CA belongs to one cluster",
	  "SELECT group_concat(name, ', ') FROM main.known_cluster WHERE ca_fingerprint IS NOT NULL GROUP BY "
	  "ca_fingerprint HAVING count(*) > 1" },
	{ "tag", "it names a snapshot of its cluster",
	  "SELECT name || ' of ' || cluster FROM main.tag t WHERE NOT EXISTS (SELECT 1 FROM main.snapshot s "
	  "WHERE s.id = t.snapshot AND s.cluster = t.cluster)" },
	{ "meta_column", "nothing is filled since a snapshot that may not come",
	  "SELECT entity || '.' || \"column\" FROM main.meta_column WHERE since < 0 OR since > 1 + "
	  "coalesce((SELECT seq FROM main.sqlite_sequence WHERE name = 'snapshot'), 0)" },
	{ "outcome_history", "its words are known",
	  "SELECT DISTINCT outcome FROM main.outcome_history WHERE expected NOT IN (0, 1) OR outcome NOT IN "
	  "('ok', 'denied', 'filtered', 'absent', 'unsupported', 'empty', 'offline', 'timeout', 'error', "
	  "'skipped')" },
	{ "scope_history", "a list is an object",
	  "SELECT scope FROM main.scope_history WHERE NOT json_valid(scope) OR json_type(scope) <> "
	  "'object'" },
	{ "shape_history", "fields are an object",
	  "SELECT read FROM main.shape_history WHERE NOT json_valid(fields) OR json_type(fields) <> "
	  "'object'" },
	{ "leftover_history", "what is left over is JSON",
	  "SELECT path FROM main.leftover_history WHERE json IS NOT NULL AND NOT json_valid(json)" },
};

static bool check_own_tables(struct verification *v)
{
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		if (!verify_statement(v, checks[i].table, checks[i].promise,
				      sql_prepare(v->store, checks[i].sql, v->fault)))
			return false;
	return true;
}

/* --- every history, also of entities that left the schema */

static bool check_history(struct verification *v, const char *table)
{
	static const char example[] =
		"SELECT cluster || ', since ' || since || coalesce(' until ' || until, '') "
		"|| ', rowid ' || rowid";

	return verify_sql(v, table, "a version begins before it ends",
			  "%s FROM main.\"%s\" WHERE since >= until", example, table) &&
	       verify_sql(
		       v, table, "a version begins in a snapshot of its cluster",
		       "%s FROM main.\"%s\" h WHERE NOT EXISTS (SELECT 1 FROM main.snapshot s WHERE s.id = "
		       "h.since AND s.cluster = h.cluster)",
		       example, table) &&
	       verify_sql(v, table, "a version ends in a snapshot of its cluster",
			  "%s FROM main.\"%s\" h WHERE until IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
			  "main.snapshot s WHERE s.id = h.until AND s.cluster = h.cluster)",
			  example, table);
}

static bool check_sequences(struct verification *v)
{
	return verify_sequence(v, "outcome_history", "read, target, entity", false) &&
	       verify_sequence(v, "shape_history", "read", false) &&
	       verify_sequence(v, "scope_history", "entity, columns, scope", true) &&
	       verify_sequence(v, "leftover_history", "read, target, path, json", true);
}

/* By the indexes of both columns. */
static bool check_newest(struct verification *v, const char *table)
{
	return verify_sql(
		v, table, "no version begins or ends after the newest snapshot",
		"WITH newest AS (SELECT cluster, max(id) AS id FROM main.snapshot GROUP BY cluster) "
		"SELECT n.cluster || ', since ' || h.since FROM newest n JOIN main.\"%s\" h "
		"ON h.cluster = n.cluster AND h.since > n.id UNION ALL "
		"SELECT n.cluster || ', until ' || h.until FROM newest n JOIN main.\"%s\" h "
		"ON h.cluster = n.cluster AND h.until > n.id AND h.until IS NOT NULL",
		table, table);
}

static bool check_histories(struct verification *v)
{
	AUTO_TEXT struct text tables = TEXT_INIT;
	char *rest = NULL;

	if (!history_tables(v->store, &tables, v->fault))
		return false;
	for (char *name = strtok_r(tables.data, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest))
		if (!(v->quick ? check_newest(v, name) : check_history(v, name)))
			return false;
	return v->quick || check_sequences(v);
}

static bool check_all(struct verification *v)
{
	bool usable = false;

	if (!check_file(v, &usable))
		return false;
	if (!usable)
		return true;
	if (!verify_layout(v, &usable))
		return false;
	if (!usable)
		return true;
	if (!check_own_tables(v) || !check_histories(v))
		return false;
	for (size_t i = 0; !v->quick && i < v->store->n_tables; i++)
		if (!v->store->tables[i].missing && !verify_entity(v, &v->store->tables[i]))
			return false;
	return true;
}

bool store_verify(struct store *store, store_breach_function *each, void *context, unsigned *ret_promises,
		  struct fault *f)
{
	struct verification v = {
		.store = store, .each = each, .context = context, .promises = ret_promises, .fault = f
	};

	*ret_promises = 0;
	return check_all(&v);
}

bool store_verify_quickly(struct store *store, store_breach_function *each, void *context,
			  unsigned *ret_promises, struct fault *f)
{
	struct verification v = { .store = store,
				  .quick = true,
				  .each = each,
				  .context = context,
				  .promises = ret_promises,
				  .fault = f };

	*ret_promises = 0;
	return check_all(&v);
}
