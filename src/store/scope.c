/* scope.c - lists that were seen whole: which rows they cover. */
#include <stdlib.h>
#include <string.h>

#include "store/stage.h"

struct bound { /* one column of a scope */
	const char *name;
	const struct value *value;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct bound *)a)->name, ((const struct bound *)b)->name);
}

static void begin_member(struct text *t, const char *name, size_t size)
{
	text_add(t, t->data[t->size - 1] == '{' ? "\"" : ",\"");
	text_add_bytes(t, name, size);
	text_add(t, "\":");
}

void scope_add_text(struct text *t, struct text *names, const struct scope *scope)
{
	AUTO_FREE struct bound *bound = xcalloc(scope->count + 1, sizeof *bound);

	for (unsigned i = 0; i < scope->count; i++)
		bound[i] = (struct bound){ scope->columns[i]->name, &scope->values[i] };
	qsort(bound, scope->count, sizeof *bound, by_name);
	text_add_char(t, '{');
	for (unsigned i = 0; i < scope->count; i++) {
		begin_member(t, bound[i].name, strlen(bound[i].name));
		value_add_json(t, bound[i].value);
		text_addf(names, "%s%s", i ? "," : "", bound[i].name);
	}
	text_add_char(t, '}');
}

bool scope_add_row(struct text *t, const struct table *table, const char *names, sqlite3_stmt *row, int first)
{
	text_add_char(t, '{');
	while (*names) {
		size_t size = strcspn(names, ",");
		int place = table_flag(table, names, size);

		if (place < 0 || place >= (int)table->n_history)
			return false; /* a column that the schema no longer has */
		begin_member(t, names, size);
		sql_add_json(t, row, first + place);
		names += size + (names[size] == ',');
	}
	text_add_char(t, '}');
	return true;
}

/* --- kinds */

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

bool scope_kinds_staged(const struct stage *stage, const struct table *table, struct scope_kinds *ret,
			struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *next =
		sql_prepare(stage->store,
			    "SELECT columns FROM temp.stage_scope WHERE entity = ?1 AND "
			    "columns >= ?2 ORDER BY columns LIMIT 1",
			    f);

	if (!next)
		return false;
	sql_bind_text(next, 1, table->entity->name);
	return read_kinds(stage->store, next, ret, f);
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

int scope_covers(struct stage *stage, const struct table *table, const struct scope_kinds *kinds,
		 sqlite3_stmt *row, int first, struct fault *f)
{
	sqlite3_stmt *query = stage->covering;
	int found = 0;

	if (!query)
		query = stage->covering = sql_prepare(
			stage->store,
			"SELECT 1 FROM temp.stage_scope WHERE entity = ? AND columns = ? AND scope = ?", f);
	if (!query)
		return -1;
	for (size_t i = 0; found == 0 && i < kinds->count; i++) {
		text_reset(&stage->scratch);
		if (!scope_add_row(&stage->scratch, table, kinds->names[i], row, first))
			continue;
		sql_bind_text(query, 1, table->entity->name);
		sql_bind_text(query, 2, kinds->names[i]);
		sql_bind_text(query, 3, stage->scratch.data);
		found = sql_step(stage->store, query, f);
		sqlite3_reset(query);
	}
	return found;
}
