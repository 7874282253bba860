/* record.h - a source that writes down what another one answers: a recording (DESIGN section 9).
 *
 * What is written holds no credentials: what a column of class secret takes, what stands under a key that
 * looks like a credential's (secret.h) and that no other column takes, and the userinfo of URLs.
 */
#ifndef PVEINV_RECORD_H
#define PVEINV_RECORD_H

#include "source/source.h"

struct record_options {
	const char *path; /* ends with ".zst": compressed */
	bool shapes;      /* key paths and types only: no value, no name, each shape once */
};

/* Takes 'source' over, also when it fails. Nothing is at 'path' before record_finish(). */
struct source *record_open(struct source *source, const struct record_options *options, struct fault *f);

/* Forgets what was written, and the requests that have no answer: the walk begins again. */
void record_restart(struct source *record);

/* Puts the recording in its place. Faults (FAULT_STORE): it could not be written. */
bool record_finish(struct source *record, struct fault *f);

#endif
