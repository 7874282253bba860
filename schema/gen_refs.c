/* gen_refs.c - references: the rows that a column names, and where each part of their key is found.
 *
 * "ref" is a text or a list of them. "ENTITY by PART…" has one part for each column of ENTITY's key: COLUMN
 * of the row, COLUMN.COLUMN of the row to which the first refers, 'text', or * where the others suffice.
 */
#include "schema/gen.h"

#include <stdio.h>
#include <string.h>

/* --- reading them */

/* "vmid.node": what 'vmid' refers to first, by its whole key, has a column 'node'. */
static bool find_through(const struct entity_spec *e, const char *word, struct key_part_spec *part)
{
	const char *dot = strchr(word, '.');
	const struct column_spec *through = find_column(e, format_text("%.*s", (int)(dot - word), word));
	const cJSON *refs = through ? member(through->json, "ref") : 0;
	const cJSON *ref = refs && refs->child ? refs->child : refs;
	const struct entity_spec *target = ref ? find_entity(ref->valuestring) : 0;
	*part = (struct key_part_spec){ PART_THROUGH, target ? find_column(target, dot + 1) : 0, target,
					through, 0 };
	return target && target->n_keys == 1 && part->column;
}

static bool find_part(const struct entity_spec *e, const char *word, struct key_part_spec *part)
{
	size_t length = strlen(word);
	if (!strcmp(word, "*")) {
		*part = (struct key_part_spec){ .kind = PART_ANY };
		return true;
	}
	if (length > 2 && word[0] == '\'' && word[length - 1] == '\'') {
		*part = (struct key_part_spec){ .kind = PART_TEXT,
						.text = format_text("%.*s", (int)length - 2, word + 1) };
		return true;
	}
	if (strchr(word, '.'))
		return find_through(e, word, part);
	*part = (struct key_part_spec){ PART_COLUMN, find_column(e, word), e, 0, 0 };
	return part->column;
}

/* 'words': those behind "by"; null: the column itself. */
static void find_parts(const struct entity_spec *e, struct column_spec *c, struct reference_spec *ref,
		       char *const *words)
{
	size_t n = 0;
	bool itself = !words;
	ref->parts = allocate((words ? count_words(words) : 1) + 1, sizeof *ref->parts);
	if (!words)
		ref->parts[n++] = (struct key_part_spec){ PART_COLUMN, c, e, 0, 0 };
	for (; words && *words; words++, n++) {
		if (!find_part(e, *words, &ref->parts[n]))
			mistake(e->file, c->name, "'ref': '%s' is no column", *words);
		itself = itself || ref->parts[n].column == c ||
			 (ref->parts[n].through == c && ref->entity->n_keys > 1);
	}
	if (n != ref->entity->n_keys || !itself)
		mistake(e->file, c->name,
			"'ref' must be ENTITY by as many parts as the key of %s has (%u), "
			"itself among them",
			ref->entity->name, ref->entity->n_keys);
}

static void find_reference(const struct entity_spec *e, struct column_spec *c, const char *text)
{
	char **words = split_words(text, " ");
	struct reference_spec ref = { find_entity(words[0]), 0 };
	if (!ref.entity) {
		mistake(e->file, c->name, "'ref': '%s' is no entity", words[0] ? words[0] : "");
		return;
	}
	if (words[1] && strcmp(words[1], "by") != 0)
		mistake(e->file, c->name, "'ref': '%s' is not ENTITY by PART", text);
	find_parts(e, c, &ref, words[1] ? words + 2 : 0);
	c->refs[c->n_refs++] = ref;
}

static void find_references_of(const struct entity_spec *e, struct column_spec *c)
{
	const cJSON *given = member(c->json, "ref"), *item;
	c->refs = allocate((size_t)cJSON_GetArraySize(given) + 1, sizeof *c->refs);
	if (cJSON_IsString(given))
		find_reference(e, c, given->valuestring);
	else
		cJSON_ArrayForEach (item, given)
			find_reference(e, c, item->valuestring);
}

void find_references(void)
{
	for (unsigned i = 0; i < spec.n_entities; i++) {
		struct entity_spec *e = &spec.entities[i];
		for (unsigned j = 0; j < e->n_columns; j++)
			find_references_of(e, &e->columns[j]);
	}
}

/* --- asking */

bool refers_to(const struct column_spec *c, const struct entity_spec *e)
{
	for (unsigned i = 0; i < c->n_refs; i++) {
		if (c->refs[i].entity == e)
			return true;
	}
	return false;
}

enum value_type item_type(const struct column_spec *c)
{
	const char *items = text_of(c->json, "items");
	unsigned part = 0;

	if (items)
		return strcmp(items, "int") == 0 ? TYPE_INT : TYPE_REAL;
	if (c->type != TYPE_LIST || !c->n_refs)
		return TYPE_TEXT;
	while (part + 1 < c->refs->entity->n_keys && c->refs->parts[part].column != c)
		part++;
	return c->refs->entity->columns[part].type == TYPE_INT ? TYPE_INT : TYPE_TEXT;
}

bool parts_equal(const struct key_part_spec *a, const struct key_part_spec *b)
{
	bool same_text = a->text ? b->text && !strcmp(a->text, b->text) : !b->text;
	return a->kind == b->kind && a->column == b->column && a->through == b->through && same_text;
}

/* --- writing them */

static void put_place(const struct entity_spec *e, const struct column_spec *c)
{
	printf("&%s_columns[%u]", e->name, (unsigned)(c - e->columns));
}

void put_key_part(const struct entity_spec *e, const struct key_part_spec *part)
{
	static const char *const kinds[] = { [PART_COLUMN] = "PART_COLUMN",
					     [PART_THROUGH] = "PART_THROUGH",
					     [PART_TEXT] = "PART_TEXT",
					     [PART_ANY] = "PART_ANY" };
	printf("{ .kind = %s", kinds[part->kind]);
	if (part->column) {
		printf(", .column = ");
		put_place(part->entity, part->column);
	}
	if (part->through) {
		printf(", .entity = &entity_%s, .through = ", part->entity->name);
		put_place(e, part->through);
	}
	put_member("text", part->text);
	printf(" }, ");
}

void put_references(const struct entity_spec *e, const struct column_spec *c)
{
	if (!c->n_refs)
		return;
	printf(", .refs = (const struct reference[]){ ");
	for (unsigned i = 0; i < c->n_refs; i++) {
		printf("{ &entity_%s, (const struct key_part[]){ ", c->refs[i].entity->name);
		for (unsigned j = 0; j < c->refs[i].entity->n_keys; j++)
			put_key_part(e, &c->refs[i].parts[j]);
		printf("{ .kind = PART_END } } }, ");
	}
	printf("{ .entity = 0 } }");
}
