/* gen_scope.c - what the lists of a source are lists of. Sources that open the same list of one answer, and
 * tell their rows apart by constants (guest_device.kind), have one scope together: that of the first. */
#include "schema/gen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_constant(const struct expression *e)
{
	return e->from.kind == FROM_TEXT && is_bound(&e->from);
}

/* May this constant stand in a list of words? */
static bool is_word(const struct binding *b)
{
	return is_constant(&b->expression) && b->column->type == TYPE_TEXT &&
	       !strpbrk(b->expression.from.text, " ,=");
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* Is all the same but for constants? */
static bool shares_list(const struct source_spec *a, const struct source_spec *b)
{
	if (a == b)
		return true;
	if (!makes_rows(a) || !makes_rows(b) || a->read != b->read || a->n_set != b->n_set ||
	    a->each[0].kind != b->each[0].kind || a->each[0].kind == STEP_END ||
	    a->each[0].kind == STEP_MEMBER || a->each[1].kind != STEP_END || b->each[1].kind != STEP_END ||
	    !same_text(text_of(a->json, "complete"), text_of(b->json, "complete")) ||
	    flag_of(a->json, "outcome") != flag_of(b->json, "outcome"))
		return false;
	for (unsigned i = 0; i < a->n_set; i++)
		if (a->set[i].column != b->set[i].column || !is_word(&a->set[i]) || !is_word(&b->set[i]))
			return false;
	return a->n_set;
}

/* The different constants of 'set' number 'i' of all that share the list, sorted, ended by null. */
static const char **words_of(const struct source_spec *s, unsigned i)
{
	const struct entity_spec *e = s->entity;
	const char **words = allocate(e->n_sources + 1, sizeof *words);
	size_t n = 0;
	for (unsigned j = 0; j < e->n_sources; j++) {
		const char *word;
		size_t at = 0;
		if (!shares_list(s, &e->sources[j]))
			continue;
		word = e->sources[j].set[i].expression.from.text;
		while (at < n && strcmp(words[at], word) < 0)
			at++;
		if (at < n && !strcmp(words[at], word))
			continue;
		memmove(words + at + 1, words + at, (n++ - at) * sizeof *words);
		words[at] = word;
	}
	return words;
}

/* What one scope says, all of them must have seen: each combination of the constants has its source. */
static bool have_all_combinations(const struct source_spec *s)
{
	size_t combinations = 1, sharing = 0;
	for (unsigned i = 0; i < s->n_set; i++) {
		const char **words = words_of(s, i);
		size_t n = 0;
		while (words[n])
			n++;
		combinations *= n;
	}
	for (unsigned i = 0; i < s->entity->n_sources; i++)
		sharing += shares_list(s, &s->entity->sources[i]);
	return combinations == sharing;
}

static const struct source_spec *lister_of(const struct source_spec *s)
{
	const struct source_spec *first = s->entity->sources;
	if (!makes_rows(s) || !have_all_combinations(s))
		return s;
	while (!shares_list(first, s))
		first++;
	return first;
}

/* Number of the "set" of that column, if its constants are several; else n_set. */
static unsigned shared_set(const struct source_spec *s, const struct column_spec *c)
{
	unsigned i = 0;
	if (!have_all_combinations(s))
		return s->n_set;
	while (i < s->n_set && (s->set[i].column != c || !words_of(s, i)[1]))
		i++;
	return i;
}

static bool holds_parent_key(const struct entity_spec *e, const struct column_spec *c)
{
	for (unsigned i = 0; i < e->n_parents; i++) {
		for (unsigned j = 0; j < e->parents[i].entity->n_keys; j++) {
			if (e->parents[i].columns[j] == c)
				return true;
		}
	}
	return false;
}

/* The keys of parents are part of it, so that the lists end with them. */
static bool is_bound_by(const struct source_spec *s, const struct column_spec *c, struct fill_spec **ret)
{
	const struct entity_spec *e = s->entity;
	unsigned n = source_fills(s, c, ret);
	bool set = n && !is_place_of((*ret)->args, c);
	return n && (set || !c->compute) && is_bound(&(*ret)->args->from) &&
	       (is_key(e, c) || set || holds_parent_key(e, c)) && shared_set(s, c) == s->n_set;
}

void put_scope(const struct source_spec *s)
{
	const struct entity_spec *e = s->entity;
	struct fill_spec *fills;
	if (!makes_rows(s) || lister_of(s) != s)
		return;
	printf("\nstatic const struct fill %s_scope_%s[] = {\n", e->name, s->label);
	for (unsigned i = 0; i < e->n_columns; i++) {
		if (is_bound_by(s, &e->columns[i], &fills))
			put_fill(e, fills);
	}
	printf("\t{ .column = 0 },\n};\n");
}

static void put_one_of(const struct source_spec *s)
{
	const struct entity_spec *e = s->entity;
	printf(", .one_of = (const struct one_of[]){ ");
	for (unsigned i = 0; i < e->n_columns; i++) {
		unsigned number = shared_set(s, &e->columns[i]);
		if (number == s->n_set)
			continue;
		printf("{ %s_columns + %u, ", e->name, i);
		put_words(words_of(s, number));
		printf(" }, ");
	}
	printf("{ 0, 0 } }");
}

void put_scope_members(const struct source_spec *s)
{
	const char *name = s->entity->name;
	const struct source_spec *lister = lister_of(s);
	if (!makes_rows(s))
		return;
	printf(",\n\t  .lister = %s_sources + %u", name, (unsigned)(lister - s->entity->sources));
	if (lister != s)
		return;
	printf(", .scope = %s_scope_%s", name, s->label);
	put_one_of(s);
}
