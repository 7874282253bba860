/* report.h - a coverage in the formats that people and CI systems read. */
#ifndef PVEINV_COVERAGE_REPORT_H
#define PVEINV_COVERAGE_REPORT_H

#include "coverage/gate.h"
#include "report/gaps.h"
#include "report/print.h"

enum coverage_format {
	COVERAGE_TABLE,
	COVERAGE_JSON,
	COVERAGE_MARKDOWN,
	COVERAGE_COBERTURA,
	COVERAGE_JUNIT,
	COVERAGE_HTML,
};
extern const char *const coverage_format_names[]; /* ended by null */

struct coverage_report {
	const struct coverage *coverage;
	struct tallies tallies;
	struct gaps gaps; /* what could not be read */
	struct gates gates;
	unsigned list; /* states whose units are listed, as bits; for people */
};

/* What did not answer is named by its reads: 'gaps'. */
#define COVERAGE_LISTED                                                                                      \
	(1u << UNIT_MISSED | 1u << UNIT_NEW | 1u << UNIT_PHANTOM | 1u << UNIT_DEAD | 1u << UNIT_DENIED)

void coverage_print(struct output *out, enum coverage_format format, const struct coverage_report *report);

/* --- one for each format: appends the document */

void coverage_print_table(struct output *out, const struct coverage_report *report);
void coverage_print_markdown(struct output *out, const struct coverage_report *report);
void coverage_add_json(struct text *t, const struct coverage_report *report);
void coverage_add_json_schema(struct text *t); /* of COVERAGE_JSON */
void coverage_add_cobertura(struct text *t, const struct coverage_report *report);
void coverage_add_junit(struct text *t, const struct coverage_report *report);
void coverage_add_html(struct text *t, const struct coverage_report *report);

/* --- what they share */

/* "north: snapshot 2 (2026-11-03T06:00:00Z), PVE 9.1.4; declared: PVE 9.2" */
void coverage_add_subject(struct text *t, const struct coverage *coverage);
/* The counts by area, all of them last. */
void coverage_print_areas(struct output *out, enum print_format format, const struct coverage_report *report);
/* The read's name, else the path. */
const char *unit_place(const struct unit *unit);
/* Index after the units from 'i' on that are of one place and state and have one reason. */
size_t units_alike(const struct coverage *coverage, size_t i);

#endif
