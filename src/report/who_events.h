/* who_events.h - tasks and cluster-log lines of a window; for who.c only. */
#ifndef PVEINV_WHO_EVENTS_H
#define PVEINV_WHO_EVENTS_H

#include "report/who.h"

/* Which nodes may have more to tell. */
struct who_silence {
	bool total;   /* any: the token does not see all tasks */
	char **nodes; /* these */
	size_t count;
};

struct who_events {
	struct who_event *items; /* by start */
	size_t count;
	struct who_event **index; /* first the others, then those of one guest alone, by its number */
	size_t n_others;
	struct who_silence silence;
};

/* Where to look for them. */
struct who_span {
	const char *cluster;
	int64_t from, to, last; /* snapshots: the earlier one, the later one, and the next (or the same) */
	int64_t begins;         /* of the window, seconds */
};

/* Those that were first seen after snapshot 'from' and up to 'last', and those that run all the time. */
bool who_events_read(struct who_events *ret, sqlite3 *db, const struct who_span *span, struct fault *f);
/* Where in the index the events of a guest begin. */
size_t who_events_find(const struct who_events *events, int64_t vmid);
void who_events_clear(struct who_events *events);

/* --- who_silence.c */

bool who_silence_read(struct who_silence *ret, sqlite3 *db, const struct who_span *span, struct fault *f);
void who_silence_clear(struct who_silence *silence);
/* May the change be the work of a task that nobody told? */
bool who_silence_hides(const struct who_events *events, sqlite3 *db, const struct who_span *span,
		       const struct change *change);

/* The next option of "update VM 100: -memory 2048 -delete net1,net2" at *cursor, with what -delete
 * names as options; false at the end. */
bool who_next_option(const char **cursor, bool *in_delete, char *ret, size_t size);
/* Where its options begin; null: no such line. */
const char *who_options(const struct who_event *event);

#endif
