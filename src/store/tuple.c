/* tuple.c - see tuple.h. */
#include "store/tuple.h"

#include <string.h>

enum tag {
	TAG_NULL = 1,
	TAG_UNKNOWN,
	TAG_NEGATIVE = 16, /* less the number of bytes; -1 has none, and those left out are 0xff */
	TAG_POSITIVE,      /* plus their number; 0 has none */
	TAG_REAL = 32,
	TAG_TEXT,
};

static void add_bytes(struct text *tuple, uint64_t bits, unsigned count)
{
	char bytes[sizeof bits];

	for (unsigned i = count; i--; bits >>= 8)
		bytes[i] = (char)(bits & 0xff);
	text_add_bytes(tuple, bytes, count);
}

static char *read_bytes(char *at, unsigned count, uint64_t *bits)
{
	while (count--)
		*bits = *bits << 8 | (unsigned char)*at++;
	return at;
}

void tuple_add_int(struct text *tuple, int64_t integer)
{
	uint64_t bits = (uint64_t)integer, rest = integer < 0 ? ~bits : bits;
	unsigned count = 0;

	for (; rest; rest >>= 8)
		count++;
	text_add_char(tuple, (char)(integer < 0 ? TAG_NEGATIVE - count : TAG_POSITIVE + count));
	add_bytes(tuple, bits, count);
}

#define SIGN_BIT (UINT64_C(1) << 63)

/* Negative ones with all bits turned round, so that the greater one has the greater bytes. */
void tuple_add_real(struct text *tuple, double real)
{
	uint64_t bits;

	memcpy(&bits, &real, sizeof bits);
	text_add_char(tuple, TAG_REAL);
	add_bytes(tuple, bits & SIGN_BIT ? ~bits : bits | SIGN_BIT, sizeof bits);
}

void tuple_add_text(struct text *tuple, const char *text)
{
	text_add_char(tuple, text ? TAG_TEXT : TAG_NULL);
	if (text)
		text_add_bytes(tuple, text, strlen(text) + 1);
}

void tuple_add(struct text *tuple, const struct value *value)
{
	switch (value->kind) {
	case VALUE_UNKNOWN:
		text_add_char(tuple, TAG_UNKNOWN);
		break;
	case VALUE_NULL:
		text_add_char(tuple, TAG_NULL);
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
	bool negative = tag <= TAG_NEGATIVE;
	uint64_t bits = negative ? UINT64_MAX : 0;

	at = read_bytes(at, negative ? TAG_NEGATIVE - tag : tag - TAG_POSITIVE, &bits);
	*ret = (struct value){ .kind = VALUE_INT, .integer = (int64_t)bits };
	return at;
}

char *tuple_read(char *at, struct value *ret)
{
	unsigned tag = (unsigned char)*at++;

	switch (tag) {
	case TAG_NULL:
		ret->kind = VALUE_NULL;
		return at;
	case TAG_UNKNOWN:
		ret->kind = VALUE_UNKNOWN;
		return at;
	case TAG_REAL:
		return read_real(at, ret);
	case TAG_TEXT:
		*ret = (struct value){ .kind = VALUE_TEXT, .text = at };
		return at + strlen(at) + 1;
	default:
		return read_int(at, tag, ret);
	}
}
