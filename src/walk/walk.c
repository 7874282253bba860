/* walk.c - see walk.h. Reads unlock one another, so the walk goes in phases: what needs no rows, then
 * what is read per node, then per guest, and so on. Within a phase answers may come in any order. */
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

/* --- one phase */

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
			column->ref == w->options.only ? row_known(row, column) : NULL;
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
		text_addf(buffer, "level %s", level_name(read->level));
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

static void plan_rows(struct walk *w, const struct entity *entity, const struct read *const *reads)
{
	struct row_set *set = &w->extractor.rows[entity_index(entity)];

	for (size_t i = 0; i < set->n_rows; i++) {
		struct partial_row *row = set->rows[i];

		if (!row->made || !is_only(w, row))
			continue;
		for (const struct read *const *read = reads; *read; read++)
			if (!(*read)->where || predicate_holds_for_row((*read)->where, row))
				schedule_add(&w->schedule, *read, row);
	}
}

/* Lists the jobs of a phase, row by row, so that a row can leave early. */
static bool plan_phase(struct walk *w, int phase, struct fault *f)
{
	AUTO_FREE const struct read **reads = xcalloc(schema_read_count + 1, sizeof(*reads));
	size_t count = 0;

	for (unsigned i = 0; i < schema_read_count; i++) {
		const struct read *read = schema_reads[i];
		bool made;

		if (read->phase != phase || !w->plan.needed[i] || !read_brings_rows(read))
			continue;
		if (!admit(w, read, &made, f))
			return false;
		if (made && !read->per)
			schedule_add(&w->schedule, read, NULL);
		else if (made)
			reads[count++] = read;
	}
	for (unsigned i = 0; i < schema_entity_count; i++) {
		AUTO_FREE const struct read **mine = xcalloc(count + 1, sizeof(*mine));
		size_t n = 0;

		for (size_t j = 0; j < count; j++)
			if (reads[j]->per == schema_entities[i])
				mine[n++] = reads[j];
		if (n)
			plan_rows(w, schema_entities[i], mine);
	}
	return true;
}

/* Asks, or concludes at once what needs no asking. */
static bool start_job(struct walk *w, struct job *job, struct fault *f)
{
	const struct kept_answer *kept;
	const struct node_state *node;
	struct request request;
	AUTO_FREE char *missing = NULL;

	if (!job_prepare(job, &missing)) {
		AUTO_FREE char *reason = xasprintf("%s is not known", missing);

		return walk_conclude(w, job, OUTCOME_ERROR, reason, f);
	}
	node = job->node && job->read->at_node ? schedule_node(&w->schedule, job->node) : NULL;
	if (node && node->condition == NODE_OFFLINE)
		return walk_conclude(w, job, OUTCOME_OFFLINE, node->reason, f);
	kept = prelude_find(&w->prelude, job->read, job->node);
	if (kept) {
		struct answer answer = { NULL, kept->status, kept->reason, json_slice_of("") };

		if (kept->body)
			answer.body = json_slice_of(kept->body);
		return walk_take_answer(w, job, &answer, f);
	}
	request = (struct request){ job->path, job->read->at_node ? job->node : NULL, job };
	w->summary.requests++;
	return source_submit(w->source, &request, f);
}

/* A read may end twice, where its row was looked for on another node. */
static void report_progress(struct walk *w, const struct job *job)
{
	struct walk_progress progress = { .read = job->read, .node = job->node };

	if (w->reads_done < w->reads_planned)
		w->reads_done++;
	progress.done = w->reads_done;
	progress.total = w->reads_planned;
	if (w->options.progress)
		w->options.progress(w->options.progress_context, &progress);
}

static bool next_answer(struct walk *w, struct fault *f)
{
	struct answer answer;
	int got = source_next(w->source, &answer, f);

	if (got < 0)
		return false;
	if (got == 0)
		return fault_set(f, FAULT_BUG, "the source has lost a request");
	w->schedule.outstanding--;
	if (schedule_is_node(&w->schedule, answer.tag))
		return walk_judge_node(w, answer.tag, &answer, f);
	report_progress(w, answer.tag);
	return walk_take_answer(w, answer.tag, &answer, f);
}

static bool run_phase(struct walk *w, int phase, struct fault *f)
{
	unsigned parallel = w->source->parallel ? w->source->parallel : 1;

	schedule_reset(&w->schedule);
	if (!plan_phase(w, phase, f))
		return false;
	w->reads_planned += (unsigned)w->schedule.n_jobs;
	for (;;) {
		struct job *job = w->schedule.outstanding < parallel ? schedule_next(&w->schedule) : NULL;
		unsigned requests = w->summary.requests;

		if (w->options.interrupted && *w->options.interrupted)
			return fault_set(f, FAULT_INTERRUPTED, "interrupted; nothing was stored");
		if (!job && !w->schedule.outstanding && w->n_moved) {
			if (!relocate_all(w, f))
				return false;
			continue;
		}
		if (!job && !w->schedule.outstanding)
			return true;
		if (job ? !start_job(w, job, f) : !next_answer(w, f))
			return false;
		w->schedule.outstanding += w->summary.requests - requests;
		if (job && w->summary.requests == requests)
			report_progress(w, job);
	}
}

/* Rows to which nothing more will be said. */
static bool finish_rows(struct walk *w, int phase, struct fault *f)
{
	for (unsigned i = 0; i < schema_entity_count; i++) {
		struct row_set *set = &w->extractor.rows[i];

		if (!set->entity->retained || plan_last_phase(&w->plan, set->entity) > phase)
			continue;
		for (size_t j = 0; j < set->n_rows; j++)
			if (!walk_finish_row(w, set->rows[j], f))
				return false;
	}
	return true;
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
	if (w->prelude.quorum == QUORUM_LOST)
		w->summary.gaps++;
	return w->sink->identified(w->sink, &w->prelude.identity, f) && record_prelude(w, f);
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
	if (!begin(w, f))
		return false;
	for (int phase = 0; phase < w->plan.phases; phase++)
		if (!run_phase(w, phase, f) || !finish_rows(w, phase, f))
			return false;
	w->summary.bent = w->extractor.bent;
	w->summary.ended = w->source->taken ? w->source->taken : (int64_t)time(NULL);
	return !found_nothing(w, f);
}
