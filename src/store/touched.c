/* touched.c - in which snapshots something begins or ends: those that a log looks at. */
#include <stdlib.h>
#include <string.h>

#include "store/diff.h"

/* Something of a table begins or ends there. */
struct touch {
	int64_t snapshot;
	size_t table; /* n_tables: how a read ended */
	bool counts;  /* it is asked for, not only looked at for what belongs to it */
};

struct touching {
	struct store *store;
	const char *cluster;
	int64_t low, high;
	struct touch *items;
	size_t count, space;
	struct touched *found;
	size_t n_found;
	struct fault *fault;
};

static void add(struct touching *t, struct touch touch)
{
	if (touch.snapshot <= t->low || touch.snapshot > t->high)
		return;
	if (t->count == t->space) {
		t->space = t->space ? 2 * t->space : 64;
		t->items = xreallocarray(t->items, t->space, sizeof *t->items);
	}
	t->items[t->count++] = touch;
}

/* 'sql' has ?1 cluster, ?2 low, ?3 high; each of its columns is a snapshot. */
static bool add_from(struct touching *t, const char *sql, size_t table, bool counts)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(t->store, sql, t->fault);
	int found = -1;

	if (query) {
		sql_bind_text(query, 1, t->cluster);
		sqlite3_bind_int64(query, 2, t->low);
		sqlite3_bind_int64(query, 3, t->high);
	}
	while (query && (found = sql_step(t->store, query, t->fault)) == 1)
		for (int i = 0; i < sqlite3_column_count(query); i++)
			add(t, (struct touch){ sqlite3_column_int64(query, i), table, counts });
	return found == 0;
}

#define BEGINS                                                                                               \
	"SELECT DISTINCT since FROM main.%s_history h WHERE +cluster = ?1 AND since > ?2 AND since <= ?3"
#define ENDS "SELECT DISTINCT until FROM main.%s_history h WHERE +cluster = ?1 AND until > ?2 AND until <= ?3"

static bool add_whole(struct touching *t, size_t table, bool counts)
{
	const char *name = t->store->tables[table].entity->name;
	AUTO_FREE char *begins = xasprintf(BEGINS, name), *ends = xasprintf(ENDS, name);

	return add_from(t, begins, table, counts) && add_from(t, ends, table, counts);
}

/* Of the limited objects: versions that stand and those that have ended have an index each, by key and by
 * snapshot; "+": not by snapshot. */
static bool add_limited(struct touching *t, size_t table, bool counts)
{
	static const char *const columns[] = { "h.since", "h.since, h.until" };
	static const char *const where[] = { "IS NULL", "IS NOT NULL" };
	static const char *const last[] = { "since", "until" };
	const char *plus = limit_leads_keys(t->store, &t->store->tables[table]) ? "+" : "";

	for (size_t i = 0; i < 2; i++) {
		AUTO_TEXT struct text sql = TEXT_INIT;

		text_addf(&sql, "SELECT %s FROM ", columns[i]);
		limit_add_join(&sql, t->store, &t->store->tables[table]);
		text_addf(&sql,
			  " AND o.cluster = ?1 AND h.until %s AND %sh.%s > ?2 AND +h.since <= ?3",
			  where[i], plus, last[i]);
		if (!add_from(t, sql.data, table, counts))
			return false;
	}
	return true;
}

static bool add_table(struct touching *t, struct diff *d, size_t table)
{
	struct diff_entity de = { .d = d, .table = &t->store->tables[table] };

	if (!diff_find_extent(&de))
		return true;
	return (de.limited ? add_limited : add_whole)(t, table, de.visible);
}

/* How reads ended. Of the limited objects only those that were made for one of them: 'target' is its key.
 * Where a read of a row ends and none follows, a filtered list may have left the row out (diff_hidden.c). */
#define LIMITED_TARGETS                                                                                      \
	" AND target IN (SELECT k0 || coalesce('/' || k1, '') || coalesce('/' || k2, '') || "                \
	"coalesce('/' || k3, '') FROM temp.limited)"
#define OUTCOMES(which)                                                                                      \
	"SELECT DISTINCT since FROM main.outcome_history WHERE cluster = ?1 AND since > ?2 "                 \
	"AND since <= ?3" which " UNION SELECT DISTINCT until FROM main.outcome_history "                    \
	"WHERE cluster = ?1 AND until > ?2 AND until <= ?3 AND target <> ''" which

static bool add_outcomes(struct touching *t)
{
	return add_from(t, t->store->limit ? OUTCOMES(LIMITED_TARGETS) : OUTCOMES(""), t->store->n_tables,
			true);
}

static int by_snapshot(const void *a, const void *b)
{
	const struct touch *x = a, *y = b;

	return (x->snapshot > y->snapshot) - (x->snapshot < y->snapshot);
}

