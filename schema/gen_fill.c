/* gen_fill.c - what follows from the specs: which source fills which column, parents, order, phases. */
#include "schema/gen.h"

#include <stdlib.h>
#include <string.h>

bool is_key(const struct entity_spec *e, const struct column_spec *column)
{
	return column < e->columns + e->n_keys;
}

bool makes_rows(const struct source_spec *s)
{
	return !s->joins && !s->ignores;
}

bool is_bound(const struct from *from)
{
	bool of_element = from->kind == FROM_TEXT &&
			  (strstr(from->text, "{n}") || strstr(from->text, "{key}"));
	return (from->kind == FROM_TEXT && !of_element) || from->kind == FROM_VARIABLE ||
	       (from->kind == FROM_PATH && from->up);
}

/* Whether this place of the column is answered by this source. */
static bool answers(const struct source_spec *s, const struct expression *place)
{
	return place->label ? !strcmp(place->label, s->label) : !s->joins;
}

static unsigned computed_fill(const struct source_spec *s, const struct column_spec *c,
			      struct fill_spec *fill)
{
	unsigned n = 0;
	for (unsigned p = 0; p < c->n_places; p++) {
		unsigned begin = c->places[p], end = c->places[p + 1], i = begin;
		while (i < end && answers(s, &c->from[i]))
			i++;
		if (i == end)
			fill[n++] = (struct fill_spec){ c, p, &c->from[begin], end - begin };
	}
	return n;
}

unsigned source_fills(const struct source_spec *s, const struct column_spec *c, struct fill_spec **ret)
{
	struct fill_spec *fills = allocate(c->n_from + 1, sizeof *fills);
	unsigned n = 0;
	*ret = fills;
	if (s->ignores)
		return 0;
	for (unsigned i = 0; i < s->n_set; i++) {
		if (s->set[i].column == c) {
			fills[0] = (struct fill_spec){ c, 0, &s->set[i].expression, 1 };
			return 1;
		}
	}
	if (c->takes_args)
		return computed_fill(s, c, fills);
	for (unsigned i = 0; i < c->n_from; i++) {
		if (answers(s, &c->from[i]))
			fills[n++] = (struct fill_spec){ c, i, &c->from[i], 1 };
	}
	for (unsigned i = 0; !n && is_key(s->entity, c) && i < c->n_from; i++) {
		if (!c->from[i].label)
			fills[n++] = (struct fill_spec){ c, i, &c->from[i], 1 };
	}
	return n;
}

/* --- parents */

static const struct column_spec *variable_column(const struct entity_spec *e, const char *variable)
{
	for (const struct column_spec *c = e->columns; c && c < e->columns + e->n_columns; c++) {
		for (unsigned j = 0; j < c->n_from; j++) {
			if (c->from[j].from.kind == FROM_VARIABLE && !strcmp(c->from[j].from.text, variable))
				return c;
		}
	}
	return 0;
}

/* The column that holds a key column of the parent: of that name, a reference to it, or bound to it. */
static const struct column_spec *parent_column(const struct entity_spec *e, const struct entity_spec *parent,
					       const char *parent_key)
{
	const struct column_spec *same = find_column(e, parent_key);
	for (unsigned i = 0; !same && parent->n_keys == 1 && i < e->n_columns; i++) {
		if (refers_to(&e->columns[i], parent))
			same = &e->columns[i];
	}
	return same ? same : variable_column(e, parent_key);
}

/* The entity that all row-making reads are "per", unless they are "once" for several of its rows. */
static struct entity_spec *parent_by_reads(const struct entity_spec *e)
{
	struct entity_spec *parent = 0;
	bool first = true;
	for (unsigned i = 0; i < e->n_sources; i++) {
		const struct source_spec *s = &e->sources[i];
		if (!makes_rows(s))
			continue;
		struct entity_spec *per = member(s->read->json, "once") ? 0 : s->read->per;
		if (!first && per != parent)
			return 0;
		parent = per;
		first = false;
	}
	return parent;
}

/* 'names': the columns that hold its key, in its order; null or none: they are found. */
static void add_parent(struct entity_spec *e, struct entity_spec *parent, char *const *names)
{
	struct parent_spec *p = &e->parents[e->n_parents++];
	bool found = !names || !*names;
	*p = (struct parent_spec){ parent, allocate(parent->n_keys + 1, sizeof *p->columns) };
	for (unsigned i = 0; i < parent->n_keys && i < parent->n_columns; i++) {
		const char *key = parent->columns[i].name;
		p->columns[i] = found ? parent_column(e, parent, key) : find_column(e, *names);
		if (!p->columns[i])
			mistake(e->file, "parent", "no column holds '%s' of %s", key, parent->name);
		names += !found && *names;
	}
	if (!found && *names)
		mistake(e->file, "parent", "'%s': the key of %s is shorter", *names, parent->name);
}

