/* copy.c - snapshots go into another store, and say there what they say here.
 *
 * They get new numbers, in the order of time, behind all that the other store has: a history can be
 * continued, not rewritten. So those of a cluster must not be older than its newest snapshot there.
 */
#include "store/copy.h"

#include <stdlib.h>
#include <string.h>

struct copy_run {
	struct store *to, *from;
	struct copying *clusters;
	size_t count;
	const struct copy_options *options;
	struct copy_result *result;
	struct fault *fault;
};

int64_t copied_as(const struct copying *c, int64_t from)
{
	size_t low = 0, high = c->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c->items[middle].from < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->count ? c->items[low].next : 0;
}

/* --- which snapshots */

static bool is_chosen(const struct copy_options *options, int64_t id)
{
	for (size_t i = 0; i < options->count; i++)
		if (options->snapshots[i] == id)
			return true;
	return options->count == 0;
}

static struct copying *add_cluster(struct copy_run *run, const char *cluster)
{
	struct copying *last = run->count ? &run->clusters[run->count - 1] : NULL;

	if (last && strcmp(last->cluster, cluster) == 0)
		return last;
	run->clusters = xreallocarray(run->clusters, run->count + 1, sizeof *run->clusters);
	last = &run->clusters[run->count++];
	*last = (struct copying){ .to = run->to,
				  .from = run->from,
				  .cluster = xstrdup(cluster),
				  .interrupted = run->options->interrupted,
				  .fault = run->fault };
	return last;
}

static bool find_snapshots(struct copy_run *run)
{
	AUTO_STATEMENT sqlite3_stmt *query =
		sql_prepare(run->from,
			    "SELECT cluster, id, max(taken) OVER (PARTITION BY cluster ORDER BY id) FROM "
			    "main.snapshot WHERE ?1 IS NULL OR cluster = ?1 ORDER BY cluster, id",
			    run->fault);
	int found = -1;

	if (query)
		sql_bind_text(query, 1, run->options->cluster);
	while (query && (found = sql_step(run->from, query, run->fault)) == 1) {
		struct copying *c = add_cluster(run, sql_text(query, 0));
		int64_t id = sqlite3_column_int64(query, 1);

		c->items = xreallocarray(c->items, c->count + 1, sizeof *c->items);
		c->items[c->count++] = (struct copied){ .from = id,
							.chosen = is_chosen(run->options, id),
							.order = sqlite3_column_int64(query, 2) };
	}
	return found == 0;
}

/* --- who they are there */

static bool read_identity(const struct copying *c, struct identity *ret)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(
		c->from, "SELECT ca_fingerprint, pve_name FROM main.known_cluster WHERE name = ?", c->fault);
	int found;

	if (!query)
		return false;
	sql_bind_text(query, 1, c->cluster);
	found = sql_step(c->from, query, c->fault);
	if (found == 1)
		*ret = (struct identity){ .ca_fingerprint = xstrdup(sql_text(query, 0)),
					  .name = xstrdup(sql_text(query, 1)) };
	return found >= 0;
}

static bool find_name(struct copying *c, const struct copy_options *options)
{
	const struct stage_options as = { options->cluster_name ? options->cluster_name : c->cluster,
					  options->adopt, NULL };
	struct identity identity = { NULL, NULL, NULL };
	bool done = read_identity(c, &identity);

	if (done)
		c->name = identity_name(c->to, &identity, &as, c->fault);
	done = done && c->name && newest_snapshot(c->to, c->name, 0, &c->newest, c->fault) &&
	       identity_remember(c->to, &identity, c->name, c->fault);
	free(identity.ca_fingerprint);
	free(identity.name);
	return done;
}

/* --- doubles, and the order of time */

#define FACTS "taken, duration, level, complete, quorum, requests, gaps, source, pve_version, program"

