#include "report/who_window.h"

#include <stdlib.h>
#include <string.h>

#include "report/query.h"
#include "report/render.h"

#define SKIPS_PASSED 50 /* walks of a lower level in a row, at most */

struct who_reads {
	sqlite3 *db;
	sqlite3_stmt *good, *skipped;
	/* Neighbouring columns come from one read. */
	char *last_name, *last_target;
	int64_t last_from, last;
};

struct window {
	struct who_reads *reads;
	const char *cluster;
	int64_t from;
	const struct change *change;
};

/* --- when a read was last made */

static int64_t ask(const struct window *w, sqlite3_stmt *query, const char *read, const char *target,
		   int64_t at)
{
	struct fault none = FAULT_INIT;
	int64_t found = -1;

	if (!query)
		return -1;
	query_bind_text(query, 1, w->cluster);
	query_bind_text(query, 2, read);
	query_bind_text(query, 3, target);
	sqlite3_bind_int64(query, 4, at);
	if (query_step(query, &none) == 1 && sqlite3_column_type(query, 0) != SQLITE_NULL)
		found = sqlite3_column_int64(query, 0);
	sqlite3_reset(query);
	fault_clear(&none);
	return found;
}

/* "+": found by the read, which tells more than the snapshot. The last snapshot up to ?4 that a good outcome
 * stands for. */
static const char good_sql[] =
	"SELECT max(CASE WHEN until IS NULL OR until > ?4 THEN ?4 ELSE until - 1 END) FROM "
	"main.outcome_history WHERE cluster = ?1 AND read = ?2 AND target = ?3 AND entity = '' AND outcome "
	"IN "
	"('ok', 'empty', 'absent') AND +since <= ?4";

/* Since when the read was skipped as a whole in ?4: then the outcomes of its targets are older than they
 * look. */
static const char skipped_sql[] =
	"SELECT min(+since) FROM main.outcome_history WHERE cluster = ?1 AND read = ?2 AND ?3 IS NOT NULL "
	"AND "
	"target = '' AND entity = '' AND outcome = 'skipped' AND +since <= ?4 AND (until IS NULL OR until > "
	"?4)";

/* -1: never, as far as the store knows. */
static int64_t find_last_read(const struct window *w, const char *read, const char *target)
{
	int64_t at = w->from;

	for (int i = 0; i < SKIPS_PASSED; i++) {
		int64_t good = ask(w, w->reads->good, read, target, at), skipped;
		if (good < 0)
			return -1;
		skipped = ask(w, w->reads->skipped, read, target, good);
		if (skipped < 0)
			return good;
		at = skipped - 1;
	}
	return at;
}

static int64_t last_read(const struct window *w, const char *read, const char *target)
{
	struct who_reads *reads = w->reads;

	if (reads->last_name && reads->last_from == w->from && strcmp(reads->last_name, read) == 0 &&
	    strcmp(reads->last_target, target) == 0)
		return reads->last;
	free(reads->last_name);
	free(reads->last_target);
	reads->last_name = xstrdup(read);
	reads->last_target = xstrdup(target);
	reads->last_from = w->from;
	reads->last = find_last_read(w, read, target);
	return reads->last;
}

struct who_reads *who_reads_new(sqlite3 *db)
{
	struct who_reads *reads = xcalloc(1, sizeof *reads);
	struct fault none = FAULT_INIT;

	reads->db = db;
	reads->good = query_prepare(db, good_sql, &none);
	fault_clear(&none);
	reads->skipped = query_prepare(db, skipped_sql, &none);
	fault_clear(&none);
	return reads;
}

void who_reads_free(struct who_reads *reads)
{
	if (!reads)
		return;
	sqlite3_finalize(reads->good);
	sqlite3_finalize(reads->skipped);
	free(reads->last_name);
	free(reads->last_target);
	free(reads);
}

/* --- which reads */

/* The key of the read's object, as its target is written; false: the change does not say it. */
static bool add_target(struct text *t, const struct read *read, const struct change *change)
{
	if (!read->per)
		return true;
	for (unsigned i = 0; i < read->per->n_keys; i++) {
		const char *name = read->per->columns[i].name;
		unsigned j = 0;

		while (j < change->entity->n_keys && strcmp(change->entity->columns[j].name, name) != 0)
			j++;
		if (j == change->entity->n_keys)
			return false;
		text_add(t, i ? "/" : "");
		render_key(t, &change->key[j], 1);
	}
	return true;
}

static bool fills(const struct entity_source *source, const struct column *column)
{
	for (const struct fill *fill = source->fills; fill && fill->column; fill++)
		if (fill->column == column)
			return true;
	return false;
}

/* Any of the reads that tell the column would have shown its change. */
static int64_t column_begin(const struct window *w, const struct column *column)
{
	const struct entity *entity = w->change->entity;
	int64_t last = -1;

	for (unsigned i = 0; i < entity->n_sources; i++) {
		const struct entity_source *source = &entity->sources[i];
		AUTO_TEXT struct text target = TEXT_INIT;
		int64_t at;

		if (source->ignores || !fills(source, column) || source->read->once ||
		    !add_target(&target, source->read, w->change))
			continue;
		at = last_read(w, source->read->name, target.data);
		last = at > last ? at : last;
	}
	return last < 0 ? w->from : last;
}

int64_t who_window_begin(struct who_reads *reads, const char *cluster, int64_t from,
			 const struct change *change)
{
	struct window w = { reads, cluster, from, change };
	const struct column *key = &change->entity->columns[change->entity->n_keys - 1];
	int64_t first = from;

	if (change->kind == CHANGE_ADDED || change->kind == CHANGE_REMOVED)
		return column_begin(&w, key);
	for (size_t i = 0; i < change->n_columns; i++) {
		int64_t begin =
			change->columns[i].column ? column_begin(&w, change->columns[i].column) : from;
		first = begin < first ? begin : first;
	}
	return first;
}
