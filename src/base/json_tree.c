/* json_tree.c - what is done with a parsed tree: members by name, one form for scalars, order. */
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

/* --- members by name */

void json_index(cJSON *item)
{
	uint64_t beginnings = 0;

	for (cJSON *child = item->child; child; child = child->next) {
		if (child->string)
			beginnings |= json_beginning(child->string);
		if (child->child)
			json_index(child);
	}
	if (cJSON_IsObject(item))
		memcpy(&item->valuedouble, &beginnings, sizeof(beginnings));
}

cJSON *json_member(const cJSON *object, const char *name)
{
	if (!json_is_object(object) || !json_may_have(object, name))
		return NULL;
	for (cJSON *child = object->child; child; child = child->next)
		if (child->string && child->string[0] == name[0] && strcmp(child->string, name) == 0)
			return child;
	return NULL;
}

const char *json_member_text(const cJSON *object, const char *name)
{
	const char *text = cJSON_GetStringValue(json_member(object, name));

	return text && text[0] ? text : NULL;
}

const char *json_scalar_text(const cJSON *item, char digits[NUMBER_SIZE])
{
	if (json_is_string(item))
		return item->valuestring;
	if (cJSON_IsNumber(item))
		return number_format_real(digits, item->valuedouble);
	if (cJSON_IsBool(item))
		return cJSON_IsTrue(item) ? "1" : "0";
	return NULL;
}

/* Would it be written so as a number? "-12", "0", "4.25", but not "007", "+1", "1e3", "9.0", nor more
 * digits than a double keeps. */
static bool is_plain_number(const char *s, double *ret)
{
	size_t whole = strspn(s + (*s == '-'), "0123456789") + (*s == '-');
	char digits[NUMBER_SIZE];

	if (strlen(s) > 16 || !number_parse_real(s, ret) || (s[whole] != '\0' && s[whole] != '.'))
		return false;
	return strcmp(number_format_real(digits, *ret), s) == 0;
}

void json_settle(cJSON *item)
{
	double number;

	if (cJSON_IsBool(item)) {
		item->valuedouble = cJSON_IsTrue(item) ? 1 : 0;
		item->type = (item->type & ~0xff) | cJSON_Number;
	} else if (cJSON_IsString(item) && is_plain_number(item->valuestring, &number)) {
		item->valuedouble = number;
		cJSON_free(item->valuestring);
		item->valuestring = NULL;
		item->type = (item->type & ~0xff) | cJSON_Number;
	}
	for (cJSON *child = item->child; child; child = child->next)
		json_settle(child);
}

struct sortable {
	cJSON *item;
	char *text;
};

static int compare_sortables(const void *a, const void *b)
{
	const struct sortable *x = a, *y = b;

	return strcmp(x->text, y->text);
}

void json_sort(cJSON *array)
{
	size_t count = cJSON_IsArray(array) ? (size_t)cJSON_GetArraySize(array) : 0, i = 0;
	AUTO_FREE struct sortable *sorted = xcalloc(count + 1, sizeof(*sorted));

	for (cJSON *child = count ? array->child : NULL; child; child = child->next) {
		struct text text = TEXT_INIT;

		json_add_canonical(&text, child);
		sorted[i++] = (struct sortable){ child, text_take(&text) };
	}
	qsort(sorted, count, sizeof(*sorted), compare_sortables);
	for (i = 0; i < count; i++) {
		cJSON_DetachItemViaPointer(array, sorted[i].item);
		cJSON_AddItemToArray(array, sorted[i].item);
		free(sorted[i].text);
	}
}
