/* test_walk - the parts of the walk: rights with holes, property strings, secrets, rows, outcomes. */
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#include "base/json.h"
#include "base/text.h"
#include "walk/compute.h"
#include "walk/expression.h"
#include "walk/outcome.h"
#include "walk/property.h"
#include "walk/rights.h"
#include "source/secret.h"

static cJSON *parse(const char *json)
{
	struct fault f = FAULT_INIT;
	cJSON *item = json_parse(json_slice_of(json), &f);

	assert_non_null(item);
	return item;
}

/* --- rights */

static void init_rights(struct rights *rights, const char *permissions, const char *acl)
{
	cJSON *p = parse(permissions), *a = acl ? parse(acl) : NULL;

	rights_init(rights, p, a);
	cJSON_Delete(p);
	cJSON_Delete(a);
}

#define AUDIT "{\"VM.Audit\":1,\"Sys.Audit\":1}"
#define ITS_OWN "\"/\":" AUDIT ",\"/access\":" AUDIT ",\"/vms\":" AUDIT

static void test_rights_whole_area(void **state)
{
	struct rights r;

	(void)state;
	init_rights(&r, "{" ITS_OWN ",\"/vms/100\":" AUDIT "}", "[{\"path\":\"/\"}]");
	assert_true(rights_cover(&r, "VM.Audit", "/vms"));
	assert_true(rights_hold(&r, "VM.Audit", "/vms/100"));
	assert_true(rights_hold(&r, "VM.Audit", "/vms/999")); /* inherited */
	assert_false(rights_cover(&r, "Datastore.Audit", "/storage"));
	rights_clear(&r);
}

static void test_rights_hole_in_the_acl(void **state)
{
	struct rights r;

	(void)state;
	/* NoAccess on /vms/103: the path is in the ACL, but missing from the permissions. */
	init_rights(&r, "{" ITS_OWN "}", "[{\"path\":\"/\"},{\"path\":\"/vms/103\"}]");
	assert_false(rights_cover(&r, "VM.Audit", "/vms"));
	assert_false(rights_hold(&r, "VM.Audit", "/vms/103"));
	assert_true(rights_hold(&r, "VM.Audit", "/vms/104"));
	rights_clear(&r);
	/* NoAccess on a pool hides its members. */
	init_rights(&r, "{" ITS_OWN "}", "[{\"path\":\"/pool/prod\"}]");
	assert_false(rights_cover(&r, "VM.Audit", "/vms"));
	assert_true(rights_cover(&r, "Sys.Audit", "/access"));
	rights_clear(&r);
	/* NoAccess above the area that is asked for. */
	init_rights(&r, "{" ITS_OWN "}", "[{\"path\":\"/mapping\"}]");
	assert_false(rights_cover(&r, "Sys.Audit", "/mapping/usb"));
	rights_clear(&r);
	/* NoAccess on /access: then the ACL is filtered, and does not say that. */
	init_rights(&r, "{\"/\":" AUDIT ",\"/vms\":" AUDIT "}", "[{\"path\":\"/vms/1\"}]");
	assert_false(rights_cover(&r, "Sys.Audit", "/access"));
	assert_false(rights_cover(&r, "VM.Audit", "/vms"));
	rights_clear(&r);
}

