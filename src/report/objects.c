#include "report/objects.h"

#include <stdlib.h>
#include <string.h>

#include "report/filter.h"
#include "report/query.h"
#include "report/select.h"

static struct object_words *add_entity(struct objects *objects, const struct entity *entity)
{
	objects->items = xreallocarray(objects->items, objects->count + 1, sizeof *objects->items);
	objects->items[objects->count] = (struct object_words){ .entity = entity };
	return &objects->items[objects->count++];
}

static bool check_conditions(const struct objects *objects, struct fault *f)
{
	if (!objects->conditions)
		return true;
	if (objects->count != 1) {
		fault_set(f, FAULT_USAGE, "-l: %s",
			  objects->count ? "several tables are named" : "of which table?");
		return fault_hint(f, "name one before it, such as: guest -l tags~prod");
	}
	if (objects->items[0].keys.count) {
		fault_set(f, FAULT_USAGE, "-l and keys exclude each other");
		return fault_hint(f, "leave one of them out");
	}
	return true;
}

static bool is_limited(const struct objects *objects, const struct object_words *object)
{
	return object->keys.count || objects->conditions;
}

static void find_whole(struct objects *objects)
{
	size_t count = 0;

	if (!objects->count)
		return;
	objects->whole = xcalloc(objects->count + 1, sizeof *objects->whole);
	for (size_t i = 0; i < objects->count; i++)
		if (!is_limited(objects, &objects->items[i]))
			objects->whole[count++] = objects->items[i].entity;
}

bool objects_init(struct objects *ret, const struct words *arguments, const struct words *conditions,
		  size_t *ret_first, struct fault *f)
{
	struct object_words *object = NULL;

	*ret = (struct objects){ .conditions = conditions && conditions->count ? conditions : NULL };
	*ret_first = arguments->count;
	for (size_t i = 0; i < arguments->count; i++) {
		const struct entity *entity = schema_entity(arguments->items[i]);
		if (entity && !object)
			*ret_first = i;
		if (entity)
			object = add_entity(ret, entity);
		else if (object)
			words_add(&object->keys, arguments->items[i]);
	}
	if (!check_conditions(ret, f)) {
		objects_clear(ret);
		return false;
	}
	find_whole(ret);
	return true;
}

void objects_clear(struct objects *objects)
{
	for (size_t i = 0; i < objects->count; i++)
		words_clear(&objects->items[i].keys);
	free(objects->items);
	free(objects->whole);
	*objects = (struct objects){ 0 };
}

bool objects_are_limited(const struct objects *objects)
{
	for (size_t i = 0; i < objects->count; i++)
		if (!is_limited(objects, &objects->items[i]))
			return false;
	return objects->count > 0;
}

/* --- keys as people write them */

static void add_key_names(struct text *t, const struct entity *entity)
{
	for (unsigned i = 0; i < entity->n_keys; i++) {
		text_add(t, i ? ", " : "");
		query_add_name(t, entity->columns[i].name);
	}
}

/* "100/scsi0", or the first parts of a key. The first column alone lets SQLite use an index. */
static void add_key_condition(struct text *t, const struct entity *entity)
{
	query_add_name(t, entity->columns[0].name);
	if (entity->n_keys == 1) {
		text_add(t, " = ?2");
		return;
	}
	text_add(t,
		 entity->columns[0].rule.type == TYPE_INT ? " = CAST(?2 AS INTEGER) AND (" : " >= '' AND (");
	for (unsigned n = 1; n <= entity->n_keys; n++) {
		text_add(t, n > 1 ? " OR CAST(" : "CAST(");
		for (unsigned i = 0; i < n; i++) {
			text_add(t, i ? " || '/' || " : "");
			query_add_name(t, entity->columns[i].name);
		}
		text_add(t, " AS TEXT) = ?2");
	}
	text_add_char(t, ')');
}

