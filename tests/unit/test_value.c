/* test_value.c - whatever arrives, by whatever type: the cases of "Values", and what is hostile. */
#include "base/value.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "unit.h"

#define MIB 1048576

struct reading {
	const char *json; /* null: absent */
	enum value_read read;
	const char *text; /* null: VALUE_NULL when read, VALUE_UNKNOWN when unreadable */
};

#define READ(json, text)                                                                                     \
	{                                                                                                    \
		json, VALUE_READ, text                                                                       \
	}
#define BENT(json, text)                                                                                     \
	{                                                                                                    \
		json, VALUE_BENT, text                                                                       \
	}
#define UNREADABLE(json)                                                                                     \
	{                                                                                                    \
		json, VALUE_UNREADABLE, NULL                                                                 \
	}

static void check_reading(const struct value_rule *rule, const struct reading *r)
{
	cJSON *item = r->json ? json_parse(json_slice_of(r->json), NULL) : NULL;
	struct value v;
	enum value_read read = value_from_json(&v, rule, item);
	AUTO_FREE char *text = value_to_text(&v);
	const char *type = value_type_name(rule->type);
	enum value_kind none = r->read == VALUE_UNREADABLE ? VALUE_UNKNOWN : VALUE_NULL;

	if (read != r->read)
		fail_msg("%s %s: read %d, expected %d", type, r->json ? r->json : "absent", (int)read,
			 (int)r->read);
	if (r->text ? !text || strcmp(text, r->text) != 0 : v.kind != none)
		fail_msg("%s %s: '%s', expected '%s'", type, r->json ? r->json : "absent",
			 text ? text : "(none)", r->text ? r->text : "(none)");
	value_clear(&v);
	assert_int_equal(v.kind, VALUE_UNKNOWN);
	cJSON_Delete(item);
}

static void check_readings(struct value_rule rule, const struct reading *readings, size_t count)
{
	static const struct reading absent[] = { READ(NULL, NULL), READ("null", NULL) };

	if (!rule.unit)
		rule.unit = 1;
	for (size_t i = 0; i < COUNT(absent); i++)
		check_reading(&rule, &absent[i]);
	for (size_t i = 0; i < count; i++)
		check_reading(&rule, &readings[i]);
}

static void test_text(void **state)
{
	static const struct reading readings[] = {
		READ("\"\"", ""),
		READ("\"web\"", "web"),
		READ("\" a \"", " a "),
		READ("100", "100"),
		READ("-3", "-3"),
		READ("5.0", "5"),
		READ("0.25", "0.25"),
		READ("12345678901234567890", "12345678901234567890"),
		READ("0.1234567890123456789", "0.1234567890123456789"),
		READ("true", "1"),
		READ("false", "0"),
		READ("\"a\\u0000b\"", "a\xe2\x90\x80"
				      "b"),
		BENT("{\"b\":1,\"a\":[]}", "{\"a\":[],\"b\":1}"),
		BENT("[1,\"x\"]", "[1,\"x\"]"),
	};

	(void)state;
	check_readings((struct value_rule){ .type = TYPE_TEXT }, readings, COUNT(readings));
}

static void test_int(void **state)
{
	static const struct reading readings[] = {
		READ("\"\"", NULL),
		READ("7", "7"),
		READ("\"7\"", "7"),
		READ("7.0", "7"),
		READ("\"7.0\"", "7"),
		READ("\" 7 \"", "7"),
		READ("\"+5\"", "5"),
		READ("\"-5\"", "-5"),
		READ("\"007\"", "7"),
		READ("\"1e3\"", "1000"),
		READ("1e3", "1000"),
		READ("true", "1"),
		READ("false", "0"),
		READ("9007199254740993", "9007199254740993"),
		READ("\"9007199254740993\"", "9007199254740993"),
		READ("9223372036854775807", "9223372036854775807"),
		READ("-9223372036854775808", "-9223372036854775808"),
		READ("\"1e18\"", "1000000000000000000"),
		UNREADABLE("9223372036854775808"),
		UNREADABLE("\"-9223372036854775809\""),
		UNREADABLE("\"9007199254740993.0\""), /* a double would make it …992 */
		UNREADABLE("1e19"),
		UNREADABLE("1e400"),
		UNREADABLE("3.5"),
		UNREADABLE("\"3.5\""),
		UNREADABLE("\"0x10\""),
		UNREADABLE("\"1 2\""),
		UNREADABLE("\" \""),
		UNREADABLE("\"-\""),
		UNREADABLE("\"12abc\""),
		UNREADABLE("\"true\""),
		UNREADABLE("\"NaN\""),
		UNREADABLE("\"7\\u0000\""),
		UNREADABLE("[7]"),
		UNREADABLE("{}"),
	};

	(void)state;
	check_readings((struct value_rule){ .type = TYPE_INT }, readings, COUNT(readings));
}

