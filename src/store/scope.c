/* scope.c - lists that were seen whole: which rows they cover. */
#include <stdlib.h>
#include <string.h>

#include "store/stage.h"

static void begin_member(struct text *t, const char *name, size_t size)
{
	text_add(t, t->data[t->size - 1] == '{' ? "\"" : ",\"");
	text_add_bytes(t, name, size);
	text_add(t, "\":");
}

/* {"vmid":100}, sorted by name */
static void add_scope(struct text *t, const struct scope_kind *kind, const struct value *values)
{
	text_add_char(t, '{');
	for (unsigned i = 0; i < kind->count; i++) {
		const char *name = kind->columns[kind->order[i]]->name;

		begin_member(t, name, strlen(name));
		value_add_json(t, &values[kind->order[i]]);
	}
	text_add_char(t, '}');
}

/* Is 'word' one of these, which blanks part? */
static bool is_among(const char *word, const char *words, size_t size)
{
	const char *end = words + size;

	while (word && words < end) {
		size_t length = strcspn(words, " ,");

		if (strncmp(word, words, length) == 0 && !word[length])
			return true;
		words += length + 1;
	}
	return false;
}

bool scope_add_row(struct text *t, const struct table *table, const char *names, sqlite3_stmt *row, int first)
{
	text_add_char(t, '{');
	while (*names) {
		size_t member = strcspn(names, ","), size = strcspn(names, "=,");
		int place = table_flag(table, names, size);

		if (place < 0 || place >= (int)table->n_history)
			return false; /* a column that the schema no longer has */
		if (size == member) {
			begin_member(t, names, size);
			sql_add_json(t, row, first + place);
		} else if (!is_among(sql_text(row, first + place), names + size + 1, member - size - 1)) {
			return false;
		}
		names += member + (names[member] == ',');
	}
	text_add_char(t, '}');
	return true;
}

/* --- kinds that the store knows */

void scope_kinds_clear(struct scope_kinds *kinds)
{
	for (size_t i = 0; i < kinds->count; i++)
		free(kinds->names[i]);
	free(kinds->names);
	*kinds = (struct scope_kinds){ 0 };
}

/* Steps from one kind to the next: there are few, but many lists of each. */
static bool read_kinds(const struct store *store, sqlite3_stmt *next, struct scope_kinds *ret,
		       struct fault *f)
{
	AUTO_TEXT struct text from = TEXT_INIT;

	for (;;) {
		char *name;
		int found;

		sql_bind_text(next, 2, from.data);
		found = sql_step(store, next, f);
		name = found == 1 ? xstrdup(sql_text(next, 0)) : NULL;

		sqlite3_reset(next);
		if (!name)
			return found == 0;
		ret->names = xreallocarray(ret->names, ret->count + 1, sizeof *ret->names);
		ret->names[ret->count++] = name;
		text_reset(&from);
		text_addf(&from, "%s\x01", name); /* what follows: names have no such character */
	}
}

bool scope_kinds_stored(const struct store *store, const char *cluster, const struct table *table,
			struct scope_kinds *ret, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *next =
		sql_prepare(store,
			    "SELECT columns FROM main.scope_history WHERE cluster = ?3 AND entity = ?1 AND "
			    "columns >= ?2 ORDER BY columns LIMIT 1",
			    f);

	if (!next)
		return false;
	sql_bind_text(next, 1, table->entity->name);
	sql_bind_text(next, 3, cluster);
	return read_kinds(store, next, ret, f);
}

/* --- kinds of this walk */

static bool same_words(const char *const *a, const char *const *b)
{
	while (*a && *b && strcmp(*a, *b) == 0)
		a++, b++;
	return !*a && !*b;
}

static bool same_constants(const struct one_of *a, const struct one_of *b)
{
	static const struct one_of none = { 0 };

	if (a == b)
		return true;
	a = a ? a : &none;
	b = b ? b : &none;
	while (a->column && a->column == b->column && same_words(a->words, b->words))
		a++, b++;
	return !a->column && !b->column;
}

static bool is_of_kind(const struct scope *scope, const struct scope_kind *kind)
{
	return scope->entity == kind->entity && scope->count == kind->count &&
	       same_constants(scope->one_of, kind->one_of) &&
	       memcmp(scope->columns, kind->columns, kind->count * sizeof(struct column *)) == 0;
}

