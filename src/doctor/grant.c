#include "doctor/grant.h"

#include <stdlib.h>
#include <string.h>

#define RECOMMENDED "PVEAuditor"
#define REFUSING "NoAccess"

/* One who lacks something. */
struct side {
	const struct powers *powers;
	const struct lacks *lacks;
	const char *ugid, *option;
	bool is_token;
	struct names *commands;
};

static void add_command(const struct side *side, const char *verb, const char *path,
			const struct names *roles)
{
	struct text t = TEXT_INIT;

	text_addf(&t, "pveum acl %s ", verb);
	text_add_shell(&t, path);
	text_addf(&t, " %s ", side->option);
	text_add_shell(&t, side->ugid);
	text_add(&t, " --roles ");
	for (size_t i = 0; i < roles->count; i++) {
		text_add(&t, i ? "," : "");
		text_add_shell(&t, roles->items[i]);
	}
	names_take(side->commands, text_take(&t));
}

/* --- what it lacks */

/* Where nobody can tell which of the two lacks it, both get it. Behind a pool, it is the pool's entry that
 * has to go. */
static bool concerns(const struct side *side, const struct lack *lack)
{
	if (lack->beyond || lack->by_pool || lack->expected)
		return false;
	if (lack->user || lack->token)
		return side->is_token ? lack->token : lack->user;
	return true;
}

/* Where it is to be given. Who does not see the ACL can't know what an entry on a path would replace: then it
 * is the root, where nothing is inherited. */
static const char *place_of(const struct side *side, const struct lack *lack)
{
	return lack->whole && !side->powers->rights.acl_known ? "/" : lack->path;
}

static bool is_below(const char *path, const char *above)
{
	size_t size = strlen(above);

	if (strcmp(path, above) == 0)
		return false;
	return strcmp(above, "/") == 0 || (strncmp(path, above, size) == 0 && path[size] == '/');
}

/* Has it entries of its own there, so that nothing is inherited? */
static bool has_own(const struct side *side, const char *path)
{
	struct names roles = { NULL, 0 };
	bool own = false;

	powers_roles(side->powers, side->ugid, path, &roles, &own);
	names_clear(&roles);
	return own;
}

/* Comes with what is granted above. */
static bool is_inherited(const struct side *side, const struct lack *lack)
{
	for (size_t i = 0; i < side->lacks->count; i++) {
		const struct lack *other = &side->lacks->items[i];

		if (concerns(side, other) && strcmp(other->privilege, lack->privilege) == 0 &&
		    is_below(place_of(side, lack), place_of(side, other)) && !has_own(side, lack->path))
			return true;
	}
	return false;
}

/* Everything that the level needs is lacking, everywhere. */
static bool lacks_all(const struct side *side)
{
	struct names missing = { NULL, 0 };
	bool all;

	for (size_t i = 0; i < side->lacks->count; i++) {
		const struct lack *lack = &side->lacks->items[i];

		if (concerns(side, lack) && lack->whole && !names_has(&missing, lack->privilege))
			names_add(&missing, lack->privilege);
	}
	all = missing.count > 1 && missing.count >= side->lacks->needed.count;
	names_clear(&missing);
	return all;
}

/* --- roles */

/* A role that is there and has this privilege alone, else one to be made. */
static char *role_with(const struct side *side, const char *privilege)
{
	const cJSON *role;

	cJSON_ArrayForEach (role, side->powers->roles) {
		const char *name = json_member_text(role, "roleid");
		const char *privileges = json_member_text(role, "privs");

		if (name && privileges && strcmp(privileges, privilege) == 0)
			return xstrdup(name);
	}
	AUTO_FREE char *command = xasprintf("pveum role add %s-only --privs %s", privilege, privilege);
	if (!names_has(side->commands, command))
		names_add(side->commands, command);
	return xasprintf("%s-only", privilege);
}

static const char *role_privileges(const struct powers *powers, const char *name)
{
	const cJSON *role;

	cJSON_ArrayForEach (role, powers->roles) {
		const char *id = json_member_text(role, "roleid");
		const char *privileges = json_member_text(role, "privs");

		if (id && strcmp(id, name) == 0)
			return privileges ? privileges : "";
	}
	return "";
}

static bool grants(const struct side *side, const struct names *roles, const char *privilege)
{
	for (size_t i = 0; i < roles->count; i++)
		if (powers_role_has(side->powers, roles->items[i], privilege))
			return true;
	return false;
}

