/* element.c - what one element says of a row: each fill of the source gives a cell, and claims what it
 * could read as its type. What could not be read stays unclaimed, and is kept as it came. */
#include "walk/extraction.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "source/secret.h"

/* PVE's own word "unknown" as a state means that nobody knows yet. */
static bool says_unknown(const struct column *column, const struct value *value)
{
	return column->class == CLASS_STATE && column->rule.type == TYPE_TEXT && value->kind == VALUE_TEXT &&
	       strcmp(value->text, "unknown") == 0;
}

static enum value_read compute_value(const struct scene *scene, const struct fill *fill, struct value *ret)
{
	AUTO_FREE char **args = xcalloc(fill->n_args, sizeof(*args));
	AUTO_FREE char *text = NULL;
	enum value_read read = VALUE_READ;

	for (unsigned i = 0; i < fill->n_args; i++)
		args[i] = scene_text(scene, &fill->args[i]);
	text = fill->compute((const char *const *)args, fill->n_args);
	ret->kind = VALUE_NULL;
	if (text && fill->column->rule.type == TYPE_TEXT)
		secret_strip_userinfo(text); /* it may have been encoded before */
	if (text)
		read = value_from_text(ret, &fill->column->rule, text);
	for (unsigned i = 0; i < fill->n_args; i++)
		free(args[i]);
	return read;
}

/* The usual fill: a member of the element as it is. */
static bool is_plain(const struct fill *fill)
{
	return !fill->compute && (fill->args[0].kind == FROM_PATH || fill->args[0].kind == FROM_VALUE);
}

/* A document within the document may hold what no spec knows: credentials, too. */
static enum value_read document_value(const struct fill *fill, const cJSON *item, struct value *ret)
{
	cJSON *copy = cJSON_Duplicate(item, true);
	enum value_read read;

	secret_redact(copy, NULL);
	read = value_from_json(ret, &fill->column->rule, copy);
	cJSON_Delete(copy);
	return read;
}

static enum value_read plain_value(const struct fill *fill, const cJSON *item, struct value *ret)
{
	if (item && fill->column->rule.type == TYPE_JSON && fill->column->class != CLASS_SECRET)
		return document_value(fill, item, ret);
	return value_from_json(ret, &fill->column->rule, item);
}

static cJSON *plain_item(const struct scene *scene, const struct fill *fill)
{
	return is_plain(fill) ? scene_item(scene, &fill->args[0]) : NULL;
}

/* 'item': plain_item() */
static enum value_read fill_value(const struct scene *scene, const struct fill *fill, const cJSON *item,
				  struct value *ret)
{
	AUTO_FREE char *text = NULL;

	if (fill->compute)
		return compute_value(scene, fill, ret);
	if (is_plain(fill))
		return plain_value(fill, item, ret);
	text = scene_text(scene, &fill->args[0]);
	ret->kind = VALUE_NULL;
	return text ? value_from_text(ret, &fill->column->rule, text) : VALUE_READ;
}

static void claim_args(const struct scene *scene, const struct fill *fill, cJSON *plain)
{
	if (plain) {
		claim(plain);
		return;
	}
	for (unsigned i = 0; i < fill->n_args; i++) {
		cJSON *item = fill->args[i].kind == FROM_PATH || fill->args[i].kind == FROM_VALUE
				      ? scene_item(scene, &fill->args[i])
				      : NULL;

		if (item)
			claim(item);
	}
}

/* Is it to be read in an item that is not what it should be? */
static bool reads_bent(const struct scene *scene, const struct from *from)
{
	const cJSON *item =
		from->up < scene->depth ? scene->frames[scene->depth - 1 - from->up].element : NULL;

	if (!item || (from->kind != FROM_PATH && from->kind != FROM_VALUE))
		return false;
	for (const char *const *name = from->path; !is_bent(item) && name && *name; name++) {
		item = json_member(item, *name);
		if (!item)
			return false;
	}
	return is_bent(item);
}

static bool fill_reads_bent(const struct scene *scene, const struct fill *fill)
{
	for (unsigned i = 0; i < fill->n_args; i++)
		if (reads_bent(scene, &fill->args[i]))
			return true;
	return false;
}

static void hide_secrets(const struct column *column, struct value *value)
{
	if (column->class == CLASS_SECRET) {
		value_clear(value);
		*value = value_text(SECRET_SET);
	}
}

/* The second of two equal elements of an ordered list (firewall rules) is "…#2" in its key. */
static void number_twin(const struct extraction *e, const struct partial_row *row, struct cell *cell)
{
	const struct entity *entity = row->entity;
	char *text;

	if (e->twin < 2 || cell->column != &entity->columns[entity->n_keys - 1] ||
	    cell->value.kind != VALUE_TEXT)
		return;
	text = xasprintf("%s#%u", cell->value.text, e->twin);
	value_clear(&cell->value);
	cell->value = (struct value){ .kind = VALUE_TEXT, .text = text };
}

/* Does the column have all of what was read? What a metric's type cuts off is nobody's loss, and as an
 * extra it would be a change with every walk. */
