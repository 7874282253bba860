/* cluster_check.h - does a cluster answer, and may the token read what pveinv reads? */
#ifndef PVEINV_CLUSTER_CHECK_H
#define PVEINV_CLUSTER_CHECK_H

#include "base/text.h"
#include "source/source.h"

/* Asks, and appends what it says, for people: "PVE 9.1.4, quorate", and a line for each privilege that is
 * missing. *ret_missing: how many. Faults: FAULT_UNREACHABLE; FAULT_AUTH, the token is not accepted. */
bool cluster_check(struct text *t, struct source *source, size_t *ret_missing, struct fault *f);

#endif
