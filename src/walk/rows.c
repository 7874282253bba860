/* rows.c - see rows.h. */
#include "walk/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "walk/expression.h"
#include "walk/plan.h"

/* --- sets */

#define SLOTS_KEPT 1024 /* more would cost more to empty than to make */

static size_t hash_text(const char *s)
{
	size_t hash = 14695981039346656037u; /* FNV-1a */

	for (; *s; s++)
		hash = (hash ^ (unsigned char)*s) * 1099511628211u;
	return hash;
}

void row_set_init(struct row_set *set, const struct entity *entity)
{
	*set = (struct row_set){ .entity = entity };
}

static void forget_extras(struct partial_row *row)
{
	for (unsigned i = 0; i < row->n_extras; i++) {
		free(row->extras[i].key);
		free(row->extras[i].json);
	}
	free(row->extras);
	row->extras = NULL;
	row->n_extras = row->extra_space = 0;
}

static void row_release(struct partial_row *row)
{
	forget_extras(row);
	if (row->pool)
		return;
	for (unsigned i = 0; i < row->n_cells; i++)
		value_clear(&row->cells[i].value);
	free(row->cells);
	free(row->parts);
	free(row->id);
	free(row);
}

void row_set_empty(struct row_set *set)
{
	for (size_t i = 0; i < set->n_rows; i++)
		row_release(set->rows[i]);
	if (set->n_slots > SLOTS_KEPT) {
		free(set->slots);
		set->slots = NULL;
		set->n_slots = 0;
	} else if (set->n_rows) {
		memset(set->slots, 0, set->n_slots * sizeof(*set->slots));
	}
	set->n_rows = 0;
	pool_reset(&set->pool);
	pool_reset(&set->cells);
}

void row_set_clear(struct row_set *set)
{
	row_set_empty(set);
	pool_clear(&set->pool);
	pool_clear(&set->cells);
	free(set->rows);
	free(set->slots);
	row_set_init(set, set->entity);
}

/* The slot of 'id', or the free one where it belongs. */
static size_t find_slot(const struct row_set *set, const char *id)
{
	size_t at = hash_text(id) & (set->n_slots - 1);

	while (set->slots[at] && strcmp(set->rows[set->slots[at] - 1]->id, id) != 0)
		at = (at + 1) & (set->n_slots - 1);
	return at;
}

struct partial_row *row_set_find(const struct row_set *set, const char *id)
{
	size_t found = set->n_slots ? set->slots[find_slot(set, id)] : 0;

	return found ? set->rows[found - 1] : NULL;
}

static void grow_slots(struct row_set *set)
{
	set->n_slots = set->n_slots ? set->n_slots * 2 : 16;
	free(set->slots);
	set->slots = xcalloc(set->n_slots, sizeof(*set->slots));
	for (size_t i = 0; i < set->n_rows; i++)
		set->slots[find_slot(set, set->rows[i]->id)] = i + 1;
}

static struct partial_row *new_row(struct row_set *set, const char *id)
{
	bool pooled = !set->entity->retained;
	unsigned parts = set->entity->n_sources;
	struct partial_row *row =
		pooled ? pool_zeroed(&set->pool, 1, sizeof(*row)) : xcalloc(1, sizeof(*row));

	row->entity = set->entity;
	row->pool = pooled ? &set->cells : NULL;
	row->id = pooled ? pool_text(&set->pool, id) : xstrdup(id);
	row->parts = pooled ? pool_zeroed(&set->cells, parts, sizeof(*row->parts))
			    : xcalloc(parts, sizeof(*row->parts));
	return row;
}

struct partial_row *row_set_add(struct row_set *set, const char *id)
{
	struct partial_row *row = row_set_find(set, id);

	if (row)
		return row;
	if ((set->n_rows + 1) * 2 > set->n_slots)
		grow_slots(set);
	if (set->n_rows == set->row_space) {
		set->row_space = set->row_space ? set->row_space * 2 : 16;
		set->rows = xreallocarray(set->rows, set->row_space, sizeof(*set->rows));
	}
	row = new_row(set, id);
	set->slots[find_slot(set, id)] = set->n_rows + 1;
	set->rows[set->n_rows++] = row;
	return row;
}

void row_set_shrink(struct row_set *set, size_t first)
{
	for (size_t i = first; i < set->n_rows; i++) {
		struct partial_row *row = set->rows[i];

		forget_extras(row);
		row->cells = NULL;
		row->parts = NULL;
		row->n_cells = row->cell_space = 0;
	}
	pool_reset(&set->cells);
}

/* --- what the sources say */

static struct value copy_value(const struct partial_row *row, const struct value *value)
{
	if (value->kind == VALUE_TEXT && row->pool)
		return (struct value){ .kind = VALUE_TEXT, .text = pool_text(row->pool, value->text) };
	return value_copy(value);
}

/* The place has a cell already. */
static bool fill_again(const struct partial_row *row, struct cell *old, const struct cell *cell)
{
	if (old->value.kind == VALUE_UNKNOWN) {
		*old = *cell;
		old->value = copy_value(row, &cell->value);
		return true;
	}
	return cell->value.kind == VALUE_UNKNOWN || value_equal(&old->value, &cell->value);
}

