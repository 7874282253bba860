/* value.c - typed values; see value.h. Reading JSON and text into them is in value_read.c. */
#include "base/value.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/number.h"
#include "base/text.h"

struct value value_int(int64_t integer)
{
	return (struct value){ .kind = VALUE_INT, .integer = integer };
}

struct value value_real(double real)
{
	return (struct value){ .kind = VALUE_REAL, .real = real };
}

struct value value_text(const char *text)
{
	if (!text)
		return (struct value){ .kind = VALUE_NULL };
	return (struct value){ .kind = VALUE_TEXT, .text = xstrdup(text) };
}

struct value value_copy(const struct value *from)
{
	return from->kind == VALUE_TEXT ? value_text(from->text) : *from;
}

void value_clear(struct value *v)
{
	if (v->kind == VALUE_TEXT)
		free(v->text);
	*v = (struct value){ .kind = VALUE_UNKNOWN };
}

bool value_equal(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case VALUE_INT:
		return a->integer == b->integer;
	case VALUE_REAL:
		return a->real == b->real;
	case VALUE_TEXT:
		return strcmp(a->text, b->text) == 0;
	case VALUE_UNKNOWN:
	case VALUE_NULL:
		break;
	}
	return true;
}

const char *value_as_text(const struct value *v, char digits[NUMBER_SIZE])
{
	switch (v->kind) {
	case VALUE_INT:
		return number_format_int(digits, v->integer);
	case VALUE_REAL:
		return number_format_real(digits, v->real);
	case VALUE_TEXT:
		return v->text;
	case VALUE_UNKNOWN:
	case VALUE_NULL:
		break;
	}
	return NULL;
}

char *value_to_text(const struct value *v)
{
	char digits[NUMBER_SIZE];

	return xstrdup(value_as_text(v, digits));
}

static const char *const type_names[] = {
	[TYPE_TEXT] = "text",         [TYPE_INT] = "int",
	[TYPE_REAL] = "real",         [TYPE_BOOL] = "bool",
	[TYPE_BYTES] = "bytes",       [TYPE_DURATION] = "duration",
	[TYPE_TIMESTAMP] = "timestamp", [TYPE_FRACTION] = "fraction",
	[TYPE_LIST] = "list",         [TYPE_JSON] = "json",
};

const char *value_type_name(enum value_type type)
{
	return type_names[type];
}

bool value_type_from_name(const char *name, enum value_type *ret)
{
	for (size_t i = 0; i < sizeof type_names / sizeof type_names[0]; i++) {
		if (strcmp(type_names[i], name) == 0) {
			*ret = (enum value_type)i;
			return true;
		}
	}
	return false;
}

void value_add_json(struct text *t, const struct value *v)
{
	switch (v->kind) {
	case VALUE_INT:
		json_add_int(t, v->integer);
		break;
	case VALUE_REAL:
		json_add_real(t, v->real);
		break;
	case VALUE_TEXT:
		json_add_string(t, v->text);
		break;
	case VALUE_UNKNOWN:
	case VALUE_NULL:
		text_add(t, "null");
		break;
	}
}
