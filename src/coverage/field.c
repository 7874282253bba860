#include "coverage/field.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "walk/expression.h"

/* --- paths */

struct field field_parse(const char *path)
{
	size_t size = strlen(path);
	/* "a[]" becomes two parts of its memory: room for an end in between. */
	struct field field = { xmalloc(2 * size + 2), xcalloc(size + 1, sizeof(char *)), 0 };
	char *to = field.memory;

	while (*path) {
		size_t length = strncmp(path, "[]", 2) == 0 ? 2 : strcspn(path, ".");
		const char *list = length > 2 ? memmem(path + 1, length - 1, "[]", 2) : NULL;

		if (list)
			length = (size_t)(list - path);
		field.parts[field.count++] = to;
		memcpy(to, path, length);
		to[length] = '\0';
		to += length + 1;
		path += length;
		path += *path == '.';
	}
	return field;
}

void field_clear(struct field *field)
{
	free(field->memory);
	free(field->parts);
	*field = (struct field){ 0 };
}

static const char *canonical(const char *name)
{
	for (const struct format *const *format = schema_formats; *format; format++)
		for (const struct alias *alias = (*format)->aliases; alias && alias->from; alias++)
			if (strcmp(alias->from, name) == 0)
				return alias->to;
	return name;
}

static bool same_part(const char *seen, const char *declared)
{
	char number[12];

	return strcmp(seen, declared) == 0 || pattern_matches(declared, seen, number) ||
	       strcmp(seen, canonical(declared)) == 0;
}

enum field_relation field_compare(const struct field *seen, const struct field *declared)
{
	size_t least = seen->count < declared->count ? seen->count : declared->count;

	for (size_t i = 0; i < least; i++)
		if (!same_part(seen->parts[i], declared->parts[i]))
			return FIELD_OTHER;
	if (seen->count == declared->count)
		return FIELD_SAME;
	return seen->count < declared->count ? FIELD_ABOVE : FIELD_BELOW;
}

/* --- claims */

#define DEPTH_MOST 32

/* The way to the elements of a source; frames[i]: how many parts lead to the i-th element that is open. */
struct way {
	struct claim_part parts[DEPTH_MOST];
	size_t count;
	size_t frames[DEPTH_MOST];
	size_t n_frames;
};

static void add_part(struct way *way, struct claim_part part)
{
	if (way->count < DEPTH_MOST)
		way->parts[way->count++] = part;
}

static struct way way_of(const struct entity_source *source)
{
	struct way way = { .n_frames = 1 };
	const struct step *step = source->each;

	for (; step && step->kind != STEP_END; step++) {
		bool last = step[1].kind == STEP_END;

		if (step->kind == STEP_MEMBER)
			add_part(&way, (struct claim_part){ .name = step->name });
		else if (step->kind != STEP_MAP)
			add_part(&way, (struct claim_part){ .name = "[]" });
		else if (step->patterns && step->patterns[0])
			add_part(&way, (struct claim_part){ .patterns = step->patterns });
		else
			add_part(&way, (struct claim_part){ .any = true });
		if ((step->kind != STEP_MEMBER || last) && way.n_frames < DEPTH_MOST)
			way.frames[way.n_frames++] = way.count;
	}
	return way;
}

static struct claim *add_claim(struct claims *claims, const struct entity_source *source,
			       const struct way *way, size_t up)
{
	size_t base = up < way->n_frames ? way->frames[way->n_frames - 1 - up] : 0;
	struct claim claim = { .source = source, .count = base, .base = base };

	claim.parts = xcalloc(DEPTH_MOST, sizeof *claim.parts);
	memcpy(claim.parts, way->parts, base * sizeof *claim.parts);
	claims->items = xreallocarray(claims->items, claims->count + 1, sizeof claim);
	claims->items[claims->count] = claim;
	return &claims->items[claims->count++];
}

