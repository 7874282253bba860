/* relocate.h - a guest that migrates while it is being looked at. The list said where it was; its node
 * says that it is not there: the list is read once more, and the guest where it is now. */
#ifndef PVEINV_RELOCATE_H
#define PVEINV_RELOCATE_H

#include "walk/walk_internal.h"

/* Does the answer mean that the row is elsewhere? Each job is relocated once. */
bool relocate_is_due(const struct job *job, int status, const char *message);

/* Keeps the job until all other answers are there; takes over 'reason'. */
void relocate_keep(struct walk *w, struct job *job, char *reason);

/* With nothing outstanding: looks where the kept jobs' rows are now, and plans the jobs anew. A row that
 * is nowhere any more is let go: it was removed during the walk. */
bool relocate_all(struct walk *w, struct fault *f);

void relocate_clear(struct walk *w);

#endif
