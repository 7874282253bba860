/* walk.c - see walk.h. Reads unlock one another: what is read for each row of an entity begins when the
 * reads that make these rows have ended. Answers may come in any order. */
#include "walk/walk_internal.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "walk/relocate.h"

struct walk *walk_new(struct source *source, const struct walk_options *options, struct sink *sink)
{
	struct walk *w = xcalloc(1, sizeof(*w));

	w->source = source;
	w->options = *options;
	w->sink = sink;
	plan_init(&w->plan, options);
	extractor_init(&w->extractor, sink, &w->prelude.rights);
	schedule_init(&w->schedule);
	return w;
}

void walk_free(struct walk *w)
{
	if (!w)
		return;
	relocate_clear(w);
	schedule_clear(&w->schedule);
	extractor_clear(&w->extractor);
	prelude_clear(&w->prelude);
	plan_clear(&w->plan);
	free(w->last_refusal);
	free(w);
}

const struct walk_summary *walk_summary(const struct walk *w)
{
	return &w->summary;
}

/* --- what is to be read */

/* A read that is not made at all, for a reason that is no gap. */
static bool record_unmade(struct walk *w, const struct read *read, enum outcome_kind kind,
			  const char *reason, struct fault *f)
{
	struct outcome outcome = {
		.read = read, .target = "", .path = read->path, .kind = kind, .reason = reason
	};

	return walk_record(w, &outcome, NULL, true, f);
}

static bool is_asked_id(const struct walk *w, const char *wanted)
{
	for (const char *const *id = w->options.only_ids; id && *id; id++)
		if (strcmp(*id, wanted) == 0)
			return true;
	return !w->options.only_ids;
}

/* Rows whose key says that they belong to others are left out, too. */
static bool is_only(const struct walk *w, const struct partial_row *row)
{
	if (!w->options.only)
		return true;
	if (row->entity == w->options.only)
		return is_asked_id(w, row->id);
	for (unsigned i = 0; w->options.only->n_keys == 1 && i < row->entity->n_keys; i++) {
		const struct column *column = &row->entity->columns[i];
		const struct value *value =
			column_refers_to(column, w->options.only) ? row_known(row, column) : NULL;
		AUTO_FREE char *id = value ? value_to_text(value) : NULL;

		if (id && !is_asked_id(w, id))
			return false;
	}
	return true;
}

static bool within_level(const struct walk *w, const struct read *read)
{
	return read->level <= w->options.level;
}

/* Why a read is not made in this walk, or null. */
static const char *unmade_reason(const struct walk *w, const struct read *read,
				 enum outcome_kind *ret_kind, struct text *buffer)
{
	const char *version = w->prelude.identity.version;

	if (!within_level(w, read)) {
		*ret_kind = OUTCOME_SKIPPED;
		text_addf(buffer, "needs level %s", level_name(read->level));
		return buffer->data;
	}
	if (read->agent && !w->options.guest_agent) {
		*ret_kind = OUTCOME_SKIPPED;
		text_add(buffer, "not asked: --guest-agent");
		return buffer->data;
	}
	*ret_kind = OUTCOME_UNSUPPORTED;
	if (version && read->since && version_older(version, read->since)) {
		text_addf(buffer, "since PVE %s", read->since);
		return buffer->data;
	}
	if (version && read->until && !version_older(version, read->until)) {
		text_addf(buffer, "until PVE %s", read->until);
		return buffer->data;
	}
	return NULL;
}

/* Is the read to be made at all? Says so to the sink where it isn't. */
static bool admit(struct walk *w, const struct read *read, bool *ret_made, struct fault *f)
{
	AUTO_TEXT struct text buffer = TEXT_INIT;
	enum outcome_kind kind;
	const char *reason = unmade_reason(w, read, &kind, &buffer);

	*ret_made = !reason;
	return !reason || record_unmade(w, read, kind, reason, f);
}

static void add_job(struct walk *w, unsigned read, struct partial_row *row)
{
	if (row && schema_reads[read]->agent)
		row->rank = agents_rank(w, row);
	if (!schedule_add(&w->schedule, schema_reads[read], row))
		return;
	w->plan.readings[read].open++;
	w->jobs_planned++;
}

static void begin_reading(struct walk *w, struct reading *reading)
{
	reading->begun = true;
	w->unlocked |= !reading->open;
}

/* What is read for each row of an entity, row by row, so that a row can leave early. */
static void begin_rows(struct walk *w, const struct entity *entity)
{
	const struct row_set *set = &w->extractor.rows[entity->index];
	AUTO_FREE unsigned *reads = xcalloc(schema_read_count, sizeof(*reads));
	size_t count = 0;

	for (unsigned i = 0; i < schema_read_count; i++)
		if (schema_reads[i]->per == entity && !schema_reads[i]->after && w->plan.readings[i].needed &&
		    !w->plan.readings[i].begun)
			reads[count++] = i;
	for (size_t i = 0; i < set->n_rows && count; i++) {
		struct partial_row *row = set->rows[i];

		if (!row->made || !is_only(w, row))
			continue;
		for (size_t j = 0; j < count; j++) {
			const struct term *where = schema_reads[reads[j]]->where;

			if (!where || predicate_holds_for_row(where, row))
				add_job(w, reads[j], row);
		}
	}
	for (size_t j = 0; j < count; j++)
		begin_reading(w, &w->plan.readings[reads[j]]);
}

