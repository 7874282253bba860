#include "cmd/comparing.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/query.h"

/* --- both in the store */

/* The only snapshot of a cluster has none before it: that is no mistake of the user's. */
static bool resolve_from(struct comparing *c, struct fault *f)
{
	struct fault none = FAULT_INIT;
	if (c->from_ref)
		return store_resolve(c->store, c->from_ref, c->command->common.cluster, &c->from, f);
	if (store_resolve(c->store, "latest~1", c->command->common.cluster, &c->from, &none))
		return true;
	if (none.kind != FAULT_USAGE) {
		*f = none;
		return false;
	}
	fault_clear(&none);
	return true;
}

static struct diff_side side_of(const struct moment_cluster *cluster)
{
	return (struct diff_side){ .id = cluster->snapshot,
				   .snapshot = cluster->snapshot,
				   .taken = cluster->taken,
				   .complete = cluster->complete };
}

static const struct moment_cluster *find_cluster(const struct moment *moment, const char *name)
{
	for (size_t i = 0; i < moment->count; i++) {
		if (moment->clusters[i].snapshot != 0 && strcmp(moment->clusters[i].cluster, name) == 0)
			return &moment->clusters[i];
	}
	return NULL;
}

static void add_pair(struct comparing *c, const char *cluster, struct diff_side from, struct diff_side to)
{
	c->pairs = xreallocarray(c->pairs, c->n_pairs + 1, sizeof *c->pairs);
	c->pairs[c->n_pairs++] = (struct diff_pair){ cluster, from, to };
}

static bool open_stored(struct comparing *c, struct fault *f)
{
	const char *to = c->to_ref ? c->to_ref : "latest";
	c->store = command_open_store(c->command, STORE_READ, f);
	if (!c->store || !store_resolve(c->store, to, c->command->common.cluster, &c->to, f) ||
	    !resolve_from(c, f))
		return false;
	for (size_t i = 0; i < c->to.count; i++) {
		const struct moment_cluster *new = &c->to.clusters[i];
		const struct moment_cluster *old = find_cluster(&c->from, new->cluster);
		if (!old || new->snapshot == 0)
			command_note(c->command, "%s: no snapshot %s to compare with", new->cluster,
				     old           ? to
				     : c->from_ref ? c->from_ref
						   : "before the newest one");
		else
			add_pair(c, new->cluster, side_of(old), side_of(new));
	}
	return true;
}

/* --- elsewhere: both are carried into a store in memory */

static bool is_live(const struct comparing *c, int side)
{
	const char *ref = side ? c->to_ref : c->from_ref;
	return ref && !c->files[side] && strcmp(ref, "live") == 0;
}

static struct store *open_side(struct comparing *c, int side, struct fault *f)
{
	if (c->files[side])
		return command_open_other(c->files[side], f);
	return command_open_store(c->command, STORE_READ, f);
}

/* Adds a cluster of a moment in the store in memory. */
static void add_cluster(struct moment *moment, const char *name, int64_t snapshot,
			const struct moment_cluster *like)
{
	moment->clusters = xreallocarray(moment->clusters, moment->count + 1, sizeof *moment->clusters);
	moment->clusters[moment->count++] =
		(struct moment_cluster){ xstrdup(name), snapshot, like ? like->taken : 0,
					 like && like->complete, false };
}

/* Carries one side; sides[] tells where each cluster comes from. 'only': these clusters, or null. */
static bool carry_side(struct comparing *c, int side, const struct moment *only, struct moment *ret,
		       struct diff_side **ret_sides, struct fault *f)
{
	const char *ref = side ? c->to_ref : c->from_ref;
	struct store *store = open_side(c, side, f);
	struct moment moment = { NULL, 0, NULL };
	bool done =
		store && store_resolve(store, ref ? ref : "latest", c->command->common.cluster, &moment, f);
	*ret_sides = xcalloc(moment.count + 1, sizeof **ret_sides);
	for (size_t i = 0; done && i < moment.count; i++) {
		const struct moment_cluster *cluster = &moment.clusters[i];
		struct diff_side shown = side_of(cluster);
		if (!cluster->snapshot || (only && !find_cluster(only, cluster->cluster)))
			continue;
		shown.file = c->files[side];
		done = store_carry(c->store, store, cluster->cluster, cluster->snapshot, &shown.id, f);
		(*ret_sides)[ret->count] = shown;
		add_cluster(ret, cluster->cluster, shown.id, cluster);
	}
	moment_clear(&moment);
	store_close(store);
	return done;
}

