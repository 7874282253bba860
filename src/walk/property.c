/* property.c - see property.h. */
#include "walk/property.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/number.h"

#define PARTS_MOST 256 /* no format has a quarter as many keys */

/* No name is empty. */
static bool is_name(struct json_slice slice, const char *name)
{
	return name[0] == slice.text[0] && strncmp(name, slice.text, slice.size) == 0 && !name[slice.size];
}

static bool is_listed(const char *const *names, struct json_slice name)
{
	for (; names && *names; names++)
		if (is_name(name, *names))
			return true;
	return false;
}

static struct json_slice resolve_alias(const struct format *format, struct json_slice key)
{
	for (const struct alias *alias = format->aliases; alias && alias->from; alias++)
		if (is_name(key, alias->from))
			return json_slice_of(alias->to);
	return key;
}

static cJSON *find_member(const cJSON *object, struct json_slice key)
{
	for (cJSON *child = object->child; child; child = child->next)
		if (is_name(key, child->string))
			return child;
	return NULL;
}

static void add_pair(cJSON *object, struct json_slice key, struct json_slice value)
{
	cJSON *old = find_member(object, key);

	if (old) {
		AUTO_FREE char *both = xasprintf("%s,%.*s", old->valuestring, (int)value.size, value.text);

		cJSON_SetValuestring(old, both);
		return;
	}
	json_add_text(object, key, value);
}

static void add_part(cJSON *object, const struct format *format, struct json_slice part, bool first)
{
	const char *equals = first && format->raw_first ? NULL : memchr(part.text, '=', part.size);
	struct json_slice key = part, value = part;

	if (equals && equals != part.text) {
		key.size = (size_t)(equals - part.text);
		value = (struct json_slice){ equals + 1, part.size - key.size - 1 };
		if (is_listed(format->key_alias, key)) {
			add_pair(object, json_slice_of(format->key_name), key);
			key = json_slice_of(format->key_value);
		}
	} else {
		key = json_slice_of(format->default_key ? format->default_key : "value");
	}
	add_pair(object, resolve_alias(format, key), value);
}

static bool is_blank(struct json_slice part)
{
	return !part.size || (part.text[0] <= ' ' && strspn(part.text, " \t\r\n\f\v") >= part.size);
}

/* Null: no scalar that could be one. */
static const char *scalar_text(const cJSON *item, char number[NUMBER_SIZE])
{
	if (!cJSON_IsNumber(item))
		return json_scalar_text(item, number);
	if (!(item->valuedouble >= -1e15 && item->valuedouble <= 1e15))
		return NULL;
	snprintf(number, NUMBER_SIZE, "%.15g", item->valuedouble);
	return number;
}

/* Each part is looked for among those before it. */
static bool has_too_many_parts(const char *text)
{
	unsigned count = 1;

	while (count <= PARTS_MOST && (text = strchr(text, ',')))
		count++, text++;
	return count > PARTS_MOST;
}

bool property_parse(cJSON *item, const struct format *format)
{
	char number[NUMBER_SIZE];
	const char *text = scalar_text(item, number), *part = text;

	if (!text)
		return cJSON_IsObject(item) || cJSON_IsNull(item);
	if (has_too_many_parts(text))
		return false;
	for (bool more = true; more;) {
		struct json_slice slice = { part, (size_t)(strchrnul(part, ',') - part) };

		if (!is_blank(slice))
			add_part(item, format, slice, part == text);
		part += slice.size;
		more = *part++ == ',';
	}
	/* In place: the item keeps its name and its neighbours. */
	cJSON_free(item->valuestring);
	item->valuestring = NULL;
	item->type = cJSON_Object | (item->type & cJSON_StringIsConst);
	json_index(item);
	return true;
}
