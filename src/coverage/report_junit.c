/* report_junit.c - JUnit's XML: a suite an area, a case a read (or a path that should be read); and a suite
 * of the conditions. A field that is missed, new, phantom or dead fails its case; what could not be read is
 * skipped. */
#include "coverage/markup.h"
#include "coverage/report.h"

enum verdict { VERDICT_PASSED, VERDICT_FAILED, VERDICT_SKIPPED };

struct suite {
	struct text cases;
	unsigned tests, failures, skipped;
};

static enum verdict verdict_of(enum unit_state state)
{
	switch (state) {
	case UNIT_MISSED:
	case UNIT_NEW:
	case UNIT_PHANTOM:
	case UNIT_DEAD:
		return VERDICT_FAILED;
	case UNIT_DENIED:
	case UNIT_UNREACHABLE:
		return VERDICT_SKIPPED;
	case UNIT_CAPTURED:
	case UNIT_UNSEEN:
	case UNIT_EXCLUDED:
	case UNIT_STATES:
		break;
	}
	return VERDICT_PASSED;
}

static void add_case(struct suite *suite, const char *class, const char *name, enum verdict verdict,
		     const char *message)
{
	struct text *t = &suite->cases;

	suite->tests++;
	suite->failures += verdict == VERDICT_FAILED;
	suite->skipped += verdict == VERDICT_SKIPPED;
	text_add(t, "\t\t<testcase");
	text_add_attribute(t, "classname", class);
	text_add_attribute(t, "name", name);
	text_add(t, " time=\"0\"");
	if (verdict == VERDICT_PASSED) {
		text_add(t, "/>\n");
		return;
	}
	text_addf(t, ">\n\t\t\t<%s", verdict == VERDICT_FAILED ? "failure" : "skipped");
	text_add_attribute(t, "message", message);
	text_addf(t, "/>\n\t\t</testcase>\n");
}

static void add_message(struct text *message, const struct unit *unit)
{
	text_addf(message, "%s%s: ", message->size ? "; " : "", unit_state_names[unit->state]);
	text_add(message, unit->reason && unit->state != UNIT_MISSED ? unit->reason : unit->field);
}

/* The units of one read from 'i' on; what fails it counts more than what could not be read. */
static size_t add_read(struct suite *suite, const struct coverage *c, size_t i)
{
	AUTO_TEXT struct text failures = TEXT_INIT, skips = TEXT_INIT;
	const struct unit *first = &c->units[i];
	bool all_excluded = true;

	for (size_t end; i < c->n_units && c->units[i].area == first->area &&
			 unit_place(&c->units[i]) == unit_place(first);
	     i = end) {
		enum verdict verdict = verdict_of(c->units[i].state);

		all_excluded = all_excluded && c->units[i].state == UNIT_EXCLUDED;
		end = verdict == VERDICT_SKIPPED ? units_alike(c, i) : i + 1;
		if (verdict == VERDICT_FAILED)
			add_message(&failures, &c->units[i]);
		else if (verdict == VERDICT_SKIPPED)
			add_message(&skips, &c->units[i]);
	}
	if (!all_excluded)
		add_case(suite, first->area->name, unit_place(first),
			 failures.size ? VERDICT_FAILED
			 : skips.size  ? VERDICT_SKIPPED
				       : VERDICT_PASSED,
			 failures.size ? failures.data : skips.data);
	return i;
}

static void close_suite(struct text *t, struct suite *sum, struct suite *suite, const char *name)
{
	if (suite->tests) {
		text_add(t, "\t<testsuite");
		text_add_attribute(t, "name", name);
		text_addf(t,
			  " tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"%u\" "
			  "time=\"0\">\n%s\t</testsuite>\n",
			  suite->tests, suite->failures, suite->skipped, suite->cases.data);
	}
	sum->tests += suite->tests;
	sum->failures += suite->failures;
	sum->skipped += suite->skipped;
	text_clear(&suite->cases);
	*suite = (struct suite){ .cases = TEXT_INIT };
}

static void add_gates(struct suite *suite, const struct gates *gates)
{
	for (size_t i = 0; i < gates->count; i++)
		add_case(suite, "conditions", gates->items[i].name,
			 gates->items[i].met ? VERDICT_PASSED : VERDICT_FAILED, gates->items[i].detail);
}

void coverage_add_junit(struct text *t, const struct coverage_report *report)
{
	const struct coverage *c = report->coverage;
	AUTO_TEXT struct text suites = TEXT_INIT;
	struct suite suite = { .cases = TEXT_INIT }, sum = { .cases = TEXT_INIT };

	for (size_t i = 0; i < c->n_units;) {
		const struct area *area = c->units[i].area;

		i = add_read(&suite, c, i);
		if (i == c->n_units || c->units[i].area != area)
			close_suite(&suites, &sum, &suite, area->name);
	}
	add_gates(&suite, &report->gates);
	close_suite(&suites, &sum, &suite, "conditions");
	text_addf(t,
		  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"pveinv coverage\" "
		  "tests=\"%u\" "
		  "failures=\"%u\" errors=\"0\" time=\"0\">\n%s</testsuites>\n",
		  sum.tests, sum.failures, suites.data);
}
