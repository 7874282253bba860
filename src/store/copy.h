/* copy.h - snapshots of one cluster on their way into another store; for src/store only. */
#ifndef PVEINV_COPY_H
#define PVEINV_COPY_H

#include "store/upkeep.h"

struct copied { /* a snapshot of the cluster in the store that is read */
	int64_t from;
	bool chosen;
	int64_t to;    /* its number in the other store; 0: it is not copied */
	int64_t next;  /* that of the first copied one from here on; 0: none */
	int64_t order; /* by time, but never against the order in its own store */
};

struct copying { /* of one cluster */
	struct store *to, *from;
	char *cluster, *name; /* what it is called there, and here */
	struct copied *items; /* all that it has there, by number */
	size_t count;
	int64_t newest; /* in 'to' before; 0: none */
	int64_t first;  /* the first new one; 0: none */
	const volatile int *interrupted;
	struct fault *fault;
};

/* The number of the first copied snapshot at or after 'from'; 0: none. */
int64_t copied_as(const struct copying *c, int64_t from);

/* copy_rows.c: versions and metrics. */
bool copy_histories(const struct copying *c);
bool copy_metrics(const struct copying *c);
bool copy_revisions(const struct copying *c);

#endif
