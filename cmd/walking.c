#include "cmd/walking.h"

#include <stdlib.h>

#include "base/clock.h"
#include "cmd/first_run.h"
#include "cmd/progress.h"
#include "report/gaps.h"

#define GAPS_NAMED 3

static bool confirm(void *context, const struct entity *entity, const char *const *key,
		    enum confirmation *ret, struct fault *f)
{
	return walk_confirm(context, entity, key, ret, f);
}

static bool merge(struct walking *w, struct stage *stage, const struct walk_summary *summary, int64_t began,
		  struct fault *f)
{
	struct snapshot_facts facts = {
		.taken = summary->started,
		.duration = clock_monotonic_ms() - began,
		.level = w->walk.level,
		.quorum = summary->quorum,
		.requests = summary->requests,
		.gaps = summary->gaps,
		.source = w->connection.source->description,
	};
	w->gaps = summary->gaps;
	w->quorum = summary->quorum;
	w->powerless = summary->powerless;
	w->cluster = xstrdup(stage_cluster(stage));
	/* The last moment at which ^C still means: nothing is stored. */
	if (w->walk.interrupted && *w->walk.interrupted)
		return fault_set(f, FAULT_INTERRUPTED, "interrupted; nothing was stored");
	return stage_merge(stage, &facts, &w->result, f);
}

static char *known(void *context, const struct entity *entity, const char *id, const char *column)
{
	return stage_known_text(context, entity, id, column);
}

static void show_progress(struct walking *w, struct progress *progress)
{
	const struct command *command = w->connection.command;
	if (command->slot) {
		w->walk.progress = progress_note;
		w->walk.progress_context = command->slot;
	} else if (command_is_watched(command)) {
		w->walk.progress = progress_show;
		w->walk.progress_context = progress;
	}
}

static bool walk_once(struct walking *w, struct fault *f)
{
	int64_t began = clock_monotonic_ms();
	struct stage *stage = stage_new(w->store, &w->stage, f);
	if (!stage)
		return false;
	struct progress progress = { .began = began };
	show_progress(w, &progress);
	w->walk.known = known;
	w->walk.known_context = stage;
	struct walk *walk = walk_new(w->connection.source, &w->walk, stage_sink(stage));
	bool ok = walk_run(walk, f) &&
		  stage_confirm_missing(stage, walk_summary(walk)->quorum, confirm, walk, f);
	struct walk_summary summary = *walk_summary(walk);
	/* Before the merge, so that both are not in memory at once. */
	walk_free(walk);
	ok = ok && merge(w, stage, &summary, began, f);
	progress_clear(&progress);
	stage_free(stage);
	return ok;
}

/* Another endpoint may do better, unless it was the user who ended it. */
static bool go_on(struct walking *w, struct fault *f)
{
	if (f->kind != FAULT_UNREACHABLE || !connection_advance(&w->connection))
		return false;
	command_note(w->connection.command, "%s; starting again with the next endpoint", f->message);
	fault_clear(f);
	return true;
}

bool command_walk(struct walking *w, struct fault *f)
{
	struct connection *c = &w->connection;
	connection_set_guests(c, &w->walk);
	bool ok = walk_once(w, f);
	while (!ok && go_on(w, f))
		ok = walk_once(w, f);
	if (ok)
		connection_note_remarks(c);
	if (!ok && f->kind == FAULT_AUTH && c->api)
		first_run_hint_refused(c, f);
	return connection_finish(c, ok, f);
}

void walking_clear(struct walking *w)
{
	free(w->cluster);
	w->cluster = NULL;
	connection_close(&w->connection);
	store_close(w->store);
	w->store = NULL;
}

/* "no quorum; offline: …; and 2 more reasons". */
static void name_gaps(struct text *t, const struct walking *w, const struct gaps *gaps)
{
	size_t named = 0, more = 0;
	if (w->quorum == QUORUM_LOST) {
		text_add(t, "no quorum");
		named++;
	}
	for (size_t i = 0, next; i < gaps->count; i = next) {
		AUTO_TEXT struct text group = TEXT_INIT;
		next = gaps_add_line(&group, gaps, i);
		if (gaps->items[i].expected)
			continue;
		if (named >= GAPS_NAMED)
			more++;
		else
			text_addf(t, "%s%s", named++ > 0 ? "; " : "", group.data);
	}
	if (more > 0)
		text_addf(t, "; and %zu more reason%s", more, more == 1 ? "" : "s");
}

bool walking_report_gaps(const struct walking *w, const char *what, const char *hint, struct fault *f)
{
	struct gaps gaps;
	AUTO_TEXT struct text names = TEXT_INIT;
	if (w->gaps == 0)
		return true;
	if (!gaps_read(store_database(w->store), w->cluster, &gaps, f))
		return false;
	name_gaps(&names, w, &gaps);
	gaps_clear(&gaps);
	fault_set(f, FAULT_PARTIAL, "%s incomplete: %s", what, names.data);
	if (w->powerless && w->connection.api)
		first_run_hint_blind(&w->connection, f);
	else
		fault_hint(f, "%s", hint);
	return false;
}
