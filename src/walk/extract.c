/* extract.c - see extract.h.
 *
 * An answer is taken apart in units: the elements of a top-level list one by one (so that memory holds
 * one of them, not the list), or the whole document. In a unit each source opens its elements and says
 * what it knows of a row; what nobody claimed goes to the nearest row's extra, or is a leftover.
 */
#include "walk/extract.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "walk/leftover.h"
#include "walk/property.h"
#include "walk/secret.h"

struct pending_scope {
	const struct entity_source *source;
	struct scope scope;
	const struct column **columns;
	struct value *values;
};

/* One answer being taken apart. */
struct extraction {
	struct extractor *x;
	const struct document *document;
	struct scene scene;
	struct visit_list visits; /* of the unit */
	struct pending_scope *scopes;
	size_t n_scopes, scope_space;
	const struct entity_source **spoiled; /* had an element without a key: their lists are not whole */
	size_t n_spoiled;
};

void extractor_init(struct extractor *x, struct sink *sink, const struct rights *rights)
{
	*x = (struct extractor){ .sink = sink, .rights = rights, .hand_scopes = true };
	x->rows = xcalloc(schema_entity_count, sizeof(*x->rows));
	for (unsigned i = 0; i < schema_entity_count; i++)
		row_set_init(&x->rows[i], schema_entities[i]);
}

static void clear_filtered(struct extractor *x)
{
	for (size_t i = 0; i < x->n_filtered; i++)
		free(x->filtered[i].privilege);
	x->n_filtered = 0;
}

void extractor_clear(struct extractor *x)
{
	for (unsigned i = 0; x->rows && i < schema_entity_count; i++)
		row_set_clear(&x->rows[i]);
	clear_filtered(x);
	free(x->filtered);
	free(x->rows);
	*x = (struct extractor){ 0 };
}

static struct row_set *rows_of(struct extractor *x, const struct entity *entity)
{
	unsigned i = 0;

	while (schema_entities[i] != entity)
		i++;
	return &x->rows[i];
}

/* --- scopes */

static bool opens(const struct step *step)
{
	return step->kind == STEP_LIST || step->kind == STEP_MAP || step->kind == STEP_TREE;
}

static unsigned count_opening(const struct step *steps)
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
	struct scene outer = *scene;
	struct from here = *from;
	AUTO_FREE char *text = NULL;

	if (from->kind == FROM_PATH) {
		if (from->up < still_to_open)
			return value;
		here.up = from->up - still_to_open;
	}
	text = scene_text(&outer, &here);
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

/* A list of 'source' is opened here, with 'still_to_open' lists to come, this one included. */
static void open_scope(struct extraction *e, const struct entity_source *source,
		       unsigned still_to_open)
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

/* The outermost list: whole only if the user sees all of it. */
static void open_outermost(struct extraction *e, const struct entity_source *source)
{
	unsigned n = count_opening(source->each);

	if (source->joins || source->ignores)
		return;
	if (source->never_complete)
		return;
	if (source->complete && !predicate_covers(source->complete, &e->scene)) {
		add_filtered(e->x, source->entity, predicate_privilege(source->complete, &e->scene));
		return;
	}
	open_scope(e, source, n ? n : 1);
}

static bool is_spoiled(const struct extraction *e, const struct entity_source *source)
{
	for (size_t i = 0; i < e->n_spoiled; i++)
		if (e->spoiled[i] == source)
			return true;
	return false;
}

static bool hand_scopes(struct extraction *e, struct fault *f)
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

/* --- one element */

/* PVE's own word "unknown" as a state means that nobody knows yet. */
static bool says_unknown(const struct column *column, const struct value *value)
{
	return column->class == CLASS_STATE && column->rule.type == TYPE_TEXT &&
	       value->kind == VALUE_TEXT && strcmp(value->text, "unknown") == 0;
}

static enum value_read compute_value(const struct scene *scene, const struct fill *fill,
				     struct value *ret)
{
	AUTO_FREE char **args = xcalloc(fill->n_args, sizeof(*args));
	AUTO_FREE char *text = NULL;
	enum value_read read = VALUE_READ;

	for (unsigned i = 0; i < fill->n_args; i++)
		args[i] = scene_text(scene, &fill->args[i]);
	text = fill->compute((const char *const *)args, fill->n_args);
	ret->kind = VALUE_NULL;
	if (text)
		read = value_from_text(ret, &fill->column->rule, text);
	for (unsigned i = 0; i < fill->n_args; i++)
		free(args[i]);
	return read;
}