static void test_real(void **state)
{
	static const struct reading readings[] = {
		READ("\"\"", NULL),      READ("0.5", "0.5"),
		READ("\"0.5\"", "0.5"),  READ("\".5\"", "0.5"),
		READ("-0.0", "0"),       READ("3", "3"),
		READ("true", "1"),       READ("0.12345678901234567890", "0.12345678901234568"),
		READ("1e300", "1e+300"), UNREADABLE("1e400"),
		UNREADABLE("\"inf\""),   UNREADABLE("\"-Infinity\""),
		UNREADABLE("\"nan\""),   UNREADABLE("\"0x1p3\""),
		UNREADABLE("\"1,5\""),   UNREADABLE("\"12%\""),
		UNREADABLE("[]"),
	};

	(void)state;
	check_readings((struct value_rule){ .type = TYPE_REAL }, readings, COUNT(readings));
	check_readings((struct value_rule){ .type = TYPE_FRACTION }, readings, COUNT(readings));
}

static void test_bool(void **state)
{
	static const struct reading readings[] = {
		READ("\"\"", "0"),
		READ("0", "0"),
		READ("1", "1"),
		READ("\"0\"", "0"),
		READ("\"1\"", "1"),
		READ("true", "1"),
		READ("false", "0"),
		READ("\"true\"", "1"),
		READ("\"No\"", "0"),
		READ("\"YES\"", "1"),
		READ("\"on\"", "1"),
		READ("\"off\"", "0"),
		READ("1.0", "1"),
		READ("\" 1 \"", "1"),
		BENT("1700000000", "1"),
		BENT("\"2\"", "1"),
		BENT("-1", "1"),
		BENT("0.5", "1"),
		BENT("12345678901234567890", "1"),
		UNREADABLE("\"maybe\""),
		UNREADABLE("\" \""),
		UNREADABLE("[]"),
		UNREADABLE("{}"),
	};

	(void)state;
	check_readings((struct value_rule){ .type = TYPE_BOOL }, readings, COUNT(readings));
}

static void test_bytes(void **state)
{
	static const struct reading readings[] = {
		READ("\"\"", NULL),
		READ("4096", "4096"),
		READ("\"4096\"", "4096"),
		READ("\"32G\"", "34359738368"),
		READ("\"528K\"", "540672"),
		READ("\"1.5T\"", "1649267441664"),
		READ("\"2P\"", "2251799813685248"),
		READ("\"10MiB\"", "10485760"),
		READ("\"10 MB\"", "10485760"),
		READ("\"10m\"", "10485760"),
		READ("\"512B\"", "512"),
		READ("\"1e3\"", "1000"),
		READ("\"0\"", "0"),
		READ("9223372036854775807", "9223372036854775807"),
		BENT("1.5", "1"),
		BENT("\"0.1K\"", "102"),
		UNREADABLE("-1"),
		UNREADABLE("\"-4G\""),
		UNREADABLE("\"9000P\""),
		UNREADABLE("\"9223372036854775808\""),
		UNREADABLE("\"9223372036854775807K\""),
		UNREADABLE("1e300"),
		UNREADABLE("\"4X\""),
		UNREADABLE("\"4GX\""),
		UNREADABLE("\"4Gi\""),
		UNREADABLE("\"G\""),
		UNREADABLE("\"0x10\""),
		UNREADABLE("\"4 4\""),
		UNREADABLE("[1]"),
	};
	static const struct reading in_mib[] = {
		READ("512", "536870912"),    READ("\"512\"", "536870912"),    READ("0.5", "524288"),
		READ("\"0.5\"", "524288"),   READ("\"1G\"", "1073741824"), /* its own unit */
		UNREADABLE("8796093022208"), UNREADABLE("\"8796093022208\""),
	};

	(void)state;
	check_readings((struct value_rule){ .type = TYPE_BYTES }, readings, COUNT(readings));
	check_readings((struct value_rule){ .type = TYPE_BYTES, .unit = MIB }, in_mib, COUNT(in_mib));
}

