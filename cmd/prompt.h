/* prompt.h - questions on the terminal. */
#ifndef PVEINV_PROMPT_H
#define PVEINV_PROMPT_H

#include "base/fault.h"

/* Is there somebody to ask: are stdin and stderr a terminal? */
bool prompt_possible(void);

/* Asks on stderr; *ret is the line without blanks around it, not empty, to free. Faults: FAULT_INTERRUPTED
 * for ^C and the end of the input. */
bool prompt_line(const char *question, char **ret, struct fault *f);
/* The same without echo; the caller gives *ret to token_free(). */
bool prompt_secret(const char *question, char **ret, struct fault *f);

#endif