static void add_key_query(struct text *t, const struct entity *entity)
{
	static const char *const where[] = { "until IS NULL", "until IS NOT NULL" };

	for (size_t i = 0; i < 2; i++) {
		text_add(t, i ? " UNION SELECT cluster, " : "SELECT cluster, ");
		add_key_names(t, entity);
		text_addf(
			t,
			" FROM main.%s_history WHERE cluster IN (SELECT name FROM main.known_cluster WHERE "
			"?1 IS NULL OR name = ?1) AND %s AND ",
			entity->name, where[i]);
		add_key_condition(t, entity);
	}
}

static bool call_for_rows(const struct entity *entity, sqlite3_stmt *rows, object_function *found_one,
			  void *context, size_t *ret_count, struct fault *f)
{
	AUTO_FREE struct value *key = xcalloc(entity->n_keys, sizeof *key);
	int found;

	*ret_count = 0;
	while ((found = query_step(rows, f)) == 1) {
		for (unsigned i = 0; i < entity->n_keys; i++)
			key[i] = query_value(rows, 1 + (int)i);
		if (!found_one(context, query_text(rows, 0), key, f))
			return false;
		(*ret_count)++;
	}
	return found == 0;
}

bool objects_each(struct store *store, const char *cluster, const struct entity *entity, const char *key,
		  object_function *found, void *context, struct fault *f)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	AUTO_QUERY sqlite3_stmt *rows = NULL;
	size_t count;

	add_key_query(&sql, entity);
	rows = query_prepare(store_database(store), sql.data, f);
	if (!rows)
		return false;
	query_bind_text(rows, 1, cluster);
	query_bind_text(rows, 2, key);
	if (!call_for_rows(entity, rows, found, context, &count, f))
		return false;
	if (count)
		return true;
	fault_set(f, FAULT_USAGE, "no snapshot knows a %s %s", entity->name, key);
	return fault_hint(f,
			  "'pveinv get %s --at latest' lists those of the newest; the moments of a diff "
			  "stand before the table",
			  entity->plural);
}

struct limiting {
	struct store *store;
	const struct entity *entity;
};

static bool limit_to(void *context, const char *cluster, const struct value *key, struct fault *f)
{
	const struct limiting *l = context;
	return store_limit_add(l->store, l->entity, cluster, key, f);
}

/* --- conditions */

static bool limit_at(struct store *store, const char *cluster, const struct filter *filter,
		     const struct moment *moment, struct fault *f)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	AUTO_QUERY sqlite3_stmt *rows = NULL;
	size_t count;

	if (!store_show(store, moment, f))
		return false;
	text_add(&sql, "SELECT cluster, ");
	add_key_names(&sql, filter->entity);
	text_addf(&sql, " FROM %s WHERE (?1 IS NULL OR cluster = ?1)", filter->entity->name);
	filter_add_sql(&sql, filter);
	rows = query_prepare(store_database(store), sql.data, f);
	if (!rows)
		return false;
	query_bind_text(rows, 1, cluster);
	filter_bind(filter, rows, 2);
	struct limiting limiting = { store, filter->entity };
	return call_for_rows(filter->entity, rows, limit_to, &limiting, &count, f);
}

static bool limit_by_conditions(const struct objects *objects, struct store *store, const char *cluster,
				const struct moment *from, const struct moment *to, struct fault *f)
{
	struct filter filter;
	bool done;

	if (!filter_init(&filter, objects->items[0].entity, objects->conditions, NULL, f))
		return false;
	done = limit_at(store, cluster, &filter, from, f) && limit_at(store, cluster, &filter, to, f);
	filter_clear(&filter);
	return done;
}

bool objects_limit(const struct objects *objects, struct store *store, const char *cluster,
		   const struct moment *from, const struct moment *to, struct fault *f)
{
	for (size_t i = 0; i < objects->count; i++) {
		const struct object_words *object = &objects->items[i];
		struct limiting limiting = { store, object->entity };

		if (is_limited(objects, object) && !store_limit(store, object->entity, f))
			return false;
		for (size_t j = 0; j < object->keys.count; j++)
			if (!objects_each(store, cluster, object->entity, object->keys.items[j], limit_to,
					  &limiting, f))
				return false;
	}
	return !objects->conditions || limit_by_conditions(objects, store, cluster, from, to, f);
}
