/* suggest.h - the nearest of some names: "did you mean …?" */
#ifndef PVEINV_SUGGEST_H
#define PVEINV_SUGGEST_H

#include <stddef.h>

/* Edits that turn 'a' into 'b': insertion, deletion, replacement, swap of neighbours. */
size_t edit_distance(const char *a, const char *b);

/* The best name so far; starts with { word, 0, 0 }. */
struct suggestion {
	const char *word;
	const char *name; /* null: none is near enough */
	size_t distance;
};

/* Offers one more name. A name that begins with the word is as near as one edit. */
void suggestion_offer(struct suggestion *suggestion, const char *name);

#endif
