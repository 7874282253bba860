/* close.c - what happens to a row that this walk did not see.
 *
 * It is closed if and only if a complete list covers it, or its parent was closed in this snapshot; or
 * when its absence was confirmed (stage_confirm_missing), whatever the lists say. Without quorum nothing is.
 * With a thing end the lists that belong to it: what was known of them says nothing about another thing
 * under the same key.
 */
#include <stdlib.h>
#include <string.h>

#include "store/stage.h"

bool close_version(struct merge_table *mt, bool ends)
{
	sqlite3_bind_int64(mt->close, 1, mt->m->snapshot);
	sqlite3_bind_int64(mt->close, 2, sqlite3_column_int64(mt->open, OPEN_ROWID));
	if (!sql_finish(mt->m->store, mt->close, mt->m->fault))
		return false;
	if (!ends)
		return true;
	text_reset(&mt->key);
	add_row_key(&mt->key, mt->table, mt->open, OPEN_COLUMNS);
	keyset_add(&mt->sets->closed, mt->key.data, 0);
	return end_scopes(mt);
}

static bool has_fate(const struct merged_table *sets, unsigned fates, const char *key)
{
	return ((fates & PARENT_CLOSED) && keyset_has(&sets->closed, key)) ||
	       ((fates & PARENT_REPLACED) && keyset_has(&sets->replaced, key)) ||
	       ((fates & PARENT_ADDED) && keyset_has(&sets->added, key));
}

bool merge_parent_was(struct merge_table *mt, unsigned fates, sqlite3_stmt *row, int first)
{
	const struct parent *parents = mt->table->entity->parents;

	for (size_t i = 0; parents[i].entity; i++) {
		const struct merged_table *sets = mt->parent_sets[i];

		if (!sets || !(sets->closed.count || sets->replaced.count || sets->added.count))
			continue;
		text_reset(&mt->parent);
		if (add_parent_key(&mt->parent, mt->table, &parents[i], row, first) &&
		    has_fate(sets, fates, mt->parent.data))
			return true;
	}
	return false;
}

int merge_closes(struct merge_table *mt)
{
	const struct staged_table *staged = &mt->m->stage->tables[mt->table - mt->m->store->tables];
	int confirmed;

	if (mt->table->entity->event)
		return 0;
	text_reset(&mt->key);
	add_row_key(&mt->key, mt->table, mt->open, OPEN_COLUMNS);
	confirmed = keyset_mark(&staged->confirmed, mt->key.data, CONFIRM_UNKNOWN);
	if (confirmed == CONFIRM_EXISTS || confirmed == CONFIRM_FAILED)
		return 0;
	if (merge_parent_was(mt, PARENT_CLOSED | PARENT_REPLACED, mt->open, OPEN_COLUMNS))
		return 1;
	if (mt->m->quorum != QUORUM_HELD)
		return 0;
	if (confirmed == CONFIRM_GONE)
		return 1;
	return scope_covers(mt->m->stage, mt->table, mt->open, OPEN_COLUMNS, mt->m->fault);
}

bool merge_missing_row(struct merge_table *mt)
{
	int closes = merge_closes(mt);

	if (closes < 0)
		return false;
	if (!closes) {
		mt->counts.kept++;
		return true;
	}
	mt->counts.removed++;
	return close_version(mt, true);
}

/* --- was the list known before? */

