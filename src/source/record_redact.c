#include "source/record_redact.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "source/secret.h"

/* --- which reads is it an answer to? */

static bool path_matches(const char *template, const char *path)
{
	while (*template) {
		if (*template == '{') {
			size_t size = strcspn(path, "/?&");

			if (!size)
				return false;
			path += size;
			template += strcspn(template, "}") + 1;
		} else if (*template ++ != *path++) {
			return false;
		}
	}
	return !*path;
}

void record_find_reads(const char *path, struct record_reads *ret)
{
	size_t count = 0;

	for (const struct read *const *read = schema_reads; *read && count < RECORD_READS; read++)
		if (path_matches((*read)->path, path))
			ret->reads[count++] = *read;
	ret->reads[count] = NULL;
}

/* --- credentials */

static bool fill_takes(const struct fill *fill, const char *name)
{
	for (unsigned i = 0; i < fill->n_args; i++) {
		const char *const *path = fill->args[i].path;

		if (fill->args[i].kind != FROM_PATH || !path || !path[0])
			continue;
		while (path[1])
			path++;
		if (strcmp(*path, name) == 0)
			return true;
	}
	return false;
}

/* Does a column that is (not) of class secret take a member of that name? */
static bool is_taken(const struct record_reads *reads, const char *name, bool secret)
{
	for (const struct read *const *read = reads->reads; *read; read++)
		for (const struct entity_source *const *s = (*read)->sources; s && *s; s++)
			for (const struct fill *fill = (*s)->fills; fill && fill->column; fill++)
				if ((fill->column->class == CLASS_SECRET) == secret && fill_takes(fill, name))
					return true;
	return false;
}

static bool is_credential(const void *context, const char *name)
{
	const struct record_reads *reads = context;

	return is_taken(reads, name, true) || (secret_option(name) && !is_taken(reads, name, false));
}

static void set_string(cJSON *item, const char *text)
{
	cJSON *replacement = cJSON_CreateString(text);

	/* In place: its neighbours stay. */
	cJSON_free(item->valuestring);
	item->valuestring = replacement->valuestring;
	item->type = cJSON_String | (item->type & cJSON_StringIsConst);
	replacement->valuestring = NULL;
	cJSON_Delete(replacement);
}

/* What is not set stays so. */
static void hide(cJSON *item)
{
	if (item->child || cJSON_IsArray(item) || cJSON_IsObject(item)) {
		for (cJSON *child = item->child; child; child = child->next)
			hide(child);
	} else if (!cJSON_IsNull(item) && !(cJSON_IsString(item) && !item->valuestring[0])) {
		AUTO_FREE char *origin =
			cJSON_IsString(item) ? secret_url_origin(item->valuestring) : NULL;
		AUTO_FREE char *url = origin ? xasprintf("%s/%s", origin, SECRET_SET) : NULL;

		set_string(item, url ? url : SECRET_SET);
	}
}

static void redact_string(cJSON *item, const struct record_reads *reads)
{
	AUTO_FREE char *lines = NULL, *properties = NULL;

	if (item->string && is_taken(reads, item->string, false))
		return;
	lines = secret_hide_lines(item->valuestring);
	properties = secret_hide_properties(lines ? lines : item->valuestring, is_credential, reads);
	if (lines || properties)
		set_string(item, properties ? properties : lines);
}

static void redact_value(cJSON *item, const char *name)
{
	const char *value = cJSON_GetStringValue(item);
	AUTO_FREE char *hidden = value ? secret_hide_option(name, value) : NULL;

	if (!item)
		return;
	if (secret_option(name))
		hide(item);
	else if (hidden)
		set_string(item, hidden);
}

/* {"key": "cipassword", "value": …, "pending": …}, or ["lxc.environment", …] */
static void redact_pair(cJSON *item)
{
	static const char *const values[] = { "value", "pending" };
	const char *name = cJSON_GetStringValue(cJSON_IsArray(item) ? item->child : json_member(item, "key"));

	if (!name || strchr(name, '='))
		return; /* a property string is no name */
	if (cJSON_IsArray(item) && cJSON_GetArraySize(item) == 2)
		redact_value(item->child->next, name);
	for (size_t i = 0; cJSON_IsObject(item) && i < sizeof(values) / sizeof(*values); i++)
		redact_value(json_member(item, values[i]), name);
}

void record_redact(cJSON *item, const struct record_reads *reads)
{
	const cJSON *key = secret_pair_key(item);

	redact_pair(item);
	if (item->string && is_credential(reads, item->string)) {
		hide(item);
		return;
	}
	if (cJSON_IsString(item))
		redact_string(item, reads);
	for (cJSON *child = item->child; child; child = child->next)
		if (child != key)
			record_redact(child, reads);
}

/* --- shapes */

/* "/vms/100" → "/vms/…" */
static void shorten_key(cJSON *item)
{
	const char *end = item->string && item->string[0] == '/' ? strchr(item->string + 1, '/') : NULL;
	AUTO_FREE char *key = end ? xasprintf("%.*s/…", (int)(end - item->string), item->string) : NULL;

	if (!key)
		return;
	cJSON_free(item->string);
	item->string = cJSON_malloc(strlen(key) + 1);
	memcpy(item->string, key, strlen(key) + 1);
}

static bool is_same(const cJSON *a, const cJSON *b)
{
	if (a->string && b->string && strcmp(a->string, b->string) != 0)
		return false;
	return cJSON_Compare(a, b, true);
}

/* Of children that are the same, the first. */
static void drop_repeated(cJSON *parent)
{
	for (cJSON *child = parent->child; child; child = child->next)
		for (cJSON *later = child->next, *next; later; later = next) {
			next = later->next;
			if (is_same(child, later))
				cJSON_Delete(cJSON_DetachItemViaPointer(parent, later));
		}
}

void record_shape(cJSON *item)
{
	if (cJSON_IsString(item))
		set_string(item, "");
	else if (cJSON_IsNumber(item))
		cJSON_SetNumberValue(item, 0);
	else if (cJSON_IsTrue(item))
		item->type = cJSON_False | (item->type & cJSON_StringIsConst);
	for (cJSON *child = item->child; child; child = child->next) {
		shorten_key(child);
		record_shape(child);
	}
	drop_repeated(item);
}
