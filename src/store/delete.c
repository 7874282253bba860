/* delete.c - deletes snapshots; what the others say does not change.
 *
 * Every history table has since and until, which name snapshots that exist. What only the deleted ones
 * showed goes; what began or ended in one of them begins or ends in the next that stays, or, if there is
 * none, is gone or open again. Neighbours that are equal now become one. All of it is one
 * transaction, and its cost follows what begins or ends in the deleted ones, however many they are.
 */
#include <stdlib.h>
#include <string.h>

#include "store/upkeep.h"

struct deletion { /* of one cluster's snapshots; they stand in temp.doomed, with the next that stays */
	struct store *store;
	const char *cluster;
	int64_t newest; /* that stays; 0: none */
	bool tail;      /* the newest goes */
	struct fault *fault;
};

/* Runs a statement on one table; ?1 is the cluster. */
static bool run(const struct deletion *d, const char *verb, const char *table, const char *rest)
{
	AUTO_STATEMENT sqlite3_stmt *statement =
		sql_preparef(d->store, d->fault, "%s main.\"%s\" %s", verb, table, rest);

	if (!statement)
		return false;
	sql_bind_text(statement, 1, d->cluster);
	return sql_finish(d->store, statement, d->fault);
}

/* "+cluster", here and elsewhere: by the snapshot, not by the key. */
#define IS_DOOMED "IN (SELECT id FROM temp.doomed)"

static bool delete_from(const struct deletion *d, const char *table)
{
	return run(d, "DELETE FROM", table,
		   "WHERE +cluster = ?1 AND since " IS_DOOMED " AND (SELECT next IS NULL OR next >= until "
		   "FROM temp.doomed WHERE id = since)") &&
	       run(d, "UPDATE", table,
		   "SET since = (SELECT next FROM temp.doomed WHERE id = since) WHERE +cluster = ?1 AND "
		   "since " IS_DOOMED) &&
	       run(d, "UPDATE", table,
		   "SET until = (SELECT next FROM temp.doomed WHERE id = until) WHERE +cluster = ?1 AND "
		   "until " IS_DOOMED) &&
	       history_join(d->store, table, d->cluster, d->fault);
}

static bool delete_histories(const struct deletion *d)
{
	AUTO_TEXT struct text tables = TEXT_INIT;
	char *rest = NULL;

	if (!history_tables(d->store, &tables, d->fault))
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

	if (!metric_tables(d->store, &tables, d->fault))
		return false;
	for (char *name = strtok_r(tables.data, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest))
		if (!run(d, "DELETE FROM", name, "WHERE cluster = ?1"))
			return false;
	return true;
}

/* --- the snapshots */

/* temp.doomed holds ids: finds what follows each, and where versions may touch then. */
static bool find_next(struct deletion *d)
{
	AUTO_STATEMENT sqlite3_stmt *next = sql_prepare(
		d->store,
		"UPDATE temp.doomed SET next = (SELECT min(id) FROM main.snapshot s WHERE cluster = ?1 AND "
		"id > doomed.id AND id NOT " IS_DOOMED ")",
		d->fault);
	int64_t tail = 0;

	if (!next)
		return false;
	sql_bind_text(next, 1, d->cluster);
	if (!sql_finish(d->store, next, d->fault) || !history_clear_boundaries(d->store, d->fault) ||
	    !sql_run(d->store,
		     "INSERT INTO temp.boundary SELECT DISTINCT next FROM temp.doomed WHERE next IS NOT NULL",
		     d->fault) ||
	    !sql_number(d->store, "SELECT count(*) FROM temp.doomed WHERE next IS NULL", NULL, 0, &tail,
			d->fault))
		return false;
	d->tail = tail > 0;
	return sql_number(d->store,
			  "SELECT max(id) FROM main.snapshot WHERE cluster = ? AND id NOT " IS_DOOMED,
			  d->cluster, 0, &d->newest, d->fault);
}

