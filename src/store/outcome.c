/* outcome.c - how each read ended, versioned like rows: a read that ends as it did last time writes
 * nothing (its path, which may name another node, is not compared).
 *
 * A version says: in these snapshots, this read for this target ended thus. An outcome that a walk does
 * not bring was not asked for, and ends: its target is gone, or was not on the list. Only a read that
 * the walk skipped as a whole (level; outcome skipped with an empty target) leaves those of its targets
 * open: they are covered as long as that outcome stands, and valid again when the read is made again
 * and ends as before. So a walk of another level in between costs one row a read, and every snapshot
 * explains itself. The view "outcome" shows what is not covered.
 *
 * Leftovers (what the cluster says and no entity takes) are versioned by (read, target, path, json);
 * equal ones are counted. Like a row's columns they keep their last known state: one that is not there
 * any more is closed only if its read ended well for that target, or the target is gone.
 */
#include <string.h>

#include "store/stage.h"

/* --- outcomes */

enum { OUT_READ, OUT_TARGET, OUT_ENTITY, OUT_OUTCOME, OUT_REASON, OUT_EXPECTED, OUT_PATH, OUT_ROWID };

struct outcome_merge {
	struct merge *m;
	sqlite3_stmt *open, *staged, *insert, *close, *skipped;
};

static bool prepare_outcomes(struct outcome_merge *om)
{
	struct merge *m = om->m;

	om->open =
		sql_prepare(m->store,
			    "SELECT read, target, entity, outcome, reason, expected, path, rowid "
			    "FROM main.outcome_history WHERE cluster = ?1 AND until IS NULL AND +since < ?2 "
			    "ORDER BY read, target, entity",
			    m->fault);
	om->staged = sql_prepare(m->store,
				 "SELECT read, target, entity, outcome, reason, expected, path "
				 "FROM temp.stage_outcome ORDER BY read, target, entity",
				 m->fault);
	om->insert = sql_prepare(
		m->store,
		"INSERT INTO main.outcome_history (cluster, since, read, target, entity, outcome, "
		"reason, expected, path) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		m->fault);
	om->close =
		sql_prepare(m->store, "UPDATE main.outcome_history SET until = ? WHERE rowid = ?", m->fault);
	om->skipped = sql_prepare(m->store,
				  "SELECT 1 FROM temp.stage_outcome WHERE read = ? AND target = '' AND "
				  "entity = '' AND outcome = 'skipped'",
				  m->fault);
	if (!om->open || !om->staged || !om->insert || !om->close || !om->skipped)
		return false;
	sql_bind_text(om->open, 1, m->cluster);
	sqlite3_bind_int64(om->open, 2, m->snapshot);
	return true;
}

static bool close_outcome(struct outcome_merge *om)
{
	sqlite3_bind_int64(om->close, 1, om->m->snapshot);
	sqlite3_bind_int64(om->close, 2, sqlite3_column_int64(om->open, OUT_ROWID));
	return sql_finish(om->m->store, om->close, om->m->fault);
}

static bool insert_outcome(struct outcome_merge *om)
{
	sql_bind_text(om->insert, 1, om->m->cluster);
	sqlite3_bind_int64(om->insert, 2, om->m->snapshot);
	for (int i = OUT_READ; i <= OUT_PATH; i++)
		sql_bind_cell(om->insert, 3 + i, om->staged, i);
	return sql_finish(om->m->store, om->insert, om->m->fault);
}

static bool keep_or_close(struct outcome_merge *om)
{
	int skipped;

	sql_bind_cell(om->skipped, 1, om->open, OUT_READ);
	skipped = sql_step(om->m->store, om->skipped, om->m->fault);
	sqlite3_reset(om->skipped);
	return skipped == 1 || (skipped == 0 && close_outcome(om));
}

static bool merge_outcome(struct outcome_merge *om)
{
	for (int i = OUT_OUTCOME; i <= OUT_EXPECTED; i++)
		if (sql_compare(om->open, i, om->staged, i) != 0)
			return close_outcome(om) && insert_outcome(om);
	return true;
}

static bool merge_side(struct outcome_merge *om, enum side side)
{
	switch (side) {
	case SIDE_LEFT:
		return keep_or_close(om);
	case SIDE_RIGHT:
		return insert_outcome(om);
	case SIDE_BOTH:
		return merge_outcome(om);
	case SIDE_END:
	case SIDE_FAILED:
		break;
	}
	return false;
}

bool merge_outcomes(struct merge *m)
{
	struct outcome_merge om = { .m = m };
	bool done = prepare_outcomes(&om);

	if (done) {
		struct pairing pairing = pairing_of(m->store, om.open, OUT_READ, om.staged, OUT_READ, 3);
		enum side side = SIDE_END;

		while (done && (side = pairing_next(&pairing, m->fault)) != SIDE_END)
			done = merge_side(&om, side);
	}
	sqlite3_finalize(om.open);
	sqlite3_finalize(om.staged);
	sqlite3_finalize(om.insert);
	sqlite3_finalize(om.close);
	sqlite3_finalize(om.skipped);
	return done;
}
