#include "report/label.h"

#include <stdlib.h>
#include <string.h>

#include "report/query.h"
#include "report/render.h"

#define ASKED_SINGLY 16 /* names, before all are read */

struct label {
	char *path, *name;
};

struct label_list {
	const struct entity *entity;
	char *cluster;
	int64_t snapshot;
	struct label *labels; /* by path */
	size_t count;
	unsigned asked;
	bool read;
};

static bool has_label(const struct entity *entity)
{
	const struct column *name = schema_column(entity, "name");
	return name && name->rule.type == TYPE_TEXT && name >= entity->columns + entity->n_keys;
}

/* Of versions, not of the view: that has columns which are derived from other tables. */
static void add_from(struct text *t, const struct entity *entity)
{
	text_addf(t,
		  " FROM main.%s_history WHERE cluster = ?1 AND +since <= ?2 AND (until IS NULL OR until > "
		  "?2)",
		  entity->name);
}

static sqlite3_stmt *prepare(sqlite3 *db, const struct entity *entity, struct fault *f)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	text_add(&sql, "SELECT name");
	for (unsigned i = 0; i < entity->n_keys; i++) {
		text_add(&sql, ", ");
		query_add_name(&sql, entity->columns[i].name);
	}
	add_from(&sql, entity);
	text_add(&sql, " AND name IS NOT NULL");
	return query_prepare(db, sql.data, f);
}

static void bind_moment(sqlite3_stmt *query, const struct label_list *list)
{
	query_bind_text(query, 1, list->cluster);
	sqlite3_bind_int64(query, 2, list->snapshot);
}

static void add_label(struct label_list *list, sqlite3_stmt *row)
{
	AUTO_TEXT struct text path = TEXT_INIT;
	for (unsigned i = 0; i < list->entity->n_keys; i++) {
		struct value v = query_value(row, (int)i + 1);
		text_add(&path, i > 0 ? "/" : "");
		render_key(&path, &v, 1);
	}
	if ((list->count & (list->count - 1)) == 0) /* full at each power of two */
		list->labels =
			xreallocarray(list->labels, list->count ? 2 * list->count : 1, sizeof *list->labels);
	list->labels[list->count++] = (struct label){ text_take(&path), xstrdup(query_text(row, 0)) };
}

static int by_path(const void *a, const void *b)
{
	const struct label *x = a, *y = b;
	return strcmp(x->path, y->path);
}

/* A name is a courtesy: where it can't be read there is none. */
static void read_labels(sqlite3 *db, struct label_list *list)
{
	struct fault f = FAULT_INIT;
	list->read = true;
	AUTO_QUERY sqlite3_stmt *rows = prepare(db, list->entity, &f);
	if (rows)
		bind_moment(rows, list);
	while (rows && query_step(rows, &f) == 1)
		add_label(list, rows);
	fault_clear(&f);
	if (list->count > 0)
		qsort(list->labels, list->count, sizeof *list->labels, by_path);
}

static int64_t snapshot_of(const struct moment *moment, const char *cluster)
{
	for (size_t i = 0; i < moment->count; i++)
		if (strcmp(moment->clusters[i].cluster, cluster) == 0)
			return moment->clusters[i].snapshot;
	return 0;
}

static struct label_list *find_list(struct labeller *labeller, const char *cluster,
					  const struct entity *entity)
{
	for (size_t i = 0; i < labeller->count; i++) {
		struct label_list *list = &labeller->lists[i];
		if (list->entity == entity && strcmp(list->cluster, cluster) == 0)
			return list;
	}
	labeller->lists = xreallocarray(labeller->lists, labeller->count + 1, sizeof *labeller->lists);
	struct label_list *list = &labeller->lists[labeller->count++];
	*list = (struct label_list){ .entity = entity,
				     .cluster = xstrdup(cluster),
				     .snapshot = snapshot_of(labeller->moment, cluster) };
	return list;
}

/* One of few. */
static char *ask(sqlite3 *db, const struct label_list *list, const struct value *key)
{
	struct fault f = FAULT_INIT;
	AUTO_TEXT struct text sql = TEXT_INIT;
	text_add(&sql, "SELECT name");
	add_from(&sql, list->entity);
	for (unsigned i = 0; i < list->entity->n_keys; i++) {
		text_add(&sql, " AND ");
		query_add_name(&sql, list->entity->columns[i].name);
		text_addf(&sql, " = ?%u", i + 3);
	}
	AUTO_KEPT sqlite3_stmt *row = query_keep(db, sql.data, &f);
	if (row)
		bind_moment(row, list);
	for (unsigned i = 0; row && i < list->entity->n_keys; i++)
		statement_bind_value(row, (int)i + 3, &key[i]);
	char *name = row && query_step(row, &f) == 1 ? xstrdup(query_text(row, 0)) : NULL;
	fault_clear(&f);
	return name;
}

char *label_of(void *context, const char *cluster, const struct entity *entity, const struct value *key)
{
	AUTO_TEXT struct text path = TEXT_INIT;
	if (!has_label(entity))
		return NULL;
	struct labeller *labeller = context;
	struct label_list *list = find_list(labeller, cluster, entity);
	if (list->asked++ < ASKED_SINGLY)
		return ask(labeller->db, list, key);
	if (!list->read)
		read_labels(labeller->db, list);
	render_key(&path, key, entity->n_keys);
	struct label wanted = { path.data, NULL };
	const struct label *found =
		list->count ? bsearch(&wanted, list->labels, list->count, sizeof wanted, by_path) : NULL;
	return found ? xstrdup(found->name) : NULL;
}

void labeller_clear(struct labeller *labeller)
{
	for (size_t i = 0; i < labeller->count; i++) {
		struct label_list *list = &labeller->lists[i];
		for (size_t j = 0; j < list->count; j++) {
			free(list->labels[j].path);
			free(list->labels[j].name);
		}
		free(list->labels);
		free(list->cluster);
	}
	free(labeller->lists);
	labeller->lists = NULL;
	labeller->count = 0;
}
