/* test_clock.c - points in time, and what people read of sizes and durations. */
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/human.h"
#include "unit.h"

static void zone(const char *name)
{
	setenv("TZ", name, 1);
	tzset();
}

static void check_time(int64_t seconds, const char *expected)
{
	AUTO_TEXT struct text t = TEXT_INIT;

	clock_add_time(&t, seconds);
	assert_string_equal(t.data, expected);
}

static void test_format(void **state)
{
	(void)state;
	check_time(0, "1970-01-01T00:00:00Z");
	check_time(-1, "1969-12-31T23:59:59Z");
	check_time(1795144796, "2026-11-20T03:19:56Z");
	check_time(951782400, "2000-02-29T00:00:00Z");
	check_time(4107542400, "2100-03-01T00:00:00Z"); /* no leap year */
	check_time(253402300799, "9999-12-31T23:59:59Z");
	check_time(253402300800, "+10000-01-01T00:00:00Z");
	check_time(-62167219200, "0000-01-01T00:00:00Z");
	check_time(-62167219201, "-0001-12-31T23:59:59Z");
	check_time(INT64_MAX, "+292277026596-12-04T15:30:07Z");
	check_time(INT64_MIN, "-292277022657-01-27T08:29:52Z");
}

static void check_parse(const char *s, const char *expected)
{
	int64_t seconds = 42;

	if (!clock_parse(s, &seconds))
		fail_msg("not read: %s", s);
	check_time(seconds, expected);
}

static void test_parse(void **state)
{
	(void)state;
	zone("UTC");
	check_parse("2026-11-20T03:19:56Z", "2026-11-20T03:19:56Z");
	check_parse("2026-11-20t03:19:56z", "2026-11-20T03:19:56Z");
	check_parse("2026-11-20 03:19:56Z", "2026-11-20T03:19:56Z");
	check_parse("2026-11-20T03:19Z", "2026-11-20T03:19:00Z");
	check_parse("2026-11-20T03:19:56.999Z", "2026-11-20T03:19:56Z");
	check_parse("2026-11-20T03:19:56+01:00", "2026-11-20T02:19:56Z");
	check_parse("2026-11-20T03:19:56-05:30", "2026-11-20T08:49:56Z");
	check_parse("2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z");
	check_parse("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z");
	check_parse("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z");
	check_parse("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z");
	check_parse("2026-11-20", "2026-11-20T23:59:59Z");
	check_parse("2026-11-20T03:19", "2026-11-20T03:19:00Z");
	check_parse("1969-12-31", "1969-12-31T23:59:59Z"); /* mktime's -1 is a time here */
}

static void test_parse_local(void **state)
{
	(void)state;
	zone("CET-1CEST,M3.5.0,M10.5.0/3");
	check_parse("2026-11-20", "2026-11-20T22:59:59Z");
	check_parse("2026-07-01", "2026-07-01T21:59:59Z");
	check_parse("2026-03-29", "2026-03-29T21:59:59Z"); /* 23 hours */
	check_parse("2026-10-25", "2026-10-25T22:59:59Z"); /* 25 hours */
	check_parse("2026-12-31", "2026-12-31T22:59:59Z");
	check_parse("2026-07-01 12:00", "2026-07-01T10:00:00Z");
	check_parse("2026-07-01T12:00:00Z", "2026-07-01T12:00:00Z");
	zone("UTC");
}

static void test_parse_refuses(void **state)
{
	static const char *const cases[] = {
		"",
		"2026",
		"2026-11",
		"2026-11-",
		"2026-13-01",
		"2026-00-01",
		"2026-11-31",
		"2026-02-29",
		"2100-02-29",
		"2026-11-00",
		"26-11-20",
		"2026-1-2",
		"2026-11-20T",
		"2026-11-20T3:19",
		"2026-11-20T24:00Z",
		"2026-11-20T03:60Z",
		"2026-11-20T03:19:61Z",
		"2026-11-20T03:19:56.Z",
		"2026-11-20T03:19:56+1:00",
		"2026-11-20T03:19:56+0100",
		"2026-11-20T03:19:56+24:00",
		"2026-11-20T03:19:56+01:60",
		"2026-11-20T03:19:56Zx",
		"2026-11-20x",
		" 2026-11-20",
		"2026-11-20 ",
		"latest",
		"12",
		"-001-01-01",
		"2026-11-20T03:19:56 Z",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t seconds = 42;

		if (clock_parse(cases[i], &seconds))
			fail_msg("read: %s", cases[i]);
		assert_int_equal(seconds, 42);
	}
}

/* Every day of 400 years, and back. */
static void test_round_trip(void **state)
{
	(void)state;
	for (int64_t day = -146097; day < 146097; day++) {
		AUTO_TEXT struct text t = TEXT_INIT;
		int64_t seconds = day * 86400 + 45296, back = 0;

		clock_add_time(&t, seconds);
		if (!clock_parse(t.data, &back) || back != seconds)
			fail_msg("%s", t.data);
	}
}

static void test_now(void **state)
{
	int64_t before = clock_monotonic_ms();

	(void)state;
	assert_true(clock_now() > 1700000000);
	assert_true(clock_monotonic_ms() >= before);
}

static void test_bytes(void **state)
{
	static const struct {
		double bytes;
		const char *shown;
	} cases[] = {
		{ 0, "0 B" },
		{ 1, "1 B" },
		{ 1023, "1023 B" },
		{ 1024, "1.0 KiB" },
		{ 1536, "1.5 KiB" },
		{ 4294967296.0, "4.0 GiB" },
		{ 1048524, "1023.9 KiB" },
		{ 1048575, "1.0 MiB" },
		{ 1099511627775.0, "1.0 TiB" },
		{ 1e18, "888.2 PiB" },
		{ 9223372036854775807.0, "8.0 EiB" },
		{ 1e30, "867361737988.4 EiB" },
		{ -1536, "-1.5 KiB" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_TEXT struct text t = TEXT_INIT;

		human_add_bytes(&t, cases[i].bytes);
		assert_string_equal(t.data, cases[i].shown);
	}
}

static void test_duration(void **state)
{
	static const struct {
		double seconds;
		const char *shown;
	} cases[] = {
		{ 0, "0s" },         { 0.9, "0s" },     { 59, "59s" },
		{ 60, "1m" },        { 428, "7m 8s" },  { 3599, "59m 59s" },
		{ 7200, "2h" },      { 3661, "1h 1m" }, { 86399, "23h 59m" },
		{ 183600, "2d 3h" }, { 86400, "1d" },   { 31536000, "365d" },
		{ -90, "-1m 30s" },  { -0.5, "0s" },    { 1e15, "1000000000000000s" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_TEXT struct text t = TEXT_INIT;

		human_add_duration(&t, cases[i].seconds);
		assert_string_equal(t.data, cases[i].shown);
	}
}

static void test_fraction(void **state)
{
	AUTO_TEXT struct text t = TEXT_INIT;

	(void)state;
	human_add_fraction(&t, 0.1254);
	assert_string_equal(t.data, "12.5%");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format),      cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_local), cmocka_unit_test(test_parse_refuses),
		cmocka_unit_test(test_round_trip),  cmocka_unit_test(test_now),
		cmocka_unit_test(test_bytes),       cmocka_unit_test(test_duration),
		cmocka_unit_test(test_fraction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
