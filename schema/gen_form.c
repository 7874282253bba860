/* gen_form.c - which keys the objects of the specs may have, and what these hold. */
#include "schema/gen.h"

#include <string.h>

const struct key_form entity_form[] = {
	{ "entity", FORM_TEXT, true },       { "names", FORM_TEXTS, true },
	{ "summary", FORM_TEXT, true },      { "area", FORM_TEXT, true },
	{ "key", FORM_TEXTS, true },         { "parent", FORM_TEXT_OR_TEXTS, false },
	{ "class", FORM_TEXT, false },
	{ "order", FORM_TEXT, false },       { "replaced", FORM_GROUPS, false },
	{ "sources", FORM_OBJECTS, true },   { "columns", FORM_OBJECTS, true },
	{ "ignored", FORM_TEXT_MAP, false }, { "path", FORM_TEXT, false },
	{ "twins", FORM_FLAG, false },       { "phrases", FORM_TEXT_MAP, false },
	{ "tabs", FORM_TEXT_MAP, false },    { 0, FORM_TEXT, false },
};

const struct key_form source_form[] = {
	{ "read", FORM_TEXT, true },         { "as", FORM_TEXT, false },
	{ "each", FORM_TEXT, false },        { "where", FORM_TEXT, false },
	{ "joins", FORM_FLAG, false },       { "ignores", FORM_FLAG, false },
	{ "outcome", FORM_FLAG, false },
	{ "of", FORM_TEXT, false },          { "set", FORM_TEXT_MAP, false },
	{ "parse", FORM_TEXT_MAP, false },   { "complete", FORM_TEXT, false },
	{ "whole", FORM_TEXT, false },       { "rest", FORM_TEXT, false },
	{ "ignored", FORM_TEXT_MAP, false }, { 0, FORM_TEXT, false },
};

const struct key_form column_form[] = {
	{ "name", FORM_TEXT, true },           { "type", FORM_TEXT, true },
	{ "help", FORM_TEXT, true },           { "view", FORM_TEXT, false },
	{ "ref", FORM_TEXT_OR_TEXTS, false },  { "alias", FORM_TEXT, false },
	{ "from", FORM_TEXT_OR_TEXTS, false }, { "compute", FORM_TEXT, false },
	{ "args", FORM_ARGS, false } ,         { "class", FORM_TEXT, false },
	{ "default", FORM_SCALAR, false },     { "unit", FORM_TEXT, false },
	{ "ordered", FORM_FLAG, false },       { "place", FORM_FLAG, false },
	{ "identity", FORM_FLAG, false },      { "observed", FORM_FLAG, false },
	{ "items", FORM_TEXT, false },         { "list_view", FORM_TEXT, false },
	{ "sql", FORM_TEXT, false },           { "known", FORM_TEXT, false },
	{ "of", FORM_TEXTS, false },
	{ "revision", FORM_NUMBER, false },    { 0, FORM_TEXT, false },
};

const struct key_form read_form[] = {
	{ "read", FORM_TEXT, true },    { "path", FORM_TEXT, true },      { "per", FORM_TEXT, false },
	{ "where", FORM_TEXT, false },  { "up", FORM_TEXT, false },
	{ "level", FORM_TEXT, false },  { "needs", FORM_TEXT, false },
	{ "beyond", FORM_TEXT, false }, { "at", FORM_TEXT, false },       { "cost", FORM_TEXT, true },
	{ "once", FORM_TEXTS, false },  { "when", FORM_TEXT_MAP, false }, { "since", FORM_TEXT, false },
	{ "until", FORM_TEXT, false },  { "confirms", FORM_FLAG, false }, { "use", FORM_TEXT, false },
	{ "moved", FORM_TEXT, false }, { "null", FORM_FLAG, false }, { "scalar", FORM_FLAG, false },
	{ "agent", FORM_FLAG, false },  { "after", FORM_TEXT, false },    { "refused", FORM_TEXT, false },
	{ 0, FORM_TEXT, false },
};

const struct key_form format_form[] = {
	{ "default", FORM_TEXT, false },     { "alias", FORM_TEXT_MAP, false },
	{ "key_alias", FORM_OBJECT, false }, { "raw_first", FORM_FLAG, false },
	{ "keys", FORM_TEXTS, true },        { 0, FORM_TEXT, false },
};

