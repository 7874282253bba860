/* carry.c - what one store says of a cluster at a moment, carried into another as its next snapshot of that
 * cluster: so that moments of two files, or a stored one and a live one, can be compared.
 *
 * Unlike a copy (copy.c), which continues a history and needs both files in today's layout, it reads a store
 * of any layout, and writes only what differs. A value that was filled by another rule than today's is
 * carried as unknown. Metrics and leftovers stay behind.
 */
#include <stdlib.h>
#include <string.h>

#include "store/diff.h"
#include "store/upkeep.h"

struct carry {
	struct store *from, *to;
	const char *cluster;
	int64_t source, target; /* snapshots */
	struct fault *fault;
};

struct carry_table {
	struct carry *c;
	const struct table *from, *to;
	sqlite3_stmt *there, *here, *insert, *close;
	bool *flags;
	struct text unknown;
};

/* --- rows */

static bool is_other_rule(const struct carry_table *ct, unsigned flag)
{
	return table_epoch(ct->from, flag, ct->c->source) != table_epoch(ct->from, flag, INT64_MAX);
}

static bool load(const struct carry_table *ct, struct version *version)
{
	if (!version_load(version, ct->from, ct->there, ct->c->source, ct->c->fault))
		return false;
	for (unsigned i = ct->from->entity->n_keys; i < ct->from->n_history; i++)
		if (is_other_rule(ct, i))
			value_clear(&version->values[i]);
	for (unsigned i = 0; i < ct->from->n_labels; i++)
		version->partial[i] = version->partial[i] || is_other_rule(ct, ct->from->n_history + i);
	return true;
}

static bool is_same(const struct carry_table *ct, const struct version *a, const struct version *b)
{
	for (unsigned i = 0; i < ct->to->n_history; i++)
		if (!value_equal(&a->values[i], &b->values[i]))
			return false;
	for (unsigned i = 0; i < ct->to->n_labels; i++)
		if (a->partial[i] != b->partial[i])
			return false;
	return strcmp(a->extra ? a->extra : "", b->extra ? b->extra : "") == 0;
}

static bool insert(struct carry_table *ct, const struct version *version)
{
	sqlite3_stmt *s = ct->insert;

	text_reset(&ct->unknown);
	for (unsigned i = 0; i < ct->to->n_history; i++) {
		ct->flags[i] = version->values[i].kind == VALUE_UNKNOWN;
		if (ct->flags[i])
			sqlite3_bind_null(s, 5 + (int)i);
		else
			statement_bind_value(s, 5 + (int)i, &version->values[i]);
	}
	for (unsigned i = 0; i < ct->to->n_labels; i++)
		ct->flags[ct->to->n_history + i] = version->partial[i];
	unknown_add(&ct->unknown, ct->to, ct->flags);
	sql_bind_text(s, 1, ct->c->cluster);
	sqlite3_bind_int64(s, 2, ct->c->target);
	sql_bind_bytes(s, 3, ct->unknown.data, ct->unknown.size);
	sql_bind_text(s, 4, version->extra);
	return sql_finish(ct->c->to, s, ct->c->fault);
}

static bool close_here(struct carry_table *ct)
{
	sqlite3_bind_int64(ct->close, 1, ct->c->target);
	sqlite3_bind_int64(ct->close, 2, sqlite3_column_int64(ct->here, OPEN_ROWID));
	return sql_finish(ct->c->to, ct->close, ct->c->fault);
}

static bool carry_new(struct carry_table *ct)
{
	struct version version;
	bool done = load(ct, &version) && insert(ct, &version);

	version_clear(&version, ct->from);
	return done;
}

static bool carry_known(struct carry_table *ct)
{
	struct version there, here = { 0 };
	bool done = load(ct, &there) &&
		    version_load_at(&here, ct->to, ct->here, OPEN_UNKNOWN, ct->c->target, ct->c->fault);

	if (done && !is_same(ct, &there, &here))
		done = close_here(ct) && insert(ct, &there);
	version_clear(&there, ct->from);
	version_clear(&here, ct->to);
	return done;
}

/* --- one entity */

static sqlite3_stmt *select_there(const struct carry_table *ct)
{
	AUTO_TEXT struct text where = TEXT_INIT;
	sqlite3_stmt *query;

	text_add(&where,
		 "WHERE h.cluster = ?1 AND h.since <= ?2 AND (h.until IS NULL OR h.until > ?2) ORDER BY ");
	for (unsigned i = 0; i < ct->from->entity->n_keys; i++) {
		text_add(&where, i ? ", h." : "h.");
		ddl_add_name(&where, ct->from->entity->columns[i].name);
	}
	query = version_select(ct->c->from, ct->from, where.data, ct->c->fault);
	if (query) {
		sql_bind_text(query, 1, ct->c->cluster);
		sqlite3_bind_int64(query, 2, ct->c->source);
	}
	return query;
}

