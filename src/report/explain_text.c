/* explain_text.c - the schema for people. */
#include <string.h>

#include "base/options.h"
#include "base/wrap.h"
#include "report/explain.h"
#include "report/read_text.h"
#include "report/render.h"

const char *const explain_format_names[] = { "text", "json", "json-schema", NULL };

/* --- all of them */

/* The entity of the same area below which it is listed. */
static const struct entity *place_in_tree(const struct entity *entity)
{
	const struct parent *outer = schema_outer(entity);
	return outer && outer->entity->area == entity->area ? outer->entity : NULL;
}

static void add_tree(struct text *t, const struct area *area, const struct entity *parent, unsigned depth,
		     size_t width)
{
	for (const struct entity *const *e = schema_entities; *e; e++) {
		if ((*e)->area != area || place_in_tree(*e) != parent)
			continue;
		AUTO_FREE char *label = xasprintf("%*s%s", (int)(2 * depth), "", (*e)->name);
		help_add_entry(t, label, (*e)->summary, width);
		add_tree(t, area, *e, depth + 1, width);
	}
}

void explain_all_text(struct text *t, size_t width)
{
	for (const struct area *area = schema_areas; area->name; area++) {
		text_addf(t, "%s%s:\n", area == schema_areas ? "" : "\n", area->title);
		add_tree(t, area, NULL, 0, width);
	}
	text_add(t, "\n'pveinv explain ENTITY' has its columns and reads.\n");
}

/* --- columns */

static void add_names(struct text *t, const struct column *const *columns)
{
	for (size_t i = 0; columns && columns[i]; i++)
		text_addf(t, "%s%s", i ? ", " : "", columns[i]->name);
}

const char *explain_unit(const struct column *column)
{
	static const struct {
		int64_t factor;
		const char *name;
	} units[] = { { 512, "512 bytes" },        { 1000, "kB" },
		      { 1000000, "MB" },           { 1000000000, "GB" },
		      { (int64_t)1 << 10, "KiB" }, { (int64_t)1 << 20, "MiB" },
		      { (int64_t)1 << 30, "GiB" } };
	for (size_t i = 0; column->rule.type == TYPE_BYTES && i < sizeof units / sizeof *units; i++) {
		if (units[i].factor == column->rule.unit)
			return units[i].name;
	}
	return NULL;
}

void explain_origins(const struct entity *entity, const struct column *column,
		     explain_origin_function *function, void *context)
{
	for (unsigned rank = 0; rank <= column->alternatives; rank++) {
		for (unsigned i = 0; i < entity->n_sources; i++) {
			const struct fill *fill = entity->sources[i].fills;
			for (; fill && fill->column; fill++) {
				if (fill->column == column && fill->alternative == rank)
					function(context, &entity->sources[i], fill);
			}
		}
	}
}

/* Sources that tell the same in the same place are named together. */
struct origins {
	struct text *t;
	size_t count;
	struct text labels, place; /* of the sources that were not written yet */
	unsigned n_labels, n_makers;
};

static void flush_origins(struct origins *origins)
{
	bool all = origins->n_labels > 1 && origins->n_labels == origins->n_makers;

	if (!origins->n_labels)
		return;
	text_add(origins->t, origins->count++ ? ", else " : "from ");
	text_addf(origins->t, "%s: %s", all ? "each" : origins->labels.data, origins->place.data);
	text_clear(&origins->labels);
	text_clear(&origins->place);
	origins->n_labels = 0;
}

static void add_origin(void *context, const struct entity_source *source, const struct fill *fill)
{
	struct origins *origins = context;
	AUTO_TEXT struct text place = TEXT_INIT;

	fill_add_origin(&place, fill);
	if (origins->n_labels && strcmp(place.data, origins->place.data) != 0)
		flush_origins(origins);
	if (!origins->n_labels)
		text_add(&origins->place, place.data);
	text_addf(&origins->labels, "%s%s", origins->n_labels++ ? ", " : "", source->label);
}

static bool is_key(const struct entity *entity, const struct column *column)
{
	return column < entity->columns + entity->n_keys;
}

static void add_default(struct text *t, const struct column *column)
{
	struct value value;
	value_from_text(&value, &column->rule, column->missing);
	text_add(t, ", default ");
	render_human(t, column->rule.type, &value);
	value_clear(&value);
}

void explain_add_part(struct text *t, const struct key_part *part)
{
	if (part->kind == PART_COLUMN)
		text_add(t, part->column->name);
	else if (part->kind == PART_THROUGH)
		text_addf(t, "%s.%s", part->through->name, part->column->name);
	else if (part->kind == PART_TEXT)
		text_addf(t, "'%s'", part->text);
	else
		text_add_char(t, '*');
}

/* Of a column that is the whole key, only the entity is said. */
static void add_references(struct text *t, const struct column *column)
{
	for (const struct reference *ref = column->refs; ref && ref->entity; ref++) {
		text_addf(t, "%s %s", ref == column->refs ? ", refers to" : " or", ref->entity->name);
		for (unsigned i = 0; ref->entity->n_keys > 1 && i < ref->entity->n_keys; i++) {
			text_add(t, i ? ", " : " by ");
			explain_add_part(t, &ref->parts[i]);
		}
	}
}

