/* schedule.c - see schedule.h. */
#include "walk/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "walk/expression.h"
#include "walk/plan.h"

/* Jobs handed over for one node. It works at two of them; the others wait, so that it never idles. */
#define LANE_LIMIT 4

/* --- jobs */

static char *once_values(const struct read *read, const struct partial_row *row)
{
	struct text values = TEXT_INIT;

	for (const char *const *name = read->once_columns; name && *name; name++) {
		AUTO_FREE char *value = row_variable_text(row, *name);

		text_addf(&values, "%s%s", values.size ? "/" : "", value ? value : "");
	}
	return text_take(&values);
}

static void forget_path(struct job *job)
{
	free(job->target);
	free(job->path);
	free(job->node);
	job->target = job->path = job->node = NULL;
}

bool job_prepare(struct job *job, char **ret_missing)
{
	struct scene scene = { .context = job->row };

	forget_path(job);
	if (job->once)
		job->target = xstrdup(job->once);
	else
		job->target = xstrdup(job->row ? job->row->id : "");
	job->node = job->row ? row_variable_text(job->row, "node") : NULL;
	job->path = template_fill(job->read->path, &scene, true, ret_missing);
	return job->path != NULL;
}

bool job_is_up(const struct job *job)
{
	return predicate_holds_for_row(job->read->up, job->row);
}

void job_clear(struct job *job)
{
	forget_path(job);
	free(job->others);
	free(job->once);
}

/* --- the schedule */

void schedule_init(struct schedule *s)
{
	*s = (struct schedule){ 0 };
}

void schedule_clear(struct schedule *s)
{
	while (s->n_jobs)
		schedule_end(s, s->jobs[0]);
	for (size_t i = 0; i < s->n_nodes; i++) {
		free(s->nodes[i]->name);
		free(s->nodes[i]->version_path);
		free(s->nodes[i]->reason);
		free(s->nodes[i]);
	}
	for (size_t i = 0; i < s->n_parked; i++)
		free(s->parked[i].reason);
	free(s->parked);
	free(s->nodes);
	free(s->jobs);
	*s = (struct schedule){ 0 };
}

static struct job *find_once(const struct schedule *s, const struct read *read, const char *values)
{
	for (size_t i = 0; i < s->n_jobs; i++)
		if (s->jobs[i]->read == read && strcmp(s->jobs[i]->once, values) == 0)
			return s->jobs[i];
	return NULL;
}

static struct node_state *lane_of(struct schedule *s, const struct job *job)
{
	AUTO_FREE char *node = job->row && job->read->at_node ? row_variable_text(job->row, "node") : NULL;

	return schedule_node(s, node ? node : "");
}

static struct queue *queue_of(const struct job *job)
{
	const struct read *read = job->read;

	if (!read->agent || !job->row)
		return &job->lane->jobs;
	return &job->lane->agents[read->after && read->after->agent ? AGENT_BEGUN : job->row->rank];
}

static struct job *new_job(struct schedule *s, const struct job *like)
{
	struct job *job = xmalloc(sizeof(*job));

	if (s->n_jobs == s->space) {
		s->space = s->space ? s->space * 2 : 64;
		s->jobs = xreallocarray(s->jobs, s->space, sizeof(struct job *));
	}
	*job = *like;
	job->index = s->n_jobs;
	s->jobs[s->n_jobs++] = job;
	return job;
}

/* Lets a read wait with the last job of the queue. False: that is another row's, or full. */
static bool join_last(const struct queue *queue, const struct job *job)
{
	struct job *last = queue->last;

	for (size_t i = 0; last && last->row && last->row == job->row && i < JOINED_READS; i++)
		if (!last->more[i]) {
			last->more[i] = job->read;
			return true;
		}
	return false;
}

static void queue_add(struct queue *queue, struct job *job)
{
	if (queue->last)
		queue->last->next = job;
	else
		queue->first = job;
	queue->last = job;
}

/* The first of the reads that wait with the job takes its place. */
static void part_from(struct schedule *s, struct job *job)
{
	struct job rest = { .read = job->more[0], .row = job->row, .lane = job->lane, .next = job->next };

	if (!rest.read)
		return;
	memcpy(rest.more, job->more + 1, sizeof(job->more) - sizeof(job->more[0]));
	memset(job->more, 0, sizeof(job->more));
	job->next = new_job(s, &rest);
}

static struct job *queue_take(struct schedule *s, struct queue *queue)
{
	struct job *job = queue->first;

	if (!job)
		return NULL;
	part_from(s, job);
	if (job == queue->last)
		queue->last = job->next;
	queue->first = job->next;
	return job;
}

