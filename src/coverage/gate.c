#include "coverage/gate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/number.h"
#include "base/suggest.h"
#include "coverage/baseline.h"

#define NAMED_MOST 3

bool gates_are_met(const struct gates *gates)
{
	for (size_t i = 0; i < gates->count; i++)
		if (!gates->items[i].met)
			return false;
	return true;
}

void gates_clear(struct gates *gates)
{
	for (size_t i = 0; i < gates->count; i++) {
		free(gates->items[i].name);
		free(gates->items[i].detail);
	}
	free(gates->items);
	*gates = (struct gates){ NULL, 0 };
}

static void add_gate(struct gates *gates, bool met, char *name, char *detail)
{
	gates->items = xreallocarray(gates->items, gates->count + 1, sizeof *gates->items);
	gates->items[gates->count++] = (struct gate){ name, detail, met };
}

/* --- what was asked for */

/* "95", "99.5%" in tenths. */
static bool parse_percent(const char *text, const char *option, int *ret, struct fault *f)
{
	AUTO_FREE char *number = xstrdup(text);
	size_t size = strlen(number);
	double percent = 0;

	if (size && number[size - 1] == '%')
		number[size - 1] = '\0';
	if (!number_parse_real(number, &percent) || percent < 0 || percent > 100) {
		fault_set(f, FAULT_USAGE, "%s: '%s' is no percentage", option, text);
		return fault_hint(f, "a number from 0 to 100, such as 95 or 99.5");
	}
	*ret = (int)(percent * 10 + 0.9999); /* 99.95 is not met by 99.9 */
	return true;
}

static const struct area *find_area(const char *name, struct fault *f)
{
	struct suggestion near = { name, NULL, 0 };

	for (const struct area *area = schema_areas; area->name; area++) {
		if (strcmp(area->name, name) == 0)
			return area;
		suggestion_offer(&near, area->name);
	}
	fault_set(f, FAULT_USAGE, "--min: there is no area '%s'", name);
	if (near.name)
		fault_hint(f, "did you mean %s?", near.name);
	else
		fault_hint(f, "the areas are those of the table, such as guest=95");
	return NULL;
}

static const struct area *parse_minimum(const char *text, int *ret, struct fault *f)
{
	size_t length = strcspn(text, "=");
	AUTO_FREE char *name = xstrndup(text, length);
	const struct area *area;

	if (!text[length]) {
		fault_set(f, FAULT_USAGE, "--min: '%s' is not AREA=PERCENT", text);
		fault_hint(f, "such as --min guest=95");
		return NULL;
	}
	area = find_area(name, f);
	return area && parse_percent(text + length + 1, "--min", ret, f) ? area : NULL;
}

bool states_parse(const char *list, unsigned *ret, struct fault *f)
{
	AUTO_FREE char *copy = xstrdup(list);
	char *rest = copy, *word;

	while ((word = strsep(&rest, ","))) {
		struct suggestion near = { word, NULL, 0 };
		int state = 0;

		for (; unit_state_names[state] && strcmp(unit_state_names[state], word) != 0; state++)
			suggestion_offer(&near, unit_state_names[state]);
		if (!unit_state_names[state]) {
			fault_set(f, FAULT_USAGE, "there is no state '%s'", word);
			return near.name ? fault_hint(f, "did you mean %s?", near.name)
					 : fault_hint(f, "'pveinv coverage -h' lists them");
		}
		*ret |= 1u << state;
	}
	return true;
}

static bool check_live(const struct gate_options *options, struct fault *f)
{
	if (!options->min_live)
		return true;
	fault_set(f, FAULT_USAGE, "--min-live needs a snapshot to look at");
	return fault_hint(f, "leave out --against declared");
}

bool gates_check(const struct gate_options *options, bool live, struct fault *f)
{
	unsigned states = 0;
	int tenths;

	if (options->no_decrease && !options->baseline) {
		fault_set(f, FAULT_USAGE, "--no-decrease needs --baseline FILE");
		return fault_hint(f, "'pveinv coverage -o json' writes such a file");
	}
	if ((!live && !check_live(options, f)) ||
	    (options->min_live && !parse_percent(options->min_live, "--min-live", &tenths, f)) ||
	    (options->min_schema && !parse_percent(options->min_schema, "--min-schema", &tenths, f)))
		return false;
	for (size_t i = 0; i < options->min.count; i++)
		if (!parse_minimum(options->min.items[i], &tenths, f))
			return false;
	for (size_t i = 0; i < options->fail_on.count; i++)
		if (!states_parse(options->fail_on.items[i], &states, f))
			return fault_prefix(f, "--fail-on");
	return true;
}