/* "bytes (PVE: MiB), state, key, refers to node". */
static void add_facts(struct text *t, const struct entity *entity, const struct column *column)
{
	const char *unit = explain_unit(column);
	text_add(t, value_type_name(column->rule.type));
	if (unit)
		text_addf(t, " (PVE counts %s)", unit);
	if (column->rule.ordered)
		text_add(t, " in order");
	if (is_key(entity, column))
		text_add(t, ", key");
	text_addf(t, ", %s", column_class_name(column->class));
	if (column->place)
		text_add(t, ", place (a change is a move)");
	if (column->identity)
		text_add(t, ", identity (equal on both sides of a move)");
	add_references(t, column);
	if (column->missing)
		add_default(t, column);
	if (column->list_view)
		text_addf(t, ", one row an item in the view %s(%s)", column->list_view,
			  column->list_view_column);
}

static void add_origins(struct text *t, const struct entity *entity, const struct column *column)
{
	struct origins origins = { .t = t, .labels = TEXT_INIT, .place = TEXT_INIT };

	for (unsigned i = 0; i < entity->n_sources; i++)
		origins.n_makers += !entity->sources[i].joins && !entity->sources[i].ignores;
	for (const struct entity *const *of = column->of; of && *of; of++)
		text_addf(t, "%s%s", of == column->of ? "from the rows of " : ", ", (*of)->name);
	explain_origins(entity, column, add_origin, &origins);
	flush_origins(&origins);
}

static void add_column(struct text *t, const struct entity *entity, const struct column *column, size_t width)
{
	AUTO_TEXT struct text more = TEXT_INIT;
	text_addf(&more, "%s\n", column->help);
	add_facts(&more, entity, column);
	text_add_char(&more, '\n');
	add_origins(&more, entity, column);
	help_add_entry(t, column->name, more.data, width);
}

/* --- an entity */

static const char *view_of(const struct column *column)
{
	switch (column->view) {
	case VIEW_TABLE:
		return "in tables";
	case VIEW_WIDE:
		return "in wide tables";
	case VIEW_FULL:
		break;
	}
	return "in data formats, or by name";
}

static void add_family(struct text *t, const struct entity *entity, size_t width)
{
	AUTO_TEXT struct text key = TEXT_INIT, parent = TEXT_INIT, parts = TEXT_INIT;
	for (unsigned i = 0; i < entity->n_keys; i++)
		text_addf(&key, "%s%s", i ? ", " : "", entity->columns[i].name);
	for (const struct entity *const *e = schema_entities; *e; e++) {
		for (const struct parent *p = (*e)->parents; p->entity; p++) {
			if (p->entity == entity)
				text_addf(&parts, "%s%s", parts.size ? ", " : "", (*e)->name);
		}
	}
	help_add_entry(t, "key", key.size ? key.data : "none: there is one", width);
	for (const struct parent *p = entity->parents; p->entity; p++) {
		text_addf(&parent, "%s%s, by ", parent.size ? "; " : "", p->entity->name);
		add_names(&parent, p->columns);
	}
	if (parent.size)
		help_add_entry(t, "part of", parent.data, width);
	if (parts.size)
		help_add_entry(t, "parts", parts.data, width);
	if (entity->event)
		help_add_entry(t, "kind", "events: never removed, not in diffs", width);
	else if (entity->class == CLASS_STATE)
		help_add_entry(t, "kind", "state: in diffs only with --state", width);
}

static void add_source(struct text *t, const struct entity_source *source, size_t width)
{
	AUTO_TEXT struct text more = TEXT_INIT, needs = TEXT_INIT;
	const struct read *read = source->read;
	bool named = strcmp(source->label, read->name) != 0;
	AUTO_FREE char *label =
		named ? xasprintf("%s (%s)", source->label, read->name) : xstrdup(source->label);
	if (source->ignores)
		return;
	text_addf(&more, "%s, for ", read->path);
	read_add_occasion(&more, read);
	text_addf(&more, "; level %s", level_name(read->level));
	if (read->since)
		text_addf(&more, "; since PVE %s", read->since);
	if (read->until)
		text_addf(&more, "; until PVE %s", read->until);
	source_add_needs(&needs, source);
	text_addf(&more, "\n%s", needs.size ? needs.data : "needs no privilege");
	help_add_entry(t, label, more.data, width);
}

void explain_entity_text(struct text *t, const struct entity *entity, size_t width)
{
	text_addf(t, "%s (%s): ", entity->name, entity->plural);
	text_add_wrapped(t, entity->summary, strlen(entity->name) + strlen(entity->plural) + 5, 0, width);
	text_add(t, "\n\n");
	add_family(t, entity, width);
	text_add(t, "\nReads:\n");
	for (unsigned i = 0; i < entity->n_sources; i++)
		add_source(t, &entity->sources[i], width);
	text_add(t, "\nColumns:\n");
	for (unsigned i = 0; i < entity->n_columns; i++)
		add_column(t, entity, &entity->columns[i], width);
}

void explain_column_text(struct text *t, const struct entity *entity, const struct column *column,
			 size_t width)
{
	AUTO_TEXT struct text facts = TEXT_INIT, origins = TEXT_INIT;
	text_addf(t, "%s.%s: ", entity->name, column->name);
	text_add_wrapped(t, column->help, strlen(entity->name) + strlen(column->name) + 3, 0, width);
	text_add(t, "\n\n");
	add_facts(&facts, entity, column);
	add_origins(&origins, entity, column);
	help_add_entry(t, "type", facts.data, width);
	help_add_entry(t, "shown", view_of(column), width);
	help_add_entry(t, "read", origins.data, width);
	text_add(t, "\nReads:\n");
	for (unsigned i = 0; i < entity->n_sources; i++) {
		const struct fill *fill = entity->sources[i].fills;
		while (fill && fill->column && fill->column != column)
			fill++;
		if (fill && fill->column)
			add_source(t, &entity->sources[i], width);
	}
}
