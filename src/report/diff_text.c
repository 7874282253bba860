/* diff_text.c - differences for people: grouped by object, folded where one line says it all. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "report/diff_format.h"
#include "report/diff_keep.h"
#include "report/render.h"

#define NAME_WIDTH 20   /* of a column's name */
#define VALUE_WIDTH 200 /* longer values are cut */
#define LIST_WIDTH 60   /* longer lists are shown by what came and went */

struct sign {
	char sign;
	const char *color;
};

static const struct sign signs[] = {
	[CHANGE_ADDED] = { '+', "\033[32m" },   [CHANGE_REMOVED] = { '-', "\033[31m" },
	[CHANGE_CHANGED] = { '~', "\033[33m" }, [CHANGE_MOVED] = { '>', "\033[36m" },
	[CHANGE_LEARNED] = { '=', "\033[2m" },  [CHANGE_UNKNOWN] = { '?', "\033[35m" },
};
#define COLOR_END "\033[0m"
#define COLOR_BOLD "\033[1m"

static void begin(struct diff_printer *printer)
{
	printer->kept = xcalloc(1, sizeof *printer->kept);
}

static void keep(struct diff_printer *printer, const struct change *change)
{
	kept_changes_add(printer->kept, change);
}

static void flush(struct diff_printer *printer)
{
	output_text(printer->out, &printer->line);
}

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

static void write_column(struct diff_printer *printer, const struct change_column *c, enum change_kind kind,
			 size_t indent)
{
	struct text *line = &printer->line;
	bool exact = looks_equal(c);
	text_addf(line, "%*s%-*s ", (int)indent, "", NAME_WIDTH, c->name);
	if (kind == CHANGE_ADDED) {
		add_value(line, c, &c->to, false);
	} else if (c->class == CLASS_SECRET && c->from.kind == c->to.kind) {
		text_add(line, "(secret) changed");
	} else if (!add_list_change(line, c)) {
		add_value(line, c, &c->from, exact);
		text_add(line, " → ");
		add_value(line, c, &c->to, exact);
	}
	text_add_char(line, '\n');
	flush(printer);
}

/* Of a new object what a table would show; the rest is for 'describe' and -o json. */
static void write_columns(struct diff_printer *printer, const struct change *change, size_t indent)
{
	size_t left_out = 0;
	if (change->kind == CHANGE_REMOVED)
		return;
	for (size_t i = 0; i < change->n_columns; i++) {
		const struct change_column *c = &change->columns[i];
		bool in_table = c->column && c->column->view == VIEW_TABLE;
		/* The key and the name stand in the heading. */
		bool said = strcmp(c->name, "name") == 0 ||
			    (c->column && c->column < change->entity->columns + change->entity->n_keys);
		/* That something new is not set is no news. */
		if (change->kind == CHANGE_LEARNED && c->to.kind == VALUE_NULL)
			continue;
		if (change->kind == CHANGE_ADDED && (said || !in_table))
			left_out += !said;
		else
			write_column(printer, c, change->kind, indent);
	}
	if (left_out == 0)
		return;
	text_addf(&printer->line, "%*s… and %zu more column%s (-o json)\n", (int)indent, "", left_out,
		  left_out == 1 ? "" : "s");
	flush(printer);
}

/* --- headings */

static void add_color(struct diff_printer *printer, const char *color)
{
	if (printer->out->color)
		text_add(&printer->line, color);
}

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

static void add_object(struct diff_printer *printer, const struct entity *entity, const struct value *key,
		       const struct change *change)
{
	const struct diff_print_options *options = printer->options;
	AUTO_TEXT struct text path = TEXT_INIT;
	AUTO_FREE char *label = change ? xstrdup(label_in(change)) : NULL;
	text_add(&printer->line, entity->name);
	render_key(&path, key, entity->n_keys);
	/* There is but one cluster, whose key is "cluster". */
	if (strcmp(path.data, entity->name) != 0) {
		text_add_char(&printer->line, ' ');
		text_add_visible(&printer->line, path.data);
	}
	if (!label && options->label)
		label = options->label(options->label_context, printer->pair->cluster, entity, key);
	if (!label || strcmp(label, path.data) == 0)
		return;
	text_add(&printer->line, " (");
	text_add_visible(&printer->line, label);
	text_add_char(&printer->line, ')');
}

static bool is_folded(const struct kept_change *kept, enum change_kind kind)
{
	return kept->change.child && kept->change.kind == kind;
}

/* ", with 2 guest_disk, 1 guest_nic": what came or went with the object, among the changes behind it. */
static void add_children(struct diff_printer *printer, enum change_kind kind,
			 struct kept_change *const *items, size_t count)
{
	const char *before = ", with ";
	for (size_t i = 0; i < count;) {
		const struct entity *entity = items[i]->change.entity;
		size_t n = 0;
		for (; i < count && items[i]->change.entity == entity; i++)
			n += is_folded(items[i], kind);
		if (n == 0)
			continue;
		text_addf(&printer->line, "%s%zu %s", before, n, entity->name);
		before = ", ";
	}
}

