/* plan.c - see plan.h. */
#include "walk/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

bool read_brings_rows(const struct read *read)
{
	return !read->confirms && read->sources && read->sources[0];
}

bool read_fills_rows(const struct read *read)
{
	for (const struct entity_source *const *s = read->sources; s && *s; s++)
		if ((*s)->entity == read->per)
			return true;
	return read->after && read->after->per == read->per && read_fills_rows(read->after);
}

/* --- variables that reads take from rows */

static void bind(struct plan *plan, const struct entity *entity, const char *name)
{
	const struct column *column = schema_column(entity, name);

	if (column)
		plan->bindings[entity->index][column - entity->columns] = true;
	/* An entity without the column inherits it from the row for which it was read. */
	for (const struct parent *p = entity->parents; p->entity; p++)
		bind(plan, p->entity, name);
}

static void bind_template(struct plan *plan, const struct entity *entity, const char *template)
{
	while (template && (template = strchr(template, '{'))) {
		size_t size = strcspn(++template, "}");
		AUTO_FREE char *name = xstrndup(template, size);

		bind(plan, entity, name);
	}
}

static void bind_terms(struct plan *plan, const struct entity *entity, const struct term *terms)
{
	for (; terms && terms->kind != TERM_END; terms++) {
		if (terms->key)
			bind(plan, entity, terms->key);
		bind_template(plan, entity, terms->area);
	}
}

static void bind_source(struct plan *plan, const struct entity *per, const struct entity_source *source)
{
	bind_terms(plan, per, source->where);
	bind_terms(plan, per, source->whole);
	bind_terms(plan, per, source->complete);
	for (const struct fill *fill = source->fills; fill && fill->column; fill++)
		for (unsigned i = 0; i < fill->n_args; i++) {
			if (fill->args[i].kind == FROM_VARIABLE)
				bind(plan, per, fill->args[i].text);
			else if (fill->args[i].kind == FROM_TEXT)
				bind_template(plan, per, fill->args[i].text);
		}
}

static void bind_read(struct plan *plan, const struct read *read)
{
	if (!read->per)
		return;
	bind_template(plan, read->per, read->path);
	bind_template(plan, read->per, read->area);
	bind_terms(plan, read->per, read->where);
	bind_terms(plan, read->per, read->up);
	for (const char *const *name = read->once_columns; name && *name; name++)
		bind(plan, read->per, *name);
	for (const struct entity_source *const *s = read->sources; s && *s; s++)
		bind_source(plan, read->per, *s);
}

/* --- reads for wanted columns */

static bool fills_column(const struct entity_source *source, const struct column *column)
{
	for (const struct fill *fill = source->fills; fill && fill->column; fill++)
		if (fill->column == column)
			return true;
	return false;
}

static bool is_offered(const bool *offered, const struct read *read)
{
	return !offered || offered[read->index];
}

static bool is_cheaper(const struct read *a, const struct read *b)
{
	return a->level != b->level ? a->level < b->level : a->phase < b->phase;
}

/* The source that gives the column with the least effort: one that makes the rows anyway, else the
 * one of the lowest level. */
static void want_column(struct plan *plan, const bool *offered, const struct entity *entity,
			const struct column *column)
{
	const struct entity_source *best = NULL;

	for (unsigned i = 0; i < entity->n_sources; i++) {
		const struct entity_source *source = &entity->sources[i];

		if (!fills_column(source, column) || !is_offered(offered, source->read))
			continue;
		if (!source->joins)
			return;
		if (!best || is_cheaper(source->read, best->read))
			best = source;
	}
	if (best)
		plan_reading(plan, best->read)->needed = true;
}

static void want_rows(struct plan *plan, const bool *offered, const struct entity *entity)
{
	for (unsigned i = 0; i < entity->n_sources; i++)
		if (!entity->sources[i].joins && !entity->sources[i].ignores &&
		    is_offered(offered, entity->sources[i].read))
			plan_reading(plan, entity->sources[i].read)->needed = true;
}

/* A derived column is taken from the rows of others. */
static void want_derived(struct plan *plan, const bool *offered, const struct column *column)
{
	for (const struct entity *const *of = column->of; of && *of; of++)
		want_rows(plan, offered, *of);
}

static unsigned count_needed(const struct plan *plan)
{
	unsigned count = 0;

	for (unsigned i = 0; i < schema_read_count; i++)
		count += plan->readings[i].needed;
	return count;
}

static void want_terms(struct plan *plan, const struct entity *per, const struct term *terms)
{
	for (const struct term *term = terms; term && term->kind != TERM_END; term++)
		if (term->key && schema_column(per, term->key))
			want_column(plan, NULL, per, schema_column(per, term->key));
}

