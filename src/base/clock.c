/* clock.c - RFC 3339; see clock.h. The calendar is computed here: gmtime_r() gives up on far years. */
#include "base/clock.h"

#include <inttypes.h>
#include <time.h>

#define DAY 86400

struct moment {
	int year, month, day, hour, minute, second;
};

int64_t clock_now(void)
{
	return time(NULL);
}

int64_t clock_monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Days since 1970-01-01 in the Gregorian calendar. Years begin in March here, so that the leap day is
 * their last; an era is 400 of them, 146097 days. */
static int64_t days_from_date(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

static void date_from_days(int64_t days, int64_t *ret_year, int *ret_month, int *ret_day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153; /* from March on */

	*ret_day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
	*ret_month = (int)(month < 10 ? month + 3 : month - 9);
	*ret_year = year_of_era + era * 400 + (*ret_month <= 2);
}

void clock_add_time(struct text *t, int64_t seconds)
{
	int64_t days = seconds / DAY, year;
	int rest = (int)(seconds % DAY), month, day;

	if (rest < 0) {
		rest += DAY;
		days--;
	}
	date_from_days(days, &year, &month, &day);
	if (year < 0)
		text_addf(t, "-%04" PRId64, -year);
	else
		text_addf(t, "%s%04" PRId64, year > 9999 ? "+" : "", year);
	text_addf(t, "-%02d-%02dT%02d:%02d:%02dZ", month, day, rest / 3600, rest / 60 % 60, rest % 60);
}

/* Exactly 'count' digits at *s, which moves on. */
static bool read_digits(const char **s, int count, int *ret)
{
	int sum = 0;

	for (int i = 0; i < count; i++, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		sum = sum * 10 + (**s - '0');
	}
	*ret = sum;
	return true;
}

static bool read_char(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static bool read_date(const char **s, struct moment *m)
{
	static const int month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap;

	if (!read_digits(s, 4, &m->year) || !read_char(s, '-') || !read_digits(s, 2, &m->month) ||
	    !read_char(s, '-') || !read_digits(s, 2, &m->day))
		return false;
	if (m->month < 1 || m->month > 12 || m->day < 1)
		return false;
	leap = m->year % 4 == 0 && (m->year % 100 != 0 || m->year % 400 == 0);
	return m->day <= month_days[m->month - 1] + (leap && m->month == 2);
}

static bool read_time(const char **s, struct moment *m)
{
	m->second = 0;
	if (!read_digits(s, 2, &m->hour) || !read_char(s, ':') || !read_digits(s, 2, &m->minute))
		return false;
	if (read_char(s, ':')) {
		if (!read_digits(s, 2, &m->second))
			return false;
		if (read_char(s, '.')) {
			if (**s < '0' || **s > '9')
				return false;
			while (**s >= '0' && **s <= '9')
				(*s)++;
		}
	}
	return m->hour < 24 && m->minute < 60 && m->second <= 60; /* 60: a leap second */
}

/* "Z" or "+01:00". */
static bool read_offset(const char **s, int *ret_seconds)
{
	int sign = **s == '-' ? -1 : 1, hours, minutes;

	*ret_seconds = 0;
	if (read_char(s, 'Z') || read_char(s, 'z'))
		return true;
	if (!read_char(s, '+') && !read_char(s, '-'))
		return false;
	if (!read_digits(s, 2, &hours) || !read_char(s, ':') || !read_digits(s, 2, &minutes) ||
	    hours > 23 || minutes > 59)
		return false;
	*ret_seconds = sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool from_local(const struct moment *m, int64_t *ret)
{
	struct tm parts = {
		.tm_year = m->year - 1900,
		.tm_mon = m->month - 1,
		.tm_mday = m->day,
		.tm_hour = m->hour,
		.tm_min = m->minute,
		.tm_sec = m->second,
		.tm_wday = -1, /* set by mktime() if it succeeds: -1 is a valid time, too */
		.tm_isdst = -1,
	};
	time_t seconds = mktime(&parts);

	if (parts.tm_wday < 0)
		return false;
	*ret = seconds;
	return true;
}

bool clock_parse(const char *s, int64_t *ret)
{
	struct moment m = { 0 };
	int64_t end;
	int seconds, offset;

	if (!read_date(&s, &m))
		return false;
	if (!*s) {
		/* The next day's first second less one: right on days of any length. */
		m.day++;
		if (!from_local(&m, &end))
			return false;
		*ret = end - 1;
		return true;
	}
	if ((!read_char(&s, 'T') && !read_char(&s, 't') && !read_char(&s, ' ')) || !read_time(&s, &m))
		return false;
	if (!*s)
		return from_local(&m, ret);
	if (!read_offset(&s, &offset) || *s)
		return false;
	seconds = m.hour * 3600 + m.minute * 60 + m.second - offset;
	*ret = days_from_date(m.year, m.month, m.day) * DAY + seconds;
	return true;
}
