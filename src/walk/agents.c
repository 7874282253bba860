/* agents.c - manners towards what answers inside the guests. A guest whose agent is dead costs a worker of
 * its node three seconds a call, and a node has three workers: so one call is under way on a node at a
 * time (schedule.h), a guest that did not answer is not asked again in this walk, and neither a guest nor
 * all of them together may take forever. */
#include "walk/walk_internal.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"

#define GUEST_TIME  30000L   /* milliseconds for all calls of one guest */
#define AGENTS_TIME 1800000L /* … of all guests */

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool agents_are_spared(struct walk *w, const struct job *job, const char **ret_reason)
{
	int64_t now = milliseconds();

	if (!w->agents_begun)
		w->agents_begun = now;
	if (!job->row->asked)
		job->row->asked = now;
	*ret_reason = job->row->silent			? "not asked: it had stopped answering"
		      : now - job->row->asked > GUEST_TIME ? "not asked: the guest took too long before"
		      : now - w->agents_begun > AGENTS_TIME ? "not asked: all guests together took too long"
							    : NULL;
	return *ret_reason;
}

void agents_note_end(const struct job *job, enum outcome_kind kind)
{
	if (job->read->agent && job->row && (kind == OUTCOME_TIMEOUT || kind == OUTCOME_ERROR))
		job->row->silent = true;
}

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

bool agents_check_refusal(const struct job *job, const struct answer *answer, enum outcome_kind *kind,
			  char **message)
{
	struct fault ignored = FAULT_INIT;
	struct json_slice slice = answer->body;
	AUTO_FREE char *class = NULL;
	int found = job->read->refused && slice.size ? json_find_member(slice, "data", &slice, &ignored) : 0;

	for (const char *const *name = job->read->refused; found == 1 && *name; name++)
		found = json_slice_kind(slice) == '{' ? json_find_member(slice, *name, &slice, &ignored) : 0;
	fault_clear(&ignored);
	if (found != 1 || json_slice_kind(slice) != '{')
		return false;
	class = member_text(slice, "class");
	free(*message);
	*message = member_text(slice, "desc");
	if (!*message)
		*message = xstrdup(class ? class : "refused");
	/* CommandNotFound, CommandDisabled, Unsupported; a GenericError is one of this moment */
	*kind = class && strcmp(class, "GenericError") == 0 ? OUTCOME_ERROR : OUTCOME_UNSUPPORTED;
	return true;
}

static bool wants_outcome(const struct read *read)
{
	for (const struct entity_source *const *s = read->sources; s && *s; s++)
		if ((*s)->of_outcome)
			return true;
	return false;
}

bool agents_tell_outcome(struct walk *w, const struct job *job, enum outcome_kind kind, const char *reason,
			 struct fault *f)
{
	struct document document = { .read = job->read,
				     .context = job->row,
				     .target = job->target,
				     .of_outcome = true };
	struct value why;
	AUTO_TEXT struct text json = TEXT_INIT;

	/* Of a recording that does not hold it nothing is known. */
	if (!wants_outcome(job->read) || kind == OUTCOME_SKIPPED)
		return true;
	why = value_text(reason);
	text_addf(&json, "{\"outcome\":\"%s\",\"reason\":", outcome_name(kind));
	value_add_json(&json, &why);
	text_add_char(&json, '}');
	value_clear(&why);
	document.data = (struct json_slice){ json.data, json.size };
	return extract_document(&w->extractor, &document, f) == EXTRACT_DONE;
}
