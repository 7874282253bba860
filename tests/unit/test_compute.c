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

static void test_smbios_text(void **state)
{
	static const struct example examples[] = {
		{ "UHJveG1veA==", "Proxmox" },
		{ "w6Q=", "ä" },
		{ "QUJD", "ABC" },
		{ "", "" },
		{ "Proxmox Server", "Proxmox Server" }, /* no Base64 */
		{ "UHJveG1veA", "UHJveG1veA" },         /* cut */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_percent_decoded),
		cmocka_unit_test(test_smbios_text),
		cmocka_unit_test(test_digest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
