/* gen_write.c - the C source that defines what schema.h declares, as one would write it by hand. */
#include "schema/gen.h"

#include <stdio.h>
#include <string.h>

/* --- formats */

static void put_format(const cJSON *f)
{
	const cJSON *aliases = member(f, "alias");
	const cJSON *key_alias = member(f, "key_alias");
	const cJSON *item;
	printf("\nstatic const struct format format_%s = {\n\t.name = \"%s\",\n", f->string, f->string);
	printf("\t.default_key = ");
	put_text(text_of(f, "default"));
	printf(",\n\t.aliases = (const struct alias[]){ ");
	cJSON_ArrayForEach (item, aliases) {
		printf("{ ");
		put_text(item->string);
		printf(", ");
		put_text(item->valuestring);
		printf(" }, ");
	}
	printf("{ 0, 0 } },\n\t.key_alias = ");
	put_json_words(key_alias ? member(key_alias, "keys") : 0);
	printf(",\n\t.key_name = ");
	put_text(key_alias ? text_of(key_alias, "name") : 0);
	printf(",\n\t.key_value = ");
	put_text(key_alias ? text_of(key_alias, "value") : 0);
	printf(",\n\t.raw_first = %s,\n\t.keys = ", flag_of(f, "raw_first") ? "true" : "false");
	put_json_words(member(f, "keys"));
	printf(",\n};\n");
}

/* --- columns */

static const char *const type_enumerators[] = {
	[TYPE_TEXT] = "TYPE_TEXT",           [TYPE_INT] = "TYPE_INT",
	[TYPE_REAL] = "TYPE_REAL",           [TYPE_BOOL] = "TYPE_BOOL",
	[TYPE_BYTES] = "TYPE_BYTES",         [TYPE_DURATION] = "TYPE_DURATION",
	[TYPE_TIMESTAMP] = "TYPE_TIMESTAMP", [TYPE_FRACTION] = "TYPE_FRACTION",
	[TYPE_LIST] = "TYPE_LIST",           [TYPE_JSON] = "TYPE_JSON",
};

static long unit_factor(const char *unit)
{
	return !unit || *unit == 'B' ? 1 : 1L << (10 * (1 + (strchr("KMGT", *unit) - "KMGT")));
}

static void put_list_view(const char *view)
{
	if (!view)
		return;
	char **words = split_words(view, ":");
	put_member("list_view", words[0]);
	put_member("list_view_column", words[1]);
}

static void put_column_reference(const struct entity_spec *e, const struct column_spec *c)
{
	printf("&%s_columns[%u], ", e->name, (unsigned)(c - e->columns));
}

char *fill_phrases(const struct entity_spec *e, const char *sql)
{
	const cJSON *phrase;
	cJSON_ArrayForEach (phrase, member(e->json, "phrases")) {
		char *place = format_text("{%s}", phrase->string);
		const char *at = strstr(sql, place);
		if (at)
			sql = format_text("%.*s%s%s", (int)(at - sql), sql, phrase->valuestring,
					  at + strlen(place));
	}
	return format_text("%s", sql);
}

static void put_derived(const struct entity_spec *e, const struct column_spec *c)
{
	const cJSON *item;
	if (!text_of(c->json, "sql"))
		return;
	put_member("sql", fill_phrases(e, text_of(c->json, "sql")));
	put_member("known", fill_phrases(e, text_of(c->json, "known")));
	printf(", .of = (const struct entity *const[]){ ");
	cJSON_ArrayForEach (item, member(c->json, "of"))
		printf("&entity_%s, ", item->valuestring);
	printf("0 }");
}

