#include "doctor/names.h"

#include <stdlib.h>
#include <string.h>

void names_take(struct names *names, char *name)
{
	names->items = xreallocarray(names->items, names->count + 2, sizeof *names->items);
	names->items[names->count++] = name;
	names->items[names->count] = NULL;
}

void names_add(struct names *names, const char *name)
{
	names_take(names, xstrdup(name));
}

bool names_has(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->items[i], name) == 0)
			return true;
	return false;
}

void names_clear(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i]);
	free(names->items);
	*names = (struct names){ NULL, 0 };
}

void names_add_text(struct text *t, const struct names *names, size_t most)
{
	size_t shown = names->count > most ? most : names->count;

	for (size_t i = 0; i < shown; i++)
		text_addf(t, "%s%s", i ? ", " : "", names->items[i]);
	if (shown < names->count)
		text_addf(t, ", … %zu more", names->count - shown);
}
