/* gen_facts.c - lists of fields into const tables: `gen facts declared schema/declared.txt >…`; and the
 * paths that are not read: `gen not_read schema/not_read.json >…`; and a document's lines: `gen profile …`.
 *
 * A list begins with "versions NAME…"; an endpoint's line is "PATH VERSION…", and a field's below it is
 * "<tab>FIELD<tab>TYPE[<tab>VERSION…]" (no version: all of the endpoint's). '#' begins a comment.
 */
#include "schema/gen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSIONS_MOST 16

struct list {
	const char *name, *file;
	FILE *stream;
	char *versions[VERSIONS_MOST];
	unsigned n_versions, line;
	unsigned of_endpoint; /* versions of the endpoint at hand */
	unsigned n_endpoints, n_fields, fields_before;
	char *endpoints; /* their table, so far */
	size_t size;
	FILE *table;
};

static bool wrong(const struct list *list, const char *what)
{
	return mistake(list->file, format_text("line %u", list->line), "%s", what);
}

static bool take_versions(struct list *list, char **words)
{
	for (char *word; (word = strtok_r(0, " ", words));) {
		if (list->n_versions == VERSIONS_MOST)
			return wrong(list, "too many versions");
		list->versions[list->n_versions++] = format_text("%s", word);
	}
	return true;
}

/* The versions that are named, as bits; none: 'all'. */
static bool read_versions(const struct list *list, char **words, unsigned all, unsigned *ret)
{
	unsigned found = 0;
	for (char *word; (word = strtok_r(0, " ", words));) {
		unsigned i = 0;
		while (i < list->n_versions && strcmp(list->versions[i], word))
			i++;
		if (i == list->n_versions || !(all & 1u << i))
			return wrong(list, "an unknown version");
		found |= 1u << i;
	}
	*ret = found ? found : all;
	return true;
}

static void end_endpoint(struct list *list)
{
	if (list->n_endpoints)
		fprintf(list->table, "%u },\n", list->n_fields - list->fields_before);
	list->fields_before = list->n_fields;
}

static bool take_endpoint(struct list *list, const char *path, char **words)
{
	if (!list->n_versions)
		return wrong(list, "the versions must come first");
	if (!read_versions(list, words, (1u << list->n_versions) - 1, &list->of_endpoint))
		return false;
	end_endpoint(list);
	fprintf(list->table, "\t{ \"%s\", %#x, %u, &fields_%s[%u], ", path, list->of_endpoint, list->line,
		list->name, list->n_fields);
	list->n_endpoints++;
	return true;
}

static bool take_field(struct list *list, const char *path, char **words)
{
	const char *type = strtok_r(0, "\t", words);
	unsigned versions = 0;
	if (!list->n_endpoints)
		return wrong(list, "a field without an endpoint");
	if (!type || strlen(type) != 1)
		return wrong(list, "a field needs a type of one letter");
	if (!read_versions(list, words, list->of_endpoint, &versions))
		return false;
	printf("\t{ \"%s\", '%s', %#x, %u },\n", path, type, versions, list->line);
	list->n_fields++;
	return true;
}

static bool take_line(struct list *list, char *line)
{
	bool field = line[0] == '\t';
	char *words = line, *first;
	line[strcspn(line, "#\n")] = '\0';
	first = strtok_r(line, field ? "\t" : " ", &words);
	if (!first)
		return true;
	if (strpbrk(first, "\"\\"))
		return wrong(list, "a quote or a backslash in a name");
	if (strcmp(first, "versions") == 0)
		return take_versions(list, &words);
	return field ? take_field(list, first, &words) : take_endpoint(list, first, &words);
}

static void put_end(struct list *list)
{
	end_endpoint(list);
	fclose(list->table);
	printf("\t{ 0 },\n};\n\nstatic const struct fact_endpoint endpoints_%s[] = {\n%s\t{ 0 },\n};\n\n",
	       list->name, list->endpoints);
	printf("static const char *const versions_%s[] = { ", list->name);
	for (unsigned i = 0; i < list->n_versions; i++)
		printf("\"%s\", ", list->versions[i]);
	printf("0 };\n\nconst struct facts facts_%s = { \"%s\", versions_%s, endpoints_%s, %u };\n",
	       list->name, list->file, list->name, list->name, list->n_endpoints);
}

bool write_facts(const char *name, const char *file)
{
	struct list list = { .name = name, .file = file, .stream = fopen(file, "r") };
	char *line = 0;
	size_t size = 0;
	bool fine = true;
	if (!list.stream)
		return mistake(file, "", "can't be read");
	list.table = open_memstream(&list.endpoints, &list.size);
	printf("/* Made from %s by schema/gen_facts.c. */\n#include \"schema/facts.h\"\n\n", file);
	printf("static const struct fact_field fields_%s[] = {\n", name);
	while (fine && getline(&line, &size, list.stream) >= 0) {
		list.line++;
		fine = take_line(&list, line);
	}
	fclose(list.stream);
	put_end(&list);
	return fine;
}

/* --- {"reason": ["/path", …], …} */

static void put_paths(const char *file, const cJSON *reason)
{
	const cJSON *path;
	if (!cJSON_IsArray(reason))
		mistake(file, reason->string, "must be a list of paths");
	cJSON_ArrayForEach (path, reason) {
		if (cJSON_IsString(path) && !strpbrk(path->valuestring, "\"\\"))
			printf("\t{ \"%s\", \"%s\" },\n", path->valuestring, reason->string);
		else
			mistake(file, reason->string, "must be a list of paths");
	}
}

bool write_not_read(const char *file)
{
	const cJSON *json = load_json(file, is_object, "one object"), *reason;
	printf("/* Made from %s by schema/gen_facts.c. */\n#include \"schema/facts.h\"\n\n", file);
	printf("const struct not_read facts_not_read[] = {\n");
	cJSON_ArrayForEach (reason, json) {
		if (strpbrk(reason->string, "\"\\"))
			mistake(file, reason->string, "a quote or a backslash in a reason");
		put_paths(file, reason);
	}
	printf("\t{ 0 },\n};\n");
	return !spec.mistakes;
}

/* --- "SECTION: ENTITY…", "<tab>NAME[<tab>COLUMN…]" */

static char *quoted(const char *text)
{
	return text && *text ? format_text("\"%s\"", text) : format_text("0");
}

bool write_profile(const char *name, const char *file)
{
	FILE *stream = fopen(file, "r");
	char *line = 0, *section = 0, *entities = 0;
	size_t size = 0;
	if (!stream)
		return mistake(file, "", "can't be read");
	printf("/* Made from %s by schema/gen_facts.c. */\n#include \"schema/facts.h\"\n\n", file);
	printf("const struct profile_line profile_%s[] = {\n", name);
	for (unsigned number = 1; getline(&line, &size, stream) >= 0; number++) {
		char *rest = line;
		line[strcspn(line, "#\n")] = '\0';
		if (strpbrk(line, "\"\\"))
			mistake(file, format_text("line %u", number), "a quote or a backslash");
		if (line[0] == '\t' && section) {
			char *what = strtok_r(line, "\t", &rest);
			printf("\t{ \"%s\", %s, %s, %s },\n", section, quoted(entities), quoted(what),
			       quoted(strtok_r(0, "\t", &rest)));
		} else if (line[0]) {
			section = format_text("%s", strtok_r(line, ":", &rest));
			rest += strspn(rest, " ");
			entities = format_text("%s", rest);
		}
	}
	fclose(stream);
	printf("\t{ 0 },\n};\n");
	return !spec.mistakes;
}
