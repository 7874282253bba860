/* first_run.h - what a newcomer has to do: trust the server, make a token, write it all down. */
#ifndef PVEINV_FIRST_RUN_H
#define PVEINV_FIRST_RUN_H

#include "cmd/connection.h"

/* Lines that show a certificate. */
void first_run_add_certificate(struct text *t, const char *url, const struct certificate *certificate);

/* There is no token: looks at the server's certificate and says on stderr how to go on. Always false:
 * FAULT_USAGE, or why the server can't be looked at. */
bool first_run(const struct connection *connection, const struct pve_api_options *options, struct fault *f);

/* The short form, as a hint: of a token that was not accepted (FAULT_AUTH) … */
void first_run_hint_refused(const struct connection *connection, struct fault *f);
/* … and of one that sees nothing. */
void first_run_hint_blind(const struct connection *connection, struct fault *f);

#endif
