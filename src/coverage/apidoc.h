/* apidoc.h - the API schema of one PVE, as its nodes serve it (/pve-docs/api-viewer/apidoc.js), as facts. */
#ifndef PVEINV_APIDOC_H
#define PVEINV_APIDOC_H

#include "base/fault.h"
#include "schema/facts.h"

struct apidoc {
	struct facts facts;
	const char *versions[2];
	struct fact_endpoint *endpoints;
	size_t count;
};

/* Reads a file: the script, or its JSON alone. Faults (FAULT_USAGE): not there, or something else. What it
 * declares is the answers; the parameters of calls that write are not taken. Don't copy the struct. */
bool apidoc_read(struct apidoc *ret, const char *file, struct fault *f);
void apidoc_clear(struct apidoc *apidoc);

#endif