static enum value_read fill_value(const struct scene *scene, const struct fill *fill,
				  struct value *ret)
{
	const struct from *from = &fill->args[0];
	AUTO_FREE char *text = NULL;

	if (fill->compute)
		return compute_value(scene, fill, ret);
	if (from->kind == FROM_PATH || from->kind == FROM_VALUE)
		return value_from_json(ret, &fill->column->rule, scene_item(scene, from));
	text = scene_text(scene, from);
	ret->kind = VALUE_NULL;
	return text ? value_from_text(ret, &fill->column->rule, text) : VALUE_READ;
}

static void claim_args(const struct scene *scene, const struct fill *fill)
{
	for (unsigned i = 0; i < fill->n_args; i++) {
		cJSON *item = fill->args[i].kind == FROM_PATH || fill->args[i].kind == FROM_VALUE
				      ? scene_item(scene, &fill->args[i])
				      : NULL;

		if (item)
			claim(item);
	}
}

static const char *extra_name(const struct fill *fill)
{
	const struct from *from = &fill->args[0];

	if (fill->compute || from->kind != FROM_PATH || from->up || !from->path || !from->path[0])
		return NULL;
	return from->path[1] ? fill->column->name : from->path[0];
}

static void hide_secrets(const struct column *column, struct value *value)
{
	if (column->class == CLASS_SECRET) {
		value_clear(value);
		*value = value_text(SECRET_SET);
	} else if (value->kind == VALUE_TEXT && column->rule.type == TYPE_TEXT) {
		secret_strip_userinfo(value->text);
	}
}

/* What one fill says of the row. */
static void take_fill(struct extraction *e, struct partial_row *row, unsigned source, bool whole,
		      const struct fill *fill)
{
	struct cell cell = { .column = fill->column,
			     .alternative = fill->alternative,
			     .source = source,
			     .path = extra_name(fill) };
	enum value_read read = fill_value(&e->scene, fill, &cell.value);
	bool is_key = fill->column < row->entity->columns + row->entity->n_keys;

	if (read != VALUE_READ)
		e->x->bent++;
	if (cell.value.kind == VALUE_NULL && read == VALUE_READ) {
		claim_args(&e->scene, fill); /* "" and the like: read, and not set */
		if (whole || is_key)
			return;
		cell.value.kind = VALUE_UNKNOWN;
	} else if (cell.value.kind != VALUE_UNKNOWN) {
		hide_secrets(fill->column, &cell.value);
		if (says_unknown(fill->column, &cell.value))
			value_clear(&cell.value);
		if (row_add_cell(row, &cell) && (read == VALUE_READ || fill->column->class == CLASS_SECRET))
			claim_args(&e->scene, fill);
		return;
	}
	row_add_cell(row, &cell);
}

/* The row's id from the key columns' fills; null when a part of the key is missing. */
static char *element_id(const struct extraction *e, const struct entity_source *source)
{
	const struct entity *entity = source->entity;
	struct text id = TEXT_INIT;

	for (unsigned k = 0; k < entity->n_keys; k++) {
		const struct column *column = &entity->columns[k];
		struct value value = { .kind = VALUE_NULL };
		AUTO_FREE char *text = NULL;

		for (const struct fill *fill = source->fills; fill->column; fill++)
			if (fill->column == column && value.kind <= VALUE_NULL)
				fill_value(&e->scene, fill, &value);
		if (value.kind <= VALUE_NULL && column->missing)
			value_from_text(&value, &column->rule, column->missing);
		text = value_to_text(&value);
		value_clear(&value);
		if (!text) {
			text_clear(&id);
			return NULL;
		}
		if (k)
			text_add_char(&id, '/');
		text_add(&id, text);
	}
	return text_take(&id);
}

static void spoil(struct extraction *e, const struct entity_source *source)
{
	if (is_spoiled(e, source))
		return;
	e->spoiled = xreallocarray(e->spoiled, e->n_spoiled + 1, sizeof(*e->spoiled));
	e->spoiled[e->n_spoiled++] = source;
}

static void claim_ignored(const struct extraction *e, const struct entity_source *source)
{
	cJSON *element = e->scene.frames[e->scene.depth - 1].element;

	for (const struct ignored *ignored = source->ignored; ignored && ignored->key; ignored++)
		claim_path(element, ignored->key);
}

