/* source.h - where documents come from.
 *
 * Every source (a live cluster, a recording, /etc/pve as files …) answers paths in the PVE API's own
 * shape, so the walk cannot tell them apart. Answers may come later and out of order: the walk submits
 * requests, each with a tag, and takes answers until none is outstanding.
 */
#ifndef PVEINV_SOURCE_H
#define PVEINV_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/json.h"

struct request {
	const char *path; /* below /api2/json, with its query, percent-encoded; copied */
	const char *node; /* the node that answers best, or null: any */
	void *tag;        /* comes back with the answer */
	long timeout;     /* milliseconds that an answer may take at most; 0: as long as any */
};

struct answer {
	void *tag;
	int status;         /* HTTP status; 0: the source does not hold the path */
	const char *reason; /* of the status line; borrowed until the next call */
	/* The body as received ("{\"data\":…}"); borrowed until the next call; empty when there is none or
	 * when it is no JSON. */
	struct json_slice body;
};

struct source;

struct source_operations {
	/* Queues one request. */
	bool (*submit)(struct source *source, const struct request *request, struct fault *f);
	/* Waits for one answer. 1: *ret is set; 0: nothing is outstanding; -1: fault (the source is broken
	 * as a whole; an answer that says "error" is an answer). */
	int (*next)(struct source *source, struct answer *ret, struct fault *f);
	void (*free)(struct source *source);
};

struct source {
	const struct source_operations *operations;
	char *description; /* for people: "recording lab.ndjson" */
	int64_t taken;     /* when the answers were given (recordings), or 0: now */
	unsigned parallel; /* requests that may be outstanding at once */
};

bool source_submit(struct source *source, const struct request *request, struct fault *f);
int source_next(struct source *source, struct answer *ret, struct fault *f);
void source_free(struct source *source); /* takes null */

/* A recording (DESIGN section 9), plain or zstd-compressed; keeps an index in memory, not the bodies.
 * Faults: no such file, not a recording, malformed line (with its number). */
struct source *recording_open(const char *path, struct fault *f);

#endif
