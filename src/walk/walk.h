/* walk.h - which reads to make, in which order; documents into rows; the outcome of each read.
 *
 * The walk knows the schema and a source. It hands rows, complete scopes, outcomes and leftovers to a
 * sink (the store's stage) and never learns what becomes of them.
 */
#ifndef PVEINV_WALK_H
#define PVEINV_WALK_H

#include "base/fault.h"
#include "schema/schema.h"
#include "source/source.h"

/* What one source of a row's entity said about the row. */
enum part_state {
	PART_UNKNOWN, /* its read was not made or failed, or had no element for this row */
	PART_SOME,    /* it answered, but an absent key means nothing (the source's "whole") */
	PART_WHOLE,   /* it answered, and what it did not say is not set */
	PART_NEVER,   /* it does not speak of rows like this (the source's "of") */
};

struct part {
	enum part_state state;
	const char *extra; /* canonical JSON object of the keys no column names, or null: none */
};

struct row {
	const struct entity *entity;
	bool made;                  /* false: only joined sources know it; refresh a known row, add none */
	const struct value *values; /* entity->n_columns, by column */
	const struct part *parts;   /* entity->n_sources, by source */
};

/* A list that was seen whole: every row of 'entity' whose columns have these values was in it. */
struct scope {
	const struct entity *entity;
	unsigned count; /* 0: all rows of the entity */
	const struct column *const *columns;
	const struct value *values;
	const struct one_of *one_of; /* and which have one of these constants; may be null */
};

struct outcome {
	const struct read *read;
	const struct entity *entity; /* OUTCOME_FILTERED: whose list is incomplete; else null */
	const char *target;          /* what the read was made for: "", "pve1", "100", "pve1/local" */
	const char *path;            /* as asked */
	enum outcome_kind kind;
	const char *reason; /* the server's message, or the missing privilege "VM.Audit on /vms"; or null */
	bool expected;      /* a gap that does not make the walk partial */
};

/* A value that no source of any entity claims. */
struct leftover {
	const struct read *read;
	const char *target; /* as in struct outcome */
	const char *path;   /* "[].sdn" with the index replaced, so that order does not matter */
	const char *json;   /* canonical; null: secret, stored as set */
};

/* Who the cluster is. */
struct identity {
	char *ca_fingerprint; /* SHA-256 of the cluster CA, or null */
	char *name;           /* PVE's own cluster name, else the stand-alone node's, or null */
	char *version;        /* of the node that answered: "8.4.21", or null */
};

enum quorum { QUORUM_UNKNOWN, QUORUM_HELD, QUORUM_LOST };

/* Takes what the walk finds. Each function returns false with a fault to end the walk. */
struct sink {
	/* Called once, before anything else is handed over. */
	bool (*identified)(struct sink *sink, const struct identity *identity, struct fault *f);
	bool (*row)(struct sink *sink, const struct row *row, struct fault *f);
	bool (*scope)(struct sink *sink, const struct scope *scope, struct fault *f);
	bool (*outcome)(struct sink *sink, const struct outcome *outcome, struct fault *f);
	bool (*leftover)(struct sink *sink, const struct leftover *leftover, struct fault *f);
	/* What the answers of a read looked like, without values: JSON as of shape.h. At the end, once a
	 * read that was answered. Null: nobody wants to know. */
	bool (*shape)(struct sink *sink, const struct read *read, const char *json, struct fault *f);
};

/* How far a walk is. */
struct walk_progress {
	const struct read *read; /* that ended just now */
	const char *node;        /* for which it was made, or null */
	unsigned done, total;    /* reads; more become known on the way */
};

struct walk_options {
	enum level level;
	/* Of the level, only the reads from which these columns come, and those that these reads need:
	 * wanted[i][j] for column j of schema_entities[i] (a null wanted[i]: none of that entity).
	 * Null: all. */
	const bool *const *wanted;
	/* Where several reads give what is wanted, only these, by index in schema_reads; or null: any. */
	const bool *offered;
	/* Only these rows of 'only' (by id: key values joined by '/'; ended by null), and rows whose key
	 * holds theirs, are read further; or null: all. */
	const struct entity *only;
	const char *const *only_ids;
	/* Gaps that don't make the walk partial, as of expected_gap.h; ended by null, or null */
	const char *const *expected_gaps;
	bool strict; /* no gap is expected */
	bool no_notes; /* leave descriptions out */
	bool guest_agent; /* ask inside running guests, too */
	long guest_timeout, guest_total_timeout; /* seconds for one of them, for all; 0: the default */
	/* What is known of a column of the row with that id from the last time, as text to be freed; null:
	 * nothing. Null: nobody knows. */
	char *(*known)(void *context, const struct entity *entity, const char *id, const char *column);
	void *known_context;
	/* Networks ("10.0.0.0/8") by which the guests' primary addresses are chosen; or null */
	const char *preferred_networks;
	/* Set by the signal handler: the walk ends soon with FAULT_INTERRUPTED. */
	const volatile int *interrupted;
	/* Called after each read; or null. */
	void (*progress)(void *context, const struct walk_progress *progress);
	void *progress_context;
};

struct walk_summary {
	enum quorum quorum;
	int64_t started, ended; /* seconds since 1970; 'taken' of the source where it has one */
	unsigned requests;
	unsigned outcomes[OUTCOME_SKIPPED + 1];
	unsigned gaps; /* outcomes that make the walk partial */
	bool powerless; /* the API says that the asking user holds no privilege on anything */
	unsigned bent; /* values that had to be bent into their type, or could not be */
};

struct walk;

struct walk *walk_new(struct source *source, const struct walk_options *options, struct sink *sink);

/* Walks to the end. False only where going on makes no sense: the source is broken, authentication
 * failed, nothing at all can be read, or the sink refused. */
bool walk_run(struct walk *walk, struct fault *f);

const struct walk_summary *walk_summary(const struct walk *walk);

/* Asks the source whether a row that was not seen is really gone, where the source can tell
 * (the reads with "confirms"). Key values as text, entity->n_keys of them. */
enum confirmation {
	CONFIRM_UNKNOWN, /* the source cannot tell (a recording that does not hold it) */
	CONFIRM_GONE,
	CONFIRM_EXISTS,
	CONFIRM_FAILED, /* it can, but did not answer: not confirmed, so not closed */
};
bool walk_confirm(struct walk *walk, const struct entity *entity, const char *const *key,
		  enum confirmation *ret, struct fault *f);

void walk_free(struct walk *walk); /* takes null */

#endif
