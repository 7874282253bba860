/* test_number.c - decimal text to numbers and back. */
#include "base/number.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		bool fits;
		int64_t integer;
	} cases[] = {
		{ "0", true, 0 },
		{ "-1", true, -1 },
		{ "+5", true, 5 },
		{ "007", true, 7 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "9223372036854775808", false, 0 },
		{ "-9223372036854775809", false, 0 },
		{ "99999999999999999999999", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
		{ " 1", false, 0 },
		{ "1 ", false, 0 },
		{ "0x1", false, 0 },
		{ "1.0", false, 0 },
		{ "--1", false, 0 },
	};
	double real;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t integer = 0;

		assert_int_equal(number_parse_int(cases[i].text, &integer), cases[i].fits);
		assert_true(integer == cases[i].integer);
	}
	assert_true(number_parse_real("1.5e3", &real) && real == 1500);
	assert_true(number_parse_real(".5", &real) && real == 0.5);
	assert_true(number_parse_real("5.", &real) && real == 5);
	assert_false(number_parse_real("0x1p3", &real));
	assert_false(number_parse_real("inf", &real));
	assert_false(number_parse_real("nan", &real));
	assert_false(number_parse_real("1e999", &real));
	assert_false(number_parse_real("1,5", &real));
	assert_false(number_parse_real(".", &real));
	assert_false(number_parse_real("1e", &real));
}

static void check_format(double real, const char *expected)
{
	char buffer[NUMBER_SIZE];

	assert_string_equal(number_format_real(buffer, real), expected);
}

static void test_format(void **state)
{
	(void)state;
	check_format(0, "0");
	check_format(-0.0, "0");
	check_format(1, "1");
	check_format(-1.5, "-1.5");
	check_format(0.1, "0.1");
	check_format(0.1 + 0.2, "0.30000000000000004");
	check_format(9007199254740992.0, "9007199254740992");
	check_format(9007199254740994.0, "9.007199254740994e+15");
	check_format(19022222222222224.0, "1.9022222222222224e+16");
	check_format(1e16, "1e+16");
	check_format(DBL_MAX, "1.7976931348623157e+308");
	check_format(DBL_TRUE_MIN, "5e-324");
	check_format((double)INFINITY, "null");
	check_format((double)NAN, "null");
}

static void test_exact(void **state)
{
	static const struct {
		const char *number;
		bool exact;
	} cases[] = {
		{ "1", true },
		{ "9007199254740992", true },
		{ "-9007199254740993", false },
		{ "9007199254740994", false }, /* a double keeps it, but not its neighbours */
		{ "0.1", true },
		{ "0.10", true },
		{ "0.10000000000000001", false },
		{ "1e18", true },
		{ "1e309", false },
		{ "1e-309", true },
		{ "1e-324", false },
		{ "x", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (number_is_exact(cases[i].number) != cases[i].exact)
			fail_msg("%s", cases[i].number);
}

static void test_is_int(void **state)
{
	int64_t integer = 0;

	(void)state;
	assert_true(number_is_int(-5.0, &integer) && integer == -5);
	assert_true(number_is_int(-9223372036854775808.0, &integer) && integer == INT64_MIN);
	assert_false(number_is_int(9223372036854775808.0, &integer));
	assert_false(number_is_int(0.5, &integer));
	assert_false(number_is_int((double)NAN, &integer));
	assert_false(number_is_int((double)-INFINITY, &integer));
}

/* A decimal comma in the locale changes nothing. Where no such locale is installed, this shows little. */
static void test_locale(void **state)
{
	double real;

	(void)state;
	if (!setlocale(LC_NUMERIC, "de_DE.UTF-8") && !setlocale(LC_NUMERIC, "fr_FR.UTF-8"))
		setlocale(LC_NUMERIC, "C.UTF-8");
	check_format(1.5, "1.5");
	check_format(1e-7, "1e-07");
	assert_true(number_parse_real("1.5", &real) && real == 1.5);
	assert_false(number_parse_real("1,5", &real));
	setlocale(LC_NUMERIC, "C");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),  cmocka_unit_test(test_format), cmocka_unit_test(test_exact),
		cmocka_unit_test(test_is_int), cmocka_unit_test(test_locale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
