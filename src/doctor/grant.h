/* grant.h - the commands that give what is lacking, and nothing else. */
#ifndef PVEINV_GRANT_H
#define PVEINV_GRANT_H

#include "doctor/powers.h"

/* Appends lines for a shell of root's on a node. An entry of the ACL replaces, for whom it names, what is
 * inherited from above: roles that would be lost so are named again. */
void grant_commands(struct names *ret, const struct powers *powers, const struct lacks *lacks);

#endif
