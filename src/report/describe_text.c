/* describe_text.c - an object for people: what is set, tab by tab; then what there is none of, and what was
 * not read, by reason. */
#include <stdlib.h>
#include <string.h>

#include "base/wrap.h"
#include "report/describe_format.h"
#include "report/render.h"

#define LABEL_WIDTH 26
#define ROWS_SHOWN 20

/* Names under one reason. */
struct reason {
	char *why;
	struct text names;
};

struct description {
	struct text *t;
	sqlite3 *db;
	const struct object *object;
	const struct describe_style *style;
	struct text none; /* lists that are empty */
	struct reason *reasons;
	size_t n_reasons;
	bool titled; /* the tab in work has its title */
};

static void add_title(struct description *d, const struct tab *tab)
{
	if (!d->titled)
		text_addf(d->t, "\n%s\n", tab->title);
	d->titled = true;
}

/* --- columns */

/* Notes have lines of their own. */
static void add_lines(struct text *t, const char *s)
{
	for (;;) {
		size_t length = strcspn(s, "\n");
		AUTO_FREE char *line = xstrndup(s, length);
		text_add_visible(t, line);
		text_add_char(t, '\n');
		s += length + (s[length] == '\n');
		if (!*s)
			return;
		text_addf(t, "  %*s", LABEL_WIDTH, "");
	}
}

static void add_column(struct description *d, const struct column *column, const struct value *value)
{
	text_addf(d->t, "  %-*s", LABEL_WIDTH, column->name);
	if (value->kind == VALUE_TEXT && column->rule.type == TYPE_TEXT && strchr(value->text, '\n')) {
		add_lines(d->t, value->text);
		return;
	}
	render_human(d->t, column->rule.type, value);
	text_add_char(d->t, '\n');
}

static void add_names(struct description *d, const char *label, const char *names)
{
	text_addf(d->t, "  %-*s", LABEL_WIDTH, label);
	text_add_wrapped(d->t, names, LABEL_WIDTH + 2, LABEL_WIDTH + 2, d->style->width);
	text_add_char(d->t, '\n');
}

static void add_columns(struct description *d, const struct tab *tab)
{
	const struct object *object = d->object;
	AUTO_TEXT struct text unknown = TEXT_INIT;
	for (const struct column *const *column = tab->columns; *column; column++) {
		const struct value *value = &object->values[*column - object->entity->columns];
		if (value->kind == VALUE_NULL)
			continue;
		add_title(d, tab);
		if (value->kind == VALUE_UNKNOWN)
			text_addf(&unknown, "%s%s", unknown.size ? ", " : "", (*column)->name);
		else
			add_column(d, *column, value);
	}
	if (unknown.size)
		add_names(d, "?", unknown.data);
}

/* --- lists */

static void note_reason(struct description *d, const char *why, const char *name)
{
	size_t i = 0;
	while (i < d->n_reasons && strcmp(d->reasons[i].why, why) != 0)
		i++;
	if (i == d->n_reasons) {
		d->reasons = xreallocarray(d->reasons, i + 1, sizeof *d->reasons);
		d->reasons[d->n_reasons++] = (struct reason){ xstrdup(why), TEXT_INIT };
	}
	text_addf(&d->reasons[i].names, "%s%s", d->reasons[i].names.size ? ", " : "", name);
}

static void add_indented(struct text *t, const char *page)
{
	while (*page) {
		size_t length = strcspn(page, "\n");
		text_add(t, "    ");
		text_add_bytes(t, page, length);
		text_add_char(t, '\n');
		page += length + (page[length] == '\n');
	}
}

/* The table, whose columns are as wide as the rows that are shown need. *ret_rows: of all. */
static bool add_table(struct text *t, struct related_list *list, size_t *ret_rows, struct fault *f)
{
	char *page = NULL;
	size_t size = 0;
	int found;
	struct output out = { .stream = open_memstream(&page, &size) };
	struct print_options options = { PRINT_TABLE, false };
	struct printer *printer = printer_new(&out, &options, &list->sheet);
	*ret_rows = 0;
	while ((found = related_next(list, f)) == 1) {
		if ((*ret_rows)++ < ROWS_SHOWN)
			printer_row(printer, list->values, NULL);
	}
	printer_end(printer);
	printer_free(printer);
	fclose(out.stream);
	add_indented(t, page);
	free(page);
	return found == 0;
}