/* Is a snapshot with the same facts there already? 1: yes, 0: no, -1: a fault. */
static int is_double(const struct copying *c, sqlite3_stmt *facts, int64_t id)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(
		c->to,
		"SELECT 1 FROM main.snapshot WHERE cluster = ? AND taken = ? AND duration = ? AND "
		"level = ? AND quorum = ? AND requests = ? AND gaps = ? AND source IS ?",
		c->fault);
	static const int cells[] = { 0, 1, 2, 4, 5, 6, 7 }; /* of FACTS */
	int found;

	sqlite3_bind_int64(facts, 1, id);
	if (!query || sql_step(c->from, facts, c->fault) < 0)
		return -1;
	sql_bind_text(query, 1, c->name);
	for (int i = 0; i < 7; i++)
		sql_bind_cell(query, 2 + i, facts, cells[i]);
	found = sql_step(c->to, query, c->fault);
	sqlite3_reset(facts);
	return found;
}

/* All are copied: what is there already is left out. Some are named: none may be there. */
static bool leave_doubles(struct copy_run *run, struct copying *c, sqlite3_stmt *facts)
{
	for (size_t i = 0; c->newest && i < c->count; i++) {
		struct copied *item = &c->items[i];
		int found = item->chosen ? is_double(c, facts, item->from) : 0;

		if (found < 0)
			return false;
		if (!found)
			continue;
		if (run->options->count) {
			fault_set(run->fault, FAULT_USAGE, "snapshot %lld of %s is in %s already",
				  (long long)item->from, c->cluster, run->to->path);
			return fault_hint(run->fault,
					  "leave it out, or name none: then all that are missing are copied");
		}
		item->chosen = false;
		run->result->there++;
	}
	return true;
}

static bool check_order(const struct copying *c)
{
	int64_t newest = 0;

	if (!c->newest)
		return true;
	if (!sql_number(c->to, "SELECT max(taken) FROM main.snapshot WHERE cluster = ?", c->name, 0, &newest,
			c->fault))
		return false;
	for (size_t i = 0; i < c->count; i++) {
		if (!c->items[i].chosen || c->items[i].order >= newest)
			continue;
		fault_set(c->fault, FAULT_USAGE, "snapshot %lld of %s is older than the newest in %s",
			  (long long)c->items[i].from, c->cluster, c->to->path);
		return fault_hint(c->fault,
				  "a history is continued, not rewritten: copy both into a new store, "
				  "the older ones first");
	}
	return true;
}

static bool prepare_clusters(struct copy_run *run)
{
	AUTO_STATEMENT sqlite3_stmt *facts =
		sql_prepare(run->from, "SELECT " FACTS " FROM main.snapshot WHERE id = ?", run->fault);

	for (size_t i = 0; facts && i < run->count; i++) {
		struct copying *c = &run->clusters[i];
		bool any = false;

		for (size_t j = 0; j < c->count; j++)
			any = any || c->items[j].chosen;
		if (any && (!find_name(c, run->options) || !leave_doubles(run, c, facts) || !check_order(c)))
			return false;
	}
	return facts != NULL;
}

/* --- the snapshots themselves */

struct next {
	struct copying *c;
	struct copied *item;
};

