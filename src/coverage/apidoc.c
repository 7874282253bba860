#include "coverage/apidoc.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "coverage/read_file.h"

/* --- the JSON in the script: "const apiSchema = [ … ]", and code behind it */

static const char *end_of_string(const char *s, const char *end)
{
	for (s++; s < end && *s != '"'; s++)
		s += *s == '\\';
	return s;
}

static struct json_slice find_list(const struct text *t)
{
	const char *begin = strchr(t->data, '['), *end = t->data + t->size;
	unsigned depth = 0;

	for (const char *s = begin; s && s < end; s++) {
		if (*s == '"')
			s = end_of_string(s, end);
		else if (*s == '[' || *s == '{')
			depth++;
		else if ((*s == ']' || *s == '}') && --depth == 0)
			return (struct json_slice){ begin, (size_t)(s + 1 - begin) };
	}
	return (struct json_slice){ "", 0 };
}

/* --- fields */

struct fields {
	struct fact_field *items;
	size_t count;
};

static char letter_of(const cJSON *schema)
{
	static const char *const types[] = { "string", "integer", "number", "boolean", "array", "object" };
	const char *type = cJSON_GetStringValue(json_member(schema, "type"));

	for (size_t i = 0; type && i < sizeof types / sizeof *types; i++)
		if (strcmp(type, types[i]) == 0)
			return types[i][0];
	return '-';
}

static void add_field(struct fields *fields, const char *path, const cJSON *schema)
{
	fields->items = xreallocarray(fields->items, fields->count + 1, sizeof *fields->items);
	fields->items[fields->count++] =
		(struct fact_field){ .path = xstrdup(path), .type = letter_of(schema), .versions = 1 };
}

static const cJSON *properties_of(const cJSON *schema)
{
	const cJSON *properties = json_member(schema, "properties");

	return cJSON_IsObject(properties) && properties->child ? properties : NULL;
}

static const cJSON *parts_of(const cJSON *schema)
{
	const cJSON *properties = properties_of(schema), *format = json_member(schema, "format");

	return properties ? properties : cJSON_IsObject(format) && format->child ? format : NULL;
}

/* All that a schema names and that has no parts: as declare.py. */
static void add_leaves(struct fields *fields, const cJSON *schema, const char *path)
{
	const cJSON *items = json_member(schema, "items"), *parts = parts_of(schema), *part;

	if (!cJSON_IsObject(schema) || json_member(schema, "alias"))
		return;
	if (cJSON_IsObject(items) && (properties_of(items) || cJSON_IsObject(json_member(items, "items")))) {
		AUTO_FREE char *inner = xasprintf("%s[]", path);

		add_leaves(fields, items, inner);
	} else if (parts) {
		cJSON_ArrayForEach (part, parts) {
			AUTO_FREE char *inner = xasprintf("%s%s%s", path, *path ? "." : "", part->string);

			add_leaves(fields, part, inner);
		}
	} else if (*path) {
		add_field(fields, path, schema);
	} else if (letter_of(schema) == 'a' && strchr("sin", letter_of(items))) {
		add_field(fields, "[]", items);
	}
}

static int compare_fields(const void *a, const void *b)
{
	return strcmp(((const struct fact_field *)a)->path, ((const struct fact_field *)b)->path);
}

static void add_endpoint(struct apidoc *apidoc, const cJSON *node)
{
	const cJSON *get = json_member(json_member(node, "info"), "GET");
	const char *path = cJSON_GetStringValue(json_member(node, "path"));
	struct fields fields = { NULL, 0 };

	if (!path || !get)
		return;
	add_leaves(&fields, json_member(get, "returns"), "");
	if (fields.count)
		qsort(fields.items, fields.count, sizeof *fields.items, compare_fields);
	apidoc->endpoints = xreallocarray(apidoc->endpoints, apidoc->count + 1, sizeof *apidoc->endpoints);
	apidoc->endpoints[apidoc->count++] = (struct fact_endpoint){
		.path = xstrdup(path), .versions = 1, .fields = fields.items, .n_fields = fields.count
	};
}

static void add_nodes(struct apidoc *apidoc, const cJSON *list)
{
	const cJSON *node;

	cJSON_ArrayForEach (node, list) {
		add_endpoint(apidoc, node);
		add_nodes(apidoc, json_member(node, "children"));
	}
}

static int compare_endpoints(const void *a, const void *b)
{
	return strcmp(((const struct fact_endpoint *)a)->path, ((const struct fact_endpoint *)b)->path);
}

bool apidoc_parse(struct apidoc *ret, const char *name, const struct text *t, struct fault *f)
{
	cJSON *list = json_parse(find_list(t), NULL);

	*ret = (struct apidoc){ .name = xstrdup(name) };
	ret->versions[0] = ret->name;
	add_nodes(ret, list);
	cJSON_Delete(list);
	if (!ret->count) {
		fault_set(f, FAULT_USAGE, "%s is no API schema of PVE", name);
		return fault_hint(f, "a node serves it as " APIDOC_PATH);
	}
	qsort(ret->endpoints, ret->count, sizeof *ret->endpoints, compare_endpoints);
	ret->facts = (struct facts){ ret->name, ret->versions, ret->endpoints, ret->count };
	return true;
}

bool apidoc_read(struct apidoc *ret, const char *file, struct fault *f)
{
	AUTO_TEXT struct text t = TEXT_INIT;

	return read_file(&t, file, f) && apidoc_parse(ret, file, &t, f);
}

void apidoc_clear(struct apidoc *apidoc)
{
	for (size_t i = 0; i < apidoc->count; i++) {
		const struct fact_endpoint *endpoint = &apidoc->endpoints[i];

		for (size_t j = 0; j < endpoint->n_fields; j++)
			free((char *)(uintptr_t)endpoint->fields[j].path);
		free((void *)(uintptr_t)endpoint->fields);
		free((char *)(uintptr_t)endpoint->path);
	}
	free(apidoc->endpoints);
	free(apidoc->name);
	*apidoc = (struct apidoc){ .count = 0 };
}