static bool prepare(struct carry_table *ct)
{
	AUTO_TEXT struct text sql = TEXT_INIT, values = TEXT_INIT;
	struct carry *c = ct->c;

	text_addf(&sql, "INSERT INTO main.%s_history (cluster, since, unknown, extra", ct->to->entity->name);
	for (unsigned i = 0; i < ct->to->n_history; i++) {
		text_add(&sql, ", ");
		ddl_add_name(&sql, table_column(ct->to, i)->name);
		text_add(&values, ", ?");
	}
	text_addf(&sql, ") VALUES (?, ?, ?, ?%s)", values.data);
	ct->insert = sql_prepare(c->to, sql.data, c->fault);
	ct->close = ct->insert ? sql_preparef(c->to, c->fault,
					      "UPDATE main.%s_history SET until = ? WHERE rowid = ?",
					      ct->to->entity->name)
			       : NULL;
	ct->here = ct->close ? open_select(c->to, ct->to, c->cluster, c->target, false, c->fault) : NULL;
	ct->there = ct->here ? select_there(ct) : NULL;
	return ct->there != NULL;
}

static bool carry_rows(struct carry_table *ct)
{
	/* Each side has its own connection. */
	struct pairing pairing = pairing_of(ct->c->to, ct->here, OPEN_COLUMNS, ct->there, VERSION_COLUMNS,
					    (int)ct->to->entity->n_keys);
	bool done = true;

	while (done) {
		switch (pairing_next(&pairing, ct->c->fault)) {
		case SIDE_END:
			return true;
		case SIDE_FAILED:
			return false;
		case SIDE_LEFT:
			done = close_here(ct);
			break;
		case SIDE_RIGHT:
			done = carry_new(ct);
			break;
		case SIDE_BOTH:
			done = carry_known(ct);
			break;
		}
	}
	return false;
}

static bool carry_entity(struct carry *c, size_t i)
{
	struct carry_table ct = {
		.c = c, .from = &c->from->tables[i], .to = &c->to->tables[i], .unknown = TEXT_INIT
	};
	bool done;

	if (ct.from->missing)
		return true;
	ct.flags = xcalloc(table_flags(ct.to), sizeof *ct.flags);
	done = prepare(&ct) && carry_rows(&ct);
	sqlite3_finalize(ct.there);
	sqlite3_finalize(ct.here);
	sqlite3_finalize(ct.insert);
	sqlite3_finalize(ct.close);
	text_clear(&ct.unknown);
	free(ct.flags);
	return done;
}

/* --- what goes with them */

/* 'select' has ?1 cluster, ?2 the snapshot; 'insert' takes its columns, with the new id in front when
 * 'versions'. */
static bool copy(struct carry *c, const char *select, const char *insert_sql, bool versions)
{
	AUTO_STATEMENT sqlite3_stmt *rows = sql_prepare(c->from, select, c->fault);
	AUTO_STATEMENT sqlite3_stmt *insert = rows ? sql_prepare(c->to, insert_sql, c->fault) : NULL;
	int found = -1;

	if (!insert)
		return false;
	sql_bind_text(rows, 1, c->cluster);
	sqlite3_bind_int64(rows, 2, c->source);
	while ((found = sql_step(c->from, rows, c->fault)) == 1) {
		if (versions)
			sqlite3_bind_int64(insert, 1, c->target);
		for (int i = 0; i < sqlite3_column_count(rows); i++)
			sql_bind_cell(insert, 1 + versions + i, rows, i);
		if (!sql_finish(c->to, insert, c->fault))
			return false;
	}
	return found == 0;
}

#define VALID_THERE "WHERE cluster = ?1 AND since <= ?2 AND (until IS NULL OR until > ?2)"

static bool carry_snapshot(struct carry *c)
{
	if (!copy(c,
		  "SELECT name, ca_fingerprint, pve_name FROM main.known_cluster WHERE name = ?1 AND ?2 > 0",
		  "INSERT OR REPLACE INTO main.known_cluster VALUES (?, ?, ?)", false) ||
	    !copy(c,
		  "SELECT cluster, taken, duration, level, complete, quorum, requests, gaps, source, "
		  "pve_version, program FROM main.snapshot WHERE cluster = ?1 AND id = ?2",
		  "INSERT INTO main.snapshot (cluster, taken, duration, level, complete, quorum, requests, "
		  "gaps, source, pve_version, program) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		  false))
		return false;
	c->target = sqlite3_last_insert_rowid(c->to->db);
	return true;
}

static bool carry_all(struct carry *c)
{
	if (!carry_snapshot(c))
		return false;
	for (size_t i = 0; i < c->to->n_tables; i++)
		if (!carry_entity(c, i))
			return false;
	return history_end(c->to, "scope_history", c->cluster, c->target, c->fault) &&
	       history_end(c->to, "outcome_history", c->cluster, c->target, c->fault) &&
	       copy(c, "SELECT cluster, entity, columns, scope FROM main.scope_history " VALID_THERE,
		    "INSERT INTO main.scope_history (since, cluster, entity, columns, scope) "
		    "VALUES (?, ?, ?, ?, ?)",
		    true) &&
	       copy(c,
		    "SELECT cluster, read, target, entity, outcome, reason, path, expected FROM "
		    "main.outcome_history " VALID_THERE,
		    "INSERT INTO main.outcome_history (since, cluster, read, target, entity, outcome, "
		    "reason, path, expected) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		    true);
}

bool store_carry(struct store *to, struct store *from, const char *cluster, int64_t snapshot, int64_t *ret,
		 struct fault *f)
{
	struct carry c = { .from = from, .to = to, .cluster = cluster, .source = snapshot, .fault = f };
	bool done = sql_run(to, "BEGIN IMMEDIATE", f) && carry_all(&c) && sql_run(to, "COMMIT", f);

	if (!done)
		sql_rollback(to);
	*ret = c.target;
	return done;
}