static void set_row(struct job *job, struct partial_row *row)
{
	if (job->row)
		job->row->jobs -= read_fills_rows(job->read);
	job->row = row;
	if (row)
		row->jobs += read_fills_rows(job->read);
}

/* The others last; one that is not up before them all. */
static void add_other(struct job *job, struct partial_row *row)
{
	job->others = xreallocarray(job->others, job->n_others + 1, sizeof(*job->others));
	if (!predicate_holds_for_row(job->read->up, row)) {
		memmove(job->others + 1, job->others, job->n_others * sizeof(*job->others));
		job->others[0] = job->row;
		set_row(job, row);
	} else {
		job->others[job->n_others] = row;
	}
	job->n_others++;
}

bool schedule_add(struct schedule *s, const struct read *read, struct partial_row *row)
{
	char *once = read->once && row ? once_values(read, row) : NULL;
	struct job *job = once ? find_once(s, read, once) : NULL;
	struct job added = { .read = read, .once = once };

	if (job) {
		add_other(job, row);
		free(once);
		return false;
	}
	set_row(&added, row);
	added.lane = lane_of(s, &added);
	if (once || !join_last(queue_of(&added), &added))
		queue_add(queue_of(&added), new_job(s, &added));
	return true;
}

void schedule_end(struct schedule *s, struct job *job)
{
	s->jobs[job->index] = s->jobs[--s->n_jobs];
	s->jobs[job->index]->index = job->index;
	job_clear(job);
	free(job);
}

struct job *schedule_next(struct schedule *s)
{
	for (size_t i = 0; i < s->n_nodes; i++) {
		struct node_state *node = s->nodes[s->turn++ % s->n_nodes];
		struct job *job = NULL;

		if (node->condition == NODE_SUSPECT)
			continue;
		for (unsigned rank = 0; !job && !node->agents_outstanding && rank < AGENT_RANKS; rank++)
			job = queue_take(s, &node->agents[rank]);
		if (!job && node->outstanding < LANE_LIMIT)
			job = queue_take(s, &node->jobs);
		if (job)
			return job;
	}
	return NULL;
}

/* Its row may be elsewhere now. */
void schedule_again(struct schedule *s, struct job *job)
{
	struct queue *queue;

	job->lane = lane_of(s, job);
	queue = queue_of(job);
	job->next = queue->first;
	queue->first = job;
	if (!queue->last)
		queue->last = job;
}

void schedule_count_asked(struct job *job)
{
	*(job->read->agent ? &job->lane->agents_outstanding : &job->lane->outstanding) += 1;
}

void schedule_count_answered(struct job *job)
{
	*(job->read->agent ? &job->lane->agents_outstanding : &job->lane->outstanding) -= 1;
}

bool schedule_try_other(struct schedule *s, struct job *job)
{
	if (!job->n_others)
		return false;
	set_row(job, job->others[0]);
	job->n_others--;
	memmove(job->others, job->others + 1, job->n_others * sizeof(*job->others));
	schedule_again(s, job);
	return true;
}

/* --- nodes */

struct node_state *schedule_node(struct schedule *s, const char *name)
{
	struct node_state *node;

	for (size_t i = 0; i < s->n_nodes; i++)
		if (strcmp(s->nodes[i]->name, name) == 0)
			return s->nodes[i];
	node = xcalloc(1, sizeof(*node));
	node->name = xstrdup(name);
	node->version_path = xasprintf("/nodes/%s/version", name);
	s->nodes = xreallocarray(s->nodes, s->n_nodes + 1, sizeof(struct node_state *));
	s->nodes[s->n_nodes++] = node;
	return node;
}

bool schedule_is_node(const struct schedule *s, const void *tag)
{
	for (size_t i = 0; i < s->n_nodes; i++)
		if (s->nodes[i] == tag)
			return true;
	return false;
}

void schedule_park(struct schedule *s, struct job *job, enum outcome_kind kind, const char *reason)
{
	s->parked = xreallocarray(s->parked, s->n_parked + 1, sizeof(*s->parked));
	s->parked[s->n_parked++] = (struct parked){ job, kind, xstrdup(reason) };
}

bool schedule_unpark(struct schedule *s, const struct node_state *node, struct parked *ret)
{
	for (size_t i = 0; i < s->n_parked; i++) {
		if (strcmp(s->parked[i].job->node, node->name) != 0)
			continue;
		*ret = s->parked[i];
		s->parked[i] = s->parked[--s->n_parked];
		return true;
	}
	return false;
}
