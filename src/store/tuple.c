/* tuple.c - see tuple.h. */
#include "store/tuple.h"

#include <string.h>

#define SMALL 64 /* integers from 0 that are a tag alone */
#define RUN 64   /* values that one tag says are not set */
#define SIGN_BIT (UINT64_C(1) << 63)

enum tag {
	TAG_NEGATIVE = 16, /* less the number of bytes; those left out are 0xff */
	TAG_SMALL,
	TAG_POSITIVE = TAG_SMALL + SMALL, /* plus their number */
	TAG_REAL = TAG_POSITIVE + 9,
	TAG_TEXT,
	TAG_NULL = 256 - 2 * RUN,
	TAG_UNKNOWN = TAG_NULL + RUN,
};

static void add_number(struct text *tuple, unsigned tag, uint64_t bits, unsigned count)
{
	char bytes[1 + sizeof bits];

	bytes[0] = (char)tag;
	for (unsigned i = count; i; i--, bits >>= 8)
		bytes[i] = (char)(bits & 0xff);
	text_add_bytes(tuple, bytes, 1 + count);
}

void tuple_add_int(struct text *tuple, int64_t integer)
{
	uint64_t bits = (uint64_t)integer, rest = integer < 0 ? ~bits : bits;
	unsigned count = 0;

	if (bits < SMALL) {
		text_add_char(tuple, (char)(TAG_SMALL + bits));
		return;
	}
	for (; rest; rest >>= 8)
		count++;
	add_number(tuple, integer < 0 ? TAG_NEGATIVE - count : TAG_POSITIVE + count, bits, count);
}

/* Of negative ones all bits are turned round: the greater number has the greater bytes. */
void tuple_add_real(struct text *tuple, double real)
{
	uint64_t bits;

	memcpy(&bits, &real, sizeof bits);
	add_number(tuple, TAG_REAL, bits & SIGN_BIT ? ~bits : bits | SIGN_BIT, sizeof bits);
}

void tuple_add_text(struct text *tuple, const char *text)
{
	if (!text) {
		tuple_add_unset(tuple, VALUE_NULL, 1);
		return;
	}
	text_add_char(tuple, (char)TAG_TEXT);
	text_add_bytes(tuple, text, strlen(text) + 1);
}

void tuple_add_unset(struct text *tuple, enum value_kind kind, unsigned count)
{
	unsigned tag = kind == VALUE_NULL ? TAG_NULL : TAG_UNKNOWN;

	for (; count > RUN; count -= RUN)
		text_add_char(tuple, (char)(tag + RUN - 1));
	if (count)
		text_add_char(tuple, (char)(tag + count - 1));
}

void tuple_add(struct text *tuple, const struct value *value)
{
	switch (value->kind) {
	case VALUE_UNKNOWN:
	case VALUE_NULL:
		tuple_add_unset(tuple, value->kind, 1);
		break;
	case VALUE_INT:
		tuple_add_int(tuple, value->integer);
		break;
	case VALUE_REAL:
		tuple_add_real(tuple, value->real);
		break;
	case VALUE_TEXT:
		tuple_add_text(tuple, value->text);
		break;
	}
}

static char *read_bytes(char *at, unsigned count, uint64_t *bits)
{
	while (count--)
		*bits = *bits << 8 | (unsigned char)*at++;
	return at;
}

static char *read_real(char *at, struct value *ret)
{
	uint64_t bits = 0;

	at = read_bytes(at, sizeof bits, &bits);
	bits = bits & SIGN_BIT ? bits & ~SIGN_BIT : ~bits;
	ret->kind = VALUE_REAL;
	memcpy(&ret->real, &bits, sizeof bits);
	return at;
}

static char *read_int(char *at, unsigned tag, struct value *ret)
{
	uint64_t bits = 0;

	if (tag <= TAG_NEGATIVE) {
		bits = UINT64_MAX;
		at = read_bytes(at, TAG_NEGATIVE - tag, &bits);
	} else if (tag < TAG_POSITIVE) {
		bits = tag - TAG_SMALL;
	} else {
		at = read_bytes(at, tag - TAG_POSITIVE, &bits);
	}
	ret->kind = VALUE_INT;
	ret->integer = (int64_t)bits;
	return at;
}

static char *read_value(char *at, unsigned tag, struct value *ret)
{
	if (tag == TAG_REAL)
		return read_real(at, ret);
	if (tag != TAG_TEXT)
		return read_int(at, tag, ret);
	ret->kind = VALUE_TEXT;
	ret->text = at;
	return at + strlen(at) + 1;
}

char *tuple_read(char *at, struct value *ret, unsigned count)
{
	while (count) {
		unsigned tag = (unsigned char)*at++;
		unsigned run = tag < TAG_NULL ? 0 : 1 + (tag - TAG_NULL) % RUN;

		if (!run) {
			at = read_value(at, tag, ret++);
			count--;
			continue;
		}
		count -= run;
		while (run--)
			(ret++)->kind = tag < TAG_UNKNOWN ? VALUE_NULL : VALUE_UNKNOWN;
	}
	return at;
}
