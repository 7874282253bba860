/* gen_tabs.c - how an object is arranged: "tabs" of its spec, completed so that nothing is left out.
 *
 * Words of a tab: a column; "*", the columns that no tab names; the plural of an entity whose columns refer
 * to this one, "PLURAL.column" where only one of them is meant, "PLURAL*" for all of its rows.
 */
#include "schema/gen.h"

#include <stdio.h>
#include <string.h>

/* --- entities that belong to an object */

static struct entity_spec *find_plural(const char *name)
{
	for (unsigned i = 0; i < spec.n_entities; i++) {
		const cJSON *names = member(spec.entities[i].json, "names");
		const char *plural = cJSON_GetStringValue(cJSON_GetArrayItem(names, 1));
		if (plural && !strcmp(plural, name))
			return &spec.entities[i];
	}
	return 0;
}

/* Places in a row that may have the key of an object: its parts, one place after the other. */
struct places {
	const struct entity_spec *related, *e; /* rows of the one, objects of the other */
	struct key_part_spec *parts;
	unsigned n_parts;
};

static void add_place(struct places *p, const struct key_part_spec *parts)
{
	for (unsigned i = 0; i < p->n_parts; i += p->e->n_keys) {
		unsigned same = 0;
		while (same < p->e->n_keys && parts_equal(&p->parts[i + same], &parts[same]))
			same++;
		if (same == p->e->n_keys)
			return;
	}
	memcpy(p->parts + p->n_parts, parts, p->e->n_keys * sizeof *parts);
	p->n_parts += p->e->n_keys;
}

static void add_columns(struct places *p, const struct column_spec *const *columns)
{
	struct key_part_spec *parts = allocate(p->e->n_keys, sizeof *parts);
	for (unsigned i = 0; i < p->e->n_keys; i++)
		parts[i] = (struct key_part_spec){ PART_COLUMN, columns[i], p->related, 0, 0 };
	add_place(p, parts);
}

static void add_references(struct places *p, const struct column_spec *c)
{
	for (unsigned i = 0; i < c->n_refs; i++) {
		if (c->refs[i].entity == p->e)
			add_place(p, c->refs[i].parts);
	}
}

static void add_parents(struct places *p)
{
	for (unsigned i = 0; i < p->related->n_parents; i++) {
		if (p->related->parents[i].entity == p->e)
			add_columns(p, p->related->parents[i].columns);
	}
}

/* 'only': those of that column. Else a parent's is the first. */
static struct places find_places(const struct entity_spec *related, const struct entity_spec *e,
				 const char *only)
{
	struct places p = { related, e, 0, 0 };
	const struct column_spec *named = only ? find_column(related, only) : 0;
	unsigned room = related->n_parents + 1;
	for (unsigned i = 0; i < related->n_columns; i++)
		room += related->columns[i].n_refs;
	p.parts = allocate((size_t)room * (e->n_keys + 1), sizeof *p.parts);
	if (named && e->n_keys == 1 && !refers_to(named, e))
		add_columns(&p, &named);
	if (!only && e->n_keys > 1)
		add_parents(&p);
	for (unsigned i = 0; i < related->n_columns; i++) {
		if (!only || named == &related->columns[i])
			add_references(&p, &related->columns[i]);
	}
	if (!only && !p.n_parts)
		add_parents(&p);
	return p;
}

/* "backup_jobs.node" in its parts. Null: no such entity. */
static struct entity_spec *parse_related(const char *word, const char **ret_column, bool *ret_all)
{
	size_t length = strcspn(word, ".*");
	*ret_all = word[length] == '*';
	*ret_column = word[length] == '.' ? word + length + 1 : 0;
	return find_plural(format_text("%.*s", (int)length, word));
}

/* --- checks */

static bool is_column_word(const struct entity_spec *e, const char *word)
{
	return !strcmp(word, "*") || find_column(e, word);
}

static unsigned times_in_tabs(const struct entity_spec *e, const char *word)
{
	const cJSON *tab;
	unsigned n = 0;
	cJSON_ArrayForEach (tab, member(e->json, "tabs")) {
		char **words = split_words(tab->valuestring, " ");
		for (size_t i = 0; words[i]; i++)
			n += !strcmp(words[i], word);
	}
	return n;
}