static void write_heading(struct diff_printer *printer, const struct change *change, size_t indent,
			  struct kept_change *const *below, size_t n_below)
{
	text_addf(&printer->line, "%*s", (int)indent, "");
	add_color(printer, signs[change->kind].color);
	text_addf(&printer->line, "%c ", signs[change->kind].sign);
	add_object(printer, change->entity, change->key, change);
	if (change->old_key) {
		AUTO_TEXT struct text path = TEXT_INIT;
		render_key(&path, change->old_key, change->entity->n_keys);
		text_add(&printer->line, ", was ");
		text_add_visible(&printer->line, path.data);
	}
	if (change->replaced)
		text_addf(&printer->line, ", another %s under the same key", change->entity->name);
	if (change->kind == CHANGE_ADDED || change->kind == CHANGE_REMOVED)
		add_children(printer, change->kind, below, n_below);
	add_color(printer, COLOR_END);
	text_add_char(&printer->line, '\n');
	flush(printer);
}

/* --- groups */

static bool is_root(const struct kept_change *kept)
{
	return kept->change.entity == kept->root;
}

static void write_change(struct diff_printer *printer, struct kept_change *const *items, size_t count,
			 size_t indent)
{
	const struct change *change = &items[0]->change;
	write_heading(printer, change, indent, items + 1, count - 1);
	write_columns(printer, change, indent + 4);
}

/* Changes of one object and of what is below it. */
static void write_group(struct diff_printer *printer, struct kept_change *const *items, size_t count)
{
	/* What came or went with its object is folded, but not where the object itself was not asked for. */
	bool root_shown = is_root(items[0]);
	if (!root_shown) {
		text_add(&printer->line, "  ");
		add_object(printer, items[0]->root, items[0]->root_key, NULL);
		text_add_char(&printer->line, '\n');
		flush(printer);
	}
	for (size_t i = 0; i < count; i++) {
		if (items[i]->change.child && root_shown)
			continue;
		write_change(printer, items + i, root_shown ? count - i : 1, is_root(items[i]) ? 0 : 2);
	}
}

static void write_gap(struct diff_printer *printer, const struct change *change)
{
	add_color(printer, signs[CHANGE_UNKNOWN].color);
	text_addf(&printer->line, "? %s", change->read ? change->read->name : "rows");
	if (change->entity)
		text_addf(&printer->line, " of %s", change->entity->plural);
	if (change->count > 1)
		text_addf(&printer->line, ", %u times", change->count);
	text_addf(&printer->line, ": no longer read, %s", outcome_name(change->outcome));
	if (change->reason) {
		text_add(&printer->line, ": ");
		text_add_visible(&printer->line, change->reason);
	}
	add_color(printer, COLOR_END);
	text_add_char(&printer->line, '\n');
	flush(printer);
}

/* --- the whole */

static void add_side(struct text *line, const struct diff_side *side)
{
	struct value taken = { .kind = VALUE_INT, .integer = side->taken };
	text_addf(line, "%lld (", (long long)side->snapshot);
	render_human(line, TYPE_TIMESTAMP, &taken);
	text_add(line, side->complete ? ")" : ", incomplete)");
}

static void write_title(struct diff_printer *printer)
{
	add_color(printer, COLOR_BOLD);
	text_add_visible(&printer->line, printer->pair->cluster);
	add_color(printer, COLOR_END);
	text_add(&printer->line, ": snapshot ");
	add_side(&printer->line, &printer->pair->from);
	text_add(&printer->line, " → ");
	add_side(&printer->line, &printer->pair->to);
	text_add(&printer->line, "\n\n");
	flush(printer);
}

static void add_count(struct text *t, size_t count, const char *what)
{
	if (count > 0)
		text_addf(t, "%s%zu %s", t->size ? ", " : "", count, what);
}

static void write_sum(struct diff_printer *printer)
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
	text_addf(&printer->line, "\n%s\n", sum.data);
	flush(printer);
}

static void end_pair(struct diff_printer *printer)
{
	struct kept_changes *kept = printer->kept;
	kept_changes_group(kept);
	if (kept->count > 0) {
		if (printer->records > 0)
			output_string(printer->out, "\n");
		write_title(printer);
	}
	for (size_t i = 0, end; i < kept->count && !output_gone(printer->out); i = end) {
		for (end = i + 1; end < kept->count; end++) {
			if (strcmp(kept->items[end]->group, kept->items[i]->group) != 0)
				break;
		}
		if (kept->items[i]->change.kind != CHANGE_UNKNOWN) {
			write_group(printer, kept->items + i, end - i);
			continue;
		}
		for (size_t j = i; j < end; j++)
			write_gap(printer, &kept->items[j]->change);
	}
	if (kept->count > 0)
		write_sum(printer);
	printer->records += kept->count;
	kept_changes_clear(kept);
}

static void end(struct diff_printer *printer)
{
	if (printer->records > 0 && printer->notes.size)
		text_addf(&printer->line,
			  "\nnot compared, because one side was read by another version: %s\n",
			  printer->notes.data);
	flush(printer);
}

const struct diff_format_operations diff_text = { begin, keep, end_pair, end };
