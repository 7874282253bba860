/* diff_match.c - rows that moved: by identity (a NIC's MAC, a disk's volume), or among their siblings. */
#include <stdlib.h>
#include <string.h>

#include "store/diff.h"

/* --- identity */

/* The parents' keys and the identity columns; false when they don't tell one thing from another. */
static bool add_identity(struct text *t, const struct table *table, const struct version *version)
{
	bool any = false, has_identity = false;

	for (size_t i = 0; table->entity->parents[i].entity; i++)
		text_add(t, version->parents[i] ? version->parents[i] : "-");
	for (unsigned i = 0; i < table->n_history; i++) {
		AUTO_FREE char *text = NULL;

		if (!table_column(table, i)->identity)
			continue;
		has_identity = true;
		if (version->values[i].kind == VALUE_UNKNOWN)
			return false;
		text = value_to_text(&version->values[i]);
		any = any || text;
		text_add_char(t, ' ');
		if (text)
			json_add_string(t, text);
	}
	return has_identity && any;
}

#define AMBIGUOUS (-1)
#define NOBODY (-2)

static void index_identities(struct keyset *set, const struct table *table, const struct version_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct version *version = &list->items[i];
		AUTO_TEXT struct text identity = TEXT_INIT;

		if (version->replaced || version->child || version->learned ||
		    !add_identity(&identity, table, version))
			continue;
		keyset_add(set, identity.data, keyset_has(set, identity.data) ? AMBIGUOUS : (int)i);
	}
}

static bool match(struct diff_entity *de, struct version *before, struct version *after)
{
	struct record record = { .change = { .kind = CHANGE_MOVED, .entity = de->table->entity } };
	struct record learned = { .change = { .kind = CHANGE_LEARNED, .entity = de->table->entity } };
	bool done;

	before->matched = after->matched = true;
	done = diff_compare(de, before, after, &record, &learned);
	record.key = copy_key(de->table, after);
	record.old_key = copy_key(de->table, before);
	record_clear(&learned);
	diff_add_record(de, &record);
	return done;
}

bool diff_match_identity(struct diff_entity *de)
{
	struct keyset before = KEYSET_INIT, after = KEYSET_INIT;
	bool done = true;

	if (!de->removed.count || !de->added.count)
		return true;
	index_identities(&before, de->table, &de->removed);
	index_identities(&after, de->table, &de->added);
	for (size_t i = 0; done && i < before.n_slots; i++) {
		const struct keyset_entry *entry = &before.slots[i];
		int other = entry->key && entry->mark >= 0 ? keyset_mark(&after, entry->key, NOBODY) : NOBODY;

		if (other >= 0)
			done = match(de, &de->removed.items[entry->mark], &de->added.items[other]);
	}
	keyset_clear(&before);
	keyset_clear(&after);
	return done;
}

/* --- order among siblings: the rows that share all of the key but its last column */

struct sibling {
	char *key;
	double after;
	size_t length, before; /* of the longest rising sequence that ends here, and what it comes from */
};

/* All rows that both sides have, with their positions at both, one list after the other. */
static sqlite3_stmt *prepare_siblings(const struct diff_entity *de)
{
	const struct table *table = de->table;
	unsigned n_keys = table->entity->n_keys;
	AUTO_TEXT struct text sql = TEXT_INIT, order = TEXT_INIT;

	ddl_add_name(&order, table->entity->order->name);
	text_add(&sql, "SELECT ");
	for (unsigned i = 0; i < n_keys; i++) {
		text_add(&sql, "a.");
		ddl_add_name(&sql, table_column(table, i)->name);
		text_add(&sql, ", ");
	}
	/* "+": joined by key, for which SQLite makes itself an index */
	text_addf(&sql,
		  "b.%s FROM main.%s_history a JOIN main.%s_history b ON b.cluster = ?1 "
		  "AND +b.since <= ?3 AND (b.until IS NULL OR b.until > ?3)",
		  order.data, table->entity->name, table->entity->name);
	for (unsigned i = 0; i < n_keys; i++) {
		text_add(&sql, " AND b.");
		ddl_add_name(&sql, table_column(table, i)->name);
		text_add(&sql, " = a.");
		ddl_add_name(&sql, table_column(table, i)->name);
	}
	text_addf(&sql,
		  " WHERE a.cluster = ?1 AND +a.since <= ?2 AND (a.until IS NULL OR a.until > ?2) "
		  "AND a.%s IS NOT NULL AND b.%s IS NOT NULL ORDER BY ",
		  order.data, order.data);
	for (unsigned i = 0; i < n_keys; i++) {
		if (i + 1 == n_keys)
			text_addf(&sql, "a.%s, ", order.data);
		text_add(&sql, "a.");
		ddl_add_name(&sql, table_column(table, i)->name);
		text_add(&sql, i + 1 < n_keys ? ", " : "");
	}
	return sql_prepare(de->d->store, sql.data, de->d->fault);
}

