#include "report/diff_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "report/render.h"
#include "report/who.h"

#define VALUE_WIDTH 200 /* longer values are cut */
#define LIST_WIDTH 60   /* longer lists are shown by what came and went */

const struct diff_sign diff_signs[CHANGE_KINDS] = {
	[CHANGE_ADDED] = { '+', "\033[32m" },   [CHANGE_REMOVED] = { '-', "\033[31m" },
	[CHANGE_CHANGED] = { '~', "\033[33m" }, [CHANGE_MOVED] = { '>', "\033[36m" },
	[CHANGE_LEARNED] = { '=', "\033[2m" },  [CHANGE_UNKNOWN] = { '?', "\033[35m" },
};
/* --- values */

/* Cuts at a character, at most 'width' bytes on. */
static void add_cut(struct text *t, const char *s)
{
	size_t size = strlen(s), keep_size = 0, length;
	if (size <= VALUE_WIDTH) {
		text_add(t, s);
		return;
	}
	while (keep_size < VALUE_WIDTH) {
		utf8_decode(s + keep_size, size - keep_size, &length);
		keep_size += length;
	}
	text_add_bytes(t, s, keep_size);
	text_addf(t, "… (%zu bytes)", size);
}

static bool list_has(const cJSON *list, const char *item)
{
	for (const cJSON *i = list->child; i; i = i->next) {
		if (cJSON_IsString(i) && strcmp(i->valuestring, item) == 0)
			return true;
	}
	return false;
}

static void add_missing(struct text *t, char sign, const cJSON *from, const cJSON *other)
{
	for (const cJSON *i = from->child; i; i = i->next) {
		if (!cJSON_IsString(i) || list_has(other, i->valuestring))
			continue;
		text_addf(t, "%s%c", t->size ? " " : "", sign);
		text_add_visible(t, i->valuestring);
	}
}

static bool is_long_list_change(const struct change_column *c)
{
	AUTO_TEXT struct text both = TEXT_INIT;
	if (!c->column || c->column->rule.type != TYPE_LIST || c->column->rule.ordered ||
	    c->from.kind != VALUE_TEXT || c->to.kind != VALUE_TEXT)
		return false;
	render_human(&both, TYPE_LIST, &c->from);
	render_human(&both, TYPE_LIST, &c->to);
	return both.size > LIST_WIDTH;
}

/* "+edge -old"; false where that would not say it. */
static bool add_list_change(struct text *t, const struct change_column *c)
{
	struct fault f = FAULT_INIT;
	AUTO_TEXT struct text change = TEXT_INIT;
	if (!is_long_list_change(c))
		return false;
	cJSON *from = json_parse(json_slice_of(c->from.text), &f);
	cJSON *to = from ? json_parse(json_slice_of(c->to.text), &f) : NULL;
	if (from && to && cJSON_IsArray(from) && cJSON_IsArray(to)) {
		add_missing(&change, '+', to, from);
		add_missing(&change, '-', from, to);
	}
	cJSON_Delete(from);
	cJSON_Delete(to);
	fault_clear(&f);
	add_cut(t, change.data);
	return change.size > 0;
}

static void add_value(struct text *t, const struct change_column *c, const struct value *v, bool exact)
{
	AUTO_TEXT struct text whole = TEXT_INIT;
	if (exact && v->kind != VALUE_TEXT)
		render_human(&whole, TYPE_REAL, v);
	else
		render_human(&whole, change_value_type(c, v), v);
	add_cut(t, whole.data);
}

/* Human units may hide a difference: then both sides are shown in base units. */
static bool looks_equal(const struct change_column *c)
{
	AUTO_TEXT struct text from = TEXT_INIT, to = TEXT_INIT;
	render_human(&from, change_value_type(c, &c->from), &c->from);
	render_human(&to, change_value_type(c, &c->to), &c->to);
	return strcmp(from.data, to.data) == 0;
}

void diff_add_values(struct text *t, const struct change_column *c, enum change_kind kind)
{
	bool exact = looks_equal(c);
	if (kind == CHANGE_ADDED) {
		add_value(t, c, &c->to, false);
	} else if (c->class == CLASS_SECRET && c->from.kind == c->to.kind) {
		text_add(t, "(secret) changed");
	} else if (!add_list_change(t, c)) {
		add_value(t, c, &c->from, exact);
		text_add(t, " → ");
		add_value(t, c, &c->to, exact);
	}
}

bool diff_shows_column(const struct change *change, const struct change_column *c, bool *ret_said)
{
	bool in_table = c->column && c->column->view == VIEW_TABLE;
	/* The key and the name stand in the heading. */
	*ret_said = strcmp(c->name, "name") == 0 ||
		    (c->column && c->column < change->entity->columns + change->entity->n_keys);
	/* That something new is not set is no news. */
	if (change->kind == CHANGE_LEARNED && c->to.kind == VALUE_NULL) {
		*ret_said = true;
		return false;
	}
	return change->kind != CHANGE_ADDED || (!*ret_said && in_table);
}

/* --- headings */

