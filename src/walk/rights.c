/* rights.c - see rights.h. The server's side of these rules: PVE::RPCEnvironment,
 * get_effective_permissions and check (pve-access-control). */
#include "walk/rights.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

static int compare_paths(const void *a, const void *b)
{
	return strcmp(((const struct rights_path *)a)->path, ((const struct rights_path *)b)->path);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int compare_key(const void *key, const void *element)
{
	return strcmp(key, ((const struct rights_path *)element)->path);
}

static const struct rights_path *find_path(const struct rights *rights, const char *path)
{
	if (!rights->n_paths)
		return NULL;
	return bsearch(path, rights->paths, rights->n_paths, sizeof(*rights->paths), compare_key);
}

static bool in_acl(const struct rights *rights, const char *path)
{
	return rights->n_acl &&
	       bsearch(&path, rights->acl, rights->n_acl, sizeof(*rights->acl), compare_texts);
}

/* An equal set that is there already, or a copy; only the latest few are looked at. */
static const cJSON *share_privileges(struct rights *rights, const cJSON *privileges)
{
	for (size_t i = rights->n_sets; i > 0 && rights->n_sets - i < 8; i--)
		if (cJSON_Compare(rights->sets[i - 1], privileges, true))
			return rights->sets[i - 1];
	rights->sets = xreallocarray(rights->sets, rights->n_sets + 1, sizeof(*rights->sets));
	return rights->sets[rights->n_sets++] = cJSON_Duplicate(privileges, true);
}

/* Without Sys.Audit on /access the ACL itself is filtered, and does not say so. The server always looks at
 * the paths of its own: if it lists others of them, but not /access, then nothing is held there. */
static bool sees_acl(const struct rights *rights)
{
	bool lists_its_own = find_path(rights, "/nodes") || find_path(rights, "/vms") ||
			     find_path(rights, "/storage");

	return rights_hold(rights, "Sys.Audit", "/access") &&
	       (find_path(rights, "/access") || !lists_its_own);
}

void rights_init(struct rights *rights, const cJSON *permissions, const cJSON *acl)
{
	const cJSON *item;
	bool unreadable = false;

	*rights = (struct rights){ 0 };
	cJSON_ArrayForEach(item, permissions) {
		if (!cJSON_IsObject(item) || !item->string)
			continue;
		rights->paths = xreallocarray(rights->paths, rights->n_paths + 1, sizeof(*rights->paths));
		rights->paths[rights->n_paths++] =
			(struct rights_path){ xstrdup(item->string), share_privileges(rights, item) };
	}
	if (rights->n_paths)
		qsort(rights->paths, rights->n_paths, sizeof(*rights->paths), compare_paths);
	cJSON_ArrayForEach(item, acl) {
		const char *path = json_member_text(item, "path");

		if (!path) {
			unreadable = true;
			continue;
		}
		rights->acl = xreallocarray(rights->acl, rights->n_acl + 1, sizeof(*rights->acl));
		rights->acl[rights->n_acl++] = xstrdup(path);
	}
	if (rights->n_acl)
		qsort(rights->acl, rights->n_acl, sizeof(*rights->acl), compare_texts);
	rights->acl_known = cJSON_IsArray(acl) && !unreadable && sees_acl(rights);
}

void rights_clear(struct rights *rights)
{
	for (size_t i = 0; i < rights->n_paths; i++)
		free(rights->paths[i].path);
	for (size_t i = 0; i < rights->n_sets; i++)
		cJSON_Delete(rights->sets[i]);
	for (size_t i = 0; i < rights->n_acl; i++)
		free(rights->acl[i]);
	free(rights->paths);
	free(rights->sets);
	free(rights->acl);
	*rights = (struct rights){ 0 };
}

/* -1: not held; 0: held on that path alone; 1: held and propagating. */
static int held_on(const struct rights_path *path, const char *privilege)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(path->privileges, privilege);

	if (!item)
		return -1;
	if (cJSON_IsNumber(item))
		return item->valuedouble > 0.0;
	return cJSON_IsTrue(item) || (cJSON_IsString(item) && strcmp(item->valuestring, "1") == 0);
}

/* Cuts the last member off "/vms/100"; "/vms" becomes "/". False at the root. */
static bool cut_last(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash || !path[0] || !path[1])
		return false;
	slash[slash == path ? 1 : 0] = '\0';
	return true;
}

bool rights_hold(const struct rights *rights, const char *privilege, const char *path)
{
	AUTO_FREE char *at = xstrdup(path);
	const struct rights_path *listed = find_path(rights, at);

	if (listed)
		return held_on(listed, privilege) >= 0;
	for (;;) {
		if (rights->acl_known && in_acl(rights, at))
			return false; /* has ACL entries, yet nothing is held there: NoAccess */
		if (!cut_last(at))
			return false;
		listed = find_path(rights, at);
		if (listed)
			return held_on(listed, privilege) == 1;
	}
}

static bool is_below(const char *path, const char *area)
{
	size_t size = strlen(area);

	if (strcmp(area, "/") == 0)
		return strcmp(path, "/") != 0;
	return strncmp(path, area, size) == 0 && path[size] == '/';
}

/* Paths of the ACL at or below 'area' that /access/permissions leaves out. */
static bool each_hole(const struct rights *rights, const char *area, rights_gap_function *gap, void *context)
{
	for (size_t i = 0; i < rights->n_acl; i++) {
		const char *path = rights->acl[i];

		if (i && strcmp(path, rights->acl[i - 1]) == 0)
			continue;
		if ((strcmp(path, area) == 0 || is_below(path, area)) && !find_path(rights, path) &&
		    !gap(context, path))
			return false;
	}
	return true;
}

void rights_each_gap(const struct rights *rights, const char *privilege, const char *area,
		     rights_gap_function *gap, void *context)
{
	AUTO_FREE char *at = xstrdup(area);
	AUTO_FREE char *hole = NULL;
	const struct rights_path *listed = find_path(rights, at);

	while (!listed) {
		if (!hole && in_acl(rights, at))
			hole = xstrdup(at); /* also what is above the area may be one: NoAccess */
		if (!cut_last(at))
			break;
		listed = find_path(rights, at);
	}
	if (!listed || held_on(listed, privilege) != 1 || hole) {
		gap(context, listed && hole ? hole : area);
		return;
	}
	for (size_t i = 0; i < rights->n_paths; i++)
		if (is_below(rights->paths[i].path, area) && held_on(&rights->paths[i], privilege) < 0 &&
		    !gap(context, rights->paths[i].path))
			return;
	if (!each_hole(rights, area, gap, context))
		return;
	/* A pool's members are guests and storages: NoAccess on the pool hides them. */
	if (text_starts_with(area, "/vms") || text_starts_with(area, "/storage"))
		each_hole(rights, "/pool", gap, context);
}

static bool note_gap(void *context, const char *path)
{
	(void)path;
	*(bool *)context = true;
	return false;
}

bool rights_cover(const struct rights *rights, const char *privilege, const char *area)
{
	bool gap = !rights->acl_known;

	if (!gap)
		rights_each_gap(rights, privilege, area, note_gap, &gap);
	return !gap;
}
