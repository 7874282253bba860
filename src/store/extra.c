/* extra.c - what a source says of a row and no column names: {"cfg":{…},"resources":{…}}, canonical. */
#include <stdlib.h>
#include <string.h>

#include "store/sql.h"

void extra_init(struct extra_parts *parts, const struct table *table)
{
	*parts = (struct extra_parts){ .others = TEXT_INIT };
	parts->labels = xcalloc(table->n_labels + 1, sizeof *parts->labels);
}

void extra_clear(struct extra_parts *parts)
{
	free(parts->labels);
	text_clear(&parts->others);
}

static int find_label(const struct table *table, struct json_slice key)
{
	for (unsigned i = 0; i < table->n_labels; i++)
		if (strlen(table->labels[i].name) == key.size &&
		    memcmp(table->labels[i].name, key.text, key.size) == 0)
			return (int)i;
	return -1;
}

static void keep_other(struct extra_parts *parts, struct json_slice key, struct json_slice value)
{
	text_add(&parts->others, parts->others.size ? ",\"" : "\"");
	text_add_bytes(&parts->others, key.text, key.size);
	text_add(&parts->others, "\":");
	text_add_bytes(&parts->others, value.text, value.size);
}

bool extra_parse(struct extra_parts *parts, const struct table *table, const char *text, struct fault *f)
{
	struct json_slice object, key, value;
	size_t cursor = 0;
	int found = 0;

	memset(parts->labels, 0, (table->n_labels + 1) * sizeof *parts->labels);
	text_reset(&parts->others);
	if (!text || !*text)
		return true;
	object = json_slice_of(text);
	while ((found = json_next_member(object, &cursor, &key, &value, f)) == 1) {
		int label = find_label(table, key);

		if (label >= 0)
			parts->labels[label] = value;
		else
			keep_other(parts, key, value);
	}
	if (found < 0) {
		fault_prefix(f, "column extra of %s_history", table->entity->name);
		if (f)
			f->kind = FAULT_STORE;
		return false;
	}
	return true;
}

void extra_add(struct text *t, const struct table *table, const struct extra_parts *parts)
{
	size_t before = t->size;

	for (unsigned i = 0; i < table->n_labels; i++) {
		if (!parts->labels[i].size || label_is_metric(&table->labels[i]))
			continue;
		text_add_char(t, t->size == before ? '{' : ',');
		json_add_string(t, table->labels[i].name);
		text_add_char(t, ':');
		text_add_bytes(t, parts->labels[i].text, parts->labels[i].size);
	}
	if (parts->others.size) {
		text_add_char(t, t->size == before ? '{' : ',');
		text_add_bytes(t, parts->others.data, parts->others.size);
	}
	if (t->size > before)
		text_add_char(t, '}');
}

bool extra_overlay(struct text *t, struct json_slice under, struct json_slice over, struct fault *f)
{
	cJSON *below, *above, *member, *next;

	if (!under.size || !over.size) {
		const struct json_slice *only = under.size ? &under : &over;

		text_add_bytes(t, only->text, only->size);
		return true;
	}
	below = json_parse(under, f);
	above = below ? json_parse(over, f) : NULL;
	for (member = above ? above->child : NULL; member; member = next) {
		next = member->next;
		cJSON_DeleteItemFromObjectCaseSensitive(below, member->string);
		cJSON_AddItemToObject(below, member->string, cJSON_DetachItemViaPointer(above, member));
	}
	if (above)
		json_add_canonical(t, below);
	cJSON_Delete(below);
	cJSON_Delete(above);
	return above != NULL;
}
