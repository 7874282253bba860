/* merge.c - what a walk found becomes a snapshot: one short transaction.
 *
 * For each entity, parents first, staged rows and open versions are read side by side in key order and
 * compared value by value; only differences are written. What was not read keeps its last known value.
 *
 * Without quorum (QUORUM_LOST) the endpoint may serve old contents: nothing is closed or added (but for a
 * cluster that has no snapshot yet), columns of class config and secret stay as they were, no list
 * counts as seen whole; state and metrics are its own and taken. Where nobody knows (QUORUM_UNKNOWN),
 * nothing is closed but the children of a replaced thing, which are not the new one's.
 */
#include <stdlib.h>
#include <string.h>

#include "store/stage.h"

/* Is the column or label taken as unknown, since the endpoint may serve old contents? Believed is what it
 * sees itself (who is online), and metrics, which are of no other snapshot. */
static bool distrusts(const struct merge_table *mt, unsigned flag)
{
	const struct merge *m = mt->m;

	if (m->quorum != QUORUM_LOST || !m->previous || flag < mt->table->entity->n_keys)
		return false;
	return flag >= mt->table->n_history || !table_column(mt->table, flag)->observed;
}

/* --- statements of one entity */

static sqlite3_stmt *prepare_insert(struct merge_table *mt)
{
	AUTO_TEXT struct text sql = TEXT_INIT, values = TEXT_INIT;

	text_addf(&sql, "INSERT INTO main.%s_history (cluster, since, unknown, extra",
		  mt->table->entity->name);
	for (unsigned i = 0; i < mt->table->n_history; i++) {
		text_add(&sql, ", ");
		ddl_add_name(&sql, table_column(mt->table, i)->name);
		text_add(&values, ", ?");
	}
	text_addf(&sql, ") VALUES (?, ?, ?, ?%s)", values.data);
	return sql_prepare(mt->m->store, sql.data, mt->m->fault);
}

static sqlite3_stmt *prepare_update(struct merge_table *mt)
{
	AUTO_TEXT struct text sql = TEXT_INIT;

	text_addf(&sql, "UPDATE main.%s_history SET unknown = ?3, extra = ?4", mt->table->entity->name);
	for (unsigned i = mt->table->entity->n_keys; i < mt->table->n_history; i++) {
		text_add(&sql, ", ");
		ddl_add_name(&sql, table_column(mt->table, i)->name);
		text_addf(&sql, " = ?%u", i + 5);
	}
	text_addf(&sql, " WHERE rowid = ?%u", mt->table->n_history + 5);
	return sql_prepare(mt->m->store, sql.data, mt->m->fault);
}

static sqlite3_stmt *prepare_metric(struct merge_table *mt)
{
	const struct entity *entity = mt->table->entity;
	AUTO_TEXT struct text sql = TEXT_INIT, values = TEXT_INIT;

	text_addf(&sql, "INSERT INTO main.%s_metric (cluster, unknown, extra", entity->name);
	for (unsigned i = 0; i < entity->n_keys + mt->table->n_metrics; i++) {
		unsigned column = i < entity->n_keys ? i : mt->table->metrics[i - entity->n_keys];

		text_add(&sql, ", ");
		ddl_add_name(&sql, entity->columns[column].name);
		text_add(&values, ", ?");
	}
	text_addf(&sql, ") VALUES (?, ?, ?%s)", values.data);
	return sql_prepare(mt->m->store, sql.data, mt->m->fault);
}

static bool drop_metrics(struct merge_table *mt)
{
	AUTO_STATEMENT sqlite3_stmt *delete =
		sql_preparef(mt->m->store, mt->m->fault, "DELETE FROM main.%s_metric WHERE cluster = ?",
			     mt->table->entity->name);

	if (!delete)
		return false;
	sql_bind_text(delete, 1, mt->m->cluster);
	return sql_finish(mt->m->store, delete, mt->m->fault);
}

static bool prepare(struct merge_table *mt)
{
	struct merge *m = mt->m;
	bool staged = m->stage->tables[mt->table - m->store->tables].table;

	/* Events stay, and are more with every walk: those that were not told again are left in peace. */
	mt->open = open_select(m->store, mt->table, m->cluster, m->snapshot, mt->table->entity->event,
			       m->fault);
	mt->insert = mt->open ? prepare_insert(mt) : NULL;
	mt->update = mt->insert ? prepare_update(mt) : NULL;
	mt->close = mt->update ? sql_preparef(m->store, m->fault,
					      "UPDATE main.%s_history SET until = ? WHERE rowid = ?",
					      mt->table->entity->name)
			       : NULL;
	if (!mt->close || (staged && !(mt->staged = staged_select(m->stage, mt->table, m->fault))))
		return false;
	return !mt->table->has_metric_table || (drop_metrics(mt) && (mt->metric = prepare_metric(mt)));
}

/* --- one entity */

static struct merged_table *sets_of(struct merge *m, const struct entity *entity)
{
	const struct table *table = store_table(m->store, entity);

	return table ? &m->tables[table - m->store->tables] : NULL;
}