static bool is_all_kept(const struct column *column, enum value_read read)
{
	return read == VALUE_READ || column->class == CLASS_SECRET || column->class == CLASS_METRIC;
}

/* What one fill says of the row. */
static void take_fill(struct extraction *e, struct partial_row *row, unsigned source, bool whole,
		      const struct fill *fill)
{
	struct cell cell = { .column = fill->column, .alternative = fill->alternative, .source = source };
	bool not_set = whole || fill->column < row->entity->columns + row->entity->n_keys;
	cJSON *item = plain_item(&e->scene, fill);
	enum value_read read;

	if (e->bent && fill_reads_bent(&e->scene, fill)) {
		cell.value.kind = VALUE_UNKNOWN;
		row_add_cell(row, &cell);
		return;
	}
	if (not_set && !item && is_plain(fill))
		return; /* most keys are absent most of the time */
	read = fill_value(&e->scene, fill, item, &cell.value);
	if (read != VALUE_READ)
		e->x->bent++;
	if (cell.value.kind == VALUE_NULL && read == VALUE_READ) {
		claim_args(&e->scene, fill, item); /* "" and the like: read, and not set */
		if (not_set)
			return;
		cell.value.kind = VALUE_UNKNOWN;
	} else if (cell.value.kind != VALUE_UNKNOWN) {
		hide_secrets(fill->column, &cell.value);
		if (says_unknown(fill->column, &cell.value))
			value_clear(&cell.value);
		number_twin(e, row, &cell);
		if (row_add_cell(row, &cell) && is_all_kept(fill->column, read))
			claim_args(&e->scene, fill, item);
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
				fill_value(&e->scene, fill, plain_item(&e->scene, fill), &value);
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

/* Elements of some lists may be equal in all that makes their key: they are numbered. */
static void tell_twins_apart(struct extraction *e, const struct entity_source *source, char **id)
{
	const struct row_set *set = extraction_rows(e->x, source->entity);
	const struct partial_row *row = row_set_find(set, *id);
	size_t index = (size_t)(source - source->entity->sources), size = strlen(*id);

	for (e->twin = 1; source->entity->twins && row && row->parts[index] != PART_UNKNOWN;) {
		char *next = xasprintf("%.*s#%u", (int)size, *id, ++e->twin);

		free(*id);
		*id = next;
		row = row_set_find(set, *id);
	}
}

static void claim_ignored(const struct extraction *e, const struct entity_source *source)
{
	cJSON *element = e->scene.frames[e->scene.depth - 1].element;

	for (const struct ignored *ignored = source->ignored; ignored && ignored->key; ignored++)
		claim_path(element, ignored->key);
}

bool joins_same_read(const struct entity_source *source)
{
	const struct entity *entity = source->entity;

	for (unsigned i = 0; i < entity->n_sources; i++)
		if (!entity->sources[i].joins && !entity->sources[i].ignores &&
		    entity->sources[i].read == source->read)
			return true;
	return false;
}

/* An element without the key by which a source tells its own from others may be one of its own. */
static bool cannot_be_told(const struct extraction *e, const struct term *where)
{
	const cJSON *element = e->scene.frames[e->scene.depth - 1].element;

	for (; where && where->kind != TERM_END; where++)
		if ((where->kind == TERM_EQUAL || where->kind == TERM_IN) &&
		    !json_member(element, where->key))
			return true;
	return false;
}

void take_element(struct extraction *e, const struct entity_source *source)
{
	cJSON *element = e->scene.frames[e->scene.depth - 1].element;
	unsigned index = (unsigned)(source - source->entity->sources);
	struct partial_row *row;
	AUTO_FREE char *id = NULL;
	bool whole;

	if (source->where && !predicate_holds(source->where, &e->scene)) {
		if (cannot_be_told(e, source->where))
			spoil(e, source);
		return;
	}
	if (source->ignores) {
		if (!e->x->keep_ignored)
			claim_ignored(e, source);
		return;
	}
	id = element_id(e, source);
	if (!id) {
		spoil(e, source);
		return;
	}
	row = row_set_find(extraction_rows(e->x, source->entity), id);
	if (row && row->handed_over && !source->entity->retained) { /* its element is doubled */
		spoil(e, source);
		return;
	}
	if (source->joins && joins_same_read(source) && (!row || !row->made))
		return; /* what it says belongs to no row: it is kept as it came */
	if (!e->x->keep_ignored)
		claim_ignored(e, source);
	tell_twins_apart(e, source, &id);
	row = row_set_add(extraction_rows(e->x, source->entity), id);
	if (!row->context && !source->joins) /* a read for the row itself is not where it comes from */
		row->context = e->document->context;
	row->made = row->made || !source->joins;
	whole = !source->whole || predicate_holds(source->whole, &e->scene);
	if (row->parts[index] != PART_SOME)
		row->parts[index] = whole ? PART_WHOLE : PART_SOME;
	for (const struct fill *fill = source->fills; fill->column; fill++)
		take_fill(e, row, index, whole, fill);
	visit_list_add(&e->visits, element, row, index);
}
