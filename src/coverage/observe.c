#include "coverage/observe.h"

#include <stdlib.h>
#include <string.h>

#include "report/query.h"
#include "walk/plan.h"
#include "walk/shape.h"

static void add_observed(struct observed **list, size_t *count, const char *path, const char *kinds)
{
	*list = xreallocarray(*list, *count + 1, sizeof **list);
	(*list)[(*count)++] =
		(struct observed){ xstrdup(path), field_parse(path), strcmp(kinds, SHAPE_EMPTY) != 0 };
}

static struct observed_read *observed_of(struct observation *o, const char *name)
{
	const struct read *read = schema_read(name);

	return read ? &o->reads[read->index] : NULL;
}

static bool read_shapes(struct observation *o, sqlite3 *db, const char *cluster, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *row =
		query_prepare(db, "SELECT read, field, kinds FROM shape WHERE cluster = ?1", f);
	int found = -1;

	if (row)
		query_bind_text(row, 1, cluster);
	while (row && (found = query_step(row, f)) == 1) {
		struct observed_read *read = observed_of(o, query_text(row, 0));

		o->shapes = true;
		if (read)
			add_observed(&read->fields, &read->count, query_text(row, 1), query_text(row, 2));
	}
	return found == 0;
}

static bool read_ever(struct observation *o, sqlite3 *db, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *row = query_prepare(
		db,
		"SELECT DISTINCT s.read, f.key FROM main.shape_history s, json_each(s.fields) f "
		"WHERE f.value <> '" SHAPE_EMPTY "'",
		f);
	int found = -1;

	while (row && (found = query_step(row, f)) == 1) {
		struct observed_read *read = observed_of(o, query_text(row, 0));

		if (read)
			add_observed(&read->ever, &read->n_ever, query_text(row, 1), "");
	}
	return found == 0;
}

/* Of several endings of one read: what matters most to the reader. */
static int gravity(enum outcome_kind kind)
{
	static const enum outcome_kind order[] = { OUTCOME_OK,     OUTCOME_SKIPPED, OUTCOME_UNSUPPORTED,
						   OUTCOME_ABSENT, OUTCOME_EMPTY,   OUTCOME_FILTERED,
						   OUTCOME_ERROR,  OUTCOME_TIMEOUT, OUTCOME_OFFLINE,
						   OUTCOME_DENIED };

	for (int i = 0; i < (int)(sizeof order / sizeof *order); i++)
		if (order[i] == kind)
			return i;
	return -1;
}

static void note_outcome(struct observed_read *read, enum outcome_kind kind, const char *reason)
{
	read->answered = read->answered || kind == OUTCOME_OK || kind == OUTCOME_FILTERED;
	if (read->asked && gravity(kind) <= gravity(read->outcome))
		return;
	free(read->reason);
	read->outcome = kind;
	read->reason = xstrdup(reason);
	read->asked = true;
}

static bool read_outcomes(struct observation *o, sqlite3 *db, const char *cluster, struct fault *f)
{
	/* A reason that names its target is one with its likes; of what did not answer the first are named.
	 */
	AUTO_QUERY sqlite3_stmt *row =
		query_prepare(db,
			      "SELECT read, outcome, iif(outcome IN ('offline', 'timeout', 'error'),\n"
			      "	coalesce(group_concat(target, ', ') FILTER (WHERE target <> '' AND n <= 3)\n"
			      "		|| iif(count(*) > 3, ', …: ', ': '), '') || coalesce(reason, "
			      "outcome), reason)\n"
			      "FROM (SELECT *, row_number() OVER (PARTITION BY read, outcome, reason ORDER "
			      "BY target) AS n\n"
			      "	FROM (SELECT read, outcome, target, iif(target = '', reason,\n"
			      "		replace(reason, '/' || target, '/…')) AS reason FROM outcome WHERE "
			      "cluster = ?1))\n"
			      "GROUP BY read, outcome, reason ORDER BY 1, 2, 3",
			      f);
	int found = -1;

	if (row)
		query_bind_text(row, 1, cluster);
	while (row && (found = query_step(row, f)) == 1) {
		struct observed_read *read = observed_of(o, query_text(row, 0));
		enum outcome_kind kind = OUTCOME_ERROR;

		outcome_from_name(query_text(row, 1), &kind);
		if (read)
			note_outcome(read, kind, query_text(row, 2));
	}
	return found == 0;
}

/* How many values a column holds; null where an empty one says nothing: there are no rows, no row knows the
 * metric (they are those of the newest snapshot), or it is a time, of which 0 means never. */
static void add_count(struct text *sql, const struct column *column)
{
	text_add(sql, "nullif(count(");
	query_add_name(sql, column->name);
	text_add(sql, "), iif(");
	if (column->rule.type == TYPE_TIMESTAMP)
		text_add(sql, "0");
	else if (column->class == CLASS_METRIC)
		text_addf(sql, "max(unknown IS NULL OR instr(unknown, '\"%s\"') = 0)", column->name);
	else
		text_add(sql, "count(*)");
	text_add(sql, ", -1, 0))");
}

static bool count_values(int64_t *values, const struct entity *entity, sqlite3 *db, const char *cluster,
			 struct fault *f)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	AUTO_QUERY sqlite3_stmt *row = NULL;

	for (unsigned i = 0; i < entity->n_columns; i++) {
		text_add(&sql, i ? ", " : "SELECT ");
		add_count(&sql, &entity->columns[i]);
	}
	text_addf(&sql, " FROM \"%s\" WHERE cluster = ?1", entity->name);
	row = query_prepare(db, sql.data, f);
	if (!row)
		return false;
	query_bind_text(row, 1, cluster);
	if (query_step(row, f) != 1)
		return false;
	for (unsigned i = 0; i < entity->n_columns; i++)
		values[i] = sqlite3_column_type(row, (int)i) == SQLITE_NULL
				    ? -1
				    : sqlite3_column_int64(row, (int)i);
	return true;
}

bool observation_read(struct observation *ret, sqlite3 *db, const char *cluster, struct fault *f)
{
	bool done;

	*ret = (struct observation){ .reads = xcalloc(schema_read_count, sizeof *ret->reads),
				     .values = xcalloc(schema_entity_count, sizeof *ret->values) };
	done = read_shapes(ret, db, cluster, f) && read_ever(ret, db, f) &&
	       read_outcomes(ret, db, cluster, f);
	for (unsigned i = 0; i < schema_entity_count; i++) {
		ret->values[i] = xcalloc(schema_entities[i]->n_columns, sizeof **ret->values);
		done = done && count_values(ret->values[i], schema_entities[i], db, cluster, f);
	}
	if (!done)
		observation_clear(ret);
	return done;
}

static void clear_list(struct observed *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(list[i].path);
		field_clear(&list[i].field);
	}
	free(list);
}

void observation_clear(struct observation *o)
{
	for (unsigned i = 0; o->reads && i < schema_read_count; i++) {
		clear_list(o->reads[i].fields, o->reads[i].count);
		clear_list(o->reads[i].ever, o->reads[i].n_ever);
		free(o->reads[i].reason);
	}
	for (unsigned i = 0; o->values && i < schema_entity_count; i++)
		free(o->values[i]);
	free(o->reads);
	free(o->values);
	*o = (struct observation){ 0 };
}
