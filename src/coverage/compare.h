/* compare.h - what one coverage has and the other has not: what an upgrade of PVE brought and took. */
#ifndef PVEINV_COMPARE_H
#define PVEINV_COMPARE_H

#include "coverage/coverage.h"
#include "report/print.h"

/* Both of snapshots (what they received), or both of the facts alone (what is declared). Prints a row a
 * field. Of a read that was answered on one side only nothing is said; their names are appended to 'unknown'.
 * Returns how many fields differ. */
unsigned compare_print(const struct coverage *from, const struct coverage *to, struct output *out,
		       const struct print_options *options, struct text *unknown);

#endif
