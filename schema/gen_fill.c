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
	return from->kind == FROM_TEXT || from->kind == FROM_VARIABLE ||
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
	for (unsigned i = 0; i < c->n_from; i++) {
		if (!answers(s, &c->from[i]))
			return 0;
	}
	*fill = (struct fill_spec){ c, 0, c->from, c->n_from };
	return 1;
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
	for (unsigned i = 0; i < e->n_columns; i++) {
		const struct column_spec *c = &e->columns[i];
		for (unsigned j = 0; j < c->n_from; j++) {
			if (c->from[j].from.kind == FROM_VARIABLE && !strcmp(c->from[j].from.text, variable))
				return c;
		}
	}
	return 0;
}

/* The column that holds a key column of the parent: of that name, a reference to it, or bound to it. */
const struct column_spec *parent_column(const struct entity_spec *e, const char *parent_key)
{
	const struct column_spec *same = find_column(e, parent_key);
	for (unsigned i = 0; !same && e->parent->n_keys == 1 && i < e->n_columns; i++) {
		const char *ref = text_of(e->columns[i].json, "ref");
		if (ref && !strcmp(ref, e->parent->name))
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

void find_parents(void)
{
	for (unsigned i = 0; i < spec.n_entities; i++) {
		struct entity_spec *e = &spec.entities[i];
		const char *name = text_of(e->json, "parent");
		e->parent = name ? find_entity(name) : parent_by_reads(e);
		if (name && !e->parent)
			mistake(e->file, "", "'parent': '%s' is no entity", name);
	}
}

/* --- order */

static void place_entity(struct entity_spec *e)
{
	if (e->placed)
		return;
	e->placed = true;
	if (e->parent)
		place_entity(e->parent);
	unsigned n = 0;
	while (spec.entity_order[n])
		n++;
	spec.entity_order[n] = e;
}

void order_entities(void)
{
	spec.entity_order = allocate(spec.n_entities + 1, sizeof *spec.entity_order);
	for (unsigned i = 0; i < spec.n_entities; i++)
		place_entity(&spec.entities[i]);
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
