/* credentials.h - what a connection shows to the server: a token, or a user with a password. */
#ifndef PVEINV_CREDENTIALS_H
#define PVEINV_CREDENTIALS_H

#include "cmd/connection.h"

/* Are there any, or somebody to ask? */
bool credentials_exist(const struct connection *connection);

/* Fills token, or user, password and second_factor, and connection->token_id. A password is asked on the
 * terminal where no file has it, once in a process. What is secret in 'options' is *ret_secret, which goes to
 * token_free(). */
bool credentials_read(struct connection *connection, struct pve_api_options *options, char **ret_secret,
		      struct fault *f);

/* Overwrites a password that was typed. */
void credentials_forget(void);

#endif
