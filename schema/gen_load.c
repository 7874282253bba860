/* gen_load.c - JSON files into the structures of gen.h, with every mistake of form. */
#include "schema/gen.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- files */

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (!file)
		return 0;
	size_t size = 0, space = 1 << 20;
	char *text = allocate(space, 1);
	size = fread(text, 1, space - 1, file);
	bool whole = size < space - 1 && !ferror(file);
	fclose(file);
	return whole ? text : 0;
}

static unsigned line_of(const char *text, const char *place)
{
	unsigned line = 1;
	for (; text < place; text++)
		line += *text == '\n';
	return line;
}

const cJSON *load_json(const char *path, bool (*is)(const cJSON *item), const char *should)
{
	const char *text = read_file(path);
	const char *end = 0;
	if (!text) {
		mistake(path, "", "cannot be read");
		return 0;
	}
	const cJSON *json = cJSON_ParseWithOpts(text, &end, true);
	if (!json)
		mistake(path, "", "line %u: no JSON from here on", line_of(text, end));
	else if (!is(json))
		mistake(path, "", "must be %s", should);
	else
		return json;
	return 0;
}

static bool is_objects(const cJSON *item)
{
	return cJSON_IsArray(item) && all_items(item, is_object);
}

static const char *file_path(const char *name)
{
	return format_text("%s/%s", spec.folder, name);
}

/* --- columns */

static const char *const type_names[] = {
	[TYPE_TEXT] = "text",           [TYPE_INT] = "int",           [TYPE_REAL] = "real",
	[TYPE_BOOL] = "bool",           [TYPE_BYTES] = "bytes",       [TYPE_DURATION] = "duration",
	[TYPE_TIMESTAMP] = "timestamp", [TYPE_FRACTION] = "fraction", [TYPE_LIST] = "list",
	[TYPE_JSON] = "json",
};

static bool find_type(const char *name, enum value_type *ret)
{
	for (unsigned i = 0; i < sizeof type_names / sizeof *type_names; i++) {
		if (!strcmp(type_names[i], name)) {
			*ret = (enum value_type)i;
			return true;
		}
	}
	return false;
}

static void add_expression(const char *file, struct column_spec *c, const char *text)
{
	const char *why = "";
	if (parse_expression(text, &c->from[c->n_from], &why))
		c->n_from++;
	else
		mistake(file, c->name, "'%s' %s", text, why);
}

static void load_arguments(const char *file, struct column_spec *c, const cJSON *args)
{
	const cJSON *item;
	c->places[c->n_places++] = c->n_from;
	cJSON_ArrayForEach (item, args)
		add_expression(file, c, item->valuestring);
	c->places[c->n_places] = c->n_from;
}

/* Of all places together. */
static size_t count_texts(const cJSON *list)
{
	size_t count = 1;
	const cJSON *item;
	cJSON_ArrayForEach (item, list)
		count += cJSON_IsArray(item) ? (size_t)cJSON_GetArraySize(item) : 1;
	return count;
}

static void load_places(const char *file, struct column_spec *c)
{
	const cJSON *from = member(c->json, "from");
	if (text_of(c->json, "sql"))
		return;
	const cJSON *args = member(c->json, "args");
	const cJSON *list = args ? args : from;
	const cJSON *item;
	c->from = allocate(count_texts(list), sizeof *c->from);
	c->takes_args = args != 0;
	if (args && !c->compute)
		mistake(file, c->name, "'args' without 'compute'");
	if (args && from)
		mistake(file, c->name, "both 'from' and 'args'");
	if (c->compute && !list)
		mistake(file, c->name, "'compute' without 'from' or 'args'");
	c->places = allocate((size_t)cJSON_GetArraySize(args) + 1, sizeof *c->places);
	if (args && cJSON_IsArray(args->child)) {
		cJSON_ArrayForEach (item, args)
			load_arguments(file, c, item);
	} else if (args) {
		load_arguments(file, c, args);
	} else if (cJSON_IsArray(list)) {
		cJSON_ArrayForEach (item, list)
			add_expression(file, c, item->valuestring);
	} else {
		add_expression(file, c, list ? list->valuestring : c->name);
	}
}

