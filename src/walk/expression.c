/* expression.c - see expression.h. */
#include "walk/expression.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

static cJSON *follow_path(cJSON *item, const char *const *path)
{
	for (; item && path && *path; path++)
		item = json_member(item, *path);
	return item;
}

cJSON *scene_item(const struct scene *scene, const struct from *from)
{
	cJSON *item;

	if (from->up >= scene->depth)
		return NULL;
	item = scene->frames[scene->depth - 1 - from->up].element;
	return from->kind == FROM_PATH ? follow_path(item, from->path) : item;
}

/* Borrowed from the item, or made: a number in 'digits', nested things in 'pool', as canonical JSON. */
static const char *item_text(const cJSON *item, char digits[NUMBER_SIZE], struct pool *pool)
{
	AUTO_TEXT struct text json = TEXT_INIT;
	const char *text = json_scalar_text(item, digits);

	if (text || !item || json_is_null(item))
		return text;
	json_add_canonical(&json, item);
	return pool_text(pool, json.data);
}

static const char *variable_as_text(const struct partial_row *row, const char *name, char digits[NUMBER_SIZE])
{
	const struct value *value = row_variable(row, name);

	return value ? value_as_text(value, digits) : NULL;
}

/* Of a template; as the caller's own. */
static char *variable_text(const struct scene *scene, const char *name)
{
	const struct frame *top = scene->depth ? &scene->frames[scene->depth - 1] : NULL;

	if (strcmp(name, "n") == 0 && top && top->number[0])
		return xstrdup(top->number);
	if (strcmp(name, "key") == 0 && top && top->key)
		return xstrdup(top->key);
	return row_variable_text(scene->context, name);
}

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '.' || c == '_' || c == '~';
}

/* RFC 3986 percent-encoding; PVE encodes the same way. */
static void add_encoded(struct text *t, const char *s)
{
	for (; *s; s++)
		if (is_unreserved(*s))
			text_add_char(t, *s);
		else
			text_addf(t, "%%%02X", (unsigned)(unsigned char)*s);
}

char *template_fill(const char *text, const struct scene *scene, bool encode, char **ret_missing)
{
	struct text filled = TEXT_INIT;

	while (*text) {
		size_t plain = strcspn(text, "{");
		const char *end = strchr(text + plain, '}');

		text_add_bytes(&filled, text, plain);
		text += plain;
		if (*text && !end) {
			text_add(&filled, text);
			break;
		}
		if (*text) {
			AUTO_FREE char *name = xstrndup(text + 1, (size_t)(end - text - 1));
			AUTO_FREE char *value = variable_text(scene, name);

			if (!value) {
				text_clear(&filled);
				if (ret_missing)
					*ret_missing = xstrdup(name);
				return NULL;
			}
			if (encode)
				add_encoded(&filled, value);
			else
				text_add(&filled, value);
			text = end + 1;
		}
	}
	return text_take(&filled);
}

static const char *filled_text(const struct scene *scene, const char *template)
{
	AUTO_FREE char *text = NULL;

	if (!strchr(template, '{'))
		return template;
	text = template_fill(template, scene, false, NULL);
	return pool_text(scene->pool, text);
}

const char *scene_text(const struct scene *scene, const struct from *from)
{
	const struct frame *frame;
	const char *text = NULL;
	char digits[NUMBER_SIZE];

	switch (from->kind) {
	case FROM_PATH:
	case FROM_VALUE:
		text = item_text(scene_item(scene, from), digits, scene->pool);
		break;
	case FROM_VARIABLE:
		if (strcmp(from->text, "now") == 0)
			text = number_format_int(digits, scene->now);
		else if (strcmp(from->text, "preferred_networks") == 0)
			text = scene->preferred_networks;
		else
			text = variable_as_text(scene->context, from->text, digits);
		break;
	case FROM_TEXT:
		return filled_text(scene, from->text);
	case FROM_KEY:
	case FROM_NUMBER:
		if (from->up >= scene->depth)
			return NULL;
		frame = &scene->frames[scene->depth - 1 - from->up];
		if (from->kind == FROM_KEY)
			return frame->key;
		return frame->number[0] ? frame->number : NULL;
	}
	return text == digits ? pool_text(scene->pool, text) : text;
}

bool pattern_matches_all(const char *pattern, const char *name, char number[12])
{
	size_t digits;

	number[0] = '\0';
	for (; *pattern != '[' && *pattern == *name; pattern++, name++)
		if (!*pattern)
			return true;
	if (*pattern != '[' || !text_starts_with(pattern, "[n]"))
		return false;
	digits = strspn(name, "0123456789");
	if (digits == 0 || digits > 11 || strcmp(name + digits, pattern + 3) != 0)
		return false;
	memcpy(number, name, digits);
	number[digits] = '\0';
	return true;
}

/* --- predicates */

