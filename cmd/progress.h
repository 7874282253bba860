/* progress.h - a line on the terminal that says how far a walk is. */
#ifndef PVEINV_PROGRESS_H
#define PVEINV_PROGRESS_H

#include <stdatomic.h>

#include "base/text.h"
#include "walk/walk.h"

struct progress_node {
	char *name;
	unsigned count, rate; /* answers since the rates were made; a second */
};

struct progress {
	int64_t began, shown; /* clock_monotonic_ms() */
	int64_t rated;        /* when the rates were made; 0: not yet */
	unsigned count, rate;
	struct progress_node *nodes;
	size_t n_nodes;
};

/* For walk_options.progress; 'context' is a struct progress. */
void progress_show(void *context, const struct walk_progress *progress);

/* Takes the line away. */
void progress_clear(struct progress *progress);

/* --- of walks in processes of their own, for the one that waits for them */

/* How far one of them is, in memory that both see. All zero: it has begun. */
struct progress_slot {
	_Atomic(const struct read *) read; /* that ended just now; both have it in the same place */
	atomic_uint done, total;
};

/* For walk_options.progress; 'context' is a struct progress_slot. */
void progress_note(void *context, const struct walk_progress *progress);

/* Adds "lab guest_config 12 of 99". */
void progress_add_slot(struct text *t, const char *cluster, const struct progress_slot *slot);

#endif
