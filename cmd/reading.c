#include "cmd/reading.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/clusters.h"

bool reading_decide(struct reading *r, struct fault *f)
{
	const struct connection_options *c = r->connection;
	const char *live = c->source ? "--source" : c->urls.count ? "--url" : NULL;
	bool asked_live = r->at && strcmp(r->at, "live") == 0;
	if (asked_live) {
		r->at = NULL;
		live = "--at live";
	}
	const char *stored = r->at ? "--at" : r->command->common.store ? "--store" : NULL;
	if (live && stored) {
		fault_set(f, FAULT_USAGE, "%s and %s exclude each other", live, stored);
		return fault_hint(f, "%s asks now, %s what was stored", live, stored);
	}
	if (!stored && !connection_exists(r->command, c, &r->live, f))
		return false;
	r->live = r->live || asked_live;
	return true;
}

static bool open_stored(struct reading *r, struct fault *f)
{
	const char *ref = r->at ? r->at : "latest";
	r->walking.store = command_open_store_of(r->command, &ref, f);
	bool (*resolve)(struct store *, const char *, const char *, struct moment *, struct fault *) =
		r->one ? command_resolve_one : store_resolve;
	return r->walking.store &&
	       resolve(r->walking.store, ref, r->command->common.cluster, &r->moment, f) &&
	       (!r->at || store_show(r->walking.store, &r->moment, f));
}

/* --- live */

static bool walk(struct reading *r, struct fault *f)
{
	struct connection *connection = &r->walking.connection;
	bool ok =
		connection_choose(connection, r->command, r->connection, f) && connection_open(connection, f);
	r->walking.walk = r->walk;
	r->walking.walk.expected_gaps = connection_gaps(connection);
	r->walking.walk.interrupted = &command_interrupted;
	r->walking.stage.cluster_name = connection->cluster;
	r->walking.stage.otherwise = connection->host;
	return ok && command_walk(&r->walking, f);
}

static bool walk_one(struct reading *r, struct fault *f)
{
	r->walking.store = command_open_store(r->command, STORE_MEMORY, f);
	return r->walking.store && walk(r, f);
}

bool reading_report_gaps(const struct reading *r, struct fault *f)
{
	return walking_report_gaps(&r->walking, "what was read is",
				   "what is printed is right, but there may be more", f);
}

/* Of several clusters, in a process of its own. */
static bool walk_into_file(struct command *command, void *context, struct fault *f)
{
	struct reading *r = context;
	r->walking.store = command_open_store(command, STORE_WRITE, f);
	bool ok = r->walking.store && walk(r, f) && reading_report_gaps(r, f);
	walking_clear(&r->walking);
	return ok;
}

static char *store_in(const char *folder)
{
	return xasprintf("%s/live.db", folder);
}

static bool make_folder(struct reading *r, struct fault *f)
{
	const char *parent = getenv("TMPDIR");
	r->folder = xasprintf("%s/pveinv.XXXXXX", parent && parent[0] == '/' ? parent : "/tmp");
	if (mkdtemp(r->folder))
		return true;
	fault_set(f, FAULT_STORE, "%s: %s", r->folder, strerror(errno));
	free(r->folder);
	r->folder = NULL;
	return false;
}

static void remove_folder(struct reading *r)
{
	if (!r->folder)
		return;
	AUTO_FREE char *file = store_in(r->folder);
	store_remove(file);
	rmdir(r->folder);
	free(r->folder);
	r->folder = NULL;
}

/* Each in a process of its own, into one file; what could be read is printed. */
static bool walk_all(struct reading *r, struct fault *f)
{
	struct command *command = r->command;
	if (!clusters_check(command, r->connection, f) || !make_folder(r, f))
		return false;
	AUTO_FREE char *path = store_in(r->folder);
	command->common.store = path;
	struct store *store = command_open_store(command, STORE_WRITE, f);
	if (store)
		store_keep(store); /* made here, before any of them would make it */
	store_close(store);
	bool ok = store && clusters_run(command, walk_into_file, r, f) &&
		  (r->walking.store = command_open_store(command, STORE_READ, f));
	command->common.store = NULL;
	return ok;
}

bool reading_is_void(const struct reading *r)
{
	return r->live && r->connection->all_clusters && r->command->exit_code && r->moment.count == 0;
}

static bool open_live(struct reading *r, struct fault *f)
{
	if (!(r->connection->all_clusters ? walk_all(r, f) : walk_one(r, f)))
		return false;
	if (store_resolve(r->walking.store, "latest", NULL, &r->moment, f))
		return true;
	if (reading_is_void(r))
		fault_clear(f);
	return reading_is_void(r);
}

bool reading_open(struct reading *r, struct fault *f)
{
	return r->live ? open_live(r, f) : open_stored(r, f);
}

void reading_close(struct reading *r)
{
	moment_clear(&r->moment);
	walking_clear(&r->walking);
	remove_folder(r);
}