static void take_element(struct extraction *e, const struct entity_source *source)
{
	cJSON *element = e->scene.frames[e->scene.depth - 1].element;
	unsigned index = (unsigned)(source - source->entity->sources);
	struct partial_row *row;
	AUTO_FREE char *id = NULL;
	bool whole;

	if (source->where && !predicate_holds(source->where, &e->scene))
		return;
	if (!e->x->keep_ignored)
		claim_ignored(e, source);
	if (source->ignores)
		return;
	id = element_id(e, source);
	if (!id) {
		spoil(e, source);
		return;
	}
	row = row_set_add(rows_of(e->x, source->entity), id);
	if (!row->context)
		row->context = e->document->context;
	row->made = row->made || !source->joins;
	whole = !source->whole || predicate_holds(source->whole, &e->scene);
	if (row->parts[index] != PART_SOME)
		row->parts[index] = whole ? PART_WHOLE : PART_SOME;
	for (const struct fill *fill = source->fills; fill->column; fill++)
		take_fill(e, row, index, whole, fill);
	visit_list_add(&e->visits, element, row, index);
}

/* --- steps to the elements */

typedef void element_function(struct extraction *e, const struct entity_source *source);

static void follow_steps(struct extraction *e, const struct entity_source *source,
			 const struct step *step, cJSON *current, element_function *take);

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

static void open_map(struct extraction *e, const struct entity_source *source,
		     const struct step *step, cJSON *object, element_function *take)
{
	char number[12] = "";

	for (cJSON *child = cJSON_IsObject(object) ? object->child : NULL; child; child = child->next) {
		bool matches = !step->patterns || !step->patterns[0];

		for (const char *const *p = step->patterns; p && *p && !matches; p++)
			matches = pattern_matches(*p, child->string, number);
		if (matches)
			open_element(e, source, step + 1, child, number, take);
	}
}

