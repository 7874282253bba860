/* reading.h - rows to show: live, or from the store as of a moment. What `get` and `describe` share. */
#ifndef PVEINV_READING_H
#define PVEINV_READING_H

#include "cmd/walking.h"

struct reading {
	struct command *command;
	const char *at; /* REF, or null */
	bool one;       /* a number means that one snapshot, not every cluster as of it */
	const struct connection_options *connection;
	struct walk_options walk; /* what a live one asks; what follows from the connection is filled in */
	bool live;                /* by reading_decide() */
	struct walking walking;   /* its store is also that of a stored one */
	struct moment moment;     /* that is shown */
	char *folder;             /* of the store into which several clusters are walked; or null */
};

/* Live, or from the store? Faults (FAULT_USAGE): both are asked for. */
bool reading_decide(struct reading *reading, struct fault *f);

/* Walks, or opens the store, whose views then show the moment. */
bool reading_open(struct reading *reading, struct fault *f);
void reading_close(struct reading *reading);

/* No cluster could be read; each has said why. */
bool reading_is_void(const struct reading *reading);

/* A live one that is incomplete: FAULT_PARTIAL. */
bool reading_report_gaps(const struct reading *reading, struct fault *f);

#endif
