/* test_compute - the pure functions that specs name: encoded texts as people wrote them. */
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#include "base/text.h"
#include "walk/compute.h"

struct example {
	const char *from, *to;
};

static void expect(compute_function *compute, const char *const *args, size_t count, const char *expected)
{
	AUTO_FREE char *text = compute(args, count);

	if (!expected)
		assert_null(text);
	else
		assert_string_equal(text, expected);
}

/* Columns: address alone, prefix, zone, family, scope. */
static void test_addresses(void **state)
{
	static const char *const examples[][6] = {
		{ "192.0.2.7/24", "192.0.2.7", "24", NULL, "ipv4", "global" },
		{ "10.0.0.5", "10.0.0.5", NULL, NULL, "ipv4", "private" },
		{ "172.32.0.1", "172.32.0.1", NULL, NULL, "ipv4", "global" },
		{ "100.127.0.1/10", "100.127.0.1", "10", NULL, "ipv4", "shared" },
		{ "127.0.0.53", "127.0.0.53", NULL, NULL, "ipv4", "loopback" },
		{ "0.0.0.0", "0.0.0.0", NULL, NULL, "ipv4", "unspecified" },
		{ "fe80::1%eth0/64", "fe80::1", "64", "eth0", "ipv6", "link-local" },
		{ "fe80::1%12", "fe80::1", NULL, "12", "ipv6", "link-local" },
		{ "fd00::1", "fd00::1", NULL, NULL, "ipv6", "unique-local" },
		{ "::1/128", "::1", "128", NULL, "ipv6", "loopback" },
		{ "2001:db8::7", "2001:db8::7", NULL, NULL, "ipv6", "global" },
		{ "::ffff:10.0.0.1", "::ffff:10.0.0.1", NULL, NULL, "ipv6", "private" },
		{ "it works", "it works", NULL, NULL, NULL, NULL },
		{ "1.2.3", "1.2.3", NULL, NULL, NULL, NULL },
	};
	compute_function *const functions[] = {
		compute_address_alone,  compute_address_prefix, compute_address_zone,
		compute_address_family, compute_address_scope,
	};

	(void)state;
	for (size_t i = 0; i < COUNT(examples); i++)
		for (size_t j = 0; j < COUNT(functions); j++)
			expect(functions[j], examples[i], 1, examples[i][1 + j]);
}

