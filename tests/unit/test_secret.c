/* test_secret.c - credentials in options of guests that PVE keeps encoded, in files of lines, and the codes
 * themselves. */
#include "source/secret.h"

#include <string.h>

#include "base/encoded.h"
#include "unit.h"

static void test_codes(void **state)
{
	static const char *const texts[] = { "",     "a",    "ab",
					     "abc",  "abcd", "ssh-rsa AAAA+/= me@lab\n",
					     "Größe \"x\"" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		AUTO_TEXT struct text percent = TEXT_INIT, base64 = TEXT_INIT, a = TEXT_INIT, b = TEXT_INIT;

		percent_encode(&percent, texts[i]);
		assert_int_equal(strspn(percent.data, "abcdefghijklmnopqrstuvwxyzGABCDEF0123456789%-_."),
				 percent.size);
		assert_true(percent_decode(&a, percent.data));
		assert_string_equal(a.data, texts[i]);
		base64_encode(&base64, texts[i]);
		assert_int_equal(base64.size, (strlen(texts[i]) + 2) / 3 * 4);
		assert_true(base64_decode(&b, base64.data));
		assert_string_equal(b.data, texts[i]);
	}
}

/* Null: there is nothing to hide. */
static const struct example {
	const char *given, *kept;
} keys[] = {
	{ "ssh-ed25519 AAAAC3Nza me@lab", NULL },
	{ "ssh-rsa AAAApassword=x== token=comment", NULL }, /* what is no option stays */
	{ "no-pty,from=\"10.0.0.0/8,fe80::1\",command=\"/bin/ls -l\" ssh-rsa AAAA a b", NULL },
	{ "environment=\"A=x\" ssh-rsa AAAA", "environment=\"A=set\" ssh-rsa AAAA" },
	{ "restrict,Environment=\"A=x \\\" y\",pty ssh-rsa AAAA",
	  "restrict,Environment=\"A=set\",pty ssh-rsa AAAA" },
	{ "environment=\"x", NULL },
	{ "environment=\"A=x", "environment=\"A=set\"" },
	{ "command=\"run --password x --user me\" ssh-rsa A",
	  "command=\"run --password set --user me\" ssh-rsa A" },
	{ "command=\"TOKEN=x run --api-key=y 'z'\" ssh-rsa A",
	  "command=\"TOKEN=set run --api-key=set 'z'\" ssh-rsa A" },
	{ "command=\"run --password \\\"x y\\\" --token 'x y' me\" ssh-rsa A",
	  "command=\"run --password set --token set me\" ssh-rsa A" },
	{ "command=\"run --password=x,y?z\" ssh-rsa A", "command=\"run --password=set\" ssh-rsa A" },
	{ "command=\"run -H \\\"Authorization: Bearer x\\\" me\" ssh-rsa A",
	  "command=\"run -H \\\"Authorization: set\\\" me\" ssh-rsa A" },
	{ "command=\"run {\\\"token\\\": \\\"x\\\"}\" ssh-rsa A",
	  "command=\"run {\\\"token\\\": set}\" ssh-rsa A" },
	{ "command=\"pass show; run --token\" ssh-rsa A", NULL },
	{ "environment=\"A=x\" ssh-rsa A caf\xe9", "environment=\"A=set\" ssh-rsa A caf\xe9" },
	{ "command=\"curl https://me:x@host/\" ssh-rsa A",
	  "command=\"curl https://host/\" ssh-rsa A" },
	{ "ssh-rsa A a\nenvironment=\"B=x\" ssh-rsa B\n\n",
	  "ssh-rsa A a\nenvironment=\"B=set\" ssh-rsa B\n\n" },
	{ "", NULL },
}, firmware[] = {
	{ "ds=nocloud;s=http://seed.test/", NULL },
	{ "ds=nocloud;s=http://me:x@seed.test/;h=web", "ds=nocloud;s=http://seed.test/;h=web" },
	{ "password=x;h=web", "password=set;h=web" },
	{ "password=\"x y\";h=caf\xe9", "password=set;h=caf\xe9" },
	{ "Product Key: x y", "Product Key: set" },
	{ "Key Maker", NULL },
}, lines[] = {
	{ "[global]\nauth client required = none\nfsid = a\n", NULL },
	{ "[client]\n\tkey = x\n", "[client]\n\tkey = set\n" },
	{ "a = b\nrgw admin-password\t=\tx = y, z # c\nc = d", "a = b\nrgw admin-password\t= set\nc = d" },
	{ "#key=x\n; token = y\n", "#key= set\n; token = set\n" },
	{ "secret = x\\\n y\\\n z\na = b\n", "secret = set\na = b\n" },
	{ "# why \\\nkey = x\na = b\\\ntoken = y\n", "# why \\\nkey = set\na = b\\\ntoken = set\n" },
	{ "secret =\nkey\n= key\n", NULL },
	{ "key = x", NULL }, /* a property string */
};

static void expect(const char *option, const char *given, const char *kept)
{
	AUTO_FREE char *hidden = secret_hide_encoded(option, given);

	if (!kept)
		assert_null(hidden);
	else
		assert_string_equal(hidden ? hidden : "(nothing hidden)", kept);
}

static void test_ssh_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(keys); i++) {
		AUTO_TEXT struct text given = TEXT_INIT, kept = TEXT_INIT;

		percent_encode(&given, keys[i].given);
		percent_encode(&kept, keys[i].kept ? keys[i].kept : "");
		expect("sshkeys", given.data, keys[i].kept ? kept.data : NULL);
	}
	expect("sshkeys", "%00environment=\"A=x\"", SECRET_SET); /* no text */
	expect("description", "environment%3D%22A%3Dx%22", NULL);
}

static void test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		AUTO_FREE char *hidden = secret_hide_lines(lines[i].given);

		if (!lines[i].kept)
			assert_null(hidden);
		else
			assert_string_equal(hidden ? hidden : "(nothing hidden)", lines[i].kept);
	}
}

static void test_smbios(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(firmware); i++) {
		AUTO_TEXT struct text given = TEXT_INIT, kept = TEXT_INIT;
		AUTO_FREE char *plain = xasprintf("serial=%s,uuid=u", firmware[i].given);
		AUTO_FREE char *hidden = xasprintf("serial=%s,uuid=u", firmware[i].kept);

		expect("smbios1", plain, firmware[i].kept ? hidden : NULL);
		text_add(&given, "base64=1,serial=");
		base64_encode(&given, firmware[i].given);
		text_add(&given, ",uuid=u");
		text_add(&kept, "base64=1,serial=");
		base64_encode(&kept, firmware[i].kept ? firmware[i].kept : "");
		text_add(&kept, ",uuid=u");
		expect("smbios1", given.data, firmware[i].kept ? kept.data : NULL);
	}
	expect("smbios1", "", NULL);
	expect("smbios1", "base64=1,serial=no code", NULL);
	expect("smbios1", "base64=1,serial=dG9rZW49eA", "base64=1,serial=dG9rZW49c2V0"); /* no padding */
	expect("smbios1", "base64=1,serial=AHRva2VuPXg=", "base64=1,serial=c2V0");       /* no text */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_ssh_keys),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_smbios),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