static void test_rights_unlisted_or_weaker_paths(void **state)
{
	struct rights r;

	(void)state;
	/* A path below on which less is held. */
	init_rights(&r, "{\"/\":" AUDIT ",\"/vms/7\":{\"Sys.Audit\":1}}", "[]");
	assert_false(rights_cover(&r, "VM.Audit", "/vms"));
	rights_clear(&r);
	/* Held, but not propagating. */
	init_rights(&r, "{\"/\":{\"VM.Audit\":0,\"Sys.Audit\":1}}", "[]");
	assert_false(rights_cover(&r, "VM.Audit", "/vms"));
	assert_false(rights_hold(&r, "VM.Audit", "/vms/1"));
	assert_true(rights_hold(&r, "VM.Audit", "/"));
	rights_clear(&r);
	/* Without the ACL, or without the right to see all of it, nothing is whole. */
	init_rights(&r, "{\"/\":" AUDIT "}", NULL);
	assert_false(rights_cover(&r, "VM.Audit", "/vms"));
	rights_clear(&r);
	init_rights(&r, "{\"/\":{\"VM.Audit\":1}}", "[]");
	assert_false(rights_cover(&r, "VM.Audit", "/vms"));
	rights_clear(&r);
	init_rights(&r, "{}", "[]");
	assert_false(rights_cover(&r, "VM.Audit", "/"));
	assert_false(rights_hold(&r, "VM.Audit", "/vms/1"));
	rights_clear(&r);
}

/* --- property strings */

static const struct alias drive_aliases[] = { { "volume", "file" }, { NULL, NULL } };
static const struct format drive = { .name = "drive", .default_key = "file", .aliases = drive_aliases };
static const char *const models[] = { "virtio", "e1000", NULL };
static const struct format net = { .name = "net", .default_key = "model", .key_alias = models,
				   .key_name = "model", .key_value = "macaddr" };

static void check_property(const struct format *format, const char *json, const char *expected)
{
	cJSON *item = parse(json);
	AUTO_TEXT struct text got = TEXT_INIT;

	property_parse(item, format);
	json_add_canonical(&got, item);
	assert_string_equal(got.data, expected);
	cJSON_Delete(item);
}

static void test_property_strings(void **state)
{
	(void)state;
	check_property(&drive, "\"data:vm-1-disk-0,size=32G,ssd=1\"",
		       "{\"file\":\"data:vm-1-disk-0\",\"size\":\"32G\",\"ssd\":\"1\"}");
	check_property(&drive, "\"size=1G,data:x\"", "{\"file\":\"data:x\",\"size\":\"1G\"}");
	check_property(&drive, "\"volume=a:b,serial=x=y\"", "{\"file\":\"a:b\",\"serial\":\"x=y\"}");
	check_property(&net, "\"virtio=AA:BB,bridge=vmbr0\"",
		       "{\"bridge\":\"vmbr0\",\"macaddr\":\"AA:BB\",\"model\":\"virtio\"}");
	check_property(&net, "\"model=e1000,macaddr=AA\"", "{\"macaddr\":\"AA\",\"model\":\"e1000\"}");
	check_property(&drive, "1", "{\"file\":\"1\"}");
	check_property(&drive, "{\"a\":1}", "{\"a\":1}"); /* parsed by the server already */
	check_property(&drive, "[\"a\"]", "[\"a\"]");
	check_property(&drive, "true", "{\"file\":\"1\"}");
}

static void test_no_property_strings(void **state)
{
	static const char *const texts[] = { "[]", "[\"a\"]", "1e300", "{}", "null", "\"\"", "0", "false" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		cJSON *item = parse(texts[i]);

		assert_int_equal(property_parse(item, &drive), i >= 3);
		cJSON_Delete(item);
	}
}

/* What it costs to join or to tell apart so many parts may be more than there is memory. */
static void test_too_many_parts(void **state)
{
	(void)state;
	for (int commas = 254; commas < 258; commas++) {
		AUTO_TEXT struct text text = TEXT_INIT;
		cJSON *item;

		for (int i = 0; i < commas; i++)
			text_add(&text, "a,");
		item = cJSON_CreateString(text.data);
		assert_int_equal(property_parse(item, &drive), commas < 256);
		assert_true(commas < 256 ? cJSON_IsObject(item) : cJSON_IsString(item));
		cJSON_Delete(item);
	}
}

