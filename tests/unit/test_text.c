/* test_text.c - growing text, Unicode, faults. */
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "unit.h"

static void test_text_grows(void **state)
{
	AUTO_TEXT struct text t = TEXT_INIT;

	(void)state;
	assert_string_equal(t.data, "");
	text_add(&t, "");
	assert_int_equal(t.space, 0);
	for (int i = 0; i < 1000; i++)
		text_addf(&t, "%d,", i % 10);
	assert_int_equal(t.size, 2000);
	assert_int_equal(strlen(t.data), 2000);
	text_reset(&t);
	assert_string_equal(t.data, "");
	text_add_char(&t, 'x');
	text_add_bytes(&t, "a\0b", 3);
	assert_int_equal(t.size, 4);
	assert_memory_equal(t.data, "xa\0b", 5);
}

static void test_text_take(void **state)
{
	struct text t = TEXT_INIT;
	AUTO_FREE char *nothing = text_take(&t), *something = NULL;

	(void)state;
	assert_string_equal(nothing, "");
	text_add(&t, "taken");
	something = text_take(&t);
	assert_string_equal(something, "taken");
	assert_string_equal(t.data, "");
	text_clear(&t);
}

static void test_alternatives(void **state)
{
	static const char *const expected[] = { "", "a", "a or b", "a, b or c" };
	static const char *const names[] = { "a", "b", "c" };

	(void)state;
	for (size_t count = 0; count <= 3; count++) {
		AUTO_TEXT struct text t = TEXT_INIT;

		for (size_t i = 0; i < count; i++)
			text_add_alternative(&t, i, count, names[i]);
		assert_string_equal(t.data, expected[count]);
	}
}

