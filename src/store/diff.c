/* diff.c - differences of two snapshots; see diff.h. It reads the versions that begin or end between them,
 * so its cost follows the change; only what belongs to a replaced thing is looked for in the rest. */
#include "store/diff.h"

#include <stdlib.h>
#include <string.h>

/* --- records */

static bool has_place(const struct record *record, const struct entity *entity)
{
	for (size_t i = 0; i < record->change.n_columns; i++) {
		const struct column *column = record->columns[i].column;

		if (column && (column->place || column == entity->order))
			return true;
	}
	return false;
}

/* --- rows on both sides */

static bool compare_pair(struct diff_entity *de, const struct version *before, const struct version *after)
{
	const struct entity *entity = de->table->entity;
	struct record record = { .change = { .kind = CHANGE_CHANGED, .entity = entity } };
	struct record learned = { .change = { .kind = CHANGE_LEARNED, .entity = entity } };
	bool done = !de->visible || diff_compare(de, before, after, &record, &learned);

	if (record.change.n_columns) {
		if (has_place(&record, entity))
			record.change.kind = CHANGE_MOVED;
		record.key = copy_key(de->table, after);
		diff_add_record(de, &record);
	}
	if (learned.change.n_columns) {
		learned.key = copy_key(de->table, after);
		diff_add_record(de, &learned);
	}
	record_clear(&record);
	record_clear(&learned);
	return done;
}

enum which { OF_REMOVED, OF_ADDED, OF_REPLACED };

static const struct keyset *set_of(const struct diff_table *sets, enum which which)
{
	return which == OF_REMOVED ? &sets->removed : which == OF_ADDED ? &sets->added : &sets->replaced;
}

/* Is one of its parents there? */
static bool parent_in(const struct diff_entity *de, const struct version *version, enum which which)
{
	for (size_t i = 0; de->table->entity->parents[i].entity; i++)
		if (de->parent_sets[i] && version->parents[i] &&
		    keyset_has(set_of(de->parent_sets[i], which), version->parents[i]))
			return true;
	return false;
}

static bool any_replaced(const struct diff_entity *de)
{
	for (size_t i = 0; de->table->entity->parents[i].entity; i++)
		if (de->parent_sets[i] && de->parent_sets[i]->replaced.count)
			return true;
	return false;
}

/* Another thing: what was there is removed, what is there is added. */
static void split(struct diff_entity *de, struct version *before, struct version *after)
{
	keyset_add(&de->sets->replaced, after->key, 0);
	keyset_add(&de->sets->removed, before->key, 0);
	keyset_add(&de->sets->added, after->key, 0);
	before->replaced = after->replaced = true;
	version_list_add(&de->removed, before);
	version_list_add(&de->added, after);
}

/* Its parent is another thing, under the same key or another one; then it is its child. */
static bool has_other_parent(const struct diff_entity *de, struct version *before, struct version *after)
{
	bool replaced = parent_in(de, after, OF_REPLACED);

	before->child = replaced || (parent_in(de, before, OF_REMOVED) && !parent_in(de, after, OF_REMOVED));
	after->child = replaced || (before->child && parent_in(de, after, OF_ADDED));
	return before->child;
}

static bool take_pair(struct diff_entity *de, sqlite3_stmt *low, sqlite3_stmt *high)
{
	struct diff *d = de->d;
	struct version before = { 0 }, after = { 0 };
	bool done = version_load(&before, de->table, low, d->low, d->fault) &&
		    version_load(&after, de->table, high, d->high, d->fault);

	if (done) {
		if (has_other_parent(de, &before, &after) || diff_is_replaced(de, &before, &after))
			split(de, &before, &after);
		else
			done = compare_pair(de, &before, &after);
	}
	version_clear(&before, de->table);
	version_clear(&after, de->table);
	return done;
}

/* --- rows on one side */