/* --- are they met? */

/* What there is nothing of is neither good nor bad, but nothing was shown either: not met. */
static void try_minimum(struct gates *gates, char *name, int least, unsigned part, unsigned whole,
			const char *what)
{
	AUTO_TEXT struct text detail = TEXT_INIT;
	int tenths = tenths_of(part, whole);

	text_addf(&detail, "%s: ", what);
	text_add_tenths(&detail, tenths);
	text_addf(&detail, ", %u of %u", part, whole);
	add_gate(gates, tenths >= least, name, text_take(&detail));
}

static void add_unit_name(struct text *t, const struct unit *unit)
{
	text_addf(t, "%s %s", unit->read ? unit->read->name : unit->endpoint->path, unit->field);
}

static void try_states(struct gates *gates, const struct coverage *c, unsigned states)
{
	for (int state = 0; state < UNIT_STATES; state++) {
		AUTO_TEXT struct text detail = TEXT_INIT;
		unsigned count = 0;

		if (!(states & 1u << state))
			continue;
		for (size_t i = 0; i < c->n_units; i++) {
			if ((int)c->units[i].state != state)
				continue;
			if (count++ < NAMED_MOST) {
				text_add(&detail, count > 1 ? ", " : ": ");
				add_unit_name(&detail, &c->units[i]);
			}
		}
		if (count > NAMED_MOST)
			text_add(&detail, ", …");
		add_gate(gates, count == 0, xasprintf("--fail-on %s", unit_state_names[state]),
			 xasprintf("%u %s%s", count, unit_state_names[state], detail.data));
	}
}

static bool try_area(struct gates *gates, const char *minimum, const struct tallies *tallies, bool live,
		     struct fault *f)
{
	int least = 0;
	const struct area *area = parse_minimum(minimum, &least, f);

	if (!area)
		return false;
	for (size_t i = 0; i < tallies->n_areas; i++) {
		const struct tally *tally = &tallies->areas[i];

		if (tally->area != area)
			continue;
		try_minimum(gates, xasprintf("--min %s", minimum), least, tally->mapped, tally->declared,
			    "schema coverage");
		if (live && tally->seen)
			try_minimum(gates, xasprintf("--min %s", minimum), least, tally->captured,
				    tally->seen, "live coverage");
	}
	return true;
}

static bool try_baseline(struct gates *gates, const struct gate_options *options, const struct coverage *c,
			 const struct tallies *tallies, struct fault *f)
{
	struct baseline baseline;

	if (!baseline_read(&baseline, options->baseline, f))
		return false;
	for (size_t i = 0; options->no_decrease && i <= tallies->n_areas; i++) {
		const struct tally *tally = i ? &tallies->areas[i - 1] : &tallies->total;
		AUTO_TEXT struct text detail = TEXT_INIT;
		bool met = baseline_holds(&baseline, tally, c->cluster != NULL, &detail);

		if (!met || i == 0)
			add_gate(gates, met, xstrdup("--no-decrease"), text_take(&detail));
	}
	baseline_clear(&baseline);
	return true;
}

bool gates_try(struct gates *ret, const struct gate_options *options, const struct coverage *c,
	       const struct tallies *tallies, struct fault *f)
{
	const struct tally *total = &tallies->total;
	unsigned states = 0;
	int least = 0;
	bool done = true;

	*ret = (struct gates){ NULL, 0 };
	if (options->min_live && (done = parse_percent(options->min_live, "--min-live", &least, f)))
		try_minimum(ret, xasprintf("--min-live %s", options->min_live), least, total->captured,
			    total->seen, "live coverage");
	if (done && options->min_schema &&
	    (done = parse_percent(options->min_schema, "--min-schema", &least, f)))
		try_minimum(ret, xasprintf("--min-schema %s", options->min_schema), least, total->mapped,
			    total->declared, "schema coverage");
	for (size_t i = 0; done && i < options->min.count; i++)
		done = try_area(ret, options->min.items[i], tallies, c->cluster, f);
	for (size_t i = 0; done && i < options->fail_on.count; i++)
		done = states_parse(options->fail_on.items[i], &states, f);
	if (done)
		try_states(ret, c, states);
	done = done && (!options->baseline || try_baseline(ret, options, c, tallies, f));
	if (!done)
		gates_clear(ret);
	return done;
}
