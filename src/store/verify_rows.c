/* verify_rows.c - what an entity's tables say, version by version. */
#include <stdlib.h>
#include <string.h>

#include "store/verify.h"

/* --- versions of a key follow each other */

enum { SEQ_ROWID, SEQ_CLUSTER, SEQ_SINCE, SEQ_UNTIL, SEQ_KEYS };

struct sequence {
	struct verification *v;
	const char *table;
	sqlite3_stmt *rows, *same; /* same: do two versions say the same? */
	int n_keys;
	bool doubled;
	/* the version before */
	int64_t version, until; /* until 0: open */
	struct text key;
	/* what was found */
	int64_t overlaps, equals;
	struct text overlap, equal;
};

static void add_key(struct text *t, const struct sequence *s)
{
	text_add(t, sql_text(s->rows, SEQ_CLUSTER));
	for (int i = 0; i < s->n_keys; i++) {
		const char *text = sql_text(s->rows, SEQ_KEYS + i);

		text_addf(t, "%s%s", i ? "/" : " ", text ? text : "-");
	}
}

static int says_the_same(const struct sequence *s)
{
	int found;

	sqlite3_bind_int64(s->same, 1, s->version);
	sqlite3_bind_int64(s->same, 2, sqlite3_column_int64(s->rows, SEQ_ROWID));
	found = sql_step(s->v->store, s->same, s->v->fault);
	sqlite3_reset(s->same);
	return found;
}

static void note(int64_t *count, struct text *example, const char *key, int64_t since)
{
	if ((*count)++ == 0)
		text_addf(example, "%s, since %lld", key, (long long)since);
}

static bool compare_neighbours(struct sequence *s, const char *key, int64_t since)
{
	int same = 0;

	if (strcmp(s->key.data, key) != 0)
		return true;
	if (!s->doubled && (s->until == 0 || s->until > since))
		note(&s->overlaps, &s->overlap, key, since);
	else if (s->until == since && !s->doubled && (same = says_the_same(s)) == 1)
		note(&s->equals, &s->equal, key, since);
	return same >= 0;
}

static bool read_sequence(struct sequence *s)
{
	int found;

	while ((found = sql_step(s->v->store, s->rows, s->v->fault)) == 1) {
		AUTO_TEXT struct text key = TEXT_INIT;

		add_key(&key, s);
		if (!compare_neighbours(s, key.data, sqlite3_column_int64(s->rows, SEQ_SINCE)))
			return false;
		s->version = sqlite3_column_int64(s->rows, SEQ_ROWID);
		s->until = sqlite3_column_int64(s->rows, SEQ_UNTIL);
		text_reset(&s->key);
		text_add(&s->key, key.data);
	}
	return found == 0;
}

static bool prepare_sequence(struct sequence *s, const char *keys)
{
	AUTO_TEXT struct text columns = TEXT_INIT, order = TEXT_INIT, same = TEXT_INIT;
	char *rest = NULL;
	int count;

	if (!history_columns(s->v->store, s->table, &columns, &order, &count, s->v->fault))
		return false;
	text_addf(&same, "SELECT 1 FROM main.\"%s\" a, main.\"%s\" b WHERE a.rowid = ?1 AND b.rowid = ?2",
		  s->table, s->table);
	for (char *name = strtok_r(columns.data, ", ", &rest); name; name = strtok_r(NULL, ", ", &rest))
		text_addf(&same, " AND a.%s IS b.%s", name, name);
	s->same = sql_prepare(s->v->store, same.data, s->v->fault);
	s->rows =
		sql_preparef(s->v->store, s->v->fault,
			     "SELECT rowid, cluster, since, until, %s FROM main.\"%s\" ORDER BY cluster, %s, "
			     "since, until IS NULL, until",
			     keys, s->table, keys);
	s->n_keys = s->rows ? sqlite3_column_count(s->rows) - SEQ_KEYS : 0;
	return s->same && s->rows;
}

bool verify_sequence(struct verification *v, const char *table, const char *keys, bool doubled)
{
	struct sequence s = { .v = v, .table = table, .doubled = doubled };
	bool done;

	s.key = s.overlap = s.equal = (struct text)TEXT_INIT;
	done = prepare_sequence(&s, keys) && read_sequence(&s);
	*v->promises += 2;
	if (done && s.overlaps)
		done = verify_report(v, table, "versions of a key do not overlap", s.overlaps,
				     s.overlap.data);
	if (done && s.equals)
		done = verify_report(v, table, "neighbours say different things", s.equals, s.equal.data);
	sqlite3_finalize(s.rows);
	sqlite3_finalize(s.same);
	text_clear(&s.key);
	text_clear(&s.overlap);
	text_clear(&s.equal);
	return done;
}