static void load_columns(struct entity_spec *e)
{
	const cJSON *columns = member(e->json, "columns");
	const cJSON *json;
	e->columns = allocate((size_t)cJSON_GetArraySize(columns), sizeof *e->columns);
	cJSON_ArrayForEach (json, columns) {
		struct column_spec *c = &e->columns[e->n_columns];
		*c = (struct column_spec){ .json = json, .name = text_of(json, "name") };
		const char *place = c->name ? c->name : format_text("column %u", e->n_columns + 1);
		if (!check_form(e->file, place, json, column_form))
			continue;
		c->compute = text_of(json, "compute");
		if (!find_type(text_of(json, "type"), &c->type))
			mistake(e->file, c->name, "'%s' is no type", text_of(json, "type"));
		load_places(e->file, c);
		e->n_columns++;
	}
}

/* --- sources */

static struct term *load_predicate(const char *file, const char *place, const cJSON *json, const char *key)
{
	const char *why = "";
	const char *text = text_of(json, key);
	struct term *terms = text ? parse_predicate(text, &why) : 0;
	if (text && !terms)
		mistake(file, place, "'%s' %s", key, why);
	return terms;
}

static void load_set(struct source_spec *s)
{
	const cJSON *set = member(s->json, "set");
	const cJSON *item;
	const char *file = s->entity->file;
	s->set = allocate((size_t)cJSON_GetArraySize(set), sizeof *s->set);
	cJSON_ArrayForEach (item, set) {
		struct binding *b = &s->set[s->n_set];
		const char *why = "";
		b->column = find_column(s->entity, item->string);
		if (!b->column)
			mistake(file, s->place, "'set': '%s' is no column", item->string);
		else if (!parse_expression(item->valuestring, &b->expression, &why))
			mistake(file, s->place, "'set': '%s' %s", item->valuestring, why);
		else
			s->n_set++;
	}
}

static struct read_spec *find_read(const char *name)
{
	for (unsigned i = 0; name && i < spec.n_reads; i++) {
		if (!strcmp(spec.reads[i].name, name))
			return &spec.reads[i];
	}
	return 0;
}

static bool load_source(struct entity_spec *e, struct source_spec *s, const cJSON *json, unsigned number)
{
	const char *why = "";
	const char *read = text_of(json, "read");
	const char *label = text_of(json, "as");
	*s = (struct source_spec){ .json = json, .entity = e, .label = label ? label : read };
	s->place = format_text("source %s", s->label ? s->label : format_text("%u", number));
	if (!check_form(e->file, s->place, json, source_form))
		return false;
	s->read = find_read(read);
	if (!s->read)
		return mistake(e->file, s->place, "'%s' is no read", read);
	s->joins = flag_of(json, "joins");
	s->ignores = flag_of(json, "ignores");
	s->each = parse_steps(text_of(json, "each") ? text_of(json, "each") : "", &why);
	if (!s->each)
		mistake(e->file, s->place, "'each' %s", why);
	s->where = load_predicate(e->file, s->place, json, "where");
	s->of = load_predicate(e->file, s->place, json, "of");
	s->whole = load_predicate(e->file, s->place, json, "whole");
	const char *complete = text_of(json, "complete");
	if (complete && strcmp(complete, "never") && strcmp(complete, "always"))
		s->complete = load_predicate(e->file, s->place, json, "complete");
	load_set(s);
	return s->each != 0;
}

static void load_sources(struct entity_spec *e)
{
	const cJSON *sources = member(e->json, "sources");
	const cJSON *json;
	unsigned number = 0;
	e->sources = allocate((size_t)cJSON_GetArraySize(sources), sizeof *e->sources);
	cJSON_ArrayForEach (json, sources)
		e->n_sources += load_source(e, &e->sources[e->n_sources], json, ++number);
}

/* --- files of each kind */

static void load_entity(const char *file)
{
	const cJSON *json = load_json(file, is_object, "one object");
	if (!json || !check_form(file, "", json, entity_form))
		return;
	struct entity_spec *e = &spec.entities[spec.n_entities];
	*e = (struct entity_spec){ .json = json, .file = file, .name = text_of(json, "entity") };
	if (find_entity(e->name)) {
		mistake(file, "", "entity '%s' is in %s, too", e->name, find_entity(e->name)->file);
		return;
	}
	e->n_keys = (unsigned)cJSON_GetArraySize(member(json, "key"));
	load_columns(e);
	spec.n_entities++;
}