static void init(struct merge_table *mt)
{
	unsigned flags = table_flags(mt->table);

	mt->sets = sets_of(mt->m, mt->table->entity);
	mt->parent_sets = xcalloc(parent_count(mt->table->entity) + 1, sizeof(struct merged_table *));
	for (size_t i = 0; mt->table->entity->parents[i].entity; i++)
		mt->parent_sets[i] = sets_of(mt->m, mt->table->entity->parents[i].entity);
	mt->fresh = xcalloc(flags, sizeof *mt->fresh);
	mt->revised = xcalloc(flags, sizeof *mt->revised);
	mt->distrusted = xcalloc(flags, sizeof *mt->distrusted);
	mt->staged_unknown = xcalloc(flags, sizeof *mt->staged_unknown);
	mt->old_unknown = xcalloc(flags, sizeof *mt->old_unknown);
	mt->new_unknown = xcalloc(flags, sizeof *mt->new_unknown);
	for (unsigned i = 0; i < flags; i++) {
		mt->fresh[i] = table_first(mt->table, i) > mt->m->previous;
		mt->revised[i] = table_epoch(mt->table, i, mt->m->previous) !=
				 table_epoch(mt->table, i, mt->m->snapshot);
		mt->distrusted[i] = distrusts(mt, i);
	}
	extra_init(&mt->old_extra, mt->table);
	extra_init(&mt->new_extra, mt->table);
	mt->old_unknown_text = mt->overlay = mt->key = mt->parent = mt->scratch = (struct text)TEXT_INIT;
}

static void clear(struct merge_table *mt)
{
	sqlite3_finalize(mt->open);
	sqlite3_finalize(mt->staged);
	sqlite3_finalize(mt->insert);
	sqlite3_finalize(mt->close);
	sqlite3_finalize(mt->update);
	sqlite3_finalize(mt->metric);
	sqlite3_finalize(mt->stored_scope);
	scope_kinds_clear(&mt->stored_kinds);
	scope_ends_clear(mt);
	free(mt->parent_sets);
	free(mt->fresh);
	free(mt->revised);
	free(mt->distrusted);
	free(mt->staged_unknown);
	free(mt->old_unknown);
	free(mt->new_unknown);
	extra_clear(&mt->old_extra);
	extra_clear(&mt->new_extra);
	text_clear(&mt->old_unknown_text);
	text_clear(&mt->overlay);
	text_clear(&mt->key);
	text_clear(&mt->parent);
	text_clear(&mt->scratch);
}

/* The rows that are written while 'open' is read don't disturb it: new versions begin in this snapshot,
 * which it leaves out, and the one that is closed was passed already. */
static bool merge_rows(struct merge_table *mt)
{
	struct pairing pairing = pairing_of(mt->m->store, mt->open, OPEN_COLUMNS, mt->staged, STAGED_COLUMNS,
					    (int)mt->table->entity->n_keys);

	for (;;) {
		bool done = true;

		switch (pairing_next(&pairing, mt->m->fault)) {
		case SIDE_END:
			return true;
		case SIDE_FAILED:
			return false;
		case SIDE_LEFT:
			done = merge_missing_row(mt);
			break;
		case SIDE_RIGHT:
			done = merge_new_row(mt);
			break;
		case SIDE_BOTH:
			done = merge_known_row(mt) && (mt->ended || merge_write_metrics(mt));
			break;
		}
		if (!done)
			return false;
	}
}

/* In the words of a diff: events are none of its changes, and what comes and goes with the state of things
 * has only changed its state. */
static void add_counts(const struct merge_table *mt)
{
	const struct entity *entity = mt->table->entity;
	const struct merge_result *counts = &mt->counts;
	struct merge_result *sum = mt->m->counts;
	bool state = entity->class == CLASS_STATE;

	if (entity->event)
		return;
	sum->rows += counts->added + counts->changed + counts->state + counts->learned + counts->unchanged +
		     counts->kept;
	*(state ? &sum->state : &sum->added) += counts->added;
	*(state ? &sum->state : &sum->removed) += counts->removed;
	sum->changed += counts->changed;
	sum->state += counts->state;
	sum->learned += counts->learned;
	sum->unchanged += counts->unchanged;
	sum->kept += counts->kept;
}

bool merge_entity(struct merge *m, struct table *table)
{
	struct merge_table mt = { .m = m, .table = table };
	bool done;

	if (table->entity->event && !m->stage->tables[table - m->store->tables].table)
		return true;
	init(&mt);
	done = prepare(&mt) && merge_rows(&mt) && scope_ends_finish(&mt);
	add_counts(&mt);
	scopes_close(m->stage);
	clear(&mt);
	return done;
}

/* --- the snapshot */

static const char *quorum_name(enum quorum quorum)
{
	return quorum == QUORUM_HELD ? "held" : quorum == QUORUM_LOST ? "lost" : "unknown";
}