static void test_seconds(void **state)
{
	static const struct reading readings[] = {
		READ("\"\"", NULL),
		READ("1700000000", "1700000000"),
		READ("\"1700000000\"", "1700000000"),
		READ("1700000000.0", "1700000000"),
		READ("-5", "-5"),
		READ("9223372036854775807", "9223372036854775807"),
		BENT("1700000000.9", "1700000000"),
		BENT("\"-1.9\"", "-1"),
		UNREADABLE("9223372036854775808"),
		UNREADABLE("1e300"),
		UNREADABLE("\"2026-11-20\""),
		UNREADABLE("\"3 days\""),
		UNREADABLE("[]"),
	};

	(void)state;
	check_readings((struct value_rule){ .type = TYPE_TIMESTAMP }, readings, COUNT(readings));
	check_readings((struct value_rule){ .type = TYPE_DURATION }, readings, COUNT(readings));
}

static void test_list(void **state)
{
	static const struct reading readings[] = {
		READ("\"\"", NULL),
		READ("\"b;a,b c\"", "[\"a\",\"b\",\"c\"]"),
		READ("\" a ,, b; \"", "[\"a\",\"b\"]"),
		READ("\",;\"", "[]"),
		READ("[]", "[]"),
		READ("[\"b\",\"a\",\"b\"]", "[\"a\",\"b\"]"),
		READ("[\"a,b\"]", "[\"a,b\"]"),
		READ("[10,9,true,null,{\"b\":1,\"a\":[]}]",
		     "[\"1\",\"10\",\"9\",\"{\\\"a\\\":[],\\\"b\\\":1}\"]"),
		READ("[\"B\",\"a\",\"\xc3\xa9\",\"Z\"]", "[\"B\",\"Z\",\"a\",\"\xc3\xa9\"]"),
		READ("\"[fd00::1],10.0.0.1\"", "[\"10.0.0.1\",\"[fd00::1]\"]"),
		READ("5", "[\"5\"]"),
		READ("true", "[\"1\"]"),
		UNREADABLE("{\"a\":1}"),
	};
	static const struct reading in_order[] = {
		READ("\"b;a,b c\"", "[\"b\",\"a\",\"b\",\"c\"]"),
		READ("[3,1,2]", "[\"3\",\"1\",\"2\"]"),
	};

	static const struct reading of_ints[] = {
		READ("\"100,9,x,020,1.5\"", "[9,20,100,\"1.5\",\"x\"]"),
		READ("[\"7\",7,true]", "[1,7]"),
		READ("9007199254740993", "[9007199254740993]"),
	};
	static const struct reading of_reals[] = {
		READ("[\"0.50\",\"1\",2.25,\"many\"]", "[0.5,1,2.25,\"many\"]"),
	};

	(void)state;
	check_readings((struct value_rule){ .type = TYPE_LIST }, readings, COUNT(readings));
	check_readings((struct value_rule){ .type = TYPE_LIST, .ordered = true }, in_order, COUNT(in_order));
	check_readings((struct value_rule){ .type = TYPE_LIST, .items = TYPE_INT }, of_ints, COUNT(of_ints));
	check_readings((struct value_rule){ .type = TYPE_LIST, .items = TYPE_REAL }, of_reals,
		       COUNT(of_reals));
}

static void test_json_type(void **state)
{
	static const struct reading readings[] = {
		READ("\"\"", NULL),
		READ("\"a\"", "\"a\""),
		READ("{\"b\":1.0,\"a\":{}}", "{\"a\":{},\"b\":1}"),
		READ("[]", "[]"),
		READ("{\"a\":true,\"b\":\"12\",\"c\":\"012\"}", "{\"a\":1,\"b\":12,\"c\":\"012\"}"),
		READ("12345678901234567890", "\"12345678901234567890\""),
		READ("[\"4.25\",\"9.0\",\"1e3\",\"-7\",\".5\",\"10.0.0.1\"]",
		     "[\".5\",\"10.0.0.1\",\"1e3\",\"9.0\",-7,4.25]"),
		READ("[{\"b\":1},{\"a\":[2,1]},{\"b\":0}]", "[{\"a\":[2,1]},{\"b\":0},{\"b\":1}]"),
	};
	static const struct reading in_order[] = {
		READ("[{\"b\":1},{\"a\":[2,1]}]", "[{\"b\":1},{\"a\":[2,1]}]"),
	};

	(void)state;
	check_readings((struct value_rule){ .type = TYPE_JSON }, readings, COUNT(readings));
	check_readings((struct value_rule){ .type = TYPE_JSON, .ordered = true }, in_order, COUNT(in_order));
}