static void put_column(const struct entity_spec *e, const struct column_spec *c)
{
	const char *class = text_of(c->json, "class");
	const char *view = text_of(c->json, "view");
	const cJSON *revision = member(c->json, "revision");
	printf("\t{ .name = \"%s\", .rule = { %s, %ld, %s, %s }", c->name, type_enumerators[c->type],
	       unit_factor(text_of(c->json, "unit")), flag_of(c->json, "ordered") ? "true" : "false",
	       type_enumerators[item_type(c)]);
	printf(", .class = ");
	put_enumerator("CLASS", class ? class : "config");
	printf(", .view = ");
	put_enumerator("VIEW", view ? view : "full");
	put_flag("place", flag_of(c->json, "place"));
	put_flag("identity", flag_of(c->json, "identity"));
	put_flag("observed", flag_of(c->json, "observed"));
	printf(", .revision = %d", revision ? revision->valueint : 1);
	put_references(e, c);
	put_member("alias", text_of(c->json, "alias"));
	put_member("missing", scalar_text(member(c->json, "default")));
	put_list_view(text_of(c->json, "list_view"));
	put_derived(e, c);
	printf(", .alternatives = %u, .help = ", c->takes_args ? c->n_places : c->n_from);
	put_text(text_of(c->json, "help"));
	printf(" },\n");
}

/* --- sources */

bool is_place_of(const struct expression *place, const struct column_spec *c)
{
	return place >= c->from && place < c->from + c->n_from;
}

static void put_plain_end(const struct from *from)
{
	bool below = from->kind == FROM_PATH && !from->up && from->path[0];

	printf("), 1, 0, ");
	put_text(below ? from->path[0] : NULL);
	printf(" },\n");
}

void put_fill(const struct entity_spec *e, const struct fill_spec *fill)
{
	printf("\t/* %s */ { &%s_columns[%u], %u, PLACES(", fill->column->name, e->name,
	       (unsigned)(fill->column - e->columns), fill->alternative);
	for (unsigned i = 0; i < fill->n_args; i++) {
		if (i)
			printf(", ");
		put_from(&fill->args[i].from);
	}
	if (fill->column->compute && is_place_of(fill->args, fill->column))
		printf("), %u, compute_%s, 0 },\n", fill->n_args, fill->column->compute);
	else
		put_plain_end(&fill->args[0].from);
}

static void put_fills(const struct source_spec *s)
{
	const struct entity_spec *e = s->entity;
	struct fill_spec *fills;
	printf("\nstatic const struct fill %s_fills_%s[] = {\n", e->name, s->label);
	for (unsigned i = 0; i < e->n_columns; i++) {
		unsigned n = source_fills(s, &e->columns[i], &fills);
		for (unsigned j = 0; j < n; j++)
			put_fill(e, &fills[j]);
	}
	printf("\t{ .column = 0 },\n};\n");
}

static void put_parse(const cJSON *parse)
{
	const cJSON *item;
	printf(",\n\t  .parse = (const struct parse[]){ ");
	cJSON_ArrayForEach (item, parse) {
		printf("{ ");
		put_words((const char *const *)split_words(item->string, " "));
		printf(", &format_%s }, ", item->valuestring);
	}
	printf("{ 0, 0 } }");
}

static void put_ignored(const cJSON *ignored)
{
	const cJSON *item;
	cJSON_ArrayForEach (item, ignored) {
		printf("\n\t\t{ ");
		put_text(item->string);
		printf(", ");
		put_text(item->valuestring);
		printf(" },");
	}
}

static void put_source(const struct source_spec *s)
{
	const char *rest = text_of(s->json, "rest");
	const char *complete = text_of(s->json, "complete");
	printf("\t{ .read = &read_%s, .label = \"%s\", .entity = &entity_%s", s->read->name, s->label,
	       s->entity->name);
	put_flag("joins", s->joins);
	put_flag("ignores", s->ignores);
	put_flag("of_outcome", flag_of(s->json, "outcome"));
	put_flag("never_complete", complete && !strcmp(complete, "never"));
	printf(", .rest = ");
	put_enumerator("CLASS", rest ? rest : "config");
	put_steps(s->each);
	put_terms("where", s->where);
	put_terms("of", s->of);
	put_terms("whole", s->whole);
	put_terms("complete", s->complete);
	put_parse(member(s->json, "parse"));
	printf(",\n\t  .ignored = (const struct ignored[]){");
	put_ignored(member(s->json, "ignored"));
	put_ignored(member(s->entity->json, "ignored"));
	printf("\n\t\t{ 0, 0 } },\n\t  .fills = ");
	if (s->ignores)
		printf("(const struct fill[]){ { .column = 0 } }");
	else
		printf("%s_fills_%s", s->entity->name, s->label);
	put_scope_members(s);
	printf(" },\n");
}

