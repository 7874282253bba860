#include "doctor/powers.h"

#include <stdlib.h>
#include <string.h>

#include "base/encoded.h"
#include "base/value.h"

/* --- asking */

/* The data of an answer in *ret (null: refused); false where the cluster can't be asked at all. */
static bool ask(struct source *source, const char *path, cJSON **ret, struct fault *f)
{
	struct request request = { .path = path };
	struct answer answer;
	struct json_slice data;

	*ret = NULL;
	if (!source_submit(source, &request, f))
		return false;
	int got = source_next(source, &answer, f);
	if (got != 1)
		return got == 0 ? fault_set(f, FAULT_BUG, "%s is not answered", path) : false;
	if (answer.status == 401)
		return fault_set(f, FAULT_AUTH, "the credentials are not accepted: %s", answer.reason);
	if (answer.status >= 595)
		return fault_set(f, FAULT_UNREACHABLE, "%s: %s", path, answer.reason);
	if (answer.status == 200 && json_find_member(answer.body, "data", &data, f) == 1)
		*ret = json_parse(data, f);
	fault_clear(f);
	return true;
}

static int64_t number_of(const cJSON *item)
{
	static const struct value_rule as_int = { .type = TYPE_INT, .unit = 1 };
	struct value value;
	int64_t number;

	value_from_json(&value, &as_int, item);
	number = value.kind == VALUE_INT ? value.integer : 0;
	value_clear(&value);
	return number;
}

static bool is_text(const cJSON *object, const char *name, const char *expected)
{
	const char *text = json_member_text(object, name);

	return text && expected && strcmp(text, expected) == 0;
}

static const cJSON *element_with(const cJSON *list, const char *name, const char *text)
{
	const cJSON *element;

	cJSON_ArrayForEach (element, list)
		if (is_text(element, name, text))
			return element;
	return NULL;
}

/* --- who */

static void take_who(struct powers *p, const char *who)
{
	size_t user = who ? strcspn(who, "!") : 0;

	p->user = who ? xstrndup(who, user) : NULL;
	p->token = who && who[user] ? xstrdup(who) : NULL;
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a > 0 && (b <= 0 || a < b) ? a : b;
}

static void find_self(struct powers *p)
{
	const cJSON *user = element_with(p->users, "userid", p->user), *token;

	p->exists = user && !p->token;
	p->expires = number_of(json_member(user, "expire"));
	if (!p->token)
		return;
	token = element_with(json_member(user, "tokens"), "tokenid", strchr(p->token, '!') + 1);
	if (!token)
		return;
	p->exists = true;
	p->expires = sooner(number_of(json_member(token, "expire")), p->expires);
	p->separation = value_is_true(json_member(token, "privsep")) ? SEPARATED : NOT_SEPARATED;
}

static void take_status(struct powers *p, const cJSON *status)
{
	const cJSON *cluster = element_with(status, "type", "cluster");

	p->quorate = cluster ? value_is_true(json_member(cluster, "quorate")) : -1;
	p->cluster = xstrdup(json_member_text(cluster, "name"));
}

static bool ask_first(struct powers *p, struct source *source, struct fault *f)
{
	cJSON *version = NULL, *status = NULL;
	bool ok = ask(source, "/version", &version, f) && ask(source, "/cluster/status", &status, f);

	p->version = xstrdup(json_member_text(version, "version"));
	take_status(p, status);
	cJSON_Delete(version);
	cJSON_Delete(status);
	return ok;
}

static bool ask_rights(struct powers *p, struct source *source, struct fault *f)
{
	cJSON *permissions = NULL;
	bool ok = ask(source, "/access/permissions", &permissions, f) &&
		  ask(source, "/access/acl", &p->acl, f) && ask(source, "/access/roles", &p->roles, f) &&
		  ask(source, "/access/users?full=1", &p->users, f);

	p->known = cJSON_IsObject(permissions);
	p->powerless = permissions && p->known && !permissions->child;
	rights_init(&p->rights, permissions, p->acl);
	cJSON_Delete(permissions);
	return ok;
}

/* A token may ask what its user may with Sys.Audit on /access. */
static bool ask_user(struct powers *p, struct source *source, struct fault *f)
{
	AUTO_TEXT struct text path = TEXT_INIT;
	cJSON *permissions = NULL;

	if (!p->token || p->separation == NOT_SEPARATED)
		return true;
	text_add(&path, "/access/permissions?userid=");
	percent_encode(&path, p->user);
	if (!ask(source, path.data, &permissions, f))
		return false;
	p->of_user_known = cJSON_IsObject(permissions);
	rights_init(&p->of_user, permissions, p->acl);
	cJSON_Delete(permissions);
	return true;
}

bool powers_ask(struct powers *ret, struct source *source, const char *who, struct fault *f)
{
	*ret = (struct powers){ .quorate = -1 };
	take_who(ret, who);
	if (!ask_first(ret, source, f) || !ask_rights(ret, source, f))
		return false;
	find_self(ret);
	return ask_user(ret, source, f);
}

void powers_clear(struct powers *p)
{
	free(p->user);
	free(p->token);
	free(p->version);
	free(p->cluster);
	cJSON_Delete(p->acl);
	cJSON_Delete(p->roles);
	cJSON_Delete(p->users);
	rights_clear(&p->rights);
	rights_clear(&p->of_user);
	*p = (struct powers){ 0 };
}