static void check_tab_word(const struct entity_spec *e, const char *place, const char *word)
{
	const char *column;
	bool all;
	if (times_in_tabs(e, word) > 1)
		mistake(e->file, place, "'%s' is in the tabs twice", word);
	if (is_column_word(e, word))
		return;
	struct entity_spec *related = parse_related(word, &column, &all);
	if (!related)
		mistake(e->file, place, "'%s' is no column, and no plural of an entity", word);
	else if (column && !find_column(related, column))
		mistake(e->file, place, "'%s': %s has no such column", word, related->name);
	else if (!all && !find_places(related, e, column).n_parts)
		mistake(e->file, place, "'%s': no column of %s refers to %s", word, related->name, e->name);
}

void check_tabs(const struct entity_spec *e)
{
	const cJSON *tab;
	cJSON_ArrayForEach (tab, member(e->json, "tabs")) {
		char **words = split_words(tab->valuestring, " ");
		for (size_t i = 0; words[i]; i++)
			check_tab_word(e, format_text("tabs: %s", tab->string), words[i]);
	}
}

/* --- what is written */

static bool is_related_in_tabs(const struct entity_spec *e, const struct entity_spec *related)
{
	const cJSON *tab;
	cJSON_ArrayForEach (tab, member(e->json, "tabs")) {
		char **words = split_words(tab->valuestring, " ");
		for (size_t i = 0; words[i]; i++) {
			const char *column;
			bool all;
			if (!is_column_word(e, words[i]) && parse_related(words[i], &column, &all) == related)
				return true;
		}
	}
	return false;
}

static void put_column_pointer(const struct entity_spec *e, const struct column_spec *c)
{
	printf("&%s_columns[%u], ", e->name, (unsigned)(c - e->columns));
}

/* The columns that no tab names; the key stands in the title. */
static void put_remaining_columns(const struct entity_spec *e)
{
	for (unsigned i = e->n_keys; i < e->n_columns; i++) {
		if (!times_in_tabs(e, e->columns[i].name))
			put_column_pointer(e, &e->columns[i]);
	}
}

static void put_tab_columns(const struct entity_spec *e, char *const *words)
{
	printf("(const struct column *const[]){ ");
	for (size_t i = 0; words[i]; i++) {
		if (!strcmp(words[i], "*"))
			put_remaining_columns(e);
		else if (find_column(e, words[i]))
			put_column_pointer(e, find_column(e, words[i]));
	}
	printf("0 },\n");
}

static void put_related(const struct entity_spec *e, const struct entity_spec *related, const char *only,
			bool all)
{
	struct places p = { 0 };
	if (!all)
		p = find_places(related, e, only);
	if (!p.n_parts && !all)
		return;
	printf("\t\t{ &entity_%s, (const struct key_part[]){ ", related->name);
	for (unsigned i = 0; i < p.n_parts; i++)
		put_key_part(related, &p.parts[i]);
	printf("{ .kind = PART_END } } },\n");
}

static void put_tab(const struct entity_spec *e, const char *title, char *const *words)
{
	printf("\t{ \"%s\", ", title);
	put_tab_columns(e, words);
	printf("\t  (const struct related[]){\n");
	for (size_t i = 0; words[i]; i++) {
		if (is_column_word(e, words[i]))
			continue;
		const char *column;
		bool all;
		const struct entity_spec *related = parse_related(words[i], &column, &all);
		put_related(e, related, column, all);
	}
	printf("\t\t{ .entity = 0 } } },\n");
}

static void put_remaining_related(const struct entity_spec *e)
{
	printf("\t{ \"Related\", (const struct column *const[]){ 0 },\n\t  (const struct related[]){\n");
	for (unsigned i = 0; i < spec.n_entities; i++) {
		const struct entity_spec *related = spec.entity_order[i];
		if (!is_related_in_tabs(e, related))
			put_related(e, related, 0, false);
	}
	printf("\t\t{ .entity = 0 } } },\n");
}

void put_tabs(const struct entity_spec *e)
{
	static char star[] = "*";
	static char *const rest[] = { star, 0 };
	const cJSON *tabs = member(e->json, "tabs"), *tab;
	printf("\nstatic const struct tab %s_tabs[%u] = {\n", e->name, count_tabs(e));
	cJSON_ArrayForEach (tab, tabs)
		put_tab(e, tab->string, split_words(tab->valuestring, " "));
	if (!times_in_tabs(e, "*"))
		put_tab(e, tabs ? "More" : "Summary", rest);
	put_remaining_related(e);
	printf("\t{ .title = 0 },\n};\n");
}

unsigned count_tabs(const struct entity_spec *e)
{
	return (unsigned)cJSON_GetArraySize(member(e->json, "tabs")) + !times_in_tabs(e, "*") + 2;
}
