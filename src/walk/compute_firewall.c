/* compute_firewall.c - what a firewall rule names as source or destination: a set (+name) or an alias, of
 * the cluster (dc/) or of the guest whose rule it is (guest/). */
#include "walk/compute.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

struct named {
	bool set;
	const char *prefix; /* with its slash; "" if there is none */
	const char *name;
};

/* Networks, ranges and lists have points, colons, commas or begin with a digit. */
static bool is_name(const char *text)
{
	const char *end = text;

	while (isalnum((unsigned char)*end) || *end == '_' || *end == '-')
		end++;
	return isalpha((unsigned char)text[0]) && *end == '\0';
}

/* False for anything but one name. */
static bool read_name(struct named *ret, const char *text)
{
	static const char *const prefixes[] = { "dc/", "guest/", "sdn/" };

	if (!text)
		return false;
	*ret = (struct named){ .set = text[0] == '+', .prefix = "", .name = text + (text[0] == '+') };
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		size_t size = strlen(prefixes[i]);

		if (strncmp(ret->name, prefixes[i], size) != 0)
			continue;
		ret->prefix = prefixes[i];
		ret->name += size;
		break;
	}
	return is_name(ret->name);
}

static char *name_of(const char *const *args, size_t count, bool set)
{
	struct named named;

	if (count < 1 || !read_name(&named, args[0]) || named.set != set || strcmp(named.prefix, "sdn/") == 0)
		return NULL;
	return xstrdup(named.name);
}

char *compute_address_set(const char *const *args, size_t count)
{
	return name_of(args, count, true);
}

char *compute_address_alias(const char *const *args, size_t count)
{
	return name_of(args, count, false);
}

/* Address, guest and security group of the rule. Whose name it is: "" the cluster's, else the guest's; null
 * where it is not to be told from the rule: without a prefix a guest's own comes before the cluster's, and
 * a security group is of many guests. */
static const char *owner_of(const char *const *args, size_t count)
{
	const char *guest = count > 1 ? args[1] : NULL, *group = count > 2 ? args[2] : NULL;
	struct named named;

	if (count < 1 || !read_name(&named, args[0]))
		return NULL;
	if (strcmp(named.prefix, "dc/") == 0)
		return "";
	if (strcmp(named.prefix, "guest/") == 0)
		return guest;
	return !named.prefix[0] && !guest && !group ? "" : NULL;
}

char *compute_address_keeper(const char *const *args, size_t count)
{
	const char *owner = owner_of(args, count);

	return owner ? xstrdup(owner[0] ? "guest" : "cluster") : NULL;
}

char *compute_address_owner(const char *const *args, size_t count)
{
	const char *owner = owner_of(args, count);

	return owner ? xstrdup(owner) : NULL;
}