/* The rows for which a needed read is made must be read, too, with the variables it takes. */
static void want_parents(struct plan *plan)
{
	for (unsigned i = 0; i < schema_read_count; i++) {
		const struct entity *per = schema_reads[i]->per;

		if (!plan->readings[i].needed || !per)
			continue;
		if (schema_reads[i]->after)
			plan_reading(plan, schema_reads[i]->after)->needed = true;
		want_rows(plan, NULL, per);
		want_terms(plan, per, schema_reads[i]->where);
		want_terms(plan, per, schema_reads[i]->up);
	}
}

static void want(struct plan *plan, const bool *const *wanted, const bool *offered)
{
	unsigned count;

	for (unsigned i = 0; i < schema_entity_count; i++) {
		const struct entity *entity = schema_entities[i];

		if (!wanted[i])
			continue;
		want_rows(plan, offered, entity);
		for (unsigned j = 0; j < entity->n_columns; j++)
			if (wanted[i][j]) {
				want_column(plan, offered, entity, &entity->columns[j]);
				want_derived(plan, offered, &entity->columns[j]);
			}
	}
	do {
		count = count_needed(plan);
		want_parents(plan);
	} while (count_needed(plan) > count);
}

void plan_init(struct plan *plan, const struct walk_options *options)
{
	*plan = (struct plan){ 0 };
	plan->readings = xcalloc(schema_read_count, sizeof(*plan->readings));
	plan->settled = xcalloc(schema_entity_count, sizeof(*plan->settled));
	plan->bindings = xcalloc(schema_entity_count, sizeof(*plan->bindings));
	for (unsigned i = 0; i < schema_entity_count; i++)
		plan->bindings[i] = xcalloc(schema_entities[i]->n_columns, sizeof(**plan->bindings));
	for (unsigned i = 0; i < schema_read_count; i++) {
		plan->readings[i].needed = !options->wanted;
		bind_read(plan, schema_reads[i]);
	}
	if (options->wanted)
		want(plan, options->wanted, options->offered);
}

void plan_clear(struct plan *plan)
{
	for (unsigned i = 0; plan->bindings && i < schema_entity_count; i++)
		free(plan->bindings[i]);
	free(plan->bindings);
	free(plan->settled);
	free(plan->readings);
	*plan = (struct plan){ 0 };
}

/* --- who waits for whom */

struct reading *plan_reading(const struct plan *plan, const struct read *read)
{
	return &plan->readings[read->index];
}

static bool has_ended(const struct reading *reading)
{
	return !reading->needed || (reading->begun && !reading->open);
}

static bool fills_binding(const struct plan *plan, const struct entity_source *source)
{
	const struct entity *entity = source->entity;
	const bool *bindings = plan->bindings[entity->index];

	for (const struct fill *fill = source->fills; fill && fill->column; fill++)
		if (fill->column >= entity->columns + entity->n_keys &&
		    bindings[fill->column - entity->columns])
			return true;
	return false;
}

/* A row inherits variables: what is read for each of its ancestors must be there, if it gives some. */
static bool are_parents_known(const struct plan *plan, const struct entity *entity)
{
	for (const struct parent *p = entity->parents; p->entity; p++) {
		for (unsigned i = 0; i < p->entity->n_sources; i++) {
			const struct entity_source *source = &p->entity->sources[i];

			if (source->read->per == p->entity && fills_binding(plan, source) &&
			    !has_ended(plan_reading(plan, source->read)))
				return false;
		}
		if (!are_parents_known(plan, p->entity))
			return false;
	}
	return true;
}

bool plan_follows(const struct plan *plan, const struct read *read)
{
	return read->after && has_ended(plan_reading(plan, read->after));
}

bool plan_may_begin(const struct plan *plan, const struct entity *entity)
{
	for (unsigned i = 0; i < entity->n_sources; i++) {
		const struct entity_source *source = &entity->sources[i];

		if (source->read->per != entity && !source->ignores &&
		    !has_ended(plan_reading(plan, source->read)))
			return false;
	}
	return are_parents_known(plan, entity);
}

bool plan_is_settled(const struct plan *plan, const struct entity *entity)
{
	for (unsigned i = 0; i < entity->n_sources; i++) {
		const struct entity_source *source = &entity->sources[i];
		const struct reading *reading = plan_reading(plan, source->read);

		if (source->read->per == entity ? reading->needed && !reading->begun
						: !source->ignores && !has_ended(reading))
			return false;
	}
	return true;
}
