/* schema.c - look-ups in the generated tables. */
#include "schema/schema.h"

#include <string.h>

const struct entity *schema_entity(const char *name)
{
	for (const struct entity *const *e = schema_entities; *e; e++) {
		if (!strcmp((*e)->name, name) || !strcmp((*e)->plural, name))
			return *e;
	}
	return 0;
}

const struct read *schema_read(const char *name)
{
	for (const struct read *const *r = schema_reads; *r; r++) {
		if (!strcmp((*r)->name, name))
			return *r;
	}
	return 0;
}

const struct column *schema_column(const struct entity *entity, const char *name)
{
	for (unsigned i = 0; i < entity->n_columns; i++) {
		const char *known = entity->columns[i].name;

		if (known[0] == name[0] && strcmp(known, name) == 0)
			return &entity->columns[i];
	}
	return 0;
}

static bool find_name(const char *const *names, size_t count, const char *name, size_t *ret)
{
	for (size_t i = 0; i < count; i++) {
		if (!strcmp(names[i], name)) {
			*ret = i;
			return true;
		}
	}
	return false;
}

const char *const level_names[] = {
	[LEVEL_BASIC] = "basic",
	[LEVEL_STANDARD] = "standard",
	[LEVEL_DETAILED] = "detailed",
	[LEVEL_DIAGNOSTIC] = "diagnostic",
	NULL,
};

const char *level_name(enum level level)
{
	return level_names[level];
}

bool level_from_name(const char *name, enum level *ret)
{
	size_t i;
	bool found = find_name(level_names, LEVEL_DIAGNOSTIC + 1, name, &i);
	if (found)
		*ret = (enum level)i;
	return found;
}

static const char *const outcome_names[] = {
	[OUTCOME_OK] = "ok",           [OUTCOME_DENIED] = "denied",           [OUTCOME_FILTERED] = "filtered",
	[OUTCOME_ABSENT] = "absent",   [OUTCOME_UNSUPPORTED] = "unsupported", [OUTCOME_EMPTY] = "empty",
	[OUTCOME_OFFLINE] = "offline", [OUTCOME_TIMEOUT] = "timeout",         [OUTCOME_ERROR] = "error",
	[OUTCOME_SKIPPED] = "skipped",
};

const char *outcome_name(enum outcome_kind outcome)
{
	return outcome_names[outcome];
}

bool outcome_from_name(const char *name, enum outcome_kind *ret)
{
	size_t i;
	bool found = find_name(outcome_names, sizeof outcome_names / sizeof *outcome_names, name, &i);
	if (found)
		*ret = (enum outcome_kind)i;
	return found;
}

static const char *const class_names[] = {
	[CLASS_CONFIG] = "config",
	[CLASS_STATE] = "state",
	[CLASS_METRIC] = "metric",
	[CLASS_SECRET] = "secret",
};

const char *column_class_name(enum column_class class)
{
	return class_names[class];
}

bool column_refers_to(const struct column *column, const struct entity *entity)
{
	const struct reference *ref = column->refs;

	while (ref && ref->entity && ref->entity != entity)
		ref++;
	return ref && ref->entity;
}

const struct parent *schema_outer(const struct entity *entity)
{
	const struct parent *first = entity->parents;

	for (size_t i = 0; first->entity && first->columns[i]; i++) {
		if (first->columns[i] >= entity->columns + entity->n_keys)
			return NULL;
	}
	return first->entity ? first : NULL;
}
