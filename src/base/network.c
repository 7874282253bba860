#include "base/network.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

#define IPV4_AT 12 /* byte of the mapped form where the address begins */

static bool read_bits(const char *text, const struct network *network, unsigned *ret)
{
	const char *slash = strchr(text, '/');
	unsigned head = network->ipv4 ? 8 * IPV4_AT : 0;
	int64_t bits = 128 - head;

	if (slash && (!number_parse_int(slash + 1, &bits) || bits < 0 || bits > 128 - (int64_t)head))
		return false;
	*ret = head + (unsigned)bits;
	return true;
}

bool network_read(const char *text, struct network *ret)
{
	static const unsigned char mapped[IPV4_AT] = { [10] = 0xff, [11] = 0xff };
	AUTO_FREE char *address = text ? xstrndup(text, strcspn(text, "/%")) : NULL;

	if (!address)
		return false;
	memcpy(ret->bytes, mapped, sizeof mapped);
	ret->ipv4 = inet_pton(AF_INET, address, ret->bytes + IPV4_AT) == 1;
	if (!ret->ipv4 && inet_pton(AF_INET6, address, ret->bytes) != 1)
		return false;
	if (!read_bits(text, ret, &ret->bits))
		return false;
	ret->ipv4 = memcmp(ret->bytes, mapped, sizeof mapped) == 0 && ret->bits >= 8 * IPV4_AT;
	return true;
}

bool network_holds(const struct network *network, const struct network *address)
{
	unsigned whole = network->bits / 8, rest = network->bits % 8;
	const unsigned char *a = network->bytes, *b = address->bytes;

	return network->ipv4 == address->ipv4 && network->bits <= address->bits && memcmp(a, b, whole) == 0 &&
	       (!rest || (a[whole] ^ b[whole]) >> (8 - rest) == 0);
}

bool network_list_check(const char *list, struct fault *f)
{
	AUTO_FREE char *copy = xstrdup(list);
	char *item, *rest = copy;
	struct network network;

	while ((item = strsep(&rest, ", "))) {
		if (*item && !network_read(item, &network))
			return fault_set(f, FAULT_USAGE, "'%s' is no network, such as 10.0.0.0/8", item);
	}
	return true;
}
