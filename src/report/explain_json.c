/* explain_json.c - the schema for programs. */
#include <string.h>

#include "base/json.h"
#include "report/explain.h"
#include "report/read_text.h"
#include "report/render.h"

/* --- columns */

static void put_derivation(struct json_writer *w, const struct entity *of)
{
	json_open(w, '{');
	json_put_string(w, "rows", of->name);
	json_close(w, '}');
}

static void put_origin(void *context, const struct entity_source *source, const struct fill *fill)
{
	struct json_writer *w = context;
	AUTO_TEXT struct text origin = TEXT_INIT;
	fill_add_origin(&origin, fill);
	json_open(w, '{');
	json_put_string(w, "source", source->label);
	json_put_string(w, "read", source->read->name);
	json_put_string(w, "from", origin.data);
	json_close(w, '}');
}

static void put_default(struct json_writer *w, const struct column *column)
{
	AUTO_TEXT struct text json = TEXT_INIT;
	struct value value = { .kind = VALUE_NULL };
	if (column->missing)
		value_from_text(&value, &column->rule, column->missing);
	render_json(&json, column->rule.type, &value);
	value_clear(&value);
	json_key(w, "default");
	json_raw(w, json.data);
}

static void put_reference(struct json_writer *w, const struct reference *ref)
{
	json_open(w, '{');
	json_put_string(w, "entity", ref->entity->name);
	json_key(w, "by");
	json_open(w, '[');
	for (unsigned i = 0; i < ref->entity->n_keys; i++) {
		AUTO_TEXT struct text part = TEXT_INIT;
		explain_add_part(&part, &ref->parts[i]);
		json_string(w, part.data);
	}
	json_close(w, ']');
	json_close(w, '}');
}

static void put_references(struct json_writer *w, const struct reference *refs)
{
	json_key(w, "refs");
	json_open(w, '[');
	for (; refs && refs->entity; refs++)
		put_reference(w, refs);
	json_close(w, ']');
}

static void put_column(struct json_writer *w, const struct entity *entity, const struct column *column)
{
	static const char *const views[] = {
		[VIEW_TABLE] = "table", [VIEW_WIDE] = "wide", [VIEW_FULL] = "full"
	};
	json_open(w, '{');
	json_put_string(w, "column", column->name);
	json_put_string(w, "help", column->help);
	json_put_string(w, "type", value_type_name(column->rule.type));
	json_put_string(w, "class", column_class_name(column->class));
	json_put_string(w, "view", views[column->view]);
	json_put_string(w, "unit", explain_unit(column));
	put_default(w, column);
	json_put_bool(w, "key", column < entity->columns + entity->n_keys);
	json_put_bool(w, "ordered", column->rule.ordered);
	json_put_bool(w, "place", column->place);
	json_put_bool(w, "identity", column->identity);
	put_references(w, column->refs);
	json_put_string(w, "list_view", column->list_view);
	json_put_int(w, "revision", column->revision);
	json_key(w, "from");
	json_open(w, '[');
	for (const struct entity *const *of = column->of; of && *of; of++)
		put_derivation(w, *of);
	explain_origins(entity, column, put_origin, w);
	json_close(w, ']');
	json_close(w, '}');
}

/* --- reads */

static void put_source(struct json_writer *w, const struct entity_source *source)
{
	AUTO_TEXT struct text occasion = TEXT_INIT, needs = TEXT_INIT, each = TEXT_INIT, where = TEXT_INIT;
	const struct read *read = source->read;
	char cost[] = { read->cost, '\0' };
	read_add_occasion(&occasion, read);
	source_add_needs(&needs, source);
	steps_add(&each, source->each);
	terms_add(&where, source->where);
	json_open(w, '{');
	json_put_string(w, "source", source->label);
	json_put_string(w, "read", read->name);
	json_put_string(w, "path", read->path);
	json_put_string(w, "for", occasion.data);
	json_put_string(w, "each", each.data);
	json_put_string(w, "where", where.size ? where.data : NULL);
	json_put_bool(w, "makes_rows", !source->joins);
	json_put_string(w, "needs", needs.size ? needs.data : NULL);
	json_put_string(w, "level", level_name(read->level));
	json_put_string(w, "cost", cost);
	json_put_string(w, "since", read->since);
	json_put_string(w, "until", read->until);
	json_close(w, '}');
}

/* --- entities */

static void put_names(struct json_writer *w, const struct entity *entity)
{
	json_put_string(w, "entity", entity->name);
	json_put_string(w, "plural", entity->plural);
	json_put_string(w, "summary", entity->summary);
	json_put_string(w, "area", entity->area->name);
	json_key(w, "part_of");
	json_open(w, '[');
	for (const struct parent *p = entity->parents; p->entity; p++)
		json_string(w, p->entity->name);
	json_close(w, ']');
	json_key(w, "key");
	json_open(w, '[');
	for (unsigned i = 0; i < entity->n_keys; i++)
		json_string(w, entity->columns[i].name);
	json_close(w, ']');
}

void explain_all_json(struct text *t)
{
	struct json_writer w;
	json_writer_init(&w, t, true);
	json_open(&w, '[');
	for (const struct entity *const *e = schema_entities; *e; e++) {
		json_open(&w, '{');
		put_names(&w, *e);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	text_add_char(t, '\n');
}

void explain_entity_json(struct text *t, const struct entity *entity)
{
	struct json_writer w;
	json_writer_init(&w, t, true);
	json_open(&w, '{');
	put_names(&w, entity);
	json_put_string(&w, "class", column_class_name(entity->class));
	json_put_bool(&w, "event", entity->event);
	json_key(&w, "columns");
	json_open(&w, '[');
	for (unsigned i = 0; i < entity->n_columns; i++)
		put_column(&w, entity, &entity->columns[i]);
	json_close(&w, ']');
	json_key(&w, "sources");
	json_open(&w, '[');
	for (unsigned i = 0; i < entity->n_sources; i++) {
		if (!entity->sources[i].ignores)
			put_source(&w, &entity->sources[i]);
	}
	json_close(&w, ']');
	json_close(&w, '}');
	text_add_char(t, '\n');
}

void explain_column_json(struct text *t, const struct entity *entity, const struct column *column)
{
	struct json_writer w;
	json_writer_init(&w, t, true);
	put_column(&w, entity, column);
	text_add_char(t, '\n');
}
