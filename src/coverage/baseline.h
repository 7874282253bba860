/* baseline.h - an earlier coverage report, to compare with: what `coverage -o json` printed. */
#ifndef PVEINV_BASELINE_H
#define PVEINV_BASELINE_H

#include <cjson/cJSON.h>

#include "coverage/tally.h"

struct baseline {
	char *file;
	cJSON *json;
};

/* Faults (FAULT_USAGE): not there, no report. */
bool baseline_read(struct baseline *ret, const char *file, struct fault *f);
void baseline_clear(struct baseline *baseline);

/* Is neither ratio of the area (or of all) smaller than it was? Appends what became of them. */
bool baseline_holds(const struct baseline *baseline, const struct tally *tally, bool live,
		    struct text *detail);

#endif
