/* fault.h - one error object: filled where the cause is known, printed only by main.
 *
 * Functions that can fail return bool and take a 'struct fault *' last. On false the fault is filled;
 * on true it is untouched. Nothing in src/ prints.
 */
#ifndef PVEINV_FAULT_H
#define PVEINV_FAULT_H

#include <stdbool.h>

/* Kinds map one to one to the documented exit codes (DESIGN section 7). */
enum fault_kind {
	FAULT_NONE = 0,
	FAULT_USAGE = 2,       /* wrong usage or configuration */
	FAULT_PARTIAL = 3,     /* something that was expected to be readable was not */
	FAULT_AUTH = 4,        /* authentication failed, or nothing can be read */
	FAULT_UNREACHABLE = 5, /* no answer, or TLS not verified */
	FAULT_STORE = 6,       /* locked, corrupt, newer than the program, disk full */
	FAULT_BUG = 70,        /* a bug in pveinv */
	FAULT_INTERRUPTED = 130,
};

struct fault {
	enum fault_kind kind;
	char *message; /* what happened, to what; owned */
	char *hint;    /* what to do next, or null; owned */
};

#define FAULT_INIT { FAULT_NONE, 0, 0 }

/* Fills 'f', replacing what it held (which may be among the arguments), and returns false, so that
 * callers write `return fault_set(…)`. 'f' may be null in all functions here: nobody asks why. */
bool fault_set(struct fault *f, enum fault_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds the hint; returns false. */
bool fault_hint(struct fault *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "prefix: " before the message; returns false. */
bool fault_prefix(struct fault *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

void fault_clear(struct fault *f);

/* The name used by --errors=json: "usage", "partial", "auth", "unreachable", "store", "bug" … */
const char *fault_kind_name(enum fault_kind kind);

/* Of two exit codes the one that is reported: the first of 130, 70, 2, 6, 4, 5, 3, 1, 0. */
int exit_code_worse(int a, int b);

#endif
