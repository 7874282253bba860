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

/* What a fill finds. A text is the document's or the pool's, unless it is owned. */
struct found {
	struct value value;
	enum value_read read;
	bool owned;
	cJSON *item; /* of a plain fill: see is_plain() */
};

static struct value borrow_text(const char *text)
{
	return (struct value){ .kind = VALUE_TEXT, .text = (char *)(uintptr_t)text };
}

static void found_clear(struct found *found)
{
	if (found->owned)
		value_clear(&found->value);
}

static void read_text(struct found *ret, const struct value_rule *rule, const char *text)
{
	if (text && rule->type == TYPE_TEXT) {
		ret->value = borrow_text(text);
	} else if (text) {
		ret->read = value_from_text(&ret->value, rule, text);
		ret->owned = true;
	}
}

static void compute_value(const struct scene *scene, const struct fill *fill, struct found *ret)
{
	const struct value_rule *rule = &fill->column->rule;
	const char **args = pool_take(scene->pool, fill->n_args * sizeof(*args));
	char *text;

	for (unsigned i = 0; i < fill->n_args; i++)
		args[i] = scene_text(scene, &fill->args[i]);
	text = fill->compute(args, fill->n_args);
	if (text && rule->type == TYPE_TEXT)
		secret_strip_userinfo(text); /* it may have been encoded before */
	read_text(ret, rule, text);
	if (text && rule->type == TYPE_TEXT)
		ret->owned = true;
	else
		free(text);
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

static void plain_value(const struct fill *fill, const cJSON *item, struct found *ret)
{
	const struct value_rule *rule = &fill->column->rule;

	if (rule->type == TYPE_TEXT && json_is_string(item)) {
		ret->value = borrow_text(item->valuestring);
		return;
	}
	ret->owned = true;
	ret->read = rule->type == TYPE_JSON && fill->column->class != CLASS_SECRET
			    ? document_value(fill, item, &ret->value)
			    : value_from_json(&ret->value, rule, item);
}

static void find_value(const struct scene *scene, const struct fill *fill, struct found *ret)
{
	*ret = (struct found){ .value = { .kind = VALUE_NULL }, .read = VALUE_READ };
	if (fill->compute) {
		compute_value(scene, fill, ret);
	} else if (is_plain(fill)) {
		ret->item = scene_item(scene, &fill->args[0]);
		if (ret->item)
			plain_value(fill, ret->item, ret);
	} else {
		read_text(ret, &fill->column->rule, scene_text(scene, &fill->args[0]));
	}
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

/* The second of two equal elements of an ordered list (firewall rules) is "…#2" in its key. */
static const char *number_twin(const struct extraction *e, const struct partial_row *row,
			       const struct column *column, const char *text)
{
	const struct entity *entity = row->entity;
	AUTO_FREE char *numbered = NULL;

	if (e->twin < 2 || column != &entity->columns[entity->n_keys - 1])
		return text;
	numbered = xasprintf("%s#%u", text, e->twin);
	return pool_text(e->scene.pool, numbered);
}

/* Does the column have all of what was read? What a metric's type cuts off is nobody's loss, and as an
 * extra it would be a change with every walk. */
static bool is_all_kept(const struct column *column, enum value_read read)
{
	return read == VALUE_READ || column->class == CLASS_SECRET || column->class == CLASS_METRIC;
}

/* An element that becomes a row, or part of one. */
struct taking {
	struct partial_row *row;
	unsigned source;
	bool whole;   /* what is absent is not set */
	unsigned old; /* cells that the row had before */
};

/* What one fill says of the row. */
static void take_fill(struct extraction *e, const struct taking *taking, const struct fill *fill,
		      const struct found *found)
{
	struct partial_row *row = taking->row;
	struct cell cell = { .column = fill->column,
			     .alternative = fill->alternative,
			     .source = taking->source,
			     .value = found->value };
	bool not_set = taking->whole || fill->column < row->entity->columns + row->entity->n_keys;

	if (e->bent && fill_reads_bent(&e->scene, fill)) {
		cell.value.kind = VALUE_UNKNOWN;
		row_add_cell(row, &cell, taking->old);
		return;
	}
	if (not_set && !found->item && is_plain(fill))
		return;
	if (found->read != VALUE_READ)
		e->x->bent++;
	if (cell.value.kind == VALUE_NULL && found->read == VALUE_READ) {
		claim_args(&e->scene, fill, found->item); /* "" and the like: read, and not set */
		cell.value.kind = VALUE_UNKNOWN;
		if (!not_set)
			row_add_cell(row, &cell, taking->old);
		return;
	}
	if (cell.value.kind == VALUE_UNKNOWN) {
		row_add_cell(row, &cell, taking->old);
		return;
	}
	if (fill->column->class == CLASS_SECRET)
		cell.value = borrow_text(SECRET_SET);
	if (says_unknown(fill->column, &cell.value))
		cell.value.kind = VALUE_UNKNOWN;
	if (cell.value.kind == VALUE_TEXT)
		cell.value = borrow_text(number_twin(e, row, fill->column, cell.value.text));
	if (row_add_cell(row, &cell, taking->old) && is_all_kept(fill->column, found->read))
		claim_args(&e->scene, fill, found->item);
}

/* What the first fills of a source say: those of the key. */
struct key {
	struct found *found;
	unsigned count;
};

static struct key find_key(const struct scene *scene, const struct entity_source *source)
{
	const struct column *end = source->entity->columns + source->entity->n_keys;
	struct key key = { NULL, 0 };

	while (source->fills[key.count].column && source->fills[key.count].column < end)
		key.count++;
	key.found = pool_take(scene->pool, key.count * sizeof(*key.found));
	for (unsigned i = 0; i < key.count; i++)
		find_value(scene, &source->fills[i], &key.found[i]);
	return key;
}

static void key_clear(struct key *key)
{
	for (unsigned i = 0; i < key->count; i++)
		found_clear(&key->found[i]);
}

/* Appends one column of the row's id; false when there is none. */
static bool add_part(struct text *id, const struct entity_source *source, const struct key *key,
		     const struct column *column)
{
	struct found found = { .value = { .kind = VALUE_NULL } };
	char digits[NUMBER_SIZE];
	const char *text;

	for (unsigned i = 0; i < key->count && found.value.kind <= VALUE_NULL; i++)
		if (source->fills[i].column == column)
			found.value = key->found[i].value;
	if (found.value.kind <= VALUE_NULL && column->missing)
		read_text(&found, &column->rule, column->missing);
	text = value_as_text(&found.value, digits);
	if (text)
		text_add(id, text);
	found_clear(&found);
	return text != NULL;
}

/* The row's id from its key; false when a part of it is missing. */
static bool make_id(struct text *id, const struct entity_source *source, const struct key *key)
{
	const struct entity *entity = source->entity;

	text_reset(id);
	for (unsigned k = 0; k < entity->n_keys; k++) {
		if (k)
			text_add_char(id, '/');
		if (!add_part(id, source, key, &entity->columns[k]))
			return false;
	}
	return true;
}

/* Elements of some lists may be equal in all that makes their key: they are numbered. */
static void tell_twins_apart(struct extraction *e, const struct entity_source *source)
{
	const struct row_set *set = extraction_rows(e->x, source->entity);
	struct partial_row *first = source->entity->twins ? row_set_find(set, e->id.data) : NULL;
	unsigned index = (unsigned)(source - source->entity->sources);
	size_t size = e->id.size;

	e->twin = first && first->twins_source == index && first->twins ? first->twins : 1;
	for (const struct partial_row *row = first; row && row->parts[index] != PART_UNKNOWN;) {
		e->id.size = size;
		text_addf(&e->id, "#%u", ++e->twin);
		row = row_set_find(set, e->id.data);
	}
	if (first) {
		first->twins = e->twin;
		first->twins_source = index;
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

/* The row of e->id, unless what the source says belongs to none. */
static struct partial_row *find_row(struct extraction *e, const struct entity_source *source)
{
	struct row_set *rows = extraction_rows(e->x, source->entity);
	struct partial_row *row = row_set_find(rows, e->id.data);

	if (row && row->handed_over && !source->entity->retained) { /* its element is doubled */
		spoil(e, source);
		return NULL;
	}
	if (source->joins && joins_same_read(source) && (!row || !row->made))
		return NULL; /* it is kept as it came */
	if (!e->x->keep_ignored)
		claim_ignored(e, source);
	tell_twins_apart(e, source);
	row = row_set_add(rows, e->id.data);
	if (!row->context && !source->joins) /* a read for the row itself is not where it comes from */
		row->context = e->document->context;
	row->made = row->made || !source->joins;
	return row;
}

static void take_fills(struct extraction *e, const struct entity_source *source, struct partial_row *row,
		       const struct key *key)
{
	unsigned index = (unsigned)(source - source->entity->sources);
	struct taking taking = { row, index, !source->whole || predicate_holds(source->whole, &e->scene),
				 row->n_cells };
	const cJSON *element = e->scene.frames[e->scene.depth - 1].element;
	bool skips = taking.whole && !e->bent && json_is_object(element);

	if (row->parts[index] != PART_SOME)
		row->parts[index] = taking.whole ? PART_WHOLE : PART_SOME;
	for (unsigned i = 0; i < key->count; i++)
		take_fill(e, &taking, &source->fills[i], &key->found[i]);
	for (const struct fill *fill = source->fills + key->count; fill->column; fill++) {
		struct found found;

		if (skips && fill->within && !json_may_have(element, fill->within))
			continue; /* most keys are absent most of the time */
		find_value(&e->scene, fill, &found);
		take_fill(e, &taking, fill, &found);
		found_clear(&found);
	}
	visit_list_add(&e->visits, element, row, index);
}

void take_element(struct extraction *e, const struct entity_source *source)
{
	struct partial_row *row;
	struct key key;

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
	key = find_key(&e->scene, source);
	row = NULL;
	if (make_id(&e->id, source, &key))
		row = find_row(e, source);
	else
		spoil(e, source);
	if (row)
		take_fills(e, source, row, &key);
	key_clear(&key);
}
