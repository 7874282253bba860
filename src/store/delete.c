/* delete.c - deletes one snapshot; what the others say does not change.
 *
 * Every history table has since and until, which name snapshots that exist. What only the deleted one
 * showed goes; what began or ended in it begins or ends in the next one, or, if it was the newest, is
 * gone or open again. Neighbours that are equal now become one.
 */
#include <stdlib.h>
#include <string.h>

#include "store/sql.h"

struct deletion {
	struct store *store;
	char *cluster;
	int64_t snapshot, before, next; /* of the cluster; 0: none */
	struct fault *fault;
};

/* Runs a statement on one table; ?1 is the cluster, ?2 the snapshot, ?3 the next. */
static bool run(const struct deletion *d, const char *verb, const char *table, const char *rest)
{
	AUTO_STATEMENT sqlite3_stmt *statement =
		sql_preparef(d->store, d->fault, "%s main.\"%s\" %s", verb, table, rest);

	if (!statement)
		return false;
	sql_bind_text(statement, 1, d->cluster);
	if (sqlite3_bind_parameter_count(statement) > 1)
		sqlite3_bind_int64(statement, 2, d->snapshot);
	if (sqlite3_bind_parameter_count(statement) > 2)
		sqlite3_bind_int64(statement, 3, d->next);
	return sql_finish(d->store, statement, d->fault);
}

/* --- equal neighbours */

/* Appends all columns but cluster, since and until, and the terms that sort by them (by no index: the
 * rows are to be read before anything is written); counts them. */
static bool add_columns(const struct deletion *d, const char *table, struct text *t, struct text *order,
			int *ret_count)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_preparef(
		d->store, d->fault,
		"SELECT name FROM pragma_table_info('%s') WHERE name NOT IN ('cluster', 'since', "
		"'until') ORDER BY cid",
		table);
	int found = -1;

	*ret_count = 0;
	while (query && (found = sql_step(d->store, query, d->fault)) == 1) {
		const char *comma = (*ret_count)++ ? ", " : "";

		text_addf(t, "%s\"%s\"", comma, sql_text(query, 0));
		text_addf(order, "%s+\"%s\"", comma, sql_text(query, 0));
	}
	return found == 0;
}

static sqlite3_stmt *prepare_side(const struct deletion *d, const char *table, const char *columns,
				  const char *order, const char *boundary)
{
	sqlite3_stmt *side = sql_preparef(d->store, d->fault,
					  "SELECT rowid, until, %s FROM main.\"%s\" WHERE cluster = ?1 AND "
					  "%s = ?2 ORDER BY %s",
					  columns, table, boundary, order);

	if (side) {
		sql_bind_text(side, 1, d->cluster);
		sqlite3_bind_int64(side, 2, d->next);
	}
	return side;
}

static bool join(const struct deletion *d, sqlite3_stmt *remove, sqlite3_stmt *extend, sqlite3_stmt *earlier,
		 sqlite3_stmt *later)
{
	sqlite3_bind_int64(remove, 1, sqlite3_column_int64(later, 0));
	sql_bind_cell(extend, 1, later, 1);
	sqlite3_bind_int64(extend, 2, sqlite3_column_int64(earlier, 0));
	/* In this order: two open versions of one key are refused. */
	return sql_finish(d->store, remove, d->fault) && sql_finish(d->store, extend, d->fault);
}

static bool join_neighbours(const struct deletion *d, const char *table)
{
	AUTO_TEXT struct text columns = TEXT_INIT, order = TEXT_INIT;
	int n_columns = 0;
	AUTO_STATEMENT sqlite3_stmt *earlier = NULL, *later = NULL, *remove = NULL, *extend = NULL;
	struct pairing pairing;
	enum side side;

	if (!add_columns(d, table, &columns, &order, &n_columns) ||
	    !(earlier = prepare_side(d, table, columns.data, order.data, "until")) ||
	    !(later = prepare_side(d, table, columns.data, order.data, "since")) ||
	    !(remove = sql_preparef(d->store, d->fault, "DELETE FROM main.\"%s\" WHERE rowid = ?", table)) ||
	    !(extend = sql_preparef(d->store, d->fault, "UPDATE main.\"%s\" SET until = ? WHERE rowid = ?",
				    table)))
		return false;
	pairing = pairing_of(d->store, earlier, 2, later, 2, n_columns);
	while ((side = pairing_next(&pairing, d->fault)) != SIDE_END)
		if (side == SIDE_FAILED || (side == SIDE_BOTH && !join(d, remove, extend, earlier, later)))
			return false;
	return true;
}

/* --- one history table */

