/* describe_related.c - the rows of other entities that refer to an object, and whether all were read. */
#include <stdlib.h>
#include <string.h>

#include "report/describe_format.h"
#include "report/query.h"
#include "report/render.h"
#include "report/select.h"

/* --- were they read? */

static bool makes_rows(const struct entity_source *source)
{
	return !source->joins && !source->ignores;
}

/* Where reads for the object itself make the rows, the others speak of other objects. */
static bool has_own_read(const struct entity *related, const struct entity *entity)
{
	for (unsigned i = 0; i < related->n_sources; i++) {
		if (makes_rows(&related->sources[i]) && read_is_own(related->sources[i].read, entity))
			return true;
	}
	return false;
}

/* Outcomes of one read; ?3: for the object alone, or null. */
static const char outcome_sql[] =
	"SELECT outcome IN ('ok', 'empty', 'absent', 'unsupported'), outcome, reason FROM outcome\n"
	"WHERE cluster = ?1 AND read = ?2 AND (?3 IS NULL OR target IN (?3, ''))\n"
	"	AND (entity IS NULL OR entity = ?4)\n"
	"GROUP BY outcome, reason ORDER BY outcome";

static void add_why(struct text *why, sqlite3_stmt *row)
{
	AUTO_TEXT struct text one = TEXT_INIT;
	text_add(&one, query_text(row, 1));
	if (query_text(row, 2))
		text_addf(&one, ": %s", query_text(row, 2));
	if (strstr(why->data, one.data))
		return;
	text_addf(why, "%s%s", why->size ? "; " : "", one.data);
}

/* For the rows of that entity. */
static bool judge_read(struct related_list *list, sqlite3 *db, const struct object *object,
		       const struct read *read, const struct entity *entity, struct fault *f)
{
	AUTO_TEXT struct text key = TEXT_INIT;
	AUTO_QUERY sqlite3_stmt *row = query_prepare(db, outcome_sql, f);
	int found = -1;
	if (!row)
		return false;
	render_key(&key, object->values, object->entity->n_keys);
	query_bind_text(row, 1, object->cluster);
	query_bind_text(row, 2, read->name);
	if (read->per == object->entity)
		query_bind_text(row, 3, key.data);
	query_bind_text(row, 4, entity->name);
	while ((found = query_step(row, f)) == 1) {
		if (!sqlite3_column_int(row, 0))
			add_why(&list->why, row);
		else if (entity == list->related->entity)
			list->read = true;
	}
	return found == 0;
}

/* The reads that make the entity's rows, and those that make the rows for which these are made. */
static bool judge_rows(struct related_list *list, sqlite3 *db, const struct object *object,
		       const struct entity *entity, struct fault *f)
{
	bool own = has_own_read(entity, object->entity);
	for (unsigned i = 0; i < entity->n_sources; i++) {
		const struct entity_source *source = &entity->sources[i];
		const struct entity *per = source->read->per;
		if (!makes_rows(source) || (own && !read_is_own(source->read, object->entity)))
			continue;
		if (!judge_read(list, db, object, source->read, entity, f) ||
		    (per && per != object->entity && !judge_rows(list, db, object, per, f)))
			return false;
	}
	return true;
}

static bool judge(struct related_list *list, sqlite3 *db, const struct object *object, struct fault *f)
{
	if (!judge_rows(list, db, object, list->related->entity, f))
		return false;
	if (!list->read && !list->why.size)
		text_add(&list->why, "not asked");
	return true;
}

/* --- the rows */

/* Equal in all rows, as the object fixes it: part of the only place that may hold its key. */
static bool is_fixed(const struct related *related, unsigned n_keys, const struct column *column)
{
	unsigned count = 0;
	bool found = false;

	for (; related->parts[count].kind != PART_END; count++)
		found = found || related->parts[count].column == column;
	return found && count == n_keys && column->rule.type != TYPE_LIST;
}

static void choose_columns(struct related_list *list, unsigned n_keys, bool all)
{
	const struct entity *entity = list->related->entity;
	struct print_column *columns = xcalloc(entity->n_columns + 1, sizeof *columns);
	size_t n = 0;
	list->columns = xcalloc(entity->n_columns + 1, sizeof *list->columns);
	for (unsigned i = 0; i < entity->n_columns; i++) {
		const struct column *column = &entity->columns[i];
		bool shown = i < entity->n_keys || column->view == VIEW_TABLE;
		if (!all && (!shown || is_fixed(list->related, n_keys, column)))
			continue;
		columns[n] = (struct print_column){ column->name, column->rule.type };
		list->columns[n++] = column;
	}
	list->sheet = (struct sheet){ columns, n, false, NULL, NULL };
	list->values = xcalloc(n + 1, sizeof *list->values);
}

