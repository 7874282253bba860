/* join.c - history tables by what they look like, and equal neighbours in them.
 *
 * Where snapshots went, or came from another store, a version may end where one begins that says the same.
 * Both sides of all such boundaries are read in one order, side by side, as the merge does; a version
 * that was joined may be the earlier side of the next boundary, so temp.joined says what it became.
 */
#include "store/upkeep.h"

/* --- which tables, which columns */

static bool find_tables(const struct store *store, const char *suffix, const char *columns, struct text *ret,
			struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_preparef(
		store, f,
		"SELECT name FROM main.sqlite_master m WHERE type = 'table' AND substr(name, -length('%s')) "
		"= '%s' AND (SELECT count(*) FROM pragma_table_info(m.name, 'main') WHERE name IN (%s)) = 3 "
		"ORDER BY name",
		suffix, suffix, columns);
	int found = -1;

	while (query && (found = sql_step(store, query, f)) == 1)
		text_addf(ret, "%s\n", sql_text(query, 0));
	return found == 0;
}

bool history_tables(const struct store *store, struct text *ret, struct fault *f)
{
	return find_tables(store, "_history", "'cluster', 'since', 'until'", ret, f);
}

bool metric_tables(const struct store *store, struct text *ret, struct fault *f)
{
	return find_tables(store, "_metric", "'cluster', 'unknown', 'extra'", ret, f);
}

bool history_columns(const struct store *store, const char *table, struct text *columns, struct text *order,
		     int *ret_count, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query =
		sql_preparef(store, f,
			     "SELECT name FROM pragma_table_info('%s', 'main') WHERE name NOT IN "
			     "('cluster', 'since', 'until') ORDER BY cid",
			     table);
	int found = -1;

	*ret_count = 0;
	while (query && (found = sql_step(store, query, f)) == 1) {
		const char *comma = (*ret_count)++ ? ", " : "";

		text_addf(columns, "%s\"%s\"", comma, sql_text(query, 0));
		text_addf(order, "%s+\"%s\"", comma, sql_text(query, 0));
	}
	return found == 0;
}

bool history_end(const struct store *store, const char *table, const char *cluster, int64_t until,
		 struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *update = sql_preparef(
		store, f, "UPDATE main.\"%s\" SET until = ?1 WHERE cluster = ?2 AND until IS NULL", table);

	if (!update)
		return false;
	sqlite3_bind_int64(update, 1, until);
	sql_bind_text(update, 2, cluster);
	return sql_finish(store, update, f);
}

/* --- equal neighbours */

struct joining {
	const struct store *store;
	struct fault *fault;
	sqlite3_stmt *earlier, *later; /* rowid, until, the boundary, what they say */
	sqlite3_stmt *became, *remove, *extend, *remember;
};

bool history_clear_boundaries(const struct store *store, struct fault *f)
{
	return sql_run(store,
		       "CREATE TABLE IF NOT EXISTS temp.boundary (id INTEGER PRIMARY KEY);"
		       "CREATE TABLE IF NOT EXISTS temp.joined (version INTEGER PRIMARY KEY, became INTEGER);"
		       "DELETE FROM temp.boundary; DELETE FROM temp.joined",
		       f);
}

/* By no index: the rows are to be read before anything is written. */
static sqlite3_stmt *prepare_side(const struct joining *j, const char *table, const char *cluster,
				  const char *columns, const char *order, const char *boundary)
{
	sqlite3_stmt *side =
		sql_preparef(j->store, j->fault,
			     "SELECT rowid, until, %s, %s FROM main.\"%s\" WHERE +cluster = ?1 AND "
			     "%s IN (SELECT id FROM temp.boundary) ORDER BY +%s, %s",
			     boundary, columns, table, boundary, boundary, order);

	if (side)
		sql_bind_text(side, 1, cluster);
	return side;
}

static bool prepare(struct joining *j, const char *table, const char *cluster, int *ret_columns)
{
	AUTO_TEXT struct text columns = TEXT_INIT, order = TEXT_INIT;

	if (!history_columns(j->store, table, &columns, &order, ret_columns, j->fault))
		return false;
	j->earlier = prepare_side(j, table, cluster, columns.data, order.data, "until");
	j->later = prepare_side(j, table, cluster, columns.data, order.data, "since");
	j->became = sql_prepare(j->store, "SELECT became FROM temp.joined WHERE version = ?", j->fault);
	j->remove = sql_preparef(j->store, j->fault, "DELETE FROM main.\"%s\" WHERE rowid = ?", table);
	j->extend =
		sql_preparef(j->store, j->fault, "UPDATE main.\"%s\" SET until = ? WHERE rowid = ?", table);
	j->remember = sql_prepare(j->store, "INSERT INTO temp.joined VALUES (?, ?)", j->fault);
	return j->earlier && j->later && j->became && j->remove && j->extend && j->remember;
}

static void clear(struct joining *j)
{
	sqlite3_finalize(j->earlier);
	sqlite3_finalize(j->later);
	sqlite3_finalize(j->became);
	sqlite3_finalize(j->remove);
	sqlite3_finalize(j->extend);
	sqlite3_finalize(j->remember);
}

static bool find_version(const struct joining *j, int64_t *version)
{
	int found;

	sqlite3_bind_int64(j->became, 1, *version);
	found = sql_step(j->store, j->became, j->fault);
	if (found == 1)
		*version = sqlite3_column_int64(j->became, 0);
	sqlite3_reset(j->became);
	return found >= 0;
}

static bool join_pair(const struct joining *j)
{
	int64_t version = sqlite3_column_int64(j->earlier, 0), gone = sqlite3_column_int64(j->later, 0);

	if (!find_version(j, &version))
		return false;
	sqlite3_bind_int64(j->remove, 1, gone);
	sql_bind_cell(j->extend, 1, j->later, 1);
	sqlite3_bind_int64(j->extend, 2, version);
	sqlite3_bind_int64(j->remember, 1, gone);
	sqlite3_bind_int64(j->remember, 2, version);
	/* In this order: two open versions of one key are refused. */
	return sql_finish(j->store, j->remove, j->fault) && sql_finish(j->store, j->extend, j->fault) &&
	       sql_finish(j->store, j->remember, j->fault);
}

static bool join_all(const struct joining *j, int n_columns)
{
	struct pairing pairing = pairing_of(j->store, j->earlier, 2, j->later, 2, n_columns + 1);

	for (;;) {
		enum side side = pairing_next(&pairing, j->fault);

		if (side == SIDE_END)
			return true;
		if (side == SIDE_FAILED || (side == SIDE_BOTH && !join_pair(j)))
			return false;
	}
}

bool history_join(const struct store *store, const char *table, const char *cluster, struct fault *f)
{
	struct joining j = { .store = store, .fault = f };
	int n_columns = 0;
	bool done = prepare(&j, table, cluster, &n_columns) && join_all(&j, n_columns);

	clear(&j);
	return done && sql_run(store, "DELETE FROM temp.joined", f);
}
