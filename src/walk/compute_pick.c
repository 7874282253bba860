/* compute_pick.c - parts of values that PVE writes as one: names in paths, users in tokens, states in
 * sentences. */
#include "walk/compute.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

static const char *argument(const char *const *args, size_t count, size_t i)
{
	return i < count ? args[i] : NULL;
}

static bool is(const char *text, const char *word)
{
	return text && strcmp(text, word) == 0;
}

/* "0" means never, or not yet. */
char *compute_nonzero(const char *const *args, size_t count)
{
	const char *number = argument(args, count, 0);

	return number && strspn(number, "0.") == strlen(number) ? NULL : xstrdup(number);
}

/* Wanted value, actual value, text: the text, where the two are equal. */
char *compute_value_if(const char *const *args, size_t count)
{
	const char *wanted = argument(args, count, 0), *actual = argument(args, count, 1);

	return wanted && is(actual, wanted) ? xstrdup(argument(args, count, 2)) : NULL;
}

/* "alice@pve" -> "pve"; names may contain '@', realms don't. */
char *compute_user_realm(const char *const *args, size_t count)
{
	const char *user = argument(args, count, 0);
	const char *at = user ? strrchr(user, '@') : NULL;

	return at && at[1] ? xstrdup(at + 1) : NULL;
}

/* Type and name in an ACL: the user, also of "alice@pve!backup". */
char *compute_acl_user(const char *const *args, size_t count)
{
	const char *type = argument(args, count, 0), *name = argument(args, count, 1);

	if (!name || (!is(type, "user") && !is(type, "token")))
		return NULL;
	return is(type, "user") ? xstrdup(name) : xstrndup(name, strcspn(name, "!"));
}

/* Type and name in an ACL: the token's own name. */
char *compute_acl_token(const char *const *args, size_t count)
{
	const char *type = argument(args, count, 0), *name = argument(args, count, 1);
	const char *mark = name && is(type, "token") ? strchr(name, '!') : NULL;

	return mark && mark[1] ? xstrdup(mark + 1) : NULL;
}

/* "/vms/100" with "/vms/" -> "100"; the path of something else names none. */
char *compute_path_item(const char *const *args, size_t count)
{
	const char *path = argument(args, count, 0), *area = argument(args, count, 1);

	if (!path || !area || !text_starts_with(path, area) || !path[strlen(area)])
		return NULL;
	return xstrdup(path + strlen(area));
}

/* "prod/db" -> "prod" */
char *compute_path_parent(const char *const *args, size_t count)
{
	const char *path = argument(args, count, 0);
	const char *slash = path ? strrchr(path, '/') : NULL;

	return slash && slash != path ? xstrndup(path, (size_t)(slash - path)) : NULL;
}

/* "vm:100" -> "100" */
char *compute_after_colon(const char *const *args, size_t count)
{
	const char *text = argument(args, count, 0);
	const char *colon = text ? strchr(text, ':') : NULL;

	return colon && colon[1] ? xstrdup(colon + 1) : NULL;
}

/* "pve1:2,pve2" -> "pve1,pve2" */
char *compute_without_priority(const char *const *args, size_t count)
{
	const char *list = argument(args, count, 0);
	struct text names = TEXT_INIT;

	while (list && *list) {
		size_t size = strcspn(list, ",");

		text_add_bytes(&names, list, strcspn(list, ",:"));
		list += size + (list[size] == ',');
		text_add(&names, *list ? "," : "");
	}
	return names.size ? text_take(&names) : NULL;
}

/* A guest's number, where the object of a task is one. */
char *compute_guest_number(const char *const *args, size_t count)
{
	const char *id = argument(args, count, 0);
	size_t size = id ? strlen(id) : 0;

	if (size < 3 || size > 9 || id[0] == '0' || strspn(id, "0123456789") != size)
		return NULL;
	return xstrdup(id);
}

static bool fits(char form, unsigned char c)
{
	if (form == '0')
		return isdigit(c) || c == ' ';
	if (form == 'A')
		return isalpha(c);
	return c == (unsigned char)form;
}

/* The length of ", Fri Nov 20 03:19:53 2026" at 's'; 0: there is none. */
static size_t clock_size(const char *s)
{
	static const char form[] = ", AAA AAA 00 00:00:00 0000";
	size_t size = 0;

	while (form[size] && fits(form[size], (unsigned char)s[size]))
		size++;
	return form[size] ? 0 : size;
}

/* "pve2 (active, Fri Nov 20 03:19:48 2026)" -> "pve2 (active)": what it says, not when. */
char *compute_without_clock(const char *const *args, size_t count)
{
	const char *s = argument(args, count, 0);
	struct text plain = TEXT_INIT;

	if (!s)
		return NULL;
	while (*s) {
		size_t size = clock_size(s);

		if (!size)
			text_add_char(&plain, *s);
		s += size ? size : 1;
	}
	return text_take(&plain);
}
