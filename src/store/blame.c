/* blame.c - since when each column of a row has its value: the newest difference that touched it.
 *
 * Differences are those of store_diff() between neighbours, newest first, so that blame, log and diff never
 * disagree on what a change is and what was only learned. A value can be older than the rule that fills its
 * column: then it is known since that rule.
 */
#include <stdlib.h>
#include <string.h>

#include "store/diff.h"

struct blaming {
	struct store *store;
	const char *cluster;
	const struct table *table;
	struct value *key; /* where the row was, so far back */
	struct blame *items;
	bool *settled;
	size_t count, left;
	struct touched_side at, before; /* of the difference in work */
	bool moved;
	struct fault *fault;
};

/* --- what there is */

static struct blame *add(struct blaming *b, const char *name)
{
	b->items = xreallocarray(b->items, b->count + 1, sizeof *b->items);
	b->items[b->count] = (struct blame){ .name = xstrdup(name) };
	return &b->items[b->count++];
}

static void add_columns(struct blaming *b, const struct version *version)
{
	for (unsigned i = b->table->entity->n_keys; i < b->table->n_history; i++) {
		const struct column *column = table_column(b->table, i);
		struct blame *blame = add(b, column->name);

		blame->column = column;
		blame->class = column->class;
		blame->value = value_copy(&version->values[i]);
	}
}

/* What is in extra, as a diff lists it. */
static bool add_extra(struct blaming *b, const struct version *version)
{
	static const struct diff_options options = { .state = true };
	struct diff d = { .store = b->store, .options = &options, .fault = b->fault };
	struct diff_entity de = { .d = &d, .table = b->table, .visible = true };
	struct record record = { .change = { .kind = CHANGE_ADDED, .entity = b->table->entity } };
	bool done = diff_list(&de, version, &record);

	for (size_t i = 0; done && i < record.change.n_columns; i++) {
		const struct change_column *c = &record.columns[i];
		struct blame *blame;

		if (c->column)
			continue;
		blame = add(b, c->name);
		blame->class = c->class;
		blame->value = value_copy(&c->to);
	}
	record_clear(&record);
	return done;
}

static sqlite3_stmt *select_row(const struct blaming *b, const char *where)
{
	AUTO_TEXT struct text text = TEXT_INIT;
	sqlite3_stmt *query;

	text_add(&text, where);
	for (unsigned i = 0; i < b->table->entity->n_keys; i++) {
		text_add(&text, " AND h.");
		ddl_add_name(&text, b->table->entity->columns[i].name);
		text_addf(&text, " = ?%u", i + 3);
	}
	query = version_select(b->store, b->table, text.data, b->fault);
	if (query)
		sql_bind_text(query, 1, b->cluster);
	for (unsigned i = 0; query && i < b->table->entity->n_keys; i++)
		statement_bind_value(query, 3 + (int)i, &b->key[i]);
	return query;
}

static bool load(struct blaming *b, int64_t snapshot, bool *ret_found)
{
	AUTO_STATEMENT sqlite3_stmt *row =
		select_row(b, "WHERE h.cluster = ?1 AND h.since <= ?2 AND (h.until IS NULL OR h.until > ?2)");
	struct version version = { 0 };
	int found = -1;

	if (row) {
		sqlite3_bind_int64(row, 2, snapshot);
		found = sql_step(b->store, row, b->fault);
	}
	*ret_found = found == 1;
	if (found != 1)
		return found == 0;
	if (!version_load(&version, b->table, row, snapshot, b->fault))
		return false;
	add_columns(b, &version);
	if (!add_extra(b, &version)) {
		version_clear(&version, b->table);
		return false;
	}
	version_clear(&version, b->table);
	b->settled = xcalloc(b->count + 1, sizeof *b->settled);
	for (size_t i = 0; i < b->count; i++) {
		b->settled[i] = b->items[i].value.kind == VALUE_UNKNOWN;
		b->left += !b->settled[i];
	}
	return true;
}

/* --- going back */

