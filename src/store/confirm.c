/* confirm.c - before a row is closed, its absence is confirmed where the source can: a guest that may not be
 * seen looks like one that is gone, and only GET /cluster/nextid tells them apart. */
#include <stdlib.h>
#include <string.h>

#include "store/stage.h"

struct missing {      /* a row to ask about */
	char *key;    /* as in a keyset */
	char **texts; /* its values */
};

struct confirmation_round {
	struct stage *stage;
	const struct table *table;
	bool filtered; /* the roster leaves rows out */
	struct missing *rows;
	size_t count, space;
	struct fault *fault;
};

static bool can_confirm(const struct store *store, const struct entity *entity)
{
	for (size_t i = 0; store->reads[i]; i++)
		if (store->reads[i]->confirms && store->reads[i]->per == entity)
			return true;
	return false;
}

static bool is_filtered(struct confirmation_round *round)
{
	int64_t count = 0;

	if (!sql_number(round->stage->store,
			"SELECT count(*) FROM temp.stage_outcome WHERE outcome = 'filtered' AND entity = ?",
			round->table->entity->name, 0, &count, round->fault))
		return false;
	round->filtered = count > 0;
	return true;
}

static void add_missing(struct confirmation_round *round, sqlite3_stmt *row)
{
	const struct entity *entity = round->table->entity;
	struct missing missing = { .texts = xcalloc(entity->n_keys, sizeof(char *)) };
	struct text key = TEXT_INIT;

	add_row_key(&key, round->table, row, OPEN_COLUMNS);
	missing.key = text_take(&key);
	for (unsigned i = 0; i < entity->n_keys; i++) {
		struct value value = sql_value(row, OPEN_COLUMNS + (int)i);

		missing.texts[i] = value_to_text(&value);
		value_clear(&value);
	}
	if (round->count == round->space) {
		round->space = round->space ? 2 * round->space : 16;
		round->rows = xreallocarray(round->rows, round->space, sizeof *round->rows);
	}
	round->rows[round->count++] = missing;
}

static bool find_missing(struct confirmation_round *round)
{
	struct stage *stage = round->stage;
	const struct table *table = round->table;
	AUTO_STATEMENT sqlite3_stmt *open =
		open_select(stage->store, table, stage->cluster, INT64_MAX, false, round->fault);
	AUTO_STATEMENT sqlite3_stmt *staged = NULL;
	struct pairing pairing;
	enum side side;

	if (!open)
		return false;
	if (stage->tables[table - stage->store->tables].table &&
	    !(staged = staged_select(stage, table, round->fault)))
		return false;
	pairing = pairing_of(stage->store, open, OPEN_COLUMNS, staged, STAGED_COLUMNS,
			     (int)table->entity->n_keys);
	while ((side = pairing_next(&pairing, round->fault)) != SIDE_END) {
		int covered = 0;

		if (side == SIDE_LEFT && !round->filtered)
			covered = scope_covers(stage, table, open, OPEN_COLUMNS, round->fault);
		if (side == SIDE_FAILED || covered < 0)
			return false;
		if (side == SIDE_LEFT && (round->filtered || covered))
			add_missing(round, open);
	}
	return true;
}

static bool ask(struct confirmation_round *round, stage_confirm_function *confirm, void *context)
{
	struct stage *stage = round->stage;
	struct keyset *confirmed = &stage->tables[round->table - stage->store->tables].confirmed;

	/* Asking takes time: hold no view of the store meanwhile. */
	if (round->count &&
	    (!sql_run(stage->store, "COMMIT", round->fault) || !sql_run(stage->store, "BEGIN", round->fault)))
		return false;
	for (size_t i = 0; i < round->count; i++) {
		enum confirmation answer = CONFIRM_UNKNOWN;

		if (!confirm(context, round->table->entity, (const char *const *)round->rows[i].texts,
			     &answer, round->fault))
			return false;
		keyset_add(confirmed, round->rows[i].key, (int)answer);
	}
	return true;
}

static void round_clear(struct confirmation_round *round)
{
	for (size_t i = 0; i < round->count; i++) {
		for (unsigned j = 0; j < round->table->entity->n_keys; j++)
			free(round->rows[i].texts[j]);
		free(round->rows[i].texts);
		free(round->rows[i].key);
	}
	free(round->rows);
}

bool stage_confirm_missing(struct stage *stage, enum quorum quorum, stage_confirm_function *confirm,
			   void *context, struct fault *f)
{
	struct store *store = stage->store;

	if (!stage->cluster)
		return fault_set(f, FAULT_BUG, "confirming for a walk that found no cluster");
	if (quorum != QUORUM_HELD || !stage->newest)
		return true; /* nothing will be closed */
	for (size_t i = 0; i < store->n_tables; i++) {
		struct confirmation_round round = { .stage = stage, .table = &store->tables[i], .fault = f };
		bool done;

		if (!can_confirm(store, store->entities[i]))
			continue;
		done = is_filtered(&round) && find_missing(&round) && ask(&round, confirm, context);
		round_clear(&round);
		scopes_close(stage);
		if (!done)
			return false;
	}
	return true;
}
