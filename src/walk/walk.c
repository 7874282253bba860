/* walk.c - see walk.h. Reads unlock one another, so the walk goes in phases: what needs no rows, then
 * what is read per node, then per guest, and so on. Within a phase answers may come in any order. */
#include "walk/walk.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "walk/extract.h"
#include "walk/outcome.h"
#include "walk/plan.h"
#include "walk/prelude.h"
#include "walk/schedule.h"

struct walk {
	struct source *source;
	struct walk_options options;
	struct sink *sink;
	struct walk_summary summary;
	struct plan plan;
	struct prelude prelude;
	struct extractor extractor;
	struct schedule schedule;
	char *last_refusal; /* message of the last read that was denied or failed */
};

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

/* --- outcomes */

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
	if (outcome->kind == OUTCOME_DENIED && outcome->read->beyond)
		return true;
	for (const char *const *gap = w->options.expected_gaps; gap && *gap; gap++) {
		const char *name = strchr(*gap, '/');

		if (!name)
			continue;
		if (text_starts_with(*gap, "read/") && strcmp(name + 1, outcome->read->name) == 0)
			return true;
		if (text_starts_with(*gap, "node/") && node && strcmp(name + 1, node) == 0 &&
		    outcome->kind != OUTCOME_DENIED)
			return true;
	}
	return false;
}

static bool record(struct walk *w, struct outcome *outcome, const char *node, bool planned,
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

/* A read that is not made at all, for a reason that is no gap. */
static bool record_unmade(struct walk *w, const struct read *read, enum outcome_kind kind,
			  const char *reason, struct fault *f)
{
	struct outcome outcome = {
		.read = read, .target = "", .path = read->path, .kind = kind, .reason = reason
	};

	return record(w, &outcome, NULL, true, f);
}

/* --- one answer */

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

		if (!record(w, &outcome, job->node, false, f))
			return false;
	}
	return true;
}

static char *reason_of(const struct walk *w, const struct job *job, enum outcome_kind kind,
		       const char *message, int status)
{
	struct scene scene = { .context = job->row, .rights = &w->prelude.rights };
	AUTO_FREE char *privilege = kind == OUTCOME_DENIED ? read_privilege(job->read, &scene) : NULL;

	if (kind == OUTCOME_OK)
		return NULL;
	if (privilege)
		return xasprintf("needs %s", privilege);
	if (kind == OUTCOME_SKIPPED)
		return xstrdup("not recorded");
	if (message && message[0])
		return xstrdup(message);
	return xasprintf("HTTP status %d", status);
}

/* Takes the document apart; an answer that cannot be read as one is an error. */
static bool extract(struct walk *w, const struct job *job, const struct answer *answer,
		    enum outcome_kind *kind, char **message, struct fault *f)
{
	struct document document = { job->read, job->row, job->target, { "null", 4 },
				     *kind != OUTCOME_OK };
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

static bool finish_row(struct walk *w, struct partial_row *row, struct fault *f)
{
	if (row->handed_over)
		return true;
	if (!row_hand_over(row, w->options.no_notes, w->sink, f))
		return false;
	row_shrink(row, w->plan.bindings[entity_index(row->entity)]);
	return true;
}

/* A row leaves as soon as all that will be read for it is there. */
static bool release_row(struct walk *w, const struct job *job, int phase, struct fault *f)
{
	struct partial_row *row = job->row;

	if (!row || --row->jobs > 0 || plan_last_phase(&w->plan, row->entity) != phase ||
	    !plan_row_by_row(&w->plan, row->entity, phase))
		return true;
	return finish_row(w, row, f);
}

static bool conclude(struct walk *w, struct job *job, enum outcome_kind kind, const char *reason,
		     struct fault *f)
{
	struct outcome outcome = {
		.read = job->read,
		.target = job->target,
		.path = job->path ? job->path : job->read->path,
		.kind = kind,
		.reason = reason,
	};

	return record(w, &outcome, job->node, false, f) &&
	       (kind != OUTCOME_OK || record_filtered(w, job, f)) &&
	       release_row(w, job, job->read->phase, f);
}

/* A node is offline only when its version can't be had either; until then its reads wait. */
static bool suspect_node(struct walk *w, struct job *job, enum outcome_kind kind, const char *reason,
			 struct fault *f)
{
	struct node_state *node = schedule_node(&w->schedule, job->node);
	struct request request = { node->version_path, job->node, node };