/* There are thousands of rows that stay: for them no doubling. */
static void make_room(struct partial_row *row)
{
	unsigned space = row->cell_space + (row->pool ? row->cell_space + 8 : 4);
	struct cell *cells;

	if (row->n_cells < row->cell_space)
		return;
	if (row->pool) {
		cells = pool_take(row->pool, space * sizeof(*cells));
		if (row->n_cells)
			memcpy(cells, row->cells, row->n_cells * sizeof(*cells));
	} else {
		cells = xreallocarray(row->cells, space, sizeof(*cells));
	}
	row->cells = cells;
	row->cell_space = space;
}

bool row_add_cell(struct partial_row *row, const struct cell *cell, unsigned old)
{
	struct cell *added;

	for (unsigned i = 0; i < old; i++)
		if (row->cells[i].column == cell->column && row->cells[i].alternative == cell->alternative)
			return fill_again(row, &row->cells[i], cell);
	make_room(row);
	added = &row->cells[row->n_cells++];
	*added = *cell;
	added->value = copy_value(row, &cell->value);
	return true;
}

static struct extra *find_extra(struct partial_row *row, unsigned source, const char *key)
{
	for (unsigned i = 0; i < row->n_extras; i++)
		if (row->extras[i].source == source && strcmp(row->extras[i].key, key) == 0)
			return &row->extras[i];
	return NULL;
}

void row_add_extra(struct partial_row *row, unsigned source, const char *key, char *json)
{
	struct extra *first = find_extra(row, source, key);
	char *name = first ? xasprintf("%s#%u", key, ++first->copies) : xstrdup(key);

	if (row->n_extras == row->extra_space) {
		row->extra_space = row->extra_space ? row->extra_space * 2 : 4;
		row->extras = xreallocarray(row->extras, row->extra_space, sizeof(*row->extras));
	}
	row->extras[row->n_extras++] =
		(struct extra){ .source = source, .copies = 1, .key = name, .json = json };
}

const struct value *row_known(const struct partial_row *row, const struct column *column)
{
	const struct cell *best = NULL;

	for (unsigned i = 0; i < row->n_cells; i++) {
		const struct cell *cell = &row->cells[i];

		if (cell->column == column && cell->value.kind != VALUE_UNKNOWN &&
		    (!best || cell->alternative < best->alternative))
			best = cell;
	}
	return best ? &best->value : NULL;
}

const struct value *row_variable(const struct partial_row *row, const char *name)
{
	for (; row; row = row->context) {
		const struct column *column = schema_column(row->entity, name);
		const struct value *value = column ? row_known(row, column) : NULL;

		if (value)
			return value;
	}
	return NULL;
}

char *row_variable_text(const struct partial_row *row, const char *name)
{
	const struct value *value = row_variable(row, name);

	return value ? value_to_text(value) : NULL;
}

/* --- weighing */

struct verdict {
	const struct cell *best;
	bool missing; /* a place that might have a value was not read */
};

static unsigned column_index(const struct partial_row *row, const struct column *column)
{
	return (unsigned)(column - row->entity->columns);
}

static bool a_maker_answered(const struct partial_row *row)
{
	const struct entity *entity = row->entity;

	for (unsigned i = 0; i < entity->n_sources; i++)
		if (!entity->sources[i].joins && !entity->sources[i].ignores && row->parts[i] != PART_UNKNOWN)
			return true;
	return false;
}

/* Where a joined source has no element for the row, nothing is set if the whole of it was seen: a list
 * of the cluster (a stand-alone node has no entry of type cluster), or the document from which
 * another source took this row (a NIC without ipconfig). */
static bool has_no_element(const struct partial_row *row, unsigned joined,
			   const struct weighing *weighing)
{
	const struct entity *entity = row->entity;

	if (!entity->sources[joined].joins || entity->sources[joined].whole)
		return false;
	if (weighing->seen_whole && weighing->seen_whole[entity->index][joined])
		return true;
	for (unsigned i = 0; i < entity->n_sources; i++)
		if (i != joined && !entity->sources[i].joins && row->parts[i] == PART_WHOLE &&
		    entity->sources[i].read == entity->sources[joined].read)
			return true;
	return false;
}

/* A source that did not answer leaves its columns unknown, unless it does not speak of this row: another has
 * made it. */
static void judge_source(struct partial_row *row, unsigned index, bool made, const struct weighing *weighing,
			 struct verdict *verdicts)
{
	const struct entity_source *source = &row->entity->sources[index];

	if (source->ignores || row->parts[index] != PART_UNKNOWN)
		return;
	if ((source->of && !predicate_holds_for_row(source->of, row)) ||
	    (!source->joins && made)) {
		row->parts[index] = PART_NEVER;
		return;
	}
	if (has_no_element(row, index, weighing)) {
		row->parts[index] = PART_WHOLE;
		return;
	}
	for (const struct fill *fill = source->fills; fill && fill->column; fill++)
		verdicts[column_index(row, fill->column)].missing = true;
}

