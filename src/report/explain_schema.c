/* explain_schema.c - JSON Schema (2020-12) of what `get ENTITY -o json` prints.
 *
 * A row holds its columns, or names them in "unknown". With -c it has fewer of them: none but the cluster is
 * required.
 */
#include <string.h>

#include "base/json.h"
#include "report/explain.h"

static void put_type(struct json_writer *w, const char *type)
{
	json_put_string(w, "type", type);
}

/* "required" and "additionalProperties", of an object whose members are all known. */
static void close_object(struct json_writer *w, const char *const *required)
{
	json_close(w, '}');
	json_key(w, "required");
	json_open(w, '[');
	for (; *required; required++)
		json_string(w, *required);
	json_close(w, ']');
	json_put_bool(w, "additionalProperties", false);
	json_close(w, '}');
}

static void open_object(struct json_writer *w)
{
	json_open(w, '{');
	put_type(w, "object");
	json_key(w, "properties");
	json_open(w, '{');
}

static void put_simple(struct json_writer *w, const char *key, const char *type)
{
	json_key(w, key);
	json_open(w, '{');
	put_type(w, type);
	json_close(w, '}');
}

static void put_list_of(struct json_writer *w, const char *key, const char *type)
{
	json_key(w, key);
	json_open(w, '{');
	put_type(w, "array");
	put_simple(w, "items", type);
	json_close(w, '}');
}

static void put_types(struct json_writer *w, const char *a, const char *b)
{
	json_key(w, "type");
	json_open(w, '[');
	json_string(w, a);
	json_string(w, b);
	json_close(w, ']');
}

/* --- columns */

static const char *json_type(enum value_type type)
{
	switch (type) {
	case TYPE_INT:
	case TYPE_BYTES:
	case TYPE_DURATION:
	case TYPE_TIMESTAMP:
		return "integer";
	case TYPE_REAL:
	case TYPE_FRACTION:
		return "number";
	case TYPE_BOOL:
		return "boolean";
	case TYPE_LIST:
		return "array";
	case TYPE_JSON:
		return NULL;
	case TYPE_TEXT:
		break;
	}
	return "string";
}

/* How numbers are meant. */
static const char *note_of(enum value_type type)
{
	switch (type) {
	case TYPE_BYTES:
		return "bytes";
	case TYPE_DURATION:
		return "seconds";
	case TYPE_TIMESTAMP:
		return "seconds since 1970-01-01 UTC";
	case TYPE_FRACTION:
		return "1 is all";
	case TYPE_TEXT:
	case TYPE_INT:
	case TYPE_REAL:
	case TYPE_BOOL:
	case TYPE_LIST:
	case TYPE_JSON:
		break;
	}
	return NULL;
}

static void put_column(struct json_writer *w, const struct column *column, bool key)
{
	const char *type = json_type(column->rule.type), *note = note_of(column->rule.type);
	AUTO_FREE char *help = note ? xasprintf("%s (%s)", column->help, note) : xstrdup(column->help);
	json_key(w, column->name);
	json_open(w, '{');
	json_put_string(w, "description", help);
	if (column->class == CLASS_SECRET) {
		json_key(w, "enum");
		json_raw(w, "[\"set\",null]");
	} else if (type && key) {
		put_type(w, type);
	} else if (type) {
		put_types(w, type, "null");
	}
	if (column->rule.type == TYPE_LIST)
		put_simple(w, "items", json_type(column->rule.items));
	json_close(w, '}');
}

static void put_row(struct json_writer *w, const struct entity *entity)
{
	static const char *const required[] = { "cluster", NULL };
	open_object(w);
	put_simple(w, "cluster", "string");
	for (unsigned i = 0; i < entity->n_columns; i++)
		put_column(w, &entity->columns[i], i < entity->n_keys);
	json_key(w, "extra");
	json_open(w, '{');
	json_put_string(w, "description", "What the API says and no column has, by source");
	put_types(w, "object", "null");
	json_close(w, '}');
	json_key(w, "unknown");
	json_open(w, '{');
	json_put_string(w, "description", "Columns that were never read; they are left out of the row");
	put_type(w, "array");
	put_simple(w, "items", "string");
	json_close(w, '}');
	close_object(w, required);
}

