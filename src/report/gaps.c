#include "report/gaps.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/wrap.h"
#include "report/query.h"

#define TARGETS_SHOWN 5
#define LINE_GAPS 4 /* named in one line */
#define LINE_WIDTH 100

/* Levels are chosen, and what is not installed or unknown to this version is not missing. A reason that
 * names its target ("needs VM.Audit on /vms/100") is one with its likes. */
static const char gaps_sql[] =
	"SELECT cluster, read, entity, outcome, iif(count(*) = 1, reason, folded), expected, count(*),\n"
	"	json_group_array(target) FILTER (WHERE target <> '')\n"
	"FROM (SELECT *, iif(target = '', reason, replace(reason, '/' || target, '/…')) AS folded\n"
	"	FROM outcome WHERE outcome NOT IN ('ok', 'empty', 'absent', 'unsupported')\n"
	"	AND NOT (outcome = 'skipped' AND expected) AND (?1 IS NULL OR cluster = ?1) ORDER BY "
	"target)\n"
	"GROUP BY cluster, read, entity, outcome, folded, expected\n"
	"ORDER BY cluster, expected, outcome, folded, read, entity";

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

static void gap_clear(struct gap *gap)
{
	free(gap->cluster);
	free(gap->read_name);
	free(gap->reason);
	free(gap->targets);
}

void gaps_clear(struct gaps *gaps)
{
	for (size_t i = 0; i < gaps->count; i++)
		gap_clear(&gaps->items[i]);
	free(gaps->items);
	*gaps = (struct gaps){ NULL, 0 };
}

/* A list that is read for each row of another entity misses what that one misses. */
static bool reaches(const struct gap *gap, const struct entity *entity, bool rows_only, unsigned depth)
{
	if (gap->entity == entity)
		return true;
	for (unsigned i = 0; i < entity->n_sources; i++) {
		const struct entity_source *source = &entity->sources[i];
		const struct entity *per = source->read->per;
		if (source->ignores || (rows_only && source->joins))
			continue;
		if (!gap->entity && source->read == gap->read)
			return true;
		/* What joins is only late for the rows that its own rows are read for. */
		if (per && per != entity && !source->joins && depth < 8 && reaches(gap, per, true, depth + 1))
			return true;
	}
	return false;
}

bool gap_concerns(const struct gap *gap, const struct entity *entity)
{
	return reaches(gap, entity, false, 0);
}

bool gap_hides_rows(const struct gap *gap, const struct entity *entity)
{
	return reaches(gap, entity, true, 0);
}

void gaps_leave(struct gaps *gaps, const struct entity *entity, bool rows_only)
{
	size_t left = 0;
	for (size_t i = 0; i < gaps->count; i++) {
		if (reaches(&gaps->items[i], entity, rows_only, 0))
			gaps->items[left++] = gaps->items[i];
		else
			gap_clear(&gaps->items[i]);
	}
	gaps->count = left;
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

static void add_gap_text(struct text *t, const struct gap *gap)
{
	if (gap->count > 1)
		text_addf(t, "%" PRId64 " × ", gap->count);
	text_add(t, gap->read_name);
	if (gap->entity)
		text_addf(t, " of %s", gap->entity->plural);
	add_targets(t, gap->targets);
}

static bool same_reason(const struct gap *a, const struct gap *b)
{
	const char *x = a->reason ? a->reason : "", *y = b->reason ? b->reason : "";
	return a->outcome == b->outcome && a->expected == b->expected && strcmp(x, y) == 0 &&
	       strcmp(a->cluster, b->cluster) == 0;
}

/* Where the group of the i-th ends. */
static size_t group_end(const struct gaps *gaps, size_t i)
{
	const struct gap *first = &gaps->items[i];
	while (++i < gaps->count && same_reason(first, &gaps->items[i]))
		continue;
	return i;
}

static void add_reason(struct text *why, const struct gap *gap)
{
	text_add(why, outcome_name(gap->outcome));
	if (gap->reason)
		text_addf(why, ": %s", gap->reason);
}

static void add_group(struct text *t, const struct gaps *gaps, size_t i, size_t end)
{
	AUTO_TEXT struct text why = TEXT_INIT, reads = TEXT_INIT, visible = TEXT_INIT;
	add_reason(&why, &gaps->items[i]);
	for (size_t k = i; k < end; k++) {
		text_add(&reads, k > i ? ", " : "");
		add_gap_text(&reads, &gaps->items[k]);
	}
	text_add(t, "  ");
	text_add_visible(t, why.data);
	text_add(t, "\n      ");
	text_add_visible(&visible, reads.data);
	text_add_wrapped(t, visible.data, 6, 6, LINE_WIDTH);
	text_add_char(t, '\n');
}

static void add_block(struct text *t, const struct gaps *gaps, bool expected, const char *title)
{
	bool any = false;
	for (size_t i = 0, end; i < gaps->count; i = end) {
		end = group_end(gaps, i);
		if (gaps->items[i].expected != expected)
			continue;
		if (!any)
			text_addf(t, "\n%s\n", title);
		any = true;
		add_group(t, gaps, i, end);
	}
}

void gaps_add_text(struct text *t, const struct gaps *gaps)
{
	add_block(t, gaps, false, "Not read:");
	add_block(t, gaps, true, "Not read, as expected:");
}

size_t gaps_add_line(struct text *t, const struct gaps *gaps, size_t i)
{
	size_t end = group_end(gaps, i);
	size_t named = end - i > LINE_GAPS ? LINE_GAPS - 1 : end - i;
	int64_t more = 0;
	add_reason(t, &gaps->items[i]);
	for (size_t k = i; k < i + named; k++) {
		text_add(t, k > i ? ", " : ": ");
		add_gap_text(t, &gaps->items[k]);
	}
	for (size_t k = i + named; k < end; k++)
		more += gaps->items[k].count;
	if (more > 0)
		text_addf(t, " and %" PRId64 " more reads", more);
	return end;
}

void gap_write_json(struct json_writer *w, const struct gap *gap)
{
	json_open(w, '{');
	json_put_string(w, "read", gap->read_name);
	if (gap->entity)
		json_put_string(w, "entity", gap->entity->name);
	json_put_string(w, "outcome", outcome_name(gap->outcome));
	json_put_string(w, "reason", gap->reason);
	json_put_bool(w, "expected", gap->expected);
	json_put_int(w, "count", gap->count);
	json_key(w, "targets");
	json_raw(w, gap->targets);
	json_close(w, '}');
}
