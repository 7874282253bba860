/* explain_json.c - the schema for programs. */
#include <string.h>

#include "base/json.h"
#include "report/explain.h"
#include "report/read_text.h"
#include "report/render.h"

static void put(struct json_writer *w, const char *key, const char *text)
{
	json_key(w, key);
	json_string(w, text);
}

static void put_flag(struct json_writer *w, const char *key, bool flag)
{
	json_key(w, key);
	json_bool(w, flag);
}

/* --- columns */

static void put_derivation(struct json_writer *w, const struct entity *of)
{
	json_open(w, '{');
	put(w, "rows", of->name);
	json_close(w, '}');
}

static void put_origin(void *context, const struct entity_source *source, const struct fill *fill)
{
	struct json_writer *w = context;
	AUTO_TEXT struct text origin = TEXT_INIT;
	fill_add_origin(&origin, fill);
	json_open(w, '{');
	put(w, "source", source->label);
	put(w, "read", source->read->name);
	put(w, "from", origin.data);
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

static void put_ref_by(struct json_writer *w, const struct column *const *columns)
{
	json_key(w, "ref_by");
	json_open(w, '[');
	for (; *columns; columns++)
		json_string(w, (*columns)->name);
	json_close(w, ']');
}

static void put_column(struct json_writer *w, const struct entity *entity, const struct column *column)
{
	static const char *const views[] = {
		[VIEW_TABLE] = "table", [VIEW_WIDE] = "wide", [VIEW_FULL] = "full"
	};
	json_open(w, '{');
	put(w, "column", column->name);
	put(w, "help", column->help);
	put(w, "type", value_type_name(column->rule.type));
	put(w, "class", column_class_name(column->class));
	put(w, "view", views[column->view]);
	put(w, "unit", explain_unit(column));
	put_default(w, column);
	put_flag(w, "key", column < entity->columns + entity->n_keys);
	put_flag(w, "ordered", column->rule.ordered);
	put_flag(w, "place", column->place);
	put_flag(w, "identity", column->identity);
	put(w, "ref", column->ref ? column->ref->name : NULL);
	if (column->ref_by)
		put_ref_by(w, column->ref_by);
	put(w, "list_view", column->list_view);
	json_key(w, "revision");
	json_int(w, column->revision);
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
	put(w, "source", source->label);
	put(w, "read", read->name);
	put(w, "path", read->path);
	put(w, "for", occasion.data);
	put(w, "each", each.data);
	put(w, "where", where.size ? where.data : NULL);
	put_flag(w, "makes_rows", !source->joins);
	put(w, "needs", needs.size ? needs.data : NULL);
	put(w, "level", level_name(read->level));
	put(w, "cost", cost);
	put(w, "since", read->since);
	put(w, "until", read->until);
	json_close(w, '}');
}

/* --- entities */

static void put_names(struct json_writer *w, const struct entity *entity)
{
	put(w, "entity", entity->name);
	put(w, "plural", entity->plural);
	put(w, "summary", entity->summary);
	put(w, "area", entity->area->name);
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
	put(&w, "class", column_class_name(entity->class));
	put_flag(&w, "event", entity->event);
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
