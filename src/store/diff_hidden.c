/* diff_hidden.c - which objects a filtered list does not show any more.
 *
 * A row that a filtered list leaves out stays as it was last seen. What was asked for it alone then (the
 * configuration of a guest), and is not asked now, says that it is not seen: no other read knows its key.
 */
#include <stdlib.h>
#include <string.h>

#include "store/diff.h"

#define NAMED 10 /* the others are counted */
/* "+": found by their key, which tells more than the snapshot. */
#define VALID(v, at) "+" v ".since <= " at " AND (" v ".until IS NULL OR " v ".until > " at ")"
#define SKIPPED(at)                                                                                          \
	"EXISTS (SELECT 1 FROM main.outcome_history s WHERE s.cluster = ?1 AND s.read = o.read AND "         \
	"s.target = '' AND s.entity = '' AND s.outcome = 'skipped' AND " VALID("s", at) ")"

/* Is the list filtered at the other side? *ret: why, to be freed; null: it isn't. */
static bool is_filtered(const struct diff *d, const struct entity_source *source, int64_t to, char **ret)
{
	static const char sql[] =
		"SELECT coalesce(reason, '') FROM main.outcome_history n WHERE n.cluster = ?1 AND n.read = "
		"?2 AND n.target = '' AND n.entity = ?3 AND n.outcome = 'filtered' AND " VALID("n", "?4");
	AUTO_KEPT sqlite3_stmt *query = sql_keep(d->store, sql, d->fault);

	*ret = NULL;
	if (!query)
		return false;
	sql_bind_text(query, 1, d->cluster);
	sql_bind_text(query, 2, source->read->name);
	sql_bind_text(query, 3, source->entity->name);
	sqlite3_bind_int64(query, 4, to);
	if (sql_step(d->store, query, d->fault) < 0)
		return false;
	*ret = xstrdup(sql_text(query, 0));
	return true;
}

/* Appends the reads that are made for each of its rows: "'pool', 'pool_old'". */
static void add_reads(struct text *t, const struct store *store, const struct entity *entity)
{
	for (size_t i = 0; store->reads[i]; i++) {
		const struct read *read = store->reads[i];

		if (read->per == entity && !read->where && !read->once && !read->agent && !read->confirms)
			text_addf(t, "%s'%s'", t->size ? ", " : "", read->name);
	}
}

static const char hidden_sql[] =
	" AS TEXT) = o.target WHERE o.cluster = ?1 AND o.entity = '' AND o.target <> '' AND " VALID("o", "?2")
	" AND NOT EXISTS (SELECT 1 FROM main.outcome_history n WHERE n.cluster = ?1 AND n.read = o.read AND "
	"n.target = o.target AND " VALID("n", "?3") ") AND NOT " SKIPPED("?2") " AND NOT " SKIPPED("?3")
	" AND h.cluster = ?1 AND " VALID("h", "?3");

static sqlite3_stmt *prepare(const struct diff *d, const struct entity *entity, const char *reads)
{
	AUTO_TEXT struct text sql = TEXT_INIT;

	text_addf(&sql,
		  "SELECT DISTINCT o.target FROM main.outcome_history o JOIN main.%s_history h ON CAST(",
		  entity->name);
	for (unsigned i = 0; i < entity->n_keys; i++)
		text_addf(&sql, "%sh.%s", i ? " || '/' || " : "", entity->columns[i].name);
	text_add(&sql, hidden_sql);
	text_addf(&sql, " AND o.read IN (%s) ORDER BY length(o.target), o.target", reads);
	return sql_keep(d->store, sql.data, d->fault);
}

static bool add_names(const struct diff *d, const struct entity *entity, sqlite3_stmt *query,
		      struct text *reason, unsigned *count)
{
	int found;

	while ((found = sql_step(d->store, query, d->fault)) == 1) {
		bool wanted = diff_wants_whole(d, entity);

		if (!wanted && d->store->limit &&
		    !limit_has_target(d->store, d->cluster, entity, sql_text(query, 0), &wanted, d->fault))
			return false;
		if (wanted && (*count)++ < NAMED)
			text_addf(reason, "%s%s", *count > 1 ? ", " : "; not seen any more: ",
				  sql_text(query, 0));
	}
	if (*count > NAMED)
		text_addf(reason, " and %u more", *count - NAMED);
	return found == 0;
}

bool diff_hidden(const struct diff *d, const struct entity_source *source, char **ret_reason,
		 unsigned *ret_count)
{
	AUTO_TEXT struct text reads = TEXT_INIT, reason = TEXT_INIT;
	AUTO_FREE char *filtered = NULL;
	AUTO_KEPT sqlite3_stmt *query = NULL;
	int64_t from = d->backward ? d->high : d->low, to = d->backward ? d->low : d->high;

	*ret_count = 0;
	if (source->joins || source->ignores || source->read->per || !source->complete)
		return true;
	add_reads(&reads, d->store, source->entity);
	if (!reads.size)
		return true;
	if (!is_filtered(d, source, to, &filtered))
		return false;
	if (!filtered)
		return true;
	query = prepare(d, source->entity, reads.data);
	if (!query)
		return false;
	sql_bind_text(query, 1, d->cluster);
	sqlite3_bind_int64(query, 2, from);
	sqlite3_bind_int64(query, 3, to);
	text_add(&reason, filtered);
	if (!add_names(d, source->entity, query, &reason, ret_count))
		return false;
	*ret_reason = *ret_count ? text_take(&reason) : NULL;
	return true;
}