static bool delete_of_cluster(struct deletion *d)
{
	if (!find_next(d) || !delete_histories(d) ||
	    !run(d, "DELETE FROM", "tag", "WHERE cluster = ?1 AND snapshot " IS_DOOMED) ||
	    !run(d, "DELETE FROM", "snapshot", "WHERE cluster = ?1 AND id " IS_DOOMED))
		return false;
	if (!d->tail)
		return true;
	if (!delete_metrics(d) || !upgrade_forget(d->store, d->cluster, d->newest, d->fault))
		return false;
	/* Without any snapshot the cluster is not known any more. */
	return d->newest || run(d, "DELETE FROM", "known_cluster", "WHERE name = ?1");
}

/* *ret: to be freed; null with true: the snapshot went with this deletion already. */
static bool cluster_of(struct store *store, int64_t snapshot, char **ret, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query =
		sql_prepare(store, "SELECT cluster FROM main.snapshot WHERE id = ?", f);
	int found;

	*ret = NULL;
	if (!query)
		return false;
	sqlite3_bind_int64(query, 1, snapshot);
	found = sql_step(store, query, f);
	if (found == 1)
		*ret = xstrdup(sql_text(query, 0));
	return found >= 0;
}

static bool doom(struct store *store, const char *cluster, const int64_t *snapshots, size_t count,
		 struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *insert = NULL;

	if (!sql_run(store,
		     "CREATE TABLE IF NOT EXISTS temp.doomed (id INTEGER PRIMARY KEY, next INTEGER); "
		     "DELETE FROM temp.doomed",
		     f))
		return false;
	insert = sql_prepare(store,
			     "INSERT OR IGNORE INTO temp.doomed (id) SELECT id FROM main.snapshot WHERE "
			     "id = ?1 AND cluster = ?2",
			     f);
	for (size_t i = 0; insert && i < count; i++) {
		sqlite3_bind_int64(insert, 1, snapshots[i]);
		sql_bind_text(insert, 2, cluster);
		if (!sql_finish(store, insert, f))
			return false;
	}
	return insert != NULL;
}

/* A name was given so that it stays. */
static bool check_tags(struct store *store, int64_t snapshot, const char *cluster, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(
		store, "SELECT group_concat(name, ', '), min(name) FROM main.tag WHERE snapshot = ?", f);

	if (!query)
		return false;
	sqlite3_bind_int64(query, 1, snapshot);
	if (sql_step(store, query, f) < 0)
		return false;
	if (!sql_text(query, 0))
		return true;
	fault_set(f, FAULT_USAGE, "snapshot %lld of %s has a name: %s; nothing was deleted",
		  (long long)snapshot, cluster, sql_text(query, 0));
	return fault_hint(f,
			  "`pveinv snapshot tag --delete %s` takes a name away, --force deletes the snapshot "
			  "with its names",
			  sql_text(query, 1));
}

static bool check_all(struct store *store, const int64_t *snapshots, size_t count, bool force,
		      struct fault *f)
{
	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *cluster = NULL;

		if (!cluster_of(store, snapshots[i], &cluster, f))
			return false;
		if (!cluster) {
			fault_set(f, FAULT_USAGE, "there is no snapshot %lld", (long long)snapshots[i]);
			return fault_hint(f, "`pveinv snapshot list` shows what there is");
		}
		if (!force && !check_tags(store, snapshots[i], cluster, f))
			return false;
	}
	return true;
}

static bool delete_all(struct store *store, const int64_t *snapshots, size_t count, struct fault *f)
{
	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *cluster = NULL;
		struct deletion d = { .store = store, .fault = f };

		if (!cluster_of(store, snapshots[i], &cluster, f))
			return false;
		d.cluster = cluster;
		if (cluster && (!doom(store, cluster, snapshots, count, f) || !delete_of_cluster(&d)))
			return false;
	}
	return true;
}

bool store_delete(struct store *store, const int64_t *snapshots, size_t count, bool force, struct fault *f)
{
	bool done;

	if (store->mode == STORE_READ)
		return fault_set(f, FAULT_BUG, "deleting from a store opened for reading");
	if (!sql_run(store, "BEGIN IMMEDIATE", f))
		return false;
	done = store_check_schema(store, f) && check_all(store, snapshots, count, force, f) &&
	       delete_all(store, snapshots, count, f) && sql_run(store, "COMMIT", f);
	if (!done)
		sql_rollback(store);
	return done;
}
