/* value_read.c - loosely typed JSON and text bent into a column's type; value.h has the rules.
 *
 * A scalar is reduced to a number or a text first, then read by the type. What a type cannot hold is
 * unreadable: better unknown (the walk keeps the original in "extra") than nearly right.
 */
#include "base/value.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/number.h"
#include "base/text.h"

static const char blanks[] = " \t\r\n";

static enum value_read read_int(struct value *ret, int64_t integer)
{
	*ret = value_int(integer);
	return VALUE_READ;
}

static enum value_read read_null(struct value *ret)
{
	ret->kind = VALUE_NULL;
	return VALUE_READ;
}

static enum value_read read_json_string(struct value *ret, const char *string)
{
	struct text t = TEXT_INIT;

	json_add_string(&t, string);
	*ret = (struct value){ .kind = VALUE_TEXT, .text = text_take(&t) };
	return VALUE_READ;
}

/* --- a number by its type */

static enum value_read bytes_from_number(struct value *ret, double number, int64_t unit)
{
	int64_t integer;
	double bytes;

	if (number < 0)
		return VALUE_UNREADABLE;
	if (number_is_int(number, &integer)) {
		if (__builtin_mul_overflow(integer, unit, &integer))
			return VALUE_UNREADABLE;
		return read_int(ret, integer);
	}
	bytes = number * (double)unit;
	if (!number_is_int(trunc(bytes), &integer))
		return VALUE_UNREADABLE;
	*ret = value_int(integer);
	return trunc(bytes) == bytes ? VALUE_READ : VALUE_BENT;
}

static enum value_read seconds_from_number(struct value *ret, double number)
{
	int64_t integer;

	if (!number_is_int(trunc(number), &integer))
		return VALUE_UNREADABLE;
	*ret = value_int(integer);
	return trunc(number) == number ? VALUE_READ : VALUE_BENT;
}

static enum value_read read_number(struct value *ret, const struct value_rule *rule, double number)
{
	int64_t integer;

	if (!isfinite(number))
		return VALUE_UNREADABLE;
	switch (rule->type) {
	case TYPE_INT:
		return number_is_int(number, &integer) ? read_int(ret, integer) : VALUE_UNREADABLE;
	case TYPE_BOOL:
		*ret = value_int(number != 0);
		return number == 0 || number == 1 ? VALUE_READ : VALUE_BENT;
	case TYPE_BYTES:
		return bytes_from_number(ret, number, rule->unit);
	case TYPE_DURATION:
	case TYPE_TIMESTAMP:
		return seconds_from_number(ret, number);
	case TYPE_REAL:
	case TYPE_FRACTION:
		*ret = value_real(number == 0 ? 0 : number); /* no minus zero */
		return VALUE_READ;
	case TYPE_TEXT:
	case TYPE_LIST:
	case TYPE_JSON:
		break;
	}
	return VALUE_UNREADABLE;
}

/* Whether reading 'text' as a double made it another whole number. */
static bool rounded(const char *text, double number)
{
	return fabs(number) >= 9007199254740992.0 && !number_is_exact(text);
}

/* --- a list */

struct item {
	char *text;  /* owned */
	bool number; /* written without quotes, sorted by its value */
	double value;
};

struct items {
	struct item *all; /* owned */
	size_t count, space;
};

static void items_add(struct items *items, char *text)
{
	if (items->count == items->space) {
		items->space = items->space ? items->space * 2 : 16;
		items->all = xreallocarray(items->all, items->space, sizeof *items->all);
	}
	items->all[items->count++] = (struct item){ .text = text };
}

/* A text that is no such number stays a text. */
static void make_number(struct item *item, enum value_type type)
{
	char digits[NUMBER_SIZE];
	int64_t integer;

	if (type == TYPE_INT) {
		if (!number_parse_int(item->text, &integer))
			return;
		item->value = (double)integer;
		free(item->text);
		item->text = xasprintf("%" PRId64, integer);
	} else {
		if (!number_parse_real(item->text, &item->value) || rounded(item->text, item->value))
			return;
		free(item->text);
		item->text = xstrdup(number_format_real(digits, item->value));
	}
	item->number = true;
}

static int compare_items(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->number != y->number)
		return x->number ? -1 : 1;
	if (x->number && x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return strcmp(x->text, y->text);
}

/* Sorts and drops what is there twice, unless the order means something. */
static void items_sort(struct items *items)
{
	size_t kept = 0;

	if (items->count < 2)
		return;
	qsort(items->all, items->count, sizeof *items->all, compare_items);
	for (size_t i = 1; i < items->count; i++) {
		if (compare_items(&items->all[i], &items->all[kept]) == 0)
			free(items->all[i].text);
		else
			items->all[++kept] = items->all[i];
	}
	items->count = kept + 1;
}