static void add_name(struct claim *claim, const char *name)
{
	if (claim->count < DEPTH_MOST)
		claim->parts[claim->count++] = (struct claim_part){ .name = name };
}

static void add_fills(struct claims *claims, const struct entity_source *source, const struct way *way)
{
	for (const struct fill *fill = source->fills; fill && fill->column; fill++)
		for (unsigned i = 0; i < fill->n_args; i++) {
			const struct from *from = &fill->args[i];
			struct claim *claim;

			if (from->kind != FROM_PATH && from->kind != FROM_VALUE)
				continue;
			claim = add_claim(claims, source, way, from->up);
			claim->column = fill->column;
			for (const char *const *name = from->kind == FROM_PATH ? from->path : NULL;
			     name && *name; name++)
				add_name(claim, *name);
		}
}

static void add_terms(struct claims *claims, const struct entity_source *source, const struct way *way,
		      const struct term *term)
{
	for (; term && term->kind != TERM_END; term++)
		if (term->kind != TERM_PRIVILEGE)
			add_name(add_claim(claims, source, way, 0), term->key);
}

static void add_ignored(struct claims *claims, const struct entity_source *source, const struct way *way)
{
	for (const struct ignored *ignored = source->ignored; ignored && ignored->key; ignored++) {
		struct claim *claim = add_claim(claims, source, way, 0);
		char *rest, *name;

		claim->reason = ignored->reason;
		if (strcmp(ignored->key, "*") == 0)
			continue;
		rest = claim->memory = xstrdup(ignored->key);
		while ((name = strsep(&rest, ".")))
			add_name(claim, name);
	}
}

struct claims claims_of(const struct read *read)
{
	struct claims claims = { NULL, 0 };

	for (const struct entity_source *const *s = read->sources; *s; s++) {
		struct way way = way_of(*s);

		if ((*s)->of_outcome)
			continue;
		if (!(*s)->ignores)
			add_fills(&claims, *s, &way);
		add_terms(&claims, *s, &way, (*s)->where);
		add_terms(&claims, *s, &way, (*s)->whole);
		add_ignored(&claims, *s, &way);
	}
	return claims;
}

void claims_clear(struct claims *claims)
{
	for (size_t i = 0; i < claims->count; i++) {
		free(claims->items[i].memory);
		free(claims->items[i].parts);
	}
	free(claims->items);
	*claims = (struct claims){ NULL, 0 };
}

static bool part_takes(const struct claim_part *part, const char *name)
{
	char number[12];

	if (part->any)
		return true;
	if (!part->patterns)
		return strcmp(part->name, name) == 0 || pattern_matches(part->name, name, number);
	for (const char *const *pattern = part->patterns; *pattern; pattern++)
		if (strcmp(*pattern, name) == 0 || pattern_matches(*pattern, name, number))
			return true;
	return false;
}

bool claim_covers(const struct claim *claim, const struct field *field)
{
	for (size_t i = 0; i < claim->count && i < field->count; i++)
		if (!part_takes(&claim->parts[i], field->parts[i]) &&
		    !part_takes(&claim->parts[i], canonical(field->parts[i])))
			return false;
	return true;
}

static const char *part_name(const struct claim_part *part)
{
	return part->any ? "*" : part->patterns ? part->patterns[0] : part->name;
}

void claim_add_path(struct text *t, const struct claim *claim)
{
	for (size_t i = 0; i < claim->count; i++) {
		const char *name = part_name(&claim->parts[i]);

		text_addf(t, "%s%s", t->size && strcmp(name, "[]") != 0 ? "." : "", name);
	}
}

bool claim_is_alike(const struct claim *a, const struct claim *b)
{
	if (a->column != b->column || a->count - a->base != b->count - b->base)
		return false;
	for (size_t i = 0; i < a->count - a->base; i++)
		if (strcmp(part_name(&a->parts[a->base + i]), part_name(&b->parts[b->base + i])) != 0)
			return false;
	return true;
}
