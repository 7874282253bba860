/* expected_gap.h - what may be missing without surprise: "node/pve3", "read/node_status",
 * "read/storage_content/tapes/shared". */
#ifndef PVEINV_EXPECTED_GAP_H
#define PVEINV_EXPECTED_GAP_H

#include "base/fault.h"
#include "schema/schema.h"

/* False (FAULT_USAGE) for what could never match: another form, a read that there is not. */
bool expected_gap_check(const char *gap, struct fault *f);

/* Is this outcome of a read, made for a target and at a node (or null), what the gap says? A privilege that
 * is missing is nothing that a node could explain. */
bool expected_gap_covers(const char *gap, const struct read *read, const char *target, const char *node,
			 enum outcome_kind outcome);

#endif