static bool add_list(struct description *d, const struct tab *tab, const struct related *related,
		     struct fault *f)
{
	const char *name = related->entity->plural;
	AUTO_TEXT struct text table = TEXT_INIT;
	struct related_list list;
	size_t rows;
	if (!related_open(&list, d->db, d->object, related, false, f))
		return false;
	bool ok = add_table(&table, &list, &rows, f);
	if (ok && rows > 0) {
		add_title(d, tab);
		text_addf(d->t, "  %s\n%s", name, table.data);
	}
	if (ok && rows > ROWS_SHOWN)
		text_addf(d->t, "    … and %zu more\n", rows - ROWS_SHOWN);
	if (ok && list.why.size)
		note_reason(d, list.why.data, name);
	else if (ok && rows == 0)
		text_addf(&d->none, "%s%s", d->none.size ? ", " : "", name);
	related_close(&list);
	return ok;
}

/* --- the whole */

static void add_head(struct description *d)
{
	const struct object *object = d->object;
	const struct column *name = schema_column(object->entity, "name");
	const struct value *value = name ? &object->values[name - object->entity->columns] : NULL;
	AUTO_TEXT struct text key = TEXT_INIT;
	render_key(&key, object->values, object->entity->n_keys);
	text_addf(d->t, "%s ", object->entity->name);
	text_add_visible(d->t, key.data);
	if (value && value->kind == VALUE_TEXT && name >= object->entity->columns + object->entity->n_keys) {
		text_add(d->t, " (");
		text_add_visible(d->t, value->text);
		text_add_char(d->t, ')');
	}
	text_add(d->t, " of ");
	text_add_visible(d->t, object->cluster);
	text_addf(d->t, ", %s\n", d->style->title);
}

/* Which part of the heading's key is what? */
static void add_key(struct description *d)
{
	const struct entity *entity = d->object->entity;
	if (entity->n_keys < 2)
		return;
	add_title(d, entity->tabs);
	for (unsigned i = 0; i < entity->n_keys; i++)
		add_column(d, &entity->columns[i], &d->object->values[i]);
}

static void add_rest(struct description *d)
{
	if (d->object->extra) {
		text_add(d->t, "\nWhat no column names\n  ");
		text_add_visible(d->t, d->object->extra);
		text_add_char(d->t, '\n');
	}
	if (d->none.size) {
		text_add(d->t, "\nNone\n  ");
		text_add_wrapped(d->t, d->none.data, 2, 2, d->style->width);
		text_add_char(d->t, '\n');
	}
	if (d->n_reasons > 0)
		text_add(d->t, "\nNot read, or not all of it\n");
	for (size_t i = 0; i < d->n_reasons; i++) {
		AUTO_TEXT struct text line = TEXT_INIT;
		text_add_visible(&line, d->reasons[i].names.data);
		text_add(&line, " (");
		text_add_visible(&line, d->reasons[i].why);
		text_add(&line, ")");
		text_add(d->t, "  ");
		text_add_wrapped(d->t, line.data, 2, 4, d->style->width);
		text_add_char(d->t, '\n');
	}
}

static void description_clear(struct description *d)
{
	for (size_t i = 0; i < d->n_reasons; i++) {
		free(d->reasons[i].why);
		text_clear(&d->reasons[i].names);
	}
	free(d->reasons);
	text_clear(&d->none);
}

bool describe_text(struct text *t, sqlite3 *db, const struct object *object,
		   const struct describe_style *style, struct fault *f)
{
	struct description d = { .t = t, .db = db, .object = object, .style = style, .none = TEXT_INIT };
	bool ok = true;
	add_head(&d);
	for (const struct tab *tab = object->entity->tabs; tab->title && ok; tab++) {
		d.titled = false;
		if (tab == object->entity->tabs)
			add_key(&d);
		add_columns(&d, tab);
		for (const struct related *r = tab->related; r->entity && ok; r++)
			ok = add_list(&d, tab, r, f);
	}
	if (ok)
		add_rest(&d);
	description_clear(&d);
	return ok;
}