/* PVE gives these up; an inventory keeps what they say. */
static void test_malformed_property_strings(void **state)
{
	(void)state;
	check_property(&drive, "\"a,b\"", "{\"file\":\"a,b\"}");
	check_property(&drive, "\"size=1,size=2\"", "{\"size\":\"1,2\"}");
	check_property(&drive, "\"=x\"", "{\"file\":\"=x\"}");
	check_property(&drive, "\"key=\"", "{\"key\":\"\"}");
	check_property(&drive, "\",, ,\"", "{}");
	check_property(&drive, "\"\"", "{}");
}

static void test_volume_storage(void **state)
{
	static const struct {
		const char *volume, *storage;
	} cases[] = { { "data:100/vm-100-disk-0.raw", "data" }, { "/dev/sdb", NULL }, { "none", NULL },
		      { "cdrom", NULL },		       { ":x", NULL },	      { NULL, NULL },
		      { "/mnt/a:b", NULL } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *args[] = { cases[i].volume };
		AUTO_FREE char *storage = compute_volume_storage(args, 1);

		if (cases[i].storage)
			assert_string_equal(storage, cases[i].storage);
		else
			assert_null(storage);
	}
}

/* --- secrets */

static void test_secret_keys(void **state)
{
	(void)state;
	assert_true(secret_key("password"));
	assert_true(secret_key("X-Auth-Token"));
	assert_true(secret_key("clientSecret"));
	assert_false(secret_key("sshkeys"));
	assert_false(secret_key("bridge"));
}

static void check_userinfo(const char *before, const char *after)
{
	AUTO_FREE char *text = xstrdup(before);

	secret_strip_userinfo(text);
	assert_string_equal(text, after);
}

static void test_userinfo_is_taken_out_of_urls(void **state)
{
	(void)state;
	check_userinfo("https://user:pw@host/x", "https://host/x");
	check_userinfo("http://a@b@host:80", "http://host:80");
	check_userinfo("https://host/a@b", "https://host/a@b");
	check_userinfo("see https://user:pw@host, or <ftp://a:b@c/d>", "see https://host, or <ftp://c/d>");
	check_userinfo("https://u:p@a,https://u:p@b,c", "https://a,https://b,c");
	check_userinfo("[\"http://a\",\"x@y\",\"http://u:p@b\"]", "[\"http://a\",\"x@y\",\"http://b\"]");
	check_userinfo("https://user:p\"w@host", "https://host");
	check_userinfo("file=https://u:p@h,size=1", "file=https://h,size=1");
	check_userinfo("https://", "https://");
	check_userinfo("backup@pbs!pve", "backup@pbs!pve");
	check_userinfo("://x@y", "://x@y");
}

static void test_urls_of_a_document(void **state)
{
	cJSON *item = parse("{\"a\":[\"x\",{\"b\":\"see ftp://u:p@h\"}],\"description\":\"ftp://u:p@h\"}");
	AUTO_TEXT struct text got = TEXT_INIT;

	(void)state;
	secret_strip(item);
	json_add_canonical(&got, item);
	assert_string_equal(got.data, "{\"a\":[\"x\",{\"b\":\"see ftp://h\"}],"
				      "\"description\":\"ftp://u:p@h\"}"); /* notes stay */
	cJSON_Delete(item);
}

static void test_secrets_are_replaced_at_any_depth(void **state)
{
	cJSON *item = parse("{\"a\":{\"password\":\"x\",\"b\":[{\"token\":5}]},\"c\":\"ftp://u:p@h\"}");
	AUTO_TEXT struct text got = TEXT_INIT;

	(void)state;
	secret_redact(item, NULL);
	json_add_canonical(&got, item);
	assert_string_equal(got.data, "{\"a\":{\"b\":[{\"token\":\"set\"}],\"password\":\"set\"},"
				      "\"c\":\"ftp://h\"}");
	cJSON_Delete(item);
}

/* --- expressions and outcomes */

