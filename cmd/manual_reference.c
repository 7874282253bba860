/* manual_reference.c - pages about the configuration and the tables. */
#include <string.h>

#include "cmd/manual.h"
#include "report/mdoc.h"
#include "source/config_keys.h"

/* --- pveinv-config(5) */

static void add_sentence(struct text *t, const char *s)
{
	AUTO_FREE char *sentence = xasprintf("%s.", s);
	if (sentence[0] >= 'a' && sentence[0] <= 'z')
		sentence[0] = (char)(sentence[0] - 'a' + 'A');
	mdoc_add_text(t, sentence);
}

static void add_help(struct text *t, const struct config_key *key)
{
	AUTO_FREE char *help = key->seconds ? xasprintf("%s (%ld)", key->help, key->seconds) : NULL;
	add_sentence(t, help ? help : key->help);
}

static void add_keys(struct text *t, const struct config_key *keys)
{
	text_add(t, ".Bl -tag -width Ds\n");
	for (; keys->name; keys++) {
		text_addf(t, ".It Cm %s No = Ar %s\n", keys->name, keys->value);
		add_help(t, keys);
	}
	text_add(t, ".El\n");
}

bool manual_config(struct page *page, struct fault *f)
{
	struct text *t = &page->text;
	page_begin(page, "configuration of pveinv");
	text_add(t, ".Sh DESCRIPTION\n");
	if (!page_add_prose(page, f))
		return false;
	text_add(t, ".Sh KEYS BEFORE THE FIRST SECTION\n");
	add_keys(t, config_global_keys);
	text_add(t, ".Sh KEYS OF A SECTION\nIn a section\n.Li \"[cluster NAME]\" :\n");
	add_keys(t, config_cluster_keys);
	page_add_others(page);
	return true;
}

/* --- pveinv-schema(7) */

static const char *type_note(const struct column *column)
{
	switch (column->class) {
	case CLASS_STATE:
		return ", state";
	case CLASS_METRIC:
		return ", metric";
	case CLASS_SECRET:
		return ", secret";
	case CLASS_CONFIG:
		break;
	}
	return "";
}

static void add_column(struct text *t, const struct entity *entity, const struct column *column)
{
	bool key = column < entity->columns + entity->n_keys;
	text_addf(t, ".It Cm %s Pq %s%s%s\n", column->name, value_type_name(column->rule.type),
		  type_note(column), key ? ", key" : "");
	add_sentence(t, column->help);
	for (const struct reference *ref = column->refs; ref && ref->entity; ref++)
		text_addf(t, "%s\n.Cm %s%s", ref == column->refs ? "Refers to" : "or", ref->entity->name,
			  ref[1].entity ? "\n" : " .\n");
}

static void add_entity(struct text *t, const struct entity *entity)
{
	text_addf(t, ".Ss %s\n", entity->name);
	add_sentence(t, entity->summary);
	text_addf(t, "Plural:\n.Cm %s .\nIn paths:\n.Cm %s .\n", entity->plural, entity->path);
	for (const struct parent *parent = entity->parents; parent->entity; parent++)
		text_addf(t, "A row ends with its\n.Cm %s .\n", parent->entity->name);
	text_add(t, ".Bl -tag -width Ds -compact\n");
	for (unsigned i = 0; i < entity->n_columns; i++)
		add_column(t, entity, &entity->columns[i]);
	text_add(t, ".El\n");
}

bool manual_schema(struct page *page, struct fault *f)
{
	struct text *t = &page->text;
	page_begin(page, "tables and columns of pveinv");
	text_add(t, ".Sh DESCRIPTION\n");
	if (!page_add_prose(page, f))
		return false;
	for (const struct area *area = schema_areas; area->name; area++) {
		text_add(t, ".Sh ");
		for (const char *s = area->title; *s; s++)
			text_add_char(t, *s >= 'a' && *s <= 'z' ? (char)(*s - 'a' + 'A') : *s);
		text_add_char(t, '\n');
		for (const struct entity *const *e = schema_entities; *e; e++) {
			if ((*e)->area == area)
				add_entity(t, *e);
		}
	}
	page_add_others(page);
	return true;
}
