/* token.h - an API token: where it is read from, and how it is forgotten (DESIGN section 8). */
#ifndef PVEINV_TOKEN_H
#define PVEINV_TOKEN_H

#include "base/fault.h"

struct token_place {
	const char *file;    /* a path; "-": standard input; null: see token_read() */
	bool any_mode;       /* token-file-mode = any: a file that others can read is taken */
	const char *cluster; /* "lab", or null */
	bool one_of_many;    /* others are walked beside it: a credential without a name is for none */
	bool password;       /* what is read is a password: a line of any text; the credentials are called
			      * CLUSTER.password and password, and there is no variable */
};

/* Reads USER@REALM!TOKENID=SECRET. Without a file from the first that is there: the credentials CLUSTER.token
 * and (of a cluster alone) token in $CREDENTIALS_DIRECTORY; PVEINV_TOKEN, which is removed from the
 * environment and its bytes overwritten in place. The caller gives *ret to token_free().
 * Faults (FAULT_USAGE): nothing there, a file that others can read or write (the hint is the chmod to
 * type), or what is there is no token. No text of a fault holds what was read. */
bool token_read(const struct token_place *place, char **ret, struct fault *f);

/* Is there one: a place that was named, a credential, PVEINV_TOKEN? */
bool token_exists(const struct token_place *place);

/* Where token_read() would read: a file's path, "$PVEINV_TOKEN"; null: there is none. The caller frees it. */
char *token_where(const struct token_place *place);

/* Is it USER@REALM!TOKENID=SECRET? 'place' is where it came from, for the fault. */
bool token_check(const char *token, const char *place, struct fault *f);

/* Overwrites and frees; takes null. Any text that held a token goes this way. */
void token_free(char *token);

#endif
