/* gen.c - compiles the specs into plain const tables: `gen tables schema >schema_tables.c`.
 *
 * Every mistake in the specs is named as "FILE: PLACE: what is wrong", as many as possible in one run,
 * and ends the build. What schema.h declares is all that comes out.
 */
#include "schema/gen.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct spec spec;

bool mistake(const char *file, const char *place, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fprintf(stderr, "%s: %s%s", file, place, *place ? ": " : "");
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	spec.mistakes++;
	return false;
}

void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size);
	if (!memory) {
		fputs("gen: out of memory\n", stderr);
		exit(70);
	}
	return memory;
}

char *format_text(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int size = vsnprintf(0, 0, format, args);
	va_end(args);
	char *text = allocate((size_t)size + 1, 1);
	va_start(args, format);
	vsnprintf(text, (size_t)size + 1, format, args);
	va_end(args);
	return text;
}

const cJSON *member(const cJSON *object, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(object, key);
}

const char *text_of(const cJSON *object, const char *key)
{
	return cJSON_GetStringValue(member(object, key));
}

bool flag_of(const cJSON *object, const char *key)
{
	return cJSON_IsTrue(member(object, key));
}

char *scalar_text(const cJSON *value)
{
	if (!value)
		return 0;
	if (cJSON_IsBool(value))
		return format_text("%d", cJSON_IsTrue(value));
	return cJSON_IsNumber(value) ? format_text("%.15g", value->valuedouble) : value->valuestring;
}

struct entity_spec *find_entity(const char *name)
{
	for (unsigned i = 0; name && i < spec.n_entities; i++) {
		if (!strcmp(spec.entities[i].name, name))
			return &spec.entities[i];
	}
	return 0;
}

struct column_spec *find_column(const struct entity_spec *e, const char *name)
{
	for (unsigned i = 0; name && i < e->n_columns; i++) {
		if (!strcmp(e->columns[i].name, name))
			return &e->columns[i];
	}
	return 0;
}

static bool write_schema(const char *folder)
{
	if (!load_specs(folder))
		return false;
	check_specs();
	if (spec.mistakes)
		return false;
	order_entities();
	order_reads();
	write_tables();
	return true;
}

int main(int argc, char **argv)
{
	bool done;
	if (argc == 3 && strcmp(argv[1], "tables") == 0) {
		done = write_schema(argv[2]);
	} else if (argc == 3 && strcmp(argv[1], "not_read") == 0) {
		done = write_not_read(argv[2]);
	} else if (argc == 4 && strcmp(argv[1], "facts") == 0) {
		done = write_facts(argv[2], argv[3]);
	} else if (argc == 4 && strcmp(argv[1], "profile") == 0) {
		done = write_profile(argv[2], argv[3]);
	} else {
		fputs("usage: gen tables FOLDER\n       gen facts NAME FILE\n       gen not_read FILE\n"
		      "       gen profile NAME FILE\n",
		      stderr);
		return 2;
	}
	if (!done)
		return 1;
	if (fflush(stdout) || ferror(stdout)) {
		perror("gen: stdout");
		return 1;
	}
	return 0;
}
