/* gen_check.c - mistakes of meaning in entities and their columns. */
#include "schema/gen.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HELP_LIMIT 110
#define SUMMARY_LIMIT 54 /* a line of `pveinv explain` */

bool is_one_of(const char *word, const char *words)
{
	char **list = split_words(words, " ");
	for (size_t i = 0; list[i]; i++) {
		if (!strcmp(list[i], word))
			return true;
	}
	return false;
}

bool is_snake_case(const char *name)
{
	return islower((unsigned char)*name) && !strstr(name, "__") && name[strlen(name) - 1] != '_' &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

/* SQLite's own list (lang_keywords). */
static const char sql_keywords[] =
	"abort action add after all alter always analyze and as asc attach autoincrement before begin "
	"between by cascade case cast check collate column commit conflict constraint create cross current "
	"current_date current_time current_timestamp database default deferrable deferred delete desc "
	"detach distinct do drop each else end escape except exclude exclusive exists explain fail filter "
	"first following for foreign from full generated glob group groups having if ignore immediate in "
	"index indexed initially inner insert instead intersect into is isnull join key last left like "
	"limit match materialized natural no not nothing notnull null nulls of offset on or order others "
	"outer over partition plan pragma preceding primary query raise range recursive references regexp "
	"reindex release rename replace restrict returning right rollback row rows savepoint select set "
	"table temp temporary then ties to transaction trigger unbounded union unique update using vacuum "
	"values view virtual when where window with without";

/* Columns that the store adds to every table. */
static const char store_columns[] = "cluster since until unknown extra";

static void check_name(const char *file, const char *name)
{
	if (!is_snake_case(name))
		mistake(file, name, "'%s' is not snake_case", name);
	else if (is_one_of(name, sql_keywords))
		mistake(file, name, "'%s' is an SQL keyword", name);
}

void check_word(const char *file, const char *place, const cJSON *json, const char *key, const char *words)
{
	const char *word = text_of(json, key);
	if (word && !is_one_of(word, words))
		mistake(file, place, "'%s' is no %s (%s)", word, key, words);
}

/* --- columns */

static bool is_number(const char *text, bool whole)
{
	char *end;
	errno = 0;
	if (whole)
		(void)strtoll(text, &end, 10);
	else
		(void)strtod(text, &end);
	return *text && !*end && !errno;
}

static bool is_readable(enum value_type type, const char *text)
{
	switch (type) {
	case TYPE_BOOL:
		return !strcmp(text, "0") || !strcmp(text, "1");
	case TYPE_INT:
	case TYPE_BYTES:
	case TYPE_DURATION:
	case TYPE_TIMESTAMP:
		return is_number(text, true);
	case TYPE_REAL:
	case TYPE_FRACTION:
		return is_number(text, false);
	case TYPE_TEXT:
	case TYPE_LIST:
	case TYPE_JSON:
		return true;
	}
	return false;
}

static void check_default(const struct entity_spec *e, const struct column_spec *c)
{
	const cJSON *value = member(c->json, "default");
	if (value && !is_readable(c->type, scalar_text(value)))
		mistake(e->file, c->name, "default '%s' is not readable as %s", scalar_text(value),
			text_of(c->json, "type"));
}

/* What is stored is "set", which is no list, no JSON and no number. */
static void check_secret(const struct entity_spec *e, const struct column_spec *c)
{
	const char *class = text_of(c->json, "class");

	if (class && strcmp(class, "secret") == 0 && c->type != TYPE_TEXT)
		mistake(e->file, c->name, "a column of class secret is of type text");
}

static void check_list_view(const struct entity_spec *e, const struct column_spec *c)
{
	const char *view = text_of(c->json, "list_view");
	if (!view)
		return;
	char **words = split_words(view, ":");
	if (count_words(words) != 2 || !is_snake_case(words[0]) || !is_snake_case(words[1]))
		mistake(e->file, c->name, "list_view '%s' is not VIEW:COLUMN", view);
	if (c->type != TYPE_LIST)
		mistake(e->file, c->name, "list_view of a column that is no list");
}

static void check_type_keys(const struct entity_spec *e, const struct column_spec *c)
{
	const char *unit = text_of(c->json, "unit"), *items = text_of(c->json, "items");
	if (unit && !is_one_of(unit, "B KiB MiB GiB TiB"))
		mistake(e->file, c->name, "'%s' is no unit (B KiB MiB GiB TiB)", unit);
	if (unit && c->type != TYPE_BYTES)
		mistake(e->file, c->name, "'unit' of a column that is no bytes");
	if (flag_of(c->json, "ordered") && c->type != TYPE_LIST && c->type != TYPE_JSON)
		mistake(e->file, c->name, "'ordered' column that is no list and no JSON");
	if (items && !is_one_of(items, "int real"))
		mistake(e->file, c->name, "'%s' is no kind of items (int real)", items);
	if (items && c->type != TYPE_LIST)
		mistake(e->file, c->name, "'items' of a column that is no list");
}

static void check_help(const struct entity_spec *e, const struct column_spec *c)
{
	const char *help = text_of(c->json, "help");
	for (const struct column_spec *other = e->columns; other < c; other++) {
		if (!strcmp(text_of(other->json, "help"), help))
			mistake(e->file, c->name, "same help as %s", other->name);
	}
	if (help[strlen(help) - 1] == '.' || isspace((unsigned char)*help))
		mistake(e->file, c->name, "help begins with a blank or ends with a period");
	if (strlen(help) > HELP_LIMIT)
		mistake(e->file, c->name, "help is longer than %d characters", HELP_LIMIT);
}

static bool has_label(const struct entity_spec *e, const char *label)
{
	for (unsigned i = 0; i < e->n_sources; i++) {
		if (!e->sources[i].ignores && !strcmp(e->sources[i].label, label))
			return true;
	}
	return false;
}

/* Each table that the SQL reads is in 'of', but for how the reads ended. */
static void check_tables(const struct entity_spec *e, const struct column_spec *c, const char *key)
{
	const char *sql = text_of(c->json, key);
	char **words = split_words(sql ? fill_phrases(e, sql) : "", " (),;=<>|\n\t");
	for (size_t i = 0; words[i] && words[i + 1]; i++) {
		const cJSON *item;
		bool named = (strcmp(words[i], "FROM") != 0 && strcmp(words[i], "JOIN") != 0) ||
			     !strcmp(words[i + 1], "SELECT") || !strcmp(words[i + 1], "outcome");
		cJSON_ArrayForEach (item, member(c->json, "of"))
			named = named || !strcmp(item->valuestring, words[i + 1]);
		if (!named)
			mistake(e->file, c->name, "'%s' reads %s, which is not in 'of'", key, words[i + 1]);
	}
}

static void check_derived(const struct entity_spec *e, const struct column_spec *c)
{
	const cJSON *item;
	if (!text_of(c->json, "known") || !member(c->json, "of"))
		mistake(e->file, c->name, "'sql' needs 'known' and 'of'");
	if (member(c->json, "from") || c->compute || is_key(e, c) || text_of(c->json, "class"))
		mistake(e->file, c->name, "'sql' excludes 'from', 'compute', 'class', and keys");
	cJSON_ArrayForEach (item, member(c->json, "of")) {
		if (!find_entity(item->valuestring))
			mistake(e->file, c->name, "'of': '%s' is no entity", item->valuestring);
	}
	check_tables(e, c, "sql");
	check_tables(e, c, "known");
}

static void check_places(const struct entity_spec *e, const struct column_spec *c)
{
	struct fill_spec *fills;
	unsigned n = 0;
	if (text_of(c->json, "sql")) {
		check_derived(e, c);
		return;
	}
	for (unsigned i = 0; i < c->n_from; i++) {
		const char *label = c->from[i].label;
		if (label && !has_label(e, label)) {
			mistake(e->file, c->name, "'%s' is no source", label);
			return;
		}
	}
	for (unsigned i = 0; i < e->n_sources; i++)
		n += source_fills(&e->sources[i], c, &fills);
	if (!n)
		mistake(e->file, c->name, "no source fills it");
}

static void check_column(const struct entity_spec *e, const struct column_spec *c)
{
	const char *alias = text_of(c->json, "alias");
	check_name(e->file, c->name);
	if (is_one_of(c->name, store_columns))
		mistake(e->file, c->name, "'%s' is a column of the store's own", c->name);
	if (find_column(e, c->name) != c)
		mistake(e->file, c->name, "column is given twice");
	if (alias && !strcmp(alias, c->name))
		mistake(e->file, c->name, "alias is the name itself");
	if (is_key(e, c) && text_of(c->json, "class"))
		mistake(e->file, c->name, "key column with a class");
	if (c->compute && !is_snake_case(c->compute))
		mistake(e->file, c->name, "'%s' is no name of a function", c->compute);
	check_word(e->file, c->name, c->json, "class", "config state metric secret");
	check_word(e->file, c->name, c->json, "view", "table wide");
	const char *class = text_of(c->json, "class");
	if (flag_of(c->json, "observed") && (!class || strcmp(class, "state")))
		mistake(e->file, c->name, "'observed' column that is no state");
	check_type_keys(e, c);
	check_default(e, c);
	check_secret(e, c);
	check_list_view(e, c);
	check_help(e, c);
	check_places(e, c);
}

/* --- the entity itself */

static unsigned times_named(const char *name)
{
	unsigned n = 0;
	for (unsigned i = 0; i < spec.n_entities; i++) {
		const struct entity_spec *e = &spec.entities[i];
		const cJSON *item;
		cJSON_ArrayForEach (item, member(e->json, "names"))
			n += !strcmp(item->valuestring, name);
		for (unsigned j = 0; j < e->n_columns; j++) {
			const char *view = text_of(e->columns[j].json, "list_view");
			n += view && !strcmp(split_words(view, ":")[0], name);
		}
	}
	return n;
}

static void check_names(const struct entity_spec *e)
{
	const cJSON *names = member(e->json, "names");
	const char *slash = strrchr(e->file, '/');
	const cJSON *item;
	if (strcmp(slash + 1, format_text("%s.json", e->name)) != 0)
		mistake(e->file, "", "holds entity '%s'", e->name);
	if (cJSON_GetArraySize(names) != 2 || strcmp(names->child->valuestring, e->name) != 0)
		mistake(e->file, "names", "must be the entity's name and its plural");
	cJSON_ArrayForEach (item, names) {
		check_name(e->file, item->valuestring);
		if (times_named(item->valuestring) > 1)
			mistake(e->file, "names", "'%s' is used twice", item->valuestring);
	}
	for (unsigned i = 0; i < e->n_columns; i++) {
		const char *view = text_of(e->columns[i].json, "list_view");
		if (view && times_named(split_words(view, ":")[0]) > 1)
			mistake(e->file, e->columns[i].name, "list_view '%s' is used twice", view);
	}
}

static void check_key(const struct entity_spec *e)
{
	const cJSON *item;
	unsigned n = 0;
	if (!e->n_keys)
		mistake(e->file, "key", "is empty");
	cJSON_ArrayForEach (item, member(e->json, "key")) {
		const struct column_spec *c = find_column(e, item->valuestring);
		if (!c)
			mistake(e->file, "key", "'%s' is no column", item->valuestring);
		else if (c != &e->columns[n])
			mistake(e->file, "key", "'%s' is not column %u: key columns come first", c->name,
				n + 1);
		n++;
	}
}

static void check_column_names(const struct entity_spec *e)
{
	const char *order = text_of(e->json, "order");
	const cJSON *group, *item;
	if (order && !find_column(e, order))
		mistake(e->file, "order", "'%s' is no column", order);
	cJSON_ArrayForEach (group, member(e->json, "replaced")) {
		cJSON_ArrayForEach (item, group) {
			if (!find_column(e, item->valuestring))
				mistake(e->file, "replaced", "'%s' is no column", item->valuestring);
		}
	}
}

static bool descends_from(struct entity_spec *e, const struct entity_spec *ancestor)
{
	bool found = false;
	if (e->open)
		return false;
	e->open = true;
	for (unsigned i = 0; i < e->n_parents && !found; i++)
		found = e->parents[i].entity == ancestor || descends_from(e->parents[i].entity, ancestor);
	e->open = false;
	return found;
}

/* … or from a parent of it that has the same key, with which it lives and dies. */
static bool ends_with(struct entity_spec *e, const struct entity_spec *per)
{
	if (descends_from(e, per))
		return true;
	for (unsigned i = 0; i < per->n_parents; i++) {
		if (per->parents[i].entity->n_keys == per->n_keys && descends_from(e, per->parents[i].entity))
			return true;
	}
	return false;
}

/* A list that is read for a row is not read any more when the row has gone: nothing would ever close what
 * it held. */
static void check_parent(struct entity_spec *e)
{
	if (descends_from(e, e))
		mistake(e->file, "parent", "is its own ancestor");
	for (unsigned i = 0; i < e->n_sources; i++) {
		const struct source_spec *s = &e->sources[i];
		if (makes_rows(s) && s->read->per && !member(s->read->json, "once") && !is_event(e) &&
		    s->read->per != e && !ends_with(e, s->read->per))
			mistake(e->file, s->place,
				"rows outlive the %s for which they are read: 'parent' must name it",
				s->read->per->name);
	}
}

/* The views by which that of 'e' reads that of 'target': "guest_nic, guest"; null: it doesn't. */
static char *chain_of_views(struct entity_spec *e, const struct entity_spec *target)
{
	char *chain = 0;
	if (e == target)
		return format_text("%s", e->name);
	if (e->open)
		return 0;
	e->open = true;
	for (unsigned i = 0; i < e->n_columns && !chain; i++) {
		const cJSON *item;
		cJSON_ArrayForEach (item, member(e->columns[i].json, "of")) {
			struct entity_spec *next = find_entity(item->valuestring);
			char *rest = next && !chain ? chain_of_views(next, target) : 0;
			chain = rest ? format_text("%s, %s", e->name, rest) : chain;
		}
	}
	e->open = false;
	return chain;
}

/* SQLite refuses a view that reads itself, but only when it is read. */
static void check_views(struct entity_spec *e)
{
	for (unsigned i = 0; i < e->n_columns; i++) {
		const cJSON *item;
		cJSON_ArrayForEach (item, member(e->columns[i].json, "of")) {
			struct entity_spec *of = find_entity(item->valuestring);
			char *chain = of ? chain_of_views(of, e) : 0;
			if (chain)
				mistake(e->file, e->columns[i].name,
					"'of': views that read each other in a circle: %s, %s", e->name,
					chain);
		}
	}
}

static void check_entity(struct entity_spec *e)
{
	bool made = false;
	check_names(e);
	check_key(e);
	check_column_names(e);
	check_word(e->file, "", e->json, "class", "state event");
	if (strlen(text_of(e->json, "summary")) > SUMMARY_LIMIT)
		mistake(e->file, "", "summary is longer than %d characters", SUMMARY_LIMIT);
	if (area_index(e) == (unsigned)cJSON_GetArraySize(spec.areas))
		mistake(e->file, "", "'%s' is no area", text_of(e->json, "area"));
	for (unsigned i = 0; i < e->n_sources; i++)
		made |= makes_rows(&e->sources[i]);
	if (!made)
		mistake(e->file, "sources", "none makes rows");
	for (unsigned i = 0; i < e->n_sources; i++)
		check_source(&e->sources[i]);
	for (unsigned i = 0; i < e->n_columns; i++)
		check_column(e, &e->columns[i]);
	check_parent(e);
	check_views(e);
	check_tabs(e);
}

void check_specs(void)
{
	find_references();
	find_parents();
	for (unsigned i = 0; i < spec.n_entities; i++)
		check_entity(&spec.entities[i]);
	check_reads();
	check_formats();
}
