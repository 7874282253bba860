/* touched.c - in which snapshots something begins or ends: those that a log looks at. */
#include <stdlib.h>
#include <string.h>

#include "store/diff.h"

struct touching {
	struct store *store;
	const char *cluster;
	int64_t low, high;
	const struct diff_options *options;
	struct touched *items;
	size_t count, space;
	struct fault *fault;
};

static void add(struct touching *t, int64_t snapshot)
{
	if (t->count == t->space) {
		t->space = t->space ? 2 * t->space : 64;
		t->items = xreallocarray(t->items, t->space, sizeof *t->items);
	}
	t->items[t->count++] = (struct touched){ .at.snapshot = snapshot };
}

/* 'sql' has ?1 cluster, ?2 low, ?3 high. */
static bool add_from(struct touching *t, const char *sql)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(t->store, sql, t->fault);
	int found = -1;

	if (query) {
		sql_bind_text(query, 1, t->cluster);
		sqlite3_bind_int64(query, 2, t->low);
		sqlite3_bind_int64(query, 3, t->high);
	}
	while (query && (found = sql_step(t->store, query, t->fault)) == 1)
		add(t, sqlite3_column_int64(query, 0));
	return found == 0;
}

#define BEGINS                                                                                               \
	"SELECT DISTINCT since FROM main.%s_history h WHERE cluster = ?1 AND since > ?2 AND since <= ?3"
#define ENDS "SELECT DISTINCT until FROM main.%s_history h WHERE cluster = ?1 AND until > ?2 AND until <= ?3"

static bool add_whole(struct touching *t, const char *name)
{
	AUTO_FREE char *begins = xasprintf(BEGINS, name), *ends = xasprintf(ENDS, name);

	return add_from(t, begins) && add_from(t, ends);
}

/* Of the limited objects: open versions and ended ones have an index each. */
static bool add_limited(struct touching *t, const struct table *table)
{
	static const char *const columns[] = { "since", "since", "until" };
	static const char *const where[] = { "until IS NULL", "until IS NOT NULL", "until IS NOT NULL" };

	for (size_t i = 0; i < 3; i++) {
		AUTO_TEXT struct text sql = TEXT_INIT;

		text_addf(&sql, "SELECT DISTINCT h.%s FROM ", columns[i]);
		limit_add_join(&sql, t->store, table);
		text_addf(&sql, " AND h.cluster = ?1 AND h.%s AND +h.%s > ?2 AND +h.%s <= ?3", where[i],
			  columns[i], columns[i]);
		if (!add_from(t, sql.data))
			return false;
	}
	return true;
}

static bool add_entity(struct touching *t, const struct diff *d, const struct table *table)
{
	const struct entity *entity = table->entity;

	if (entity->event || table->missing || (entity->class == CLASS_STATE && !t->options->state))
		return true;
	if (diff_wants_whole(d, entity))
		return add_whole(t, entity->name);
	return !limit_concerns(t->store, entity, t->options->alone) || add_limited(t, table);
}

static int by_snapshot(const void *a, const void *b)
{
	const struct touched *x = a, *y = b;

	return (x->at.snapshot > y->at.snapshot) - (x->at.snapshot < y->at.snapshot);
}

static struct touched_side side_of(sqlite3_stmt *row, int column)
{
	return (struct touched_side){ sqlite3_column_int64(row, column),
				      sqlite3_column_int64(row, column + 1),
				      sqlite3_column_int(row, column + 2) };
}

/* Once each, with the one before; versions of a snapshot that is gone count for the next that is there. */
static bool settle(struct touching *t)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(
		t->store,
		"SELECT a.id, a.taken, a.complete, b.id, b.taken, b.complete FROM main.snapshot a JOIN "
		"main.snapshot b ON b.id = (SELECT max(id) FROM main.snapshot WHERE cluster = ?1 AND id < "
		"?2) "
		"WHERE a.id = (SELECT min(id) FROM main.snapshot WHERE cluster = ?1 AND id >= ?2)",
		t->fault);
	size_t kept = 0;
	int64_t last = 0;

	if (!query)
		return false;
	if (t->count)
		qsort(t->items, t->count, sizeof *t->items, by_snapshot);
	for (size_t i = 0; i < t->count; i++) {
		struct touched touched;
		int64_t snapshot = t->items[i].at.snapshot;
		int found;

		if (snapshot == last)
			continue;
		last = snapshot;
		sql_bind_text(query, 1, t->cluster);
		sqlite3_bind_int64(query, 2, snapshot);
		found = sql_step(t->store, query, t->fault);
		if (found < 0)
			return false;
		touched = (struct touched){ side_of(query, 0), side_of(query, 3) };
		sqlite3_reset(query);
		if (found && touched.before.snapshot >= t->low && touched.at.snapshot <= t->high &&
		    (!kept || t->items[kept - 1].at.snapshot != touched.at.snapshot))
			t->items[kept++] = touched;
	}
	t->count = kept;
	return true;
}

bool store_touched(struct store *store, const char *cluster, int64_t low, int64_t high,
		   const struct diff_options *options, struct touched **ret, size_t *ret_count,
		   struct fault *f)
{
	struct diff d = { .store = store, .cluster = cluster, .options = options };
	struct touching t = {
		.store = store, .cluster = cluster, .low = low, .high = high, .options = options, .fault = f
	};
	bool done = true;

	for (size_t i = 0; done && i < store->n_tables; i++)
		done = add_entity(&t, &d, &store->tables[i]);
	done = done &&
	       (store->limit || add_from(&t, "SELECT DISTINCT since FROM main.outcome_history WHERE "
					     "cluster = ?1 AND since > ?2 AND since <= ?3")) &&
	       settle(&t);
	if (!done) {
		free(t.items);
		return false;
	}
	*ret = t.items;
	*ret_count = t.count;
	return true;
}
