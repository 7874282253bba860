#include "report/label.h"

#include "report/query.h"

static bool has_label(const struct entity *entity)
{
	const struct column *name = schema_column(entity, "name");
	return name && name->rule.type == TYPE_TEXT && name >= entity->columns + entity->n_keys;
}

static sqlite3_stmt *prepare(sqlite3 *db, const struct entity *entity)
{
	struct fault f = FAULT_INIT;
	AUTO_TEXT struct text sql = TEXT_INIT;
	text_add(&sql, "SELECT name FROM ");
	query_add_name(&sql, entity->name);
	text_add(&sql, " WHERE cluster = ?1");
	for (unsigned i = 0; i < entity->n_keys; i++) {
		text_add(&sql, " AND ");
		query_add_name(&sql, entity->columns[i].name);
		text_addf(&sql, " = ?%u", i + 2);
	}
	sqlite3_stmt *statement = query_prepare(db, sql.data, &f);
	fault_clear(&f); /* a name is a courtesy */
	return statement;
}

char *label_of(void *context, const char *cluster, const struct entity *entity, const struct value *key)
{
	struct labeller *labeller = context;
	char *label = NULL;
	if (!has_label(entity))
		return NULL;
	if (labeller->entity != entity) {
		labeller_clear(labeller);
		labeller->statement = prepare(labeller->db, entity);
		labeller->entity = entity;
	}
	if (!labeller->statement)
		return NULL;
	query_bind_text(labeller->statement, 1, cluster);
	for (unsigned i = 0; i < entity->n_keys; i++)
		query_bind_value(labeller->statement, (int)i + 2, &key[i]);
	if (sqlite3_step(labeller->statement) == SQLITE_ROW)
		label = xstrdup(query_text(labeller->statement, 0));
	sqlite3_reset(labeller->statement);
	return label;
}

void labeller_clear(struct labeller *labeller)
{
	sqlite3_finalize(labeller->statement);
	labeller->statement = NULL;
	labeller->entity = NULL;
}
