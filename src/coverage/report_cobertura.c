/* report_cobertura.c - Cobertura's XML (coverage-04.dtd): a package an area, a class a path, a line a field.
 * The lines are those of the list of declared fields. With a snapshot the fields that it received count, else
 * all that are declared. A field that the list does not have counts with its path, on whose line it is; of a
 * path that it does not have either, on the first line. */
#include <stdlib.h>

#include "coverage/markup.h"
#include "coverage/report.h"

#define FIRST_LINE 1

struct line {
	unsigned number;
	int64_t hits;
};

struct lines {
	struct line *items;
	size_t count, covered;
};

static bool counts(const struct coverage *c, const struct unit *unit)
{
	return unit->state != UNIT_EXCLUDED && (c->cluster ? unit->seen : unit->declared);
}

static int64_t hits_of(const struct unit *unit)
{
	if (unit->state != UNIT_CAPTURED)
		return 0;
	return unit->hits > 0 ? unit->hits : 1;
}

/* Of several fields on one line, the worst. */
static void add_line(struct lines *lines, unsigned number, int64_t hits)
{
	for (size_t i = 0; i < lines->count; i++)
		if (lines->items[i].number == number) {
			if (hits < lines->items[i].hits)
				lines->items[i].hits = hits;
			return;
		}
	lines->items = xreallocarray(lines->items, lines->count + 1, sizeof *lines->items);
	lines->items[lines->count++] = (struct line){ number, hits };
}

static int compare_lines(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static struct lines lines_of(const struct coverage *c, const struct endpoint *endpoint,
			     const struct area *area)
{
	struct lines lines = { 0 };

	for (size_t i = 0; i < c->n_units; i++) {
		const struct unit *unit = &c->units[i];
		unsigned number = unit->line ? unit->line : endpoint->line;

		if (unit->endpoint == endpoint && unit->area == area && counts(c, unit))
			add_line(&lines, number ? number : FIRST_LINE, hits_of(unit));
	}
	for (size_t i = 0; i < lines.count; i++)
		lines.covered += lines.items[i].hits > 0;
	if (lines.count)
		qsort(lines.items, lines.count, sizeof *lines.items, compare_lines);
	return lines;
}

static void add_rate(struct text *t, size_t covered, size_t valid)
{
	text_addf(t, " line-rate=\"%.4f\" branch-rate=\"0\"", valid ? (double)covered / (double)valid : 1.0);
}

static void add_class(struct text *t, const char *file, const struct endpoint *endpoint,
		      const struct lines *lines)
{
	text_add(t, "\t\t\t\t<class");
	text_add_attribute(t, "name", endpoint->path);
	text_add_attribute(t, "filename", file);
	add_rate(t, lines->covered, lines->count);
	text_add(t, " complexity=\"0\">\n\t\t\t\t\t<methods/>\n\t\t\t\t\t<lines>\n");
	for (size_t i = 0; i < lines->count; i++)
		text_addf(t, "\t\t\t\t\t\t<line number=\"%u\" hits=\"%lld\" branch=\"false\"/>\n",
			  lines->items[i].number, (long long)lines->items[i].hits);
	text_add(t, "\t\t\t\t\t</lines>\n\t\t\t\t</class>\n");
}

/* Appends the classes of an area; adds up what they cover. */
static struct lines add_classes(struct text *t, const struct coverage *c, const struct area *area)
{
	struct lines sum = { 0 };

	for (size_t i = 0; i < c->n_endpoints; i++) {
		struct lines lines = lines_of(c, &c->endpoints[i], area);

		if (lines.count)
			add_class(t, facts_declared.file, &c->endpoints[i], &lines);
		sum.count += lines.count;
		sum.covered += lines.covered;
		free(lines.items);
	}
	return sum;
}

static struct lines add_package(struct text *t, const struct coverage *c, const struct area *area)
{
	AUTO_TEXT struct text classes = TEXT_INIT;
	struct lines sum = add_classes(&classes, c, area);

	if (!sum.count)
		return sum;
	text_add(t, "\t\t<package");
	text_add_attribute(t, "name", area->name);
	add_rate(t, sum.covered, sum.count);
	text_addf(t, " complexity=\"0\">\n\t\t\t<classes>\n%s\t\t\t</classes>\n\t\t</package>\n",
		  classes.data);
	return sum;
}

void coverage_add_cobertura(struct text *t, const struct coverage_report *report)
{
	const struct coverage *c = report->coverage;
	AUTO_TEXT struct text packages = TEXT_INIT;
	struct lines sum = { 0 };

	for (const struct area *area = schema_areas; area->name; area++) {
		struct lines of_area = add_package(&packages, c, area);

		sum.count += of_area.count;
		sum.covered += of_area.covered;
	}
	text_add(t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		    "<!DOCTYPE coverage SYSTEM \"http://cobertura.sourceforge.net/xml/coverage-04.dtd\">\n"
		    "<coverage");
	add_rate(t, sum.covered, sum.count);
	text_addf(t,
		  " lines-covered=\"%zu\" lines-valid=\"%zu\" branches-covered=\"0\" branches-valid=\"0\" "
		  "complexity=\"0\" version=\"pveinv " PVEINV_VERSION "\" timestamp=\"%lld\">\n",
		  sum.covered, sum.count, (long long)c->taken);
	text_addf(t,
		  "\t<sources>\n\t\t<source>.</source>\n\t</sources>\n\t<packages>\n%s\t</packages>\n</"
		  "coverage>\n",
		  packages.data);
}