static bool compare_files(struct comparing *c, struct fault *f)
{
	struct diff_side *from = NULL, *to = NULL;
	bool done = carry_side(c, 0, NULL, &c->from, &from, f) && carry_side(c, 1, &c->from, &c->to, &to, f);
	for (size_t i = 0; done && i < c->to.count; i++) {
		const struct moment_cluster *old = find_cluster(&c->from, c->to.clusters[i].cluster);
		add_pair(c, c->to.clusters[i].cluster, from[old - c->from.clusters], to[i]);
	}
	if (done && c->n_pairs == 0)
		command_note(c->command, "%s has no cluster of %s", c->to_ref ? c->to_ref : "latest",
			     c->from_ref);
	free(from);
	free(to);
	return done;
}

/* --- live */

/* The cluster that will be walked, where that is known before. */
static const char *cluster_to_walk(const struct comparing *c)
{
	const char *said = c->command->common.cluster;
	return said ? said : c->walking.connection.cluster;
}

/* As much as the other side has read. */
static bool find_level(struct comparing *c, const struct diff_side *side, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *query =
		query_prepare(store_database(c->store), "SELECT level FROM main.snapshot WHERE id = ?", f);
	if (!query)
		return false;
	sqlite3_bind_int64(query, 1, side->id);
	c->walking.walk.level = LEVEL_STANDARD;
	if (c->level >= 0)
		c->walking.walk.level = (enum level)c->level;
	else if (query_step(query, f) == 1)
		level_from_name(query_text(query, 0), &c->walking.walk.level);
	return true;
}

static bool walk(struct comparing *c, struct fault *f)
{
	c->walking.walk.expected_gaps = connection_gaps(&c->walking.connection);
	c->walking.walk.interrupted = &command_interrupted;
	c->walking.stage.cluster_name = c->walking.connection.cluster;
	c->walking.stage.otherwise = c->walking.connection.host;
	c->walking.store = c->store;
	return connection_open(&c->walking.connection, f) && command_walk(&c->walking, f);
}

static bool read_live(struct comparing *c, struct diff_side *ret, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *query = query_prepare(
		store_database(c->store), "SELECT taken, complete FROM main.snapshot WHERE id = ?", f);
	if (!query)
		return false;
	*ret = (struct diff_side){ .id = c->walking.result.snapshot, .live = true };
	sqlite3_bind_int64(query, 1, ret->id);
	if (query_step(query, f) < 0)
		return false;
	ret->taken = sqlite3_column_int64(query, 0);
	ret->complete = sqlite3_column_int(query, 1);
	return true;
}

/* The stored side comes first, whichever way is asked: a walk follows on what is known. */
static bool compare_live(struct comparing *c, struct fault *f)
{
	int stored = is_live(c, 0) ? 1 : 0;
	struct moment *there = stored ? &c->to : &c->from, *here = stored ? &c->from : &c->to;
	struct diff_side *sides = NULL, live;
	struct connection *connection = &c->walking.connection;
	bool done = connection_choose(connection, c->command, c->connection, f);
	const char *said = c->command->common.cluster;
	c->command->common.cluster = done ? cluster_to_walk(c) : said;
	done = done && carry_side(c, stored, NULL, there, &sides, f) && find_level(c, sides, f) &&
	       walk(c, f) && read_live(c, &live, f);
	c->command->common.cluster = said;
	if (done) {
		const struct moment_cluster *known = find_cluster(there, c->walking.cluster);
		add_cluster(here, c->walking.cluster, live.id, NULL);
		if (!known)
			command_note(c->command, "%s: no snapshot to compare with", c->walking.cluster);
		else if (stored)
			add_pair(c, known->cluster, live, sides[known - there->clusters]);
		else
			add_pair(c, known->cluster, sides[known - there->clusters], live);
	}
	free(sides);
	return done;
}

bool comparing_open(struct comparing *c, struct fault *f)
{
	c->files[0] = command_split_ref(&c->from_ref);
	c->files[1] = command_split_ref(&c->to_ref);
	if (is_live(c, 0) && !c->to_ref) { /* what has changed since */
		c->from_ref = "latest";
		c->to_ref = "live";
	}
	if (is_live(c, 0) && is_live(c, 1)) {
		fault_set(f, FAULT_USAGE, "live is compared with live");
		return fault_hint(f, "take a snapshot now, and say 'latest live' later");
	}
	c->is_live = is_live(c, 0) || is_live(c, 1);
	if (!c->is_live && connection_one_cluster(c->connection)) {
		fault_set(f, FAULT_USAGE, "%s is for a live side", connection_one_cluster(c->connection));
		return fault_hint(f, "say: latest live");
	}
	if (!c->is_live && !c->files[0] && !c->files[1])
		return open_stored(c, f);
	c->store = store_open(NULL, STORE_MEMORY, f);
	return c->store && (c->is_live ? compare_live(c, f) : compare_files(c, f));
}

void comparing_close(struct comparing *c)
{
	moment_clear(&c->from);
	moment_clear(&c->to);
	free(c->pairs);
	if (c->is_live) {
		c->walking.store = NULL;
		walking_clear(&c->walking);
	}
	store_close(c->store);
	free(c->files[0]);
	free(c->files[1]);
}
