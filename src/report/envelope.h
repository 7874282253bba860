/* envelope.h - what stands before the rows of a report: which moments they show, and what they can't. */
#ifndef PVEINV_ENVELOPE_H
#define PVEINV_ENVELOPE_H

#include "report/gaps.h"
#include "store/store.h"

/* Appends the members "entity" and "clusters" of a JSON document, without braces. 'gaps': those that concern
 * what follows. */
void envelope_add(struct text *t, const struct entity *entity, const struct moment *moment, bool live,
		  const struct gaps *gaps);

#endif