static void load_reads(void)
{
	const cJSON *reads = load_json(spec.reads_file, is_objects, "a list of objects");
	const cJSON *json;
	spec.reads = allocate((size_t)cJSON_GetArraySize(reads), sizeof *spec.reads);
	cJSON_ArrayForEach (json, reads) {
		const char *name = text_of(json, "read");
		const char *place = name ? name : format_text("read %u", spec.n_reads + 1);
		if (check_form(spec.reads_file, place, json, read_form))
			spec.reads[spec.n_reads++] = (struct read_spec){ .json = json,
									 .name = name,
									 .path = text_of(json, "path") };
	}
}

static void load_formats(void)
{
	spec.formats = load_json(spec.formats_file, is_object, "one object");
	const cJSON *format;
	cJSON_ArrayForEach (format, spec.formats) {
		const cJSON *alias = member(format, "key_alias");
		if (!cJSON_IsObject(format))
			mistake(spec.formats_file, format->string, "must be an object");
		else if (check_form(spec.formats_file, format->string, format, format_form) && alias)
			check_form(spec.formats_file, format->string, alias, key_alias_form);
	}
}

static void load_areas(void)
{
	const cJSON *json = load_json(spec.areas_file, is_object, "one object");
	if (json && all_items(json, is_text))
		spec.areas = json;
	else if (json)
		mistake(spec.areas_file, "", "must be an object of texts");
}

static void load_secrets(void)
{
	const cJSON *json = load_json(spec.secrets_file, is_object, "one object");
	if (!json || !check_form(spec.secrets_file, "", json, secrets_form))
		return;
	spec.words = member(json, "words");
	spec.exceptions = member(json, "exceptions");
}

static int is_entity_file(const struct dirent *entry)
{
	const char *name = entry->d_name;
	size_t size = strlen(name);
	return size > 5 && !strcmp(name + size - 5, ".json") && strcmp(name, "reads.json") &&
	       strcmp(name, "formats.json") && strcmp(name, "secrets.json") && strcmp(name, "areas.json") &&
	       strcmp(name, "not_read.json") &&
	       strcmp(name, "spec.schema.json");
}

/* What names other files: after all files are loaded. */
static void resolve(void)
{
	for (unsigned i = 0; i < spec.n_reads; i++) {
		struct read_spec *r = &spec.reads[i];
		const char *per = text_of(r->json, "per");
		r->per = find_entity(per);
		if (per && !r->per)
			mistake(spec.reads_file, r->name, "'per': '%s' is no entity", per);
		const char *after = text_of(r->json, "after");
		r->after = find_read(after);
		if (after && !r->after)
			mistake(spec.reads_file, r->name, "'after': '%s' is no read", after);
		r->where = load_predicate(spec.reads_file, r->name, r->json, "where");
		r->up = load_predicate(spec.reads_file, r->name, r->json, "up");
		r->needs = load_predicate(spec.reads_file, r->name, r->json, "needs");
	}
	for (unsigned i = 0; i < spec.n_entities; i++)
		load_sources(&spec.entities[i]);
}

bool load_specs(const char *folder)
{
	struct dirent **files;
	spec.folder = folder;
	spec.reads_file = format_text("%s/reads.json", folder);
	spec.formats_file = format_text("%s/formats.json", folder);
	spec.secrets_file = format_text("%s/secrets.json", folder);
	spec.areas_file = format_text("%s/areas.json", folder);
	int count = scandir(folder, &files, is_entity_file, alphasort);
	if (count < 0)
		return mistake(folder, "", "no such folder");
	spec.entities = allocate((size_t)count, sizeof *spec.entities);
	load_reads();
	load_formats();
	load_secrets();
	load_areas();
	for (int i = 0; i < count; i++)
		load_entity(file_path(files[i]->d_name));
	if (!spec.n_reads || !spec.formats || !spec.words || !spec.areas)
		return false;
	resolve();
	return true;
}
