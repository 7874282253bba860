/* names.h - a list of texts that it owns. */
#ifndef PVEINV_NAMES_H
#define PVEINV_NAMES_H

#include "base/text.h"

struct names {
	char **items; /* ended by null once there is one */
	size_t count;
};

void names_add(struct names *names, const char *name); /* copies */
void names_take(struct names *names, char *name);      /* takes it over */
bool names_has(const struct names *names, const char *name);
void names_clear(struct names *names);

/* Appends "a, b, c, … 7 more", with at most 'most' of them. */
void names_add_text(struct text *t, const struct names *names, size_t most);

#endif
