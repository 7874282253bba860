/* relocate.c - see relocate.h. */
#include "walk/relocate.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

bool relocate_is_due(const struct job *job, int status, const char *message)
{
	return job->read->moved && job->row && !job->relocated && status == 500 &&
	       strstr(message, job->read->moved);
}

void relocate_keep(struct walk *w, struct job *job, char *reason)
{
	w->moved = xreallocarray(w->moved, w->n_moved + 1, sizeof(*w->moved));
	w->moved[w->n_moved++] = (struct moved_job){ job, reason };
}

void relocate_clear(struct walk *w)
{
	for (size_t i = 0; i < w->n_moved; i++)
		free(w->moved[i].reason);
	free(w->moved);
	w->moved = NULL;
	w->n_moved = 0;
}

/* --- the list once more */

static bool ignore_scope(struct sink *sink, const struct scope *scope, struct fault *f)
{
	(void)sink;
	(void)scope;
	(void)f;
	return true;
}

static bool ignore_row(struct sink *sink, const struct row *row, struct fault *f)
{
	(void)sink;
	(void)row;
	(void)f;
	return true;
}

static bool ignore_leftover(struct sink *sink, const struct leftover *leftover, struct fault *f)
{
	(void)sink;
	(void)leftover;
	(void)f;
	return true;
}

static const struct read *list_of(const struct entity *entity)
{
	for (unsigned i = 0; i < entity->n_sources; i++)
		if (!entity->sources[i].joins && !entity->sources[i].ignores && !entity->sources[i].read->per)
			return entity->sources[i].read;
	return NULL;
}

/* Reads the list into 'x'. *ret_read: it could be read. */
static bool read_again(struct walk *w, const struct read *list, struct extractor *x, bool *ret_read,
		       struct fault *f)
{
	struct request request = { .path = list->path };
	struct document document = { .read = list, .target = "" };
	struct fault ignored = FAULT_INIT;
	struct answer answer;
	int got;

	*ret_read = false;
	w->summary.requests++;
	if (!source_submit(w->source, &request, f))
		return false;
	got = source_next(w->source, &answer, f);
	if (got <= 0)
		return got == 0 ? fault_set(f, FAULT_BUG, "the source has lost a request") : false;
	*ret_read = answer.status == 200 &&
		    json_find_member(answer.body, "data", &document.data, &ignored) == 1 &&
		    extract_document(x, &document, &ignored) == EXTRACT_DONE;
	fault_clear(&ignored);
	return true;
}

/* --- one row */

/* Puts what the list says now in the place of what it said before. */
static void replace_cells(struct partial_row *row, const struct partial_row *now)
{
	for (unsigned i = 0; i < now->n_cells; i++)
		for (unsigned j = 0; j < row->n_cells; j++) {
			const struct cell *from = &now->cells[i];
			struct cell *to = &row->cells[j];

			if (to->column != from->column || to->alternative != from->alternative ||
			    to->source != from->source)
				continue;
			value_clear(&to->value);
			to->value = value_copy(&from->value);
		}
}

static bool is_elsewhere(const struct job *job, const struct partial_row *now)
{
	struct job again = { .read = job->read };
	bool elsewhere;

	again.row = (struct partial_row *)(uintptr_t)now;
	elsewhere = job_prepare(&again, NULL) && strcmp(again.path, job->path) != 0;
	job_clear(&again);
	return elsewhere;
}

/* Nothing is said of it: if the list was whole, the store finds it gone. */
static void let_go(struct walk *w, struct job *job)
{
	job->row->made = false;
	job->row->handed_over = true;
	job->row->jobs -= read_fills_rows(job->read);
	walk_end_job(w, job);
}

static bool relocate_one(struct walk *w, const struct moved_job *moved, const struct extractor *x,
			 bool read, struct fault *f)
{
	struct job *job = moved->job;
	const struct partial_row *now = NULL;

	if (read)
		now = row_set_find(&x->rows[job->row->entity->index], job->row->id);
	job->relocated = true;
	if (read && !now) {
		let_go(w, job);
		return true;
	}
	if (!now || !is_elsewhere(job, now))
		return walk_conclude(w, job, OUTCOME_ERROR, moved->reason, f);
	replace_cells(job->row, now);
	schedule_again(&w->schedule, job);
	return true;
}

bool relocate_all(struct walk *w, struct fault *f)
{
	struct sink nowhere = { .row = ignore_row, .scope = ignore_scope, .leftover = ignore_leftover };
	const struct read *list = list_of(w->moved[0].job->row->entity);
	struct extractor x;
	bool read = false, done = true;

	extractor_init(&x, &nowhere, &w->prelude.rights);
	if (list)
		done = read_again(w, list, &x, &read, f);
	for (size_t i = 0; i < w->n_moved && done; i++)
		done = relocate_one(w, &w->moved[i], &x,
				    read && list_of(w->moved[i].job->row->entity) == list, f);
	extractor_clear(&x);
	relocate_clear(w);
	return done;
}
