/* steps.c - the way from a document to the elements of a source: into members, through lists, maps and
 * trees. Each opened element is a frame of the scene. */
#include "walk/extraction.h"

#include <string.h>

#include "base/json.h"

static void open_element(struct extraction *e, const struct entity_source *source,
			 const struct step *next, cJSON *element, const char *number,
			 element_function *take)
{
	struct frame *frame = e->scene.frames + e->scene.depth;

	if (e->scene.depth == FRAME_LIMIT) {
		spoil(e, source);
		return;
	}
	*frame = (struct frame){ .element = element, .key = element->string };
	if (number)
		memcpy(frame->number, number, sizeof(frame->number));
	e->scene.depth++;
	follow_steps(e, source, next, NULL, take);
	e->scene.depth--;
}

/* Most objects have no member that any of a source's patterns matches. */
static bool may_match(const char *const *patterns, const cJSON *object)
{
	for (const char *const *p = patterns; p && *p; p++)
		if ((*p)[1] == '[' || json_may_have(object, *p))
			return true;
	return !patterns || !patterns[0];
}

static bool is_wanted(const struct step *step, const cJSON *child, char number[12])
{
	if (!step->patterns || !step->patterns[0])
		return true;
	for (const char *const *p = step->patterns; *p; p++)
		if (pattern_matches(*p, child->string, number))
			return true;
	return false;
}

static void open_map(struct extraction *e, const struct entity_source *source,
		     const struct step *step, cJSON *object, element_function *take)
{
	char number[12] = "";

	if (!json_is_object(object) || !may_match(step->patterns, object))
		return;
	for (cJSON *child = object->child; child; child = child->next)
		if (is_wanted(step, child, number) && !json_is_null(child))
			open_element(e, source, step + 1, child, number, take);
}

static void open_tree(struct extraction *e, const struct entity_source *source,
		      const struct step *step, cJSON *array, element_function *take)
{
	for (cJSON *child = json_is_array(array) ? array->child : NULL; child; child = child->next) {
		cJSON *children = json_member(child, "children");

		open_element(e, source, step + 1, child, NULL, take);
		if (e->scene.depth < FRAME_LIMIT && json_is_array(children)) {
			e->scene.frames[e->scene.depth++] = (struct frame){ .element = child };
			open_tree(e, source, step, children, take);
			e->scene.depth--;
		}
	}
}

/* An inner list is never filtered: it is whole if it is there, and empty if it is not. */
static void open_inner(struct extraction *e, const struct entity_source *source,
		       const struct step *step, const cJSON *list, element_function *take)
{
	bool is_list = step->kind == STEP_MAP ? json_is_object(list) : json_is_array(list);

	if (take == take_element && e->scene.depth > 1 && !source->joins && !source->ignores &&
	    (is_list || json_is_null(list)))
		open_scope(e, source, count_opening(step));
}

/* Is it something else than the step opens? What is not there is empty; what is there may hold anything. */
static bool is_unfit(const struct step *step, const cJSON *element)
{
	bool list = step->kind == STEP_LIST || step->kind == STEP_TREE;

	if (!element || json_is_null(element))
		return false;
	return list ? !json_is_array(element) : !json_is_object(element);
}

void follow_steps(struct extraction *e, const struct entity_source *source, const struct step *step,
		  cJSON *current, element_function *take)
{
	cJSON *element = current ? current : e->scene.frames[e->scene.depth - 1].element;
	cJSON *none = NULL;

	if (!step || step->kind == STEP_END) {
		if (!current) {
			take(e, source);
		} else if (e->scene.depth < FRAME_LIMIT) {
			e->scene.frames[e->scene.depth++] = (struct frame){ .element = current };
			take(e, source);
			e->scene.depth--;
		}
		return;
	}
	if (take == take_element && is_unfit(step, element))
		spoil(e, source);
	if (step->kind == STEP_MEMBER) {
		cJSON *member = json_member(element, step->name);

		if (!member && step[1].kind == STEP_END)
			return;
		if (!member)
			member = none = cJSON_CreateNull(); /* its lists are empty */
		follow_steps(e, source, step + 1, member, take);
		cJSON_Delete(none);
		return;
	}
	open_inner(e, source, step, element, take);
	if (step->kind == STEP_MAP) {
		open_map(e, source, step, element, take);
	} else if (step->kind == STEP_TREE) {
		open_tree(e, source, step, element, take);
	} else {
		for (cJSON *child = json_is_array(element) ? element->child : NULL; child;
		     child = child->next)
			open_element(e, source, step + 1, child, NULL, take);
	}
}
