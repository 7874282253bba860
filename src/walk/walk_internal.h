/* walk_internal.h - a walk under way; shared by walk.c (the whole), answers.c (one answer and what it
 * means), relocate.c, confirm.c. */
#ifndef PVEINV_WALK_INTERNAL_H
#define PVEINV_WALK_INTERNAL_H

#include "walk/extract.h"
#include "walk/outcome.h"
#include "walk/plan.h"
#include "walk/prelude.h"
#include "walk/schedule.h"
#include "walk/walk.h"

struct walk {
	struct source *source;
	struct walk_options options;
	struct sink *sink;
	struct walk_summary summary;
	struct plan plan;
	struct prelude prelude;
	struct extractor extractor;
	struct schedule schedule;
	struct moved_job { /* answers that say: not here any more */
		struct job *job;
		char *reason;
	} *moved;
	size_t n_moved;
	bool unlocked; /* a read has ended: others may begin */
	int64_t agents_begun; /* when the first was asked, in milliseconds; 0: none yet */
	unsigned jobs_done, jobs_planned;
	char *last_refusal; /* message of the last read that was denied or failed */
};

/* --- walk.c */

bool walk_submit(struct walk *w, const struct request *request, struct fault *f);

/* Begins what waits for this job's read row by row, before the job ends. */
void walk_follow(struct walk *w, const struct job *job);

/* --- agents.c: manners towards what answers inside the guests */

/* Whose turn it is, by how the guest answered the last time. */
enum agent_rank agents_rank(const struct walk *w, const struct partial_row *row);
/* Is the guest not to be asked any more? Then *ret_kind and *ret_reason say what becomes of the read. */
bool agents_are_spared(struct walk *w, const struct job *job, enum outcome_kind *ret_kind,
		       const char **ret_reason);
/* Milliseconds that a call may take now. */
long agents_time_left(const struct walk *w, const struct job *job);
/* Corrects what an answer means, and its message: a 200 that says that nothing was done; a call that was
 * cut short because the time was over. */
void agents_judge(const struct walk *w, struct job *job, const struct answer *answer,
		  enum outcome_kind *kind, char **message);
/* The job has ended: tells the sources that want to know, and spares a guest that did not answer. */
bool agents_conclude(struct walk *w, const struct job *job, enum outcome_kind kind, const char *reason,
		     struct fault *f);

/* --- answers.c */

/* Records the outcome of a read. 'planned': not made on purpose, which is no gap. */
bool walk_record(struct walk *w, struct outcome *outcome, const char *node, bool planned,
		 struct fault *f);
/* Why a read ended as it did, for people; null when it ended well. The caller frees it. */
char *walk_reason(const struct walk *w, const struct job *job, enum outcome_kind kind,
		  const char *message, int status);
/* A job is done: its outcome, the lists that are filtered, and its row if that was the last one. */
bool walk_conclude(struct walk *w, struct job *job, enum outcome_kind kind, const char *reason,
		   struct fault *f);
/* The same, unless there is another row of which the answer serves as well. */
bool walk_give_up(struct walk *w, struct job *job, enum outcome_kind kind, const char *reason,
		  struct fault *f);
/* The same, for a row that can't be asked now. */
bool walk_conclude_down(struct walk *w, struct job *job, struct fault *f);
/* Forgets a job, whose outcome is recorded or which needs none. */
void walk_end_job(struct walk *w, struct job *job);
bool walk_take_answer(struct walk *w, struct job *job, const struct answer *answer, struct fault *f);
/* The answer to /nodes/{node}/version: what waited for it can be concluded. */
bool walk_judge_node(struct walk *w, struct node_state *node, const struct answer *answer,
		     struct fault *f);
/* Hands a row over that nothing more will be said to. */
bool walk_finish_row(struct walk *w, struct partial_row *row, struct fault *f);

#endif