static enum value_read list_from_items(struct value *ret, const struct value_rule *rule,
				       struct items *items)
{
	struct text t = TEXT_INIT;

	for (size_t i = 0; rule->items != TYPE_TEXT && i < items->count; i++)
		make_number(&items->all[i], rule->items);
	if (!rule->ordered)
		items_sort(items);
	text_add_char(&t, '[');
	for (size_t i = 0; i < items->count; i++) {
		if (i)
			text_add_char(&t, ',');
		if (items->all[i].number)
			text_add(&t, items->all[i].text);
		else
			json_add_string(&t, items->all[i].text);
		free(items->all[i].text);
	}
	text_add_char(&t, ']');
	free(items->all);
	*ret = (struct value){ .kind = VALUE_TEXT, .text = text_take(&t) };
	return VALUE_READ;
}

static enum value_read list_from_text(struct value *ret, const struct value_rule *rule, const char *text)
{
	static const char separators[] = ",; \t\r\n";
	struct items items = { 0 };

	for (;;) {
		size_t length;

		text += strspn(text, separators);
		if (!*text)
			break;
		length = strcspn(text, separators);
		items_add(&items, xstrndup(text, length));
		text += length;
	}
	return list_from_items(ret, rule, &items);
}

static char *canonical_text(const cJSON *item)
{
	struct text t = TEXT_INIT;

	json_add_canonical(&t, item);
	return text_take(&t);
}

static char *settled_text(const struct value_rule *rule, const cJSON *item)
{
	cJSON *copy = cJSON_Duplicate(item, true);
	char *text;

	json_settle(copy);
	if (!rule->ordered)
		json_sort(copy);
	text = canonical_text(copy);
	cJSON_Delete(copy);
	return text;
}

/* A scalar as text, anything else as canonical JSON. */
static char *item_text(const cJSON *item)
{
	char digits[NUMBER_SIZE];
	const char *text = json_scalar_text(item, digits);

	return text ? xstrdup(text) : canonical_text(item);
}

/* --- a text by its type */

static bool bool_from_word(const char *word, bool *ret)
{
	static const char *const words[] = { "0", "1", "false", "true", "no", "yes", "off", "on" };

	for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcasecmp(word, words[i]) == 0) {
			*ret = i % 2;
			return true;
		}
	}
	return false;
}

/* "K", "KiB", "KB" …: 1024 and its powers; "" and "B": 1; 0: no unit. */
static int64_t unit_factor(const char *unit)
{
	static const char letters[] = "kmgtp";
	const char *letter = NULL;
	char first = (char)(*unit | 0x20); /* to lower case */

	if (!*unit || strcasecmp(unit, "b") == 0)
		return 1;
	letter = strchr(letters, first);
	if (!letter || (unit[1] && strcasecmp(unit + 1, "b") != 0 && strcasecmp(unit + 1, "ib") != 0))
		return 0;
	return INT64_C(1) << 10 * (letter - letters + 1);
}

/* "1.5G" and the like, and bare numbers, which count in the rule's unit. */
static enum value_read bytes_from_text(struct value *ret, const struct value_rule *rule, const char *text)
{
	const char *unit;
	int64_t factor, integer;
	bool whole, fits;
	double number;
	size_t size = number_span(text, &whole);

	if (!size || *text == '-')
		return VALUE_UNREADABLE;
	unit = text + size;
	factor = *unit ? unit_factor(unit + strspn(unit, blanks)) : rule->unit;
	if (!factor)
		return VALUE_UNREADABLE;
	if (whole) {
		AUTO_FREE char *digits = xstrndup(text, size);

		fits = number_parse_int(digits, &integer) &&
		       !__builtin_mul_overflow(integer, factor, &integer);
		return fits ? read_int(ret, integer) : VALUE_UNREADABLE;
	}
	if (!number_read_real(text, &number) || rounded(text, number))
		return VALUE_UNREADABLE;
	return bytes_from_number(ret, number, factor);
}

static enum value_read number_from_text(struct value *ret, const struct value_rule *rule, const char *text)
{
	bool whole_seconds = rule->type == TYPE_DURATION || rule->type == TYPE_TIMESTAMP;
	int64_t integer;
	double number;

	if ((rule->type == TYPE_INT || whole_seconds) && number_parse_int(text, &integer))
		return read_int(ret, integer);
	if (!number_parse_real(text, &number))
		return VALUE_UNREADABLE;
	if ((rule->type == TYPE_INT || whole_seconds) && rounded(text, number))
		return VALUE_UNREADABLE;
	return read_number(ret, rule, number);
}

