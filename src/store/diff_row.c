/* diff_row.c - two versions of a row, column by column and key by key of extra.
 *
 * Compared is only what both sides know, filled by the same revision of its rule. A column of which only
 * the later side knows anything is learned; one that can't be compared for its rule is noted once.
 */
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "store/diff.h"

struct value *copy_key(const struct table *table, const struct version *version)
{
	struct value *key = xcalloc(table->entity->n_keys, sizeof *key);

	for (unsigned i = 0; i < table->entity->n_keys; i++)
		key[i] = value_copy(&version->values[i]);
	return key;
}

static void free_values(struct value *values, size_t count)
{
	for (size_t i = 0; values && i < count; i++)
		value_clear(&values[i]);
	free(values);
}

void record_clear(struct record *record)
{
	size_t n_keys = record->change.entity ? record->change.entity->n_keys : 0;

	for (size_t i = 0; i < record->change.n_columns; i++) {
		struct change_column *column = &record->columns[i];

		if (!column->column)
			free((char *)(uintptr_t)column->name);
		value_clear(&column->from);
		value_clear(&column->to);
	}
	free(record->columns);
	free_values(record->key, n_keys);
	free_values(record->old_key, n_keys);
	*record = (struct record){ 0 };
}

static struct change_column *add_change(struct record *record)
{
	if (record->change.n_columns == record->space) {
		record->space = record->space ? 2 * record->space : 8;
		record->columns = xreallocarray(record->columns, record->space, sizeof *record->columns);
	}
	record->change.columns = record->columns;
	return &record->columns[record->change.n_columns++];
}

static enum column_class class_of(const struct diff_entity *de, enum column_class class)
{
	return de->table->entity->class == CLASS_STATE ? CLASS_STATE : class;
}

static bool is_wanted(const struct diff_entity *de, enum column_class class)
{
	return class_of(de, class) != CLASS_STATE || de->d->options->state;
}

/* --- columns */

static void add_column(struct diff_entity *de, struct record *record, unsigned place,
		       const struct value *from, const struct value *to)
{
	const struct column *column = table_column(de->table, place);

	if (!is_wanted(de, column->class))
		return;
	*add_change(record) = (struct change_column){ column->name, column, class_of(de, column->class),
						      value_copy(from), value_copy(to) };
}

static bool note_once(struct diff_entity *de, unsigned flag)
{
	struct diff_note note = { de->table->entity, table_column(de->table, flag) };

	if (de->noted[flag] || !de->d->note || !de->visible)
		return true;
	de->noted[flag] = true;
	return de->d->note(de->d->context, &note, de->d->fault);
}

static bool is_comparable(const struct diff_entity *de, unsigned flag)
{
	int64_t low = table_epoch(de->table, flag, de->d->low),
		high = table_epoch(de->table, flag, de->d->high);

	return low == high && low != EPOCH_NEVER;
}

static bool compare_column(struct diff_entity *de, unsigned place, const struct version *before,
			   const struct version *after, struct record *record, struct record *learned)
{
	const struct value *from = &before->values[place], *to = &after->values[place];
	const struct column *column = table_column(de->table, place);

	if (value_equal(from, to))
		return true;
	if (!is_comparable(de, place))
		return note_once(de, place);
	if (column == de->table->entity->order && !keyset_has(&de->moved, after->key))
		return true; /* positions are shown, not compared */
	if (from->kind == VALUE_UNKNOWN)
		add_column(de, learned, place, from, to);
	else if (to->kind != VALUE_UNKNOWN)
		add_column(de, record, place, from, to);
	return true;
}

/* --- extra */

static struct value item_value(const cJSON *item)
{
	struct text json = TEXT_INIT;
	int64_t integer;

	if (!item)
		return (struct value){ .kind = VALUE_UNKNOWN };
	if (cJSON_IsString(item))
		return value_text(item->valuestring);
	if (cJSON_IsNumber(item))
		return number_is_int(item->valuedouble, &integer) ? value_int(integer)
								  : value_real(item->valuedouble);
	if (cJSON_IsNull(item))
		return (struct value){ .kind = VALUE_NULL };
	json_add_canonical(&json, item);
	return (struct value){ .kind = VALUE_TEXT, .text = text_take(&json) };
}

static void add_extra(struct diff_entity *de, struct record *record, unsigned label, const char *key,
		      struct value from, struct value to)
{
	const struct label *part = &de->table->labels[label];
	char *name = xasprintf(EXTRA_PREFIX "%s.%s", part->name, key);

	*add_change(record) = (struct change_column){ name, NULL, class_of(de, part->rest), from, to };
}

static cJSON *parse_part(struct json_slice part, struct fault *f)
{
	return part.size ? json_parse(part, f) : cJSON_CreateObject();
}

/* One key, which is there on one side or on both. */
static void compare_key(struct diff_entity *de, unsigned label, const cJSON *a, const cJSON *b,
			const bool partial[2], struct record *record, struct record *learned)
{
	const char *key = a ? a->string : b->string;
	struct value from = item_value(a), to = item_value(b);

	if (!a && !partial[0])
		from.kind = VALUE_NULL;
	if (!b && !partial[1])
		to.kind = VALUE_NULL;
	if (value_equal(&from, &to) || to.kind == VALUE_UNKNOWN) {
		value_clear(&from);
		value_clear(&to);
	} else {
		add_extra(de, from.kind == VALUE_UNKNOWN ? learned : record, label, key, from, to);
	}
}

static bool compare_part(struct diff_entity *de, unsigned label, struct json_slice before,
			 struct json_slice after, const bool partial[2], struct record *record,
			 struct record *learned)
{
	cJSON *from = parse_part(before, de->d->fault);
	cJSON *to = from ? parse_part(after, de->d->fault) : NULL;
	const cJSON *a = to ? from->child : NULL, *b = to ? to->child : NULL;

