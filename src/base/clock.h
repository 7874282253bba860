/* clock.h - points in time: now, as RFC 3339 text, and from text. */
#ifndef PVEINV_CLOCK_H
#define PVEINV_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

int64_t clock_now(void);          /* seconds since 1970-01-01 UTC */
int64_t clock_monotonic_ms(void); /* for measuring; not related to the time of day */

/* Appends "2026-11-20T03:19:56Z". Any int64_t will do: years before 0 and after 9999 get a sign and as
 * many digits as they need (ISO 8601's expanded form). */
void clock_add_time(struct text *t, int64_t seconds);

/* Reads RFC 3339: "2026-11-20T03:19:56Z", or with an offset ("+01:00"). Seconds may be missing; their
 * fraction is dropped; 'T' may be a blank. Without 'Z' or an offset it is the local time zone's (TZ), since
 * that is what people type. A date alone is the last second of that day, local time.
 * False when 's' is something else or no such day; *ret is set only on success. */
bool clock_parse(const char *s, int64_t *ret);

#endif
