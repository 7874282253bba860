/* gen_parse.c - the small languages inside the specs: places, predicates, steps. */
#include "schema/gen.h"

#include <ctype.h>
#include <string.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define NAME_CHARACTERS LETTERS "0123456789_-"

char **split_words(const char *text, const char *separators)
{
	char **words = allocate(strlen(text) + 2, sizeof *words);
	size_t n = 0;
	while (*(text += strspn(text, separators))) {
		size_t size = strcspn(text, separators);
		words[n++] = format_text("%.*s", (int)size, text);
		text += size;
	}
	return words;
}

size_t count_words(char *const *words)
{
	size_t n = 0;
	while (words[n])
		n++;
	return n;
}

static const char *const *as_words(char **words)
{
	return (const char *const *)words;
}

char **path_variables(const char *path)
{
	char **names = allocate(strlen(path) + 1, sizeof *names);
	size_t n = 0;
	while ((path = strchr(path, '{'))) {
		size_t size = strcspn(++path, "}");
		names[n++] = format_text("%.*s", (int)size, path);
		path += size;
	}
	return names;
}

/* "a.b": member names. */
static bool parse_path(const char *text, struct from *ret, const char **why)
{
	if (text[0] == '.' || strstr(text, "..") || (*text && text[strlen(text) - 1] == '.')) {
		*why = "has an empty member name";
		return false;
	}
	char **words = split_words(text, ".");
	for (size_t i = 0; words[i]; i++) {
		size_t size = strspn(words[i], " " NAME_CHARACTERS); /* "Echo reply" of a QDevice */
		if (words[i][size]) {
			*why = "is no path of member names";
			return false;
		}
	}
	ret->kind = FROM_PATH;
	ret->path = as_words(words);
	return true;
}

static bool parse_variable(const char *name, struct from *ret, const char **why)
{
	if (!strcmp(name, "key")) {
		ret->kind = FROM_KEY;
	} else if (!strcmp(name, "n")) {
		ret->kind = FROM_NUMBER;
	} else if (!strcmp(name, "value")) {
		ret->kind = FROM_VALUE;
	} else if (!*name || name[strspn(name, NAME_CHARACTERS)]) {
		*why = "is no name of a variable";
		return false;
	} else {
		ret->kind = FROM_VARIABLE;
		ret->text = name;
	}
	return true;
}

static bool parse_constant(const char *text, struct from *ret, const char **why)
{
	size_t size = strlen(text);
	if (size < 2 || text[size - 1] != '\'') {
		*why = "has no closing quote";
		return false;
	}
	ret->kind = FROM_TEXT;
	ret->text = format_text("%.*s", (int)(size - 2), text + 1);
	return true;
}

bool parse_expression(const char *text, struct expression *ret, const char **why)
{
	size_t label = strspn(text, NAME_CHARACTERS);
	*ret = (struct expression){ 0 };
	if (label && text[label] == ':') {
		ret->label = format_text("%.*s", (int)label, text);
		text += label + 1;
	}
	if (*text == '\'')
		return parse_constant(text, &ret->from, why);
	if (*text == '@')
		return parse_variable(text + 1, &ret->from, why);
	while (*text == '^') {
		ret->from.up++;
		text++;
	}
	if (!*text && !ret->from.up) {
		*why = "is empty";
		return false;
	}
	return parse_path(text, &ret->from, why);
}

/* "VM.Audit", "VM.Monitor|VM.GuestAgent.Audit" */
static bool is_privilege(const char *text)
{
	return isupper((unsigned char)*text) && strchr(text, '.') && !text[strspn(text, LETTERS ".|")];
}

static bool parse_privilege(char *const *words, struct term *ret)
{
	if (count_words(words) != 3 || strcmp(words[1], "on") || !is_privilege(words[0]) ||
	    words[2][0] != '/')
		return false;
	ret->kind = TERM_PRIVILEGE;
	ret->words = as_words(split_words(words[0], "|"));
	ret->area = words[2];
	return true;
}

