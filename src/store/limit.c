/* limit.c - some objects, and what belongs to them: diffs and logs can be limited to these.
 *
 * Their keys lie in temp.limited, so that SQL joins them; a row belongs to an object if its own key, or the
 * key of a row above it, says so.
 */
#include <stdlib.h>
#include <string.h>

#include "store/sql.h"

#define MOST_KEYS 4 /* of any entity */

struct limit {
	const struct entity **entities;
	size_t count;
	sqlite3_stmt *insert, *find;
};

void limit_free(struct limit *limit)
{
	if (!limit)
		return;
	sqlite3_finalize(limit->insert);
	sqlite3_finalize(limit->find);
	free(limit->entities);
	free(limit);
}

static bool is_limited(const struct limit *limit, const struct entity *entity)
{
	for (size_t i = 0; i < limit->count; i++)
		if (limit->entities[i] == entity)
			return true;
	return false;
}

/* From the parent's columns to those that hold them; of a row above the parent only the key is known. */
static bool translate(const struct parent *parent, const struct column *const *inner, unsigned n_keys,
		      const struct column **columns)
{
	for (unsigned i = 0; i < n_keys; i++) {
		size_t place = (size_t)(inner[i] - parent->entity->columns);

		if (place >= parent->entity->n_keys)
			return false;
		columns[i] = parent->columns[place];
	}
	return true;
}

/* Fills columns[] with the columns of 'entity' that hold the key of 'above'; false: it does not say it. */
static bool find_columns(const struct entity *entity, const struct entity *above,
			 const struct column *columns[MOST_KEYS])
{
	const struct column *inner[MOST_KEYS];

	if (above->n_keys > MOST_KEYS)
		return false;
	if (entity == above) {
		for (unsigned i = 0; i < above->n_keys; i++)
			columns[i] = &above->columns[i];
		return true;
	}
	for (const struct parent *parent = entity->parents; parent->entity; parent++)
		if (find_columns(parent->entity, above, inner) &&
		    translate(parent, inner, above->n_keys, columns))
			return true;
	return false;
}

bool limit_concerns(const struct store *store, const struct entity *entity, bool alone)
{
	const struct column *columns[MOST_KEYS];

	if (alone)
		return store->limit && is_limited(store->limit, entity);
	for (size_t i = 0; store->limit && i < store->limit->count; i++)
		if (find_columns(entity, store->limit->entities[i], columns))
			return true;
	return false;
}

static bool is_above(const struct entity *above, const struct entity *entity)
{
	for (const struct parent *parent = entity->parents; parent->entity; parent++)
		if (parent->entity == above || is_above(above, parent->entity))
			return true;
	return false;
}

bool limit_is_above(const struct store *store, const struct entity *entity)
{
	for (size_t i = 0; store->limit && i < store->limit->count; i++)
		if (is_above(entity, store->limit->entities[i]))
			return true;
	return false;
}

static void add_equal(struct text *t, const struct table *table, const struct column *const *columns,
		      unsigned n_keys)
{
	for (unsigned i = 0; i < n_keys; i++) {
		bool missing = table->missing_columns[columns[i] - table->entity->columns];

		text_addf(t, " AND o.k%u = %s", i, missing ? "NULL" : "h.");
		if (!missing)
			ddl_add_name(t, columns[i]->name);
	}
}

bool limit_leads_keys(const struct store *store, const struct table *table)
{
	const struct column *columns[MOST_KEYS] = { NULL };

	for (size_t i = 0; i < store->limit->count; i++) {
		const struct entity *above = store->limit->entities[i];

		if (find_columns(table->entity, above, columns) && columns[0] != table->entity->columns)
			return false;
	}
	return true;
}

static bool has_identity(const struct entity *entity)
{
	for (unsigned i = 0; i < entity->n_columns; i++)
		if (entity->columns[i].identity)
			return true;
	return false;
}

/* How many columns of the key tell the row's siblings: the key of a parent, which comes first; 0: none. */
static unsigned sibling_keys(const struct entity *entity)
{
	for (const struct parent *parent = entity->parents; parent->entity; parent++) {
		unsigned n = 0;

		while (n < parent->entity->n_keys && parent->columns[n] == &entity->columns[n])
			n++;
		if (n == parent->entity->n_keys && n < entity->n_keys)
			return n;
	}
	return 0;
}

bool limit_is_widened(const struct store *store, const struct entity *entity)
{
	return store->limit && is_limited(store->limit, entity) && has_identity(entity) &&
	       sibling_keys(entity) > 0;
}

static void add_object_where(struct text *t, const struct store *store, const struct entity *above,
			     const struct table *table, const struct column *const *columns)
{
	bool widened = above == table->entity && limit_is_widened(store, above);

	text_addf(t, "EXISTS (SELECT 1 FROM temp.limited o WHERE o.entity = '%s' AND o.cluster = h.cluster",
		  above->name);
	add_equal(t, table, columns, widened ? sibling_keys(above) : above->n_keys);
	text_add_char(t, ')');
}

