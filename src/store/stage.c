/* stage.c - takes what a walk finds into temporary tables. Nothing of the store changes here, and no
 * lock on it is held meanwhile: the open transaction touches temporary tables only. */
#include "store/stage.h"

#include <stdlib.h>
#include <string.h>

static struct stage *stage_of(struct sink *sink)
{
	return (struct stage *)sink;
}

/* --- identified */

static char *copy(const char *text)
{
	return text && *text ? xstrdup(text) : NULL;
}

static bool take_identity(struct sink *sink, const struct identity *identity, struct fault *f)
{
	struct stage *stage = stage_of(sink);

	if (stage->cluster)
		return fault_set(f, FAULT_BUG, "the walk named its cluster twice");
	stage->identity = (struct identity){ copy(identity->ca_fingerprint), copy(identity->name),
					     copy(identity->version) };
	stage->cluster = identity_name(stage->store, &stage->identity, &stage->options, f);
	if (!stage->cluster)
		return false;
	stage->lock = lock_take(stage->store, stage->cluster, f);
	return stage->lock && newest_snapshot(stage->store, stage->cluster, 0, &stage->newest, f) &&
	       sql_run(stage->store, "BEGIN", f);
}

static bool check_identified(const struct stage *stage, struct fault *f)
{
	if (stage->cluster && stage->lock && !stage->merged)
		return true;
	return fault_set(f, FAULT_BUG, "rows for a stage that is not open");
}

/* --- rows */

static struct staged_table *staged_table(struct stage *stage, const struct table *table, struct fault *f)
{
	size_t number = (size_t)(table - stage->store->tables);
	struct staged_table *staged = &stage->tables[number];

	if (staged->table)
		return staged;
	staged->table = table;
	staged->rows = staged_list_of(stage->store, number, table->entity->n_keys, staged_values(table));
	return staged_table_show(staged, f) ? staged : NULL;
}

static bool fits(const struct column *column, const struct value *value)
{
	char affinity = ddl_affinity(column)[0];

	switch (value->kind) {
	case VALUE_INT:
		return affinity != 'T';
	case VALUE_REAL:
		return affinity == 'R';
	case VALUE_TEXT:
		return affinity == 'T';
	case VALUE_UNKNOWN:
	case VALUE_NULL:
		break;
	}
	return true;
}

static bool add_set(struct text *tuple, const struct entity *entity, unsigned i, const struct value *value,
		    struct fault *f)
{
	const struct column *column = &entity->columns[i];

	if (column->class == CLASS_SECRET)
		tuple_add_text(tuple, "set"); /* whatever came: a secret never gets further */
	else if (!fits(column, value))
		return fault_set(f, FAULT_BUG, "%s.%s is of type %s, and got something else", entity->name,
				 column->name, value_type_name(column->rule.type));
	else if (value->kind == VALUE_INT && ddl_affinity(column)[0] == 'R')
		tuple_add_real(tuple, (double)value->integer);
	else
		tuple_add(tuple, value);
	return true;
}

/* Columns that are not set, or unknown, as is the first; 0: it is set. */
static unsigned count_unset(const struct value *values, unsigned count)
{
	enum value_kind kind = values->kind;
	unsigned i = 0;

	if (kind == VALUE_UNKNOWN || kind == VALUE_NULL)
		while (i < count && values[i].kind == kind)
			i++;
	return i;
}

/* Most of them are not set. */
static bool add_columns(struct text *tuple, const struct row *row, struct fault *f)
{
	const struct entity *entity = row->entity;
	unsigned unset;

	for (unsigned i = 0; i < entity->n_columns; i += unset ? unset : 1) {
		unset = count_unset(&row->values[i], entity->n_columns - i);
		if (unset && i < entity->n_keys)
			return fault_set(f, FAULT_BUG, "a row of %s without %s", entity->name,
					 entity->columns[i].name);
		if (unset)
			tuple_add_unset(tuple, row->values[i].kind, unset);
		else if (!add_set(tuple, entity, i, &row->values[i], f))
			return false;
	}
	return true;
}

static bool has_members(const char *extra)
{
	return extra && strcmp(extra, "{}") != 0;
}

