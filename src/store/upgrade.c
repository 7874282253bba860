/* upgrade.c - an entity's tables follow the schema. An upgrade of pveinv is never a change of the
 * cluster: what an older program kept in extra becomes the new column's value in all versions (see
 * upgrade_extra.c), and what it never kept is unknown up to the next snapshot and not compared across it.
 *
 * meta_column remembers (entity, column, revision, since). since 0: filled in all versions. A column
 * that leaves the schema stays in the table, and is forgotten here; when it comes back, it is new. Its
 * values are in extra from the next snapshot on: there a new epoch of the entity's extras begins. That is
 * so of a metric, too, which meta_column does not have: its table does, and loses it.
 */
#include <stdlib.h>
#include <string.h>

#include "store/sql.h"
#include "store/upgrade.h"

/* Declared type of a column in a table of the file; null: it is not there. To be freed. */
static bool declared_type(const struct upgrade *u, const char *suffix, const struct column *column,
			  char **ret)
{
	AUTO_STATEMENT sqlite3_stmt *query =
		sql_preparef(u->store, u->fault, "SELECT type FROM pragma_table_info('%s%s') WHERE name = ?",
			     u->table->entity->name, suffix);
	int found = -1;

	if (query) {
		sql_bind_text(query, 1, column->name);
		found = sql_step(u->store, query, u->fault);
	}
	*ret = found == 1 ? xstrdup(sql_text(query, 0)) : NULL;
	return found >= 0;
}

static bool add_column(const struct upgrade *u, const char *suffix, const struct column *column)
{
	AUTO_TEXT struct text sql = TEXT_INIT;

	if ((size_t)(column - u->table->entity->columns) < u->table->entity->n_keys)
		return fault_set(u->fault, FAULT_BUG, "%s: the key of %s changed without a migration",
				 u->store->path, u->table->entity->name);
	text_addf(&sql, "ALTER TABLE %s%s ADD COLUMN ", u->table->entity->name, suffix);
	ddl_column(&sql, u->table, column);
	return sql_run(u->store, sql.data, u->fault);
}

/* Another type can't be had in place: the old column steps aside. */
static bool rename_column(const struct upgrade *u, const char *suffix, const struct column *column)
{
	AUTO_TEXT struct text sql = TEXT_INIT;

	text_addf(&sql, "ALTER TABLE %s%s RENAME COLUMN ", u->table->entity->name, suffix);
	ddl_add_name(&sql, column->name);
	text_addf(&sql, " TO %s_before_%lld", column->name, (long long)u->next);
	return sql_run(u->store, sql.data, u->fault);
}

/* Sees to it that the column is there; *ret_new: it was not. */
static bool have_column(const struct upgrade *u, const char *suffix, const struct column *column,
			bool *ret_new)
{
	AUTO_FREE char *type = NULL;

	*ret_new = false;
	if (!declared_type(u, suffix, column, &type))
		return false;
	if (type && strcmp(type, ddl_affinity(column)) == 0)
		return true;
	*ret_new = true;
	return (!type || rename_column(u, suffix, column)) && add_column(u, suffix, column);
}

/* --- meta_column */

static void flag_name(struct text *t, const struct table *table, unsigned flag)
{
	if (flag >= table->n_history)
		text_addf(t, EXTRA_PREFIX "%s", table->labels[flag - table->n_history].name);
	else
		text_add(t, table_column(table, flag)->name);
}

static bool remember(const struct upgrade *u, unsigned flag, int64_t since)
{
	AUTO_STATEMENT sqlite3_stmt *insert = sql_prepare(
		u->store, "INSERT OR REPLACE INTO main.meta_column VALUES (?, ?, ?, ?)", u->fault);
	AUTO_TEXT struct text name = TEXT_INIT;

	if (!insert)
		return false;
	flag_name(&name, u->table, flag);
	sql_bind_text(insert, 1, u->table->entity->name);
	sql_bind_text(insert, 2, name.data);
	sqlite3_bind_int64(insert, 3, table_revision(u->table, flag));
	sqlite3_bind_int64(insert, 4, since);
	return sql_finish(u->store, insert, u->fault);
}

static bool forget(const struct upgrade *u, const char *name)
{
	AUTO_STATEMENT sqlite3_stmt *delete = sql_prepare(
		u->store, "DELETE FROM main.meta_column WHERE entity = ? AND \"column\" = ?", u->fault);

	if (!delete)
		return false;
	sql_bind_text(delete, 1, u->table->entity->name);
	sql_bind_text(delete, 2, name);
	return sql_finish(u->store, delete, u->fault);
}