static void test_addresses_that_are_unfit(void **state)
{
	static const char *const examples[][3] = {
		{ "10.0.0.5", "eth0", NULL },
		{ "10.0.0.5", "Ethernet 2", NULL },
		{ "10.0.0.5", "br-lan", NULL },
		{ "10.0.0.5", NULL, NULL },
		{ "127.0.0.1", "eth0", "loopback" },
		{ "fe80::1%eth0", "eth0", "link-local" },
		{ "172.17.0.1", "docker0", "container bridge" },
		{ "172.18.0.1", "br-0123456789ab", "container bridge" },
		{ "172.19.0.1", "vEthernet (nat)", "container bridge" },
		{ "10.8.0.2", "tun0", "VPN" },
		{ "100.64.0.2", "Tailscale", "VPN" },
		{ "nonsense", "eth0", "no IP address" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(examples); i++)
		expect(compute_address_unfit, examples[i], 2, examples[i][2]);
}

static void test_preferred_networks(void **state)
{
	static const char *const examples[][3] = {
		{ "10.1.2.3", "192.0.2.0/24, 10.0.0.0/8", "2" },
		{ "192.0.2.255/24", "192.0.2.0/24,10.0.0.0/8", "1" },
		{ "192.0.3.0", "192.0.2.0/24", NULL },
		{ "10.1.2.3", "10.1.2.3", "1" },
		{ "2001:db8::7", "10.0.0.0/8 2001:db8::/33", "2" },
		{ "2001:db8:8000::7", "2001:db8::/33", NULL },
		{ "10.1.2.3", "::/0", NULL },
		{ "2001:db8::7", "::/0", "1" },
		{ "10.1.2.3", "0.0.0.0/0", "1" },
		{ "10.1.2.3", "", NULL },
		{ "10.1.2.3", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(examples); i++)
		expect(compute_address_preferred, examples[i], 2, examples[i][2]);
}

static void test_percent_decoded(void **state)
{
	static const struct example examples[] = {
		{ "ssh-rsa%20AAAA%20a%40b%0A", "ssh-rsa AAAA a@b\n" },
		{ "%C3%a4", "ä" },
		{ "plain", "plain" },
		{ "", "" },
		{ "100%", "100%" },       /* no digits */
		{ "%4", "%4" },           /* cut */
		{ "%zz%20", "%zz " },     /* no digits, then digits */
		{ "a%00b", "a%00b" },     /* would not be text */
		{ "a%20%ff", "a%20%ff" }, /* would not be UTF-8 */
		{ NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(examples); i++)
		expect(compute_percent_decoded, &examples[i].from, 1, examples[i].to);
	expect(compute_percent_decoded, NULL, 0, NULL);
}

static void test_ceph_conf(void **state)
{
	static const struct example examples[] = {
		{ "[global]\n\tauth client required = none # why?\n\tfsid=a\n;x = y\n\n[ client ]\nkey = x\n"
		  "[mon.a]\r\nmon-host = a b\r\n[global]\nfsid = b\n",
		  "{\" client \":{\"key\":\"set\"},"
		  "\"global\":{\"auth_client_required\":\"none\",\"fsid\":\"b\"},"
		  "\"mon.a\":{\"mon_host\":\"a b\"}}" },
		{ "[a]\nmon host = a, \\\n b\n# e \\\nf = g\n\\\nc = d\\\n",
		  "{\"a\":{\"c\":\"d\",\"f\":\"g\",\"mon_host\":\"a,  b\"}}" },
		{ "lost = 1\n[\n[]\n= x\nword\n", "{\"\":{}}" },
		{ "", "{}" },
		{ NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(examples); i++)
		expect(compute_ceph_conf, &examples[i].from, 1, examples[i].to);
	expect(compute_ceph_conf, NULL, 0, NULL);
}

static void test_smbios_text(void **state)
{
	static const struct example examples[] = {
		{ "UHJveG1veA==", "Proxmox" },
		{ "w6Q=", "ä" },
		{ "QUJD", "ABC" },
		{ "", "" },
		{ "Proxmox Server", "Proxmox Server" }, /* no Base64 */
		{ "UHJveG1veA", "Proxmox" },            /* without padding */
		{ "UHJve", "UHJve" },                   /* cut */
		{ "QQ=A", "QQ=A" },
		{ "Q===", "Q===" },
		{ "AAAA", "AAAA" }, /* would not be text */
		{ "/w==", "/w==" }, /* would not be UTF-8 */
		{ NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(examples); i++) {
		const char *encoded[] = { "1", examples[i].from };
		const char *plain[] = { "0", examples[i].from };
		const char *unsaid[] = { NULL, examples[i].from };

		expect(compute_smbios_text, encoded, 2, examples[i].to);
		expect(compute_smbios_text, plain, 2, examples[i].from);
		expect(compute_smbios_text, unsaid, 2, examples[i].from);
	}
	expect(compute_smbios_text, NULL, 0, NULL);
}

/* The same things always have the same digest; absent, empty and moved texts make others. */
static void test_digest(void **state)
{
	const char *rules[][2] = { { "in", "ACCEPT" }, { "in", NULL }, { "in", "" },
				   { NULL, "in" },     { "inA", "CCEPT" }, { "i", "nACCEPT" } };
	AUTO_FREE char *again = compute_digest(rules[0], 2);

	(void)state;
	for (size_t i = 0; i < COUNT(rules); i++) {
		AUTO_FREE char *digest = compute_digest(rules[i], 2);

		assert_int_equal(strlen(digest), 12);
		assert_int_equal(strcmp(digest, again) == 0, i == 0);
	}
}

static void test_option_value(void **state)
{
	const char *secret[] = { "cipassword", "x" }, *env[] = { "env", "A=b" };
	const char *raw[] = { "lxc.environment.runtime", "A=b" }, *plain[] = { "cores", "4" };
	const char *url[] = { "hookscript", "https://example.org/x" }, *none[] = { "env", NULL };
	const char *part[] = { "future0", "a=b,password=x" }, *notes[] = { "description", "password=x" };
	const char *lines[] = { "future1", "a = b\ntoken = x\n" };

	(void)state;
	expect(compute_option_value, secret, 2, "set");
	expect(compute_option_value, env, 2, "set");
	expect(compute_option_value, raw, 2, "set");
	expect(compute_option_value, plain, 2, "4");
	expect(compute_option_value, url, 2, "https://example.org/x");
	expect(compute_option_value, none, 2, NULL);
	expect(compute_option_value, part, 2, "a=b,password=set");
	expect(compute_option_value, notes, 2, "password=x");
	expect(compute_option_value, lines, 2, "a = b\ntoken = set\n");
	expect(compute_option_value, NULL, 0, NULL);
}

static void test_raw_lxc(void **state)
{
	const char *pairs = "[[\"lxc.cap.drop\",\"sys_rawio\"],[\"lxc.environment\",\"A=b\"],"
			    "[\"lxc.mount.entry\",\"//a b cifs user=c,password=d\"],[\"odd\"]]";
	const char *none = "no JSON";

	(void)state;
	expect(compute_raw_lxc, &pairs, 1,
	       "[[\"lxc.cap.drop\",\"sys_rawio\"],[\"lxc.environment\",\"set\"],"
	       "[\"lxc.mount.entry\",\"//a b cifs user=c,password=set\"],[\"odd\"]]");
	expect(compute_raw_lxc, &none, 1, NULL);
	expect(compute_raw_lxc, NULL, 0, NULL);
}

static void test_snapshot_config(void **state)
{
	const char *config = "{\"cores\":2,\"digest\":\"ab\",\"description\":\"note\",\"cipassword\":\"x\","
			     "\"env\":\"A=b\",\"lxc\":[[\"lxc.environment\",\"A=b\"]],\"parent\":\"s1\"}";
	const char *list = "[]";

	(void)state;
	expect(compute_snapshot_config, &config, 1,
	       "{\"cipassword\":\"set\",\"cores\":2,\"env\":\"set\","
	       "\"lxc\":[[\"lxc.environment\",\"set\"]]}");
	expect(compute_snapshot_config, &list, 1, NULL);
	expect(compute_snapshot_config, NULL, 0, NULL);
}

static void test_names(void **state)
{
	const char *shared[] = { "1", "pve1" }, *local[] = { "0", "pve1" }, *unsaid[] = { NULL, "pve1" };
	const char *port[] = { "2.3", "1" }, *named[] = { "1-2.3", "1" };
	const char *bus[] = { NULL, "2" }, *nothing[] = { NULL, NULL };
	const char *words[] = { "[\"deb\",\"deb-src\"]", "[\"https://example.org/x\"]", "main", NULL };

	(void)state;
	expect(compute_home, shared, 2, "shared");
	expect(compute_home, local, 2, "pve1");
	expect(compute_home, unsaid, 2, "pve1");
	expect(compute_home, NULL, 0, NULL);
	expect(compute_usb_path, port, 2, "1-2.3");
	expect(compute_usb_path, named, 2, "1-2.3");
	expect(compute_usb_path, bus, 2, "usb2");
	expect(compute_usb_path, nothing, 2, NULL);
	expect(compute_words, words, 4, "deb deb-src https://example.org/x main");
	expect(compute_words, nothing, 2, NULL);
}

static void test_device_host(void **state)
{
	static const struct example examples[] = {
		{ "01:00.0", "0000:01:00.0" },
		{ "0a:00", "0000:0a:00" },
		{ "01:00.0;0000:01:00.1;02:00.0", "0000:01:00.0;0000:01:00.1;0000:02:00.0" },
		{ "0001:01:00.0", "0001:01:00.0" },
		{ "1234:abcd", "1234:abcd" }, /* a USB device by its IDs */
		{ "1-2.3", "1-2.3" },
		{ "/dev/ttyS0", "/dev/ttyS0" },
		{ "socket", "socket" },
		{ "", "" },
		{ NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(examples); i++)
		expect(compute_device_host, &examples[i].from, 1, examples[i].to);
	expect(compute_device_host, NULL, 0, NULL);
}

static void test_encoded_once(void **state)
{
	static const struct example examples[] = {
		{ "Gr\xc3\x83\xc2\xb6\xc3\x83\xc2\x9f" "e", "Größe" },
		{ "Größe", "Größe" }, /* its bytes would not be UTF-8 */
		{ "日本", "日本" },   /* were no bytes */
		{ "plain", "plain" },
		{ "", "" },
		{ NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(examples); i++)
		expect(compute_encoded_once, &examples[i].from, 1, examples[i].to);
}

struct pick {
	compute_function *compute;
	const char *args[3];
	const char *to;
};

static void test_parts(void **state)
{
	static const struct pick picks[] = {
		{ compute_nonzero, { "0" }, NULL },
		{ compute_nonzero, { "1600000000" }, "1600000000" },
		{ compute_nonzero, { NULL }, NULL },
		{ compute_value_if, { "group", "group", "ops" }, "ops" },
		{ compute_value_if, { "group", "user", "ops" }, NULL },
		{ compute_value_if, { "group", NULL, "ops" }, NULL },
		{ compute_url_origin, { "https://hooks.example/services/T0/x?y" }, "https://hooks.example" },
		{ compute_url_origin, { "https://a:b@hooks.test:8443#z" }, "https://hooks.test:8443" },
		{ compute_url_origin, { "hooks.example/x" }, NULL },
		{ compute_url_origin, { NULL }, NULL },
		{ compute_address_set, { "+dc/blacklist" }, "blacklist" },
		{ compute_address_set, { "+blacklist" }, "blacklist" },
		{ compute_address_set, { "dc/lan" }, NULL },
		{ compute_address_set, { "+sdn/vnet1-all" }, NULL },
		{ compute_address_alias, { "dc/lan" }, "lan" },
		{ compute_address_alias, { "fe80::1" }, NULL },
		{ compute_address_alias, { "192.0.2.1-192.0.2.9" }, NULL },
		{ compute_address_alias, { "192.0.2.1,198.51.100.0/24" }, NULL },
		{ compute_address_alias, { NULL }, NULL },
		{ compute_address_keeper, { "dc/lan", "100", NULL }, "cluster" },
		{ compute_address_keeper, { "guest/self", "100", NULL }, "guest" },
		{ compute_address_keeper, { "lan", NULL, NULL }, "cluster" },
		{ compute_address_keeper, { "lan", "100", NULL }, NULL },
		{ compute_address_keeper, { "lan", NULL, "web" }, NULL },
		{ compute_address_keeper, { "guest/self", NULL, "web" }, NULL },
		{ compute_address_keeper, { "192.0.2.1", NULL, NULL }, NULL },
		{ compute_address_owner, { "+dc/blacklist", "100", NULL }, "" },
		{ compute_address_owner, { "guest/self", "100", NULL }, "100" },
		{ compute_address_owner, { "+mine", "100", NULL }, NULL },
		{ compute_user_realm, { "alice@pve" }, "pve" },
		{ compute_user_realm, { "alice@lab.test@ad1" }, "ad1" },
		{ compute_user_realm, { "alice" }, NULL },
		{ compute_user_realm, { NULL }, NULL },
		{ compute_acl_user, { "user", "alice@pve" }, "alice@pve" },
		{ compute_acl_user, { "token", "alice@pve!inv" }, "alice@pve" },
		{ compute_acl_user, { "group", "ops" }, NULL },
		{ compute_acl_token, { "token", "alice@pve!inv" }, "inv" },
		{ compute_acl_token, { "user", "alice@pve" }, NULL },
		{ compute_path_item, { "/vms/100", "/vms/" }, "100" },
		{ compute_path_item, { "/pool/prod/db", "/pool/" }, "prod/db" },
		{ compute_path_item, { "/vms", "/vms/" }, NULL },
		{ compute_path_item, { "/vms/", "/vms/" }, NULL },
		{ compute_path_item, { "/storage/a", "/vms/" }, NULL },
		{ compute_path_parent, { "prod/db/old" }, "prod/db" },
		{ compute_path_parent, { "prod" }, NULL },
		{ compute_after_colon, { "vm:100" }, "100" },
		{ compute_after_colon, { "vm:" }, NULL },
		{ compute_after_colon, { "100" }, NULL },
		{ compute_days_until, { "172800", "0" }, "2" },
		{ compute_days_until, { "172799", "0" }, "1" },
		{ compute_days_until, { "0", "0" }, "0" },
		{ compute_days_until, { "0", "1" }, "-1" },
		{ compute_days_until, { "0", "86401" }, "-2" },
		{ compute_days_until, { "soon", "5" }, NULL },
		{ compute_days_until, { NULL, "5" }, NULL },
		{ compute_without_priority, { "pve1:2,pve2,pve3:1" }, "pve1,pve2,pve3" },
		{ compute_without_priority, { "pve1" }, "pve1" },
		{ compute_without_priority, { "" }, NULL },
		{ compute_guest_number, { "100" }, "100" },
		{ compute_guest_number, { "osd.3" }, NULL },
		{ compute_guest_number, { "3" }, NULL },
		{ compute_guest_number, { "" }, NULL },
		{ compute_without_clock, { "pve2 (active, Fri Nov 20 03:19:48 2026) - static load CRS" },
		  "pve2 (active) - static load CRS" },
		{ compute_without_clock, { "pve2 (old timestamp - dead?, Fri Nov  2 03:19:48 2026)" },
		  "pve2 (old timestamp - dead?)" },
		{ compute_without_clock, { "idle, Fri Nov 20 03:19" }, "idle, Fri Nov 20 03:19" },
		{ compute_without_clock, { "OK" }, "OK" },
		{ compute_without_clock, { NULL }, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(picks); i++)
		expect(picks[i].compute, picks[i].args, 3, picks[i].to);
	for (size_t i = 0; i < COUNT(picks); i++)
		expect(picks[i].compute, NULL, 0, NULL);
}

static void test_without_credentials(void **state)
{
	const char *options = "vers=3.0,password=hunter2,ro", *harmless = "soft,timeo=10";
	(void)state;
	expect(compute_without_credentials, &options, 1, "vers=3.0,password=set,ro");
	expect(compute_without_credentials, &harmless, 1, "soft,timeo=10");
	expect(compute_without_credentials, NULL, 0, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_addresses_that_are_unfit),
		cmocka_unit_test(test_preferred_networks),
		cmocka_unit_test(test_percent_decoded),
		cmocka_unit_test(test_without_credentials),
		cmocka_unit_test(test_smbios_text),
		cmocka_unit_test(test_ceph_conf),
		cmocka_unit_test(test_device_host),
		cmocka_unit_test(test_encoded_once),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_option_value),
		cmocka_unit_test(test_raw_lxc),
		cmocka_unit_test(test_snapshot_config),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
