/* compute_text.c - texts that PVE keeps encoded, as people wrote them. What can't be decoded, or would
 * not be text any more, stays as PVE keeps it. */
#include "walk/compute.h"

#include <stdlib.h>
#include <string.h>

#include "base/encoded.h"
#include "base/text.h"

/* "ssh-rsa%20AAAA" -> "ssh-rsa AAAA" */
char *compute_percent_decoded(const char *const *args, size_t count)
{
	const char *encoded = count > 0 ? args[0] : NULL;
	AUTO_TEXT struct text decoded = TEXT_INIT;

	return encoded && percent_decode(&decoded, encoded) ? text_take(&decoded) : xstrdup(encoded);
}

/* A field of smbios1: the flag 'base64', then the field. */
char *compute_smbios_text(const char *const *args, size_t count)
{
	const char *field = count > 1 ? args[1] : NULL;
	AUTO_TEXT struct text decoded = TEXT_INIT;

	if (field && args[0] && strcmp(args[0], "1") == 0 && base64_decode(&decoded, field))
		return text_take(&decoded);
	return xstrdup(field);
}

/* "GrÃ¶Ã\u009fe" -> "Größe": some of PVE's files are taken for bytes and encoded twice. A text that is
 * not the bytes of another one, in UTF-8, stays as it is. */
char *compute_encoded_once(const char *const *args, size_t count)
{
	const char *twice = count > 0 ? args[0] : NULL;
	AUTO_TEXT struct text once = TEXT_INIT;
	size_t length;

	for (const char *s = twice; s && *s; s += length) {
		long point = utf8_decode(s, strlen(s), &length);

		if (point < 0 || point > 0xff)
			return xstrdup(twice);
		text_add_char(&once, (char)point);
	}
	return once.size && utf8_is_text(once.data, once.size) ? text_take(&once) : xstrdup(twice);
}

/* From the second moment to the first, in days, rounded down: -1 since it is past. */
char *compute_days_until(const char *const *args, size_t count)
{
	const long long day = 24LL * 60 * 60;
	long long until, left;
	char *end;

	if (count < 2 || !args[0] || !args[1])
		return NULL;
	until = strtoll(args[0], &end, 10);
	if (end == args[0] || *end)
		return NULL;
	left = until - strtoll(args[1], NULL, 10);
	return xasprintf("%lld", left < 0 ? -((day - 1 - left) / day) : left / day);
}