/* Marks the rows outside of a longest rising sequence; quadratic, as lists that people order are short. */
static void mark_moved(struct diff_entity *de, struct sibling *rows, size_t count)
{
	size_t last = SIZE_MAX;
	AUTO_FREE bool *stays = xcalloc(count + 1, sizeof *stays);

	for (size_t i = 0; i < count; i++) {
		rows[i].length = 1;
		rows[i].before = SIZE_MAX;
		for (size_t j = 0; j < i; j++)
			if (rows[j].after < rows[i].after && rows[j].length >= rows[i].length) {
				rows[i].length = rows[j].length + 1;
				rows[i].before = j;
			}
		if (last == SIZE_MAX || rows[i].length > rows[last].length)
			last = i;
	}
	for (; last != SIZE_MAX; last = rows[last].before)
		stays[last] = true;
	for (size_t i = 0; i < count; i++)
		if (!stays[i])
			keyset_add(&de->moved, rows[i].key, 0);
}

static void add_siblings_key(struct text *t, const struct table *table, sqlite3_stmt *row, int first)
{
	for (unsigned i = 0; i + 1 < table->entity->n_keys; i++) {
		sql_add_json(t, row, first + (int)i);
		text_add_char(t, ' ');
	}
}

struct siblings {   /* one list, as it is read */
	char *list; /* what its rows share of the key */
	struct sibling *rows;
	size_t count, space;
};

static void finish_list(struct diff_entity *de, struct siblings *list, const struct keyset *touched)
{
	if (list->list && keyset_has(touched, list->list))
		mark_moved(de, list->rows, list->count);
	for (size_t i = 0; i < list->count; i++)
		free(list->rows[i].key);
	free(list->list);
	list->list = NULL;
	list->count = 0;
}

static void add_sibling(struct diff_entity *de, struct siblings *list, sqlite3_stmt *row,
			const struct keyset *touched)
{
	AUTO_TEXT struct text name = TEXT_INIT;
	struct text key = TEXT_INIT;

	add_siblings_key(&name, de->table, row, 0);
	if (!list->list || strcmp(list->list, name.data) != 0) {
		finish_list(de, list, touched);
		list->list = text_take(&name);
	}
	if (list->count == list->space) {
		list->space = list->space ? 2 * list->space : 16;
		list->rows = xreallocarray(list->rows, list->space, sizeof *list->rows);
	}
	add_row_key(&key, de->table, row, 0);
	list->rows[list->count++] =
		(struct sibling){ .key = text_take(&key),
				  .after = sqlite3_column_double(row, (int)de->table->entity->n_keys) };
}

static bool order_lists(struct diff_entity *de, const struct keyset *touched)
{
	AUTO_STATEMENT sqlite3_stmt *query = prepare_siblings(de);
	struct siblings list = { 0 };
	int found = -1;

	if (query) {
		sql_bind_text(query, 1, de->d->cluster);
		sqlite3_bind_int64(query, 2, de->d->low);
		sqlite3_bind_int64(query, 3, de->d->high);
	}
	while (query && (found = sql_step(de->d->store, query, de->d->fault)) == 1)
		add_sibling(de, &list, query, touched);
	finish_list(de, &list, touched);
	free(list.rows);
	return found == 0;
}

/* Versions that begin after 'low' tell which lists were touched. */
bool diff_find_moved(struct diff_entity *de)
{
	AUTO_KEPT sqlite3_stmt *versions = version_select(
		de->d->store, de->table,
		"WHERE +h.cluster = ?1 AND h.since > ?2 AND h.since <= ?3 AND (h.until IS NULL OR h.until > "
		"?3)",
		de->d->fault);
	struct keyset touched = KEYSET_INIT;
	bool done;
	int found = -1;

	if (versions) {
		sql_bind_text(versions, 1, de->d->cluster);
		sqlite3_bind_int64(versions, 2, de->d->low);
		sqlite3_bind_int64(versions, 3, de->d->high);
	}
	while (versions && (found = sql_step(de->d->store, versions, de->d->fault)) == 1) {
		AUTO_TEXT struct text list = TEXT_INIT;

		add_siblings_key(&list, de->table, versions, VERSION_COLUMNS);
		keyset_add(&touched, list.data, 0);
	}
	done = found == 0 && (!touched.count || order_lists(de, &touched));
	keyset_clear(&touched);
	return done;
}