static void settle(struct blaming *b, size_t i, enum blame_origin origin, const struct value *was)
{
	struct blame *blame = &b->items[i];

	if (b->settled[i])
		return;
	b->settled[i] = true;
	b->left--;
	blame->origin = origin;
	blame->at = b->at;
	blame->before = b->before;
	if (was)
		blame->was = value_copy(was);
}

static void settle_all(struct blaming *b, enum blame_origin origin)
{
	for (size_t i = 0; i < b->count; i++)
		settle(b, i, origin, NULL);
}

static void settle_columns(struct blaming *b, const struct change *change)
{
	enum blame_origin origin = change->kind == CHANGE_LEARNED ? BLAME_KNOWN : BLAME_CHANGED;

	for (size_t i = 0; i < change->n_columns; i++)
		for (size_t j = 0; j < b->count; j++)
			if (strcmp(b->items[j].name, change->columns[i].name) == 0)
				settle(b, j, origin,
				       origin == BLAME_CHANGED ? &change->columns[i].from : NULL);
}

static bool is_row(const struct blaming *b, const struct value *key)
{
	for (unsigned i = 0; i < b->table->entity->n_keys; i++)
		if (!value_equal(&key[i], &b->key[i]))
			return false;
	return true;
}

static void follow(struct blaming *b, const struct value *old_key)
{
	for (unsigned i = 0; i < b->table->entity->n_keys; i++) {
		value_clear(&b->key[i]);
		b->key[i] = value_copy(&old_key[i]);
	}
	b->moved = true;
}

static bool take(void *context, const struct change *change, struct fault *f)
{
	struct blaming *b = context;

	(void)f;
	if (change->entity != b->table->entity || change->kind == CHANGE_UNKNOWN ||
	    change->kind == CHANGE_REMOVED || b->moved || !is_row(b, change->key))
		return true;
	if (change->kind == CHANGE_ADDED)
		settle_all(b, BLAME_ADDED);
	else if (change->kind == CHANGE_LEARNED && change->first)
		settle_all(b, BLAME_KNOWN);
	else
		settle_columns(b, change);
	if (change->old_key)
		follow(b, change->old_key);
	return true;
}

/* Until all is settled, or the row was elsewhere before. */
static bool go_back(struct blaming *b, int64_t *high)
{
	struct diff_options options = { .state = true, .all = true, .alone = true };
	struct touched *touched = NULL;
	size_t count = 0;
	bool done = store_touched(b->store, b->cluster, 0, *high, &options, &touched, &count, b->fault);

	b->moved = false;
	for (size_t i = count; done && b->left && !b->moved && i > 0; i--) {
		b->at = touched[i - 1].at;
		b->before = touched[i - 1].before;
		*high = b->before.snapshot;
		options.tables = touched[i - 1].tables;
		done = store_diff(b->store, b->cluster, b->before.snapshot, b->at.snapshot, &options, take,
				  NULL, b, b->fault);
	}
	touched_free(touched, count);
	if (done && b->moved)
		done = store_limit_add(b->store, b->table->entity, b->cluster, b->key, b->fault);
	return done;
}

/* The first snapshot that has the row, for what no difference has touched. */
static bool settle_rest(struct blaming *b)
{
	AUTO_STATEMENT sqlite3_stmt *facts = NULL;
	AUTO_TEXT struct text sql = TEXT_INIT;

	text_addf(&sql,
		  "SELECT id, taken, complete FROM main.snapshot WHERE cluster = ?1 AND id >= (SELECT "
		  "min(+since) FROM main.%s_history WHERE cluster = ?1 AND (until IS NULL OR until IS NOT "
		  "NULL)",
		  b->table->entity->name);
	for (unsigned i = 0; i < b->table->entity->n_keys; i++) {
		text_add(&sql, " AND ");
		ddl_add_name(&sql, b->table->entity->columns[i].name);
		text_addf(&sql, " = ?%u", i + 2);
	}
	text_add(&sql, ") ORDER BY id LIMIT 1");
	facts = sql_prepare(b->store, sql.data, b->fault);
	if (!facts)
		return false;
	sql_bind_text(facts, 1, b->cluster);
	for (unsigned i = 0; i < b->table->entity->n_keys; i++)
		statement_bind_value(facts, 2 + (int)i, &b->key[i]);
	if (sql_step(b->store, facts, b->fault) < 0)
		return false;
	b->at = (struct touched_side){ sqlite3_column_int64(facts, 0), sqlite3_column_int64(facts, 1),
				       sqlite3_column_int(facts, 2) };
	b->before = (struct touched_side){ 0 };
	settle_all(b, BLAME_KNOWN);
	return true;
}