/* Reads what the file knows: known[flag], and the newest revisions. Forgets what left the schema. */
static bool read_meta(struct upgrade *u, bool *known, unsigned *revisions)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(
		u->store,
		"SELECT \"column\", revision, max(since) FROM main.meta_column WHERE entity = ? GROUP BY 1",
		u->fault);
	AUTO_TEXT struct text gone = TEXT_INIT;
	char *rest = NULL;
	int found = -1;

	if (query)
		sql_bind_text(query, 1, u->table->entity->name);
	while (query && (found = sql_step(u->store, query, u->fault)) == 1) {
		const char *name = sql_text(query, 0);
		int flag = table_flag(u->table, name, strlen(name));

		if (flag < 0) {
			text_addf(&gone, "%s\n", name);
			u->left = true;
			continue;
		}
		known[flag] = true;
		revisions[flag] = (unsigned)sqlite3_column_int64(query, 1);
	}
	for (char *name = found < 0 ? NULL : strtok_r(gone.data, "\n", &rest); name;
	     name = strtok_r(NULL, "\n", &rest))
		if (!forget(u, name))
			return false;
	return found == 0;
}

/* --- one table */

static bool create(const struct upgrade *u)
{
	AUTO_TEXT struct text sql = TEXT_INIT;

	ddl_tables(&sql, u->table, false);
	if (!sql_run(u->store, sql.data, u->fault))
		return false;
	for (unsigned flag = 0; flag < table_flags(u->table); flag++)
		if (!remember(u, flag, 0))
			return false;
	return true;
}

/* The file has it, but from the next snapshot on it is filled in another way. */
static bool is_revised(const struct upgrade *u, unsigned flag, unsigned revision)
{
	return !u->fresh[flag] && (revision != table_revision(u->table, flag) ||
				   (u->left && flag >= u->table->n_history));
}

static bool find_fresh(struct upgrade *u)
{
	const struct table *table = u->table;
	AUTO_FREE bool *known = xcalloc(table_flags(table), sizeof *known);
	AUTO_FREE unsigned *revisions = xcalloc(table_flags(table), sizeof *revisions);

	if (!read_meta(u, known, revisions))
		return false;
	for (unsigned flag = 0; flag < table_flags(table); flag++) {
		bool other_type = false;

		if (flag < table->n_history &&
		    !have_column(u, "_history", table_column(table, flag), &other_type))
			return false;
		u->fresh[flag] = !known[flag] || other_type;
		if (is_revised(u, flag, revisions[flag]) && !remember(u, flag, u->next))
			return false;
	}
	return true;
}

static bool table_exists(const struct upgrade *u, const char *suffix, bool *ret)
{
	AUTO_FREE char *name = xasprintf("%s%s", u->table->entity->name, suffix);
	int64_t count = 0;

	if (!sql_number(u->store, "SELECT count(*) FROM main.sqlite_master WHERE type = 'table' AND name = ?",
			name, 0, &count, u->fault))
		return false;
	*ret = count > 0;
	return true;
}

/* Metrics belong to the newest snapshot, and the next one brings them anew: what is not there yet is
 * unknown until then, for all rows. */
static bool upgrade_metrics(struct upgrade *u)
{
	const struct entity *entity = u->table->entity;
	bool there = false, any = false;

	if (!u->table->has_metric_table)
		return true;
	if (!table_exists(u, "_metric", &there))
		return false;
	if (!there) {
		AUTO_TEXT struct text sql = TEXT_INIT;

		for (unsigned i = 0; i < u->table->n_metrics; i++)
			u->fresh_metrics[i] = true;
		ddl_metric_table(&sql, u->table, false);
		return sql_run(u->store, sql.data, u->fault);
	}
	for (unsigned i = 0; i < u->table->n_metrics; i++) {
		bool added = false;

		if (!have_column(u, "_metric", &entity->columns[u->table->metrics[i]], &added))
			return false;
		u->fresh_metrics[i] = added;
		any = any || added;
	}
	for (unsigned i = 0; any && i < u->table->n_metrics; i++)
		if (u->fresh_metrics[i] &&
		    !sql_runf(u->store, u->fault,
			      "UPDATE %s_metric SET unknown = CASE WHEN unknown IS NULL THEN '[\"%s\"]' "
			      "ELSE substr(unknown, 1, length(unknown) - 1) || ',\"%s\"]' END",
			      entity->name, entity->columns[u->table->metrics[i]].name,
			      entity->columns[u->table->metrics[i]].name))
			return false;
	return true;
}

/* A column that was in extra is known since ever, the others since the next snapshot. */
static bool remember_fresh(const struct upgrade *u)
{
	for (unsigned flag = 0; flag < table_flags(u->table); flag++) {
		AUTO_TEXT struct text name = TEXT_INIT;

		if (!u->fresh[flag])
			continue;
		flag_name(&name, u->table, flag);
		if (!forget(u, name.data) || !remember(u, flag, u->moved[flag] ? 0 : u->next))
			return false;
	}
	return true;
}

