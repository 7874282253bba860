/* property.c - see property.h. */
#include "walk/property.h"

#include <string.h>

#include "base/text.h"

static bool is_listed(const char *const *names, const char *name)
{
	for (; names && *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static const char *resolve_alias(const struct format *format, const char *key)
{
	for (const struct alias *alias = format->aliases; alias && alias->from; alias++)
		if (strcmp(alias->from, key) == 0)
			return alias->to;
	return key;
}

static void add_pair(cJSON *object, const char *key, const char *value)
{
	cJSON *old = cJSON_GetObjectItemCaseSensitive(object, key);

	if (old && old->valuestring) {
		AUTO_FREE char *both = xasprintf("%s,%s", old->valuestring, value);

		cJSON_SetValuestring(old, both);
		return;
	}
	cJSON_AddStringToObject(object, key, value);
}

static void add_part(cJSON *object, const struct format *format, char *part, bool first)
{
	char *equals = first && format->raw_first ? NULL : strchr(part, '=');
	const char *key = format->default_key ? format->default_key : "value";
	const char *value = part;

	if (equals && equals != part) {
		*equals = '\0';
		key = part;
		value = equals + 1;
	}
	if (key == part && is_listed(format->key_alias, key)) {
		add_pair(object, format->key_name, key);
		key = format->key_value;
	}
	add_pair(object, resolve_alias(format, key), value);
}

static bool is_blank(const char *s)
{
	return s[strspn(s, " \t\r\n\f\v")] == '\0';
}

/* Null: no scalar that could be one. */
static char *scalar_text(const cJSON *item)
{
	if (cJSON_IsString(item))
		return xstrdup(item->valuestring);
	if (cJSON_IsBool(item))
		return xstrdup(cJSON_IsTrue(item) ? "1" : "0");
	if (cJSON_IsNumber(item) && item->valuedouble >= -1e15 && item->valuedouble <= 1e15)
		return xasprintf("%.15g", item->valuedouble);
	return NULL;
}

bool property_parse(cJSON *item, const struct format *format)
{
	AUTO_FREE char *string = scalar_text(item);
	cJSON *object;
	char *part, *rest;
	bool first = true;

	if (!string)
		return cJSON_IsObject(item) || cJSON_IsNull(item);
	object = cJSON_CreateObject();
	for (rest = string; (part = strsep(&rest, ","));) {
		if (!is_blank(part))
			add_part(object, format, part, first);
		first = false;
	}
	/* In place: the item keeps its name and its neighbours. */
	cJSON_free(item->valuestring);
	item->valuestring = NULL;
	item->valuedouble = 0;
	item->type = cJSON_Object | (item->type & cJSON_StringIsConst);
	item->child = object->child;
	object->child = NULL;
	cJSON_Delete(object);
	return true;
}
