/* schedule.h - the jobs that wait for their turn, node by node, and what is known of the nodes that
 * answer them. */
#ifndef PVEINV_SCHEDULE_H
#define PVEINV_SCHEDULE_H

#include "walk/outcome.h"
#include "walk/rows.h"

#define JOINED_READS 3 /* most guests have four reads for any node to answer, and as many for their own */

/* One read to be made for one row (or for the cluster). */
struct job {
	const struct read *read;
	struct partial_row *row; /* or null */
	char *target, *path, *node; /* set by job_prepare(); node null: any */
	/* A read of which any row's answer serves ("once" without columns): the rows that are left. */
	struct partial_row **others;
	size_t n_others;
	bool relocated; /* was looked for where the list says now */
	bool answered;  /* there was an answer, whatever it says */
	bool surprised; /* another row did not serve, for no reason that is expected of its node */
	char *once; /* the values that make it one request, or null */

	/* While it is queued: more reads of the row that wait in its place. Each becomes a job of its own. */
	const struct read *more[JOINED_READS];
	struct job *next;        /* in its node's queue */
	struct node_state *lane; /* whose queue */
	size_t index;            /* in the schedule's jobs */
};

/* Fills target, path and node. False when a variable is not bound; *ret_missing names it. */
bool job_prepare(struct job *job, char **ret_missing);
void job_clear(struct job *job);

enum node_condition { NODE_UNTRIED, NODE_SUSPECT, NODE_OFFLINE, NODE_ANSWERS };

struct queue {
	struct job *first, *last;
};

/* A node, and the jobs that only it can answer. The one without a name has what any node answers. */
struct node_state {
	char *name;
	char *version_path;
	char *reason; /* why it is offline */
	enum node_condition condition;
	struct queue jobs, agents[AGENT_RANKS]; /* questions to guests: one at a time, beside the others */
	unsigned outstanding, agents_outstanding; /* jobs that are being asked */
};

/* A job whose answer says that the node is offline, until that is confirmed. */
struct parked {
	struct job *job;
	enum outcome_kind kind;
	char *reason;
};

struct schedule {
	struct job **jobs; /* all that have not ended */
	size_t n_jobs, space;
	unsigned outstanding; /* requests without an answer, those after a node's version included */
	struct node_state **nodes;
	size_t n_nodes, turn; /* of the nodes: whose job is next */
	struct parked *parked;
	size_t n_parked;
};

/* Can it be asked now, as far as the row says? */
bool job_is_up(const struct job *job);

void schedule_init(struct schedule *s);
void schedule_clear(struct schedule *s);

/* Adds a job, unless the read is "once" and has one for these values: then it is an alternative. False:
 * it was that. Rows that can't be asked now come first: what the others say counts. */
bool schedule_add(struct schedule *s, const struct read *read, struct partial_row *row);

/* The next job that may start, of one node after the other. Jobs of a suspect node wait, and those of a
 * node that has enough to do: so a slow node does not keep the others waiting. Null: none now. */
struct job *schedule_next(struct schedule *s);

/* Puts a job that was started back into the queue, before the others. */
void schedule_again(struct schedule *s, struct job *job);

/* Lets the job be tried for its next alternative row. False: there is none. */
bool schedule_try_other(struct schedule *s, struct job *job);

/* The job has ended: forgets it. */
void schedule_end(struct schedule *s, struct job *job);

/* The job is asked now; its answer has come. */
void schedule_count_asked(struct job *job);
void schedule_count_answered(struct job *job);

struct node_state *schedule_node(struct schedule *s, const char *name);
bool schedule_is_node(const struct schedule *s, const void *tag);
void schedule_park(struct schedule *s, struct job *job, enum outcome_kind kind, const char *reason);
/* Takes out one job parked for the node; the caller frees its reason. */
bool schedule_unpark(struct schedule *s, const struct node_state *node, struct parked *ret);

#endif
