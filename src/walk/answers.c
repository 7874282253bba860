/* answers.c - one answer: its outcome, its rows, and what it says of the node that gave it. */
#include "walk/walk_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "source/expected_gap.h"
#include "walk/relocate.h"

static bool is_gap(enum outcome_kind kind)
{
	return !outcome_is_readable(kind) && kind != OUTCOME_UNSUPPORTED;
}

static bool is_expected(const struct walk *w, const struct outcome *outcome, const char *node)
{
	if (!is_gap(outcome->kind))
		return true;
	if (w->options.strict)
		return false;
	if (outcome->read->agent) /* what a guest does not say is no gap of the cluster */
		return true;
	if ((outcome->kind == OUTCOME_DENIED || outcome->kind == OUTCOME_FILTERED) && outcome->read->beyond)
		return true;
	for (const char *const *gap = w->options.expected_gaps; gap && *gap; gap++)
		if (expected_gap_covers(*gap, outcome->read, outcome->target, node, outcome->kind))
			return true;
	return false;
}

bool walk_record(struct walk *w, struct outcome *outcome, const char *node, bool planned,
		 struct fault *f)
{
	outcome->expected = planned || is_expected(w, outcome, node);
	w->summary.outcomes[outcome->kind]++;
	if (!outcome->expected)
		w->summary.gaps++;
	if (is_gap(outcome->kind) && outcome->reason && !planned) {
		free(w->last_refusal);
		w->last_refusal = xasprintf("%s: %s", outcome->path, outcome->reason);
	}
	return w->sink->outcome(w->sink, outcome, f);
}

static bool record_filtered(struct walk *w, const struct job *job, struct fault *f)
{
	for (size_t i = 0; i < w->extractor.n_filtered; i++) {
		const struct filtered_list *filtered = &w->extractor.filtered[i];
		AUTO_FREE char *reason = xasprintf("needs %s", filtered->privilege);
		struct outcome outcome = {
			.read = job->read,
			.entity = filtered->entity,
			.target = job->target,
			.path = job->path,
			.kind = OUTCOME_FILTERED,
			.reason = reason,
		};

		if (!walk_record(w, &outcome, job->node, false, f))
			return false;
	}
	return true;
}

char *walk_reason(const struct walk *w, const struct job *job, enum outcome_kind kind,
		  const char *message, int status)
{
	struct scene scene = { .context = job->row, .rights = &w->prelude.rights };
	AUTO_FREE char *privilege =
		kind == OUTCOME_DENIED ? read_privilege(job->read, &scene, message) : NULL;

	if (kind == OUTCOME_OK)
		return NULL;
	if (privilege)
		return xasprintf("needs %s", privilege);
	if (message && message[0])
		return xstrdup(message);
	if (kind == OUTCOME_SKIPPED)
		return xstrdup("not recorded");
	return xasprintf("HTTP status %d", status);
}

/* Takes the document apart; an answer that cannot be read as one is an error. */
static bool extract(struct walk *w, const struct job *job, const struct answer *answer,
		    enum outcome_kind *kind, char **message, struct fault *f)
{
	struct document document = { .read = job->read,
				     .context = job->row,
				     .target = job->target,
				     .data = { "null", 4 },
				     .none = *kind != OUTCOME_OK };
	struct fault malformed = FAULT_INIT;
	enum extracted extracted = EXTRACT_MALFORMED;
	int found = 1;

	if (*kind == OUTCOME_OK)
		found = answer->body.size ? json_find_member(answer->body, "data", &document.data, &malformed)
					  : 0;
	if (found == 1)
		extracted = extract_document(&w->extractor, &document, &malformed);
	else if (found == 0)
		fault_set(&malformed, FAULT_PARTIAL, "the answer has no data");
	if (extracted == EXTRACT_DONE)
		return true;
	if (extracted == EXTRACT_REFUSED) {
		*f = malformed;
		return false;
	}
	*kind = OUTCOME_ERROR;
	free(*message);
	*message = xasprintf("malformed answer: %s", malformed.message ? malformed.message : "no JSON");
	fault_clear(&malformed);
	return true;
}

bool walk_finish_row(struct walk *w, struct partial_row *row, struct fault *f)
{
	if (row->handed_over)
		return true;
	if (!extractor_hand_over(&w->extractor, row, f))
		return false;
	row_shrink(row, w->plan.bindings[row->entity->index]);
	return true;
}

/* A row leaves as soon as all that will be read for it is there. */
static bool release_row(struct walk *w, const struct job *job, struct fault *f)
{
	struct partial_row *row = job->row;

	if (!row || !read_fills_rows(job->read))
		return true;
	if (--row->jobs > 0 || !w->plan.settled[row->entity->index])
		return true;
	return walk_finish_row(w, row, f);
}

static void report_progress(struct walk *w, const struct job *job)
{
	struct walk_progress progress = { job->read, job->node, ++w->jobs_done, w->jobs_planned };

	if (w->options.progress)
		w->options.progress(w->options.progress_context, &progress);
}

