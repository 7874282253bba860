/* test_json.c - JSON stepped over, cleaned, parsed, written; hostile input above all. */
#include "base/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

/* Parses a text that stands at the end of its memory, so that reading on is seen. */
static cJSON *parse_bytes(const char *bytes, size_t size, struct fault *f)
{
	char *copy = malloc(size ? size : 1);
	cJSON *item;

	if (size)
		memcpy(copy, bytes, size);
	item = json_parse((struct json_slice){ copy, size }, f);
	free(copy);
	return item;
}

/* The canonical text of what json_parse() makes of it; on a fault its message. */
static char *canonical_of_bytes(const char *bytes, size_t size)
{
	struct fault f = FAULT_INIT;
	struct text t = TEXT_INIT;
	cJSON *item = parse_bytes(bytes, size, &f);

	if (item)
		json_add_canonical(&t, item);
	else
		text_add(&t, f.message);
	cJSON_Delete(item);
	fault_clear(&f);
	return text_take(&t);
}

static void check_canonical(const char *json, const char *expected)
{
	AUTO_FREE char *got = canonical_of_bytes(json, strlen(json));

	assert_string_equal(got, expected);
}

static void test_canonical(void **state)
{
	(void)state;
	check_canonical(" { \"b\" : 1 , \"a\" : [ true , false , null ] } ",
			"{\"a\":[true,false,null],\"b\":1}");
	check_canonical("{}", "{}");
	check_canonical("[]", "[]");
	check_canonical("[[],{}]", "[[],{}]");
	check_canonical("\"\"", "\"\"");
	check_canonical("{\"B\":1,\"a\":2,\"A\":3}", "{\"A\":3,\"B\":1,\"a\":2}");
	check_canonical("\"\\u00e9\\/\\b\\f\\n\\r\\t\\\"\\\\\"", "\"\xc3\xa9/\\b\\f\\n\\r\\t\\\"\\\\\"");
}

/* Both are kept, in their order, wherever other keys stand. */
static void test_duplicate_keys(void **state)
{
	struct json_slice value;
	struct fault f = FAULT_INIT;

	(void)state;
	check_canonical("{\"k\":1,\"a\":0,\"k\":2}", "{\"a\":0,\"k\":1,\"k\":2}");
	check_canonical("{\"k\":2,\"a\":0,\"k\":1}", "{\"a\":0,\"k\":2,\"k\":1}");
	assert_int_equal(json_find_member(json_slice_of("{\"k\":1,\"k\":22}"), "k", &value, &f), 1);
	assert_int_equal(value.size, 2);
}