static int scope_was_known(struct merge_table *mt)
{
	struct merge *m = mt->m;
	int found = 0;

	if (!mt->stored_kinds_read &&
	    !scope_kinds_stored(m->store, m->cluster, mt->table, &mt->stored_kinds, m->fault))
		return -1;
	mt->stored_kinds_read = true;
	if (!mt->stored_scope)
		mt->stored_scope = sql_prepare(m->store,
					       "SELECT 1 FROM main.scope_history WHERE cluster = ? AND "
					       "entity = ? AND columns = ? AND scope = ? AND until IS NULL",
					       m->fault);
	if (!mt->stored_scope)
		return -1;
	for (size_t i = 0; found == 0 && i < mt->stored_kinds.count; i++) {
		text_reset(&mt->scratch);
		if (!scope_add_row(&mt->scratch, mt->table, mt->stored_kinds.names[i], mt->staged,
				   STAGED_COLUMNS))
			continue;
		sql_bind_text(mt->stored_scope, 1, m->cluster);
		sql_bind_text(mt->stored_scope, 2, mt->table->entity->name);
		sql_bind_text(mt->stored_scope, 3, mt->stored_kinds.names[i]);
		sql_bind_text(mt->stored_scope, 4, mt->scratch.data);
		found = sql_step(m->store, mt->stored_scope, m->fault);
		sqlite3_reset(mt->stored_scope);
	}
	return found;
}

int merge_is_added(struct merge_table *mt)
{
	if (!mt->m->previous)
		return 0;
	if (merge_parent_was(mt, PARENT_ADDED, mt->staged, STAGED_COLUMNS))
		return 1;
	return scope_was_known(mt);
}

/* --- lists that end with a thing */

struct scope_end { /* one kind of list of a child entity, by whose columns it belongs to its parent */
	const struct table *child;
	const struct parent *parent; /* how the child holds the key */
	char *names;
	bool exact; /* the parent's key and nothing else: found by the index */
	bool noted; /* some parent ended: scope_ends_finish() has work */
	sqlite3_stmt *update;
};

void scope_ends_clear(struct merge_table *mt)
{
	for (size_t i = 0; i < mt->n_ends; i++) {
		free(mt->ends[i].names);
		sqlite3_finalize(mt->ends[i].update);
	}
	free(mt->ends);
}

static bool has_name(const char *names, const char *name)
{
	size_t size = strlen(name);

	for (const char *s = names; *s; s += strcspn(s, ","), s += *s == ',')
		if (strncmp(s, name, size) == 0 && (!s[size] || s[size] == ','))
			return true;
	return false;
}

static bool names_parent(const struct parent *parent, const char *names, bool *ret_exact)
{
	unsigned n_names = 0;

	for (const char *s = names; *s; s += strcspn(s, ","), s += *s == ',')
		n_names += s[strcspn(s, "=,")] != '=';
	*ret_exact = n_names == parent->entity->n_keys;
	for (unsigned i = 0; i < parent->entity->n_keys; i++)
		if (!has_name(names, parent->columns[i]->name))
			return false;
	return true;
}

/* Lists of another shape than the parent's key can't be found by the index: their parents are noted, and
 * scope_ends_finish() looks through them once. Parameters: the number of the end, the parent's key. */
static sqlite3_stmt *prepare_note(struct merge_table *mt)
{
	if (!sql_run(mt->m->store,
		     "CREATE TEMP TABLE IF NOT EXISTS ended_parent (number INTEGER, k0, k1, k2);"
		     "CREATE INDEX IF NOT EXISTS temp.ended_parent_key ON ended_parent (number, k0, k1, k2)",
		     mt->m->fault))
		return NULL;
	return sql_prepare(mt->m->store, "INSERT INTO temp.ended_parent VALUES (?1, ?2, ?3, ?4)",
			   mt->m->fault);
}

/* Parameters: snapshot, cluster, the scope. */
static sqlite3_stmt *prepare_end(struct merge_table *mt, const struct scope_end *end)
{
	if (!end->exact)
		return prepare_note(mt);
	return sql_preparef(mt->m->store, mt->m->fault,
			    "UPDATE main.scope_history SET until = ?1 WHERE cluster = ?2 AND "
			    "entity = '%s' AND columns = '%s' AND until IS NULL AND scope = ?3",
			    end->child->entity->name, end->names);
}

