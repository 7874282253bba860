/* extract.c - see extract.h.
 *
 * An answer is taken apart in units: the elements of a list that all sources open first, one by one (so
 * that memory holds one of them, not the list), or the whole document. In a unit each source opens its
 * elements and says what it knows of a row; what nobody claimed goes to the nearest row's extra, or is
 * a leftover.
 */
#include "walk/extraction.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "source/secret.h"
#include "walk/plan.h"
#include "walk/property.h"

void extractor_init(struct extractor *x, struct sink *sink, const struct rights *rights)
{
	*x = (struct extractor){ .sink = sink, .rights = rights, .hand_scopes = true };
	x->rows = xcalloc(schema_entity_count, sizeof(*x->rows));
	x->seen_whole = xcalloc(schema_entity_count, sizeof(*x->seen_whole));
	for (unsigned i = 0; i < schema_entity_count; i++) {
		row_set_init(&x->rows[i], schema_entities[i]);
		x->seen_whole[i] = xcalloc(schema_entities[i]->n_sources, sizeof(**x->seen_whole));
	}
	if (sink->shape)
		x->shapes = xcalloc(schema_read_count, sizeof(*x->shapes));
}

static void clear_filtered(struct extractor *x)
{
	for (size_t i = 0; i < x->n_filtered; i++)
		free(x->filtered[i].privilege);
	x->n_filtered = 0;
}

void extractor_clear(struct extractor *x)
{
	for (unsigned i = 0; x->rows && i < schema_entity_count; i++) {
		row_set_clear(&x->rows[i]);
		free(x->seen_whole[i]);
	}
	for (unsigned i = 0; x->shapes && i < schema_read_count; i++)
		shape_free(x->shapes[i]);
	clear_filtered(x);
	free(x->shapes);
	free(x->seen_whole);
	free(x->filtered);
	free(x->rows);
	json_scratch_free();
	pool_clear(&x->pool);
	pool_clear(&x->weighing);
	*x = (struct extractor){ 0 };
}

static struct shape *shape_of(struct extractor *x, const struct read *read)
{
	struct shape **shape = x->shapes ? &x->shapes[read->index] : NULL;

	if (shape && !*shape)
		*shape = shape_new(read);
	return shape ? *shape : NULL;
}

bool extractor_hand_shapes(const struct extractor *x, struct fault *f)
{
	for (unsigned i = 0; x->shapes && i < schema_read_count; i++) {
		AUTO_TEXT struct text json = TEXT_INIT;

		if (!x->shapes[i])
			continue;
		shape_add_json(&json, x->shapes[i]);
		if (!x->sink->shape(x->sink, schema_reads[i], json.data, f))
			return false;
	}
	return true;
}

struct row_set *extraction_rows(struct extractor *x, const struct entity *entity)
{
	return &x->rows[entity->index];
}

/* --- property strings become objects before anything is read */

static void parse_item(struct extraction *e, cJSON *item, const struct format *format)
{
	if (property_parse(item, format) || is_bent(item))
		return;
	mark_bent(item);
	e->bent = true;
	e->x->bent++;
}

static void parse_element(struct extraction *e, const struct entity_source *source)
{
	cJSON *element = e->scene.frames[e->scene.depth - 1].element;
	char number[12];

	for (const struct parse *parse = source->parse; parse->keys; parse++)
		for (const char *const *key = parse->keys; *key; key++) {
			if (strcmp(*key, ".") == 0) {
				parse_item(e, element, parse->format);
				continue;
			}
			for (cJSON *child = cJSON_IsObject(element) ? element->child : NULL; child;
			     child = child->next)
				if (pattern_matches(*key, child->string, number))
					parse_item(e, child, parse->format);
		}
}

/* --- units and documents */

static bool finish_unit(struct extraction *e, cJSON *unit, struct fault *f)
{
	struct leftover_rule rule = { e->x->sink, e->document->read, e->document->target };
	AUTO_TEXT struct text path = TEXT_INIT;
	bool done;

	if (e->list)
		text_addf(&path, "%s[]", e->list);
	visit_list_sort(&e->visits);
	done = leftover_collect(&rule, &e->visits, unit, path.data, f);
	visit_list_reset(&e->visits);
	e->bent = false;
	return done;
}

/* Property strings first; then what makes rows, or joins those of other reads; last what joins rows that
 * this document makes (an ipconfig without its NIC must find no row). */
enum pass { PASS_PARSE, PASS_TAKE, PASS_JOIN, PASSES };

