#include "coverage/report.h"

#include <string.h>

#include "report/render.h"

const char *const coverage_format_names[] = {
	"table", "json", "markdown", "cobertura", "junit", "html", NULL
};

static void add_document(struct text *t, enum coverage_format format, const struct coverage_report *report)
{
	switch (format) {
	case COVERAGE_JSON:
		coverage_add_json(t, report);
		break;
	case COVERAGE_COBERTURA:
		coverage_add_cobertura(t, report);
		break;
	case COVERAGE_JUNIT:
		coverage_add_junit(t, report);
		break;
	case COVERAGE_HTML:
		coverage_add_html(t, report);
		break;
	case COVERAGE_TABLE:
	case COVERAGE_MARKDOWN:
		break;
	}
}

void coverage_print(struct output *out, enum coverage_format format, const struct coverage_report *report)
{
	AUTO_TEXT struct text t = TEXT_INIT;

	if (format == COVERAGE_TABLE) {
		coverage_print_table(out, report);
		return;
	}
	if (format == COVERAGE_MARKDOWN) {
		coverage_print_markdown(out, report);
		return;
	}
	add_document(&t, format, report);
	if (format == COVERAGE_JSON && out->terminal) {
		AUTO_TEXT struct text visible = TEXT_INIT;

		render_visible_json(&visible, t.data);
		output_text(out, &visible);
	} else {
		output_text(out, &t);
	}
}

/* "9.2", "7.4, 8.4" */
static void add_versions(struct text *t, const struct coverage *c)
{
	const char *before = "";

	for (unsigned i = 0; c->facts->versions[i]; i++)
		if (c->versions & 1u << i) {
			text_addf(t, "%s%s", before, c->facts->versions[i]);
			before = ", ";
		}
}

void coverage_add_subject(struct text *t, const struct coverage *c)
{
	if (c->cluster) {
		struct value taken = value_int(c->taken);

		text_add_visible(t, c->cluster);
		if (c->snapshot)
			text_addf(t, ": snapshot %lld (", (long long)c->snapshot);
		else
			text_add(t, ": live (");
		render_human(t, TYPE_TIMESTAMP, &taken);
		text_add(t, "), PVE ");
		text_add_visible(t, c->pve ? c->pve : "of an unknown version");
		text_add(t, "; ");
	}
	text_add(t, c->facts == &facts_declared ? "declared: PVE " : "declared by ");
	add_versions(t, c);
}

const char *unit_place(const struct unit *unit)
{
	return unit->read ? unit->read->name : unit->endpoint->path;
}

static bool same_reason(const struct unit *a, const struct unit *b)
{
	return strcmp(a->reason ? a->reason : "", b->reason ? b->reason : "") == 0;
}

size_t units_alike(const struct coverage *c, size_t i)
{
	const struct unit *first = &c->units[i];

	while (++i < c->n_units) {
		const struct unit *unit = &c->units[i];

		if (unit->area != first->area || unit->state != first->state ||
		    strcmp(unit_place(unit), unit_place(first)) != 0 || !same_reason(unit, first))
			break;
	}
	return i;
}