/* --- the ACL */

/* Is 'name' one of the items of a list, or of a text that separates them by commas? */
static bool lists(const cJSON *item, const char *name)
{
	const char *text = cJSON_GetStringValue(item);
	const cJSON *one;

	while (text && *text) {
		size_t size = strcspn(text, ", ;");

		if (size == strlen(name) && strncmp(text, name, size) == 0)
			return true;
		text += size + (text[size] != '\0');
	}
	cJSON_ArrayForEach (one, item)
		if (cJSON_IsString(one) && strcmp(one->valuestring, name) == 0)
			return true;
	return false;
}

bool powers_role_has(const struct powers *p, const char *role, const char *privilege)
{
	const cJSON *found = element_with(p->roles, "roleid", role);

	return found && lists(json_member(found, "privs"), privilege);
}

/* A user's own entries on a path come before those of the groups. */
static bool is_of(const struct powers *p, const cJSON *entry, const char *ugid, bool groups)
{
	bool group = is_text(entry, "type", "group");

	if (!groups)
		return !group && is_text(entry, "ugid", ugid);
	const char *name = json_member_text(entry, "ugid");
	return group && name && lists(json_member(element_with(p->users, "userid", ugid), "groups"), name);
}

static bool add_roles_at(const struct powers *p, const char *ugid, const char *path, bool itself, bool groups,
			 struct names *ret)
{
	const cJSON *entry;
	bool any = false;

	cJSON_ArrayForEach (entry, p->acl) {
		const char *role = json_member_text(entry, "roleid");
		const cJSON *propagate = json_member(entry, "propagate");

		if (!role || !is_text(entry, "path", path) || !is_of(p, entry, ugid, groups) ||
		    (!itself && propagate && !value_is_true(propagate)))
			continue;
		any = true;
		if (!names_has(ret, role))
			names_add(ret, role);
	}
	return any;
}

void powers_roles(const struct powers *p, const char *ugid, const char *path, struct names *ret,
		  bool *ret_own)
{
	AUTO_FREE char *at = xstrdup(path);
	bool itself = true;

	*ret_own = add_roles_at(p, ugid, at, true, false, ret);
	if (*ret_own)
		return;
	for (;; itself = false) {
		if ((!itself && add_roles_at(p, ugid, at, false, false, ret)) ||
		    add_roles_at(p, ugid, at, itself, true, ret))
			return;
		char *slash = strrchr(at, '/');
		if (!slash || !at[1])
			return;
		slash[slash == at] = '\0';
	}
}

bool powers_groups_unseen(const struct powers *p)
{
	const cJSON *user = element_with(p->users, "userid", p->user), *entry;
	const char *groups = cJSON_GetStringValue(json_member(user, "groups"));

	if (groups)
		return *groups && !p->rights.acl_known;
	if (!p->rights.acl_known)
		return true;
	cJSON_ArrayForEach (entry, p->acl)
		if (is_text(entry, "type", "group"))
			return true;
	return false;
}

/* --- whose lack it is */

static bool acl_grants(const struct powers *p, const char *ugid, const struct lack *lack)
{
	struct names roles = { NULL, 0 };
	bool own, grants = false;

	powers_roles(p, ugid, lack->path, &roles, &own);
	for (size_t i = 0; i < roles.count; i++)
		grants = grants || powers_role_has(p, roles.items[i], lack->privilege);
	if (names_has(&roles, "NoAccess"))
		grants = false;
	names_clear(&roles);
	return grants;
}

static void attribute(const struct powers *p, struct lack *lack)
{
	bool see = p->rights.acl_known && p->roles;

	if (!p->token || p->separation == NOT_SEPARATED) {
		lack->user = p->user != NULL;
		return;
	}
	if (strcmp(p->user, "root@pam") == 0)
		lack->user = false;
	else if (p->of_user_known)
		lack->user = !rights_hold(&p->of_user, lack->privilege, lack->path);
	else if (see)
		lack->user = !acl_grants(p, p->user, lack);
	if (see)
		lack->token = !acl_grants(p, p->token, lack);
	else
		lack->token = p->of_user_known && !lack->user;
	if (lack->user && lack->token && !p->of_user_known && powers_groups_unseen(p)) {
		lack->user = false;
		lack->groups_unseen = true;
	}
}

/* Of a pool that is closed, its members are what else is missing. */
static bool is_behind_pool(const struct lacks *lacks, const struct lack *lack)
{
	if (lack->user || lack->token || lack->beyond ||
	    (!text_starts_with(lack->path, "/vms/") && !text_starts_with(lack->path, "/storage/")))
		return false;
	for (size_t i = 0; i < lacks->count; i++)
		if (text_starts_with(lacks->items[i].path, "/pool/"))
			return true;
	return false;
}

void powers_attribute(const struct powers *p, struct lacks *lacks)
{
	for (size_t i = 0; i < lacks->count; i++)
		attribute(p, &lacks->items[i]);
	for (size_t i = 0; i < lacks->count; i++)
		lacks->items[i].by_pool = is_behind_pool(lacks, &lacks->items[i]);
}
