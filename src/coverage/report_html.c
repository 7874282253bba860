/* report_html.c - one page that needs nothing else: no script, no font, no picture; light or dark as the
 * reader's system is. */
#include "coverage/markup.h"
#include "coverage/report.h"

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta name=\"color-scheme\" content=\"light dark\">\n<title>Metadata coverage</title>\n<style>\n"
	":root { color-scheme: light dark; --text: #1b1f24; --dim: #57606a; --page: #ffffff; --line: "
	"#d0d7de;\n"
	"  --good: #1a7f37; --poor: #b35900; --bad: #b3261e; --bar: #e6eaef; }\n"
	"@media (prefers-color-scheme: dark) {\n"
	"  :root { --text: #e6edf3; --dim: #9da7b3; --page: #0d1117; --line: #3d444d;\n"
	"    --good: #4ac26b; --poor: #e3a04f; --bad: #ff8f87; --bar: #2a313a; } }\n"
	"body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page);\n"
	"  max-width: 70rem; margin: 0 auto; padding: 1rem; }\n"
	"h1 { font-size: 1.5rem; margin: 0; } .dim { color: var(--dim); }\n"
	".wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin: 1rem 0; }\n"
	"th, td { border-bottom: 1px solid var(--line); padding: .25rem .5rem; text-align: right; "
	"white-space: nowrap; }\n"
	"th, td:first-child { white-space: normal; vertical-align: bottom; }\n"
	"th:first-child, td:first-child { text-align: left; } tfoot td { font-weight: 600; }\n"
	".good { color: var(--good); } .poor { color: var(--poor); } .bad { color: var(--bad); }\n"
	".bar { display: inline-block; width: 4rem; height: .5rem; background: var(--bar); margin-right: "
	".5rem; }\n"
	".bar i { display: block; height: 100%; background: currentColor; }\n"
	"details { border-bottom: 1px solid var(--line); padding: .5rem 0; } summary { cursor: pointer; }\n"
	"dl { display: grid; grid-template-columns: minmax(8rem, 18rem) 1fr; gap: .25rem 1rem; margin: .5rem "
	"0; }\n"
	"dt, dd { margin: 0; overflow-wrap: anywhere; } code { font: 14px/1.4 ui-monospace, monospace; }\n"
	"</style>\n</head>\n<body>\n";

static void add_ratio(struct text *t, unsigned part, unsigned whole)
{
	int tenths = tenths_of(part, whole);

	if (tenths < 0) {
		text_add(t, "<td class=\"dim\">-</td>");
		return;
	}
	text_addf(t,
		  "<td class=\"%s\"><span class=\"bar\" aria-hidden=\"true\"><i "
		  "style=\"width:%d.%d%%\"></i></span>",
		  tenths == 1000  ? "good"
		  : tenths >= 900 ? "poor"
				  : "bad",
		  tenths / 10, tenths % 10);
	text_add_tenths(t, tenths);
	text_add(t, "</td>");
}

static void add_row(struct text *t, const char *name, const struct tally *tally, bool live)
{
	text_addf(t, "<tr><td>%s</td><td>%u/%u</td><td>%u</td><td>%u</td><td>%u</td><td>%u</td>", name,
		  tally->endpoints_read, tally->endpoints, tally->states[UNIT_EXCLUDED],
		  tally->states[UNIT_DENIED] + tally->states[UNIT_UNREACHABLE],
		  tally->states[UNIT_MISSED] + tally->states[UNIT_NEW], tally->declared);
	add_ratio(t, tally->mapped, tally->declared);
	if (live) {
		text_addf(t, "<td>%u</td>", tally->seen);
		add_ratio(t, tally->captured, tally->seen);
	}
	text_add(t, "</tr>\n");
}

