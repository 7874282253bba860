/* orphan.c - what joined sources say of a thing that no list has and the store does not know (a node that
 * only /cluster/status names): it is no row, but nothing that the cluster says is lost. Each such source's
 * part becomes a leftover of its read; metrics are not kept. */
#include "store/stage.h"

#include <string.h>

static void add_name(struct text *json, const char *name)
{
	text_add_char(json, json->size ? ',' : '{');
	json_add_string(json, name);
	text_add_char(json, ':');
}

static void add_cell(struct text *json, const struct merge_table *mt, const struct column *column)
{
	unsigned place = table_place(mt->table, column);
	bool is_json = column->rule.type == TYPE_LIST || column->rule.type == TYPE_JSON;
	int cell = STAGED_COLUMNS + (int)place;

	if (place == mt->table->n_history || sqlite3_column_type(mt->staged, cell) == SQLITE_NULL)
		return;
	add_name(json, column->name);
	if (is_json)
		text_add(json, sql_text(mt->staged, cell));
	else
		sql_add_json(json, mt->staged, cell);
}

/* What this source said: its columns (a column may have come from another one that spoke, too), and what no
 * column names. */
static void add_part(struct text *json, const struct merge_table *mt, const struct entity_source *source,
		     unsigned label)
{
	const char *extra = sql_text(mt->staged, staged_extra(mt->table, label));
	const struct column *last = NULL;

	for (const struct fill *fill = source->fills; fill && fill->column; fill++) {
		if (fill->column != last)
			add_cell(json, mt, fill->column);
		last = fill->column;
	}
	if (extra && *extra && !label_is_metric(&mt->table->labels[label])) {
		add_name(json, "extra");
		text_add(json, extra);
	}
	if (json->size)
		text_add_char(json, '}');
}

/* "node pve4" */
static void add_path(struct text *path, const struct merge_table *mt)
{
	text_add(path, mt->table->entity->name);
	for (unsigned i = 0; i < mt->table->entity->n_keys; i++)
		text_addf(path, "%s%s", i ? "/" : " ", sql_text(mt->staged, STAGED_COLUMNS + (int)i));
}

static bool keep_part(struct merge_table *mt, const struct entity_source *source, unsigned label)
{
	AUTO_TEXT struct text json = TEXT_INIT, path = TEXT_INIT;

	add_part(&json, mt, source, label);
	add_path(&path, mt);
	return !json.size || stage_leftover(mt->m->stage, source->read->name, "", path.data, json.data,
					    mt->m->fault);
}

bool merge_orphan(struct merge_table *mt)
{
	const struct entity *entity = mt->table->entity;

	for (unsigned i = 0; i < entity->n_sources; i++) {
		const struct entity_source *source = &entity->sources[i];
		unsigned label = mt->table->label_of[i];
		enum part_state state = label < mt->table->n_labels
						? states_part(mt->states, mt->table, label)
						: PART_UNKNOWN;

		if (source->joins && (state == PART_WHOLE || state == PART_SOME) &&
		    !keep_part(mt, source, label))
			return false;
	}
	return true;
}