static void open_tree(struct extraction *e, const struct entity_source *source,
		      const struct step *step, cJSON *array, element_function *take)
{
	for (cJSON *child = cJSON_IsArray(array) ? array->child : NULL; child; child = child->next) {
		cJSON *children = cJSON_GetObjectItemCaseSensitive(child, "children");

		open_element(e, source, step + 1, child, NULL, take);
		if (e->scene.depth < FRAME_LIMIT && cJSON_IsArray(children)) {
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
	bool is_list = step->kind == STEP_MAP ? cJSON_IsObject(list) : cJSON_IsArray(list);

	if (take == take_element && e->scene.depth > 1 && !source->joins && !source->ignores &&
	    (is_list || cJSON_IsNull(list)))
		open_scope(e, source, count_opening(step));
}

static void follow_steps(struct extraction *e, const struct entity_source *source,
			 const struct step *step, cJSON *current, element_function *take)
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
	if (step->kind == STEP_MEMBER) {
		cJSON *member = cJSON_IsObject(element)
					? cJSON_GetObjectItemCaseSensitive(element, step->name)
					: NULL;

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
		for (cJSON *child = cJSON_IsArray(element) ? element->child : NULL; child;
		     child = child->next)
			open_element(e, source, step + 1, child, NULL, take);
	}
}

/* --- property strings become objects before anything is read */

static void parse_element(struct extraction *e, const struct entity_source *source)
{
	cJSON *element = e->scene.frames[e->scene.depth - 1].element;
	char number[12];

	for (const struct parse *parse = source->parse; parse->keys; parse++)
		for (const char *const *key = parse->keys; *key; key++) {
			if (strcmp(*key, ".") == 0) {
				property_parse(element, parse->format);
				continue;
			}
			for (cJSON *child = cJSON_IsObject(element) ? element->child : NULL; child;
			     child = child->next)
				if (pattern_matches(*key, child->string, number))
					property_parse(child, parse->format);
		}
}

/* --- units and documents */

static bool finish_unit(struct extraction *e, cJSON *unit, const char *path, struct fault *f)
{
	struct leftover_rule rule = { e->x->sink, e->document->read, e->document->target };
	bool done;

	visit_list_sort(&e->visits);
	done = leftover_collect(&rule, &e->visits, unit, path, f);
	visit_list_reset(&e->visits);
	return done;
}

static bool take_unit(struct extraction *e, cJSON *unit, bool element, struct fault *f)
{
	const struct entity_source *const *sources = e->document->read->sources;

	for (int pass = 0; pass < 2; pass++)
		for (const struct entity_source *const *s = sources; *s; s++) {
			const struct entity_source *source = *s;
			const struct step *steps = source->each;

			if (pass == 0 && !source->parse)
				continue;
			follow_steps(e, source, element ? steps + 1 : steps, NULL,
				     pass == 0 ? parse_element : take_element);
		}
	return finish_unit(e, unit, element ? "[]" : "", f);
}

/* Do all sources open the top-level list first, so that its elements can come one by one? */
static bool streams(const struct read *read)
{
	for (const struct entity_source *const *s = read->sources; *s; s++)
		if (!(*s)->each || (*s)->each->kind != STEP_LIST)
			return false;
	return true;
}

static enum extracted take_whole(struct extraction *e, struct json_slice data, struct fault *f)
{
	cJSON *root = json_parse(data, f);
	bool done;

	if (!root)
		return EXTRACT_MALFORMED;
	e->scene.frames[0] = (struct frame){ .element = root };
	e->scene.depth = 1;
	done = take_unit(e, root, false, f);
	cJSON_Delete(root);
	return done ? EXTRACT_DONE : EXTRACT_REFUSED;
}

static enum extracted take_elements(struct extraction *e, struct json_slice data, struct fault *f)
{
	struct json_slice slice;
	cJSON *list = cJSON_CreateArray();
	enum extracted extracted = EXTRACT_DONE;
	size_t cursor = 0;
	int found = 0;

	while (extracted == EXTRACT_DONE && (found = json_next_element(data, &cursor, &slice, f)) == 1) {
		cJSON *element = json_parse(slice, f);

		if (!element) {
			extracted = EXTRACT_MALFORMED;
			break;
		}
		e->scene.frames[0] = (struct frame){ .element = list };
		e->scene.frames[1] = (struct frame){ .element = element };
		e->scene.depth = 2;
		if (!take_unit(e, element, true, f))
			extracted = EXTRACT_REFUSED;
		cJSON_Delete(element);
	}
	cJSON_Delete(list);
	return found < 0 ? EXTRACT_MALFORMED : extracted;
}

/* Is the document of the kind that the source's first list opens? */
static bool has_outermost(const struct entity_source *source, char kind)
{
	const struct step *step = source->each;

	if (!step || step->kind == STEP_END)
		return kind != 0;
	if (step->kind == STEP_LIST || step->kind == STEP_TREE)
		return kind == '[';
	return kind == '{';
}

static void open_all_outermost(struct extraction *e, struct json_slice data)
{
	char kind = json_slice_kind(data);

	e->scene.depth = 1;
	e->scene.frames[0] = (struct frame){ .element = NULL };
	for (const struct entity_source *const *s = e->document->read->sources; *s; s++)
		if (e->document->none || has_outermost(*s, kind))
			open_outermost(e, *s);
}

/* Rows of entities that no other read needs leave at once. */
static bool hand_rows(struct extraction *e, struct fault *f)
{
	bool taken = true;

	for (const struct entity_source *const *s = e->document->read->sources; *s; s++) {
		struct row_set *set = rows_of(e->x, (*s)->entity);

		if ((*s)->entity->retained || !set->n_rows)
			continue;
		for (size_t i = 0; i < set->n_rows && taken; i++)
			taken = row_hand_over(set->rows[i], e->x->no_notes, e->x->sink, f);
		row_set_clear(set);
	}
	return taken;
}

static void extraction_clear(struct extraction *e)
{
	for (size_t i = 0; i < e->n_scopes; i++)
		scope_free(&e->scopes[i]);
	free(e->scopes);
	free(e->spoiled);
	visit_list_clear(&e->visits);
}

enum extracted extract_document(struct extractor *x, const struct document *document,
				struct fault *f)
{
	struct json_slice data = document->none ? json_slice_of("null") : document->data;
	struct extraction e = { .x = x, .document = document };
	enum extracted extracted;

	e.scene.context = document->context;
	e.scene.rights = x->rights;
	clear_filtered(x);
	open_all_outermost(&e, data);
	if (streams(document->read) && json_slice_kind(data) == '[')
		extracted = take_elements(&e, data, f);
	else
		extracted = take_whole(&e, data, f);
	if (extracted != EXTRACT_REFUSED) {
		struct fault refused = FAULT_INIT;

		if (!hand_rows(&e, &refused) ||
		    (extracted == EXTRACT_DONE && !hand_scopes(&e, &refused))) {
			fault_clear(f);
			*f = refused;
			extracted = EXTRACT_REFUSED;
		}
	}
	extraction_clear(&e);
	return extracted;
}
