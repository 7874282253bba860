/* gen_put.c - small pieces of C source on stdout. */
#include "schema/gen.h"

#include <ctype.h>
#include <stdio.h>

/* A C string; 0 for null. */
void put_text(const char *text)
{
	if (!text) {
		printf("0");
		return;
	}
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		if (*text == '\n')
			printf("\\n");
		else
			putchar(*text);
	}
	putchar('"');
}

void put_words(const char *const *words)
{
	if (!words || !*words) {
		printf("NO_WORDS");
		return;
	}
	printf("WORDS(");
	for (size_t i = 0; words[i]; i++) {
		if (i)
			printf(", ");
		put_text(words[i]);
	}
	printf(")");
}

void put_json_words(const cJSON *words)
{
	const char **list = allocate((size_t)cJSON_GetArraySize(words) + 1, sizeof *list);
	const cJSON *item;
	size_t n = 0;
	cJSON_ArrayForEach (item, words)
		list[n++] = item->valuestring;
	put_words(list);
}

/* "PREFIX_NAME" in capitals: the enumerator of a word. */
void put_enumerator(const char *prefix, const char *word)
{
	printf("%s_", prefix);
	for (; *word; word++)
		putchar(*word == '-' ? '_' : toupper((unsigned char)*word));
}

void put_flag(const char *name, bool set)
{
	if (set)
		printf(", .%s = true", name);
}

void put_member(const char *name, const char *text)
{
	if (text) {
		printf(", .%s = ", name);
		put_text(text);
	}
}

/* --- places, predicates, steps */

static const char *const from_kinds[] = {
	[FROM_PATH] = "FROM_PATH",     [FROM_VARIABLE] = "FROM_VARIABLE", [FROM_KEY] = "FROM_KEY",
	[FROM_NUMBER] = "FROM_NUMBER", [FROM_VALUE] = "FROM_VALUE",       [FROM_TEXT] = "FROM_TEXT",
};

void put_from(const struct from *from)
{
	printf("{ %s, %u, ", from_kinds[from->kind], from->up);
	put_words(from->path);
	printf(", ");
	put_text(from->text);
	printf(" }");
}

static const char *const term_kinds[] = {
	[TERM_END] = "TERM_END",
	[TERM_EQUAL] = "TERM_EQUAL",
	[TERM_NOT_EQUAL] = "TERM_NOT_EQUAL",
	[TERM_IN] = "TERM_IN",
	[TERM_HAS] = "TERM_HAS",
	[TERM_PRESENT] = "TERM_PRESENT",
	[TERM_ABSENT] = "TERM_ABSENT",
	[TERM_PRIVILEGE] = "TERM_PRIVILEGE",
};

void put_terms(const char *name, const struct term *terms)
{
	if (!terms)
		return;
	printf(",\n\t  .%s = TERMS(", name);
	for (; terms->kind != TERM_END; terms++) {
		printf("{ %s, %s, ", term_kinds[terms->kind], terms->or_before ? "true" : "false");
		put_text(terms->key);
		printf(", ");
		put_words(terms->words);
		printf(", ");
		put_text(terms->area);
		printf(" }, ");
	}
	printf("{ .kind = TERM_END })");
}

void put_steps(const struct step *steps)
{
	printf(",\n\t  .each = STEPS(");
	for (; steps->kind != STEP_END; steps++) {
		if (steps->kind == STEP_MEMBER) {
			printf("{ STEP_MEMBER, ");
			put_text(steps->name);
			printf(", 0 }, ");
		} else if (steps->kind == STEP_MAP) {
			printf("{ STEP_MAP, 0, ");
			put_words(steps->patterns);
			printf(" }, ");
		} else {
			printf("{ %s, 0, 0 }, ", steps->kind == STEP_LIST ? "STEP_LIST" : "STEP_TREE");
		}
	}
	printf("{ .kind = STEP_END })");
}