/* What waits for a read row by row. */
void walk_follow(struct walk *w, const struct job *job)
{
	for (unsigned i = 0; job->row && i < schema_read_count; i++) {
		const struct read *read = schema_reads[i];
		struct partial_row *row;

		if (read->after != job->read || !w->plan.readings[i].needed || w->plan.readings[i].begun)
			continue;
		row = row_set_find(&w->extractor.rows[read->per->index], job->row->id);
		if (row && row->made && is_only(w, row) && predicate_holds_for_row(read->where, row))
			add_job(w, i, row);
	}
}

static void begin_followers(struct walk *w)
{
	for (unsigned i = 0; i < schema_read_count; i++) {
		struct reading *reading = &w->plan.readings[i];

		if (reading->needed && !reading->begun && plan_follows(&w->plan, schema_reads[i]))
			begin_reading(w, reading);
	}
}

/* Begins what needs no rows. What this walk does not make has ended before it began. */
static bool begin_lists(struct walk *w, struct fault *f)
{
	for (unsigned i = 0; i < schema_read_count; i++) {
		const struct read *read = schema_reads[i];
		struct reading *reading = &w->plan.readings[i];
		bool made;

		reading->needed = reading->needed && read_brings_rows(read);
		if (!reading->needed)
			continue;
		if (!admit(w, read, &made, f))
			return false;
		if (made && read->per)
			continue;
		if (made)
			add_job(w, i, NULL);
		begin_reading(w, reading);
	}
	return true;
}

/* Rows to which nothing more will be said. */
static bool finish_rows(struct walk *w, const struct row_set *set, struct fault *f)
{
	for (size_t i = 0; i < set->n_rows; i++)
		if (!set->rows[i]->jobs && !walk_finish_row(w, set->rows[i], f))
			return false;
	return true;
}

/* A read has ended: begins those that waited for it, lets go of rows that did. */
static bool unlock(struct walk *w, struct fault *f)
{
	w->unlocked = false;
	begin_followers(w);
	for (unsigned i = 0; i < schema_entity_count; i++) {
		const struct entity *entity = schema_entities[i];

		if (!entity->retained)
			continue;
		if (plan_may_begin(&w->plan, entity))
			begin_rows(w, entity);
		if (w->plan.settled[i] || !plan_is_settled(&w->plan, entity))
			continue;
		w->plan.settled[i] = true;
		if (!finish_rows(w, &w->extractor.rows[i], f))
			return false;
	}
	return true;
}

/* --- one job */

bool walk_submit(struct walk *w, const struct request *request, struct fault *f)
{
	w->summary.requests++;
	w->schedule.outstanding++;
	return source_submit(w->source, request, f);
}

/* Asks, or concludes at once what needs no asking. */
static bool start_job(struct walk *w, struct job *job, struct fault *f)
{
	const struct kept_answer *kept;
	const struct node_state *node;
	struct request request;
	enum outcome_kind kind;
	const char *spared;
	AUTO_FREE char *missing = NULL;

	if (!job_prepare(job, &missing)) {
		AUTO_FREE char *reason = xasprintf("%s is not known", missing);

		return walk_conclude(w, job, OUTCOME_ERROR, reason, f);
	}
	if (!job_is_up(job))
		return walk_conclude_down(w, job, f);
	if (job->read->agent && agents_are_spared(w, job, &kind, &spared))
		return walk_conclude(w, job, kind, spared, f);
	node = job->node && job->read->at_node ? schedule_node(&w->schedule, job->node) : NULL;
	if (node && node->condition == NODE_OFFLINE)
		return walk_give_up(w, job, OUTCOME_OFFLINE, node->reason, f);
	kept = prelude_find(&w->prelude, job->read, job->node);
	if (kept) {
		struct answer answer = { NULL, kept->status, kept->reason, json_slice_of("") };

		if (kept->body)
			answer.body = json_slice_of(kept->body);
		return walk_take_answer(w, job, &answer, f);
	}
	request = (struct request){ job->path, job->read->at_node ? job->node : NULL, job,
				    job->read->agent ? agents_time_left(w, job) : 0 };
	schedule_count_asked(job);
	return walk_submit(w, &request, f);
}

static bool next_answer(struct walk *w, struct fault *f)
{
	struct answer answer;
	struct job *job;
	int got = source_next(w->source, &answer, f);

	if (got < 0)
		return false;
	if (got == 0)
		return fault_set(f, FAULT_BUG, "the source has lost a request");
	w->schedule.outstanding--;
	if (schedule_is_node(&w->schedule, answer.tag))
		return walk_judge_node(w, answer.tag, &answer, f);
	job = answer.tag;
	schedule_count_answered(job);
	return walk_take_answer(w, job, &answer, f);
}

