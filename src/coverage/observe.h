/* observe.h - what the store knows of one snapshot for the coverage: fields that were received, how reads
 * ended, and how many values the columns hold. */
#ifndef PVEINV_OBSERVE_H
#define PVEINV_OBSERVE_H

#include <sqlite3.h>

#include "base/fault.h"
#include "coverage/field.h"

/* A field as received. */
struct observed {
	char *path;
	struct field field;
	bool seen; /* with a value */
};

struct observed_read {
	struct observed *fields;
	size_t count;
	struct observed *ever; /* in any snapshot of the store, with a value */
	size_t n_ever;
	bool answered; /* somewhere */
	bool asked;
	enum outcome_kind outcome; /* the gravest; asked */
	char *reason;
};

struct observation {
	struct observed_read *reads; /* by index in schema_reads */
	int64_t **values;            /* by entity, then column: how many are set; -1: nobody can tell */
	bool shapes;                 /* the snapshot keeps what it received */
};

bool observation_read(struct observation *ret, sqlite3 *db, const char *cluster, struct fault *f);
void observation_clear(struct observation *observation);

#endif
