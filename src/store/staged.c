/* staged.c - reads back what was staged, and the open versions that it is compared with, in key order. */
#include "store/stage.h"

const char *staged_states(sqlite3_stmt *row)
{
	return sqlite3_column_blob(row, STAGED_STATES);
}

bool states_made(const char *states)
{
	return states[0];
}

bool states_unknown(const char *states, unsigned column)
{
	return states[1 + column];
}

enum part_state states_part(const char *states, const struct table *table, unsigned label)
{
	return (enum part_state)states[1 + table->entity->n_columns + label];
}

int staged_extra(const struct table *table, unsigned label)
{
	return STAGED_COLUMNS + (int)(table->n_history + table->n_metrics + label);
}

static void add_key(struct text *sql, const struct table *table)
{
	for (unsigned i = 0; i < table->entity->n_keys; i++) {
		text_add(sql, i ? ", " : "");
		ddl_add_name(sql, table->entity->columns[i].name);
	}
}

static void add_order(struct text *sql, const struct table *table)
{
	text_add(sql, " ORDER BY ");
	add_key(sql, table);
}

static void add_history_columns(struct text *sql, const struct table *table)
{
	for (unsigned i = 0; i < table->n_history; i++) {
		text_add(sql, ", ");
		ddl_add_name(sql, table_column(table, i)->name);
	}
}

sqlite3_stmt *staged_select(const struct stage *stage, const struct table *table, struct fault *f)
{
	AUTO_TEXT struct text sql = TEXT_INIT;

	text_add(&sql, "SELECT states");
	add_history_columns(&sql, table);
	for (unsigned i = 0; i < table->n_metrics; i++) {
		text_add(&sql, ", ");
		ddl_add_name(&sql, table->entity->columns[table->metrics[i]].name);
	}
	for (unsigned i = 0; i < table->n_labels; i++)
		text_addf(&sql, ", extra_%u", i);
	text_addf(&sql, " FROM stage_%s", table->entity->name);
	add_order(&sql, table);
	return sql_prepare(stage->store, sql.data, f);
}

sqlite3_stmt *open_select(const struct store *store, const struct table *table, const char *cluster,
			  int64_t before, bool staged, struct fault *f)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	sqlite3_stmt *query;

	text_add(&sql, "SELECT rowid, unknown, extra");
	add_history_columns(&sql, table);
	/* "+": by the index of what is open, in its order, and not through all of the history */
	text_addf(&sql, " FROM main.%s_history WHERE cluster = ?1 AND until IS NULL AND +since < ?2",
		  table->entity->name);
	if (staged) {
		text_add(&sql, " AND (");
		add_key(&sql, table);
		text_add(&sql, ") IN (SELECT ");
		add_key(&sql, table);
		text_addf(&sql, " FROM stage_%s)", table->entity->name);
	}
	add_order(&sql, table);
	query = sql_prepare(store, sql.data, f);
	if (query) {
		sql_bind_text(query, 1, cluster);
		sqlite3_bind_int64(query, 2, before);
	}
	return query;
}

void add_row_key(struct text *t, const struct table *table, sqlite3_stmt *row, int first)
{
	text_add_char(t, '[');
	for (unsigned i = 0; i < table->entity->n_keys; i++) {
		if (i)
			text_add_char(t, ',');
		sql_add_json(t, row, first + (int)i);
	}
	text_add_char(t, ']');
}

size_t parent_count(const struct entity *entity)
{
	size_t count = 0;

	while (entity->parents[count].entity)
		count++;
	return count;
}

bool add_parent_key(struct text *t, const struct table *table, const struct parent *parent, sqlite3_stmt *row,
		    int first)
{
	text_add_char(t, '[');
	for (unsigned i = 0; i < parent->entity->n_keys; i++) {
		unsigned place = table_place(table, parent->columns[i]);

		if (place == table->n_history || sqlite3_column_type(row, first + (int)place) == SQLITE_NULL)
			return false;
		if (i)
			text_add_char(t, ',');
		sql_add_json(t, row, first + (int)place);
	}
	text_add_char(t, ']');
	return true;
}
