/* login.h - a user and a password instead of an API token: the ticket that stands for them.
 *
 * POST /access/ticket gives a ticket, after a second question where the user has a second factor. It is valid
 * in the whole cluster for two hours, and renews itself: as the password for the next one. What a ticket may
 * not do without a CSRF token, this program never does.
 */
#ifndef PVEINV_LOGIN_H
#define PVEINV_LOGIN_H

#include "source/pve_api_internal.h"

/* Null with FAULT_USAGE: no USER@REALM, no password. */
struct login *login_new(const struct pve_api_options *options, struct fault *f);
void login_free(struct login *login); /* takes null; overwrites what is secret */

/* Is there a ticket already? (Also where no login is needed.) */
bool login_done(const struct pve_api *api);

/* Logs in at 'peer'. True: done, or *ret_refused is the answer that says why not, to be judged and freed by
 * the caller. False: interrupted, or nobody is there to say the second factor. */
bool login_enter(struct pve_api *api, struct peer *peer, struct transfer **ret_refused, struct fault *f);

/* Is it time to renew the ticket? */
bool login_is_old(const struct pve_api *api);
/* Renews it. False: interrupted. */
bool login_renew(struct pve_api *api, struct fault *f);

#endif
