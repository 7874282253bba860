/* leftover.c - what the cluster says and no entity takes; see outcome.c for when it is closed. */
#include "store/stage.h"

#include <stdlib.h>
#include <string.h>

enum { LEFT_READ, LEFT_TARGET, LEFT_PATH, LEFT_JSON, LEFT_ROWID };

struct leftover_merge {
	struct merge *m;
	struct keyset targets; /* "read target" of the things that ended */
	sqlite3_stmt *open, *staged, *insert, *close, *outcome;
};

static bool prepare(struct leftover_merge *lm)
{
	struct merge *m = lm->m;

	lm->open = sql_prepare(m->store,
			       "SELECT read, target, path, json, rowid FROM main.leftover_history "
			       "WHERE cluster = ?1 AND until IS NULL AND +since < ?2 "
			       "ORDER BY read, target, path, json",
			       m->fault);
	lm->staged = sql_prepare(m->store,
				 "SELECT read, target, path, json FROM temp.stage_leftover "
				 "ORDER BY read, target, path, json",
				 m->fault);
	lm->insert =
		sql_prepare(m->store,
			    "INSERT INTO main.leftover_history (cluster, since, read, target, path, json) "
			    "VALUES (?, ?, ?, ?, ?, ?)",
			    m->fault);
	lm->close =
		sql_prepare(m->store, "UPDATE main.leftover_history SET until = ? WHERE rowid = ?", m->fault);
	lm->outcome = sql_prepare(m->store,
				  "SELECT min(outcome IN ('ok', 'empty', 'absent')) FROM temp.stage_outcome "
				  "WHERE read = ?1 AND (target = ?2 OR ?2 = '')", /* '': of all targets */
				  m->fault);
	if (!lm->open || !lm->staged || !lm->insert || !lm->close || !lm->outcome)
		return false;
	sql_bind_text(lm->open, 1, m->cluster);
	sqlite3_bind_int64(lm->open, 2, m->snapshot);
	return true;
}

/* ["pve1","local"] as the target "pve1/local". */
static void add_target(struct text *t, const char *key)
{
	cJSON *values = json_parse(json_slice_of(key), NULL);

	for (const cJSON *item = values ? values->child : NULL; item; item = item->next) {
		struct value value;
		const struct value_rule rule = { .type = TYPE_TEXT, .unit = 1 };
		AUTO_FREE char *text = NULL;

		value_from_json(&value, &rule, item);
		text = value_to_text(&value);
		text_addf(t, "%s%s", item == values->child ? "" : "/", text ? text : "");
		value_clear(&value);
	}
	cJSON_Delete(values);
}

/* The targets of reads that were made for a thing which ended in this snapshot. */
static void find_ended(struct leftover_merge *lm)
{
	const struct store *store = lm->m->store;

	for (size_t i = 0; store->reads[i]; i++) {
		const struct read *read = store->reads[i];
		const struct table *table = read->per ? store_table(store, read->per) : NULL;
		const struct keyset *closed = table ? &lm->m->tables[table - store->tables].closed : NULL;

		for (size_t j = 0; closed && j < closed->n_slots; j++) {
			AUTO_TEXT struct text name = TEXT_INIT;

			if (!closed->slots[j].key)
				continue;
			text_addf(&name, "%s ", read->name);
			add_target(&name, closed->slots[j].key);
			keyset_add(&lm->targets, name.data, 0);
		}
	}
}

/* 1: yes, 0: no, -1: fault. */
static int may_close(struct leftover_merge *lm)
{
	int found;

	if (lm->targets.count) {
		AUTO_TEXT struct text name = TEXT_INIT;

		text_addf(&name, "%s %s", sql_text(lm->open, LEFT_READ), sql_text(lm->open, LEFT_TARGET));
		if (keyset_has(&lm->targets, name.data))
			return 1;
	}
	sql_bind_cell(lm->outcome, 1, lm->open, LEFT_READ);
	sql_bind_cell(lm->outcome, 2, lm->open, LEFT_TARGET);
	found = sql_step(lm->m->store, lm->outcome, lm->m->fault);
	if (found == 1)
		found = sqlite3_column_int(lm->outcome, 0); /* no outcome: null, no */
	sqlite3_reset(lm->outcome);
	return found;
}

static bool merge_side(struct leftover_merge *lm, enum side side)
{
	struct merge *m = lm->m;
	int closes;

	switch (side) {
	case SIDE_LEFT:
		closes = may_close(lm);
		if (closes < 1)
			return closes == 0;
		sqlite3_bind_int64(lm->close, 1, m->snapshot);
		sqlite3_bind_int64(lm->close, 2, sqlite3_column_int64(lm->open, LEFT_ROWID));
		return sql_finish(m->store, lm->close, m->fault);
	case SIDE_RIGHT:
		sql_bind_text(lm->insert, 1, m->cluster);
		sqlite3_bind_int64(lm->insert, 2, m->snapshot);
		for (int i = LEFT_READ; i <= LEFT_JSON; i++)
			sql_bind_cell(lm->insert, 3 + i, lm->staged, i);
		return sql_finish(m->store, lm->insert, m->fault);
	case SIDE_BOTH:
		return true;
	case SIDE_END:
	case SIDE_FAILED:
		break;
	}
	return false;
}

bool merge_leftovers(struct merge *m)
{
	struct leftover_merge lm = { .m = m, .targets = KEYSET_INIT };
	bool done;

	if (m->quorum == QUORUM_LOST && m->previous)
		return true; /* old contents, perhaps */
	find_ended(&lm);
	done = prepare(&lm);
	if (done) {
		struct pairing pairing = pairing_of(m->store, lm.open, LEFT_READ, lm.staged, LEFT_READ, 4);
		enum side side = SIDE_END;

		while (done && (side = pairing_next(&pairing, m->fault)) != SIDE_END)
			done = merge_side(&lm, side);
	}
	keyset_clear(&lm.targets);
	sqlite3_finalize(lm.open);
	sqlite3_finalize(lm.staged);
	sqlite3_finalize(lm.insert);
	sqlite3_finalize(lm.close);
	sqlite3_finalize(lm.outcome);
	return done;
}
