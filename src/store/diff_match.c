/* diff_match.c - rows that moved: by identity (a NIC's MAC, a disk's volume), or among their siblings. */
#include <stdlib.h>
#include <string.h>

#include "store/diff.h"

/* --- identity */

/* The parent's key and the identity columns; false when they don't tell one thing from another. */
static bool add_identity(struct text *t, const struct table *table, const struct version *version)
{
	bool any = false, has_identity = false;

	text_add(t, version->parent ? version->parent : "");
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

static sqlite3_stmt *prepare_siblings(const struct diff_entity *de)
{
	const struct table *table = de->table;
	AUTO_TEXT struct text sql = TEXT_INIT;
	AUTO_TEXT struct text order = TEXT_INIT;

	ddl_add_name(&order, table->entity->order->name);
	text_add(&sql, "SELECT ");
	for (unsigned i = 0; i < table->n_history; i++) {
		text_add(&sql, i ? ", a." : "a.");
		ddl_add_name(&sql, table_column(table, i)->name);
	}
	text_addf(&sql,
		  ", b.%s FROM main.%s_history a JOIN main.%s_history b ON b.cluster = a.cluster "
		  "AND b.since <= ?3 AND (b.until IS NULL OR b.until > ?3)",
		  order.data, table->entity->name, table->entity->name);
	for (unsigned i = 0; i < table->entity->n_keys; i++) {
		text_add(&sql, " AND b.");
		ddl_add_name(&sql, table_column(table, i)->name);
		text_add(&sql, " = a.");
		ddl_add_name(&sql, table_column(table, i)->name);
	}
	text_add(&sql, " WHERE a.cluster = ?1 AND a.since <= ?2 AND (a.until IS NULL OR a.until > ?2)");
	for (unsigned i = 0; i + 1 < table->entity->n_keys; i++) {
		text_add(&sql, " AND a.");
		ddl_add_name(&sql, table_column(table, i)->name);
		text_addf(&sql, " = ?%u", 4 + i);
	}
	text_addf(&sql, " AND a.%s IS NOT NULL AND b.%s IS NOT NULL ORDER BY a.%s", order.data, order.data,
		  order.data);
	for (unsigned i = 0; i < table->entity->n_keys; i++) {
		text_add(&sql, ", a.");
		ddl_add_name(&sql, table_column(table, i)->name);
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

static bool order_siblings(struct diff_entity *de, sqlite3_stmt *query, const struct version *of)
{
	struct sibling *rows = NULL;
	size_t count = 0;
	int found;

	sql_bind_text(query, 1, de->d->cluster);
	sqlite3_bind_int64(query, 2, de->d->low);
	sqlite3_bind_int64(query, 3, de->d->high);
	for (unsigned i = 0; i + 1 < de->table->entity->n_keys; i++)
		sql_bind_value(query, 4 + (int)i, &of->values[i]);
	while ((found = sql_step(de->d->store, query, de->d->fault)) == 1) {
		struct text key = TEXT_INIT;

		add_row_key(&key, de->table, query, 0);
		rows = xreallocarray(rows, count + 1, sizeof *rows);
		rows[count++] =
			(struct sibling){ .key = text_take(&key),
					  .after = sqlite3_column_double(query, (int)de->table->n_history) };
	}
	sqlite3_reset(query);
	if (found == 0)
		mark_moved(de, rows, count);
	for (size_t i = 0; i < count; i++)
		free(rows[i].key);
	free(rows);
	return found == 0;
}

static void add_siblings_key(struct text *t, const struct table *table, const struct version *version)
{
	for (unsigned i = 0; i + 1 < table->entity->n_keys; i++) {
		AUTO_FREE char *text = value_to_text(&version->values[i]);

		json_add_string(t, text ? text : "");
	}
}

/* Versions that begin after 'low' tell which lists were touched. */
bool diff_find_moved(struct diff_entity *de)
{
	AUTO_STATEMENT sqlite3_stmt *touched =
		version_select(de->d->store, de->table,
			       "WHERE h.cluster = ?1 AND h.since > ?2 AND h.since <= ?3 AND (h.until IS NULL "
			       "OR h.until > ?3)",
			       de->d->fault);
	AUTO_STATEMENT sqlite3_stmt *query = touched ? prepare_siblings(de) : NULL;
	struct keyset seen = KEYSET_INIT;
	bool done = query != NULL;
	int found = 0;

	if (touched) {
		sql_bind_text(touched, 1, de->d->cluster);
		sqlite3_bind_int64(touched, 2, de->d->low);
		sqlite3_bind_int64(touched, 3, de->d->high);
	}
	while (done && (found = sql_step(de->d->store, touched, de->d->fault)) == 1) {
		struct version version;
		AUTO_TEXT struct text siblings = TEXT_INIT;

		done = version_load(&version, de->table, touched, de->d->high, de->d->fault);
		if (done)
			add_siblings_key(&siblings, de->table, &version);
		if (done && !keyset_has(&seen, siblings.data)) {
			keyset_add(&seen, siblings.data, 0);
			done = order_siblings(de, query, &version);
		}
		version_clear(&version, de->table);
	}
	keyset_clear(&seen);
	return done && found == 0;
}