static void judge_cell(const struct partial_row *row, const struct cell *cell,
		       struct verdict *verdicts)
{
	struct verdict *verdict = &verdicts[column_index(row, cell->column)];

	if (cell->value.kind == VALUE_UNKNOWN)
		verdict->missing = true;
	else if (!verdict->best || cell->alternative < verdict->best->alternative)
		verdict->best = cell;
}

/* The key in the source's element from which the cell came; null if that is no key of its own. */
static const char *extra_name(const struct entity *entity, const struct cell *cell)
{
	const struct fill *fill = entity->sources[cell->source].fills;
	const struct from *from;

	while (fill->column != cell->column || fill->alternative != cell->alternative)
		fill++;
	from = &fill->args[0];
	if (fill->compute || from->kind != FROM_PATH || from->up || !from->path || !from->path[0])
		return NULL;
	return from->path[1] ? fill->column->name : from->path[0];
}

/* A place that lost, and says something else, is kept: nothing that the cluster says is lost. */
static void keep_dissent(struct partial_row *row, const struct verdict *verdicts)
{
	for (unsigned i = 0; i < row->n_cells; i++) {
		const struct cell *cell = &row->cells[i];
		const struct cell *best = verdicts[column_index(row, cell->column)].best;
		struct text json = TEXT_INIT;
		const char *name;

		if (!best || best == cell || cell->value.kind == VALUE_UNKNOWN ||
		    value_equal(&best->value, &cell->value))
			continue;
		name = extra_name(row->entity, cell);
		if (!name)
			continue;
		value_add_json(&json, &cell->value);
		row_add_extra(row, cell->source, name, text_take(&json));
	}
}

static int compare_extras(const void *a, const void *b)
{
	const struct extra *x = a, *y = b;

	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	return strcmp(x->key, y->key);
}

/* Fills parts[i].extra with the canonical object of the source's extras. The caller frees it. */
static void gather_extras(struct partial_row *row, struct part *parts)
{
	unsigned i = 0;

	if (row->n_extras)
		qsort(row->extras, row->n_extras, sizeof(*row->extras), compare_extras);
	while (i < row->n_extras) {
		unsigned source = row->extras[i].source;
		struct text json = TEXT_INIT;

		for (; i < row->n_extras && row->extras[i].source == source; i++) {
			text_add_char(&json, json.size ? ',' : '{');
			json_add_string(&json, row->extras[i].key);
			text_add_char(&json, ':');
			text_add(&json, row->extras[i].json);
		}
		text_add_char(&json, '}');
		parts[source].extra = text_take(&json);
	}
}

static struct value weigh(const struct column *column, const struct verdict *verdict, bool no_notes)
{
	struct value value = { .kind = VALUE_NULL };

	if (no_notes && strcmp(column->name, "description") == 0)
		return (struct value){ .kind = VALUE_UNKNOWN };
	if (verdict->best)
		return verdict->best->value;
	if (verdict->missing)
		return (struct value){ .kind = VALUE_UNKNOWN };
	if (column->missing)
		value_from_text(&value, &column->rule, column->missing);
	return value;
}

bool row_hand_over(struct partial_row *row, const struct weighing *weighing, struct sink *sink,
		   struct fault *f)
{
	const struct entity *entity = row->entity;
	struct verdict *verdicts = pool_zeroed(weighing->pool, entity->n_columns, sizeof(*verdicts));
	struct value *values = pool_take(weighing->pool, entity->n_columns * sizeof(*values));
	struct part *parts = pool_zeroed(weighing->pool, entity->n_sources, sizeof(*parts));
	struct row whole = { entity, row->made, values, parts };
	bool made = a_maker_answered(row), taken;

	for (unsigned i = 0; i < entity->n_sources; i++)
		judge_source(row, i, made, weighing, verdicts);
	for (unsigned i = 0; i < row->n_cells; i++)
		judge_cell(row, &row->cells[i], verdicts);
	keep_dissent(row, verdicts);
	gather_extras(row, parts);
	for (unsigned i = 0; i < entity->n_sources; i++)
		parts[i].state = row->parts[i];
	for (unsigned i = 0; i < entity->n_columns; i++)
		values[i] = weigh(&entity->columns[i], &verdicts[i], weighing->no_notes);
	taken = sink->row(sink, &whole, f);
	for (unsigned i = 0; i < entity->n_sources; i++)
		free((char *)(uintptr_t)parts[i].extra);
	for (unsigned i = 0; i < entity->n_columns; i++)
		if (values[i].kind == VALUE_TEXT && !verdicts[i].best)
			value_clear(&values[i]);
	pool_reset(weighing->pool);
	row->handed_over = true;
	return taken;
}

void row_shrink(struct partial_row *row, const bool *bindings)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < row->n_cells; i++) {
		unsigned column = column_index(row, row->cells[i].column);

		if (column < row->entity->n_keys || bindings[column])
			row->cells[kept++] = row->cells[i];
		else
			value_clear(&row->cells[i].value);
	}
	row->n_cells = row->cell_space = kept;
	row->cells = xreallocarray(row->cells, kept, sizeof(*row->cells));
	forget_extras(row);
}