static void test_numbers(void **state)
{
	static const struct {
		const char *json, *canonical;
	} cases[] = {
		{ "0", "0" },
		{ "-0", "0" },
		{ "1.0", "1" },
		{ "1e3", "1000" },
		{ "1E+3", "1000" },
		{ "0.1", "0.1" },
		{ "1.50", "1.5" },
		{ "-12.5e-3", "-0.0125" },
		{ "9007199254740991", "9007199254740991" },
		{ "9007199254740992", "9007199254740992" },
		{ "9007199254740993", "\"9007199254740993\"" },
		{ "-9007199254740992", "-9007199254740992" },
		{ "-9007199254740993", "\"-9007199254740993\"" },
		{ "9223372036854775807", "\"9223372036854775807\"" },
		{ "18446744073709551616", "\"18446744073709551616\"" },
		{ "0.30000000000000004", "0.30000000000000004" },
		{ "0.12345678901234567890", "\"0.12345678901234567890\"" },
		{ "0.10000000000000001", "\"0.10000000000000001\"" },
		{ "9007199254740993.5", "\"9007199254740993.5\"" },
		{ "1e400", "\"1e400\"" },
		{ "-1e400", "\"-1e400\"" },
		{ "1e-400", "\"1e-400\"" },
		{ "0e999999999999999999", "0" },
		{ "1e22", "1e+22" },
		{ "5e-324", "5e-324" },
		{ "1.7976931348623157e308", "1.7976931348623157e+308" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		check_canonical(cases[i].json, cases[i].canonical);
}

/* cJSON reads 63 bytes of a number, and the rest as what follows it. */
static void test_long_numbers(void **state)
{
	AUTO_TEXT struct text number = TEXT_INIT, quoted = TEXT_INIT;

	(void)state;
	text_add(&number, "1.");
	for (int i = 0; i < 5000; i++)
		text_add_char(&number, '0');
	text_add(&number, "5");
	text_addf(&quoted, "\"%s\"", number.data);
	check_canonical(number.data, quoted.data);
}

static void test_strings_are_cleaned(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *canonical;
	} cases[] = {
#define CASE(literal, canonical) { literal, sizeof(literal) - 1, canonical }
		CASE("\"a\\u0000b\"", "\"a\xe2\x90\x80"
				      "b\""),
		CASE("\"a\0b\"", "\"a\xe2\x90\x80"
				 "b\""),
		CASE("\"\\\\u0000\"", "\"\\\\u0000\""),
		CASE("\"\xff\"", "\"\xef\xbf\xbd\""),
		CASE("\"\xc3\"", "\"\xef\xbf\xbd\""),
		CASE("\"\xc0\x80\"", "\"\xef\xbf\xbd\xef\xbf\xbd\""),
		CASE("\"\xed\xa0\x80\"", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""),
		CASE("\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"", "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\""),
		CASE("\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\""),
		CASE("\"\\ud83d\"", "\"\xef\xbf\xbd\""),
		CASE("\"\\ud83dx\"", "\"\xef\xbf\xbdx\""),
		CASE("\"\\ude00\\ud83d\"", "\"\xef\xbf\xbd\xef\xbf\xbd\""),
		CASE("\"\\ud83d\\ud83d\\ude00\"", "\"\xef\xbf\xbd\xf0\x9f\x98\x80\""),
		CASE("\"\\ud83d\\n\"", "\"\xef\xbf\xbd\\n\""),
		CASE("\"\\ud83d\\u0041\"", "\"\xef\xbf\xbd"
					   "A\""),
		CASE("\"line\nbreak\ttab\x01\x1f\"", "\"line\\nbreak\\ttab\\u0001\\u001f\""),
		CASE("\"\x7f\"", "\"\x7f\""),
		CASE("{\"k\xff\\u0000\":1}", "{\"k\xef\xbf\xbd\xe2\x90\x80\":1}"),
		/* what is between two repairs survives */
		CASE("[\"\xff\",1,\"b\\u0000\", 12345678901234567890 ,\"c\"]",
		     "[\"\xef\xbf\xbd\",1,\"b\xe2\x90\x80\",\"12345678901234567890\",\"c\"]"),
#undef CASE
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_FREE char *got = canonical_of_bytes(cases[i].bytes, cases[i].size);

		assert_string_equal(got, cases[i].canonical);
	}
}

static void test_malformed(void **state)
{
	static const char *const cases[] = {
		"",
		" ",
		"\n",
		"{",
		"[",
		"\"",
		"\"\\",
		"\"\\\"",
		"\"\\u",
		"\"\\u12",
		"\"\\u12\"",
		"\"\\x41\"",
		"\"\\ud83d\\u\"",
		"\"\\uzzzz\"",
		"[1",
		"[1,",
		"[1,]",
		"[,1]",
		"[1 2]",
		"[1}",
		"{\"a\":1]",
		"{]",
		"[}",
		"{\"a\"}",
		"{\"a\":}",
		"{\"a\" 1}",
		"{a:1}",
		"{'a':1}",
		"{\"a\":1,}",
		"{,}",
		"{1:2}",
		"tru",
		"true1",
		"True",
		"nul",
		"NaN",
		"nan",
		"Infinity",
		"-Infinity",
		"-",
		"+1",
		"01",
		"-01",
		"00",
		"1.",
		".5",
		"1e",
		"1e+",
		"0x10",
		"1_000",
		"1,2",
		"{}{}",
		"[] x",
		"1 2",
		"\"a\"b",
		"\xef\xbb\xbf[]",
		"/**/1",
		"]",
		"}",
		":",
		",",
		"\x01",
		"\xff",
		"[\"a\",\"b]",
		"{\"a\":{\"b\":[}}",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fault f = FAULT_INIT;
		cJSON *item = parse_bytes(cases[i], strlen(cases[i]), &f);

		if (item)
			fail_msg("accepted: %s", cases[i]);
		assert_int_equal(f.kind, FAULT_PARTIAL);
		assert_non_null(strstr(f.message, "JSON"));
		fault_clear(&f);
	}
}

/* Each cut of a document is a fault, in both ways of reading it. */
static void test_every_cut(void **state)
{
	static const char whole[] =
		"{\"data\":[{\"vmid\":100,\"name\":\"a\\u00e9\\\\\",\"x\":-1.5e3},[null,true,false,[]],{}]}";

	(void)state;
	for (size_t size = 0; size < sizeof whole - 1; size++) {
		char *copy = malloc(size ? size : 1);
		struct json_slice found;

		memcpy(copy, whole, size);
		assert_null(json_parse((struct json_slice){ copy, size }, NULL));
		assert_int_equal(json_find_member((struct json_slice){ copy, size }, "data", &found, NULL),
				 -1);
		free(copy);
	}
}

static void nested(struct text *t, const char *open, const char *close, int depth)
{
	for (int i = 0; i < depth; i++)
		text_add(t, open);
	text_add(t, "1");
	for (int i = 0; i < depth; i++)
		text_add(t, close);
}

static void test_depth(void **state)
{
	static const struct {
		const char *open, *close;
	} shapes[] = { { "[", "]" }, { "{\"a\":", "}" } };

	(void)state;
	for (size_t i = 0; i < COUNT(shapes); i++) {
		AUTO_TEXT struct text deepest = TEXT_INIT, deeper = TEXT_INIT, hostile = TEXT_INIT;
		struct fault f = FAULT_INIT;

		nested(&deepest, shapes[i].open, shapes[i].close, JSON_DEPTH_LIMIT);
		check_canonical(deepest.data, deepest.data);
		nested(&deeper, shapes[i].open, shapes[i].close, JSON_DEPTH_LIMIT + 1);
		assert_null(parse_bytes(deeper.data, deeper.size, &f));
		assert_non_null(strstr(f.message, "deeper"));
		fault_clear(&f);
		nested(&hostile, shapes[i].open, shapes[i].close, 200000);
		assert_null(parse_bytes(hostile.data, hostile.size, NULL));
	}
}

static void test_elements(void **state)
{
	static const char array[] = " [ 1 , \"a]\\\",\" , {\"k\":[2,3]} , [ ] ] ";
	static const char *const expected[] = { "1", "\"a]\\\",\"", "{\"k\":[2,3]}", "[ ]" };
	struct fault f = FAULT_INIT;
	struct json_slice element;
	size_t cursor = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(expected); i++) {
		assert_int_equal(json_next_element(json_slice_of(array), &cursor, &element, &f), 1);
		assert_int_equal(element.size, strlen(expected[i]));
		assert_memory_equal(element.text, expected[i], element.size);
	}
	/* At the end for good. */
	assert_int_equal(json_next_element(json_slice_of(array), &cursor, &element, &f), 0);
	assert_int_equal(json_next_element(json_slice_of(array), &cursor, &element, &f), 0);
	cursor = 0;
	assert_int_equal(json_next_element(json_slice_of("[]"), &cursor, &element, &f), 0);
	assert_null(f.message);
}

