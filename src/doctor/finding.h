/* finding.h - what a doctor finds: each finding has a code, which one table explains.
 *
 * Checks produce findings, reports print them; the table gives the severity, the exit code and the page of
 * the manual.
 */
#ifndef PVEINV_FINDING_H
#define PVEINV_FINDING_H

#include "doctor/names.h"

enum severity {
	SEVERITY_NOTE,    /* good to know */
	SEVERITY_WARNING, /* nothing is missing yet */
	SEVERITY_PROBLEM, /* something is missing, or does not work */
};
extern const char *const severity_names[]; /* ended by null */

struct code {
	const char *name; /* "node-offline"; null ends the table */
	enum severity severity;
	int exit;            /* with which pveinv ends for it */
	const char *meaning; /* a sentence or two; may have `code` */
	const char *advice;  /* what to do; the same */
};
extern const struct code codes[];

struct lack;

struct finding {
	const struct code *code;
	char *subject;           /* what it is about: "tromso", "https://pve1:8006"; or null */
	char *message;           /* one line */
	char *detail;            /* more of it, or null */
	bool expected;           /* the configuration says that it may be so: a note, no trouble */
	const struct lack *lack; /* the privilege that is lacking; or null; borrowed */
};

struct findings {
	struct finding *items;
	size_t count;
};

/* Appends one; 'code' is a name of the table. The finding is valid until the next call. */
struct finding *findings_add(struct findings *findings, const char *code, const char *subject,
			     const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Adds the detail, which is taken over. */
void finding_detail(struct finding *finding, char *detail);
void findings_clear(struct findings *findings);

enum severity finding_severity(const struct finding *finding);
int finding_exit(const struct finding *finding);

#endif
