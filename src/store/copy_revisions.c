/* copy_revisions.c - by which rule a column was filled goes along, so that a diff in the other store does not
 * compare what can't be compared. */
#include <string.h>

#include "store/copy.h"

/* The revision under which the store filled the column in a snapshot; 0: not known. */
static bool revision_at(const struct store *store, const char *entity, const char *column, int64_t snapshot,
			int64_t *ret, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query =
		sql_prepare(store,
			    "SELECT revision FROM main.meta_column WHERE entity = ? AND \"column\" = ? AND "
			    "since <= ? ORDER BY since DESC LIMIT 1",
			    f);
	int found;

	if (!query)
		return false;
	sql_bind_text(query, 1, entity);
	sql_bind_text(query, 2, column);
	sqlite3_bind_int64(query, 3, snapshot);
	found = sql_step(store, query, f);
	*ret = found == 1 ? sqlite3_column_int64(query, 0) : 0;
	return found >= 0;
}

static bool remember(const struct copying *c, const char *entity, const char *column, int64_t revision,
		     int64_t since)
{
	AUTO_STATEMENT sqlite3_stmt *insert =
		sql_prepare(c->to, "INSERT OR REPLACE INTO main.meta_column VALUES (?, ?, ?, ?)", c->fault);

	if (!insert)
		return false;
	sql_bind_text(insert, 1, entity);
	sql_bind_text(insert, 2, column);
	sqlite3_bind_int64(insert, 3, revision);
	sqlite3_bind_int64(insert, 4, since);
	return sql_finish(c->to, insert, c->fault);
}

/* Says so wherever the revision changes from one copied snapshot to the next, and after the last one. */
static bool copy_column(const struct copying *c, const char *entity, const char *column)
{
	int64_t before = 0, now = 0, current = 0, last = 0;

	if (!revision_at(c->to, entity, column, INT64_MAX, &current, c->fault))
		return false;
	before = current;
	for (size_t i = 0; i < c->count; i++) {
		if (!c->items[i].to)
			continue;
		last = c->items[i].to;
		if (!revision_at(c->from, entity, column, c->items[i].from, &now, c->fault))
			return false;
		if (now && now != before && !remember(c, entity, column, now, last))
			return false;
		before = now ? now : before;
	}
	return before == current || remember(c, entity, column, current, last + 1);
}

bool copy_revisions(const struct copying *c)
{
	AUTO_STATEMENT sqlite3_stmt *query =
		sql_prepare(c->from,
			    "SELECT entity, \"column\" FROM main.meta_column GROUP BY 1, 2 HAVING "
			    "count(DISTINCT revision) > 1",
			    c->fault);
	int found = -1;

	while (query && (found = sql_step(c->from, query, c->fault)) == 1)
		if (!copy_column(c, sql_text(query, 0), sql_text(query, 1)))
			return false;
	return found == 0;
}
