/* network.h - IP networks as people write them: "192.0.2.0/24", "2001:db8::/32", "192.0.2.7". */
#ifndef PVEINV_NETWORK_H
#define PVEINV_NETWORK_H

#include <stdbool.h>

#include "base/fault.h"

struct network {
	unsigned char bytes[16]; /* an IPv4 address in its mapped form, ::ffff:192.0.2.0 */
	unsigned bits;           /* of these 128 */
	bool ipv4;
};

/* Reads an address, or a network; an address alone is the network that it makes up. A zone ("%eth0") is
 * passed over. */
bool network_read(const char *text, struct network *ret);

/* Does the network hold the address (or network) wholly? IPv6 networks hold no IPv4 addresses. */
bool network_holds(const struct network *network, const struct network *address);

/* Is it a list of networks, parted by commas or blanks? FAULT_USAGE names the one that is none. */
bool network_list_check(const char *list, struct fault *f);

#endif
