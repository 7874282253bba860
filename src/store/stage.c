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

static struct staged_table *prepare_table(struct stage *stage, const struct table *table, struct fault *f)
{
	struct staged_table *staged = &stage->tables[table - stage->store->tables];
	const struct entity *entity = table->entity;
	AUTO_TEXT struct text sql = TEXT_INIT, insert = TEXT_INIT;

	if (staged->insert)
		return staged;
	text_addf(&sql, "CREATE TABLE IF NOT EXISTS temp.stage_%s (states BLOB", entity->name);
	text_addf(&insert, "INSERT OR REPLACE INTO temp.stage_%s VALUES (?", entity->name);
	for (unsigned i = 0; i < entity->n_columns; i++) {
		text_add(&sql, ", ");
		ddl_add_name(&sql, entity->columns[i].name);
		text_addf(&sql, " %s", ddl_affinity(&entity->columns[i]));
		text_add(&insert, ", ?");
	}
	for (unsigned i = 0; i < table->n_labels; i++) {
		text_addf(&sql, ", extra_%u TEXT", i);
		text_add(&insert, ", ?");
	}
	text_add(&sql, ", PRIMARY KEY (");
	for (unsigned i = 0; i < entity->n_keys; i++) {
		text_add(&sql, i ? ", " : "");
		ddl_add_name(&sql, entity->columns[i].name);
	}
	text_add(&sql, ")) WITHOUT ROWID");
	text_add_char(&insert, ')');
	if (!sql_run(stage->store, sql.data, f))
		return NULL;
	staged->exists = true;
	staged->insert = sql_prepare(stage->store, insert.data, f);
	return staged->insert ? staged : NULL;
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

static bool is_set(const struct value *value)
{
	return value->kind != VALUE_UNKNOWN && value->kind != VALUE_NULL;
}

static bool bind_column(sqlite3_stmt *insert, const struct row *row, unsigned i, char *state, struct fault *f)
{
	const struct column *column = &row->entity->columns[i];
	const struct value *value = &row->values[i];
	int index = STAGED_COLUMNS + 1 + (int)i;

	*state = value->kind == VALUE_UNKNOWN;
	if (!is_set(value))
		return i >= row->entity->n_keys || fault_set(f, FAULT_BUG, "a row of %s without %s",
							     row->entity->name, column->name);
	if (column->class == CLASS_SECRET) {
		sql_bind_text(insert, index, "set"); /* whatever came: a secret never gets further */
		return true;
	}
	if (!fits(column, value))
		return fault_set(f, FAULT_BUG, "%s.%s is of type %s, and got something else",
				 row->entity->name, column->name, value_type_name(column->rule.type));
	statement_bind_value(insert, index, value);
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

static bool bind_parts(sqlite3_stmt *insert, const struct table *table, const struct row *row, char *states,
		       struct fault *f)
{
	AUTO_TEXT struct text joined = TEXT_INIT;

	for (unsigned label = 0; label < table->n_labels; label++) {
		struct part part;
		int index = STAGED_COLUMNS + 1 + (int)(table->entity->n_columns + label);

		text_reset(&joined);
		if (!join_parts(table, row, label, &part, &joined, f))
			return false;
		states[label] = (char)part.state;
		/* The joined text is gone when the row is stored. */
		sqlite3_bind_text(insert, index, part.extra, -1,
				  part.extra == joined.data ? SQLITE_TRANSIENT : SQLITE_STATIC);
	}
	return true;
}

static bool take_row(struct sink *sink, const struct row *row, struct fault *f)
{
	struct stage *stage = stage_of(sink);
	const struct table *table = store_table(stage->store, row->entity);
	size_t size = 1 + (size_t)row->entity->n_columns + (table ? table->n_labels : 0);
	AUTO_FREE char *states = xcalloc(size, 1);
	struct staged_table *staged;

	if (!check_identified(stage, f))
		return false;
	if (!table)
		return fault_set(f, FAULT_BUG, "a row of %s, which the store does not know",
				 row->entity->name);
	staged = prepare_table(stage, table, f);
	if (!staged)
		return false;
	states[0] = row->made;
	sqlite3_clear_bindings(staged->insert); /* most columns are not set */
	for (unsigned i = 0; i < row->entity->n_columns; i++)
		if (!bind_column(staged->insert, row, i, &states[1 + i], f))
			return false;
	if (!bind_parts(staged->insert, table, row, states + 1 + row->entity->n_columns, f))
		return false;
	sqlite3_bind_blob64(staged->insert, STAGED_STATES + 1, states, size, SQLITE_STATIC);
	return sql_finish(stage->store, staged->insert, f);
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
	sqlite3_stmt *insert;
	size_t kind;

	if (!check_identified(stage, f))
		return false;
	insert = prepare_once(stage, &stage->insert_scope,
			      "INSERT OR IGNORE INTO temp.stage_scope VALUES (?, ?)", f);
	if (!insert)
		return false;
	kind = scope_kind_of(stage, scope);
	text_reset(&stage->scratch);
	scope_add_text(&stage->scratch, &stage->kinds[kind], scope->values);
	sqlite3_bind_int64(insert, 1, (int64_t)kind);
	sqlite3_bind_text(insert, 2, stage->scratch.data, (int)stage->scratch.size, SQLITE_STATIC);
	return sql_finish(stage->store, insert, f);
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

static const char drop_tables[] = "DROP TABLE IF EXISTS temp.stage_kind;\n"
				  "DROP TABLE IF EXISTS temp.stage_scope;\n"
				  "DROP TABLE IF EXISTS temp.stage_outcome;\n"
				  "DROP TABLE IF EXISTS temp.stage_leftover;\n"
				  "DROP TABLE IF EXISTS temp.stage_shape;\n";
static const char create_tables[] =
	"CREATE TABLE temp.stage_kind (entity, columns, kind, PRIMARY KEY (entity, columns)) WITHOUT ROWID;\n"
	"CREATE TABLE temp.stage_scope (kind INTEGER, scope TEXT, PRIMARY KEY (kind, scope)) WITHOUT ROWID;\n"
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
	stage->sink = (struct sink){ take_identity, take_row,	take_scope,
				      take_outcome,  take_leftover, take_shape };
	stage->store = store;
	stage->options.adopt = options && options->adopt;
	stage->options.cluster_name = options ? copy(options->cluster_name) : NULL;
	stage->options.otherwise = options ? copy(options->otherwise) : NULL;
	stage->tables = xcalloc(store->n_tables + 1, sizeof *stage->tables);
	stage->scratch = (struct text)TEXT_INIT;
	store->stage = stage;
	return stage;
}

static void drop_stage(struct stage *stage)
{
	struct store *store = stage->store;

	for (size_t i = 0; i < store->n_tables; i++) {
		sqlite3_finalize(stage->tables[i].insert);
		keyset_clear(&stage->tables[i].confirmed);
	}
	sqlite3_finalize(stage->insert_scope);
	sqlite3_finalize(stage->covering);
	sqlite3_finalize(stage->insert_outcome);
	sqlite3_finalize(stage->insert_leftover);
	sqlite3_finalize(stage->known);
	sql_rollback(store);
	for (size_t i = 0; i < store->n_tables; i++)
		if (stage->tables[i].exists)
			sql_runf(store, NULL, "DROP TABLE IF EXISTS temp.stage_%s", store->entities[i]->name);
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