static void test_patterns(void **state)
{
	char number[12];

	(void)state;
	assert_true(pattern_matches("net[n]", "net12", number));
	assert_string_equal(number, "12");
	assert_false(pattern_matches("net[n]", "net", number));
	assert_false(pattern_matches("net[n]", "netx", number));
	assert_false(pattern_matches("net[n]", "net1x", number));
	assert_false(pattern_matches("net[n]", "net999999999999999", number));
	assert_true(pattern_matches("ring[n]_addr", "ring0_addr", number));
	assert_true(pattern_matches("rootfs", "rootfs", number));
}

static void test_outcomes(void **state)
{
	static const struct when when[] = { { 500, "not installed", OUTCOME_ABSENT },
					    { 424, NULL, OUTCOME_EMPTY },
					    { 0, NULL, OUTCOME_OK } };
	static const struct read read = { .name = "test", .when = when };

	(void)state;
	assert_int_equal(outcome_of(&read, 200, ""), OUTCOME_OK);
	assert_int_equal(outcome_of(&read, 403, ""), OUTCOME_DENIED);
	assert_int_equal(outcome_of(&read, 500, "binary not installed: x"), OUTCOME_ABSENT);
	assert_int_equal(outcome_of(&read, 500, "boom"), OUTCOME_ERROR);
	assert_int_equal(outcome_of(&read, 424, "anything"), OUTCOME_EMPTY);
	assert_int_equal(outcome_of(&read, 501, ""), OUTCOME_UNSUPPORTED);
	assert_int_equal(outcome_of(&read, 595, ""), OUTCOME_OFFLINE);
	assert_int_equal(outcome_of(&read, 596, ""), OUTCOME_TIMEOUT);
	assert_int_equal(outcome_of(&read, 0, ""), OUTCOME_SKIPPED);
}

static void test_error_texts(void **state)
{
	struct answer old = { NULL, 500, "no such VM", json_slice_of("{\"data\":null}") };
	struct answer new = { NULL, 500, "x", json_slice_of("{\"message\":\"text\\nmore\",\"data\":null}") };
	struct answer none = { NULL, 595, "Connection refused", json_slice_of("") };
	AUTO_FREE char *a = answer_message(&old);
	AUTO_FREE char *b = answer_message(&new);
	AUTO_FREE char *c = answer_message(&none);

	(void)state;
	assert_string_equal(a, "no such VM"); /* servers before 8.3 */
	assert_string_equal(b, "text");
	assert_string_equal(c, "Connection refused");
}

static void test_versions(void **state)
{
	(void)state;
	assert_true(version_older("8.4.21", "9.0"));
	assert_false(version_older("9.0.3", "9.0"));
	assert_false(version_older("10.1", "9.2.11"));
	assert_true(version_older("9", "9.1"));
	assert_true(version_older("7.4-16", "7.5"));
}

/* --- rows */

static void test_row_sets(void **state)
{
	struct row_set set;

	(void)state;
	row_set_init(&set, schema_entity("guest"));
	for (int i = 0; i < 5000; i++) {
		AUTO_FREE char *id = xasprintf("%d", i);

		row_set_add(&set, id);
		assert_ptr_equal(row_set_add(&set, id), row_set_find(&set, id));
	}
	assert_int_equal(set.n_rows, 5000);
	assert_null(row_set_find(&set, "5000"));
	assert_string_equal(row_set_find(&set, "4321")->id, "4321");
	row_set_clear(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rights_whole_area),
		cmocka_unit_test(test_rights_hole_in_the_acl),
		cmocka_unit_test(test_rights_unlisted_or_weaker_paths),
		cmocka_unit_test(test_property_strings),
		cmocka_unit_test(test_no_property_strings),
		cmocka_unit_test(test_too_many_parts),
		cmocka_unit_test(test_malformed_property_strings),
		cmocka_unit_test(test_volume_storage),
		cmocka_unit_test(test_secret_keys),
		cmocka_unit_test(test_userinfo_is_taken_out_of_urls),
		cmocka_unit_test(test_urls_of_a_document),
		cmocka_unit_test(test_secrets_are_replaced_at_any_depth),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_error_texts),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_row_sets),
	};

	return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