static void sort_columns(struct scope_kind *kind)
{
	for (unsigned i = 0; i < kind->count; i++) {
		const char *name = kind->columns[i]->name;
		unsigned at = i;

		for (; at && strcmp(kind->columns[kind->order[at - 1]]->name, name) > 0; at--)
			kind->order[at] = kind->order[at - 1];
		kind->order[at] = i;
	}
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "kind=audio dev" */
static char *constants(const struct one_of *one_of)
{
	struct text t = TEXT_INIT;

	text_add(&t, one_of->column->name);
	for (const char *const *word = one_of->words; *word; word++)
		text_addf(&t, "%c%s", word == one_of->words ? '=' : ' ', *word);
	return text_take(&t);
}

static char *name_kind(const struct scope_kind *kind)
{
	const struct one_of *one_of = kind->one_of;
	struct text names = TEXT_INIT;
	AUTO_FREE char **members = NULL;
	size_t count = 0;

	while (one_of && one_of[count].column)
		count++;
	members = xcalloc(kind->count + count + 1, sizeof *members);
	for (size_t i = 0; i < count; i++)
		members[i] = constants(&one_of[i]);
	for (unsigned i = 0; i < kind->count; i++)
		members[count++] = xstrdup(kind->columns[i]->name);
	qsort(members, count, sizeof *members, compare_names);
	for (size_t i = 0; i < count; i++) {
		text_addf(&names, "%s%s", i ? "," : "", members[i]);
		free(members[i]);
	}
	return text_take(&names);
}

static struct scope_kind new_kind(const struct stage *stage, const struct scope *scope)
{
	struct scope_kind kind = { .entity = scope->entity, .count = scope->count, .one_of = scope->one_of };

	kind.columns = xcalloc(kind.count + 1, sizeof(struct column *));
	kind.order = xcalloc(kind.count + 1, sizeof *kind.order);
	for (unsigned i = 0; i < kind.count; i++)
		kind.columns[i] = scope->columns[i];
	sort_columns(&kind);
	kind.names = name_kind(&kind);
	kind.scopes = staged_list_of(stage->store, stage->store->n_tables + stage->n_kinds, 1, 1);
	return kind;
}

static struct scope_kind *kind_of(struct stage *stage, const struct scope *scope)
{
	for (size_t i = 0; i < stage->n_kinds; i++)
		if (is_of_kind(scope, &stage->kinds[i]))
			return &stage->kinds[i];
	stage->kinds = xreallocarray(stage->kinds, stage->n_kinds + 1, sizeof *stage->kinds);
	stage->kinds[stage->n_kinds] = new_kind(stage, scope);
	return &stage->kinds[stage->n_kinds++];
}

bool scope_take(struct stage *stage, const struct scope *scope, struct fault *f)
{
	struct scope_kind *kind = kind_of(stage, scope);

	text_reset(&stage->scratch);
	add_scope(&stage->scratch, kind, scope->values);
	text_reset(&stage->tuple);
	tuple_add_text(&stage->tuple, stage->scratch.data);
	return staged_list_take(&kind->scopes, &stage->tuple, f);
}

void scope_kinds_forget(struct stage *stage)
{
	for (size_t i = 0; i < stage->n_kinds; i++) {
		free(stage->kinds[i].columns);
		free(stage->kinds[i].order);
		free(stage->kinds[i].names);
		staged_list_clear(&stage->kinds[i].scopes);
	}
	free(stage->kinds);
	stage->kinds = NULL;
	stage->n_kinds = 0;
}

int scope_covers(struct stage *stage, const struct table *table, sqlite3_stmt *row, int first,
		 struct fault *f)
{
	for (size_t i = 0; i < stage->n_kinds; i++) {
		struct scope_kind *kind = &stage->kinds[i];

		text_reset(&stage->scratch);
		if (kind->entity != table->entity ||
		    !scope_add_row(&stage->scratch, table, kind->names, row, first))
			continue;
		if (!kind->scopes.opened && !staged_list_open(&kind->scopes, f))
			return -1;
		text_reset(&stage->tuple);
		tuple_add_text(&stage->tuple, stage->scratch.data);
		if (staged_list_has(&kind->scopes, &stage->tuple))
			return 1;
	}
	return 0;
}

void scopes_close(struct stage *stage)
{
	for (size_t i = 0; i < stage->n_kinds; i++)
		if (stage->kinds[i].scopes.opened)
			staged_list_close(&stage->kinds[i].scopes);
}