/* 1: a list that holds the row was known whole at the earlier side, 0: none, -1: fault. */
static int scope_is_known(struct diff_entity *de, sqlite3_stmt *row, int64_t snapshot)
{
	struct diff *d = de->d;
	AUTO_TEXT struct text scope = TEXT_INIT;
	int found = 0;

	if (!de->kinds_read && !scope_kinds_stored(d->store, d->cluster, de->table, &de->kinds, d->fault))
		return -1;
	de->kinds_read = true;
	if (!de->scope)
		de->scope =
			sql_prepare(d->store,
				    "SELECT 1 FROM main.scope_history WHERE cluster = ?1 AND entity = ?2 AND "
				    "columns = ?3 AND scope = ?4 AND since <= ?5 AND "
				    "(until IS NULL OR until > ?5)",
				    d->fault);
	if (!de->scope)
		return -1;
	for (size_t i = 0; found == 0 && i < de->kinds.count; i++) {
		text_reset(&scope);
		if (!scope_add_row(&scope, de->table, de->kinds.names[i], row, VERSION_COLUMNS))
			continue;
		sql_bind_text(de->scope, 1, d->cluster);
		sql_bind_text(de->scope, 2, de->table->entity->name);
		sql_bind_text(de->scope, 3, de->kinds.names[i]);
		sql_bind_text(de->scope, 4, scope.data);
		sqlite3_bind_int64(de->scope, 5, snapshot);
		found = sql_step(d->store, de->scope, d->fault);
		sqlite3_reset(de->scope);
	}
	return found;
}

/* A child is gone if its parent is (or is another thing), or if its list is known at the later side: a
 * guest that was gone for a while and came back with a config that could not be read has unknown disks. */
static bool take_removed(struct diff_entity *de, sqlite3_stmt *low)
{
	struct version version;
	bool replaced;
	int known = 1;

	if (!version_load(&version, de->table, low, de->d->low, de->d->fault))
		return false;
	version.child = parent_in(de, &version, OF_REMOVED);
	replaced = parent_in(de, &version, OF_REPLACED);
	if (de->table->entity->parents->entity && !version.child && !replaced)
		known = scope_is_known(de, low, de->d->high);
	if (known <= 0) {
		version_clear(&version, de->table);
		return known == 0;
	}
	keyset_add(&de->sets->removed, version.key, 0);
	version_list_add(&de->removed, &version);
	return true;
}

static bool take_added(struct diff_entity *de, sqlite3_stmt *high)
{
	struct version version;
	int known = 1;

	if (!version_load(&version, de->table, high, de->d->high, de->d->fault))
		return false;
	version.child = parent_in(de, &version, OF_ADDED);
	if (!version.child)
		known = scope_is_known(de, high, de->d->low);
	version.learned = known == 0;
	if (known > 0)
		keyset_add(&de->sets->added, version.key, 0);
	if (version.learned && !de->d->options->all)
		version_clear(&version, de->table);
	else
		version_list_add(&de->added, &version);
	return known >= 0;
}

static bool record_side(struct diff_entity *de, const struct version_list *list, enum change_kind kind)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct version *version = &list->items[i];
		struct record record = { .change = { .kind = version->learned ? CHANGE_LEARNED : kind,
						     .entity = de->table->entity,
						     .replaced = version->replaced && !version->child,
						     .first = version->learned,
						     .child = version->child } };
		bool done;

		if (version->matched || !de->visible)
			continue;
		done = diff_list(de, version, &record);
		record.key = copy_key(de->table, version);
		diff_add_record(de, &record);
		if (!done)
			return false;
	}
	return true;
}

/* --- one entity */

#define LOW_ONLY                                                                                             \
	"WHERE +h.cluster = ?1 AND h.until > ?2 AND h.until <= ?3 AND +h.since <= ?2"
#define HIGH_ONLY                                                                                            \
	"WHERE +h.cluster = ?1 AND h.since > ?2 AND h.since <= ?3 AND (h.until IS NULL OR h.until > ?3)"
#define BOTH "WHERE h.cluster = ?1 AND h.since <= ?2 AND (h.until IS NULL OR h.until > ?3)"

static sqlite3_stmt *select_versions(const struct diff_entity *de, const char *where)
{
	AUTO_TEXT struct text text = TEXT_INIT;
	sqlite3_stmt *query;

	text_add(&text, where);
	if (de->limited)
		limit_add_where(&text, de->d->store, de->table);
	text_add(&text, " ORDER BY ");
	for (unsigned i = 0; i < de->table->entity->n_keys; i++) {
		text_add(&text, i ? ", h." : "h.");
		ddl_add_name(&text, de->table->entity->columns[i].name);
	}
	query = version_select(de->d->store, de->table, text.data, de->d->fault);
	if (query) {
		sql_bind_text(query, 1, de->d->cluster);
		sqlite3_bind_int64(query, 2, de->d->low);
		sqlite3_bind_int64(query, 3, de->d->high);
	}
	return query;
}

