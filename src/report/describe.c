#include "report/describe.h"

#include <stdlib.h>
#include <string.h>

#include "report/describe_format.h"
#include "report/path.h"
#include "report/query.h"
#include "report/select.h"
#include "report/yaml.h"

const char *const describe_format_names[] = { "text", "json", "yaml", NULL };

/* --- the object */

/* ?1 the cluster, ?2 the key; either may be null. */
static sqlite3_stmt *prepare_object(sqlite3 *db, const struct entity *entity, struct fault *f)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	text_add(&sql, "SELECT cluster, unknown, extra");
	for (unsigned i = 0; i < entity->n_columns; i++) {
		text_add(&sql, ", ");
		query_add_name(&sql, entity->columns[i].name);
	}
	text_add(&sql, " FROM ");
	query_add_name(&sql, entity->name);
	text_add(&sql, " WHERE (?1 IS NULL OR cluster = ?1) AND (?2 IS NULL OR ");
	select_add_key(&sql, entity, entity->n_keys);
	text_add(&sql, " = ?2) ORDER BY cluster LIMIT 2");
	return query_prepare(db, sql.data, f);
}

static void take_object(struct object *object, sqlite3_stmt *row)
{
	const struct entity *entity = object->entity;
	const char *unknown = query_text(row, 1);
	AUTO_TEXT struct text path = TEXT_INIT;
	object->cluster = xstrdup(query_text(row, 0));
	object->extra = xstrdup(query_text(row, 2));
	object->values = xcalloc(entity->n_columns, sizeof *object->values);
	for (unsigned i = 0; i < entity->n_columns; i++) {
		struct value value = query_value(row, (int)i + 3);
		if (!select_names(unknown, entity->columns[i].name))
			object->values[i] = value_copy(&value);
	}
	path_add(&path, entity, object->cluster, object->values);
	object->path = text_take(&path);
}

static bool refuse_several(const struct entity *entity, const char *key, bool same_cluster, struct fault *f)
{
	fault_set(f, FAULT_USAGE, "which %s? There are several%s%s", entity->name, key ? " called " : "",
		  key ? key : "");
	if (same_cluster)
		return fault_hint(f, "name one; 'pveinv get %s' lists them", entity->plural);
	return fault_hint(f, "they are in several clusters: say --cluster NAME");
}

bool object_find(struct object *ret, bool *ret_found, sqlite3 *db, const struct entity *entity,
		 const char *key, const char *cluster, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *row = prepare_object(db, entity, f);
	*ret = (struct object){ .entity = entity };
	*ret_found = false;
	if (!row)
		return false;
	query_bind_text(row, 1, cluster);
	query_bind_text(row, 2, key);
	int found = query_step(row, f);
	if (found <= 0)
		return found == 0;
	*ret_found = true;
	take_object(ret, row);
	found = query_step(row, f);
	if (found == 1)
		refuse_several(entity, key, strcmp(query_text(row, 0), ret->cluster) == 0, f);
	if (found != 0)
		object_clear(ret);
	return found == 0;
}

void object_clear(struct object *object)
{
	for (unsigned i = 0; object->values && i < object->entity->n_columns; i++)
		value_clear(&object->values[i]);
	free(object->values);
	free(object->cluster);
	free(object->extra);
	free(object->path);
	*object = (struct object){ .entity = NULL };
}

/* --- what a live one reads */

static bool belongs_to(const struct entity *one, const struct entity *other)
{
	bool belongs = one == other;
	for (const struct parent *p = one->parents; p->entity && !belongs; p++)
		belongs = belongs_to(p->entity, other);
	return belongs;
}

bool read_is_own(const struct read *read, const struct entity *entity)
{
	return read->per && belongs_to(read->per, entity);
}

static bool is_allowed(const struct read *read, const struct entity *entity, int level)
{
	if (level >= 0)
		return (int)read->level <= level;
	if (read_is_own(read, entity))
		return read->level <= LEVEL_DETAILED;
	return !read->per && read->level <= LEVEL_STANDARD;
}

/* Null: no read that makes its rows is allowed. */
static bool *wanted_columns(const struct entity *of, const struct entity *object, int level)
{
	bool *wanted = xcalloc(of->n_columns, sizeof *wanted);
	bool made = of == object;
	for (unsigned i = 0; i < of->n_sources; i++) {
		const struct entity_source *source = &of->sources[i];
		if (source->ignores || !is_allowed(source->read, object, level))
			continue;
		made = made || !source->joins;
		for (const struct fill *fill = source->fills; fill && fill->column; fill++)
			wanted[fill->column - of->columns] = true;
	}
	if (made)
		return wanted;
	free(wanted);
	return NULL;
}

const bool **describe_wanted(const struct entity *entity, int level)
{
	const bool **wanted = xcalloc(schema_entity_count, sizeof *wanted);
	for (size_t i = 0; i < schema_entity_count; i++) {
		bool needed = schema_entities[i] == entity;
		for (const struct tab *tab = entity->tabs; tab->title && !needed; tab++) {
			for (const struct related *r = tab->related; r->entity; r++)
				needed = needed || r->entity == schema_entities[i];
		}
		if (needed)
			wanted[i] = wanted_columns(schema_entities[i], entity, level);
	}
	return wanted;
}

bool *describe_offered(const struct entity *entity, int level)
{
	bool *offered = xcalloc(schema_read_count, sizeof *offered);
	for (unsigned i = 0; i < schema_read_count; i++)
		offered[i] = is_allowed(schema_reads[i], entity, level);
	return offered;
}

/* --- the document */

bool describe(struct text *t, sqlite3 *db, const struct object *object, const struct describe_style *style,
	      struct fault *f)
{
	if (style->format == DESCRIBE_TEXT)
		return describe_text(t, db, object, style, f);
	AUTO_TEXT struct text json = TEXT_INIT;
	if (!describe_json(&json, db, object, style, f))
		return false;
	if (style->format == DESCRIBE_JSON)
		text_add_bytes(t, json.data, json.size);
	else
		yaml_add(t, json.data);
	return true;
}
