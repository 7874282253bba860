/* coverage.h - which of the API's metadata is captured: a test coverage of the specs.
 *
 * The unit is a field of a read ("guest_config net[n].tag"). It may be declared (PVE documents it), seen (a
 * snapshot received it with a value) and mapped (a column takes it), and the columns may hold something or
 * not. Data flows one way: facts, specs and store (coverage_take) → units with their states → counts by area
 * (tally.h) → gates (gate.h) and reports (report.h).
 */
#ifndef PVEINV_COVERAGE_H
#define PVEINV_COVERAGE_H

#include <sqlite3.h>

#include "base/fault.h"
#include "base/text.h"
#include "schema/facts.h"
#include "schema/schema.h"

enum unit_state {
	UNIT_CAPTURED,    /* a column takes it, and holds it */
	UNIT_UNSEEN,      /* a column would take it; nothing here has it */
	UNIT_MISSED,      /* declared, and no column takes it */
	UNIT_NEW,         /* seen, not declared, and no column takes it: it is in extra */
	UNIT_PHANTOM,     /* a column takes it, but nobody declares it and it was never seen */
	UNIT_DEAD,        /* a column takes it, it was seen, and the column is empty all the same */
	UNIT_EXCLUDED,    /* left out on purpose */
	UNIT_DENIED,      /* the token may not read it */
	UNIT_UNREACHABLE, /* a node or a service did not answer */
	UNIT_STATES,
};
extern const char *const unit_state_names[]; /* ended by null */
extern const char *const unit_state_meanings[];

struct unit {
	const struct endpoint *endpoint;
	const struct read *read; /* null: of an endpoint that is not read */
	char *field;
	const struct area *area;
	enum unit_state state;
	bool declared; /* in the versions that were asked for */
	bool known;    /* in any version, or known to be sent without being documented */
	bool mapped;   /* by a column, or by what tells rows apart */
	bool present;  /* received, perhaps empty */
	bool seen;     /* received with a value */
	unsigned line; /* in declared.txt; 0: not there */
	int64_t hits;  /* values in the columns that take it */
	char *columns; /* "guest_nic.tag,guest_disk.size", or null */
	char *reason;  /* excluded, denied, unreachable, not read: why; or null */
};

enum endpoint_state { ENDPOINT_READ, ENDPOINT_MISSED, ENDPOINT_EXCLUDED };
extern const char *const endpoint_state_names[];

struct endpoint {
	const char *path;
	const struct read *read; /* the first that asks it, or null */
	const struct area *area;
	enum endpoint_state state;
	bool declared;
	unsigned line;
	const char *reason; /* excluded: why */
};

struct coverage {
	/* What it is about: a snapshot (cluster null: the facts alone). */
	char *cluster;
	int64_t snapshot, taken; /* snapshot 0: live */
	bool complete;
	char *pve; /* version of the cluster, or null */
	const struct facts *facts;
	unsigned versions;  /* bits of facts->versions that count as declared */
	struct unit *units; /* by area, read, state, reason, field */
	size_t n_units;
	struct endpoint *endpoints; /* by path */
	size_t n_endpoints;
};

struct coverage_question {
	const struct facts *facts;
	unsigned versions;   /* 0: the one that fits the cluster */
	sqlite3 *db;         /* shows the moment (store_show()); null: the facts alone */
	const char *cluster; /* in it */
	int64_t snapshot, taken;
	bool complete;
	bool live; /* it was walked just now, and is not kept */
};

bool coverage_take(struct coverage *ret, const struct coverage_question *question, struct fault *f);
/* Leaves the fields that were received with a value. */
void coverage_leave_seen(struct coverage *coverage);
void coverage_clear(struct coverage *coverage);

#endif
