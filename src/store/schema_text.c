/* schema_text.c - the layout as commented SQL; run by sqlite3, it makes what a store has. */
#include <stdlib.h>
#include <string.h>

#include "store/sql.h"

static void add_entity(struct text *t, const struct table *table)
{
	const struct entity *entity = table->entity;

	text_addf(t,
		  "\n-- %s: %s\n-- %s_history: its versions; one is valid in the snapshots since <= id < "
		  "until.\n",
		  entity->name, entity->summary, entity->name);
	if (table->has_metric_table)
		text_addf(t, "-- %s_metric: what the newest snapshot measured.\n", entity->name);
	ddl_tables(t, table, true);
	view_add(t, table, false);
}

void store_add_schema(struct text *t, const struct entity *entity)
{
	struct store store = { .entities = schema_entities, .reads = schema_reads };

	layout_build(&store);
	if (!entity) {
		text_add(t,
			 "-- Read as much as you like; only pveinv should write.\n\n"
			 "-- snapshot: what was stored when. tag: names of snapshots. known_cluster: who "
			 "they are.\n"
			 "-- scope_history: which lists were seen whole. outcome_history: how reads ended.\n"
			 "-- leftover_history: what the clusters say and no table has. shape_history: what "
			 "answers "
			 "looked like.\n");
		migrate_add_sql(t);
	}
	for (size_t i = 0; i < store.n_tables; i++)
		if (!entity || store.tables[i].entity == entity)
			add_entity(t, &store.tables[i]);
	if (!entity) {
		text_add(t, "\n-- outcome, leftover, shape: as of the newest snapshot of each cluster.\n");
		view_add_others(t, false);
	}
	layout_clear(&store);
}
