/* apidoc.h - the API schema of one PVE, as its nodes serve it (/pve-docs/api-viewer/apidoc.js), as facts. */
#ifndef PVEINV_APIDOC_H
#define PVEINV_APIDOC_H

#include "base/fault.h"
#include "base/text.h"
#include "schema/facts.h"

struct apidoc {
	struct facts facts;
	char *name; /* the file, or its URL */
	const char *versions[2];
	struct fact_endpoint *endpoints;
	size_t count;
};

#define APIDOC_PATH "/pve-docs/api-viewer/apidoc.js" /* where a node serves it, if pve-docs is installed */

/* Takes the script, or its JSON alone. Fault (FAULT_USAGE): it is something else. What it declares is the
 * answers; the parameters of calls that write are not taken. Don't copy the struct. */
bool apidoc_parse(struct apidoc *ret, const char *name, const struct text *t, struct fault *f);
/* The same of a file. Faults (FAULT_USAGE): also that it is not there. */
bool apidoc_read(struct apidoc *ret, const char *file, struct fault *f);
void apidoc_clear(struct apidoc *apidoc);

#endif