static bool take_versions(struct diff_entity *de)
{
	AUTO_KEPT sqlite3_stmt *low = select_versions(de, LOW_ONLY);
	AUTO_KEPT sqlite3_stmt *high = low ? select_versions(de, HIGH_ONLY) : NULL;
	struct pairing pairing;
	bool done = high != NULL;

	if (!done)
		return false;
	pairing = pairing_of(de->d->store, low, VERSION_COLUMNS, high, VERSION_COLUMNS,
			     (int)de->table->entity->n_keys);
	while (done) {
		switch (pairing_next(&pairing, de->d->fault)) {
		case SIDE_END:
			return true;
		case SIDE_FAILED:
			return false;
		case SIDE_LEFT:
			done = take_removed(de, low);
			break;
		case SIDE_RIGHT:
			done = take_added(de, high);
			break;
		case SIDE_BOTH:
			done = take_pair(de, low, high);
			break;
		}
	}
	return false;
}

/* What looks the same, but belongs to a replaced thing. */
static bool take_unchanged_children(struct diff_entity *de)
{
	AUTO_KEPT sqlite3_stmt *both = NULL;
	int found;

	if (!any_replaced(de))
		return true;
	both = select_versions(de, BOTH);
	if (!both)
		return false;
	while ((found = sql_step(de->d->store, both, de->d->fault)) == 1) {
		struct version before = { 0 }, after = { 0 };
		bool done = version_load(&before, de->table, both, de->d->low, de->d->fault) &&
			    version_load(&after, de->table, both, de->d->high, de->d->fault);

		if (done && has_other_parent(de, &before, &after))
			split(de, &before, &after);
		version_clear(&before, de->table);
		version_clear(&after, de->table);
		if (!done)
			return false;
	}
	return found == 0;
}

/* --- emitting */

static int compare_values(const struct value *a, const struct value *b)
{
	bool a_text = a->kind == VALUE_TEXT, b_text = b->kind == VALUE_TEXT;
	double x, y;

	if (a_text != b_text)
		return a_text ? 1 : -1;
	if (a_text)
		return strcmp(a->text, b->text);
	if (a->kind == VALUE_INT && b->kind == VALUE_INT)
		return (a->integer > b->integer) - (a->integer < b->integer);
	x = a->kind == VALUE_REAL ? a->real : a->kind == VALUE_INT ? (double)a->integer : 0;
	y = b->kind == VALUE_REAL ? b->real : b->kind == VALUE_INT ? (double)b->integer : 0;
	return (x > y) - (x < y);
}

static int by_key(const void *a, const void *b)
{
	static const int rank[] = { [CHANGE_REMOVED] = 0, [CHANGE_ADDED] = 1,   [CHANGE_CHANGED] = 1,
				    [CHANGE_MOVED] = 1,   [CHANGE_LEARNED] = 2, [CHANGE_UNKNOWN] = 3 };
	const struct record *x = a, *y = b;

	for (unsigned i = 0; i < x->change.entity->n_keys; i++) {
		int order = compare_values(&x->key[i], &y->key[i]);

		if (order)
			return order;
	}
	return rank[x->change.kind] - rank[y->change.kind];
}

static void turn_round(struct record *record)
{
	struct value *key = record->key;

	if (record->change.kind == CHANGE_ADDED || record->change.kind == CHANGE_REMOVED)
		record->change.kind = record->change.kind == CHANGE_ADDED ? CHANGE_REMOVED : CHANGE_ADDED;
	for (size_t i = 0; i < record->change.n_columns; i++) {
		struct value from = record->columns[i].from;

		record->columns[i].from = record->columns[i].to;
		record->columns[i].to = from;
	}
	if (record->old_key) {
		record->key = record->old_key;
		record->old_key = key;
	}
}

/* Backward, what was learned is not there yet: no difference either. */
static bool emit(struct diff_entity *de)
{
	size_t kept = 0;

	for (size_t i = 0; i < de->n_records; i++) {
		struct record *record = &de->records[i];

		if (de->d->backward && record->change.kind == CHANGE_LEARNED) {
			record_clear(record);
			continue;
		}
		if (de->d->backward)
			turn_round(record);
		de->records[kept++] = *record;
	}
	de->n_records = kept;
	if (kept)
		qsort(de->records, kept, sizeof *de->records, by_key);
	for (size_t i = 0; i < kept; i++) {
		struct change *change = &de->records[i].change;

		change->key = de->records[i].key;
		change->old_key = de->records[i].old_key;
		change->columns = de->records[i].columns;
		if (!de->d->change(de->d->context, change, de->d->fault))
			return false;
	}
	return true;
}

/* --- the diff */

