/* gen_check_sources.c - mistakes of meaning in sources: two that make the same rows, lists that would be
 * taken for one, joins that find no row. */
#include "schema/gen.h"

#include <string.h>

/* --- predicates that exclude each other */

static bool has_word(const struct term *t, const char *word)
{
	for (size_t i = 0; t->words && t->words[i]; i++) {
		if (!strcmp(t->words[i], word))
			return true;
	}
	return false;
}

static bool says_which(const struct term *t)
{
	return t->kind == TERM_EQUAL || t->kind == TERM_IN;
}

static bool terms_exclude(const struct term *a, const struct term *b)
{
	if (!a->key || !b->key || strcmp(a->key, b->key) != 0)
		return false;
	if (a->kind == TERM_ABSENT)
		return b->kind == TERM_PRESENT || says_which(b);
	if (!says_which(a))
		return false;
	for (size_t i = 0; a->words[i]; i++) {
		if (says_which(b) && has_word(b, a->words[i]))
			return false;
		if (b->kind == TERM_NOT_EQUAL && !has_word(b, a->words[i]))
			return false;
	}
	return says_which(b) || b->kind == TERM_NOT_EQUAL;
}

static bool ends_alternative(const struct term *t)
{
	return t->kind == TERM_END || t->or_before;
}

static bool alternatives_exclude(const struct term *a, const struct term *b)
{
	for (const struct term *x = a; x == a || !ends_alternative(x); x++) {
		for (const struct term *y = b; y == b || !ends_alternative(y); y++) {
			if (terms_exclude(x, y) || terms_exclude(y, x))
				return true;
		}
	}
	return false;
}

/* No element fulfils both. */
static bool predicates_exclude(const struct term *a, const struct term *b)
{
	if (!a || !b)
		return false;
	for (const struct term *x = a; x->kind != TERM_END; x++) {
		for (const struct term *y = b; y->kind != TERM_END; y++) {
			bool begin = (x == a || x->or_before) && (y == b || y->or_before);
			if (begin && !alternatives_exclude(x, y))
				return false;
		}
	}
	return true;
}

static bool constants_differ(const struct source_spec *a, const struct source_spec *b)
{
	for (unsigned i = 0; i < a->n_set; i++) {
		for (unsigned j = 0; j < b->n_set; j++) {
			const struct from *x = &a->set[i].expression.from, *y = &b->set[j].expression.from;
			if (a->set[i].column == b->set[j].column && x->kind == FROM_TEXT &&
			    y->kind == FROM_TEXT && !strchr(x->text, '{') && !strchr(y->text, '{') &&
			    strcmp(x->text, y->text) != 0)
				return true;
		}
	}
	return false;
}

/* One read ends with the version that the other begins with. */
static bool versions_exclude(const struct read_spec *a, const struct read_spec *b)
{
	const char *until = text_of(a->json, "until"), *since = text_of(b->json, "since");
	return until && since && !strcmp(until, since);
}

/* --- sources */

static void check_disjoint(const struct source_spec *s)
{
	for (const struct source_spec *other = s->entity->sources; other < s; other++) {
		if (makes_rows(s) && makes_rows(other) && !constants_differ(s, other) &&
		    !predicates_exclude(s->where, other->where) &&
		    !versions_exclude(s->read, other->read) && !versions_exclude(other->read, s->read) &&
		    !(s->read->per == other->read->per &&
		      predicates_exclude(s->read->where, other->read->where)))
			mistake(s->entity->file, s->place,
				"may make the same rows as source %s: give them "
				"different constants in 'set' or a different 'where'",
				other->label);
	}
}

/* Does a key column of the source hold this variable? */
static bool binds_variable(const struct source_spec *s, const char *variable)
{
	struct fill_spec *fills;
	for (unsigned i = 0; i < s->entity->n_keys && i < s->entity->n_columns; i++) {
		unsigned n = source_fills(s, &s->entity->columns[i], &fills);
		for (unsigned j = 0; j < n; j++) {
			const struct from *from = &fills[j].args->from;
			if (from->kind == FROM_VARIABLE && !strcmp(from->text, variable))
				return true;
		}
	}
	return false;
}

