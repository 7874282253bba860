/* profile.h - a document that lists metadata, line by line: which columns hold it here, and do they? */
#ifndef PVEINV_PROFILE_H
#define PVEINV_PROFILE_H

#include "coverage/coverage.h"
#include "report/print.h"

extern const char *const profile_names[]; /* ended by null */

/* Prints a row a line of the profile. *ret_states: how many lines are in each state; UNIT_STATES of them. */
void profile_print(size_t profile, const struct coverage *coverage, struct output *out,
		   const struct print_options *options, unsigned *ret_states);

#endif