static enum pass pass_of(const struct entity_source *source)
{
	return source->joins && joins_same_read(source) ? PASS_JOIN : PASS_TAKE;
}

static bool concerns(const struct document *document, const struct entity_source *source)
{
	return source->of_outcome == document->of_outcome;
}

static bool take_unit(struct extraction *e, cJSON *unit, struct fault *f)
{
	unsigned opened = !e->list ? 0 : !*e->list ? 1 : 2;

	secret_strip(unit);
	json_index(unit);
	for (enum pass pass = PASS_PARSE; pass < PASSES; pass++) {
		if (pass == PASS_TAKE && e->shape)
			shape_add(e->shape, unit, e->list);
		for (const struct entity_source *const *s = e->document->read->sources; *s; s++) {
			const struct step *steps = opened ? (*s)->each + opened : (*s)->each;

			if (!concerns(e->document, *s))
				continue;
			if (pass == PASS_PARSE && (*s)->parse)
				follow_steps(e, *s, steps, NULL, parse_element);
			else if (pass == pass_of(*s))
				follow_steps(e, *s, steps, NULL, take_element);
		}
	}
	return finish_unit(e, unit, f);
}

bool extractor_hand_over(struct extractor *x, struct partial_row *row, struct fault *f)
{
	struct weighing weighing = { x->no_notes, x->seen_whole, &x->weighing };

	return row_hand_over(row, &weighing, x->sink, f);
}

/* Rows of entities that no other read needs leave at once. */
static bool hand_rows(struct extraction *e, struct fault *f)
{
	bool taken = true;

	for (const struct entity_source *const *s = e->document->read->sources; *s; s++) {
		struct row_set *set = extraction_rows(e->x, (*s)->entity);

		if ((*s)->entity->retained || !set->n_rows)
			continue;
		for (size_t i = 0; i < set->n_rows && taken; i++)
			taken = set->rows[i]->handed_over || extractor_hand_over(e->x, set->rows[i], f);
		row_set_empty(set);
	}
	return taken;
}

/* Does each element of the read's list say all of the rows that it makes, unless it is doubled? */
static bool makes_whole_rows(const struct read *read)
{
	for (const struct entity_source *const *s = read->sources; *s; s++)
		if ((*s)->joins || (*s)->entity->retained || (*s)->entity->twins)
			return false;
	return true;
}

/* These rows leave with their element; what stays is their ids: see take_element(). */
static bool hand_early(struct extraction *e, struct fault *f)
{
	if (!makes_whole_rows(e->document->read))
		return true;
	for (const struct entity_source *const *s = e->document->read->sources; *s; s++) {
		struct row_set *set = extraction_rows(e->x, (*s)->entity);
		size_t first = set->n_rows;

		while (first && !set->rows[first - 1]->handed_over)
			first--;
		for (size_t i = first; i < set->n_rows; i++)
			if (!extractor_hand_over(e->x, set->rows[i], f))
				return false;
		row_set_shrink(set, first);
	}
	return true;
}

/* The list that all sources open first, so that its elements can come one by one: the document (""), or
 * its member of this name. Null: there is none. */
static const char *streamed_list(const struct read *read)
{
	const char *list = NULL;

	for (const struct entity_source *const *s = read->sources; *s; s++) {
		const struct step *step = (*s)->each;
		const char *name = step && step->kind == STEP_MEMBER ? step++->name : "";

		if (!step || step->kind != STEP_LIST || (list && strcmp(list, name) != 0))
			return NULL;
		list = name;
	}
	return list;
}

/* Takes what was parsed into scratch memory; null: it was malformed. */
static enum extracted take_parsed(struct extraction *e, cJSON *unit, struct fault *f)
{
	enum extracted extracted = EXTRACT_MALFORMED;

	if (unit) {
		e->scene.frames[e->scene.depth++] = (struct frame){ .element = unit };
		extracted = take_unit(e, unit, f) ? EXTRACT_DONE : EXTRACT_REFUSED;
	}
	json_scratch_end();
	pool_reset(&e->x->pool);
	return extracted;
}

static enum extracted take_elements(struct extraction *e, struct json_slice data, struct fault *f)
{
	cJSON *list = cJSON_CreateArray(), *unit;
	enum extracted extracted = EXTRACT_DONE;
	size_t cursor = 0;
	int found = 1;

