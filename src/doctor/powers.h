/* powers.h - who asks, and what the cluster says that they may do. */
#ifndef PVEINV_POWERS_H
#define PVEINV_POWERS_H

#include "doctor/privileges.h"
#include "source/source.h"

enum separation { SEPARATION_UNKNOWN, SEPARATED, NOT_SEPARATED };

struct powers {
	char *user;                 /* "audit@pve"; null: not known (a recording) */
	char *token;                /* "audit@pve!inv"; null: none, or not known */
	enum separation separation; /* has the token privileges of its own? */
	bool exists;                /* the list of users has the token, or the user */
	int64_t expires;            /* the token, or its user; 0: never, or not known */
	bool known;                 /* the permissions could be read */
	bool powerless;             /* nothing is held anywhere */
	struct rights rights;       /* of the one who asks */
	struct rights of_user;      /* of a token's user */
	bool of_user_known;
	cJSON *acl, *roles, *users; /* what was answered; null: nothing */
	char *version, *cluster;    /* of PVE; null: not said, or no cluster */
	int quorate;                /* 1, 0; -1: it doesn't say */
};

/* Asks the cluster. 'who' is the user or the token, or null: not known.
 * Faults: FAULT_UNREACHABLE; FAULT_AUTH, the credentials are not accepted. */
bool powers_ask(struct powers *ret, struct source *source, const char *who, struct fault *f);
void powers_clear(struct powers *powers);

/* Says of each lack who lacks it: the token, its user, or both. */
void powers_attribute(const struct powers *powers, struct lacks *lacks);

/* May the user have roles through groups that can't be seen? An entry of its own on a path takes their place.
 */
bool powers_groups_unseen(const struct powers *powers);

/* --- the ACL's own view, where one can see it */

/* Roles in force on a path for a user or a token (without what pools bring), by the entries of the ACL: added
 * to 'ret'. *ret_own: the path itself has entries of theirs. */
void powers_roles(const struct powers *powers, const char *ugid, const char *path, struct names *ret,
		  bool *ret_own);
/* Has the role that privilege? */
bool powers_role_has(const struct powers *powers, const char *role, const char *privilege);

#endif