/* --- entities */

static void put_parents(const struct entity_spec *e)
{
	printf("\t.parents = (const struct parent[]){\n");
	for (unsigned i = 0; i < e->n_parents; i++) {
		const struct parent_spec *p = &e->parents[i];
		printf("\t\t{ &entity_%s, (const struct column *const[]){ ", p->entity->name);
		for (unsigned j = 0; j < p->entity->n_keys; j++)
			put_column_reference(e, p->columns[j]);
		printf("0 } },\n");
	}
	printf("\t\t{ 0, 0 },\n\t},\n");
}

static void put_replaced(const struct entity_spec *e)
{
	const cJSON *groups = member(e->json, "replaced");
	const cJSON *group, *name;
	if (!groups)
		return;
	printf("\t.replaced = (const struct column *const[]){ ");
	cJSON_ArrayForEach (group, groups) {
		cJSON_ArrayForEach (name, group)
			put_column_reference(e, find_column(e, name->valuestring));
		printf("0, ");
	}
	printf("0 },\n");
}

/* The word in paths: the spec's, else the name without the parent's before it. */
static const char *path_word(const struct entity_spec *e)
{
	const char *given = text_of(e->json, "path");
	const char *outer = e->n_parents ? e->parents[0].entity->name : "";
	size_t length = strlen(outer);
	if (given)
		return given;
	if (length && !strncmp(e->name, outer, length) && e->name[length] == '_')
		return e->name + length + 1;
	return e->name;
}

static void put_entity_itself(const struct entity_spec *e, unsigned index)
{
	const char *class = text_of(e->json, "class");
	const struct column_spec *order = find_column(e, text_of(e->json, "order"));
	printf("\nstatic const struct entity entity_%s = {\n\t.index = %u,\n", e->name, index);
	printf("\t.name = \"%s\",\n\t.plural = \"%s\",\n", e->name,
	       cJSON_GetArrayItem(member(e->json, "names"), 1)->valuestring);
	printf("\t.summary = ");
	put_text(text_of(e->json, "summary"));
	printf(",\n\t.path = \"%s\",\n", path_word(e));
	printf("\t.area = &schema_areas[%u],\n", area_index(e));
	put_parents(e);
	printf("\t.class = %s,\n", class && !strcmp(class, "state") ? "CLASS_STATE" : "CLASS_CONFIG");
	printf("\t.event = %s,\n", is_event(e) ? "true" : "false");
	if (order)
		printf("\t.order = &%s_columns[%u],\n", e->name, (unsigned)(order - e->columns));
	printf("\t.twins = %s,\n", order || flag_of(e->json, "twins") ? "true" : "false");
	printf("\t.n_keys = %u,\n\t.columns = %s_columns,\n\t.n_columns = %u,\n", e->n_keys, e->name,
	       e->n_columns);
	printf("\t.sources = %s_sources,\n\t.n_sources = %u,\n", e->name, e->n_sources);
	put_replaced(e);
	printf("\t.tabs = %s_tabs,\n", e->name);
	printf("\t.retained = %s,\n};\n", is_retained(e) ? "true" : "false");
}

static void put_entity(const struct entity_spec *e, unsigned index)
{
	printf("\n/* --- %s */\n\nstatic const struct column %s_columns[%u] = {\n", e->name, e->name,
	       e->n_columns);
	for (unsigned i = 0; i < e->n_columns; i++)
		put_column(e, &e->columns[i]);
	printf("};\n");
	for (unsigned i = 0; i < e->n_sources; i++) {
		const struct source_spec *s = &e->sources[i];
		if (!s->ignores)
			put_fills(s);
		put_scope(s);
	}
	printf("\nstatic const struct entity_source %s_sources[%u] = {\n", e->name, e->n_sources);
	for (unsigned i = 0; i < e->n_sources; i++)
		put_source(&e->sources[i]);
	printf("};\n");
	put_entity_itself(e, index);
}

