#include "base/encoded.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool utf8_is_text(const char *s, size_t size)
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

bool percent_decode(struct text *t, const char *s)
{
	for (; *s; s++) {
		int high = *s == '%' ? hex_digit(s[1]) : -1;
		int low = high >= 0 ? hex_digit(s[2]) : -1;

		text_add_char(t, low >= 0 ? (char)(high * 16 + low) : *s);
		s += low >= 0 ? 2 : 0;
	}
	return utf8_is_text(t->data, t->size);
}

void percent_encode(struct text *t, const char *s)
{
	/* The first 62 are letters and digits. */
	for (; *s; s++) {
		if (memchr(alphabet, *s, 62) || strchr("-_.!~*'()", *s))
			text_add_char(t, *s);
		else
			text_addf(t, "%%%02X", (unsigned char)*s);
	}
}

bool base64_bytes(struct text *t, const char *s)
{
	size_t size = strspn(s, alphabet), padding = strspn(s + size, "=");
	unsigned bits = 0;

	if (s[size + padding] || size % 4 == 1 || padding > 2)
		return false;
	for (size_t i = 0; i < size; i++) {
		bits = bits << 6 | (unsigned)(strchr(alphabet, s[i]) - alphabet);
		if (i % 4 != 0)
			text_add_char(t, (char)(bits >> (6 - i % 4 * 2) & 0xff));
	}
	return true;
}

bool base64_decode(struct text *t, const char *s)
{
	return base64_bytes(t, s) && utf8_is_text(t->data, t->size);
}

void base64_encode(struct text *t, const char *s)
{
	for (size_t size = strlen(s); size;) {
		size_t count = size < 3 ? size : 3;
		unsigned bits = 0;

		for (size_t i = 0; i < 3; i++)
			bits = bits << 8 | (i < count ? (unsigned char)s[i] : 0);
		for (size_t i = 0; i < 4; i++)
			text_add_char(t, i <= count ? alphabet[bits >> (18 - 6 * i) & 63] : '=');
		s += count;
		size -= count;
	}
}
