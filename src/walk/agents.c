/* agents.c - manners towards what answers inside the guests. A guest whose agent is dead costs a worker of
 * its node three seconds a call, and a node has three workers: so one call is under way on a node at a
 * time (schedule.h), a guest that did not answer is not asked again in this walk, and neither a guest nor
 * all of them together may take forever. */
#include "walk/walk_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "source/config.h"
#include "walk/compute.h"

static const char stopped[] = "not asked: it had stopped answering";
static const char guest_is_late[] = "no answer within the time of a guest (guest-timeout)";
static const char all_are_late[] = "not asked: the time of all guests is over (guest-total-timeout)";

enum agent_rank agents_rank(const struct walk *w, const struct partial_row *row)
{
	AUTO_FREE char *answer =
		w->options.known && schema_column(row->entity, "answer")
			? w->options.known(w->options.known_context, row->entity, row->id, "answer")
			: NULL;

	if (!answer)
		return AGENT_NEW;
	if (strcmp(answer, ANSWER_NOT_ASKED) == 0)
		return AGENT_OVERDUE;
	return strcmp(answer, ANSWER_NONE) == 0 || strcmp(answer, ANSWER_STOPPED) == 0 ? AGENT_LATE
										       : AGENT_NEW;
}

/* --- time */

static long milliseconds_left(int64_t begun, long seconds)
{
	int64_t left = begun + 1000 * (int64_t)seconds - clock_monotonic_ms();

	return left > 0 ? (long)left : 0;
}

static long guest_time_left(const struct walk *w, const struct job *job)
{
	return milliseconds_left(job->row->asked,
				 w->options.guest_timeout ? w->options.guest_timeout : GUEST_TIMEOUT);
}

static long total_time_left(const struct walk *w)
{
	return milliseconds_left(w->agents_begun, w->options.guest_total_timeout
							  ? w->options.guest_total_timeout
							  : GUEST_TOTAL_TIMEOUT);
}

long agents_time_left(const struct walk *w, const struct job *job)
{
	long guest = guest_time_left(w, job), total = total_time_left(w);

	return 1 + (guest < total ? guest : total); /* 0 is no limit; and it is over when that is up */
}

bool agents_are_spared(struct walk *w, const struct job *job, enum outcome_kind *ret_kind,
		       const char **ret_reason)
{
	struct partial_row *row = job->row;

	if (!w->agents_begun)
		w->agents_begun = clock_monotonic_ms();
	if (!row->asked)
		row->asked = clock_monotonic_ms();
	if (!row->spared && !total_time_left(w))
		row->spared = all_are_late;
	*ret_kind = row->spared ? OUTCOME_SKIPPED : OUTCOME_TIMEOUT;
	*ret_reason = row->spared ? row->spared : guest_time_left(w, job) ? NULL : guest_is_late;
	return *ret_reason;
}

/* --- what an answer means */

/* A text below the answer's data, or null. The caller frees it. */
static char *member_text(struct json_slice slice, const char *name)
{
	struct fault ignored = FAULT_INIT;
	struct json_slice found;
	cJSON *item = NULL;
	char *text = NULL;

	if (json_find_member(slice, name, &found, &ignored) == 1)
		item = json_parse(found, &ignored);
	if (item && cJSON_IsString(item))
		text = xstrdup(item->valuestring);
	cJSON_Delete(item);
	fault_clear(&ignored);
	return text;
}

/* The member of that name, if it is an object that has it; else nothing. */
static struct json_slice member(struct json_slice slice, const char *name)
{
	struct fault ignored = FAULT_INIT;
	struct json_slice found;

	if (json_slice_kind(slice) != '{' || json_find_member(slice, name, &found, &ignored) != 1)
		found = json_slice_of("");
	fault_clear(&ignored);
	return found;
}

/* Do the sources open a list below the outermost member? */
static bool wants_list(const struct read *read)
{
	for (const struct entity_source *const *s = read->sources; *s; s++)
		if ((*s)->each && (*s)->each->kind == STEP_MEMBER && (*s)->each[1].kind == STEP_LIST)
			return true;
	return false;
}