static const char *label_in(const struct change *change)
{
	for (size_t i = 0; i < change->n_columns; i++) {
		const struct change_column *c = &change->columns[i];
		const struct value *v = change->kind == CHANGE_REMOVED ? &c->from : &c->to;
		if (strcmp(c->name, "name") == 0 && v->kind == VALUE_TEXT)
			return v->text;
	}
	return NULL;
}

void diff_add_object(struct text *t, const struct diff_printer *printer, const struct entity *entity,
		     const struct value *key, const struct change *change)
{
	const struct diff_print_options *options = printer->options;
	AUTO_TEXT struct text path = TEXT_INIT;
	AUTO_FREE char *label = change ? xstrdup(label_in(change)) : NULL;
	text_add(t, entity->name);
	render_key(&path, key, entity->n_keys);
	/* There is but one cluster, whose key is "cluster". */
	if (strcmp(path.data, entity->name) != 0) {
		text_add_char(t, ' ');
		text_add_visible(t, path.data);
	}
	if (!label && options->label)
		label = options->label(options->label_context, printer->pair->cluster, entity, key);
	if (!label || strcmp(label, path.data) == 0)
		return;
	text_add(t, " (");
	text_add_visible(t, label);
	text_add_char(t, ')');
}

bool diff_is_counted(const struct kept_change *kept, enum change_kind kind)
{
	return kept->change.child && kept->change.kind == kind;
}

/* ", with 2 guest_disk, 1 guest_nic": what came or went with the object, among the changes behind it. */
static void add_children(struct text *t, enum change_kind kind, struct kept_change *const *items,
			 size_t count)
{
	const char *before = ", with ";
	for (size_t i = 0; i < count;) {
		const struct entity *entity = items[i]->change.entity;
		size_t n = 0;
		for (; i < count && items[i]->change.entity == entity; i++)
			n += diff_is_counted(items[i], kind);
		if (n == 0)
			continue;
		text_addf(t, "%s%zu %s", before, n, entity->name);
		before = ", ";
	}
}

void diff_add_subject(struct text *t, const struct diff_printer *printer, const struct change *change,
		      struct kept_change *const *below, size_t n_below)
{
	diff_add_object(t, printer, change->entity, change->key, change);
	if (change->old_key) {
		AUTO_TEXT struct text path = TEXT_INIT;
		render_key(&path, change->old_key, change->entity->n_keys);
		text_add(t, ", was ");
		text_add_visible(t, path.data);
	}
	if (change->replaced)
		text_addf(t, ", another %s under the same key", change->entity->name);
	if (change->kind == CHANGE_ADDED || change->kind == CHANGE_REMOVED)
		add_children(t, change->kind, below, n_below);
}

void diff_add_gap(struct text *t, const struct change *change)
{
	text_add(t, change->read ? change->read->name : "rows");
	if (change->entity)
		text_addf(t, " of %s", change->entity->plural);
	if (change->count > 1)
		text_addf(t, ", %u %s", change->count,
			  change->read && !change->read->per ? "of them" : "times");
	text_addf(t, ": no longer read, %s", outcome_name(change->outcome));
	if (change->reason) {
		text_add(t, ": ");
		text_add_visible(t, change->reason);
	}
}

/* --- who */

void diff_add_who(struct text *t, const struct diff_printer *printer, const struct change *change,
		  const char *before, const char *after)
{
	struct who *who = printer->options->who;
	struct who_match *matches = NULL;
	size_t count = who ? who_match(who, change, &matches) : 0;
	bool cause = who_is_cause(matches, count);
	for (size_t i = 0; i < count; i++) {
		text_addf(t, "%s%s ", before, cause ? "by" : "candidate");
		who_add_text(t, &matches[i], change);
		text_add(t, after);
	}
	who_matches_free(matches, count);
}

/* --- the whole */

void diff_add_side(struct text *t, const struct diff_side *side)
{
	struct value taken = { .kind = VALUE_INT, .integer = side->taken };
	if (side->live)
		text_add(t, "live (");
	else
		text_addf(t, "%lld (", (long long)side->snapshot);
	render_human(t, TYPE_TIMESTAMP, &taken);
	if (side->file) {
		text_add(t, " in ");
		text_add_visible(t, side->file);
	}
	text_add(t, side->complete ? ")" : ", incomplete)");
}

static void add_count(struct text *t, size_t count, const char *what)
{
	if (count > 0)
		text_addf(t, "%s%zu %s", t->size ? ", " : "", count, what);
}

void diff_add_sum(struct text *t, const struct diff_printer *printer)
{
	AUTO_TEXT struct text sum = TEXT_INIT;
	bool all = printer->options->diff.all;
	for (size_t kind = 0; kind < CHANGE_KINDS; kind++) {
		if (kind != CHANGE_LEARNED || all)
			add_count(&sum, printer->counts[kind], change_kind_name((enum change_kind)kind));
	}
	if (!all && printer->counts[CHANGE_LEARNED] > 0)
		text_addf(&sum, "; %zu learned for the first time not shown (--all)",
			  printer->counts[CHANGE_LEARNED]);
	text_add(t, sum.data);
}
