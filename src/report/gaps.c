#include "report/gaps.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/query.h"

#define TARGETS_SHOWN 5

/* Levels are chosen, and what is not installed or unknown to this version is not missing. */
static const char gaps_sql[] =
	"SELECT cluster, read, entity, outcome, reason, expected, count(*),\n"
	"	json_group_array(target) FILTER (WHERE target <> '')\n"
	"FROM (SELECT * FROM outcome WHERE outcome NOT IN ('ok', 'empty', 'absent', 'unsupported')\n"
	"	AND NOT (outcome = 'skipped' AND expected) AND (?1 IS NULL OR cluster = ?1) ORDER BY target)\n"
	"GROUP BY cluster, read, entity, outcome, reason, expected\n"
	"ORDER BY cluster, expected, outcome, read, entity, reason";

static bool add_gap(struct gaps *gaps, sqlite3_stmt *row)
{
	struct gap gap = { .read_name = xstrdup(query_text(row, 1)) };
	const char *entity = query_text(row, 2);
	gap.cluster = xstrdup(query_text(row, 0));
	gap.read = schema_read(gap.read_name);
	gap.entity = entity ? schema_entity(entity) : NULL;
	if (!outcome_from_name(query_text(row, 3), &gap.outcome))
		gap.outcome = OUTCOME_ERROR;
	gap.reason = xstrdup(query_text(row, 4));
	gap.expected = sqlite3_column_int(row, 5);
	gap.count = sqlite3_column_int64(row, 6);
	const char *targets = query_text(row, 7);
	gap.targets = xstrdup(targets ? targets : "[]");
	gaps->items = xreallocarray(gaps->items, gaps->count + 1, sizeof *gaps->items);
	gaps->items[gaps->count++] = gap;
	return true;
}

bool gaps_read(sqlite3 *db, const char *cluster, struct gaps *ret, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *row = query_prepare(db, gaps_sql, f);
	int found = -1;
	*ret = (struct gaps){ NULL, 0 };
	if (!row)
		return false;
	query_bind_text(row, 1, cluster);
	while ((found = query_step(row, f)) == 1)
		add_gap(ret, row);
	if (found < 0)
		gaps_clear(ret);
	return found == 0;
}

void gaps_clear(struct gaps *gaps)
{
	for (size_t i = 0; i < gaps->count; i++) {
		free(gaps->items[i].cluster);
		free(gaps->items[i].read_name);
		free(gaps->items[i].reason);
		free(gaps->items[i].targets);
	}
	free(gaps->items);
	*gaps = (struct gaps){ NULL, 0 };
}

/* A list that is read for each row of another entity misses what that one misses. */
static bool reaches(const struct gap *gap, const struct entity *entity, unsigned depth)
{
	bool whole_read = !gap->entity;
	if (gap->entity == entity)
		return true;
	for (unsigned i = 0; i < entity->n_sources; i++) {
		const struct entity_source *source = &entity->sources[i];
		const struct entity *per = source->read->per;
		if (source->ignores)
			continue;
		if (whole_read && source->read == gap->read)
			return true;
		/* What joins is only late for the rows that its own rows are read for. */
		if (per && per != entity && !source->joins && depth < 8 && reaches(gap, per, depth + 1))
			return true;
	}
	return false;
}

bool gap_concerns(const struct gap *gap, const struct entity *entity)
{
	return reaches(gap, entity, 0);
}

static void add_targets(struct text *t, const char *json)
{
	struct fault f = FAULT_INIT;
	cJSON *targets = json_parse(json_slice_of(json), &f);
	const cJSON *target = cJSON_IsArray(targets) ? targets->child : NULL;
	const char *before = " (";
	fault_clear(&f);
	for (int i = 0; target; target = target->next, before = ", ") {
		if (++i > TARGETS_SHOWN) {
			text_add(t, ", …");
			break;
		}
		text_addf(t, "%s%s", before, cJSON_IsString(target) ? target->valuestring : "?");
	}
	if (*before == ',')
		text_add_char(t, ')');
	cJSON_Delete(targets);
}

void gap_add_text(struct text *t, const struct gap *gap)
{
	if (gap->count > 1)
		text_addf(t, "%" PRId64 " × ", gap->count);
	text_add(t, gap->read_name);
	if (gap->entity)
		text_addf(t, " of %s", gap->entity->plural);
	add_targets(t, gap->targets);
	text_addf(t, ": %s", outcome_name(gap->outcome));
	if (gap->reason)
		text_addf(t, ": %s", gap->reason);
}

void gap_write_json(struct json_writer *w, const struct gap *gap)
{
	json_open(w, '{');
	json_key(w, "read");
	json_string(w, gap->read_name);
	if (gap->entity) {
		json_key(w, "entity");
		json_string(w, gap->entity->name);
	}
	json_key(w, "outcome");
	json_string(w, outcome_name(gap->outcome));
	json_key(w, "reason");
	json_string(w, gap->reason);
	json_key(w, "expected");
	json_bool(w, gap->expected);
	json_key(w, "count");
	json_int(w, gap->count);
	json_key(w, "targets");
	json_raw(w, gap->targets);
	json_close(w, '}');
}