static void judge_refusal(struct json_slice error, enum outcome_kind *kind, char **message)
{
	AUTO_FREE char *class = member_text(error, "class");

	free(*message);
	*message = member_text(error, "desc");
	if (!*message)
		*message = xstrdup(class ? class : "refused");
	/* CommandNotFound, CommandDisabled, Unsupported; a GenericError is one of this moment */
	*kind = class && strcmp(class, "GenericError") == 0 ? OUTCOME_ERROR : OUTCOME_UNSUPPORTED;
}

/* A 200 may say that nothing was done, or anything: what is no result must not look like an empty one. */
static void judge_result(const struct read *read, const struct answer *answer, enum outcome_kind *kind,
			 char **message)
{
	struct json_slice result = member(answer->body, "data"), error;
	char wanted = wants_list(read) ? '[' : '{';

	if (json_slice_kind(result) != '{')
		return; /* no answer to any read */
	result = member(result, read->refused[0]);
	error = member(result, read->refused[1]);
	if (json_slice_kind(error) == '{') {
		judge_refusal(error, kind, message);
	} else if (json_slice_kind(result) != wanted) {
		*kind = OUTCOME_ERROR;
		free(*message);
		*message = xasprintf("malformed answer: its %s is no %s", read->refused[0],
				     wanted == '[' ? "list" : "object");
	}
}

void agents_judge(const struct walk *w, struct job *job, const struct answer *answer,
		  enum outcome_kind *kind, char **message)
{
	job->answered = answer->status == 200;
	if (*kind == OUTCOME_OK && job->read->refused)
		judge_result(job->read, answer, kind, message);
	if (!job->read->agent || *kind != OUTCOME_TIMEOUT)
		return;
	if (!total_time_left(w)) {
		job->row->spared = all_are_late;
		*kind = OUTCOME_SKIPPED;
	} else if (guest_time_left(w, job)) {
		return;
	}
	/* Without the time that was left for this call: it differs from walk to walk. */
	free(*message);
	*message = xstrdup(job->row->spared ? all_are_late : guest_is_late);
}

/* --- the end of a read */

static bool wants_outcome(const struct read *read)
{
	for (const struct entity_source *const *s = read ? read->sources : NULL; s && *s; s++)
		if ((*s)->of_outcome)
			return true;
	return false;
}

/* Hands {"outcome": …, "reason": …} to the sources that read how 'read' ended; or "later" and "later_reason",
 * if it was another read of the same row that ended so. */
static bool tell(struct walk *w, const struct job *job, const struct read *read, const char *how,
		 const char *reason, struct fault *f)
{
	const char *name = read == job->read ? "outcome" : "later";
	const char *reason_name = read == job->read ? "reason" : "later_reason";
	struct document document = { .read = read,
				     .context = job->row,
				     .target = job->target,
				     .of_outcome = true };
	struct value why = value_text(reason);
	AUTO_TEXT struct text json = TEXT_INIT;

	text_addf(&json, "{\"%s\":\"%s\",\"%s\":", name, how, reason_name);
	value_add_json(&json, &why);
	text_add_char(&json, '}');
	value_clear(&why);
	document.data = (struct json_slice){ json.data, json.size };
	return extract_document(&w->extractor, &document, f) == EXTRACT_DONE;
}

bool agents_conclude(struct walk *w, const struct job *job, enum outcome_kind kind, const char *reason,
		     struct fault *f)
{
	struct partial_row *row = job->read->agent ? job->row : NULL;
	bool failed = !job->answered && (kind == OUTCOME_TIMEOUT || kind == OUTCOME_ERROR);

	if (row && failed)
		row->spared = stopped;
	/* Of what a recording does not hold nothing is known; that it had stopped is told already. */
	if (kind == OUTCOME_SKIPPED && !(row && row->spared == all_are_late))
		return true;
	if (wants_outcome(job->read))
		return tell(w, job, job->read, outcome_name(kind), reason, f);
	if (!row || !wants_outcome(job->read->after) || (!failed && kind != OUTCOME_SKIPPED))
		return true;
	return tell(w, job, job->read->after, failed ? "stopped" : "skipped", reason, f);
}