/* 'text' without the blanks around it, in *ret_copy if that needs one. */
static const char *trimmed(const char *text, char **ret_copy)
{
	size_t size;

	text += strspn(text, blanks);
	size = strlen(text);
	if (!size || !strchr(blanks, text[size - 1]))
		return text;
	while (size && strchr(blanks, text[size - 1]))
		size--;
	*ret_copy = xstrndup(text, size);
	return *ret_copy;
}

static enum value_read scalar_from_text(struct value *ret, const struct value_rule *rule, const char *text)
{
	AUTO_FREE char *copy = NULL;
	bool yes;

	text = trimmed(text, &copy);
	if (rule->type == TYPE_BYTES)
		return bytes_from_text(ret, rule, text);
	if (rule->type == TYPE_BOOL && bool_from_word(text, &yes))
		return read_int(ret, yes);
	return number_from_text(ret, rule, text);
}

static enum value_read read_string(struct value *ret, const struct value_rule *rule, const char *text)
{
	switch (rule->type) {
	case TYPE_TEXT:
		*ret = value_text(text);
		return VALUE_READ;
	case TYPE_BOOL:
		return *text ? scalar_from_text(ret, rule, text) : read_int(ret, 0);
	case TYPE_LIST:
		return *text ? list_from_text(ret, rule, text) : read_null(ret);
	case TYPE_JSON:
		return *text ? read_json_string(ret, text) : read_null(ret);
	case TYPE_INT:
	case TYPE_REAL:
	case TYPE_BYTES:
	case TYPE_DURATION:
	case TYPE_TIMESTAMP:
	case TYPE_FRACTION:
		break;
	}
	return *text ? scalar_from_text(ret, rule, text) : read_null(ret);
}

/* --- JSON by its type */

static enum value_read read_list(struct value *ret, const struct value_rule *rule, const cJSON *item)
{
	struct items items = { 0 };
	const cJSON *element;

	if (cJSON_IsObject(item))
		return VALUE_UNREADABLE;
	if (cJSON_IsArray(item)) {
		cJSON_ArrayForEach(element, item) { /* [null] is how PVE says that there is none */
			if (!cJSON_IsNull(element))
				items_add(&items, item_text(element));
		}
	} else {
		items_add(&items, item_text(item));
	}
	return list_from_items(ret, rule, &items);
}

enum value_read value_from_json(struct value *ret, const struct value_rule *rule, const cJSON *item)
{
	bool nested = cJSON_IsArray(item) || cJSON_IsObject(item);

	*ret = (struct value){ .kind = VALUE_UNKNOWN };
	if (!item || cJSON_IsNull(item))
		return read_null(ret);
	if (cJSON_IsString(item))
		return read_string(ret, rule, item->valuestring);
	if (rule->type == TYPE_LIST)
		return read_list(ret, rule, item);
	if (rule->type == TYPE_JSON || rule->type == TYPE_TEXT) {
		char *text = rule->type == TYPE_JSON ? settled_text(rule, item) : item_text(item);

		*ret = (struct value){ .kind = VALUE_TEXT, .text = text };
		return nested && rule->type == TYPE_TEXT ? VALUE_BENT : VALUE_READ;
	}
	if (nested)
		return VALUE_UNREADABLE;
	return read_number(ret, rule, cJSON_IsNumber(item) ? item->valuedouble : cJSON_IsTrue(item));
}

enum value_read value_from_text(struct value *ret, const struct value_rule *rule, const char *text)
{
	bool list = rule->type == TYPE_LIST && text && *text == '[';
	cJSON *json = NULL;
	enum value_read read;

	*ret = (struct value){ .kind = VALUE_UNKNOWN };
	if (!text)
		return read_null(ret);
	if (*text && (list || rule->type == TYPE_JSON))
		json = json_parse(json_slice_of(text), NULL);
	if (json)
		read = value_from_json(ret, rule, json);
	else if (*text && rule->type == TYPE_JSON)
		read = VALUE_UNREADABLE;
	else
		read = read_string(ret, rule, text);
	cJSON_Delete(json);
	return read;
}

bool value_is_true(const cJSON *item)
{
	static const struct value_rule as_bool = { .type = TYPE_BOOL, .unit = 1 };
	struct value value;
	bool is;

	value_from_json(&value, &as_bool, item);
	is = value.kind == VALUE_INT && value.integer;
	value_clear(&value);
	return is;
}