static bool insert_snapshot(struct merge *m, const struct snapshot_facts *facts)
{
	AUTO_STATEMENT sqlite3_stmt *insert =
		sql_prepare(m->store,
			    "INSERT INTO main.snapshot (cluster, taken, duration, level, complete, quorum, "
			    "requests, gaps, "
			    "source, pve_version, program) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			    m->fault);

	if (!insert)
		return false;
	sql_bind_text(insert, 1, m->cluster);
	sqlite3_bind_int64(insert, 2, facts->taken);
	sqlite3_bind_int64(insert, 3, facts->duration);
	sql_bind_text(insert, 4, level_name(facts->level));
	sqlite3_bind_int(insert, 5, facts->gaps == 0 && facts->quorum == QUORUM_HELD);
	sql_bind_text(insert, 6, quorum_name(facts->quorum));
	sqlite3_bind_int64(insert, 7, facts->requests);
	sqlite3_bind_int64(insert, 8, facts->gaps);
	sql_bind_text(insert, 9, facts->source);
	sql_bind_text(insert, 10, m->stage->identity.version);
	sql_bind_text(insert, 11, PVEINV_VERSION);
	if (!sql_finish(m->store, insert, m->fault))
		return false;
	m->snapshot = m->counts->snapshot = sqlite3_last_insert_rowid(m->store->db);
	return true;
}

static bool update_snapshot(struct merge *m)
{
	const struct merge_result *c = m->counts;

	return sql_runf(
		m->store, m->fault,
		"UPDATE main.snapshot SET rows = %u, added = %u, changed = %u, state = %u, removed = %u, "
		"unchanged = %u, learned = %u, kept = %u WHERE id = %lld",
		c->rows, c->added, c->changed, c->state, c->removed, c->unchanged, c->learned, c->kept,
		(long long)m->snapshot);
}

/* The walk began on what was the newest snapshot then, and it is still the same cluster. */
static bool check_base(struct merge *m)
{
	AUTO_FREE char *name = identity_name(m->store, &m->stage->identity, &m->stage->options, m->fault);
	int64_t newest = 0;

	if (!name || !newest_snapshot(m->store, m->cluster, 0, &newest, m->fault))
		return false;
	if (newest <= m->stage->newest && strcmp(name, m->cluster) == 0) {
		m->previous = newest;
		return true;
	}
	fault_set(m->fault, FAULT_STORE, "%s: another snapshot of %s was stored during this walk",
		  m->store->path, m->cluster);
	return fault_hint(m->fault, "nothing was changed; run the command again");
}

static bool merge_all(struct merge *m, const struct snapshot_facts *facts)
{
	if (!store_check_schema(m->store, m->fault) || !check_base(m) ||
	    !identity_remember(m->store, &m->stage->identity, m->cluster, m->fault) ||
	    !insert_snapshot(m, facts))
		return false;
	for (size_t i = 0; i < m->store->n_tables; i++)
		if (!merge_entity(m, &m->store->tables[i]))
			return false;
	return merge_scopes(m) && merge_outcomes(m) && merge_leftovers(m) &&
	       merge_shapes(m) && update_snapshot(m);
}

/* The store knows the cluster by its CA, and this walk could not read one: the name alone is too little to
 * close anything by. */
static bool doubt_identity(struct merge *m)
{
	int64_t proven = 0;

	if (m->stage->identity.ca_fingerprint || m->quorum != QUORUM_HELD)
		return true;
	if (!sql_number(m->store,
			"SELECT count(ca_fingerprint) FROM main.known_cluster WHERE name = ?", m->cluster, 0,
			&proven, m->fault))
		return false;
	if (proven)
		m->quorum = QUORUM_UNKNOWN;
	return true;
}

bool stage_merge(struct stage *stage, const struct snapshot_facts *facts, struct merge_result *ret,
		 struct fault *f)
{
	struct merge_result counts = { 0 };
	struct merge m = { .stage = stage,
			   .store = stage->store,
			   .cluster = stage->cluster,
			   .quorum = facts->quorum,
			   .counts = &counts,
			   .fault = f };
	bool done = false;

	if (!stage->cluster || stage->merged)
		return fault_set(f, FAULT_BUG, "a merge of a walk that %s",
				 stage->merged ? "was merged before" : "found no cluster");
	m.tables = xcalloc(stage->store->n_tables + 1, sizeof *m.tables);
	/* The stage's own transaction touched temporary tables only. It has looked at the types of all
	 * values; the checks are for others who write. */
	if ((sqlite3_get_autocommit(stage->store->db) || sql_run(stage->store, "COMMIT", f)) &&
	    sql_run(stage->store, "BEGIN IMMEDIATE; PRAGMA ignore_check_constraints = ON", f))
		done = doubt_identity(&m) && merge_all(&m, facts) && sql_run(stage->store, "COMMIT", f);
	if (!done)
		sql_rollback(stage->store);
	sql_run(stage->store, "PRAGMA ignore_check_constraints = OFF", NULL);
	for (size_t i = 0; i < stage->store->n_tables; i++) {
		keyset_clear(&m.tables[i].closed);
		keyset_clear(&m.tables[i].replaced);
		keyset_clear(&m.tables[i].added);
	}
	free(m.tables);
	stage->merged = done;
	if (done)
		*ret = counts;
	return done;
}
