/* scope_list.c - the lists that an answer opens. A list that was seen whole is a scope: what is not in
 * it does not exist. They are handed over only when the answer was taken apart to its end. */
#include "walk/extraction.h"

#include <stdlib.h>

#include "base/text.h"

static bool opens(const struct step *step)
{
	return step->kind == STEP_LIST || step->kind == STEP_MAP || step->kind == STEP_TREE;
}

unsigned count_opening(const struct step *steps)
{
	unsigned count = 0;

	for (; steps && steps->kind != STEP_END; steps++)
		count += opens(steps);
	return count;
}

/* The value by which a scope is bound; kind VALUE_UNKNOWN when the expression speaks of an element
 * that is not opened yet (the scope is wider), VALUE_NULL when the element is of another kind. */
static struct value scope_value(const struct scene *scene, unsigned still_to_open,
				const struct fill *fill)
{
	const struct from *from = &fill->args[0];
	struct value value = { .kind = VALUE_UNKNOWN };
	struct from here = *from;
	const char *text;

	if (from->kind == FROM_PATH) {
		if (from->up < still_to_open)
			return value;
		here.up = from->up - still_to_open;
	}
	text = scene_text(scene, &here);
	value.kind = VALUE_NULL;
	if (text)
		value_from_text(&value, &fill->column->rule, text);
	return value;
}

static void scope_free(struct pending_scope *pending)
{
	for (unsigned i = 0; i < pending->scope.count; i++)
		value_clear(&pending->values[i]);
	free(pending->columns);
	free(pending->values);
}

void open_scope(struct extraction *e, const struct entity_source *source, unsigned still_to_open)
{
	struct pending_scope pending = { .source = source };
	unsigned n = 0;

	for (const struct fill *fill = source->scope; fill && fill->column; fill++)
		n++;
	pending.columns = xcalloc(n ? n : 1, sizeof(struct column *));
	pending.values = xcalloc(n ? n : 1, sizeof(*pending.values));
	for (const struct fill *fill = source->scope; fill && fill->column; fill++) {
		struct value value = scope_value(&e->scene, still_to_open, fill);

		if (value.kind == VALUE_NULL) {
			scope_free(&pending);
			return;
		}
		if (value.kind == VALUE_UNKNOWN)
			continue;
		pending.columns[pending.scope.count] = fill->column;
		pending.values[pending.scope.count++] = value;
	}
	pending.scope.entity = source->entity;
	pending.scope.one_of = source->one_of;
	if (e->n_scopes == e->scope_space) {
		e->scope_space = e->scope_space ? e->scope_space * 2 : 8;
		e->scopes = xreallocarray(e->scopes, e->scope_space, sizeof(*e->scopes));
	}
	e->scopes[e->n_scopes++] = pending;
}

static void add_filtered(struct extractor *x, const struct entity *entity, char *privilege)
{
	x->filtered = xreallocarray(x->filtered, x->n_filtered + 1, sizeof(*x->filtered));
	x->filtered[x->n_filtered++] = (struct filtered_list){ entity, privilege };
}

void open_outermost(struct extraction *e, const struct entity_source *source)
{
	unsigned n = count_opening(source->each);

	if (source->lister != source || source->never_complete)
		return;
	if (source->complete && !predicate_covers(source->complete, &e->scene)) {
		add_filtered(e->x, source->entity, predicate_privilege(source->complete, &e->scene));
		return;
	}
	open_scope(e, source, n ? n : 1);
}

bool is_spoiled(const struct extraction *e, const struct entity_source *source)
{
	for (size_t i = 0; i < e->n_spoiled; i++)
		if (e->spoiled[i] == source)
			return true;
	return false;
}

void spoil(struct extraction *e, const struct entity_source *source)
{
	source = source->lister ? source->lister : source;
	if (is_spoiled(e, source))
		return;
	e->spoiled = xreallocarray(e->spoiled, e->n_spoiled + 1, sizeof(*e->spoiled));
	e->spoiled[e->n_spoiled++] = source;
}

bool hand_scopes(struct extraction *e, struct fault *f)
{
	for (size_t i = 0; i < e->n_scopes && e->x->hand_scopes; i++) {
		struct pending_scope *pending = &e->scopes[i];

		pending->scope.columns = pending->columns;
		pending->scope.values = pending->values;
		if (!is_spoiled(e, pending->source) && !e->x->sink->scope(e->x->sink, &pending->scope, f))
			return false;
	}
	return true;
}

void scope_list_clear(struct extraction *e)
{
	for (size_t i = 0; i < e->n_scopes; i++)
		scope_free(&e->scopes[i]);
	free(e->scopes);
	free(e->spoiled);
}