/* One text, by a type of this name. */
static void check_text(const char *type, const char *text, enum value_read expected, const char *result)
{
	struct value_rule rule = { .unit = 1 };
	AUTO_FREE char *got = NULL;
	struct value v;

	assert_true(value_type_from_name(type, &rule.type));
	assert_int_equal(value_from_text(&v, &rule, text), expected);
	got = value_to_text(&v);
	if (result)
		assert_string_equal(got, result);
	else
		assert_null(got);
	value_clear(&v);
}

static void test_from_text(void **state)
{
	(void)state;
	check_text("text", "x", VALUE_READ, "x");
	check_text("text", NULL, VALUE_READ, NULL);
	check_text("int", "1", VALUE_READ, "1");
	check_text("int", "", VALUE_READ, NULL);
	check_text("int", "x", VALUE_UNREADABLE, NULL);
	check_text("bool", "", VALUE_READ, "0");
	check_text("list", "b a", VALUE_READ, "[\"a\",\"b\"]");
	check_text("list", "[\"b\",\"a\"]", VALUE_READ, "[\"a\",\"b\"]");
	check_text("list", "[]", VALUE_READ, "[]");
	check_text("list", "[broken", VALUE_READ, "[\"[broken\"]");
	check_text("json", "{\"b\":1,\"a\":2}", VALUE_READ, "{\"a\":2,\"b\":1}");
	check_text("json", "{broken", VALUE_UNREADABLE, NULL);
	check_text("json", "", VALUE_READ, NULL);
	check_text("json", "null", VALUE_READ, NULL);
}

/* Every type survives a megabyte of anything. */
static void test_huge_strings(void **state)
{
	static const char *const fillers[] = { "9", "1,", " ", "a", "-", "e", "\xc3\xa9", "[" };

	(void)state;
	for (size_t i = 0; i < COUNT(fillers); i++) {
		AUTO_TEXT struct text t = TEXT_INIT;
		cJSON *item;

		while (t.size < 1 << 20)
			text_add(&t, fillers[i]);
		item = cJSON_CreateString(t.data);
		for (int type = TYPE_TEXT; type <= TYPE_JSON; type++) {
			const struct value_rule rule = { .type = (enum value_type)type, .unit = MIB };
			struct value v;

			value_from_json(&v, &rule, item);
			value_clear(&v);
			value_from_text(&v, &rule, t.data);
			value_clear(&v);
		}
		cJSON_Delete(item);
	}
}

static void test_equal(void **state)
{
	struct value one = value_int(1), text = value_text("1"), copy = value_copy(&text);
	struct value real = value_real(1), null = value_text(NULL), unknown = { .kind = VALUE_UNKNOWN };

	(void)state;
	assert_true(value_equal(&text, &copy));
	assert_ptr_not_equal(text.text, copy.text);
	assert_false(value_equal(&one, &text));
	assert_false(value_equal(&one, &real));
	assert_false(value_equal(&null, &unknown));
	assert_true(value_equal(&null, &null));
	value_clear(&copy);
	copy = value_text("2");
	assert_false(value_equal(&text, &copy));
	value_clear(&copy);
	value_clear(&text);
}

static void test_type_names(void **state)
{
	enum value_type type;

	(void)state;
	for (int i = TYPE_TEXT; i <= TYPE_JSON; i++) {
		assert_true(value_type_from_name(value_type_name((enum value_type)i), &type));
		assert_int_equal(type, i);
	}
	assert_false(value_type_from_name("integer", &type));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),      cmocka_unit_test(test_int),
		cmocka_unit_test(test_real),      cmocka_unit_test(test_bool),
		cmocka_unit_test(test_bytes),     cmocka_unit_test(test_seconds),
		cmocka_unit_test(test_list),      cmocka_unit_test(test_json_type),
		cmocka_unit_test(test_from_text), cmocka_unit_test(test_huge_strings),
		cmocka_unit_test(test_equal),     cmocka_unit_test(test_type_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
