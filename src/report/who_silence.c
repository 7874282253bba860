/* who_silence.c - nodes that may have more tasks to tell, and whether a change may be the work of one of
 * these.
 *
 * A guest's tasks run on the node that has the guest. To leave it takes a task there, unless high
 * availability takes it away. */
#include <stdlib.h>
#include <string.h>

#include "report/query.h"
#include "report/who_events.h"

#define STANDS(at)                                                                                           \
	" AND cluster = ?1 AND entity = '' AND +since <= " at " AND (until IS NULL OR until > " at ")"
#define NODE_READS "read IN ('node_tasks', 'node_status')"
#define SEEN(at)                                                                                             \
	"(SELECT count(DISTINCT read) FROM main.outcome_history WHERE read IN ('tasks', 'cluster_status') "  \
	"AND outcome = 'ok'" STANDS(at) ") = 2"

/* Does the token see the tasks of others, in the later snapshot ?3 or the next, ?4? It needs Sys.Audit on "/"
 * and on the nodes, without which these reads are denied. */
static const char seen_sql[] = "SELECT " SEEN("?3") " OR " SEEN("?4");

/* Nodes that told nothing in either. One that was away as it was before may have been up in between, but for
 * one that nobody has ever seen. And nodes that forgot something: a node tells of the last 500 tasks that
 * ended, and keeps as many as fill 50,000 bytes; or, where only the cluster's list was read, of 25. Where all
 * of them were new, there may have been others, unless they reach back to the time ?5. */
static const char silent_sql[] =
	"SELECT target FROM main.outcome_history WHERE " NODE_READS " AND outcome NOT IN ('ok', 'skipped') "
	"AND NOT (outcome = 'offline' AND +since <= ?2 AND reason LIKE 'address lookup for %')" STANDS("?3")
	" AND target NOT IN (SELECT target FROM main.outcome_history WHERE " NODE_READS " AND outcome = 'ok'"
	STANDS("?4") " GROUP BY target HAVING count(*) = 2) UNION "
	"SELECT node FROM (SELECT node, count(*) AS new, sum(length(upid) + length(status) + 11) AS size, "
	"min(endtime) AS oldest, EXISTS (SELECT 1 FROM main.outcome_history o WHERE o.cluster = ?1 AND "
	"o.read = 'node_tasks' AND o.target = t.node AND o.outcome = 'ok' AND +o.since <= t.since AND "
	"(o.until IS NULL OR o.until > t.since)) AS whole FROM main.task_history t WHERE +cluster = ?1 AND "
	"since > ?2 AND since <= ?4 AND endtime IS NOT NULL GROUP BY node, since) WHERE CASE WHEN whole "
	"THEN (new >= 500 OR size >= 50000) AND oldest > ?5 ELSE new >= 25 END";

static sqlite3_stmt *ask(sqlite3 *db, const char *sql, const struct who_span *span, struct fault *f)
{
	sqlite3_stmt *query = query_keep(db, sql, f);

	if (!query)
		return NULL;
	query_bind_text(query, 1, span->cluster);
	sqlite3_bind_int64(query, 2, span->from);
	sqlite3_bind_int64(query, 3, span->to);
	sqlite3_bind_int64(query, 4, span->last);
	return query;
}

bool who_silence_read(struct who_silence *ret, sqlite3 *db, const struct who_span *span, struct fault *f)
{
	AUTO_KEPT sqlite3_stmt *seen = ask(db, seen_sql, span, f);
	AUTO_KEPT sqlite3_stmt *silent = seen ? ask(db, silent_sql, span, f) : NULL;
	int found = -1;

	*ret = (struct who_silence){ 0 };
	if (!silent || query_step(seen, f) < 0)
		return false;
	ret->total = !sqlite3_column_int(seen, 0);
	sqlite3_bind_int64(silent, 5, span->begins);
	while ((found = query_step(silent, f)) == 1) {
		ret->nodes = xreallocarray(ret->nodes, ret->count + 1, sizeof *ret->nodes);
		ret->nodes[ret->count++] = xstrdup(query_text(silent, 0));
	}
	return found == 0;
}

void who_silence_clear(struct who_silence *silence)
{
	for (size_t i = 0; i < silence->count; i++)
		free(silence->nodes[i]);
	free(silence->nodes);
	*silence = (struct who_silence){ 0 };
}

static bool is_silent(const struct who_silence *silence, const char *node)
{
	for (size_t i = 0; i < silence->count; i++)
		if (strcmp(silence->nodes[i], node) == 0)
			return true;
	return false;
}

/* Its node, if it was on one from the beginning on to its end, and high availability had no hand in it. */
static const char guest_sql[] =
	"SELECT min(node) FROM main.guest_history WHERE cluster = ?1 AND vmid = ?4 AND +since <= ?3 AND "
	"(until IS NULL OR until > ?2) GROUP BY vmid HAVING count(DISTINCT node) = 1 AND "
	"max(ha_state) IS NULL AND min(since) <= ?2";

static bool was_migrated(const struct who_events *events, int64_t vmid)
{
	size_t i = who_events_find(events, vmid);

	while (i < events->count && events->index[i]->vmid == vmid)
		if (who_has_word("qmigrate vzmigrate hamigrate", events->index[i++]->type))
			return true;
	return false;
}

static bool may_have_been_there(const struct who_events *events, sqlite3 *db, const struct who_span *span,
				int64_t vmid)
{
	struct fault none = FAULT_INIT;
	AUTO_KEPT sqlite3_stmt *query = ask(db, guest_sql, span, &none);
	bool there = true;

	if (query)
		sqlite3_bind_int64(query, 4, vmid);
	if (query && query_step(query, &none) == 1)
		there = is_silent(&events->silence, query_text(query, 0)) || was_migrated(events, vmid);
	fault_clear(&none);
	return there;
}

bool who_silence_hides(const struct who_events *events, sqlite3 *db, const struct who_span *span,
		       const struct change *change)
{
	if (events->silence.total || !events->silence.count)
		return events->silence.total;
	for (unsigned i = 0; i < change->entity->n_keys; i++) {
		const struct value *value = &change->key[i];
		const char *name = change->entity->columns[i].name;

		if (value->kind == VALUE_INT && strcmp(name, "vmid") == 0)
			return may_have_been_there(events, db, span, value->integer);
		if (value->kind == VALUE_TEXT && strcmp(name, "node") == 0)
			return is_silent(&events->silence, value->text);
	}
	return true;
}