	while (a || b) { /* both are sorted by key */
		int order = !a ? 1 : !b ? -1 : strcmp(a->string, b->string);

		compare_key(de, label, order <= 0 ? a : NULL, order >= 0 ? b : NULL, partial, record,
			    learned);
		a = order <= 0 ? a->next : a;
		b = order >= 0 ? b->next : b;
	}
	cJSON_Delete(from);
	cJSON_Delete(to);
	return to != NULL;
}

static bool compare_extra(struct diff_entity *de, const struct version *before, const struct version *after,
			  struct record *record, struct record *learned)
{
	const struct table *table = de->table;
	struct extra_parts from, to;
	bool done;

	extra_init(&from, table);
	extra_init(&to, table);
	done = extra_parse(&from, table, before->extra, de->d->fault) &&
	       extra_parse(&to, table, after->extra, de->d->fault);
	for (unsigned i = 0; done && i < table->n_labels; i++) {
		const bool partial[2] = { before->partial[i], after->partial[i] };

		if (!label_is_metric(&table->labels[i]) && is_wanted(de, table->labels[i].rest) &&
		    is_comparable(de, table->n_history + i))
			done = compare_part(de, i, from.labels[i], to.labels[i], partial, record, learned);
	}
	extra_clear(&from);
	extra_clear(&to);
	return done;
}

/* --- rows */

bool diff_compare(struct diff_entity *de, const struct version *before, const struct version *after,
		  struct record *record, struct record *learned)
{
	for (unsigned i = de->table->entity->n_keys; i < de->table->n_history; i++)
		if (!compare_column(de, i, before, after, record, learned))
			return false;
	return compare_extra(de, before, after, record, learned);
}

/* The side where the row is not has VALUE_UNKNOWN. */
bool diff_list(struct diff_entity *de, const struct version *version, struct record *record)
{
	const struct table *table = de->table;
	const struct value unknown = { .kind = VALUE_UNKNOWN };
	bool removed = record->change.kind == CHANGE_REMOVED, done;
	struct extra_parts parts;

	for (unsigned i = table->entity->n_keys; i < table->n_history; i++) {
		const struct value *value = &version->values[i];
		const struct column *column = table_column(table, i);

		if (value->kind != VALUE_UNKNOWN && value->kind != VALUE_NULL)
			*add_change(record) =
				(struct change_column){ column->name, column, class_of(de, column->class),
							value_copy(removed ? value : &unknown),
							value_copy(removed ? &unknown : value) };
	}
	extra_init(&parts, table);
	done = extra_parse(&parts, table, version->extra, de->d->fault);
	for (unsigned i = 0; done && i < table->n_labels; i++) {
		cJSON *part = parse_part(parts.labels[i], de->d->fault);

		done = part != NULL;
		for (const cJSON *item = part ? part->child : NULL; item; item = item->next)
			add_extra(de, record, i, item->string, item_value(removed ? item : NULL),
				  item_value(removed ? NULL : item));
		cJSON_Delete(part);
	}
	extra_clear(&parts);
	return done;
}

static bool differ(const struct diff_entity *de, const struct version *before, const struct version *after,
		   const struct column *column)
{
	unsigned place = table_place(de->table, column);
	const struct value *a, *b;

	if (place == de->table->n_history || !is_comparable(de, place))
		return false;
	a = &before->values[place];
	b = &after->values[place];
	return a->kind != VALUE_UNKNOWN && b->kind != VALUE_UNKNOWN && a->kind != VALUE_NULL &&
	       b->kind != VALUE_NULL && !value_equal(a, b);
}

bool diff_is_replaced(const struct diff_entity *de, const struct version *before, const struct version *after)
{
	const struct column *const *group = de->table->entity->replaced;

	for (; group && *group; group++) {
		bool all = true;

		for (; *group; group++)
			all = all && differ(de, before, after, *group);
		if (all)
			return true;
	}
	return false;
}

/* --- records */

static enum column_class most_important(const struct record *record)
{
	enum column_class class = CLASS_STATE;

	if (record->change.entity->class == CLASS_STATE)
		return CLASS_STATE;
	for (size_t i = 0; i < record->change.n_columns; i++) {
		if (record->columns[i].class == CLASS_CONFIG)
			return CLASS_CONFIG;
		if (record->columns[i].class == CLASS_SECRET)
			class = CLASS_SECRET;
	}
	return class;
}

/* A sibling of a row that is asked for, read to see where that has moved. */
static bool is_beside(const struct diff_entity *de, const struct record *record)
{
	const struct diff *d = de->d;
	const struct entity *entity = de->table->entity;

	return de->limited && limit_is_widened(d->store, entity) &&
	       !limit_has(d->store, d->cluster, entity, record->key) &&
	       !limit_has(d->store, d->cluster, entity, record->old_key);
}

void diff_add_record(struct diff_entity *de, struct record *record)
{
	bool whole = record->change.kind == CHANGE_ADDED || record->change.kind == CHANGE_REMOVED ||
		     record->old_key;

	if (!de->visible || (record->change.kind == CHANGE_LEARNED && !de->d->options->all) ||
	    is_beside(de, record)) {
		record_clear(record);
		return;
	}
	record->change.class = whole ? de->table->entity->class : most_important(record);
	if (de->n_records == de->record_space) {
		de->record_space = de->record_space ? 2 * de->record_space : 16;
		de->records = xreallocarray(de->records, de->record_space, sizeof *de->records);
	}
	de->records[de->n_records++] = *record;
	*record = (struct record){ 0 };
}
