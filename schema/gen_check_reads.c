/* gen_check_reads.c - mistakes of meaning in reads.json and formats.json. */
#include "schema/gen.h"

#include <string.h>

static bool bad(const struct read_spec *r, const char *what, const char *value)
{
	return mistake(spec.reads_file, r->name, "'%s' is no %s", value, what);
}

/* Is the variable a column of these rows, or was it one of the rows for which they were read? */
static bool entity_binds(struct entity_spec *e, const char *variable)
{
	bool binds = false;
	if (e->open)
		return false;
	if (find_column(e, variable))
		return true;
	e->open = true;
	for (unsigned i = 0; i < e->n_sources && !binds; i++) {
		const struct source_spec *s = &e->sources[i];
		binds = makes_rows(s) && s->read->per && entity_binds(s->read->per, variable);
	}
	e->open = false;
	return binds;
}

static void check_variables(const struct read_spec *r, const char *template)
{
	char **names = path_variables(template ? template : "");
	for (size_t i = 0; names[i]; i++) {
		if (!r->per || !entity_binds(r->per, names[i]))
			mistake(spec.reads_file, r->name, "nobody binds {%s} of '%s'", names[i], template);
	}
}

/* "500 not installed": a status and words. */
static void check_when(const struct read_spec *r)
{
	const cJSON *item;
	cJSON_ArrayForEach (item, member(r->json, "when")) {
		size_t digits = strspn(item->string, "0123456789");
		if (digits != 3 || (item->string[3] && item->string[3] != ' '))
			mistake(spec.reads_file, r->name, "'when': '%s' begins with no HTTP status",
				item->string);
		if (!is_one_of(item->valuestring, "denied absent unsupported empty offline timeout error"))
			bad(r, "outcome", item->valuestring);
	}
}

static void check_version(const struct read_spec *r, const char *key)
{
	const char *version = text_of(r->json, key);
	if (version && (version[strspn(version, "0123456789.")] || !strchr(version, '.')))
		bad(r, "version", version);
}

static void check_refused(const struct read_spec *r)
{
	const char *path = text_of(r->json, "refused");
	const char *dot = path ? strchr(path, '.') : NULL;
	if (path && (!dot || dot == path || !dot[1] || strchr(dot + 1, '.')))
		mistake(spec.reads_file, r->name, "'refused': '%s' is no MEMBER.MEMBER", path);
}

static void check_terms(const struct read_spec *r, const char *name, const struct term *terms)
{
	for (const struct term *t = terms; t && t->kind != TERM_END; t++) {
		if (t->key && !entity_binds(r->per, t->key))
			mistake(spec.reads_file, r->name, "'%s': '%s' is no column of %s", name, t->key,
				r->per->name);
	}
}

static void check_rows(const struct read_spec *r)
{
	const cJSON *once = member(r->json, "once");
	const cJSON *item;
	if (!r->per && (once || r->where || r->up || flag_of(r->json, "confirms") ||
			text_of(r->json, "moved") || text_of(r->json, "after")))
		mistake(spec.reads_file, r->name, "'once', 'where', 'up', 'confirms', 'moved' "
							 "and 'after' need 'per'");
	if (!r->per)
		return;
	if (r->after && (!r->after->per || r->after->per->n_keys != r->per->n_keys))
		mistake(spec.reads_file, r->name, "'after': %s is not made for rows of such keys",
			r->after->name);
	cJSON_ArrayForEach (item, once) {
		if (!find_column(r->per, item->valuestring))
			mistake(spec.reads_file, r->name, "'once': '%s' is no column of %s",
				item->valuestring, r->per->name);
	}
	check_terms(r, "where", r->where);
	check_terms(r, "up", r->up);
	if (r->up && (!r->up->key || r->up[1].kind != TERM_END))
		mistake(spec.reads_file, r->name, "'up' must be one condition of a column");
}

static bool is_named_by_source(const struct read_spec *r)
{
	for (unsigned i = 0; i < spec.n_entities; i++) {
		for (unsigned j = 0; j < spec.entities[i].n_sources; j++) {
			if (spec.entities[i].sources[j].read == r)
				return true;
		}
	}
	return false;
}