/* "firewall_group by owner_group": an entity, and the columns that hold its key. */
static void load_parent(struct entity_spec *e, const char *text)
{
	char **words = split_words(text, " ");
	struct entity_spec *parent = find_entity(words[0]);
	bool names_columns = words[0] && words[1];
	if (!parent)
		mistake(e->file, "", "'parent': '%s' is no entity", words[0] ? words[0] : "");
	else if (names_columns && (strcmp(words[1], "by") || !words[2]))
		mistake(e->file, "", "'parent': '%s' is not ENTITY by COLUMN", text);
	else
		add_parent(e, parent, names_columns ? words + 2 : 0);
}

void find_parents(void)
{
	for (unsigned i = 0; i < spec.n_entities; i++) {
		struct entity_spec *e = &spec.entities[i];
		const cJSON *parent = member(e->json, "parent");
		struct entity_spec *per = parent ? 0 : parent_by_reads(e);
		const char *only = cJSON_GetStringValue(parent);
		const cJSON *item;
		e->parents = allocate((size_t)cJSON_GetArraySize(parent) + 2, sizeof *e->parents);
		cJSON_ArrayForEach (item, parent)
			load_parent(e, item->valuestring);
		if (only)
			load_parent(e, only);
		if (per)
			add_parent(e, per, 0);
	}
}

/* --- order */

unsigned area_index(const struct entity_spec *e)
{
	const char *name = text_of(e->json, "area");
	const cJSON *item;
	unsigned index = 0;
	cJSON_ArrayForEach (item, spec.areas) {
		if (!strcmp(item->string, name))
			return index;
		index++;
	}
	return index;
}

static bool parents_are_placed(const struct entity_spec *e)
{
	for (unsigned i = 0; i < e->n_parents; i++) {
		if (!e->parents[i].entity->placed)
			return false;
	}
	return true;
}

/* The first that may come: spec.entities are in the order of their names. */
static struct entity_spec *next_entity(void)
{
	struct entity_spec *next = 0;
	for (unsigned i = 0; i < spec.n_entities; i++) {
		struct entity_spec *e = &spec.entities[i];
		if (!e->placed && parents_are_placed(e) && (!next || area_index(e) < area_index(next)))
			next = e;
	}
	return next;
}

/* There is no cycle: check_specs() has seen to it. */
void order_entities(void)
{
	spec.entity_order = allocate(spec.n_entities + 1, sizeof *spec.entity_order);
	for (unsigned i = 0; i < spec.n_entities; i++) {
		spec.entity_order[i] = next_entity();
		spec.entity_order[i]->placed = true;
	}
}

static int phase_of(const struct read_spec *r);

/* The greatest phase of the reads that say something about rows of 'e', but for those made per 'e'. */
static int entity_phase(const struct entity_spec *e)
{
	int phase = 0;
	for (unsigned i = 0; i < e->n_sources; i++) {
		const struct source_spec *s = &e->sources[i];
		if (s->read->per != e && !s->ignores && phase_of(s->read) > phase)
			phase = phase_of(s->read);
	}
	return phase;
}

/* There is no cycle: check_specs() has seen to it. */
static int phase_of(const struct read_spec *r)
{
	return r->per ? 1 + entity_phase(r->per) : 0;
}

static int by_phase(const void *a, const void *b)
{
	const struct read_spec *x = *(struct read_spec *const *)a;
	const struct read_spec *y = *(struct read_spec *const *)b;
	if (x->phase != y->phase)
		return x->phase < y->phase ? -1 : 1;
	return x < y ? -1 : x > y; /* as in reads.json */
}

void order_reads(void)
{
	spec.read_order = allocate(spec.n_reads + 1, sizeof *spec.read_order);
	for (unsigned i = 0; i < spec.n_reads; i++) {
		spec.reads[i].phase = phase_of(&spec.reads[i]);
		spec.read_order[i] = &spec.reads[i];
	}
	qsort(spec.read_order, spec.n_reads, sizeof *spec.read_order, by_phase);
}

bool is_event(const struct entity_spec *e)
{
	const char *class = text_of(e->json, "class");
	return class && !strcmp(class, "event");
}

bool is_retained(const struct entity_spec *e)
{
	for (unsigned i = 0; i < spec.n_reads; i++) {
		if (spec.reads[i].per == e && !flag_of(spec.reads[i].json, "confirms"))
			return true;
	}
	for (unsigned i = 0; i < e->n_sources; i++) {
		bool makes_rows_too = false;
		for (unsigned j = 0; j < e->n_sources; j++) {
			const struct source_spec *s = &e->sources[j];
			makes_rows_too |= makes_rows(s) && s->read == e->sources[i].read;
		}
		if (e->sources[i].joins && !makes_rows_too)
			return true;
	}
	return false;
}
