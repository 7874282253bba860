/* confirm.c - asking whether a row that was not seen is really gone. */
#include "walk/walk_internal.h"

#include "base/text.h"

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
		row_add_cell(row, &cell, 0);
		value_clear(&cell.value);
	}
	return row;
}

/* What the answer says; an answer that is neither yes nor no confirms nothing. */
static enum confirmation confirmation_of(const struct answer *answer)
{
	if (answer->status == 200)
		return CONFIRM_GONE;
	if (answer->status == 400)
		return CONFIRM_EXISTS;
	return answer->status == 0 ? CONFIRM_UNKNOWN : CONFIRM_FAILED;
}

bool walk_confirm(struct walk *w, const struct entity *entity, const char *const *key,
		  enum confirmation *ret, struct fault *f)
{
	const struct read *read = confirming_read(entity);
	struct fault lost = FAULT_INIT;
	struct row_set set;
	struct answer answer;
	struct job job = { .read = read };

	*ret = CONFIRM_UNKNOWN;
	if (w->options.interrupted && *w->options.interrupted)
		return fault_set(f, FAULT_INTERRUPTED, "interrupted; nothing was stored");
	if (!read || w->prelude.quorum == QUORUM_LOST)
		return true;
	row_set_init(&set, entity);
	job.row = key_row(&set, entity, key);
	if (job_prepare(&job, NULL)) {
		struct request request = { .path = job.path, .tag = &job };

		w->summary.requests++;
		/* A source that breaks down now has said all else: the walk is not lost. */
		*ret = CONFIRM_FAILED;
		if (source_submit(w->source, &request, &lost) && source_next(w->source, &answer, &lost) == 1)
			*ret = confirmation_of(&answer);
		fault_clear(&lost);
	}
	job_clear(&job);
	row_set_clear(&set);
	return true;
}