/* What is in force above the path. */
static void add_inherited(const struct side *side, const char *path, struct names *ret)
{
	AUTO_FREE char *above = xstrdup(path);
	char *slash = strrchr(above, '/');
	bool own;

	if (!slash || !above[1])
		return;
	slash[slash == above] = '\0';
	powers_roles(side->powers, side->ugid, above, ret, &own);
}

/* Gives, on one path, all that is lacking there; with 'held' what is in force already. */
static void give(const struct side *side, const char *path, const struct names *held, bool keep)
{
	struct names roles = { NULL, 0 };
	size_t kept;

	for (size_t i = 0; keep && i < held->count; i++)
		if (strcmp(held->items[i], REFUSING) != 0)
			names_add(&roles, held->items[i]);
	kept = roles.count;
	for (size_t i = 0; i < side->lacks->count; i++) {
		const struct lack *lack = &side->lacks->items[i];

		if (strcmp(place_of(side, lack), path) != 0 || !concerns(side, lack) ||
		    grants(side, held, lack->privilege))
			continue;
		AUTO_FREE char *role = role_with(side, lack->privilege);
		if (!names_has(&roles, role))
			names_add(&roles, role);
	}
	if (roles.count > kept)
		add_command(side, "modify", path, &roles);
	names_clear(&roles);
}

/* Do these roles let nobody change anything? */
static bool only_look(const struct side *side, const struct names *roles)
{
	static const char ending[] = ".Audit";

	for (size_t i = 0; i < roles->count; i++) {
		const char *privs = role_privileges(side->powers, roles->items[i]);

		while (*privs) {
			size_t size = strcspn(privs, ",");

			if (size < strlen(ending) ||
			    strncmp(privs + size - strlen(ending), ending, strlen(ending)) != 0)
				return false;
			privs += size + (privs[size] == ',');
		}
	}
	return true;
}

/* NoAccess counts before all other roles of the path. What is inherited without it must not be more than was
 * asked for; else the path gets a role of its own, before. */
static void admit(const struct side *side, const char *path, const struct names *roles)
{
	char refusing_name[] = REFUSING;
	char *refusing_items[] = { refusing_name, NULL };
	const struct names refusing = { refusing_items, 1 };
	struct names left = { NULL, 0 };

	for (size_t i = 0; i < roles->count; i++)
		if (strcmp(roles->items[i], REFUSING) != 0)
			names_add(&left, roles->items[i]);
	if (!left.count) {
		add_inherited(side, path, &left);
		if (!only_look(side, &left))
			names_clear(&left);
	}
	give(side, path, &left, false);
	add_command(side, "delete", path, &refusing);
	names_clear(&left);
}

static void grant_on(const struct side *side, const char *path)
{
	struct names roles = { NULL, 0 };
	bool own = false;

	powers_roles(side->powers, side->ugid, path, &roles, &own);
	if (own && names_has(&roles, REFUSING))
		admit(side, path, &roles);
	else
		give(side, path, &roles, !own);
	names_clear(&roles);
}

static void grant_all(const struct side *side)
{
	struct names roles = { NULL, 0 };
	bool own;

	powers_roles(side->powers, side->ugid, "/", &roles, &own);
	if (own)
		names_clear(&roles);
	names_add(&roles, RECOMMENDED);
	add_command(side, "modify", "/", &roles);
	names_clear(&roles);
}

static void grant(const struct side *side)
{
	struct names paths = { NULL, 0 };

	if (lacks_all(side)) {
		grant_all(side);
		return;
	}
	for (size_t i = 0; i < side->lacks->count; i++) {
		const struct lack *lack = &side->lacks->items[i];

		const char *place = place_of(side, lack);

		if (concerns(side, lack) && !is_inherited(side, lack) && !names_has(&paths, place))
			names_add(&paths, place);
	}
	for (size_t i = 0; i < paths.count; i++)
		grant_on(side, paths.items[i]);
	names_clear(&paths);
}

void grant_commands(struct names *ret, const struct powers *powers, const struct lacks *lacks)
{
	struct side user = { .powers = powers,
			     .lacks = lacks,
			     .ugid = powers->user ? powers->user : "USER@REALM",
			     .option = "--users",
			     .commands = ret };
	struct side token = user;

	token.is_token = true;
	token.option = "--tokens";
	token.ugid = powers->token ? powers->token : "USER@REALM!TOKENID";
	if (strcmp(user.ugid, "root@pam") != 0)
		grant(&user);
	if ((powers->token || !powers->user) && powers->separation != NOT_SEPARATED)
		grant(&token);
}