	while (extracted == EXTRACT_DONE && found == 1) {
		e->scene.frames[0] = (struct frame){ .element = list };
		e->scene.depth = 1;
		json_scratch_begin();
		found = json_parse_element(data, &cursor, &unit, f);
		if (found)
			extracted = take_parsed(e, unit, f);
		if (found && extracted == EXTRACT_DONE && *e->list && !hand_early(e, f))
			extracted = EXTRACT_REFUSED;
	}
	json_scratch_end();
	cJSON_Delete(list);
	return extracted;
}

/* Finds the list of that name if the object holds nothing else, and it has elements. */
static bool find_only(struct json_slice object, const char *name, struct json_slice *ret_list)
{
	struct json_slice key, value;
	size_t cursor = 0, first = 0;

	return json_next_member(object, &cursor, &key, ret_list, NULL) == 1 && key.size == strlen(name) &&
	       memcmp(key.text, name, key.size) == 0 && json_slice_kind(*ret_list) == '[' &&
	       json_next_element(*ret_list, &first, &value, NULL) == 1 &&
	       json_next_member(object, &cursor, &key, &value, NULL) == 0;
}

static enum extracted take_document(struct extraction *e, struct json_slice data, struct fault *f)
{
	struct json_slice list = data;
	char kind = json_slice_kind(data);

	e->list = streamed_list(e->document->read);
	if (e->list && (*e->list ? kind == '{' && find_only(data, e->list, &list) : kind == '['))
		return take_elements(e, list, f);
	e->list = NULL;
	e->scene.depth = 0;
	json_scratch_begin();
	return take_parsed(e, json_parse(data, f), f);
}

/* Does the read's document have the kind that its sources open? Anything else is no answer to it: an
 * empty list in place of a config would empty every column. */
static bool is_of_kind(const struct read *read, char kind)
{
	bool list = false, object = false;

	for (const struct entity_source *const *s = read->sources; *s; s++) {
		const struct step *step = (*s)->each;

		if (step && (step->kind == STEP_LIST || step->kind == STEP_TREE))
			list = true;
		else
			object = true;
	}
	return (list && kind == '[') || (object && kind == '{') || (kind == 'n' && read->may_be_null) ||
	       (read->scalar && strchr("[\"-0123456789", kind));
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
		if (concerns(e->document, *s) && (e->document->none || has_outermost(*s, kind)))
			open_outermost(e, *s);
}

/* A list of the cluster that ended well, and of which the user sees everything. */
static void note_seen(struct extraction *e)
{
	const struct read *read = e->document->read;

	e->scene.depth = 1;
	e->scene.frames[0] = (struct frame){ .element = NULL };
	for (const struct entity_source *const *s = read->sources; *s; s++)
		if (concerns(e->document, *s) && (*s)->joins && !read->per && !(*s)->never_complete &&
		    !is_spoiled(e, *s) &&
		    (!(*s)->complete || predicate_covers((*s)->complete, &e->scene)))
			e->x->seen_whole[(*s)->entity->index][*s - (*s)->entity->sources] = true;
}

enum extracted extract_document(struct extractor *x, const struct document *document,
				struct fault *f)
{
	struct json_slice data = document->none ? json_slice_of("null") : document->data;
	struct extraction e = { .x = x, .document = document };
	enum extracted extracted;

	if (!document->none && !is_of_kind(document->read, json_slice_kind(data))) {
		fault_set(f, FAULT_PARTIAL, "neither the list nor the object that it should be");
		return EXTRACT_MALFORMED;
	}

	e.id = (struct text)TEXT_INIT;
	e.scene.pool = &x->pool;
	e.scene.context = document->context;
	e.scene.rights = x->rights;
	e.scene.now = x->now;
	e.scene.preferred_networks = x->preferred_networks;
	if (!document->none && !document->of_outcome)
		e.shape = shape_of(x, document->read);
	clear_filtered(x);
	open_all_outermost(&e, data);
	extracted = take_document(&e, data, f);
	if (extracted == EXTRACT_DONE)
		note_seen(&e);
	if (extracted != EXTRACT_REFUSED) {
		struct fault refused = FAULT_INIT;

		if (!hand_rows(&e, &refused) ||
		    (extracted == EXTRACT_DONE && !hand_scopes(&e, &refused))) {
			fault_clear(f);
			*f = refused;
			extracted = EXTRACT_REFUSED;
		}
	}
	scope_list_clear(&e);
	visit_list_clear(&e.visits);
	text_clear(&e.id);
	pool_reset(&x->pool);
	return extracted;
}