static struct touched_side side_of(sqlite3_stmt *row, int column)
{
	return (struct touched_side){ sqlite3_column_int64(row, column),
				      sqlite3_column_int64(row, column + 1),
				      sqlite3_column_int(row, column + 2) };
}

/* The snapshot that shows what begins or ends in one, which may be gone, and the one before it. */
static sqlite3_stmt *prepare_sides(const struct touching *t)
{
	sqlite3_stmt *sides = sql_prepare(
		t->store,
		"SELECT a.id, a.taken, a.complete, b.id, b.taken, b.complete FROM main.snapshot a JOIN "
		"main.snapshot b ON b.id = (SELECT max(id) FROM main.snapshot WHERE cluster = ?1 AND id < "
		"?2) WHERE a.id = (SELECT min(id) FROM main.snapshot WHERE cluster = ?1 AND id >= ?2)",
		t->fault);

	if (sides)
		sql_bind_text(sides, 1, t->cluster);
	return sides;
}

static bool find_sides(const struct touching *t, sqlite3_stmt *sides, int64_t snapshot, struct touched *ret)
{
	int found;

	sqlite3_bind_int64(sides, 2, snapshot);
	found = sql_step(t->store, sides, t->fault);
	*ret = (struct touched){ .at.snapshot = snapshot };
	if (found == 1)
		*ret = (struct touched){ .at = side_of(sides, 0), .before = side_of(sides, 3) };
	sqlite3_reset(sides);
	return found >= 0;
}

/* Items *first and following ones, as far as the same snapshot shows them. */
static bool settle_one(struct touching *t, sqlite3_stmt *sides, size_t *first)
{
	struct touched touched;
	bool counts = false;

	if (!find_sides(t, sides, t->items[*first].snapshot, &touched))
		return false;
	touched.tables = xcalloc(t->store->n_tables + 1, sizeof *touched.tables);
	for (; *first < t->count && t->items[*first].snapshot <= touched.at.snapshot; ++*first) {
		touched.tables[t->items[*first].table] = true;
		counts = counts || t->items[*first].counts;
	}
	if (counts && touched.before.snapshot && touched.before.snapshot >= t->low &&
	    touched.at.snapshot <= t->high)
		t->found[t->n_found++] = touched;
	else
		free(touched.tables);
	return true;
}

static bool settle(struct touching *t)
{
	AUTO_STATEMENT sqlite3_stmt *sides = prepare_sides(t);
	bool done = sides != NULL;

	t->found = xcalloc(t->count + 1, sizeof *t->found);
	if (t->count)
		qsort(t->items, t->count, sizeof *t->items, by_snapshot);
	for (size_t i = 0; done && i < t->count;)
		done = settle_one(t, sides, &i);
	return done;
}

void touched_free(struct touched *touched, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(touched[i].tables);
	free(touched);
}

bool store_touched(struct store *store, const char *cluster, int64_t low, int64_t high,
		   const struct diff_options *options, struct touched **ret, size_t *ret_count,
		   struct fault *f)
{
	struct diff d = { .store = store, .cluster = cluster, .options = options };
	struct touching t = { .store = store, .cluster = cluster, .low = low, .high = high, .fault = f };
	int64_t first = 0;
	/* Nothing is before the first one. */
	bool done = sql_number(store, "SELECT min(id) FROM main.snapshot WHERE cluster = ?", cluster, 0,
			       &first, f);

	t.low = low > first ? low : first;
	for (size_t i = 0; done && i < store->n_tables; i++)
		done = add_table(&t, &d, i);
	done = done && add_outcomes(&t) && settle(&t);
	free(t.items);
	if (!done) {
		touched_free(t.found, t.n_found);
		return false;
	}
	*ret = t.found;
	*ret_count = t.n_found;
	return true;
}

/* --- between two snapshots */

bool diff_is_touched(const struct diff_entity *de, bool *ret)
{
	const struct diff *d = de->d;
	const char *name = de->table->entity->name;
	AUTO_STATEMENT sqlite3_stmt *query = NULL;
	int found;

	if (d->options->tables) {
		*ret = d->options->tables[de->table - d->store->tables];
		return true;
	}
	query = sql_preparef(d->store, d->fault,
			     "SELECT 1 FROM main.%s_history WHERE since > ?1 AND since <= ?2 UNION ALL "
			     "SELECT 1 FROM main.%s_history WHERE until > ?1 AND until <= ?2",
			     name, name);
	if (!query)
		return false;
	sqlite3_bind_int64(query, 1, d->low);
	sqlite3_bind_int64(query, 2, d->high);
	found = sql_step(d->store, query, d->fault);
	*ret = found == 1;
	return found >= 0;
}