/* --- rules that came later than the value */

static int64_t rule_since(const struct blaming *b, const struct blame *blame, int64_t snapshot)
{
	unsigned flag;

	if (blame->column) {
		flag = table_place(b->table, blame->column);
	} else {
		const char *label = blame->name + strlen(EXTRA_PREFIX), *dot = strchr(label, '.');
		AUTO_FREE char *name = xasprintf(EXTRA_PREFIX "%.*s", (int)(dot - label), label);
		int found = table_flag(b->table, name, strlen(name));

		if (found < 0)
			return 0;
		flag = (unsigned)found;
	}
	return table_epoch(b->table, flag, snapshot);
}

static bool correct_for_rules(struct blaming *b, int64_t snapshot)
{
	AUTO_STATEMENT sqlite3_stmt *facts =
		sql_prepare(b->store,
			    "SELECT id, taken, complete FROM main.snapshot WHERE cluster = ?1 AND id >= ?2 "
			    "ORDER BY id LIMIT 1",
			    b->fault);

	if (!facts)
		return false;
	sql_bind_text(facts, 1, b->cluster);
	for (size_t i = 0; i < b->count; i++) {
		struct blame *blame = &b->items[i];
		int64_t since = rule_since(b, blame, snapshot);

		if (blame->value.kind == VALUE_UNKNOWN || since <= blame->at.snapshot)
			continue;
		sqlite3_bind_int64(facts, 2, since);
		if (sql_step(b->store, facts, b->fault) < 0)
			return false;
		blame->origin = BLAME_KNOWN;
		blame->at =
			(struct touched_side){ sqlite3_column_int64(facts, 0), sqlite3_column_int64(facts, 1),
					       sqlite3_column_int(facts, 2) };
		blame->before = (struct touched_side){ 0 };
		value_clear(&blame->was);
		sqlite3_reset(facts);
	}
	return true;
}

/* --- the whole */

static void clear(struct blaming *b)
{
	for (size_t i = 0; i < b->count; i++) {
		free((char *)(uintptr_t)b->items[i].name);
		value_clear(&b->items[i].value);
		value_clear(&b->items[i].was);
	}
	for (unsigned i = 0; i < b->table->entity->n_keys; i++)
		value_clear(&b->key[i]);
	free(b->key);
	free(b->items);
	free(b->settled);
}

static bool find_all(struct blaming *b, int64_t snapshot)
{
	int64_t high = snapshot;

	do {
		if (!go_back(b, &high))
			return false;
	} while (b->moved && b->left);
	return (!b->left || settle_rest(b)) && correct_for_rules(b, snapshot);
}

bool store_blame(struct store *store, const char *cluster, const struct entity *entity,
		 const struct value *key, int64_t snapshot, blame_function *blame, void *context,
		 bool *ret_found, struct fault *f)
{
	struct blaming b = {
		.store = store, .cluster = cluster, .table = store_table(store, entity), .fault = f
	};
	bool done;

	b.key = xcalloc(entity->n_keys, sizeof *b.key);
	for (unsigned i = 0; i < entity->n_keys; i++)
		b.key[i] = value_copy(&key[i]);
	done = load(&b, snapshot, ret_found) && (!*ret_found || find_all(&b, snapshot));
	for (size_t i = 0; done && *ret_found && i < b.count; i++)
		done = blame(context, &b.items[i], f);
	clear(&b);
	return done;
}