/* One step: begins a job, takes an answer, or looks for what has moved. *ret_done: there is none left. */
static bool step(struct walk *w, bool *ret_done, struct fault *f)
{
	unsigned parallel = w->source->parallel ? w->source->parallel : 1;
	struct job *job = w->schedule.outstanding < parallel ? schedule_next(&w->schedule) : NULL;

	if (job)
		return start_job(w, job, f);
	if (w->schedule.outstanding)
		return next_answer(w, f);
	if (w->n_moved)
		return relocate_all(w, f);
	*ret_done = true;
	return true;
}

static bool finish_walk(struct walk *w, struct fault *f)
{
	for (unsigned i = 0; i < schema_read_count; i++)
		if (w->plan.readings[i].needed && !w->plan.readings[i].begun)
			return fault_set(f, FAULT_BUG, "%s was never read", schema_reads[i]->name);
	/* Rows that came late, by what was read for another row of their entity. */
	for (unsigned i = 0; i < schema_entity_count; i++)
		if (schema_entities[i]->retained && !finish_rows(w, &w->extractor.rows[i], f))
			return false;
	return true;
}

static bool read_all(struct walk *w, struct fault *f)
{
	bool done = false;

	if (!begin_lists(w, f))
		return false;
	while (!done) {
		if (w->options.interrupted && *w->options.interrupted)
			return fault_set(f, FAULT_INTERRUPTED, "interrupted; nothing was stored");
		if (w->unlocked ? !unlock(w, f) : !step(w, &done, f))
			return false;
	}
	return finish_walk(w, f);
}

/* --- the whole */

/* Outcomes of the reads that serve the walk alone. */
static bool record_prelude(struct walk *w, struct fault *f)
{
	for (size_t i = 0; i < w->prelude.n_answers; i++) {
		const struct kept_answer *kept = &w->prelude.answers[i];
		bool last = i + 1 == w->prelude.n_answers || kept[1].read != kept->read;
		struct answer answer = { NULL, kept->status, kept->reason,
					 json_slice_of(kept->body ? kept->body : "") };
		AUTO_FREE char *message = NULL;
		AUTO_FREE char *reason = NULL;
		struct job job = { .read = kept->read, .node = kept->node };
		struct outcome outcome = { .read = kept->read, .target = "", .path = kept->read->path };

		if (read_brings_rows(kept->read) || !last)
			continue;
		message = answer_message(&answer);
		outcome.kind = outcome_of(kept->read, kept->status, message);
		reason = walk_reason(w, &job, outcome.kind, message, kept->status);
		outcome.reason = reason;
		if (!walk_record(w, &outcome, kept->node, false, f))
			return false;
	}
	return true;
}

static bool begin(struct walk *w, struct fault *f)
{
	w->summary.started = w->source->taken ? w->source->taken : (int64_t)time(NULL);
	if (!prelude_ask(&w->prelude, w->source, f))
		return false;
	w->summary.quorum = w->prelude.quorum;
	w->summary.requests = w->prelude.requests;
	w->summary.powerless = w->prelude.powerless;
	w->extractor.hand_scopes = w->prelude.quorum != QUORUM_LOST;
	w->extractor.no_notes = w->options.no_notes;
	w->extractor.preferred_networks = w->options.preferred_networks;
	w->extractor.now = w->summary.started;
	if (w->prelude.quorum == QUORUM_LOST)
		w->summary.gaps++;
	return w->sink->identified(w->sink, &w->prelude.identity, f) && record_prelude(w, f);
}

static bool is_any_offline(const struct walk *w)
{
	for (size_t i = 0; i < w->schedule.n_nodes; i++)
		if (w->schedule.nodes[i]->condition == NODE_OFFLINE)
			return true;
	return w->prelude.offline;
}

/* Where nodes are offline, it may be the endpoint that has lost the others since it was asked. */
static bool confirm_quorum(struct walk *w, struct fault *f)
{
	if (w->prelude.quorum != QUORUM_HELD || !is_any_offline(w))
		return true;
	w->summary.requests++;
	if (!prelude_ask_again(&w->prelude, w->source, f))
		return false;
	w->summary.quorum = w->prelude.quorum;
	w->summary.gaps += w->prelude.quorum == QUORUM_LOST;
	return true;
}

static bool found_nothing(const struct walk *w, struct fault *f)
{
	const char *last = w->last_refusal ? w->last_refusal : "no answer";

	if (w->summary.outcomes[OUTCOME_OK])
		return false;
	if (w->summary.outcomes[OUTCOME_DENIED]) {
		fault_set(f, FAULT_AUTH, "nothing can be read: %s", last);
		fault_hint(f, "give the role PVEAuditor on / to the user and, if its token is "
			      "privilege-separated, to the token");
	} else {
		fault_set(f, FAULT_UNREACHABLE, "nothing can be read: %s", last);
	}
	return true;
}

bool walk_run(struct walk *w, struct fault *f)
{
	if (!begin(w, f) || !read_all(w, f) || !confirm_quorum(w, f) ||
	    !extractor_hand_shapes(&w->extractor, f))
		return false;
	w->summary.bent = w->extractor.bent;
	w->summary.ended = w->source->taken ? w->source->taken : (int64_t)time(NULL);
	return !found_nothing(w, f);
}
