#include "report/read_text.h"

#include <string.h>

/* "A or B on /area" */
static void add_privilege(struct text *t, const struct term *term)
{
	for (const char *const *word = term->words; *word; word++)
		text_addf(t, "%s%s", word == term->words ? "" : " or ", *word);
	text_addf(t, " on %s", term->area);
}

static void add_term(struct text *t, const struct term *term)
{
	static const char *const signs[] = { [TERM_EQUAL] = "=", [TERM_NOT_EQUAL] = "!=", [TERM_IN] = " in",
					      [TERM_HAS] = " has" };
	if (term->kind == TERM_PRIVILEGE) {
		add_privilege(t, term);
		return;
	}
	text_addf(t, "%s%s", term->kind == TERM_ABSENT ? "no " : "", term->key);
	if (term->kind == TERM_PRESENT || term->kind == TERM_ABSENT)
		return;
	text_add(t, signs[term->kind]);
	for (const char *const *word = term->words; *word; word++)
		text_addf(t, "%s%s", term->kind == TERM_IN || term->kind == TERM_HAS ? " " : "", *word);
}

void read_add_occasion(struct text *t, const struct read *read)
{
	if (!read->per) {
		text_add(t, "the cluster");
		return;
	}
	if (read->confirms)
		text_addf(t, "each %s that is not seen any more", read->per->name);
	else if (read->once && !(read->once_columns && *read->once_columns))
		text_addf(t, "one %s", read->per->name);
	else
		text_addf(t, "each %s", read->per->name);
	for (const struct term *term = read->where; term && term->kind != TERM_END; term++) {
		text_add(t, term == read->where ? " with " : term->or_before ? " or " : " and ");
		add_term(t, term);
	}
	if (read->up) {
		text_add(t, ", while ");
		add_term(t, read->up);
	}
	if (read->agent)
		text_add(t, ", if --guest-agent is given");
}

/* Lists that are shorter, without a word, for who does not have it. */
static void add_complete(struct text *t, const struct entity_source *source)
{
	for (const struct term *term = source->complete; term && term->kind == TERM_PRIVILEGE; term++) {
		AUTO_TEXT struct text one = TEXT_INIT;
		add_privilege(&one, term);
		if (!strstr(t->data, one.data))
			text_addf(t, "%s%s", t->size ? ", " : "to see all: ", one.data);
	}
}

static void add_refusal(struct text *t, const struct read *read)
{
	if (read->privilege)
		text_addf(t, "%s on %s", read->privilege, read->area);
	if (read->beyond)
		text_addf(t, " (more than %s)", read->beyond);
}

void read_add_needs(struct text *t, const struct read *read)
{
	add_refusal(t, read);
	for (const struct entity_source *const *s = read->sources; !read->privilege && s && *s; s++)
		add_complete(t, *s);
}

void source_add_needs(struct text *t, const struct entity_source *source)
{
	add_refusal(t, source->read);
	if (!source->read->privilege)
		add_complete(t, source);
}

void terms_add(struct text *t, const struct term *terms)
{
	for (const struct term *term = terms; term && term->kind != TERM_END; term++) {
		text_add(t, term == terms ? "" : term->or_before ? " or " : " and ");
		add_term(t, term);
	}
}

void steps_add(struct text *t, const struct step *steps)
{
	for (const struct step *step = steps; step && step->kind != STEP_END; step++) {
		if (step->kind == STEP_MEMBER)
			text_addf(t, "%s%s", step == steps ? "" : ".", step->name);
		else if (step->kind == STEP_LIST)
			text_add(t, "[]");
		else if (step->kind == STEP_TREE)
			text_add(t, "[]*");
		if (step->kind != STEP_MAP)
			continue;
		text_add_char(t, '{');
		for (const char *const *pattern = step->patterns; pattern && *pattern; pattern++)
			text_addf(t, "%s%s", pattern == step->patterns ? "" : " ", *pattern);
		text_add_char(t, '}');
	}
}

static void add_from(struct text *t, const struct from *from)
{
	for (unsigned i = 0; i < from->up; i++)
		text_add_char(t, '^');
	switch (from->kind) {
	case FROM_PATH:
		for (const char *const *name = from->path; name && *name; name++)
			text_addf(t, "%s%s", name == from->path ? "" : ".", *name);
		break;
	case FROM_VARIABLE:
		text_addf(t, "@%s", from->text);
		break;
	case FROM_KEY:
		text_add(t, "@key");
		break;
	case FROM_NUMBER:
		text_add(t, "@n");
		break;
	case FROM_VALUE:
		text_add(t, "@value");
		break;
	case FROM_TEXT:
		text_addf(t, "'%s'", from->text);
		break;
	}
}

void fill_add_origin(struct text *t, const struct fill *fill)
{
	if (fill->compute)
		text_add(t, "computed of ");
	for (unsigned i = 0; i < fill->n_args; i++) {
		text_add(t, i ? ", " : "");
		add_from(t, &fill->args[i]);
	}
}
