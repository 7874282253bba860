/* user_sql_functions.c - the helpers that users' SQL may call. */
#include <arpa/inet.h>
#include <string.h>

#include "base/number.h"
#include "report/user_sql.h"

struct address {
	int family; /* AF_INET or AF_INET6 */
	unsigned char bytes[16];
	unsigned bits; /* of the network; all of them without "/24" */
};

static bool read_bits(const char *text, unsigned most, unsigned *ret)
{
	int64_t bits;
	if (!*text || strspn(text, "0123456789") != strlen(text) || !number_parse_int(text, &bits) ||
	    bits > (int64_t)most)
		return false;
	*ret = (unsigned)bits;
	return true;
}

static bool read_address(const char *text, struct address *ret)
{
	char host[64];
	size_t length = strcspn(text, "/%");
	const char *slash = strchr(text, '/');
	if (length >= sizeof host)
		return false;
	memcpy(host, text, length);
	host[length] = '\0';
	memset(ret->bytes, 0, sizeof ret->bytes);
	ret->family = strchr(host, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(ret->family, host, ret->bytes) != 1)
		return false;
	ret->bits = ret->family == AF_INET ? 32 : 128;
	return !slash || read_bits(slash + 1, ret->bits, &ret->bits);
}

static bool lies_in(const struct address *address, const struct address *network)
{
	unsigned whole = network->bits / 8, rest = network->bits % 8;
	unsigned mask = 0xff00u >> rest & 0xffu;
	if (address->family != network->family || memcmp(address->bytes, network->bytes, whole) != 0)
		return false;
	return !rest || ((address->bytes[whole] ^ network->bytes[whole]) & mask) == 0;
}

static void ip_in(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *address = (const char *)sqlite3_value_text(values[0]);
	const char *network = (const char *)sqlite3_value_text(values[1]);
	struct address a, n;
	(void)count;
	if (!address || !network)
		return; /* NULL */
	if (!read_address(network, &n))
		sqlite3_result_error(context,
				     "ip_in: the second argument is no network, such as 192.0.2.0/24", -1);
	else
		sqlite3_result_int(context, read_address(address, &a) && lies_in(&a, &n));
}

static void bytes(sqlite3_context *context, int count, sqlite3_value **values)
{
	static const struct value_rule rule = { .type = TYPE_BYTES, .unit = 1 };
	const char *text = (const char *)sqlite3_value_text(values[0]);
	struct value value = { .kind = VALUE_NULL };
	(void)count;
	if (text && value_from_text(&value, &rule, text) == VALUE_UNREADABLE) {
		AUTO_FREE char *message = xasprintf("bytes: '%s' is no size, such as 8GiB", text);
		sqlite3_result_error(context, message, -1);
	} else if (value.kind == VALUE_INT) {
		sqlite3_result_int64(context, value.integer);
	}
	value_clear(&value);
}

void user_sql_add_functions(sqlite3 *db)
{
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	sqlite3_create_function(db, "ip_in", 2, flags, NULL, ip_in, NULL, NULL);
	sqlite3_create_function(db, "bytes", 1, flags, NULL, bytes, NULL, NULL);
	/* SQLite makes these table functions when they are first named, which is no reading. */
	sqlite3_exec(db, "SELECT 1 FROM json_each('[]'), json_tree('[]')", NULL, NULL, NULL);
}
