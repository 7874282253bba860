/* plan.h - which reads a walk makes. */
#ifndef PVEINV_PLAN_H
#define PVEINV_PLAN_H

#include "schema/schema.h"
#include "walk/walk.h"

struct plan {
	bool *needed;    /* by index in schema_reads */
	bool **bindings; /* by entity, then column: later reads take it as a variable */
	int phases;      /* 1 + the greatest phase */
};

void plan_init(struct plan *plan, const struct walk_options *options);
void plan_clear(struct plan *plan);

unsigned read_index(const struct read *read);
unsigned entity_index(const struct entity *entity);

/* Reads that bring rows or columns (others serve the walk itself, or only confirm). */
bool read_brings_rows(const struct read *read);

/* Last phase in which a needed read says something of the entity's rows; -1: none does. */
int plan_last_phase(const struct plan *plan, const struct entity *entity);

/* In 'phase', does only a row's own reading (per == entity) say something of the entity's rows? */
bool plan_row_by_row(const struct plan *plan, const struct entity *entity, int phase);

#endif
