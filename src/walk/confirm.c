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
