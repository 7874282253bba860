/* tally.h - counts of a coverage, as a whole and by area. */
#ifndef PVEINV_TALLY_H
#define PVEINV_TALLY_H

#include "coverage/coverage.h"

struct tally {
	const struct area *area; /* null: all */
	/* Two ratios: schema (mapped of declared), live (captured of seen); what is excluded counts in
	 * neither. */
	unsigned declared, mapped;
	unsigned seen, captured;
	unsigned endpoints, endpoints_read; /* declared, not excluded */
	unsigned endpoints_excluded;
	unsigned states[UNIT_STATES];
};

struct tallies {
	struct tally total;
	struct tally *areas; /* that have any unit or endpoint; in the order of schema_areas */
	size_t n_areas;
};

struct tallies tallies_of(const struct coverage *coverage);
void tallies_clear(struct tallies *tallies);

/* In tenths of a percent, rounded down, so that only all is 1000; -1: of nothing. */
int tenths_of(unsigned part, unsigned whole);
/* "98.3%", or "-". */
void text_add_tenths(struct text *t, int tenths);

#endif