void limit_add_where(struct text *t, const struct store *store, const struct table *table)
{
	const struct column *columns[MOST_KEYS];
	const char *before = " AND (";

	for (size_t i = 0; store->limit && i < store->limit->count; i++) {
		const struct entity *above = store->limit->entities[i];

		if (!find_columns(table->entity, above, columns))
			continue;
		text_add(t, before);
		add_object_where(t, store, above, table, columns);
		before = " OR ";
	}
	if (*before == ' ' && before[1] == 'O')
		text_add_char(t, ')');
}

void limit_add_join(struct text *t, const struct store *store, const struct table *table)
{
	const struct column *columns[MOST_KEYS];
	const char *between = "", *plus = limit_leads_keys(store, table) ? "" : "+";

	text_addf(t, "temp.limited o CROSS JOIN main.%s_history h ON %sh.cluster = o.cluster AND (",
		  table->entity->name, plus);
	for (size_t i = 0; i < store->limit->count; i++) {
		const struct entity *above = store->limit->entities[i];

		if (!find_columns(table->entity, above, columns))
			continue;
		text_addf(t, "%so.entity = '%s'", between, above->name);
		add_equal(t, table, columns, above->n_keys);
		between = " OR ";
	}
	text_add_char(t, ')');
}

/* The values of a key as a path, as targets of reads have it. */
static void add_path(struct text *t, const struct entity *entity)
{
	text_add(t, "CAST(");
	for (unsigned i = 0; i < entity->n_keys; i++)
		text_addf(t, "%sk%u", i ? " || '/' || " : "", i);
	text_add(t, " AS TEXT)");
}

bool limit_has_target(const struct store *store, const char *cluster, const struct entity *entity,
		      const char *target, bool *ret, struct fault *f)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	AUTO_STATEMENT sqlite3_stmt *query = NULL;
	int found;

	*ret = false;
	if (!entity || !store->limit || !is_limited(store->limit, entity))
		return true;
	text_add(&sql, "SELECT 1 FROM temp.limited WHERE entity = ?1 AND cluster = ?2 AND ");
	add_path(&sql, entity);
	text_add(&sql, " = ?3");
	query = sql_prepare(store, sql.data, f);
	if (!query)
		return false;
	sql_bind_text(query, 1, entity->name);
	sql_bind_text(query, 2, cluster);
	sql_bind_text(query, 3, target);
	found = sql_step(store, query, f);
	*ret = found == 1;
	return found >= 0;
}

static void bind_key(sqlite3_stmt *statement, const char *cluster, const struct entity *entity,
		     const struct value *key)
{
	sqlite3_clear_bindings(statement);
	sql_bind_text(statement, 1, entity->name);
	sql_bind_text(statement, 2, cluster);
	for (unsigned i = 0; i < entity->n_keys; i++)
		statement_bind_value(statement, 3 + (int)i, &key[i]);
}

bool limit_has(const struct store *store, const char *cluster, const struct entity *entity,
	       const struct value *key)
{
	struct limit *limit = store->limit;
	struct fault none = FAULT_INIT;
	bool found;

	if (!limit->find)
		limit->find = sql_prepare(store,
					  "SELECT 1 FROM temp.limited WHERE entity = ? AND cluster = ? AND "
					  "k0 IS ? AND k1 IS ? AND k2 IS ? AND k3 IS ?",
					  &none);
	if (!limit->find || !key) {
		fault_clear(&none);
		return false;
	}
	bind_key(limit->find, cluster, entity, key);
	found = sql_step(store, limit->find, &none) == 1;
	sqlite3_reset(limit->find);
	fault_clear(&none);
	return found;
}

/* --- for others */

bool store_limit(struct store *store, const struct entity *entity, struct fault *f)
{
	if (!store->limit) {
		store->limit = xcalloc(1, sizeof *store->limit);
		if (!sql_run(
			    store,
			    "CREATE TABLE IF NOT EXISTS temp.limited (entity TEXT, cluster TEXT, k0, k1, k2, "
			    "k3); CREATE INDEX IF NOT EXISTS temp.limited_key ON limited (entity, cluster, "
			    "k0); "
			    "DELETE FROM temp.limited",
			    f))
			return false;
	}
	if (entity->n_keys > MOST_KEYS)
		return fault_set(f, FAULT_BUG, "%s has too many keys", entity->name);
	if (!is_limited(store->limit, entity)) {
		store->limit->entities = xreallocarray(store->limit->entities, store->limit->count + 1,
						       sizeof *store->limit->entities);
		store->limit->entities[store->limit->count++] = entity;
	}
	return true;
}

bool store_limit_add(struct store *store, const struct entity *entity, const char *cluster,
		     const struct value *key, struct fault *f)
{
	struct limit *limit = store->limit;

	if (!limit->insert)
		limit->insert = sql_prepare(store,
					    "INSERT INTO temp.limited (entity, cluster, k0, k1, k2, k3) "
					    "VALUES (?, ?, ?, ?, ?, ?)",
					    f);
	if (!limit->insert)
		return false;
	bind_key(limit->insert, cluster, entity, key);
	return sql_finish(store, limit->insert, f);
}