	if (node->condition == NODE_SUSPECT) {
		schedule_park(&w->schedule, job, kind, reason);
		return true;
	}
	node->condition = NODE_SUSPECT;
	schedule_park(&w->schedule, job, kind, reason);
	w->summary.requests++;
	return source_submit(w->source, &request, f);
}

static bool means_offline(const struct job *job, enum outcome_kind kind)
{
	if (!job->node || !job->read->at_node)
		return false;
	return kind == OUTCOME_OFFLINE || (kind == OUTCOME_TIMEOUT && job->read->cost <= 'B');
}

static bool finish_job(struct walk *w, struct job *job, const struct answer *answer, struct fault *f)
{
	char *message = answer_message(answer);
	enum outcome_kind kind = outcome_of(job->read, answer->status, message);
	AUTO_FREE char *reason = NULL;
	bool done = true;

	if (answer->status == 401) {
		fault_set(f, FAULT_AUTH, "%s: authentication failed: %s", job->path, message);
		free(message);
		return false;
	}
	if (outcome_is_readable(kind))
		done = extract(w, job, answer, &kind, &message, f);
	reason = reason_of(w, job, kind, message, answer->status);
	free(message);
	if (!done)
		return false;
	if (job->others && !outcome_is_readable(kind) && schedule_try_other(&w->schedule, job))
		return true;
	if (means_offline(job, kind) &&
	    schedule_node(&w->schedule, job->node)->condition != NODE_ANSWERS)
		return suspect_node(w, job, kind, reason, f);
	return conclude(w, job, kind, reason, f);
}

/* --- one phase */

static bool is_only(const struct walk *w, const struct partial_row *row)
{
	if (!w->options.only || row->entity != w->options.only)
		return true;
	for (const char *const *id = w->options.only_ids; id && *id; id++)
		if (strcmp(*id, row->id) == 0)
			return true;
	return !w->options.only_ids;
}

static bool within_level(const struct walk *w, const struct read *read)
{
	return w->options.wanted || read->level <= w->options.level;
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

/* Starts a job: true with *ret_asked when an answer will come; else it is concluded already. */
static bool start_job(struct walk *w, struct job *job, bool *ret_asked, struct fault *f)
{
	const struct kept_answer *kept;
	struct request request;
	AUTO_FREE char *missing = NULL;

	*ret_asked = false;
	if (!job_prepare(job, &missing)) {
		AUTO_FREE char *reason = xasprintf("%s is not known", missing);

		return conclude(w, job, OUTCOME_ERROR, reason, f);
	}
	if (job->node && job->read->at_node &&
	    schedule_node(&w->schedule, job->node)->condition == NODE_OFFLINE)
		return conclude(w, job, OUTCOME_OFFLINE, schedule_node(&w->schedule, job->node)->reason, f);
	kept = prelude_find(&w->prelude, job->read, job->node);
	if (kept) {
		struct answer answer = { NULL, kept->status, kept->reason, json_slice_of("") };

		if (kept->body)
			answer.body = json_slice_of(kept->body);
		return finish_job(w, job, &answer, f);
	}
	request = (struct request){ job->path, job->read->at_node ? job->node : NULL, job };
	w->summary.requests++;
	*ret_asked = true;
	return source_submit(w->source, &request, f);
}

/* The answer to /nodes/{node}/version: what waited for it can be concluded. */
static bool judge_node(struct walk *w, struct node_state *node, const struct answer *answer,
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
		done = conclude(w, parked.job, kind, parked.reason, f);
		free(parked.reason);
		if (!done)
			return false;
	}
	return true;
}

static bool take_answer(struct walk *w, struct fault *f)
{
	struct answer answer;
	int got = source_next(w->source, &answer, f);

	if (got < 0)
		return false;
	if (got == 0)
		return fault_set(f, FAULT_BUG, "the source has lost a request");
	w->schedule.outstanding--;
	if (schedule_is_node(&w->schedule, answer.tag))
		return judge_node(w, answer.tag, &answer, f);
	return finish_job(w, answer.tag, &answer, f);
}

static bool run_phase(struct walk *w, int phase, struct fault *f)
{
	unsigned parallel = w->source->parallel ? w->source->parallel : 1;

	schedule_reset(&w->schedule);
	if (!plan_phase(w, phase, f))
		return false;
	for (;;) {
		struct job *job = w->schedule.outstanding < parallel ? schedule_next(&w->schedule) : NULL;
		unsigned requests = w->summary.requests;
		bool asked;

		if (w->options.interrupted && *w->options.interrupted)
			return fault_set(f, FAULT_INTERRUPTED, "interrupted; nothing was stored");
		if (!job && !w->schedule.outstanding)
			return true;
		if (job ? !start_job(w, job, &asked, f) : !take_answer(w, f))
			return false;
		w->schedule.outstanding += w->summary.requests - requests;
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
			if (!finish_row(w, set->rows[j], f))
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
		reason = reason_of(w, &job, outcome.kind, message, kept->status);
		outcome.reason = reason;
		if (!record(w, &outcome, kept->node, false, f))
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

/* --- confirmation */

static const struct read *confirming_read(const struct entity *entity)
{
	for (unsigned i = 0; i < schema_read_count; i++)
		if (schema_reads[i]->confirms && schema_reads[i]->per == entity)
			return schema_reads[i];
	return NULL;
}

/* A row with nothing but its key, to fill the path's variables from. */
static struct partial_row *key_row(struct row_set *set, const struct entity *entity,
				   const char *const *key)
{
	struct partial_row *row = row_set_add(set, "");

	for (unsigned i = 0; i < entity->n_keys; i++) {
		struct cell cell = { .column = &entity->columns[i] };

		value_from_text(&cell.value, &cell.column->rule, key[i]);
		row_add_cell(row, &cell);
	}
	return row;
}

bool walk_confirm(struct walk *w, const struct entity *entity, const char *const *key,
		  enum confirmation *ret, struct fault *f)
{
	const struct read *read = confirming_read(entity);
	struct row_set set;
	struct answer answer;
	struct job job = { .read = read };
	int got = 0;
	bool asked = false;

	*ret = CONFIRM_UNKNOWN;
	if (!read || w->prelude.quorum == QUORUM_LOST)
		return true;
	row_set_init(&set, entity);
	job.row = key_row(&set, entity, key);
	if (job_prepare(&job, NULL)) {
		struct request request = { job.path, NULL, &job };

		w->summary.requests++;
		asked = source_submit(w->source, &request, f);
		got = asked ? source_next(w->source, &answer, f) : -1;
		if (got == 1 && answer.status == 200)
			*ret = CONFIRM_GONE;
		else if (got == 1 && answer.status == 400)
			*ret = CONFIRM_EXISTS;
	}
	job_clear(&job);
	row_set_clear(&set);
	return got >= 0;
}