/* Else the lists of two requests would be taken for one, and the one's rows be closed by the other. */
static void check_binding(const struct source_spec *s)
{
	const struct entity_spec *per = s->read->per;
	const cJSON *once = member(s->read->json, "once");
	const cJSON *names = once ? once : per ? member(per->json, "key") : 0;
	const cJSON *item;
	if (!per)
		return;
	cJSON_ArrayForEach (item, names) {
		if (!binds_variable(s, item->valuestring))
			mistake(s->entity->file, s->place,
				"no key column is bound by @%s, for which the read "
				"is made",
				item->valuestring);
	}
}

static void check_join(const struct source_spec *s)
{
	bool document = s->each->kind == STEP_END;
	struct fill_spec *fills;
	for (unsigned i = 0; i < s->entity->n_keys && i < s->entity->n_columns; i++) {
		const struct column_spec *key = &s->entity->columns[i];
		if (!source_fills(s, key, &fills))
			mistake(s->entity->file, s->place, "joins without key column '%s'", key->name);
		else if (document && s->read->per && !is_bound(&fills->args->from))
			mistake(s->entity->file, s->place,
				"joins a whole document: key column '%s' must be bound by @", key->name);
	}
}

static void check_complete(const struct source_spec *s)
{
	const char *complete = text_of(s->json, "complete");
	for (const struct term *t = s->complete; t && t->kind != TERM_END; t++) {
		if (t->kind != TERM_PRIVILEGE || t->or_before)
			mistake(s->entity->file, s->place,
				"'complete' must be PRIVILEGE on /path (several with &), always or never");
	}
	if (!complete && makes_rows(s) && !s->read->needs && s->each->kind != STEP_END)
		mistake(s->entity->file, s->place,
			"opens a list that any user may read: 'complete' must say "
			"which privilege shows all of it (or always, or never)");
}

/* A scope column that is neither a key nor a constant would make scopes that overlap. */
static void check_set(const struct source_spec *s)
{
	for (unsigned i = 0; i < s->n_set; i++) {
		const struct binding *b = &s->set[i];
		if (!is_key(s->entity, b->column) && b->expression.from.kind != FROM_TEXT &&
		    is_bound(&b->expression.from))
			mistake(s->entity->file, s->place,
				"'set': '%s' is neither a key column nor a constant", b->column->name);
		if (b->expression.label)
			mistake(s->entity->file, s->place, "'set': '%s' has a label", b->column->name);
	}
}

static void check_of(const struct source_spec *s)
{
	if (s->of && !s->joins)
		mistake(s->entity->file, s->place, "'of' without 'joins'");
	for (const struct term *t = s->of; t && t->kind != TERM_END; t++) {
		if (t->key && !find_column(s->entity, t->key))
			mistake(s->entity->file, s->place, "'of': '%s' is no column", t->key);
	}
}

void check_source(const struct source_spec *s)
{
	const struct entity_spec *e = s->entity;
	const cJSON *item;
	if (s->joins && s->ignores)
		mistake(e->file, s->place, "both 'joins' and 'ignores'");
	if (s->ignores && !member(s->json, "ignored"))
		mistake(e->file, s->place, "'ignores' without 'ignored'");
	if (!is_snake_case(s->label))
		mistake(e->file, s->place, "'%s' is not snake_case", s->label);
	for (const struct source_spec *other = e->sources; other < s; other++) {
		if (!s->ignores && !other->ignores && !strcmp(other->label, s->label))
			mistake(e->file, s->place, "label is given twice: use 'as'");
	}
	check_word(e->file, s->place, s->json, "rest", "config state metric secret");
	cJSON_ArrayForEach (item, member(s->json, "parse")) {
		if (!member(spec.formats, item->valuestring))
			mistake(e->file, s->place, "'%s' is no format", item->valuestring);
	}
	if (flag_of(s->read->json, "confirms"))
		mistake(e->file, s->place, "read '%s' only confirms", s->read->name);
	check_complete(s);
	check_set(s);
	check_of(s);
	if (!is_event(s->entity)) {
		check_disjoint(s);
		if (makes_rows(s))
			check_binding(s);
	}
	if (s->joins)
		check_join(s);
}
