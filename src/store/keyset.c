/* keyset.c - open addressing, FNV-1a. */
#include "store/keyset.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

void keyset_clear(struct keyset *set)
{
	for (size_t i = 0; i < set->n_slots; i++)
		free(set->slots[i].key);
	free(set->slots);
	*set = (struct keyset)KEYSET_INIT;
}

static struct keyset_entry *find(const struct keyset *set, const char *key)
{
	uint64_t hash = 14695981039346656037u;
	size_t at;

	for (const char *s = key; *s; s++)
		hash = (hash ^ (unsigned char)*s) * 1099511628211u;
	at = (size_t)hash & (set->n_slots - 1);
	while (set->slots[at].key && strcmp(set->slots[at].key, key) != 0)
		at = (at + 1) & (set->n_slots - 1);
	return &set->slots[at];
}

static void grow(struct keyset *set)
{
	struct keyset old = *set;

	set->n_slots = old.n_slots ? old.n_slots * 2 : 16;
	set->slots = xcalloc(set->n_slots, sizeof *set->slots);
	for (size_t i = 0; i < old.n_slots; i++)
		if (old.slots[i].key)
			*find(set, old.slots[i].key) = old.slots[i];
	free(old.slots);
}

void keyset_add(struct keyset *set, const char *key, int mark)
{
	struct keyset_entry *entry;

	if (2 * (set->count + 1) > set->n_slots)
		grow(set);
	entry = find(set, key);
	if (!entry->key) {
		entry->key = xstrdup(key);
		set->count++;
	}
	entry->mark = mark;
}

int keyset_mark(const struct keyset *set, const char *key, int otherwise)
{
	const struct keyset_entry *entry = set->count ? find(set, key) : NULL;

	return entry && entry->key ? entry->mark : otherwise;
}

bool keyset_has(const struct keyset *set, const char *key)
{
	return set->count && find(set, key)->key;
}
