/* rights.h - what the asking user may see: the answers of /access/permissions and /access/acl.
 *
 * /access/permissions leaves out every path on which the user holds nothing, so a NoAccess hides a
 * guest and its path together; only the ACL betrays it (DESIGN section 4).
 */
#ifndef PVEINV_RIGHTS_H
#define PVEINV_RIGHTS_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

struct rights {
	struct rights_path {
		char *path;
		const cJSON *privileges; /* name -> 1 (propagates) or 0; one of 'sets' */
	} *paths;                        /* sorted */
	size_t n_paths;
	/* Thousands of guests have a path each, and hardly two of them other privileges. */
	cJSON **sets;
	size_t n_sets;
	char **acl; /* paths that have entries; sorted; only meaningful when acl_known */
	size_t n_acl;
	bool acl_known; /* the ACL was read, and read whole */
};

/* Takes the data of the two answers; null for one that was not read. Borrows both. */
void rights_init(struct rights *rights, const cJSON *permissions, const cJSON *acl);
void rights_clear(struct rights *rights);

/* Does the user hold 'privilege' on this one object? */
bool rights_hold(const struct rights *rights, const char *privilege, const char *path);

/* Does the user hold it on everything at and below 'area', so that a list which the server filters
 * by it is whole? */
bool rights_cover(const struct rights *rights, const char *privilege, const char *area);

/* Calls back, until it returns false, for each path on which the privilege is missing, so that 'area' is not
 * covered: the area itself, or paths in it from which it was taken. (Without the ACL they are not known.) */
typedef bool rights_gap_function(void *context, const char *path);
void rights_each_gap(const struct rights *rights, const char *privilege, const char *area,
		     rights_gap_function *gap, void *context);

#endif