/* Another program may have made other ones. */
static bool have_index(const struct upgrade *u, const char *which)
{
	const char *name = u->table->entity->name;
	AUTO_TEXT struct text sql = TEXT_INIT;
	int64_t same = 0;

	ddl_index(&sql, u->table, which);
	return sql_number(u->store, "SELECT count(*) FROM main.sqlite_master WHERE sql = ?", sql.data, 0,
			  &same, u->fault) &&
	       (same || (sql_runf(u->store, u->fault, "DROP INDEX IF EXISTS main.%s_%s", name, which) &&
			 sql_run(u->store, sql.data, u->fault)));
}

static bool have_indexes(const struct upgrade *u)
{
	for (const char *const *index = ddl_indexes; *index; index++)
		if (!have_index(u, *index))
			return false;
	return true;
}

/* Drops what the schema does not have (any more) in this form. */
static bool drop_metrics(struct upgrade *u)
{
	const char *name = u->table->entity->name;
	AUTO_STATEMENT sqlite3_stmt *query = sql_preparef(
		u->store, u->fault,
		"SELECT name, type FROM pragma_table_info('%s_metric') WHERE pk = 0 "
		"AND name NOT IN ('unknown', 'extra')",
		name);
	AUTO_TEXT struct text sql = TEXT_INIT;
	int found = -1;

	while (query && (found = sql_step(u->store, query, u->fault)) == 1) {
		const struct column *column = schema_column(u->table->entity, sql_text(query, 0));
		bool left = !column || column->class != CLASS_METRIC;

		u->left = u->left || left;
		if (!left && strcmp(sql_text(query, 1), ddl_affinity(column)) == 0)
			continue;
		text_addf(&sql, "ALTER TABLE %s_metric DROP COLUMN ", name);
		ddl_add_name(&sql, sql_text(query, 0));
		text_add(&sql, ";\n");
	}
	if (query)
		sqlite3_reset(query);
	if (!u->table->has_metric_table)
		text_addf(&sql, "DROP TABLE IF EXISTS %s_metric;\n", name);
	return found == 0 && sql_run(u->store, sql.data, u->fault);
}

bool upgrade_table(struct store *store, struct table *table, int64_t next, struct fault *f)
{
	struct upgrade u = { .store = store, .table = table, .next = next, .fault = f };
	bool there = false, done;

	if (!table_exists(&u, "_history", &there))
		return false;
	if (!there)
		return create(&u);
	u.fresh = xcalloc(table_flags(table), sizeof *u.fresh);
	u.moved = xcalloc(table_flags(table), sizeof *u.moved);
	u.fresh_metrics = xcalloc(table->n_metrics + 1, sizeof *u.fresh_metrics);
	done = drop_metrics(&u) && find_fresh(&u) && upgrade_metrics(&u) && upgrade_extra(&u) &&
	       remember_fresh(&u) && have_indexes(&u);
	free(u.fresh);
	free(u.moved);
	free(u.fresh_metrics);
	return done;
}

/* --- after the newest snapshot was deleted */

static bool forget_in(struct store *store, const struct table *table, const char *cluster, int64_t newest,
		      struct fault *f)
{
	for (unsigned flag = 0; flag < table_flags(table); flag++) {
		AUTO_TEXT struct text sql = TEXT_INIT, name = TEXT_INIT;
		AUTO_STATEMENT sqlite3_stmt *update = NULL;

		if (table_first(table, flag) <= newest)
			continue;
		flag_name(&name, table, flag);
		text_addf(&sql,
			  "UPDATE %s_history SET unknown = CASE WHEN unknown IS NULL THEN '[\"%s\"]' "
			  "ELSE substr(unknown, 1, length(unknown) - 1) || ',\"%s\"]' END, ",
			  table->entity->name, name.data, name.data);
		if (flag < table->n_history) {
			ddl_add_name(&sql, name.data);
			text_add(&sql, " = NULL");
		} else {
			text_addf(&sql, "extra = nullif(json_remove(extra, '$.\"%s\"'), '{}')",
				  table->labels[flag - table->n_history].name);
		}
		text_addf(&sql,
			  " WHERE cluster = ?1 AND until IS NULL AND instr(coalesce(unknown, ''), "
			  "'\"%s\"') = 0",
			  name.data);
		update = sql_prepare(store, sql.data, f);
		if (!update)
			return false;
		sql_bind_text(update, 1, cluster);
		if (!sql_finish(store, update, f))
			return false;
	}
	return true;
}

bool upgrade_forget(struct store *store, const char *cluster, int64_t newest, struct fault *f)
{
	for (size_t i = 0; i < store->n_tables; i++)
		if (!forget_in(store, &store->tables[i], cluster, newest, f))
			return false;
	return true;
}
