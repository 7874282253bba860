#include "coverage/compare.h"

#include <string.h>

#include "coverage/report.h"

static const struct print_column columns[] = {
	{ "change", TYPE_TEXT }, { "area", TYPE_TEXT },  { "place", TYPE_TEXT },
	{ "field", TYPE_TEXT },  { "state", TYPE_TEXT },
};
#define COLUMNS (sizeof columns / sizeof *columns)
static const struct sheet sheet = { .columns = columns, .n_columns = COLUMNS, .rows_name = "fields" };

struct comparison {
	const struct coverage *from, *to;
	struct printer *printer;
	struct text *unknown;
	unsigned count;
};

static bool has(const struct coverage *c, const struct unit *unit)
{
	return c->cluster ? unit->seen : unit->declared;
}

static bool has_field(const struct coverage *c, const char *place, const char *field)
{
	for (size_t i = 0; i < c->n_units; i++)
		if (has(c, &c->units[i]) && strcmp(c->units[i].field, field) == 0 &&
		    strcmp(unit_place(&c->units[i]), place) == 0)
			return true;
	return false;
}

/* Was there anything at all in that place? The facts tell of all places. */
static bool has_place(const struct coverage *c, const char *place)
{
	if (!c->cluster)
		return true;
	for (size_t i = 0; i < c->n_units; i++)
		if (c->units[i].seen && strcmp(unit_place(&c->units[i]), place) == 0)
			return true;
	return false;
}

static void note_unknown(struct comparison *comparison, const char *place)
{
	const char *known = strstr(comparison->unknown->data, place);
	size_t size = strlen(place);

	if (known && (known[size] == ',' || !known[size]))
		return;
	text_addf(comparison->unknown, "%s%s", comparison->unknown->size ? ", " : "", place);
}

static void print_unit(struct comparison *comparison, const char *change, const char *place,
		       const struct unit *unit)
{
	struct value values[COLUMNS] = {
		value_text(change),
		value_text(unit->area->name),
		value_text(place),
		value_text(unit->field),
		value_text(unit_state_names[unit->state]),
	};

	printer_row(comparison->printer, values, NULL);
	comparison->count++;
	for (size_t i = 0; i < COLUMNS; i++)
		value_clear(&values[i]);
}

/* What 'a' has and 'b' has not. */
static void compare(struct comparison *comparison, const struct coverage *a, const struct coverage *b,
		    const char *change)
{
	for (size_t i = 0; i < a->n_units; i++) {
		const struct unit *unit = &a->units[i];
		const char *place = unit_place(unit);

		if (!has(a, unit) || has_field(b, place, unit->field))
			continue;
		if (has_place(b, place))
			print_unit(comparison, change, place, unit);
		else
			note_unknown(comparison, place);
	}
}

unsigned compare_print(const struct coverage *from, const struct coverage *to, struct output *out,
		       const struct print_options *options, struct text *unknown)
{
	struct comparison comparison = { from, to, printer_new(out, options, &sheet), unknown, 0 };

	compare(&comparison, to, from, "added");
	compare(&comparison, from, to, "removed");
	printer_end(comparison.printer);
	printer_free(comparison.printer);
	return comparison.count;
}