static void check_use(const struct read_spec *r)
{
	const char *level = text_of(r->json, "level");
	bool confirms = flag_of(r->json, "confirms");
	if (!is_named_by_source(r) && !text_of(r->json, "use") && !confirms)
		mistake(spec.reads_file, r->name, "no source names it, and it has no 'use'");
	if (!level && !confirms)
		mistake(spec.reads_file, r->name, "'level' is missing");
	check_word(spec.reads_file, r->name, r->json, "level", "basic standard detailed diagnostic");
}

static void check_read(const struct read_spec *r)
{
	if (!is_snake_case(r->name))
		mistake(spec.reads_file, r->name, "'%s' is not snake_case", r->name);
	for (const struct read_spec *other = spec.reads; other < r; other++) {
		if (!strcmp(other->name, r->name))
			mistake(spec.reads_file, r->name, "read is given twice");
		if (!strcmp(other->path, r->path))
			mistake(spec.reads_file, r->name, "same path as %s", other->name);
	}
	check_word(spec.reads_file, r->name, r->json, "at", "node any");
	check_word(spec.reads_file, r->name, r->json, "cost", "A B C D E");
	if (*r->path != '/')
		bad(r, "path", r->path);
	if (r->needs && (r->needs->kind != TERM_PRIVILEGE || r->needs[1].kind != TERM_END))
		mistake(spec.reads_file, r->name, "'needs' must be one PRIVILEGE on /path");
	check_variables(r, r->path);
	check_variables(r, r->needs ? r->needs->area : 0);
	check_when(r);
	check_version(r, "since");
	check_version(r, "until");
	check_refused(r);
	check_rows(r);
	check_use(r);
}

/* Rows of an entity must not wait for reads that wait for these rows. */
static void check_cycle(struct entity_spec *e, const char *file, const char *path)
{
	if (e->open) {
		mistake(file, "", "rows wait for themselves: %s", path);
		return;
	}
	e->open = true;
	for (unsigned i = 0; i < e->n_sources; i++) {
		const struct source_spec *s = &e->sources[i];
		struct entity_spec *per = s->read->per;
		bool own_part = s->joins && per == e;
		if (per && !s->ignores && !own_part)
			check_cycle(per, file, format_text("%s for %s", path, per->name));
	}
	e->open = false;
}

void check_reads(void)
{
	for (unsigned i = 0; i < spec.n_entities; i++)
		check_cycle(&spec.entities[i], spec.entities[i].file, spec.entities[i].name);
	for (unsigned i = 0; i < spec.n_reads; i++)
		check_read(&spec.reads[i]);
}

/* --- formats (their forms may be wrong: that was named while loading) */

static const char *item_text(const cJSON *item)
{
	const char *text = cJSON_GetStringValue(item);
	return text ? text : "";
}

static bool has_item(const cJSON *list, const char *text)
{
	const cJSON *item;
	cJSON_ArrayForEach (item, list) {
		if (!strcmp(item_text(item), text))
			return true;
	}
	return false;
}

static bool is_parsed(const char *format)
{
	for (unsigned i = 0; i < spec.n_entities; i++) {
		for (unsigned j = 0; j < spec.entities[i].n_sources; j++) {
			const cJSON *item;
			cJSON_ArrayForEach (item, member(spec.entities[i].sources[j].json, "parse")) {
				if (!strcmp(item_text(item), format))
					return true;
			}
		}
	}
	return false;
}

static void need_key(const cJSON *format, const char *key)
{
	if (key && *key && !has_item(member(format, "keys"), key))
		mistake(spec.formats_file, format->string, "'%s' is none of its keys", key);
}

void check_formats(void)
{
	const cJSON *format, *item;
	cJSON_ArrayForEach (format, spec.formats) {
		const cJSON *key_alias = member(format, "key_alias");
		if (!is_snake_case(format->string))
			mistake(spec.formats_file, format->string, "'%s' is not snake_case", format->string);
		if (!is_parsed(format->string))
			mistake(spec.formats_file, format->string, "no source parses it");
		need_key(format, text_of(format, "default"));
		cJSON_ArrayForEach (item, member(format, "alias"))
			need_key(format, item_text(item));
		need_key(format, key_alias ? text_of(key_alias, "name") : 0);
		need_key(format, key_alias ? text_of(key_alias, "value") : 0);
		cJSON_ArrayForEach (item, member(format, "keys")) {
			if (item->next && strcmp(item_text(item), item_text(item->next)) >= 0)
				mistake(spec.formats_file, format->string, "'keys' are not sorted at '%s'",
					item_text(item->next));
		}
	}
}