static bool set_key(struct term *ret, const char *key)
{
	ret->key = key;
	return *key && !key[strspn(key, NAME_CHARACTERS)];
}

/* "k=v" "k!=v" "k?" "!k?" */
static bool parse_short_term(const char *text, struct term *ret)
{
	size_t size = strlen(text);
	size_t key = strcspn(text, "=!?");
	if (text[0] == '!' && text[size - 1] == '?') {
		ret->kind = TERM_ABSENT;
		return set_key(ret, format_text("%.*s", (int)(size - 2), text + 1));
	}
	const char *rest = text + key;
	if (!strcmp(rest, "?"))
		ret->kind = TERM_PRESENT;
	else if (rest[0] == '!' && rest[1] == '=' && rest[2])
		ret->kind = TERM_NOT_EQUAL;
	else if (rest[0] == '=' && rest[1])
		ret->kind = TERM_EQUAL;
	else
		return false;
	if (ret->kind != TERM_PRESENT) {
		const char *value = strchr(rest, '=') + 1;
		if (value[strspn(value, NAME_CHARACTERS "./:@")])
			return false;
		ret->words = as_words(split_words(value, " "));
	}
	return set_key(ret, format_text("%.*s", (int)key, text));
}

static bool parse_term(const char *text, struct term *ret)
{
	char **words = split_words(text, " ");
	size_t count = count_words(words);
	if (count == 1)
		return parse_short_term(words[0], ret);
	if (count > 2 && !strcmp(words[1], "in")) {
		ret->kind = TERM_IN;
		ret->words = as_words(words + 2);
		return set_key(ret, words[0]);
	}
	if (count == 3 && !strcmp(words[1], "has")) {
		ret->kind = TERM_HAS;
		ret->words = as_words(words + 2);
		return set_key(ret, words[0]);
	}
	return parse_privilege(words, ret);
}

struct term *parse_predicate(const char *text, const char **why)
{
	struct term *terms = allocate(strlen(text) + 2, sizeof *terms);
	size_t n = 0;
	bool or_before = false;
	for (;;) {
		const char *and = strstr(text, " & ");
		const char * or = strstr(text, " || ");
		const char *end = and&&(! or || and < or) ? and : or ;
		size_t size = end ? (size_t)(end - text) : strlen(text);
		terms[n].or_before = or_before;
		if (!parse_term(format_text("%.*s", (int)size, text), &terms[n++])) {
			*why = format_text("has the term '%.*s', which is none of k=v, k!=v, k in a b, "
					   "k has a, k?, !k?, PRIVILEGE on /path",
					   (int)size, text);
			return 0;
		}
		if (!end)
			return terms;
		or_before = end == or ;
		text = end + (or_before ? 4 : 3);
	}
}

/* One step at *text, which moves on. */
static bool parse_step(const char **text, struct step *ret)
{
	const char *p = *text;
	size_t size = strspn(p, NAME_CHARACTERS);
	if (!strncmp(p, "[]*", 3)) {
		ret->kind = STEP_TREE;
		size = 3;
	} else if (!strncmp(p, "[]", 2)) {
		ret->kind = STEP_LIST;
		size = 2;
	} else if (*p == '{' && strchr(p, '}')) {
		size = strcspn(p, "}") + 1;
		ret->kind = STEP_MAP;
		ret->patterns = as_words(split_words(format_text("%.*s", (int)size - 2, p + 1), " "));
	} else if (size) {
		ret->kind = STEP_MEMBER;
		ret->name = format_text("%.*s", (int)size, p);
	} else {
		return false;
	}
	*text = p + size;
	return true;
}

struct step *parse_steps(const char *text, const char **why)
{
	struct step *steps = allocate(strlen(text) + 1, sizeof *steps);
	for (size_t n = 0; *text; n++) {
		if (n && *text == '.')
			text++;
		if (!parse_step(&text, &steps[n])) {
			*why = format_text("stops being a path of a.b [] []* {pattern} at '%s'", text);
			return 0;
		}
	}
	return steps;
}
