/* report_table.c - for people: what is missing, by state and read; then the counts by area, all of them last.
 */
#include "base/wrap.h"
#include "coverage/report.h"
#include "report/print.h"

#define LINE_WIDTH 100

static const struct print_column columns[] = {
	{ "area", TYPE_TEXT },    { "endpoints", TYPE_TEXT }, { "excluded", TYPE_INT },
	{ "denied", TYPE_INT },   { "missed", TYPE_INT },     { "declared", TYPE_INT },
	{ "mapped", TYPE_INT },   { "schema%", TYPE_REAL },   { "seen", TYPE_INT },
	{ "captured", TYPE_INT }, { "live%", TYPE_REAL },
};
#define COLUMNS (sizeof columns / sizeof *columns)

/* --- lists */

static void add_fields(struct text *t, const struct coverage *c, const char *place, const char *reason,
		       size_t *i)
{
	AUTO_TEXT struct text fields = TEXT_INIT;
	size_t first = *i;

	for (size_t end = units_alike(c, first); *i < end; ++*i) {
		text_add(&fields, *i > first ? ", " : "");
		text_add_visible(&fields, c->units[*i].field);
	}
	text_addf(t, "  %s%s", place, reason ? ": " : "");
	if (reason)
		text_add_visible(t, reason);
	text_add(t, "\n      ");
	text_add_wrapped(t, fields.data, 6, 6, LINE_WIDTH);
	text_add_char(t, '\n');
}

static void add_list(struct text *t, const struct coverage_report *report, enum unit_state state)
{
	const struct coverage *c = report->coverage;
	bool named = report->list & 1u << state;

	if (!report->tallies.total.states[state] || (!named && state != UNIT_UNREACHABLE))
		return;
	text_addf(t, "\n%s: %u, %s%s\n", unit_state_names[state], report->tallies.total.states[state],
		  unit_state_meanings[state], named ? "" : " (--list unreachable)");
	for (size_t i = 0; named && i < c->n_units;) {
		const struct unit *unit = &c->units[i];

		if (unit->state == state)
			add_fields(t, c, unit_place(unit), unit->reason, &i);
		else
			i = units_alike(c, i);
	}
}

static void add_gates(struct text *t, const struct coverage_report *report)
{
	for (size_t i = 0; i < report->gates.count; i++) {
		const struct gate *gate = &report->gates.items[i];

		text_addf(t, "%s%s %s: ", i ? "" : "\n", gate->met ? "met    " : "NOT MET", gate->name);
		text_add_visible(t, gate->detail);
		text_add_char(t, '\n');
	}
}

/* --- the table */

static struct value percent(unsigned part, unsigned whole)
{
	AUTO_TEXT struct text t = TEXT_INIT;

	text_add_tenths(&t, tenths_of(part, whole));
	return value_text(whole ? t.data : NULL);
}

static void print_row(struct printer *printer, const char *name, const struct tally *tally)
{
	AUTO_FREE char *endpoints = xasprintf("%u/%u", tally->endpoints_read, tally->endpoints);
	struct value values[COLUMNS] = {
		value_text(name),
		value_text(endpoints),
		value_int(tally->states[UNIT_EXCLUDED]),
		value_int(tally->states[UNIT_DENIED]),
		value_int(tally->states[UNIT_MISSED] + tally->states[UNIT_NEW]),
		value_int(tally->declared),
		value_int(tally->mapped),
		percent(tally->mapped, tally->declared),
		value_int(tally->seen),
		value_int(tally->captured),
		percent(tally->captured, tally->seen),
	};

	printer_row(printer, values, NULL);
	for (size_t i = 0; i < COLUMNS; i++)
		value_clear(&values[i]);
}

void coverage_print_areas(struct output *out, enum print_format format, const struct coverage_report *report)
{
	bool live = report->coverage->cluster;
	struct sheet sheet = { .columns = columns, .n_columns = live ? COLUMNS : COLUMNS - 3 };
	struct print_options options = { .format = format };
	struct printer *printer = printer_new(out, &options, &sheet);

	for (size_t i = 0; i < report->tallies.n_areas; i++)
		print_row(printer, report->tallies.areas[i].area->name, &report->tallies.areas[i]);
	print_row(printer, "TOTAL", &report->tallies.total);
	printer_end(printer);
	printer_free(printer);
}

void coverage_print_table(struct output *out, const struct coverage_report *report)
{
	AUTO_TEXT struct text t = TEXT_INIT;

	coverage_add_subject(&t, report->coverage);
	text_add_char(&t, '\n');
	for (int state = 0; state < UNIT_STATES; state++)
		add_list(&t, report, (enum unit_state)state);
	gaps_add_text(&t, &report->gaps);
	add_gates(&t, report);
	text_add_char(&t, '\n');
	output_text(out, &t);
	coverage_print_areas(out, PRINT_TABLE, report);
}