static void add_table(struct text *t, const struct coverage_report *report)
{
	bool live = report->coverage->cluster;

	text_add(t, "<div class=\"wide\"><table>\n<thead><tr><th>Area</th><th>Endpoints</th><th>Excluded</th>"
		    "<th>Not readable</th><th>Missed</th><th>Declared</th><th>Schema coverage</th>");
	text_add(t, live ? "<th>Seen</th><th>Live coverage</th></tr></thead>\n<tbody>\n"
			 : "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < report->tallies.n_areas; i++)
		add_row(t, report->tallies.areas[i].area->title, &report->tallies.areas[i], live);
	text_add(t, "</tbody>\n<tfoot>\n");
	add_row(t, "All", &report->tallies.total, live);
	text_add(t, "</tfoot>\n</table></div>\n");
}

static void add_gates(struct text *t, const struct gates *gates)
{
	text_add(t, gates->count ? "<ul>\n" : "");
	for (size_t i = 0; i < gates->count; i++) {
		const struct gate *gate = &gates->items[i];

		text_addf(t, "<li><strong class=\"%s\">%s</strong> <code>", gate->met ? "good" : "bad",
			  gate->met ? "met" : "not met");
		text_add_markup(t, gate->name);
		text_add(t, "</code> ");
		text_add_markup(t, gate->detail);
		text_add(t, "</li>\n");
	}
	text_add(t, gates->count ? "</ul>\n" : "");
}

static size_t add_fields(struct text *t, const struct coverage *c, size_t i)
{
	const struct unit *first = &c->units[i];
	size_t end = units_alike(c, i);

	text_add(t, "<dt>");
	text_add_markup(t, unit_place(first));
	text_add(t, "</dt><dd>");
	if (first->reason) {
		text_add(t, "<span class=\"dim\">");
		text_add_markup(t, first->reason);
		text_add(t, ":</span> ");
	}
	for (; i < end; i++) {
		text_add(t, "<code>");
		text_add_markup(t, c->units[i].field);
		text_add(t, i + 1 < end ? "</code>, " : "</code>");
	}
	text_add(t, "</dd>\n");
	return end;
}

/* Everything is in the page; what needs attention is open. */
static void add_list(struct text *t, const struct coverage_report *report, enum unit_state state)
{
	const struct coverage *c = report->coverage;

	if (!report->tallies.total.states[state])
		return;
	text_addf(
		t,
		"<details%s><summary><strong>%s</strong>: %u <span class=\"dim\">%s</span></summary>\n<dl>\n",
		COVERAGE_LISTED & 1u << state ? " open" : "", unit_state_names[state],
		report->tallies.total.states[state], unit_state_meanings[state]);
	for (size_t i = 0; i < c->n_units;)
		i = c->units[i].state == state ? add_fields(t, c, i) : units_alike(c, i);
	text_add(t, "</dl></details>\n");
}

static void add_gaps(struct text *t, const struct gaps *gaps)
{
	text_add(t, gaps->count ? "<h2>What could not be read</h2>\n<ul>\n" : "");
	for (size_t i = 0; i < gaps->count;) {
		AUTO_TEXT struct text line = TEXT_INIT;

		i = gaps_add_line(&line, gaps, i);
		text_add(t, "<li>");
		text_add_markup(t, line.data);
		text_add(t, "</li>\n");
	}
	text_add(t, gaps->count ? "</ul>\n" : "");
}

void coverage_add_html(struct text *t, const struct coverage_report *report)
{
	const struct coverage *c = report->coverage;
	AUTO_TEXT struct text subject = TEXT_INIT;

	coverage_add_subject(&subject, c);
	text_add(t, head);
	text_add(t, "<h1>Metadata coverage</h1>\n<p class=\"dim\">");
	text_add_markup(t, subject.data);
	text_add(t, "</p>\n");
	if (c->cluster && !c->complete)
		text_add(t, "<p class=\"bad\"><strong>Not all could be read.</strong></p>\n");
	add_gates(t, &report->gates);
	add_table(t, report);
	add_gaps(t, &report->gaps);
	for (int state = UNIT_MISSED; state < UNIT_STATES; state++)
		add_list(t, report, (enum unit_state)state);
	for (int state = 0; state < UNIT_MISSED; state++)
		add_list(t, report, (enum unit_state)state);
	text_add(t, "</body>\n</html>\n");
}
