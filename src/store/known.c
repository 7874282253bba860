/* known.c - what the newest snapshot says of a single row, asked again and again while a walk is on. */
#include "store/stage.h"

static sqlite3_stmt *prepare(struct stage *stage, const struct entity *entity, const struct column *column)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	struct fault ignored = FAULT_INIT;

	sqlite3_finalize(stage->known);
	text_add(&sql, "SELECT ");
	ddl_add_name(&sql, column->name);
	text_addf(&sql, " FROM main.%s_history WHERE cluster = ?1 AND until IS NULL AND ", entity->name);
	ddl_add_name(&sql, entity->columns[0].name);
	text_add(&sql, " = ?2");
	stage->known = sql_prepare(stage->store, sql.data, &ignored);
	stage->known_column = stage->known ? column : NULL;
	fault_clear(&ignored);
	return stage->known;
}

char *stage_known_text(struct stage *stage, const struct entity *entity, const char *id, const char *column)
{
	const struct column *wanted = schema_column(entity, column);
	struct fault ignored = FAULT_INIT;
	char *text = NULL;

	if (!wanted || entity->n_keys != 1)
		return NULL;
	if (stage->known_column != wanted && !prepare(stage, entity, wanted))
		return NULL;
	sql_bind_text(stage->known, 1, stage->cluster);
	sql_bind_text(stage->known, 2, id);
	if (sql_step(stage->store, stage->known, &ignored) == 1)
		text = xstrdup(sql_text(stage->known, 0));
	sqlite3_reset(stage->known);
	fault_clear(&ignored);
	return text;
}
