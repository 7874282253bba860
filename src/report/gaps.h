/* gaps.h - what a snapshot could not read, folded by reason, and what that leaves open. */
#ifndef PVEINV_GAPS_H
#define PVEINV_GAPS_H

#include <sqlite3.h>

#include "base/fault.h"
#include "base/json.h"
#include "schema/schema.h"

/* Reads that ended in the same way for the same reason. */
struct gap {
	char *cluster;
	const struct read *read; /* null: a read that this program does not know */
	char *read_name;
	const struct entity *entity; /* a filtered list: whose; or null */
	enum outcome_kind outcome;
	char *reason;  /* or null */
	bool expected; /* does not make the walk partial */
	int64_t count;
	char *targets; /* what they were made for, as a JSON list of texts */
};

struct gaps {
	struct gap *items;
	size_t count;
};

/* From the view "outcome", which shows the moment of store_show(); of one cluster, or (null) of all. */
bool gaps_read(sqlite3 *db, const char *cluster, struct gaps *ret, struct fault *f);
void gaps_clear(struct gaps *gaps);

/* Can rows or columns of 'entity' be missing for this gap? */
bool gap_concerns(const struct gap *gap, const struct entity *entity);
/* Can rows be missing? */
bool gap_hides_rows(const struct gap *gap, const struct entity *entity);
/* Leaves the gaps that concern an entity, or hide rows of it. */
void gaps_leave(struct gaps *gaps, const struct entity *entity, bool rows_only);

/* Appends all of them for people, the expected ones apart: each reason, and below it the reads. Lines are
 * wrapped, hidden characters shown. */
void gaps_add_text(struct text *t, const struct gaps *gaps);
/* Appends the gaps from 'i' on that have one outcome and reason in one text: "offline: no route to host:
 * 2 × guest_config (300, 320), … and 7 more reads". Returns the index after them. */
size_t gaps_add_line(struct text *t, const struct gaps *gaps, size_t i);
void gap_write_json(struct json_writer *w, const struct gap *gap);

#endif