static bool finish_end(struct merge_table *mt, size_t number)
{
	const struct parent *parent = mt->ends[number].parent;
	AUTO_TEXT struct text sql = TEXT_INIT;
	AUTO_STATEMENT sqlite3_stmt *update = NULL;

	text_addf(&sql,
		  "UPDATE main.scope_history SET until = ?1 WHERE cluster = ?2 AND entity = '%s' AND "
		  "columns = '%s' AND until IS NULL AND EXISTS (SELECT 1 FROM temp.ended_parent p WHERE "
		  "p.number = %zu",
		  mt->ends[number].child->entity->name, mt->ends[number].names, number);
	for (unsigned i = 0; i < parent->entity->n_keys; i++)
		text_addf(&sql, " AND p.k%u IS json_extract(scope, '$.%s')", i, parent->columns[i]->name);
	text_add(&sql, ")");
	update = sql_prepare(mt->m->store, sql.data, mt->m->fault);
	if (!update)
		return false;
	sqlite3_bind_int64(update, 1, mt->m->snapshot);
	sql_bind_text(update, 2, mt->m->cluster);
	return sql_finish(mt->m->store, update, mt->m->fault);
}

bool scope_ends_finish(struct merge_table *mt)
{
	bool noted = false;

	for (size_t i = 0; i < mt->n_ends; i++) {
		if (!mt->ends[i].noted)
			continue;
		noted = true;
		if (!finish_end(mt, i))
			return false;
	}
	return !noted || sql_run(mt->m->store, "DELETE FROM temp.ended_parent", mt->m->fault);
}

static bool add_ends(struct merge_table *mt, const struct table *child, const struct parent *parent)
{
	struct scope_kinds kinds = { 0 };
	bool done = scope_kinds_stored(mt->m->store, mt->m->cluster, child, &kinds, mt->m->fault);

	for (size_t i = 0; done && i < kinds.count; i++) {
		struct scope_end end = { .child = child, .parent = parent };

		if (!names_parent(parent, kinds.names[i], &end.exact))
			continue;
		end.names = kinds.names[i];
		kinds.names[i] = NULL;
		end.update = prepare_end(mt, &end);
		done = end.update != NULL;
		mt->ends = xreallocarray(mt->ends, mt->n_ends + 1, sizeof *mt->ends);
		mt->ends[mt->n_ends++] = end;
	}
	scope_kinds_clear(&kinds);
	return done;
}

static bool find_ends(struct merge_table *mt)
{
	struct store *store = mt->m->store;

	mt->ends = xcalloc(1, sizeof *mt->ends);
	for (size_t i = 0; i < store->n_tables; i++)
		for (const struct parent *p = store->entities[i]->parents; p->entity; p++)
			if (p->entity == mt->table->entity && !add_ends(mt, &store->tables[i], p))
				return false;
	return true;
}

/* {"vmid":100} in the child's words, of the key of the open version. */
static void add_child_scope(struct text *t, const struct merge_table *mt, const struct scope_end *end)
{
	const struct column *const *columns = end->parent->columns;

	text_add_char(t, '{');
	for (const char *s = end->names; *s; s += strcspn(s, ","), s += *s == ',') {
		size_t size = strcspn(s, ",");

		for (unsigned i = 0; i < mt->table->entity->n_keys; i++) {
			if (strlen(columns[i]->name) != size || strncmp(columns[i]->name, s, size) != 0)
				continue;
			text_addf(t, "%s\"%s\":", t->data[t->size - 1] == '{' ? "" : ",", columns[i]->name);
			sql_add_json(t, mt->open, OPEN_COLUMNS + (int)i);
		}
	}
	text_add_char(t, '}');
}

bool end_scopes(struct merge_table *mt)
{
	if (!mt->table->has_children || (!mt->ends && !find_ends(mt)))
		return !mt->table->has_children;
	for (size_t i = 0; i < mt->n_ends; i++) {
		struct scope_end *end = &mt->ends[i];

		if (end->exact) {
			sqlite3_bind_int64(end->update, 1, mt->m->snapshot);
			sql_bind_text(end->update, 2, mt->m->cluster);
			text_reset(&mt->scratch);
			add_child_scope(&mt->scratch, mt, end);
			sql_bind_text(end->update, 3, mt->scratch.data);
		} else {
			sqlite3_bind_int64(end->update, 1, (int64_t)i);
			for (unsigned j = 0; j < mt->table->entity->n_keys && j < 3; j++)
				sql_bind_cell(end->update, 2 + (int)j, mt->open, OPEN_COLUMNS + (int)j);
			end->noted = true;
		}
		if (!sql_finish(mt->m->store, end->update, mt->m->fault))
			return false;
	}
	return true;
}

