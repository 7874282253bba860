/* gate.h - conditions for CI: is the coverage good enough? */
#ifndef PVEINV_GATE_H
#define PVEINV_GATE_H

#include "base/options.h"
#include "coverage/tally.h"

struct gate {
	char *name;   /* "--min-live 95" */
	char *detail; /* "94.2% of guest", "3 missed: …" */
	bool met;
};

struct gates {
	struct gate *items;
	size_t count;
};

struct gate_options {
	const char *min_live, *min_schema; /* percent, or null */
	struct words min;                  /* AREA=PERCENT: of live and schema coverage */
	struct words fail_on;              /* states, also several with commas between */
	const char *baseline;              /* an earlier report in JSON, or null */
	bool no_decrease;
};

/* Are they well-formed, and is there something to hold them against? Faults (FAULT_USAGE). */
bool gates_check(const struct gate_options *options, bool live, struct fault *f);
bool gates_try(struct gates *ret, const struct gate_options *options, const struct coverage *coverage,
	       const struct tallies *tallies, struct fault *f);
bool gates_are_met(const struct gates *gates);
void gates_clear(struct gates *gates);

/* The states of a list such as "missed,new", as bits. */
bool states_parse(const char *list, unsigned *ret, struct fault *f);

#endif