/* --- the envelope */

static void put_outcomes(struct json_writer *w)
{
	json_key(w, "outcome");
	json_open(w, '{');
	json_key(w, "enum");
	json_open(w, '[');
	for (int kind = OUTCOME_OK; kind <= OUTCOME_SKIPPED; kind++)
		json_string(w, outcome_name((enum outcome_kind)kind));
	json_close(w, ']');
	json_close(w, '}');
}

static void put_gap(struct json_writer *w)
{
	static const char *const required[] = { "read",  "outcome", "reason", "expected",
						"count", "targets", NULL };
	open_object(w);
	put_simple(w, "read", "string");
	put_simple(w, "entity", "string");
	put_outcomes(w);
	json_key(w, "reason");
	json_open(w, '{');
	put_types(w, "string", "null");
	json_close(w, '}');
	put_simple(w, "expected", "boolean");
	put_simple(w, "count", "integer");
	put_list_of(w, "targets", "string");
	close_object(w, required);
}

static void put_cluster(struct json_writer *w)
{
	static const char *const required[] = { "cluster", "snapshot", "taken", "complete", "gaps", NULL };
	open_object(w);
	put_simple(w, "cluster", "string");
	json_key(w, "snapshot");
	json_open(w, '{');
	json_put_string(w, "description", "Its number; null: asked just now");
	put_types(w, "integer", "null");
	json_close(w, '}');
	put_simple(w, "taken", "integer");
	put_simple(w, "complete", "boolean");
	json_key(w, "gaps");
	json_open(w, '{');
	put_type(w, "array");
	json_key(w, "items");
	put_gap(w);
	json_close(w, '}');
	close_object(w, required);
}

static void put_array_key(struct json_writer *w, const char *key)
{
	json_key(w, key);
	json_open(w, '{');
	put_type(w, "array");
	json_key(w, "items");
}

static void put_const(struct json_writer *w, const char *key)
{
	json_key(w, key);
	json_open(w, '{');
	json_key(w, "const");
}

/* The members of the document's schema, without braces. */
static void put_document(struct json_writer *w, const struct entity *entity)
{
	static const char *const required[] = { "pveinv", "entity", "clusters", "rows", NULL };
	json_open(w, '{');
	json_put_string(w, "title", entity->plural);
	json_put_string(w, "description", entity->summary);
	put_type(w, "object");
	json_key(w, "properties");
	json_open(w, '{');
	put_const(w, "pveinv");
	json_int(w, 1);
	json_close(w, '}');
	put_const(w, "entity");
	json_string(w, entity->name);
	json_close(w, '}');
	put_array_key(w, "clusters");
	put_cluster(w);
	json_close(w, '}');
	put_array_key(w, "rows");
	put_row(w, entity);
	json_close(w, '}');
	close_object(w, required);
}

void explain_schema(struct text *t, const struct entity *entity)
{
	struct json_writer w;
	json_writer_init(&w, t, true);
	json_open(&w, '{');
	json_put_string(&w, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_key(&w, "oneOf");
	json_open(&w, '[');
	for (const struct entity *const *e = schema_entities; *e; e++) {
		if (entity && *e != entity)
			continue;
		AUTO_FREE char *name = xasprintf("#/$defs/%s", (*e)->name);
		json_open(&w, '{');
		json_put_string(&w, "$ref", name);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_key(&w, "$defs");
	json_open(&w, '{');
	for (const struct entity *const *e = schema_entities; *e; e++) {
		if (entity && *e != entity)
			continue;
		json_key(&w, (*e)->name);
		put_document(&w, *e);
	}
	json_close(&w, '}');
	json_close(&w, '}');
	text_add_char(t, '\n');
}