/* Step by step and as a whole the same is parsed, or the same fault is met. */
static void test_parsed_elements(void **state)
{
	static const char *const cases[] = {
		"[]", "[1,\"a]\\\"\",{\"k\":[2,{}]},[[]],null]", "[[1,2],3", "[{\"a\":1},tru]",
		"[1,\"\\x\"]", "[{\"a\":\"\\x\"}]", "[1,]",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_FREE char *whole = canonical_of_bytes(cases[i], strlen(cases[i]));
		AUTO_TEXT struct text t = TEXT_INIT;
		struct fault f = FAULT_INIT;
		size_t cursor = 0;
		cJSON *item;
		int more;

		while ((more = json_parse_element(json_slice_of(cases[i]), &cursor, &item, &f)) > 0) {
			text_add(&t, t.size ? "," : "[");
			json_add_canonical(&t, item);
			cJSON_Delete(item);
		}
		assert_null(item);
		if (!more)
			text_add(&t, t.size ? "]" : "[]");
		assert_string_equal(more ? f.message : t.data, whole);
		fault_clear(&f);
	}
}

static void test_malformed_arrays(void **state)
{
	static const char *const cases[] = { "",     "{}",    "[",  "[1",   "[1,", "[1,]", "[1 2]", "[]x",
					     "[1]x", "[tru]", "[}", "[{]}", "1",   "[,",   "[1,,2]" };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fault f = FAULT_INIT;
		struct json_slice element;
		size_t cursor = 0;
		int more, count = 0;

		while ((more = json_next_element(json_slice_of(cases[i]), &cursor, &element, &f)) > 0)
			assert_true(++count < 10);
		assert_int_equal(more, -1);
		assert_int_equal(f.kind, FAULT_PARTIAL);
		fault_clear(&f);
	}
}

