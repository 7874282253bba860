/* keyset.h - a set of keys, each the JSON array of its values: [100,"scsi0"]. */
#ifndef PVEINV_KEYSET_H
#define PVEINV_KEYSET_H

#include <stdbool.h>
#include <stddef.h>

struct keyset {
	struct keyset_entry {
		char *key; /* null: free */
		int mark;
	} * slots;
	size_t n_slots, count;
};
#define KEYSET_INIT                                                                                          \
	{                                                                                                    \
		0, 0, 0                                                                                      \
	}

void keyset_clear(struct keyset *set);
/* Adds a key, or marks it anew. */
void keyset_add(struct keyset *set, const char *key, int mark);
/* The mark, or 'otherwise' when the key is not in the set. */
int keyset_mark(const struct keyset *set, const char *key, int otherwise);
bool keyset_has(const struct keyset *set, const char *key);

#endif
