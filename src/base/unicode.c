/* unicode.c - UTF-8 for text.h: decoding, what may not reach a terminal, widths. */
#include "base/text.h"

struct range {
	long first, last;
};

/* Characters that show nothing, or move or reorder what is around them. */
static const struct range hidden[] = {
	{ 0x00, 0x1f },       /* C0 controls */
	{ 0x7f, 0x9f },       /* DEL, C1 controls */
	{ 0xad, 0xad },       /* soft hyphen */
	{ 0x61c, 0x61c },     /* Arabic letter mark */
	{ 0x115f, 0x1160 },   /* Hangul fillers */
	{ 0x17b4, 0x17b5 },   /* Khmer inherent vowels: invisible */
	{ 0x180e, 0x180e },   /* Mongolian vowel separator */
	{ 0x200b, 0x200f },   /* zero width space, joiners, directional marks */
	{ 0x2028, 0x202e },   /* line and paragraph separators, embeddings, overrides */
	{ 0x2060, 0x206f },   /* word joiner, invisible operators, isolates */
	{ 0x3164, 0x3164 },   /* Hangul filler */
	{ 0xfeff, 0xfeff },   /* byte order mark */
	{ 0xffa0, 0xffa0 },   /* halfwidth Hangul filler */
	{ 0xfff0, 0xfffb },   /* interlinear annotation, unassigned specials */
	{ 0x1d173, 0x1d17a }, /* musical formatting */
	{ 0xe0000, 0xe0fff }, /* tags, supplementary variation selectors */
};

/* East Asian wide and fullwidth, and emoji that terminals show in two columns. */
static const struct range wide[] = {
	{ 0x1100, 0x115f },   { 0x231a, 0x231b },   { 0x2329, 0x232a },   { 0x23e9, 0x23ec },
	{ 0x23f0, 0x23f0 },   { 0x23f3, 0x23f3 },   { 0x25fd, 0x25fe },   { 0x2614, 0x2615 },
	{ 0x2648, 0x2653 },   { 0x267f, 0x267f },   { 0x2693, 0x2693 },   { 0x26a1, 0x26a1 },
	{ 0x26aa, 0x26ab },   { 0x26bd, 0x26be },   { 0x26c4, 0x26c5 },   { 0x26ce, 0x26ce },
	{ 0x26d4, 0x26d4 },   { 0x26ea, 0x26ea },   { 0x26f2, 0x26f3 },   { 0x26f5, 0x26f5 },
	{ 0x26fa, 0x26fa },   { 0x26fd, 0x26fd },   { 0x2705, 0x2705 },   { 0x270a, 0x270b },
	{ 0x2728, 0x2728 },   { 0x274c, 0x274c },   { 0x274e, 0x274e },   { 0x2753, 0x2755 },
	{ 0x2757, 0x2757 },   { 0x2795, 0x2797 },   { 0x27b0, 0x27b0 },   { 0x27bf, 0x27bf },
	{ 0x2b1b, 0x2b1c },   { 0x2b50, 0x2b50 },   { 0x2b55, 0x2b55 },   { 0x2e80, 0x303e },
	{ 0x3041, 0x33ff },   { 0x3400, 0x4dbf },   { 0x4e00, 0xa4cf },   { 0xa960, 0xa97f },
	{ 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },   { 0xfe10, 0xfe19 },   { 0xfe30, 0xfe6f },
	{ 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },   { 0x16fe0, 0x18aff }, { 0x1b000, 0x1b2ff },
	{ 0x1f004, 0x1f004 }, { 0x1f0cf, 0x1f0cf }, { 0x1f18e, 0x1f18e }, { 0x1f191, 0x1f19a },
	{ 0x1f200, 0x1f320 }, { 0x1f32d, 0x1f335 }, { 0x1f337, 0x1f37c }, { 0x1f37e, 0x1f393 },
	{ 0x1f3a0, 0x1f3ca }, { 0x1f3cf, 0x1f3d3 }, { 0x1f3e0, 0x1f3f0 }, { 0x1f3f4, 0x1f3f4 },
	{ 0x1f3f8, 0x1f43e }, { 0x1f440, 0x1f440 }, { 0x1f442, 0x1f4fc }, { 0x1f4ff, 0x1f53d },
	{ 0x1f54b, 0x1f54e }, { 0x1f550, 0x1f567 }, { 0x1f57a, 0x1f57a }, { 0x1f595, 0x1f596 },
	{ 0x1f5a4, 0x1f5a4 }, { 0x1f5fb, 0x1f64f }, { 0x1f680, 0x1f6c5 }, { 0x1f6cc, 0x1f6cc },
	{ 0x1f6d0, 0x1f6d2 }, { 0x1f6d5, 0x1f6d7 }, { 0x1f6dc, 0x1f6df }, { 0x1f6eb, 0x1f6ec },
	{ 0x1f6f4, 0x1f6fc }, { 0x1f7e0, 0x1f7eb }, { 0x1f7f0, 0x1f7f0 }, { 0x1f90c, 0x1f93a },
	{ 0x1f93c, 0x1f945 }, { 0x1f947, 0x1f9ff }, { 0x1fa70, 0x1faff }, { 0x20000, 0x2fffd },
	{ 0x30000, 0x3fffd },
};