/* --- lists that were seen whole */

struct scope_merge {
	struct merge *m;
	sqlite3_stmt *open, *insert;
};

static bool insert_scope(struct scope_merge *sm, const struct scope_kind *kind, const char *scope)
{
	sql_bind_text(sm->insert, 1, sm->m->cluster);
	sqlite3_bind_int64(sm->insert, 2, sm->m->snapshot);
	sql_bind_text(sm->insert, 3, kind->entity->name);
	sql_bind_text(sm->insert, 4, kind->names);
	sql_bind_text(sm->insert, 5, scope);
	return sql_finish(sm->m->store, sm->insert, sm->m->fault);
}

/* Steps to the scope, or to where it would stand: 1: it is open, 0: it is not, -1: fault. */
static int find_open(struct scope_merge *sm, const char *scope, int *state)
{
	int order = 1;

	while (*state == 1 && (order = strcmp(sql_text(sm->open, 0), scope)) < 0)
		*state = sql_step(sm->m->store, sm->open, sm->m->fault);
	return *state == 1 ? order == 0 : *state;
}

/* What is inserted while 'open' is read lies before where it stands. */
static bool merge_kind(struct scope_merge *sm, struct scope_kind *kind)
{
	int state, found = 0;

	sql_bind_text(sm->open, 1, sm->m->cluster);
	sql_bind_text(sm->open, 2, kind->entity->name);
	sql_bind_text(sm->open, 3, kind->names);
	state = sql_step(sm->m->store, sm->open, sm->m->fault);
	for (size_t i = 0; i < kind->scopes.n_rows && found >= 0; i++) {
		struct value scope;

		tuple_read(kind->scopes.rows[i].key, &scope, 1);
		found = find_open(sm, scope.text, &state);
		if (found == 0 && !insert_scope(sm, kind, scope.text))
			found = -1;
	}
	sqlite3_reset(sm->open);
	return state >= 0 && found >= 0;
}

static int compare_kinds(const void *a, const void *b)
{
	const struct scope_kind *x = a, *y = b;
	int order = strcmp(x->entity->name, y->entity->name);

	return order ? order : strcmp(x->names, y->names);
}

static bool merge_kinds(struct scope_merge *sm)
{
	struct stage *stage = sm->m->stage;
	bool done = true;

	if (stage->n_kinds) /* as the index has them */
		qsort(stage->kinds, stage->n_kinds, sizeof *stage->kinds, compare_kinds);
	for (size_t i = 0; i < stage->n_kinds && done; i++) {
		done = staged_list_open(&stage->kinds[i].scopes, sm->m->fault) &&
		       merge_kind(sm, &stage->kinds[i]);
		scopes_close(stage);
	}
	return done;
}

bool merge_scopes(struct merge *m)
{
	struct scope_merge sm = { .m = m };
	bool done;

	if (m->quorum == QUORUM_LOST)
		return true;
	sm.open = sql_prepare(m->store,
			      "SELECT scope FROM main.scope_history WHERE cluster = ? AND entity = ? AND "
			      "columns = ? AND until IS NULL ORDER BY scope",
			      m->fault);
	sm.insert = sm.open ? sql_prepare(m->store,
					  "INSERT INTO main.scope_history (cluster, since, entity, columns, "
					  "scope) VALUES (?, ?, ?, ?, ?)",
					  m->fault)
			    : NULL;
	done = sm.insert && merge_kinds(&sm);
	sqlite3_finalize(sm.open);
	sqlite3_finalize(sm.insert);
	return done;
}
