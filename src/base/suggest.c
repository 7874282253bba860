#include "base/suggest.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment, three rows of the matrix. */
size_t edit_distance(const char *a, const char *b)
{
	size_t width = strlen(b) + 1;
	size_t *rows = xcalloc(3 * width, sizeof *rows);
	size_t *before = rows, *above = rows + width, *row = rows + 2 * width;
	for (size_t j = 0; j < width; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t *oldest = before;
		before = above;
		above = row;
		row = oldest;
		row[0] = i;
		for (size_t j = 1; j < width; j++) {
			size_t cost = a[i - 1] != b[j - 1];
			row[j] = smaller(smaller(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = smaller(row[j], before[j - 2] + 1);
		}
	}
	size_t distance = row[width - 1];
	free(rows);
	return distance;
}

void suggestion_offer(struct suggestion *s, const char *name)
{
	size_t length = strlen(s->word);
	if (length == 0 || length > 64)
		return;
	size_t distance = edit_distance(s->word, name);
	if (length > 1 && text_starts_with(name, s->word))
		distance = smaller(distance, 1);
	/* A third of the letters may be wrong: "gest" is guest, "xyz" is nothing. */
	if (distance > 1 + length / 4 || distance >= length)
		return;
	if (!s->name || distance < s->distance) {
		s->name = name;
		s->distance = distance;
	}
}
