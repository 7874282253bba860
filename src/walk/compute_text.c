/* compute_text.c - texts that PVE keeps encoded, as people wrote them. What can't be decoded, or would
 * not be text any more, stays as PVE keeps it. */
#include "walk/compute.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static bool is_text(const char *s, size_t size)
{
	size_t length;

	for (; size; s += length, size -= length)
		if (*s == '\0' || utf8_decode(s, size, &length) < 0)
			return false;
	return true;
}

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdefABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;
	int digit = at ? (int)(at - digits) : -1;

	return digit < 16 ? digit : digit - 6;
}

/* "ssh-rsa%20AAAA" -> "ssh-rsa AAAA" */
char *compute_percent_decoded(const char *const *args, size_t count)
{
	const char *encoded = count > 0 ? args[0] : NULL;
	AUTO_TEXT struct text decoded = TEXT_INIT;

	for (const char *p = encoded; p && *p; p++) {
		int high = *p == '%' ? hex_digit(p[1]) : -1;
		int low = high >= 0 ? hex_digit(p[2]) : -1;

		text_add_char(&decoded, low >= 0 ? (char)(high * 16 + low) : *p);
		p += low >= 0 ? 2 : 0;
	}
	return is_text(decoded.data, decoded.size) && encoded ? text_take(&decoded) : xstrdup(encoded);
}

/* False when 'encoded' is not Base64, whole quartets with padding. */
static bool base64_decode(struct text *t, const char *encoded)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t size = strspn(encoded, alphabet), padding = strspn(encoded + size, "=");
	unsigned bits = 0;

	if (encoded[size + padding] || (size + padding) % 4 || padding > 2)
		return false;
	for (size_t i = 0; i < size; i++) {
		bits = bits << 6 | (unsigned)(strchr(alphabet, encoded[i]) - alphabet);
		if (i % 4 != 0)
			text_add_char(t, (char)(bits >> (6 - i % 4 * 2) & 0xff));
	}
	return true;
}

/* A field of smbios1: the flag 'base64', then the field. */
char *compute_smbios_text(const char *const *args, size_t count)
{
	const char *field = count > 1 ? args[1] : NULL;
	AUTO_TEXT struct text decoded = TEXT_INIT;

	if (field && args[0] && strcmp(args[0], "1") == 0 && base64_decode(&decoded, field) &&
	    is_text(decoded.data, decoded.size))
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
	return once.size && is_text(once.data, once.size) ? text_take(&once) : xstrdup(twice);
}

/* From the second moment to the first, in days, rounded down: -1 since it is past. */
char *compute_days_until(const char *const *args, size_t count)
{
	const long long day = 24 * 60 * 60;
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