/* Where a predicate stands. */
struct lookup {
	const struct scene *scene;
	const struct partial_row *row; /* instead of a scene's element */
	char digits[NUMBER_SIZE];      /* the last text that was made, or */
	struct pool nested;
};

/* What a term's key means there; until the next is looked up. */
static const char *key_text(struct lookup *lookup, const char *key)
{
	const struct scene *scene = lookup->scene;
	cJSON *element, *item;

	if (!scene)
		return variable_as_text(lookup->row, key, lookup->digits);
	element = scene->depth ? scene->frames[scene->depth - 1].element : NULL;
	item = json_member(element, key);
	return item ? item_text(item, lookup->digits, &lookup->nested)
		    : variable_as_text(scene->context, key, lookup->digits);
}

static bool is_word(const char *const *words, const char *text)
{
	for (; *words; words++)
		if (strcmp(*words, text) == 0)
			return true;
	return false;
}

/* Areas may name members of the element: "/nodes/{node}". */
static char *fill_area(const char *area, struct lookup *lookup)
{
	struct text filled = TEXT_INIT;

	while (*area) {
		size_t plain = strcspn(area, "{");
		const char *end = strchr(area + plain, '}');

		text_add_bytes(&filled, area, plain);
		area += plain;
		if (*area && end) {
			AUTO_FREE char *name = xstrndup(area + 1, (size_t)(end - area - 1));
			const char *value = key_text(lookup, name);

			text_add(&filled, value ? value : "");
			area = end + 1;
		}
	}
	return text_take(&filled);
}

static bool privilege_holds(const struct term *term, struct lookup *lookup)
{
	AUTO_FREE char *area = fill_area(term->area, lookup);

	if (!lookup->scene || !lookup->scene->rights)
		return false;
	for (const char *const *word = term->words; *word; word++)
		if (rights_hold(lookup->scene->rights, *word, area))
			return true;
	return false;
}

/* Lists are JSON arrays of texts. */
static bool has_item(const char *list, const char *word)
{
	AUTO_FREE char *item = xasprintf("\"%s\"", word);

	return strstr(list, item) != NULL;
}

static bool term_holds(const struct term *term, struct lookup *lookup)
{
	const char *text;

	if (term->kind == TERM_PRIVILEGE)
		return privilege_holds(term, lookup);
	text = key_text(lookup, term->key);
	switch (term->kind) {
	case TERM_EQUAL:
	case TERM_IN:
		return text && is_word(term->words, text);
	case TERM_HAS:
		return text && has_item(text, term->words[0]);
	case TERM_NOT_EQUAL:
		return !text || !is_word(term->words, text);
	case TERM_PRESENT:
		return text != NULL;
	case TERM_ABSENT:
		return text == NULL;
	case TERM_PRIVILEGE:
	case TERM_END:
		break;
	}
	return true;
}

static bool terms_hold(const struct term *terms, struct lookup *lookup)
{
	bool holds = true;

	for (const struct term *term = terms; term && term->kind != TERM_END; term++) {
		if (term->or_before) {
			if (holds)
				break;
			holds = true;
		}
		holds = holds && term_holds(term, lookup);
	}
	pool_clear(&lookup->nested);
	return holds;
}

bool predicate_holds(const struct term *terms, const struct scene *scene)
{
	struct lookup lookup = { .scene = scene };

	return terms_hold(terms, &lookup);
}

bool predicate_holds_for_row(const struct term *terms, const struct partial_row *row)
{
	struct lookup lookup = { .row = row };

	return terms_hold(terms, &lookup);
}

bool predicate_covers(const struct term *terms, const struct scene *scene)
{
	struct lookup lookup = { .scene = scene };
	bool covers = true;

	for (const struct term *term = terms; covers && term && term->kind != TERM_END; term++) {
		AUTO_FREE char *area = term->area ? fill_area(term->area, &lookup) : NULL;

		if (term->kind != TERM_PRIVILEGE || !area)
			continue;
		covers = false;
		for (const char *const *word = term->words; *word && !covers; word++)
			covers = rights_cover(scene->rights, *word, area);
	}
	pool_clear(&lookup.nested);
	return covers;
}

char *predicate_privilege(const struct term *terms, const struct scene *scene)
{
	struct lookup lookup = { .scene = scene };
	struct text t = TEXT_INIT;

	for (const struct term *term = terms; term && term->kind != TERM_END; term++) {
		AUTO_FREE char *area = term->area ? fill_area(term->area, &lookup) : NULL;

		if (term->kind != TERM_PRIVILEGE || !area)
			continue;
		for (const char *const *word = term->words; *word; word++)
			text_addf(&t, "%s%s", word == term->words ? (t.size ? ", " : "") : " or ", *word);
		text_addf(&t, " on %s", area);
	}
	pool_clear(&lookup.nested);
	return text_take(&t);
}
