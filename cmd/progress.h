/* progress.h - a line on the terminal that says how far a walk is. */
#ifndef PVEINV_PROGRESS_H
#define PVEINV_PROGRESS_H

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

#endif
