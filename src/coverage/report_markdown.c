/* report_markdown.c - for the summary of a pipeline's step or a merge request: GitHub's Markdown, which shows
 * at most a mebibyte of it. */
#include "coverage/report.h"
#include "report/render.h"

#define LONGEST 900000

static void add_unit(struct text *t, const struct unit *unit)
{
	text_add(t, "- ");
	render_markdown(t, unit_place(unit));
	text_add_char(t, ' ');
	render_markdown(t, unit->field);
	if (unit->reason) {
		AUTO_TEXT struct text visible = TEXT_INIT;

		text_add_visible(&visible, unit->reason);
		text_add(t, ": ");
		render_markdown(t, visible.data);
	}
	text_add_char(t, '\n');
}

static void add_list(struct text *t, const struct coverage_report *report, enum unit_state state)
{
	const struct coverage *c = report->coverage;

	if (!report->tallies.total.states[state])
		return;
	text_addf(t, "\n<details><summary>%s: %u, %s</summary>\n\n", unit_state_names[state],
		  report->tallies.total.states[state], unit_state_meanings[state]);
	for (size_t i = 0; i < c->n_units && t->size < LONGEST; i++)
		if (c->units[i].state == state)
			add_unit(t, &c->units[i]);
	text_add(t, t->size < LONGEST ? "\n</details>\n" : "- …\n\n</details>\n");
}

static void add_gates(struct text *t, const struct gates *gates)
{
	for (size_t i = 0; i < gates->count; i++) {
		text_add(t, gates->items[i].met ? "- met: " : "- **not met**: ");
		render_markdown(t, gates->items[i].name);
		text_add(t, ", ");
		render_markdown(t, gates->items[i].detail);
		text_add_char(t, '\n');
	}
	text_add(t, gates->count ? "\n" : "");
}

static void add_gaps(struct text *t, const struct gaps *gaps)
{
	for (size_t i = 0; i < gaps->count;) {
		AUTO_TEXT struct text line = TEXT_INIT, visible = TEXT_INIT;

		i = gaps_add_line(&line, gaps, i);
		text_add_visible(&visible, line.data);
		text_add(t, "- ");
		render_markdown(t, visible.data);
		text_add_char(t, '\n');
	}
	text_add(t, gaps->count ? "\n" : "");
}

void coverage_print_markdown(struct output *out, const struct coverage_report *report)
{
	const struct coverage *c = report->coverage;
	AUTO_TEXT struct text t = TEXT_INIT, subject = TEXT_INIT;

	coverage_add_subject(&subject, c);
	text_add(&t, "## Metadata coverage\n\n");
	render_markdown(&t, subject.data);
	text_add(&t, c->cluster && !c->complete ? "\n\n**Not all could be read.**\n\n" : "\n\n");
	add_gaps(&t, &report->gaps);
	add_gates(&t, &report->gates);
	output_text(out, &t);
	coverage_print_areas(out, PRINT_MARKDOWN, report);
	for (int state = 0; state < UNIT_STATES; state++)
		if (report->list & 1u << state)
			add_list(&t, report, (enum unit_state)state);
	output_text(out, &t);
}
