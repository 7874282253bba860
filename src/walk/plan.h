/* plan.h - which reads a walk makes, and which of them wait for which. */
#ifndef PVEINV_PLAN_H
#define PVEINV_PLAN_H

#include "schema/schema.h"
#include "walk/walk.h"

/* A read in this walk. */
struct reading {
	bool needed;
	bool begun;    /* all of its jobs are known, or it is not made at all */
	unsigned open; /* jobs that have not ended */
};

struct plan {
	struct reading *readings; /* by index in schema_reads */
	bool **bindings; /* by entity, then column: later reads take it as a variable */
	bool *settled;   /* by entity: plan_is_settled() was true */
};

void plan_init(struct plan *plan, const struct walk_options *options);
void plan_clear(struct plan *plan);

/* Reads that bring rows or columns (others serve the walk itself, or only confirm). */
bool read_brings_rows(const struct read *read);

/* Does the read, or the one that it follows, say something of the rows for which it is made? */
bool read_fills_rows(const struct read *read);

struct reading *plan_reading(const struct plan *plan, const struct read *read);

/* May the reads that are made for each row of the entity begin? Its rows, and what these reads take from
 * them as variables, are known when all other reads that say something of them have ended. */
bool plan_may_begin(const struct plan *plan, const struct entity *entity);

/* Has the read ended after whose jobs those of this one begin, row by row? Then all of them are known. */
bool plan_follows(const struct plan *plan, const struct read *read);

/* Are the reads made for each of its rows the only ones that still say something of the entity's rows? */
bool plan_is_settled(const struct plan *plan, const struct entity *entity);

#endif
