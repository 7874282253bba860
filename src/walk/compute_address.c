/* compute_address.c - IP addresses as guests and configurations write them: "192.0.2.7/24",
 * "fe80::1%eth0", "fe80::1%12"; and which of them nobody should be sent to. */
#include "walk/compute.h"

#include <stdlib.h>
#include <string.h>

#include "base/network.h"
#include "base/text.h"

static const char *argument(const char *const *args, size_t count, size_t i)
{
	return i < count ? args[i] : NULL;
}

/* "192.0.2.7/24" -> "192.0.2.7" */
char *compute_address_alone(const char *const *args, size_t count)
{
	const char *text = argument(args, count, 0);

	return text && *text ? xstrndup(text, strcspn(text, "/%")) : NULL;
}

/* "192.0.2.7/24" -> "24"; a number alone is a prefix already */
char *compute_address_prefix(const char *const *args, size_t count)
{
	const char *text = argument(args, count, 0);
	const char *slash = text ? strchr(text, '/') : NULL;

	if (text && *text && strspn(text, "0123456789") == strlen(text))
		return xstrdup(text);
	return slash && slash[1] ? xstrdup(slash + 1) : NULL;
}

/* "fe80::1%eth0/64" -> "eth0" */
char *compute_address_zone(const char *const *args, size_t count)
{
	const char *text = argument(args, count, 0);
	const char *mark = text ? strchr(text, '%') : NULL;

	return mark && mark[1] ? xstrndup(mark + 1, strcspn(mark + 1, "/")) : NULL;
}

char *compute_address_family(const char *const *args, size_t count)
{
	const char *text = argument(args, count, 0);
	struct network address;

	return network_read(text, &address) ? xstrdup(strchr(text, ':') ? "ipv6" : "ipv4") : NULL;
}

#define BLOCKS (sizeof blocks / sizeof *blocks)
static const struct block {
	const char *network, *scope;
	bool unfit; /* nobody else reaches the guest by it */
} blocks[] = {
	{ "0.0.0.0", "unspecified", true },     { "127.0.0.0/8", "loopback", true },
	{ "169.254.0.0/16", "link-local", true }, { "10.0.0.0/8", "private", false },
	{ "172.16.0.0/12", "private", false },  { "192.168.0.0/16", "private", false },
	{ "100.64.0.0/10", "shared", false },   { "224.0.0.0/4", "multicast", true },
	{ "::", "unspecified", true },          { "::1", "loopback", true },
	{ "fe80::/10", "link-local", true },    { "fec0::/10", "site-local", false },
	{ "fc00::/7", "unique-local", false },  { "ff00::/8", "multicast", true },
};

static const struct block *find_block(const struct network *address)
{
	static struct network networks[BLOCKS]; /* read once */
	static bool read;

	for (size_t i = 0; i < BLOCKS && !read; i++)
		network_read(blocks[i].network, &networks[i]);
	read = true;
	for (size_t i = 0; i < BLOCKS; i++)
		if (network_holds(&networks[i], address))
			return &blocks[i];
	return NULL;
}

/* The address that an argument begins with, whatever its prefix. */
static bool read_address(const char *text, struct network *ret)
{
	AUTO_FREE char *alone = text ? xstrndup(text, strcspn(text, "/%")) : NULL;

	return network_read(alone, ret);
}

char *compute_address_scope(const char *const *args, size_t count)
{
	const struct block *block;
	struct network address;

	if (!read_address(argument(args, count, 0), &address))
		return NULL;
	block = find_block(&address);
	return xstrdup(block ? block->scope : "global");
}

/* Names that systems give to interfaces through which other guests do not come in. */
static const struct named_interface {
	const char *pattern, *what;
} inner_interfaces[] = {
	{ "docker*", "container bridge" },  { "br-????????????", "container bridge" },
	{ "veth*", "container bridge" },    { "vethernet (*", "container bridge" },
	{ "cni*", "container bridge" },     { "cali*", "container bridge" },
	{ "flannel*", "container bridge" }, { "cilium*", "container bridge" },
	{ "lxc*", "container bridge" },     { "lxd*", "container bridge" },
	{ "incusbr*", "container bridge" }, { "podman*", "container bridge" },
	{ "virbr*", "container bridge" },   { "vnet*", "container bridge" },
	{ "kube-*", "container bridge" },   { "nodelocaldns", "container bridge" },
	{ "weave*", "container bridge" },   { "vxlan*", "container bridge" },
	{ "wg*", "VPN" },                   { "tun*", "VPN" },
	{ "tap*", "VPN" },                  { "utun*", "VPN" },
	{ "ppp*", "VPN" },                  { "zt*", "VPN" },
	{ "tailscale*", "VPN" },            { "nebula*", "VPN" },
	{ "nordlynx*", "VPN" },             { "ipsec*", "VPN" },
	{ "openvpn*", "VPN" },              { "wireguard*", "VPN" },
};

/* '*' is any end, '?' a character. */
static bool fits_name(const char *pattern, const char *name)
{
	for (; *pattern && *pattern != '*'; pattern++, name++) {
		char c = *name >= 'A' && *name <= 'Z' ? (char)(*name - 'A' + 'a') : *name;

		if (!c || (*pattern != '?' && *pattern != c))
			return false;
	}
	return *pattern == '*' || !*name;
}

/* Address and interface: why it is never a guest's primary address; null: it may be. */
char *compute_address_unfit(const char *const *args, size_t count)
{
	const char *interface = argument(args, count, 1);
	const struct block *block;
	struct network address;

	if (!argument(args, count, 0))
		return NULL;
	if (!read_address(argument(args, count, 0), &address))
		return xstrdup("no IP address");
	block = find_block(&address);
	if (block && block->unfit)
		return xstrdup(block->scope);
	for (size_t i = 0; interface && i < sizeof inner_interfaces / sizeof *inner_interfaces; i++)
		if (fits_name(inner_interfaces[i].pattern, interface))
			return xstrdup(inner_interfaces[i].what);
	return NULL;
}

/* Address and a list of networks: the place of the first that it lies in, counted from 1. */
char *compute_address_preferred(const char *const *args, size_t count)
{
	AUTO_FREE char *networks = xstrdup(argument(args, count, 1));
	struct network address, preferred;
	unsigned place = 0;
	char *network, *rest = networks;

	if (!networks || !read_address(argument(args, count, 0), &address))
		return NULL;
	while ((network = strsep(&rest, ", "))) {
		place += *network != '\0';
		if (network_read(network, &preferred) && network_holds(&preferred, &address))
			return xasprintf("%u", place);
	}
	return NULL;
}

/* MAC addresses as PVE writes them. */
char *compute_capitals(const char *const *args, size_t count)
{
	char *text = xstrdup(argument(args, count, 0));

	for (char *c = text; c && *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	return text;
}
