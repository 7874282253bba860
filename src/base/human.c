/* human.c - sizes and durations as people read them. */
#include "base/human.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>

void human_add_bytes(struct text *t, double bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	const size_t last = sizeof units / sizeof units[0] - 1;
	size_t unit = 0;

	/* What would be rounded up to 1024 is 1.0 of the next unit. */
	while (fabs(bytes) >= (unit ? 1023.95 : 1023.5) && unit < last) {
		bytes /= 1024;
		unit++;
	}
	text_addf(t, "%.*f %s", unit ? 1 : 0, bytes, units[unit]);
}

void human_add_duration(struct text *t, double seconds)
{
	static const struct {
		int64_t seconds;
		char sign;
	} units[] = { { 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
	size_t unit = 0;
	int64_t whole, next;

	if (seconds <= -1)
		text_add_char(t, '-');
	seconds = fabs(seconds);
	if (!(seconds < 1e15)) {
		text_addf(t, "%.0fs", seconds);
		return;
	}
	whole = (int64_t)seconds;
	while (whole < units[unit].seconds && units[unit].seconds > 1)
		unit++;
	text_addf(t, "%" PRId64 "%c", whole / units[unit].seconds, units[unit].sign);
	if (units[unit].seconds == 1)
		return;
	next = whole % units[unit].seconds / units[unit + 1].seconds;
	if (next)
		text_addf(t, " %" PRId64 "%c", next, units[unit + 1].sign);
}

void human_add_fraction(struct text *t, double fraction)
{
	text_addf(t, "%.1f%%", fraction * 100);
}