bool diff_wants_whole(const struct diff *d, const struct entity *entity)
{
	const struct entity *const *wanted = d->options->entities;

	if (!wanted)
		return !d->store->limit;
	while (*wanted && *wanted != entity)
		wanted++;
	return *wanted != NULL;
}

bool diff_find_extent(struct diff_entity *de)
{
	const struct entity *entity = de->table->entity;
	bool whole = diff_wants_whole(de->d, entity);

	if (entity->event || de->table->missing)
		return false;
	de->limited = !whole && limit_concerns(de->d->store, entity, de->d->options->alone);
	de->visible = (whole || de->limited) && (entity->class != CLASS_STATE || de->d->options->state);
	/* Rows of parents tell whose children came and went with them. */
	return de->visible ||
	       (de->table->has_children && (!de->d->store->limit || de->d->options->entities || de->limited ||
					    limit_is_above(de->d->store, entity)));
}

static struct diff_table *sets_of(const struct diff *d, const struct entity *entity)
{
	return &d->tables[store_table(d->store, entity) - d->store->tables];
}

/* What belongs to a replaced thing differs even if it looks the same. */
static bool may_differ(const struct diff_entity *de, bool *ret)
{
	*ret = any_replaced(de);
	return *ret || diff_is_touched(de, ret);
}

static bool diff_entity(struct diff *d, const struct table *table)
{
	struct diff_entity de = { .d = d, .table = table };
	bool done, differs = false;

	if (!diff_find_extent(&de))
		return true;
	de.sets = sets_of(d, table->entity);
	de.parent_sets = xcalloc(parent_count(table->entity) + 1, sizeof(struct diff_table *));
	for (size_t i = 0; table->entity->parents[i].entity; i++)
		de.parent_sets[i] = sets_of(d, table->entity->parents[i].entity);
	done = may_differ(&de, &differs);
	if (!done || !differs) {
		free(de.parent_sets);
		return done;
	}
	de.noted = xcalloc(table_flags(table), sizeof *de.noted);
	done = (!table->entity->order || diff_find_moved(&de)) && take_versions(&de) &&
	       take_unchanged_children(&de) && diff_match_identity(&de) &&
	       record_side(&de, &de.removed, CHANGE_REMOVED) && record_side(&de, &de.added, CHANGE_ADDED) &&
	       emit(&de);
	version_list_clear(&de.removed, table);
	version_list_clear(&de.added, table);
	for (size_t i = 0; i < de.n_records; i++)
		record_clear(&de.records[i]);
	free(de.records);
	free(de.noted);
	free(de.parent_sets);
	keyset_clear(&de.moved);
	scope_kinds_clear(&de.kinds);
	sqlite3_finalize(de.scope);
	return done;
}

static bool check_snapshot(const struct diff *d, int64_t snapshot)
{
	AUTO_KEPT sqlite3_stmt *query =
		sql_keep(d->store, "SELECT 1 FROM main.snapshot WHERE cluster = ? AND id = ?", d->fault);
	int found;

	if (!query)
		return false;
	sql_bind_text(query, 1, d->cluster);
	sqlite3_bind_int64(query, 2, snapshot);
	found = sql_step(d->store, query, d->fault);
	if (found == 0)
		fault_set(d->fault, FAULT_USAGE, "there is no snapshot %lld of %s", (long long)snapshot,
			  d->cluster);
	return found == 1;
}

bool store_diff(struct store *store, const char *cluster, int64_t from, int64_t to,
		const struct diff_options *options, diff_change_function *change, diff_note_function *note,
		void *context, struct fault *f)
{
	static const struct diff_options defaults = { 0 };
	struct diff d = { .store = store,
			  .cluster = cluster,
			  .low = from < to ? from : to,
			  .high = from < to ? to : from,
			  .backward = from > to,
			  .options = options ? options : &defaults,
			  .change = change,
			  .note = note,
			  .context = context,
			  .fault = f };
	bool done = check_snapshot(&d, from) && check_snapshot(&d, to);

	d.tables = xcalloc(store->n_tables + 1, sizeof *d.tables);
	for (size_t i = 0; done && i < store->n_tables; i++)
		done = diff_entity(&d, &store->tables[i]);
	done = done && diff_unknown(&d);
	for (size_t i = 0; i < store->n_tables; i++) {
		keyset_clear(&d.tables[i].removed);
		keyset_clear(&d.tables[i].added);
		keyset_clear(&d.tables[i].replaced);
	}
	free(d.tables);
	return done;
}