void walk_end_job(struct walk *w, struct job *job)
{
	struct reading *reading = plan_reading(&w->plan, job->read);

	report_progress(w, job);
	reading->open--;
	w->unlocked |= !reading->open;
	schedule_end(&w->schedule, job);
}

bool walk_conclude(struct walk *w, struct job *job, enum outcome_kind kind, const char *reason,
		   struct fault *f)
{
	struct outcome outcome = {
		.read = job->read,
		.target = job->target,
		.path = job->path ? job->path : job->read->path,
		.kind = kind,
		.reason = reason,
	};

	if (!walk_record(w, &outcome, job->surprised ? NULL : job->node, false, f) ||
	    (kind == OUTCOME_OK && !record_filtered(w, job, f)) || !agents_conclude(w, job, kind, reason, f))
		return false;
	walk_follow(w, job);
	if (!release_row(w, job, f))
		return false;
	walk_end_job(w, job);
	return true;
}

static bool try_other(struct walk *w, struct job *job, enum outcome_kind kind)
{
	struct outcome outcome = { .read = job->read, .target = job->target, .kind = kind };
	bool surprised = !is_expected(w, &outcome, job->node);

	if (!schedule_try_other(&w->schedule, job))
		return false;
	job->surprised |= surprised;
	return true;
}

bool walk_give_up(struct walk *w, struct job *job, enum outcome_kind kind, const char *reason,
		  struct fault *f)
{
	return try_other(w, job, kind) || walk_conclude(w, job, kind, reason, f);
}

bool walk_conclude_down(struct walk *w, struct job *job, struct fault *f)
{
	const char *name = job->read->up->key;
	AUTO_FREE char *value = row_variable_text(job->row, name);
	AUTO_FREE char *reason = xasprintf("not asked: its %s is %s", name, value ? value : "unknown");

	return walk_give_up(w, job, OUTCOME_OFFLINE, reason, f);
}

/* A node is offline only when its version can't be had either; until then its reads wait. */
static bool suspect_node(struct walk *w, struct job *job, enum outcome_kind kind, const char *reason,
			 struct fault *f)
{
	struct node_state *node = schedule_node(&w->schedule, job->node);
	struct request request = { .path = node->version_path, .node = job->node, .tag = node };

	if (node->condition == NODE_SUSPECT) {
		schedule_park(&w->schedule, job, kind, reason);
		return true;
	}
	node->condition = NODE_SUSPECT;
	schedule_park(&w->schedule, job, kind, reason);
	return walk_submit(w, &request, f);
}

static bool means_offline(const struct job *job, enum outcome_kind kind)
{
	if (!job->node || !job->read->at_node)
		return false;
	return kind == OUTCOME_OFFLINE || (kind == OUTCOME_TIMEOUT && job->read->cost <= 'B');
}

bool walk_take_answer(struct walk *w, struct job *job, const struct answer *answer, struct fault *f)
{
	char *message = answer_message(answer);
	enum outcome_kind kind = outcome_of(job->read, answer->status, message);
	AUTO_FREE char *reason = NULL;
	bool done = true, moved;

	if (answer->status == 401) {
		fault_set(f, FAULT_AUTH, "%s: authentication failed: %s", job->path, message);
		free(message);
		return false;
	}
	agents_judge(w, job, answer, &kind, &message);
	if (outcome_is_readable(kind))
		done = extract(w, job, answer, &kind, &message, f);
	reason = walk_reason(w, job, kind, message, answer->status);
	moved = kind == OUTCOME_ERROR && relocate_is_due(job, answer->status, message);
	free(message);
	if (!done)
		return false;
	if (moved) {
		relocate_keep(w, job, xstrdup(reason));
		return true;
	}
	if (!outcome_is_readable(kind) && try_other(w, job, kind))
		return true;
	if (means_offline(job, kind)) {
		enum node_condition condition = schedule_node(&w->schedule, job->node)->condition;

		if (condition == NODE_UNTRIED || condition == NODE_SUSPECT)
			return suspect_node(w, job, kind, reason, f);
		/* It is known already whether the node is there. */
		if (condition == NODE_OFFLINE)
			kind = OUTCOME_OFFLINE;
		else if (kind == OUTCOME_OFFLINE)
			kind = OUTCOME_ERROR;
	}
	return walk_conclude(w, job, kind, reason, f);
}

bool walk_judge_node(struct walk *w, struct node_state *node, const struct answer *answer,
		     struct fault *f)
{
	struct parked parked;

	node->condition = answer->status == 200 || answer->status == 403 ? NODE_ANSWERS : NODE_OFFLINE;
	while (schedule_unpark(&w->schedule, node, &parked)) {
		enum outcome_kind kind = parked.kind;
		bool done;

		if (node->condition == NODE_OFFLINE)
			kind = OUTCOME_OFFLINE;
		else if (kind == OUTCOME_OFFLINE)
			kind = OUTCOME_ERROR;
		if (!node->reason)
			node->reason = xstrdup(parked.reason);
		done = walk_conclude(w, parked.job, kind, parked.reason, f);
		free(parked.reason);
		if (!done)
			return false;
	}
	return true;
}
