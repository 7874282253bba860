#include "report/diff_fold.h"

#include <stdlib.h>
#include <string.h>

#include "report/diff_words.h"
#include "report/render.h"

#define LEAST 20 /* equal changes that are folded */
#define KEYS_NAMED 8

/* One changed column of one object. */
struct piece {
	struct kept_change *kept;
	size_t column;
	char *from, *to;
};

static char *text_of(const struct value *v)
{
	return v->kind == VALUE_NULL ? xstrdup("") : value_to_text(v);
}

static int compare_texts(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static const struct change_column *column_of(const struct piece *part)
{
	return &part->kept->columns[part->column];
}

/* What can be folded together: of the same kind, column and former value. */
static int compare_sort(const struct piece *x, const struct piece *y)
{
	const struct change *a = &x->kept->change, *b = &y->kept->change;
	int order;

	if (a->entity != b->entity)
		return strcmp(a->entity->name, b->entity->name);
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	order = strcmp(column_of(x)->name, column_of(y)->name);
	if (order == 0 && column_of(x)->from.kind != column_of(y)->from.kind)
		order = column_of(x)->from.kind < column_of(y)->from.kind ? -1 : 1;
	return order ? order : compare_texts(x->from, y->from);
}

static int compare_value(const struct piece *x, const struct piece *y)
{
	if (column_of(x)->to.kind != column_of(y)->to.kind)
		return column_of(x)->to.kind < column_of(y)->to.kind ? -1 : 1;
	return compare_texts(x->to, y->to);
}

static int compare_parts(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	int order = compare_sort(x, y);

	order = order ? order : compare_value(x, y);
	return order ? order : (x->kept->number > y->kept->number) - (x->kept->number < y->kept->number);
}

static struct piece *collect(const struct kept_changes *kept, size_t *ret_count)
{
	struct piece *parts = NULL;
	size_t count = 0, space = 0;

	for (size_t i = 0; i < kept->count; i++) {
		struct kept_change *k = kept->items[i];
		if (k->change.kind != CHANGE_CHANGED && k->change.kind != CHANGE_MOVED &&
		    (k->change.kind != CHANGE_LEARNED || k->change.first))
			continue;
		for (size_t j = 0; j < k->change.n_columns; j++) {
			if (count == space) {
				space = space ? 2 * space : 64;
				parts = xreallocarray(parts, space, sizeof *parts);
			}
			parts[count++] = (struct piece){ k, j, text_of(&k->columns[j].from),
							 text_of(&k->columns[j].to) };
		}
	}
	*ret_count = count;
	return parts;
}

static char *name_keys(const struct piece *parts, size_t count)
{
	struct text keys = TEXT_INIT;

	for (size_t i = 0; i < count && i < KEYS_NAMED; i++) {
		AUTO_TEXT struct text path = TEXT_INIT;
		render_key(&path, parts[i].kept->change.key, parts[i].kept->change.entity->n_keys);
		text_add(&keys, i ? ", " : "");
		text_add_visible(&keys, path.data);
	}
	text_add(&keys, count > KEYS_NAMED ? ", …" : "");
	return text_take(&keys);
}

static void add_fold(struct folds *folds, const struct piece *parts, size_t count)
{
	const struct change_column *c = column_of(parts);
	struct fold fold = { parts->kept->change.entity, parts->kept->change.kind, *c, count, 1,
			     name_keys(parts, count) };

	fold.column.name = xstrdup(c->name);
	fold.column.from = value_copy(&c->from);
	fold.column.to = value_copy(&c->to);
	for (size_t i = 1; i < count; i++)
		fold.values += compare_value(&parts[i - 1], &parts[i]) != 0;
	folds->items = xreallocarray(folds->items, folds->count + 1, sizeof *folds->items);
	folds->items[folds->count++] = fold;
	for (size_t i = 0; i < count; i++)
		parts[i].kept->folded[parts[i].column] = true;
}

/* A field that was never there before: one that a newer PVE has, whatever its values are. */
static bool is_new_field(const struct piece *part)
{
	return !column_of(part)->column && column_of(part)->from.kind == VALUE_NULL;
}

static void find_in_run(struct folds *folds, const struct piece *parts, size_t count)
{
	if (count >= LEAST && is_new_field(parts)) {
		add_fold(folds, parts, count);
		return;
	}
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && compare_value(&parts[i], &parts[end]) == 0;)
			end++;
		if (end - i >= LEAST)
			add_fold(folds, parts + i, end - i);
	}
}

void folds_find(struct folds *folds, struct kept_changes *kept)
{
	size_t count;
	struct piece *parts = collect(kept, &count);

	if (count >= LEAST)
		qsort(parts, count, sizeof *parts, compare_parts);
	for (size_t i = 0, end; count >= LEAST && i < count; i = end) {
		for (end = i + 1; end < count && compare_sort(&parts[i], &parts[end]) == 0;)
			end++;
		find_in_run(folds, parts + i, end - i);
	}
	for (size_t i = 0; i < count; i++) {
		free(parts[i].from);
		free(parts[i].to);
	}
	free(parts);
	if (folds->count)
		kept_changes_drop_folded(kept);
}

void folds_clear(struct folds *folds)
{
	for (size_t i = 0; i < folds->count; i++) {
		struct fold *fold = &folds->items[i];
		free((char *)(uintptr_t)fold->column.name);
		value_clear(&fold->column.from);
		value_clear(&fold->column.to);
		free(fold->keys);
	}
	free(folds->items);
	*folds = (struct folds){ NULL, 0 };
}

void fold_add_subject(struct text *t, const struct fold *fold)
{
	text_addf(t, "%zu %s (%s)", fold->count, fold->entity->plural, fold->keys);
}

void fold_add_values(struct text *t, const struct fold *fold)
{
	if (fold->values == 1)
		diff_add_values(t, &fold->column, fold->kind);
	else
		text_addf(t, "- → %zu different values", fold->values);
}