static int by_time(const void *a, const void *b)
{
	const struct copied *x = ((const struct next *)a)->item, *y = ((const struct next *)b)->item;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

static bool insert_snapshot(const struct copy_run *run, sqlite3_stmt *read, sqlite3_stmt *insert,
			    const struct next *next)
{
	sqlite3_bind_int64(read, 1, next->item->from);
	if (sql_step(run->from, read, run->fault) < 0)
		return false;
	sql_bind_text(insert, 1, next->c->name);
	for (int i = 0; i < sqlite3_column_count(read); i++)
		sql_bind_cell(insert, 2 + i, read, i);
	if (!sql_finish(run->to, insert, run->fault))
		return false;
	sqlite3_reset(read);
	next->item->to = sqlite3_last_insert_rowid(run->to->db);
	if (!next->c->first)
		next->c->first = next->item->to;
	run->result->copied++;
	return true;
}

static struct next *collect(const struct copy_run *run, size_t *ret_count)
{
	struct next *list = NULL;

	*ret_count = 0;
	for (size_t i = 0; i < run->count; i++)
		for (size_t j = 0; j < run->clusters[i].count; j++) {
			if (!run->clusters[i].items[j].chosen)
				continue;
			list = xreallocarray(list, *ret_count + 1, sizeof *list);
			list[(*ret_count)++] = (struct next){ &run->clusters[i], &run->clusters[i].items[j] };
		}
	return list;
}

static bool insert_snapshots(const struct copy_run *run)
{
#define COLUMNS FACTS ", rows, added, changed, state, removed, unchanged, learned, kept"
	AUTO_STATEMENT sqlite3_stmt *read =
		sql_prepare(run->from, "SELECT " COLUMNS " FROM main.snapshot WHERE id = ?", run->fault);
	AUTO_STATEMENT sqlite3_stmt *insert =
		sql_prepare(run->to,
			    "INSERT INTO main.snapshot (cluster, " COLUMNS ") VALUES "
			    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			    run->fault);
#undef COLUMNS
	size_t count;
	AUTO_FREE struct next *list = collect(run, &count);
	bool done = read && insert;

	if (count)
		qsort(list, count, sizeof *list, by_time);
	for (size_t i = 0; done && i < count; i++)
		done = insert_snapshot(run, read, insert, &list[i]);
	return done;
}

static void find_next(struct copying *c)
{
	int64_t next = 0;

	for (size_t i = c->count; i-- > 0;) {
		if (c->items[i].to)
			next = c->items[i].to;
		c->items[i].next = next;
	}
}

/* --- tags */

static bool copy_tag(const struct copy_run *run, const struct copying *c, const char *name, int64_t snapshot)
{
	AUTO_STATEMENT sqlite3_stmt *insert = sql_prepare(
		run->to, "INSERT OR IGNORE INTO main.tag (cluster, name, snapshot) VALUES (?, ?, ?)",
		run->fault);

	if (!insert)
		return false;
	sql_bind_text(insert, 1, c->name);
	sql_bind_text(insert, 2, name);
	sqlite3_bind_int64(insert, 3, snapshot);
	if (!sql_finish(run->to, insert, run->fault))
		return false;
	if (sqlite3_changes(run->to->db) == 0)
		run->result->tags_left++;
	return true;
}

static bool copy_tags(const struct copy_run *run, const struct copying *c)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(
		run->from, "SELECT name FROM main.tag WHERE cluster = ? AND snapshot = ?", run->fault);

	for (size_t i = 0; query && i < c->count; i++) {
		int found;

		if (!c->items[i].to)
			continue;
		sql_bind_text(query, 1, c->cluster);
		sqlite3_bind_int64(query, 2, c->items[i].from);
		while ((found = sql_step(run->from, query, run->fault)) == 1)
			if (!copy_tag(run, c, sql_text(query, 0), c->items[i].to))
				return false;
		if (found < 0)
			return false;
		sqlite3_reset(query);
	}
	return query != NULL;
}

/* --- all of it */

static bool copy_cluster(const struct copy_run *run, struct copying *c)
{
	if (!c->first)
		return true;
	find_next(c);
	return copy_histories(c) && copy_metrics(c) && copy_tags(run, c) && copy_revisions(c);
}

static bool copy_all(struct copy_run *run)
{
	if (!store_check_schema(run->to, run->fault) || !store_check_schema(run->from, run->fault) ||
	    !find_snapshots(run) || !prepare_clusters(run) || !insert_snapshots(run))
		return false;
	for (size_t i = 0; i < run->count; i++)
		if (!copy_cluster(run, &run->clusters[i]))
			return false;
	return true;
}

bool store_copy(struct store *to, struct store *from, const struct copy_options *options,
		struct copy_result *ret, struct fault *f)
{
	struct copy_run run = { .to = to, .from = from, .options = options, .result = ret, .fault = f };
	bool done;

	*ret = (struct copy_result){ 0 };
	/* One moment of the one that is read. */
	if ((sqlite3_get_autocommit(from->db) && !sql_run(from, "BEGIN", f)) ||
	    !sql_run(to, "BEGIN IMMEDIATE", f))
		return false;
	done = copy_all(&run) && store_load_epochs(to, f) && sql_run(to, "COMMIT", f);
	if (!done)
		sql_rollback(to);
	for (size_t i = 0; i < run.count; i++) {
		free(run.clusters[i].cluster);
		free(run.clusters[i].name);
		free(run.clusters[i].items);
	}
	free(run.clusters);
	return done;
}
