#include "report/diff_keep.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/render.h"

static struct value *copy_values(const struct value *from, size_t count)
{
	struct value *copy = from ? xcalloc(count, sizeof *copy) : NULL;
	for (size_t i = 0; copy && i < count; i++)
		copy[i] = value_copy(&from[i]);
	return copy;
}

static void free_values(struct value *values, size_t count)
{
	for (size_t i = 0; values && i < count; i++)
		value_clear(&values[i]);
	free(values);
}

static void copy_columns(struct kept_change *kept, const struct change *change)
{
	kept->columns = xcalloc(change->n_columns + 1, sizeof *kept->columns);
	kept->names = xcalloc(change->n_columns + 1, sizeof *kept->names);
	kept->folded = xcalloc(change->n_columns + 1, sizeof *kept->folded);
	for (size_t i = 0; i < change->n_columns; i++) {
		struct change_column *copy = &kept->columns[i];
		*copy = change->columns[i];
		copy->name = kept->names[i] = xstrdup(change->columns[i].name);
		copy->from = value_copy(&change->columns[i].from);
		copy->to = value_copy(&change->columns[i].to);
	}
	kept->change.columns = kept->columns;
}

/* The value of a column of the changed row: of its key, or what it is (was, when removed). */
static const struct value *column_value(const struct change *change, const struct column *column)
{
	size_t index = (size_t)(column - change->entity->columns);
	if (index < change->entity->n_keys)
		return &change->key[index];
	for (size_t i = 0; i < change->n_columns; i++) {
		const struct change_column *c = &change->columns[i];
		if (c->column == column)
			return change->kind == CHANGE_REMOVED ? &c->from : &c->to;
	}
	return NULL;
}

/* Key of that parent; null where the change does not say it. */
static struct value *parent_key(const struct change *change, const struct parent *parent)
{
	struct value *key = xcalloc(parent->entity->n_keys, sizeof *key);
	for (size_t i = 0; i < parent->entity->n_keys; i++) {
		const struct value *v = column_value(change, parent->columns[i]);
		if (!v || v->kind == VALUE_UNKNOWN || v->kind == VALUE_NULL) {
			free_values(key, parent->entity->n_keys);
			return NULL;
		}
		key[i] = value_copy(v);
	}
	return key;
}

/* The first parent whose key the change says; null: it says none. */
static struct value *first_parent(const struct change *change, const struct entity **ret)
{
	struct value *key = NULL;
	for (const struct parent *p = change->entity->parents; p->entity && !key; p++) {
		key = parent_key(change, p);
		*ret = p->entity;
	}
	return key;
}

static void find_root(struct kept_change *kept)
{
	AUTO_TEXT struct text group = TEXT_INIT;
	struct change at = kept->change;
	const struct entity *parent = NULL;
	kept->root = at.entity;
	kept->root_key = copy_values(at.key, at.entity->n_keys);
	/* Above the changed row only keys are known. */
	for (struct value *key; (key = first_parent(&at, &parent)); at.n_columns = 0) {
		free_values(kept->root_key, kept->root->n_keys);
		kept->root = parent;
		kept->root_key = key;
		at.entity = kept->root;
		at.key = key;
	}
	text_addf(&group, "%s/", kept->root->name);
	render_key(&group, kept->root_key, kept->root->n_keys);
	kept->group = text_take(&group);
}

void kept_changes_add(struct kept_changes *kept, const struct change *change)
{
	struct kept_change *copy = xcalloc(1, sizeof *copy);
	size_t n_keys = change->entity ? change->entity->n_keys : 0;
	copy->change = *change;
	copy->change.key = copy->key = copy_values(change->key, n_keys);
	copy->change.old_key = copy->old_key = copy_values(change->old_key, n_keys);
	copy_columns(copy, change);
	copy->change.reason = copy->reason = xstrdup(change->reason);
	copy->number = kept->count;
	if (change->kind == CHANGE_UNKNOWN)
		copy->group = xstrdup("");
	else
		find_root(copy);
	if (kept->count == kept->space) {
		kept->space = kept->space ? 2 * kept->space : 64;
		kept->items = xreallocarray(kept->items, kept->space, sizeof *kept->items);
	}
	kept->items[kept->count++] = copy;
}

static size_t place_of(const struct entity *entity)
{
	size_t place = 0;
	while (schema_entities[place] && schema_entities[place] != entity)
		place++;
	return place;
}

static int compare_values(const struct value *x, const struct value *y)
{
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->kind == VALUE_INT)
		return (x->integer > y->integer) - (x->integer < y->integer);
	return x->kind == VALUE_TEXT ? strcmp(x->text, y->text) : 0;
}

/* By the object on top, as the schema and its keys order it; what belongs to none comes last. */
static int compare_roots(const struct kept_change *x, const struct kept_change *y)
{
	int order = 0;
	if (!x->root || !y->root)
		return !x->root - !y->root;
	if (x->root != y->root)
		return place_of(x->root) < place_of(y->root) ? -1 : 1;
	for (unsigned i = 0; i < x->root->n_keys && order == 0; i++)
		order = compare_values(&x->root_key[i], &y->root_key[i]);
	return order;
}

static int compare_changes(const void *a, const void *b)
{
	const struct kept_change *x = *(struct kept_change *const *)a, *y = *(struct kept_change *const *)b;
	int order = compare_roots(x, y);
	return order ? order : (x->number > y->number) - (x->number < y->number);
}

void kept_changes_group(struct kept_changes *kept)
{
	if (kept->count > 0)
		qsort(kept->items, kept->count, sizeof *kept->items, compare_changes);
}

static void free_change(struct kept_change *kept)
{
	size_t n_keys = kept->change.entity ? kept->change.entity->n_keys : 0;
	for (size_t i = 0; i < kept->change.n_columns; i++) {
		free(kept->names[i]);
		value_clear(&kept->columns[i].from);
		value_clear(&kept->columns[i].to);
	}
	free(kept->columns);
	free(kept->names);
	free(kept->folded);
	free_values(kept->key, n_keys);
	free_values(kept->old_key, n_keys);
	free_values(kept->root_key, kept->root ? kept->root->n_keys : 0);
	free(kept->reason);
	free(kept->group);
	free(kept);
}

size_t kept_changes_group_end(const struct kept_changes *kept, size_t begin)
{
	size_t end = begin + 1;
	while (end < kept->count && strcmp(kept->items[end]->group, kept->items[begin]->group) == 0)
		end++;
	return end;
}

/* How many columns are left. */
static size_t drop_columns(struct kept_change *kept)
{
	size_t left = 0;
	for (size_t i = 0; i < kept->change.n_columns; i++) {
		if (kept->folded[i]) {
			free(kept->names[i]);
			value_clear(&kept->columns[i].from);
			value_clear(&kept->columns[i].to);
			continue;
		}
		kept->folded[left] = false;
		kept->names[left] = kept->names[i];
		kept->columns[left++] = kept->columns[i];
	}
	return kept->change.n_columns = left;
}

void kept_changes_drop_folded(struct kept_changes *kept)
{
	size_t left = 0;
	for (size_t i = 0; i < kept->count; i++) {
		struct kept_change *k = kept->items[i];
		bool had_any = k->change.n_columns > 0;
		if (drop_columns(k) == 0 && had_any && !k->change.old_key)
			free_change(k);
		else
			kept->items[left++] = k;
	}
	kept->count = left;
}

void kept_changes_clear(struct kept_changes *kept)
{
	for (size_t i = 0; i < kept->count; i++)
		free_change(kept->items[i]);
	free(kept->items);
	*kept = (struct kept_changes){ NULL, 0, 0 };
}
