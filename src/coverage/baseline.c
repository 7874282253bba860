#include "coverage/baseline.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "coverage/read_file.h"

bool baseline_read(struct baseline *ret, const char *file, struct fault *f)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	cJSON *json;

	if (!read_file(&t, file, f))
		return fault_prefix(f, "--baseline");
	json = json_parse((struct json_slice){ t.data, t.size }, NULL);
	if (!cJSON_IsObject(json_member(json, "totals")) || !cJSON_IsArray(json_member(json, "areas"))) {
		cJSON_Delete(json);
		fault_set(f, FAULT_USAGE, "--baseline: %s is no coverage report", file);
		return fault_hint(f, "'pveinv coverage -o json' writes one");
	}
	*ret = (struct baseline){ xstrdup(file), json };
	return true;
}

void baseline_clear(struct baseline *baseline)
{
	free(baseline->file);
	cJSON_Delete(baseline->json);
	*baseline = (struct baseline){ 0 };
}

static const cJSON *find_tally(const struct baseline *baseline, const struct area *area)
{
	const cJSON *item;

	if (!area)
		return json_member(baseline->json, "totals");
	cJSON_ArrayForEach (item, json_member(baseline->json, "areas")) {
		const char *name = cJSON_GetStringValue(json_member(item, "area"));

		if (name && strcmp(name, area->name) == 0)
			return item;
	}
	return NULL;
}

static unsigned number_of(const cJSON *tally, const char *name)
{
	const cJSON *number = json_member(tally, name);

	return cJSON_IsNumber(number) && number->valuedouble > 0 ? (unsigned)number->valuedouble : 0;
}

/* part / whole < old_part / old_whole, in whole numbers. */
static bool is_smaller(unsigned part, unsigned whole, unsigned old_part, unsigned old_whole)
{
	return old_whole && (uint64_t)part * old_whole < (uint64_t)old_part * whole;
}

static void add_change(struct text *t, const char *what, int from, int to)
{
	text_addf(t, "%s coverage ", what);
	text_add_tenths(t, from);
	text_add(t, " → ");
	text_add_tenths(t, to);
}

bool baseline_holds(const struct baseline *baseline, const struct tally *tally, bool live,
		    struct text *detail)
{
	const cJSON *old = find_tally(baseline, tally->area);
	unsigned declared = number_of(old, "declared"), mapped = number_of(old, "mapped");
	unsigned seen = number_of(old, "seen"), captured = number_of(old, "captured");

	if (tally->area)
		text_addf(detail, "%s: ", tally->area->name);
	add_change(detail, "schema", tenths_of(mapped, declared), tenths_of(tally->mapped, tally->declared));
	if (live) {
		text_add(detail, ", ");
		add_change(detail, "live", tenths_of(captured, seen),
			   tenths_of(tally->captured, tally->seen));
	}
	return !is_smaller(tally->mapped, tally->declared, mapped, declared) &&
	       !(live && is_smaller(tally->captured, tally->seen, captured, seen));
}