const struct key_form key_alias_form[] = {
	{ "keys", FORM_TEXTS, true },
	{ "name", FORM_TEXT, true },
	{ "value", FORM_TEXT, true },
	{ 0, FORM_TEXT, false },
};

const struct key_form secrets_form[] = {
	{ "words", FORM_TEXTS, true },
	{ "exceptions", FORM_TEXT_MAP, true },
	{ 0, FORM_TEXT, false },
};

bool is_text(const cJSON *item)
{
	return cJSON_IsString(item) && *item->valuestring;
}

bool all_items(const cJSON *items, bool (*is)(const cJSON *item))
{
	const cJSON *item;
	cJSON_ArrayForEach (item, items) {
		if (!is(item))
			return false;
	}
	return true;
}

static bool is_texts(const cJSON *item)
{
	return cJSON_IsArray(item) && all_items(item, is_text);
}

bool is_object(const cJSON *item)
{
	return cJSON_IsObject(item);
}

/* Null when 'item' has the form, else what it should be. */
static const char *misses_form(const cJSON *item, enum form form)
{
	switch (form) {
	case FORM_TEXT:
		return is_text(item) ? 0 : "a text";
	case FORM_TEXTS:
		return is_texts(item) ? 0 : "a list of texts";
	case FORM_TEXT_OR_TEXTS:
		return is_text(item) || (is_texts(item) && item->child) ? 0 : "a text or a list of texts";
	case FORM_ARGS:
		return is_texts(item) || (cJSON_IsArray(item) && all_items(item, is_texts))
			       ? 0
			       : "a list of texts, or of such lists";
	case FORM_FLAG:
		return cJSON_IsBool(item) ? 0 : "true or false";
	case FORM_NUMBER:
		return cJSON_IsNumber(item) && item->valuedouble == item->valueint && item->valueint > 0
			       ? 0
			       : "a whole number from 1 on";
	case FORM_SCALAR:
		return cJSON_IsString(item) || cJSON_IsNumber(item) || cJSON_IsBool(item) ? 0 : "a value";
	case FORM_OBJECTS:
		return cJSON_IsArray(item) && all_items(item, is_object) ? 0 : "a list of objects";
	case FORM_TEXT_MAP:
		return cJSON_IsObject(item) && all_items(item, is_text) ? 0 : "an object of texts";
	case FORM_OBJECT:
		return cJSON_IsObject(item) ? 0 : "an object";
	case FORM_GROUPS:
		return cJSON_IsArray(item) && all_items(item, is_texts) ? 0 : "a list of lists of texts";
	}
	return 0;
}

static const struct key_form *find_form(const struct key_form *forms, const char *key)
{
	while (forms->key && strcmp(forms->key, key))
		forms++;
	return forms->key ? forms : 0;
}

/* An object of texts: the member that is none. */
static bool name_bad_member(const char *file, const char *place, const cJSON *map)
{
	const cJSON *item;
	cJSON_ArrayForEach (item, map) {
		if (!is_text(item))
			return mistake(file, place, "'%s': '%s' has no text", map->string, item->string);
	}
	return false;
}

static void check_item(const char *file, const char *place, const cJSON *object, const cJSON *item,
		       const struct key_form *form)
{
	const char *should = form ? misses_form(item, form->form) : 0;
	if (!form)
		mistake(file, place, "'%s' is no key here", item->string);
	else if (member(object, item->string) != item)
		mistake(file, place, "'%s' is given twice", item->string);
	else if (should && form->form == FORM_TEXT_MAP && cJSON_IsObject(item))
		name_bad_member(file, place, item);
	else if (should)
		mistake(file, place, "'%s' must be %s", item->string, should);
}

bool check_form(const char *file, const char *place, const cJSON *object, const struct key_form *forms)
{
	unsigned before = spec.mistakes;
	const cJSON *item;
	cJSON_ArrayForEach (item, object)
		check_item(file, place, object, item, find_form(forms, item->string));
	for (; forms->key; forms++) {
		if (forms->required && !member(object, forms->key))
			mistake(file, place, "'%s' is missing", forms->key);
	}
	return spec.mistakes == before;
}