static void add_match(struct text *t, const struct key_part *part, unsigned parameter)
{
	if (part->kind == PART_ANY) {
		text_addf(t, "?%u IS NOT NULL", parameter);
	} else if (part->kind == PART_COLUMN && part->column->rule.type == TYPE_LIST) {
		text_add(t, "EXISTS (SELECT 1 FROM json_each(");
		query_add_part(t, part);
		text_addf(t, ") WHERE CAST(value AS TEXT) = CAST(?%u AS TEXT))", parameter);
	} else {
		query_add_part(t, part);
		text_addf(t, " = ?%u", parameter);
	}
}

/* Parameters: ?1 the cluster, ?2 … the object's key. */
static void add_condition(struct text *t, const struct object *object, const struct related *related)
{
	unsigned n_keys = object->entity->n_keys;

	text_add(t, "e.cluster = ?1");
	for (unsigned i = 0; related->parts[i].kind != PART_END; i++) {
		text_add(t, i == 0 ? " AND (" : i % n_keys == 0 ? " OR " : " AND ");
		add_match(t, &related->parts[i], i % n_keys + 2);
	}
	if (related->parts->kind != PART_END)
		text_add_char(t, ')');
}

/* Events from the newest on, rules in their order, all else by key. */
static void add_order(struct text *t, const struct entity *entity)
{
	text_add(t, " ORDER BY ");
	for (unsigned i = 0; entity->event && i < entity->n_columns; i++) {
		if (entity->columns[i].rule.type != TYPE_TIMESTAMP)
			continue;
		query_add_name(t, entity->columns[i].name);
		text_add(t, " DESC, ");
		break;
	}
	if (entity->order) {
		query_add_name(t, entity->order->name);
		text_add(t, ", ");
	}
	for (unsigned i = 0; i < entity->n_keys; i++) {
		text_add(t, i > 0 ? ", " : "");
		query_add_name(t, entity->columns[i].name);
	}
}

static bool prepare_rows(struct related_list *list, sqlite3 *db, const struct object *object, struct fault *f)
{
	const struct entity *entity = list->related->entity;
	AUTO_TEXT struct text sql = TEXT_INIT;
	text_add(&sql, "SELECT unknown");
	for (size_t i = 0; i < list->sheet.n_columns; i++) {
		text_add(&sql, ", ");
		query_add_name(&sql, list->columns[i]->name);
	}
	text_add(&sql, " FROM ");
	query_add_name(&sql, entity->name);
	text_add(&sql, " e WHERE ");
	add_condition(&sql, object, list->related);
	add_order(&sql, entity);
	list->rows = query_prepare(db, sql.data, f);
	if (!list->rows)
		return false;
	query_bind_text(list->rows, 1, object->cluster);
	for (unsigned i = 0; list->related->parts->kind != PART_END && i < object->entity->n_keys; i++)
		statement_bind_value(list->rows, (int)i + 2, &object->values[i]);
	return true;
}

bool related_open(struct related_list *list, sqlite3 *db, const struct object *object,
		  const struct related *related, bool all, struct fault *f)
{
	*list = (struct related_list){ .related = related, .why = TEXT_INIT };
	choose_columns(list, object->entity->n_keys, all);
	if (judge(list, db, object, f) && prepare_rows(list, db, object, f))
		return true;
	related_close(list);
	return false;
}

int related_next(struct related_list *list, struct fault *f)
{
	int found = query_step(list->rows, f);
	for (size_t i = 0; found == 1 && i < list->sheet.n_columns; i++) {
		list->values[i] = query_value(list->rows, (int)i + 1);
		if (select_names(query_text(list->rows, 0), list->columns[i]->name))
			list->values[i] = (struct value){ .kind = VALUE_UNKNOWN };
	}
	return found;
}

void related_close(struct related_list *list)
{
	const struct print_column *columns = list->sheet.columns;
	void *memory;
	memcpy(&memory, &columns, sizeof memory);
	free(memory);
	free(list->columns);
	free(list->values);
	sqlite3_finalize(list->rows);
	text_clear(&list->why);
}