static void test_members(void **state)
{
	static const char object[] = "{\"a\" : 1,\"b\\\"\":{\"a\":2},\"data\":[1] }";
	struct fault f = FAULT_INIT;
	struct json_slice key, value;
	size_t cursor = 0;

	(void)state;
	assert_int_equal(json_next_member(json_slice_of(object), &cursor, &key, &value, &f), 1);
	assert_memory_equal(key.text, "a", key.size);
	assert_int_equal(json_next_member(json_slice_of(object), &cursor, &key, &value, &f), 1);
	assert_int_equal(key.size, 3);
	assert_memory_equal(key.text, "b\\\"", key.size);
	assert_int_equal(json_slice_kind(value), '{');
	assert_int_equal(json_find_member(json_slice_of(object), "data", &value, &f), 1);
	assert_memory_equal(value.text, "[1]", 3);
	assert_int_equal(json_find_member(json_slice_of(object), "dat", &value, &f), 0);
	assert_int_equal(json_find_member(json_slice_of("{}"), "a", &value, &f), 0);
	assert_null(f.message);
	assert_int_equal(json_find_member(json_slice_of("[1]"), "a", &value, &f), -1);
	fault_clear(&f);
	assert_int_equal(json_find_member(json_slice_of("{\"a\":1}x"), "a", &value, &f), -1);
	fault_clear(&f);
	assert_int_equal(json_slice_kind(json_slice_of(" \n\t\r")), '\0');
}

static void test_megabyte_string(void **state)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	cJSON *item;

	(void)state;
	text_add(&t, "{\"description\":\"");
	for (int i = 0; i < 1 << 18; i++)
		text_add(&t, i % 2 ? "a\xc3\xa9"
				     "b"
				   : "\xff\\n\n");
	text_add(&t, "\"}");
	item = parse_bytes(t.data, t.size, NULL);
	assert_non_null(item);
	assert_true(strlen(item->child->valuestring) > 1 << 20);
	cJSON_Delete(item);
}

/* What we write reads back as the same. */
static void test_string_round_trip(void **state)
{
	(void)state;
	for (int c = 1; c < 256; c++) {
		const char s[] = { 'x', (char)c, 'y', '\0' };
		AUTO_TEXT struct text t = TEXT_INIT;
		cJSON *item;

		json_add_string(&t, s);
		item = parse_bytes(t.data, t.size, NULL);
		assert_non_null(item);
		assert_string_equal(item->valuestring, c < 0x80 ? s : "x\xef\xbf\xbdy");
		cJSON_Delete(item);
	}
}

static void test_writer(void **state)
{
	AUTO_TEXT struct text compact = TEXT_INIT, pretty = TEXT_INIT;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct json_writer w;

		json_writer_init(&w, i ? &pretty : &compact, i);
		json_open(&w, '{');
		json_key(&w, "rows");
		json_open(&w, '[');
		json_int(&w, INT64_MIN);
		json_real(&w, 0.5);
		json_real(&w, (double)NAN);
		json_bool(&w, true);
		json_string(&w, NULL);
		json_raw(&w, "{\"a\":1}");
		json_close(&w, ']');
		json_key(&w, "none");
		json_open(&w, '{');
		json_close(&w, '}');
		json_key(&w, "name");
		json_string(&w, "a\"b");
		json_close(&w, '}');
	}
	assert_string_equal(compact.data, "{\"rows\":[-9223372036854775808,0.5,null,true,null,{\"a\":1}],"
					  "\"none\":{},\"name\":\"a\\\"b\"}");
	assert_string_equal(pretty.data,
			    "{\n  \"rows\": [\n    -9223372036854775808,\n    0.5,\n    null,\n    true,\n"
			    "    null,\n    {\"a\":1}\n  ],\n  \"none\": {},\n  \"name\": \"a\\\"b\"\n}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_duplicate_keys),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_long_numbers),
		cmocka_unit_test(test_strings_are_cleaned),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_every_cut),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_elements),
		cmocka_unit_test(test_parsed_elements),
		cmocka_unit_test(test_malformed_arrays),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_megabyte_string),
		cmocka_unit_test(test_string_round_trip),
		cmocka_unit_test(test_writer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