/* --- cells */

/* The example of a row: cluster and key. */
static void add_example(struct text *t, const struct table *table, const char *alias)
{
	text_addf(t, "SELECT %scluster", alias);
	for (unsigned i = 0; i < table->entity->n_keys; i++) {
		text_addf(t, " || '%s' || %s", i ? "/" : " ", alias);
		ddl_add_name(t, table->entity->columns[i].name);
	}
}

/* When a cell is not what its column holds. A connection that only reads knows no CHECK of the file. */
static void add_misfit(struct text *t, const struct column *column)
{
	AUTO_TEXT struct text name = TEXT_INIT;

	ddl_add_name(&name, column->name);
	text_addf(t, "typeof(%s) NOT IN ('%s', 'null')", name.data, ddl_storage_class(column));
	if (column->class == CLASS_SECRET)
		text_addf(t, " OR %s <> 'set'", name.data);
	else if (column->rule.type == TYPE_BOOL)
		text_addf(t, " OR %s NOT IN (0, 1)", name.data);
	else if (column->rule.type == TYPE_LIST)
		text_addf(t, " OR (%s IS NOT NULL AND (NOT json_valid(%s) OR json_type(%s) <> 'array'))",
			  name.data, name.data, name.data);
	else if (column->rule.type == TYPE_JSON)
		text_addf(t, " OR (%s IS NOT NULL AND NOT json_valid(%s))", name.data, name.data);
}

static bool check_cells(struct verification *v, const struct table *table, bool metric)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	AUTO_FREE char *name = xasprintf("%s_%s", table->entity->name, metric ? "metric" : "history");

	add_example(&sql, table, "");
	text_addf(&sql,
		  " FROM main.%s WHERE (extra IS NOT NULL AND (NOT json_valid(extra) OR json_type(extra) "
		  "<> 'object'))",
		  name);
	for (unsigned i = 0; i < table->entity->n_columns; i++) {
		if (table->entity->columns[i].sql || table->missing_columns[i] ||
		    (table->place_of[i] == table->n_history) != metric)
			continue;
		text_add(&sql, " OR ");
		add_misfit(&sql, &table->entity->columns[i]);
	}
	return verify_statement(v, name, "cells hold what their columns are for",
				sql_prepare(v->store, sql.data, v->fault));
}

/* --- unknown */

static bool check_unknown_list(struct verification *v, const struct table *table, const char *name)
{
	AUTO_TEXT struct text example = TEXT_INIT, known = TEXT_INIT;

	add_example(&example, table, "h.");
	text_add(&known, "'cluster', 'since', 'until', 'unknown', 'extra'");
	for (unsigned i = 0; i < table->entity->n_keys; i++)
		text_addf(&known, ", '%s'", table->entity->columns[i].name);
	return verify_sql(v, name, "'unknown' is a list of columns and parts of extra",
			  "%s FROM main.%s h WHERE unknown IS NOT NULL AND (NOT json_valid(unknown) OR "
			  "json_type(unknown) <> 'array' OR unknown = '[]')",
			  example.data, name) &&
	       verify_sql(
		       v, name, "'unknown' names what there is",
		       "%s || ': ' || u.value FROM main.%s h, json_each(CASE WHEN json_valid(unknown) THEN "
		       "unknown ELSE '[]' END) u WHERE u.value NOT LIKE 'extra.%%' AND u.value NOT IN "
		       "(SELECT name FROM pragma_table_info('%s', 'main') WHERE name NOT IN (%s))",
		       example.data, name, name, known.data);
}

static bool check_unknown_cells(struct verification *v, const struct table *table, const char *name,
				bool metric)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	const struct entity *entity = table->entity;

	add_example(&sql, table, "");
	text_addf(&sql, " FROM main.%s WHERE unknown IS NOT NULL AND (0", name);
	for (unsigned i = entity->n_keys; i < entity->n_columns; i++) {
		if (table->entity->columns[i].sql || table->missing_columns[i] ||
		    (table->place_of[i] == table->n_history) != metric)
			continue;
		text_addf(&sql, " OR (instr(unknown, '\"%s\"') AND ", entity->columns[i].name);
		ddl_add_name(&sql, entity->columns[i].name);
		text_add(&sql, " IS NOT NULL)");
	}
	text_add(&sql, ")");
	return verify_statement(v, name, "what is unknown has no value",
				sql_prepare(v->store, sql.data, v->fault));
}

static bool check_unknown(struct verification *v, const struct table *table, bool metric)
{
	AUTO_FREE char *name = xasprintf("%s_%s", table->entity->name, metric ? "metric" : "history");

	return check_unknown_list(v, table, name) && check_unknown_cells(v, table, name, metric);
}

/* --- rows and those they belong to */