static bool delete_from(const struct deletion *d, const char *table)
{
	if (!d->next)
		return run(d, "DELETE FROM", table, "WHERE cluster = ?1 AND since = ?2") &&
		       run(d, "UPDATE", table, "SET until = NULL WHERE cluster = ?1 AND until = ?2");
	return run(d, "DELETE FROM", table, "WHERE cluster = ?1 AND since = ?2 AND until = ?3") &&
	       run(d, "UPDATE", table, "SET since = ?3 WHERE cluster = ?1 AND since = ?2") &&
	       run(d, "UPDATE", table, "SET until = ?3 WHERE cluster = ?1 AND until = ?2") &&
	       join_neighbours(d, table);
}

/* Names of the tables that end so and have these columns, one a line; also those of entities that the schema
 * no longer has, but not those that a user put into the file. */
static bool add_tables(const struct deletion *d, const char *suffix, const char *columns, struct text *t)
{
	AUTO_STATEMENT sqlite3_stmt *query =
		sql_preparef(d->store, d->fault,
			     "SELECT name FROM main.sqlite_master m WHERE type = 'table' AND substr(name, "
			     "-length('%s')) = '%s' "
			     "AND (SELECT count(*) FROM pragma_table_info(m.name, 'main') WHERE name IN "
			     "(%s)) = 3 ORDER BY name",
			     suffix, suffix, columns);
	int found = -1;

	while (query && (found = sql_step(d->store, query, d->fault)) == 1)
		text_addf(t, "%s\n", sql_text(query, 0));
	return found == 0;
}

static bool delete_histories(const struct deletion *d)
{
	AUTO_TEXT struct text tables = TEXT_INIT;
	char *rest = NULL;

	if (!add_tables(d, "_history", "'cluster', 'since', 'until'", &tables))
		return false;
	for (char *name = strtok_r(tables.data, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest))
		if (!delete_from(d, name))
			return false;
	return true;
}

/* Metrics are those of the newest snapshot; without it, they are unknown. */
static bool delete_metrics(const struct deletion *d)
{
	AUTO_TEXT struct text tables = TEXT_INIT;
	char *rest = NULL;

	if (!add_tables(d, "_metric", "'cluster', 'unknown', 'extra'", &tables))
		return false;
	for (char *name = strtok_r(tables.data, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest))
		if (!run(d, "DELETE FROM", name, "WHERE cluster = ?1"))
			return false;
	return true;
}

/* --- the snapshot */

static bool find_snapshot(struct deletion *d)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(
		d->store,
		"SELECT cluster, (SELECT max(id) FROM main.snapshot b WHERE b.cluster = s.cluster AND "
		"b.id < s.id), (SELECT min(id) FROM main.snapshot n WHERE n.cluster = s.cluster AND "
		"n.id > s.id) FROM main.snapshot s WHERE id = ?",
		d->fault);
	int found;

	if (!query)
		return false;
	sqlite3_bind_int64(query, 1, d->snapshot);
	found = sql_step(d->store, query, d->fault);
	if (found == 0) {
		fault_set(d->fault, FAULT_USAGE, "there is no snapshot %lld", (long long)d->snapshot);
		fault_hint(d->fault, "`pveinv snapshot list` shows what there is");
	}
	if (found < 1)
		return false;
	d->cluster = xstrdup(sql_text(query, 0));
	d->before = sqlite3_column_int64(query, 1);
	d->next = sqlite3_column_int64(query, 2);
	return true;
}

static bool delete_all(struct deletion *d)
{
	if (!store_check_schema(d->store, d->fault) || !find_snapshot(d) || !delete_histories(d) ||
	    !run(d, "DELETE FROM", "tag", "WHERE cluster = ?1 AND snapshot = ?2") ||
	    !run(d, "DELETE FROM", "snapshot", "WHERE cluster = ?1 AND id = ?2"))
		return false;
	if (d->next)
		return true;
	if (!delete_metrics(d) || !upgrade_forget(d->store, d->cluster, d->before, d->fault))
		return false;
	/* Without any snapshot the cluster is not known any more. */
	return d->before || run(d, "DELETE FROM", "known_cluster", "WHERE name = ?1");
}

bool store_delete(struct store *store, int64_t snapshot, struct fault *f)
{
	struct deletion d = { .store = store, .snapshot = snapshot, .fault = f };
	bool done;

	if (store->mode == STORE_READ)
		return fault_set(f, FAULT_BUG, "deleting from a store opened for reading");
	if (!sql_run(store, "BEGIN IMMEDIATE", f))
		return false;
	done = delete_all(&d) && sql_run(store, "COMMIT", f);
	if (!done)
		sql_rollback(store);
	free(d.cluster);
	return done;
}