static void test_shell(void **state)
{
	static const struct {
		const char *word, *quoted;
	} cases[] = {
		{ "lab.db", "lab.db" }, { "", "''" },
		{ "a b", "'a b'" },     { "it's; $(x)", "'it'\\''s; $(x)'" },
		{ "[::1]", "'[::1]'" }, { "~", "'~'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AUTO_TEXT struct text t = TEXT_INIT;

		text_add_shell(&t, cases[i].word);
		assert_string_equal(t.data, cases[i].quoted);
	}
}

static void test_copies(void **state)
{
	AUTO_FREE char *copy = xstrndup("abcdef", 3), *cut = xstrndup("ab", 10), *printed = NULL;

	(void)state;
	assert_string_equal(copy, "abc");
	assert_string_equal(cut, "ab");
	assert_null(xstrdup(NULL));
	printed = xasprintf("%s=%d", "n", 5);
	assert_string_equal(printed, "n=5");
}

static void test_matches(void **state)
{
	static const struct {
		const char *s, *pattern;
		bool matches;
	} cases[] = {
		{ "", "", true },
		{ "a", "", false },
		{ "", "*", true },
		{ "net0", "net*", true },
		{ "net", "net*", true },
		{ "ne", "net*", false },
		{ "abc", "a*c", true },
		{ "abcd", "a*c", false },
		{ "abcbc", "a*bc", true },
		{ "abc", "***", true },
		{ "x*y", "x*y", true },
		{ "name?", "name?", true },
		{ "namex", "name?", false },
		{ "aXbXc", "a*X*c", true },
		{ "ab", "a*b*c", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(text_matches(cases[i].s, cases[i].pattern), cases[i].matches);
	assert_true(text_starts_with("pve1", "pve"));
	assert_true(text_starts_with("pve1", ""));
	assert_false(text_starts_with("pv", "pve"));
}

/* What a naive matcher takes exponential time for. */
static void test_matches_is_fast(void **state)
{
	char s[4001], pattern[201];

	(void)state;
	memset(s, 'a', sizeof s - 1);
	s[sizeof s - 1] = '\0';
	for (size_t i = 0; i < sizeof pattern - 1; i += 2) {
		pattern[i] = '*';
		pattern[i + 1] = 'a';
	}
	pattern[sizeof pattern - 2] = 'b';
	pattern[sizeof pattern - 1] = '\0';
	assert_false(text_matches(s, pattern));
}

static void test_utf8_decode(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		long code_point;
		size_t length;
	} cases[] = {
		{ "A", 1, 'A', 1 },
		{ "", 1, 0, 1 }, /* a NUL that is part of the text */
		{ "\xc3\xa9", 2, 0xe9, 2 },
		{ "\xe2\x82\xac", 3, 0x20ac, 3 },
		{ "\xf0\x9f\x98\x80", 4, 0x1f600, 4 },
		{ "\xf4\x8f\xbf\xbf", 4, 0x10ffff, 4 },
		{ "\xf4\x90\x80\x80", 4, -1, 1 }, /* above U+10FFFF */
		{ "\xc0\x80", 2, -1, 1 },         /* overlong NUL */
		{ "\xe0\x80\xaf", 3, -1, 1 },     /* overlong */
		{ "\xf0\x80\x80\x80", 4, -1, 1 },
		{ "\xed\xa0\x80", 3, -1, 1 }, /* surrogate */
		{ "\xc3", 1, -1, 1 },         /* cut */
		{ "\xe2\x82", 2, -1, 1 },
		{ "\xc3(", 2, -1, 1 },
		{ "\x80", 1, -1, 1 },
		{ "\xff", 1, -1, 1 },
		{ "x", 0, -1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t length = 0;

		assert_int_equal(utf8_decode(cases[i].bytes, cases[i].size, &length), cases[i].code_point);
		assert_int_equal(length, cases[i].length);
	}
}

/* Every code point comes back; what is none becomes U+FFFD. */
static void test_code_points_round_trip(void **state)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	size_t length;

	(void)state;
	for (long c = 1; c <= 0x10ffff; c++) {
		bool surrogate = c >= 0xd800 && c <= 0xdfff;

		text_reset(&t);
		text_add_code_point(&t, c);
		if (utf8_decode(t.data, t.size, &length) != (surrogate ? 0xfffd : c) || length != t.size)
			fail_msg("U+%lX", (unsigned long)c);
	}
	text_reset(&t);
	text_add_code_point(&t, -1);
	text_add_code_point(&t, 0x110000);
	assert_string_equal(t.data, "\xef\xbf\xbd\xef\xbf\xbd");
}

static void test_visible(void **state)
{
	static const struct {
		const char *hostile, *shown;
	} cases[] = {
		{ "plain ~ text", "plain ~ text" },
		{ "caf\xc3\xa9 \xf0\x9f\x98\x80", "caf\xc3\xa9 \xf0\x9f\x98\x80" },
		{ "a\x1b[31mred", "a\\u{1b}[31mred" },
		{ "line\nbreak\ttab\r", "line\\u{a}break\\u{9}tab\\u{d}" },
		{ "\x7f", "\\u{7f}" },
		{ "\xc2\x9b", "\\u{9b}" }, /* C1: CSI */
		{ "a\xe2\x80\xaez", "a\\u{202e}z" }, /* right-to-left override */
		{ "\xe2\x81\xa6\xe2\x81\xa9", "\\u{2066}\\u{2069}" },
		{ "a\xe2\x80\x8bz\xe2\x80\x8d", "a\\u{200b}z\\u{200d}" },
		{ "\xe2\x80\xa8\xe2\x80\xa9", "\\u{2028}\\u{2029}" },
		{ "\xef\xbb\xbf", "\\u{feff}" },
		{ "\xf3\xa0\x81\x81", "\\u{e0041}" }, /* tag letter */
		{ "\xffz\xc3", "\\x{ff}z\\x{c3}" },
		{ "\xe2\x80", "\\x{e2}\\x{80}" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_TEXT struct text t = TEXT_INIT;

		text_add_visible(&t, cases[i].hostile);
		assert_string_equal(t.data, cases[i].shown);
	}
}

static void test_width(void **state)
{
	(void)state;
	assert_int_equal(text_width(""), 0);
	assert_int_equal(text_width("abc"), 3);
	assert_int_equal(text_width("caf\xc3\xa9"), 4);
	assert_int_equal(text_width("cafe\xcc\x81"), 4);             /* combining acute */
	assert_int_equal(text_width("\xe6\xbc\xa2\xe5\xad\x97"), 4); /* two ideographs */
	assert_int_equal(text_width("\xf0\x9f\x98\x80"), 2);
	assert_int_equal(text_width("\xff"), 1);
}

static void test_fault(void **state)
{
	struct fault f = FAULT_INIT;

	(void)state;
	assert_false(fault_set(&f, FAULT_AUTH, "%s needs %s", "/nodes", "Sys.Audit"));
	assert_false(fault_prefix(&f, "pve%d", 1));
	assert_false(fault_hint(&f, "ask for %s", "it"));
	assert_int_equal(f.kind, FAULT_AUTH);
	assert_string_equal(f.message, "pve1: /nodes needs Sys.Audit");
	assert_string_equal(f.hint, "ask for it");
	/* The old message may be an argument; the hint goes with it. */
	fault_set(&f, FAULT_STORE, "again: %s", f.message);
	assert_string_equal(f.message, "again: pve1: /nodes needs Sys.Audit");
	assert_null(f.hint);
	fault_clear(&f);
	assert_int_equal(f.kind, FAULT_NONE);
	assert_null(f.message);
	assert_false(fault_set(NULL, FAULT_BUG, "nobody asks"));
	fault_clear(NULL);
	assert_string_equal(fault_kind_name(FAULT_UNREACHABLE), "unreachable");
}

static void test_worse(void **state)
{
	static const int order[] = { 130, 70, 2, 6, 4, 5, 3, 1, 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(order); i++) {
		for (size_t j = i; j < COUNT(order); j++) {
			assert_int_equal(exit_code_worse(order[i], order[j]), order[i]);
			assert_int_equal(exit_code_worse(order[j], order[i]), order[i]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_grows),
		cmocka_unit_test(test_text_take),
		cmocka_unit_test(test_alternatives),
		cmocka_unit_test(test_shell),
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_matches_is_fast),
		cmocka_unit_test(test_utf8_decode),
		cmocka_unit_test(test_code_points_round_trip),
		cmocka_unit_test(test_visible),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_fault),
		cmocka_unit_test(test_worse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