/* Metrics are of rows that the newest snapshot has. */
static bool check_metrics(struct verification *v, const struct table *table)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	AUTO_FREE char *name = xasprintf("%s_metric", table->entity->name);

	add_example(&sql, table, "m.");
	text_addf(
		&sql,
		" FROM main.%s m WHERE NOT EXISTS (SELECT 1 FROM main.%s_history h WHERE h.until IS NULL AND "
		"h.cluster = m.cluster",
		name, table->entity->name);
	for (unsigned i = 0; i < table->entity->n_keys; i++) {
		text_add(&sql, " AND h.");
		ddl_add_name(&sql, table->entity->columns[i].name);
		text_add(&sql, " = m.");
		ddl_add_name(&sql, table->entity->columns[i].name);
	}
	text_add(&sql, ")");
	return verify_statement(v, name, "what is measured is there",
				sql_prepare(v->store, sql.data, v->fault));
}

/* Are its rows made only by reads of single rows of the parent? Then none can outlive it. */
static bool lives_by(const struct entity *entity, const struct entity *parent)
{
	bool any = false;

	for (unsigned i = 0; i < entity->n_sources; i++) {
		const struct entity_source *source = &entity->sources[i];

		if (source->joins || source->ignores)
			continue;
		if (source->read->per != parent || source->read->once)
			return false;
		any = true;
	}
	return any && !entity->event;
}

static void add_keys(struct text *t, const struct entity *entity)
{
	for (unsigned i = 0; i < entity->n_keys; i++) {
		text_add(t, ", ");
		ddl_add_name(t, entity->columns[i].name);
	}
}

/* Things that ended, and were not there again in that snapshot, against versions that go on beyond it. */
static bool check_parent(struct verification *v, const struct table *table, const struct parent *parent)
{
	AUTO_TEXT struct text sql = TEXT_INIT, keys = TEXT_INIT;
	AUTO_FREE char *name = xasprintf("%s_history", table->entity->name);
	AUTO_FREE char *promise = xasprintf("it ends with its %s", parent->entity->name);

	add_keys(&keys, parent->entity);
	add_example(&sql, table, "c.");
	text_addf(&sql,
		  " || ', since ' || c.since FROM (SELECT cluster%s, until, lead(since) OVER (PARTITION BY "
		  "cluster%s ORDER BY since) AS following FROM main.%s_history) p JOIN main.%s c ON "
		  "c.cluster = "
		  "p.cluster AND c.since < p.until AND (c.until IS NULL OR c.until > p.until)",
		  keys.data, keys.data, parent->entity->name, name);
	for (unsigned i = 0; i < parent->entity->n_keys; i++) {
		text_add(&sql, " AND c.");
		ddl_add_name(&sql, parent->columns[i]->name);
		text_add(&sql, " = p.");
		ddl_add_name(&sql, parent->entity->columns[i].name);
	}
	text_add(&sql, " WHERE p.until IS NOT NULL AND (p.following IS NULL OR p.following > p.until)");
	return verify_statement(v, name, promise, sql_prepare(v->store, sql.data, v->fault));
}

static bool check_parents(struct verification *v, const struct table *table)
{
	for (const struct parent *p = table->entity->parents; p->entity; p++) {
		const struct table *parent = store_table(v->store, p->entity);

		if (parent && !parent->missing && lives_by(table->entity, p->entity) &&
		    !check_parent(v, table, p))
			return false;
	}
	return true;
}

/* --- meta_column */

static bool check_columns(struct verification *v, const struct table *table)
{
	AUTO_FREE char *name = xasprintf("%s_history", table->entity->name);

	return verify_sql(v, "meta_column", "it names columns that there are",
			  "SELECT entity || '.' || \"column\" FROM main.meta_column WHERE entity = '%s' AND "
			  "\"column\" NOT LIKE 'extra.%%' AND \"column\" NOT IN (SELECT name FROM "
			  "pragma_table_info('%s', 'main'))",
			  table->entity->name, name);
}

bool verify_entity(struct verification *v, const struct table *table)
{
	AUTO_TEXT struct text keys = TEXT_INIT;
	AUTO_FREE char *name = xasprintf("%s_history", table->entity->name);

	for (unsigned i = 0; i < table->entity->n_keys; i++) {
		text_add(&keys, i ? ", " : "");
		ddl_add_name(&keys, table->entity->columns[i].name);
	}
	if (!verify_sequence(v, name, keys.data, false) || !check_cells(v, table, false) ||
	    !check_unknown(v, table, false) || !check_columns(v, table) || !check_parents(v, table))
		return false;
	return !table->has_metric_table ||
	       (check_cells(v, table, true) && check_unknown(v, table, true) && check_metrics(v, table));
}
