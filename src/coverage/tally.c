#include "coverage/tally.h"

#include <stdlib.h>

static void count_unit(struct tally *tally, const struct unit *unit)
{
	tally->states[unit->state]++;
	if (unit->state == UNIT_EXCLUDED)
		return;
	tally->declared += unit->declared;
	tally->mapped += unit->declared && unit->mapped;
	tally->seen += unit->seen;
	tally->captured += unit->seen && unit->state == UNIT_CAPTURED;
}

static void count_endpoint(struct tally *tally, const struct endpoint *endpoint)
{
	if (endpoint->state == ENDPOINT_EXCLUDED) {
		tally->endpoints_excluded++;
	} else if (endpoint->declared) {
		tally->endpoints++;
		tally->endpoints_read += endpoint->state == ENDPOINT_READ;
	}
}

static bool is_empty(const struct tally *tally)
{
	for (int state = 0; state < UNIT_STATES; state++)
		if (tally->states[state])
			return false;
	return !tally->endpoints && !tally->endpoints_excluded;
}

struct tallies tallies_of(const struct coverage *c)
{
	struct tallies tallies = { 0 };
	size_t n = 0;

	for (const struct area *area = schema_areas; area->name; area++) {
		tallies.areas = xreallocarray(tallies.areas, tallies.n_areas + 1, sizeof *tallies.areas);
		tallies.areas[tallies.n_areas++] = (struct tally){ .area = area };
	}
	for (size_t i = 0; i < c->n_units; i++) {
		count_unit(&tallies.total, &c->units[i]);
		count_unit(&tallies.areas[c->units[i].area - schema_areas], &c->units[i]);
	}
	for (size_t i = 0; i < c->n_endpoints; i++) {
		count_endpoint(&tallies.total, &c->endpoints[i]);
		count_endpoint(&tallies.areas[c->endpoints[i].area - schema_areas], &c->endpoints[i]);
	}
	for (size_t i = 0; i < tallies.n_areas; i++)
		if (!is_empty(&tallies.areas[i]))
			tallies.areas[n++] = tallies.areas[i];
	tallies.n_areas = n;
	return tallies;
}

void tallies_clear(struct tallies *tallies)
{
	free(tallies->areas);
	*tallies = (struct tallies){ 0 };
}

int tenths_of(unsigned part, unsigned whole)
{
	return whole ? (int)((uint64_t)part * 1000 / whole) : -1;
}

void text_add_tenths(struct text *t, int tenths)
{
	if (tenths < 0)
		text_add_char(t, '-');
	else
		text_addf(t, "%d.%d%%", tenths / 10, tenths % 10);
}