/* What the sources of one label say together. */
static bool join_parts(const struct table *table, const struct row *row, unsigned label, struct part *ret,
		       struct text *joined, struct fault *f)
{
	static const int weight[] = {
		[PART_NEVER] = 0, [PART_UNKNOWN] = 1, [PART_SOME] = 2, [PART_WHOLE] = 3
	};

	*ret = (struct part){ PART_NEVER, NULL };
	for (unsigned i = 0; i < row->entity->n_sources; i++) {
		const struct part *part = &row->parts[i];

		if (table->label_of[i] != label)
			continue;
		if (weight[part->state] > weight[ret->state])
			ret->state = part->state;
		if (!has_members(part->extra) || weight[part->state] < 2)
			continue;
		if (ret->extra) {
			struct text both = TEXT_INIT;

			if (!extra_overlay(&both, json_slice_of(part->extra), json_slice_of(ret->extra), f))
				return false;
			text_clear(joined);
			*joined = both;
			ret->extra = joined->data;
		} else {
			ret->extra = part->extra;
		}
	}
	return true;
}

static bool add_parts(struct text *tuple, const struct table *table, const struct row *row, struct fault *f)
{
	AUTO_TEXT struct text joined = TEXT_INIT;

	for (unsigned label = 0; label < table->n_labels; label++) {
		struct part part;

		text_reset(&joined);
		if (!join_parts(table, row, label, &part, &joined, f))
			return false;
		tuple_add_text(tuple, part.extra);
		tuple_add_int(tuple, part.state);
	}
	return true;
}

static bool take_row(struct sink *sink, const struct row *row, struct fault *f)
{
	struct stage *stage = stage_of(sink);
	const struct table *table = store_table(stage->store, row->entity);
	struct staged_table *staged;

	if (!check_identified(stage, f))
		return false;
	if (!table)
		return fault_set(f, FAULT_BUG, "a row of %s, which the store does not know",
				 row->entity->name);
	staged = staged_table(stage, table, f);
	if (!staged)
		return false;
	text_reset(&stage->tuple);
	if (!add_columns(&stage->tuple, row, f) || !add_parts(&stage->tuple, table, row, f))
		return false;
	tuple_add_int(&stage->tuple, row->made);
	return staged_list_take(&staged->rows, &stage->tuple, f);
}

/* --- what else the walk finds */

static sqlite3_stmt *prepare_once(struct stage *stage, sqlite3_stmt **statement, const char *sql,
				  struct fault *f)
{
	if (!*statement)
		*statement = sql_prepare(stage->store, sql, f);
	return *statement;
}

static bool take_scope(struct sink *sink, const struct scope *scope, struct fault *f)
{
	struct stage *stage = stage_of(sink);

	return check_identified(stage, f) && scope_take(stage, scope, f);
}

static bool take_outcome(struct sink *sink, const struct outcome *outcome, struct fault *f)
{
	struct stage *stage = stage_of(sink);
	sqlite3_stmt *insert;

	if (!check_identified(stage, f))
		return false;
	insert = prepare_once(stage, &stage->insert_outcome,
			      "INSERT OR REPLACE INTO temp.stage_outcome VALUES (?, ?, ?, ?, ?, ?, ?)", f);
	if (!insert)
		return false;
	sql_bind_text(insert, 1, outcome->read->name);
	sql_bind_text(insert, 2, outcome->target ? outcome->target : "");
	sql_bind_text(insert, 3, outcome->entity ? outcome->entity->name : "");
	sql_bind_text(insert, 4, outcome_name(outcome->kind));
	sql_bind_text(insert, 5, outcome->reason && *outcome->reason ? outcome->reason : NULL);
	sqlite3_bind_int(insert, 6, outcome->expected);
	sql_bind_text(insert, 7, outcome->path);
	return sql_finish(stage->store, insert, f);
}

bool stage_leftover(struct stage *stage, const char *read, const char *target, const char *path,
		    const char *json, struct fault *f)
{
	sqlite3_stmt *insert = prepare_once(stage, &stage->insert_leftover,
					    "INSERT INTO temp.stage_leftover VALUES (?, ?, ?, ?)", f);

	if (!insert)
		return false;
	sql_bind_text(insert, 1, read);
	sql_bind_text(insert, 2, target ? target : "");
	sql_bind_text(insert, 3, path ? path : "");
	sql_bind_text(insert, 4, json);
	return sql_finish(stage->store, insert, f);
}