/* Marks that sit on the character before them: the common blocks. */
static const struct range combining[] = {
	{ 0x300, 0x36f },   { 0x483, 0x489 },   { 0x591, 0x5bd },   { 0x5bf, 0x5bf },
	{ 0x5c1, 0x5c2 },   { 0x5c4, 0x5c5 },   { 0x5c7, 0x5c7 },   { 0x610, 0x61a },
	{ 0x64b, 0x65f },   { 0x670, 0x670 },   { 0x6d6, 0x6dc },   { 0x6df, 0x6e4 },
	{ 0x6e7, 0x6e8 },   { 0x6ea, 0x6ed },   { 0x711, 0x711 },   { 0x730, 0x74a },
	{ 0x900, 0x902 },   { 0x93c, 0x93c },   { 0x941, 0x948 },   { 0x94d, 0x94d },
	{ 0xe31, 0xe31 },   { 0xe34, 0xe3a },   { 0xe47, 0xe4e },   { 0x1160, 0x11ff },
	{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20f0 }, { 0x302a, 0x302d },
	{ 0x3099, 0x309a }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
};

static bool in_ranges(long code_point, const struct range *ranges, size_t count)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (code_point > ranges[middle].last)
			low = middle + 1;
		else if (code_point < ranges[middle].first)
			high = middle;
		else
			return true;
	}
	return false;
}

#define IN(code_point, ranges) in_ranges(code_point, ranges, sizeof(ranges) / sizeof((ranges)[0]))

/* Bytes of a sequence by its first byte; 0: no first byte. */
static size_t sequence_length(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if (lead >= 0xe0 && lead <= 0xef)
		return 3;
	if (lead >= 0xf0 && lead <= 0xf4)
		return 4;
	return 0;
}

long utf8_decode(const char *s, size_t size, size_t *ret_length)
{
	static const long smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = size ? sequence_length((unsigned char)s[0]) : 0;
	long code_point;

	*ret_length = 1;
	if (!length || length > size)
		return -1;
	if (length == 1)
		return s[0];
	code_point = (unsigned char)s[0] & (0xff >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return -1;
		code_point = code_point << 6 | ((unsigned char)s[i] & 0x3f);
	}
	if (code_point < smallest[length] || code_point > 0x10ffff ||
	    (code_point >= 0xd800 && code_point <= 0xdfff))
		return -1;
	*ret_length = length;
	return code_point;
}

char *utf8_encode(char *to, long code_point)
{
	if (code_point < 0 || code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
		code_point = 0xfffd;
	if (code_point < 0x80) {
		*to++ = (char)code_point;
		return to;
	}
	if (code_point < 0x800) {
		*to++ = (char)(0xc0 | code_point >> 6);
	} else {
		if (code_point < 0x10000) {
			*to++ = (char)(0xe0 | code_point >> 12);
		} else {
			*to++ = (char)(0xf0 | code_point >> 18);
			*to++ = (char)(0x80 | (code_point >> 12 & 0x3f));
		}
		*to++ = (char)(0x80 | (code_point >> 6 & 0x3f));
	}
	*to++ = (char)(0x80 | (code_point & 0x3f));
	return to;
}

void text_add_code_point(struct text *t, long code_point)
{
	char bytes[4];

	text_add_bytes(t, bytes, (size_t)(utf8_encode(bytes, code_point) - bytes));
}

bool utf8_is_hidden(long code_point)
{
	return code_point < 0 || IN(code_point, hidden);
}

void text_add_visible(struct text *t, const char *s)
{
	for (; *s; s++) {
		const char *plain = s;
		size_t size, length;
		long code_point;

		while (*s >= ' ' && *s < 0x7f)
			s++;
		text_add_bytes(t, plain, (size_t)(s - plain));
		if (!*s)
			break;
		/* A NUL is no continuation byte, so 4 never reads past the end. */
		for (size = 1; size < 4 && s[size]; size++)
			;
		code_point = utf8_decode(s, size, &length);
		if (code_point < 0)
			text_addf(t, "\\x{%02x}", (unsigned char)*s);
		else if (IN(code_point, hidden))
			text_addf(t, "\\u{%lx}", (unsigned long)code_point);
		else
			text_add_bytes(t, s, length);
		s += length - 1;
	}
}

size_t text_width(const char *s)
{
	size_t width = 0;

	while (*s) {
		size_t size, length;
		long code_point;

		for (size = 1; size < 4 && s[size]; size++)
			;
		code_point = utf8_decode(s, size, &length);
		s += length;
		if (code_point >= 0x300 && IN(code_point, combining))
			continue;
		width += code_point >= 0x1100 && IN(code_point, wide) ? 2 : 1;
	}
	return width;
}