/* --- the whole file */

static void put_head(void)
{
	printf("/* Made by schema/gen.c from schema/ *.json: edit those. */\n"
	       "#include \"schema/schema.h\"\n\n"
	       "#define WORDS(...) (const char *const[]){ __VA_ARGS__, 0 }\n"
	       "#define NO_WORDS (const char *const[]){ 0 }\n"
	       "#define PLACES(...) (const struct from[]){ __VA_ARGS__ }\n"
	       "#define TERMS(...) (const struct term[]){ __VA_ARGS__ }\n"
	       "#define STEPS(...) (const struct step[]){ __VA_ARGS__ }\n\n");
}

static bool computed_before(const struct entity_spec *last, const struct column_spec *end)
{
	for (const struct entity_spec *e = spec.entities; e <= last; e++) {
		for (unsigned i = 0; i < e->n_columns && &e->columns[i] != end; i++) {
			const char *compute = e->columns[i].compute;
			if (compute && !strcmp(compute, end->compute))
				return true;
		}
	}
	return false;
}

static void put_declarations(void)
{
	for (unsigned i = 0; i < spec.n_entities; i++) {
		const struct entity_spec *e = &spec.entities[i];
		for (unsigned j = 0; j < e->n_columns; j++) {
			if (e->columns[j].compute && !computed_before(e, &e->columns[j]))
				printf("compute_function compute_%s;\n", e->columns[j].compute);
		}
		printf("static const struct entity entity_%s;\n", e->name);
		printf("static const struct column %s_columns[%u];\n", e->name, e->n_columns);
		printf("static const struct entity_source %s_sources[%u];\n", e->name, e->n_sources);
		printf("static const struct tab %s_tabs[%u];\n", e->name, count_tabs(e));
	}
	for (unsigned i = 0; i < spec.n_reads; i++)
		printf("static const struct read read_%s;\n", spec.reads[i].name);
}

static void put_lists(void)
{
	const cJSON *item;
	printf("\n/* --- all of them */\n\nconst struct area schema_areas[] = {\n");
	cJSON_ArrayForEach (item, spec.areas) {
		printf("\t{ \"%s\", ", item->string);
		put_text(item->valuestring);
		printf(" },\n");
	}
	printf("\t{ 0, 0 },\n};\n\nconst struct entity *const schema_entities[] = {\n");
	for (unsigned i = 0; i < spec.n_entities; i++)
		printf("\t&entity_%s,\n", spec.entity_order[i]->name);
	printf("\t0,\n};\nconst unsigned schema_entity_count = %u;\n", spec.n_entities);
	printf("\nconst struct read *const schema_reads[] = {\n");
	for (unsigned i = 0; i < spec.n_reads; i++)
		printf("\t&read_%s,\n", spec.read_order[i]->name);
	printf("\t0,\n};\nconst unsigned schema_read_count = %u;\n", spec.n_reads);
	printf("\nconst struct format *const schema_formats[] = {\n");
	cJSON_ArrayForEach (item, spec.formats)
		printf("\t&format_%s,\n", item->string);
	printf("\t0,\n};\n\nconst char *const secret_words[] = {\n");
	cJSON_ArrayForEach (item, spec.words)
		printf("\t\"%s\",\n", item->valuestring);
	printf("\t0,\n};\n\nconst char *const secret_exceptions[] = {\n");
	cJSON_ArrayForEach (item, spec.exceptions)
		printf("\t\"%s\", /* %s */\n", item->string, item->valuestring);
	printf("\t0,\n};\n");
}

void write_tables(void)
{
	const cJSON *format;
	put_head();
	put_declarations();
	cJSON_ArrayForEach (format, spec.formats)
		put_format(format);
	for (unsigned i = 0; i < spec.n_entities; i++)
		put_entity(spec.entity_order[i], i);
	printf("\n/* --- tabs */\n");
	for (unsigned i = 0; i < spec.n_entities; i++)
		put_tabs(spec.entity_order[i]);
	for (unsigned i = 0; i < spec.n_reads; i++)
		put_read(spec.read_order[i], i);
	put_lists();
}