static bool take_leftover(struct sink *sink, const struct leftover *leftover, struct fault *f)
{
	struct stage *stage = stage_of(sink);

	return check_identified(stage, f) && stage_leftover(stage, leftover->read->name, leftover->target,
							    leftover->path, leftover->json, f);
}

static bool take_shape(struct sink *sink, const struct read *read, const char *json, struct fault *f)
{
	struct stage *stage = stage_of(sink);
	AUTO_STATEMENT sqlite3_stmt *insert = NULL;

	if (!check_identified(stage, f))
		return false;
	insert = sql_prepare(stage->store, "INSERT INTO temp.stage_shape VALUES (?, ?)", f);
	if (!insert)
		return false;
	sql_bind_text(insert, 1, read->name);
	sql_bind_text(insert, 2, json);
	return sql_finish(stage->store, insert, f);
}

/* --- life of a stage */

static const char drop_tables[] = "DROP TABLE IF EXISTS temp.stage_chunk;\n"
				  "DROP TABLE IF EXISTS temp.stage_outcome;\n"
				  "DROP TABLE IF EXISTS temp.stage_leftover;\n"
				  "DROP TABLE IF EXISTS temp.stage_shape;\n";
static const char create_tables[] = STAGED_CHUNKS_SQL
	"CREATE TABLE temp.stage_outcome (read TEXT, target TEXT, entity TEXT, outcome TEXT, reason TEXT,\n"
	"	expected INTEGER, path TEXT, PRIMARY KEY (read, target, entity)) WITHOUT ROWID;\n"
	"CREATE TABLE temp.stage_leftover (read TEXT, target TEXT, path TEXT, json TEXT);\n"
	"CREATE TABLE temp.stage_shape (read TEXT PRIMARY KEY, fields TEXT) WITHOUT ROWID;\n";

struct stage *stage_new(struct store *store, const struct stage_options *options, struct fault *f)
{
	struct stage *stage;

	if (store->mode == STORE_READ)
		return fault_set(f, FAULT_BUG, "a walk into a store opened for reading"), NULL;
	if (store->stage)
		return fault_set(f, FAULT_BUG, "two walks into one open store"), NULL;
	if (!sql_run(store, drop_tables, f) || !sql_run(store, create_tables, f))
		return NULL;
	stage = xcalloc(1, sizeof *stage);
	stage->sink =
		(struct sink){ take_identity, take_row, take_scope, take_outcome, take_leftover, take_shape };
	stage->store = store;
	stage->options.adopt = options && options->adopt;
	stage->options.cluster_name = options ? copy(options->cluster_name) : NULL;
	stage->options.otherwise = options ? copy(options->otherwise) : NULL;
	stage->tables = xcalloc(store->n_tables + 1, sizeof *stage->tables);
	stage->tuple = stage->scratch = (struct text)TEXT_INIT;
	store->stage = stage;
	return stage;
}

static void drop_stage(struct stage *stage)
{
	struct store *store = stage->store;

	for (size_t i = 0; i < store->n_tables; i++) {
		if (stage->tables[i].table)
			staged_table_hide(&stage->tables[i]);
		staged_list_clear(&stage->tables[i].rows);
		keyset_clear(&stage->tables[i].confirmed);
	}
	sqlite3_finalize(stage->insert_outcome);
	sqlite3_finalize(stage->insert_leftover);
	sqlite3_finalize(stage->known);
	sql_rollback(store);
	sql_run(store, drop_tables, NULL);
}

void stage_free(struct stage *stage)
{
	if (!stage)
		return;
	drop_stage(stage);
	stage->store->stage = NULL;
	lock_release(stage->lock);
	scope_kinds_forget(stage);
	free(stage->tables);
	free(stage->cluster);
	free(stage->identity.ca_fingerprint);
	free(stage->identity.name);
	free(stage->identity.version);
	free((char *)(uintptr_t)stage->options.cluster_name);
	free((char *)(uintptr_t)stage->options.otherwise);
	text_clear(&stage->tuple);
	text_clear(&stage->scratch);
	free(stage);
}

struct sink *stage_sink(struct stage *stage)
{
	return &stage->sink;
}

const char *stage_cluster(const struct stage *stage)
{
	return stage->cluster;
}
