/* number.c - numbers as text; see number.h. */
#include "base/number.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXACT 9007199254740992.0 /* 2^53 */

static locale_t plain;

static void make_plain_locale(void)
{
	plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

/* main() may set a locale whose decimal point is a comma: numbers here never follow it. */
static locale_t plain_locale(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_plain_locale);
	return plain;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits(const char *s)
{
	size_t n = 0;

	while (is_digit(s[n]))
		n++;
	return n;
}

size_t number_span(const char *s, bool *ret_integer)
{
	size_t at = *s == '-' || *s == '+' ? 1 : 0;
	size_t whole = digits(s + at), fraction = 0, exponent;

	at += whole;
	*ret_integer = true;
	if (s[at] == '.') {
		fraction = digits(s + at + 1);
		if (whole || fraction) {
			at += 1 + fraction;
			*ret_integer = false;
		}
	}
	if (!whole && !fraction)
		return 0;
	if (s[at] == 'e' || s[at] == 'E') {
		size_t sign = s[at + 1] == '-' || s[at + 1] == '+' ? 1 : 0;

		exponent = digits(s + at + 1 + sign);
		if (exponent) {
			at += 1 + sign + exponent;
			*ret_integer = false;
		}
	}
	return at;
}

bool number_parse_int(const char *s, int64_t *ret)
{
	bool negative = *s == '-';
	int64_t sum = 0;

	if (*s == '-' || *s == '+')
		s++;
	if (!*s)
		return false;
	for (; *s; s++) {
		int digit = *s - '0';

		if (!is_digit(*s) || __builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_sub_overflow(sum, digit, &sum))
			return false;
	}
	/* Summed up below zero, where there is room for one more. */
	if (!negative && sum == INT64_MIN)
		return false;
	*ret = negative ? sum : -sum;
	return true;
}

bool number_read_real(const char *s, double *ret)
{
	bool integer;
	size_t size = number_span(s, &integer);
	double real;

	/* What strtod would take for hexadecimal is no number that anybody sends. */
	if (!size || s[size] == 'x' || s[size] == 'X')
		return false;
	real = strtod_l(s, NULL, plain_locale());
	if (!isfinite(real))
		return false;
	*ret = real;
	return true;
}

bool number_parse_real(const char *s, double *ret)
{
	bool integer;
	size_t size = number_span(s, &integer);

	return size && !s[size] && number_read_real(s, ret);
}

static void format_shortest(char buffer[NUMBER_SIZE], double real)
{
	/* Any 15 digits survive, but near zero (denormal numbers) fewer do. */
	int precision = fabs(real) < DBL_MIN ? 1 : 15;

	for (; precision <= 17; precision++) {
		snprintf(buffer, NUMBER_SIZE, "%.*g", precision, real);
		if (strtod(buffer, NULL) == real)
			break;
	}
	/* Without an exponent it would read as one of the integers that a double can't tell apart. */
	if (fabs(real) > EXACT && !strchr(buffer, 'e'))
		snprintf(buffer, NUMBER_SIZE, "%.*e", precision - 1, real);
}

char *number_format_int(char buffer[NUMBER_SIZE], int64_t integer)
{
	uint64_t rest = integer < 0 ? -(uint64_t)integer : (uint64_t)integer;
	char *p = buffer + NUMBER_SIZE;

	*--p = '\0';
	do {
		*--p = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (integer < 0)
		*--p = '-';
	return memmove(buffer, p, (size_t)(buffer + NUMBER_SIZE - p));
}

char *number_format_real(char buffer[NUMBER_SIZE], double real)
{
	locale_t before;

	if (!isfinite(real)) {
		memcpy(buffer, "null", sizeof "null");
		return buffer;
	}
	if (fabs(real) <= EXACT && trunc(real) == real)
		return number_format_int(buffer, (int64_t)real); /* without printf: the common case */
	before = uselocale(plain_locale());
	format_shortest(buffer, real);
	uselocale(before);
	return buffer;
}

/* The digits of a number from the first to the last that is not zero. */
static void significant(char *digits, const char *number, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < size && number[i] != 'e' && number[i] != 'E'; i++)
		if (number[i] >= (n ? '0' : '1') && number[i] <= '9')
			digits[n++] = number[i];
	while (n && digits[n - 1] == '0')
		n--;
	digits[n] = '\0';
}

bool number_is_exact(const char *number)
{
	char digits_sent[NUMBER_LONGEST + 1], kept[NUMBER_SIZE], digits_kept[NUMBER_SIZE];
	bool whole;
	size_t size = number_span(number, &whole);
	double real;

	if (!size || size > NUMBER_LONGEST || !number_read_real(number, &real))
		return false;
	if (whole && fabs(real) >= EXACT)
		return fabs(real) == EXACT && number[size - 1] == '2'; /* …992, not …993 rounded */
	number_format_real(kept, real);
	significant(digits_sent, number, size);
	significant(digits_kept, kept, strlen(kept));
	return strcmp(digits_sent, digits_kept) == 0;
}

bool number_is_int(double real, int64_t *ret)
{
	/* 2^63 itself does not fit. Not finite fails both comparisons or trunc(). */
	if (!(real >= -9223372036854775808.0 && real < 9223372036854775808.0) || trunc(real) != real)
		return false;
	*ret = (int64_t)real;
	return true;
}
