/* explain.h - what the schema knows of entities and columns, for people and for programs. */
#ifndef PVEINV_EXPLAIN_H
#define PVEINV_EXPLAIN_H

#include "base/text.h"
#include "schema/schema.h"

enum explain_format { EXPLAIN_TEXT, EXPLAIN_JSON, EXPLAIN_JSON_SCHEMA };
extern const char *const explain_format_names[]; /* ended by null */

/* The entities by area, each below its parent. */
void explain_all_text(struct text *t, size_t width);
void explain_all_json(struct text *t);

/* An entity: key, parents, reads, columns. */
void explain_entity_text(struct text *t, const struct entity *entity, size_t width);
void explain_entity_json(struct text *t, const struct entity *entity);

/* A column: type, class, where it comes from. */
void explain_column_text(struct text *t, const struct entity *entity, const struct column *column,
			 size_t width);
void explain_column_json(struct text *t, const struct entity *entity, const struct column *column);

/* JSON Schema (2020-12) of what `get ENTITY -o json` prints; null: of any entity. */
void explain_schema(struct text *t, const struct entity *entity);

/* Of what `diff -o json` and `log -o json` print. */
void explain_diff_schema(struct text *t);

/* --- what the formats share */

/* "vmid.node", as specs say it. */
void explain_add_part(struct text *t, const struct key_part *part);
/* What its type means in a unit of PVE's own ("MiB"), or null. */
const char *explain_unit(const struct column *column);
/* The sources that answer a column, in the order in which they count: calls back for each. */
typedef void explain_origin_function(void *context, const struct entity_source *source,
				     const struct fill *fill);
void explain_origins(const struct entity *entity, const struct column *column,
		     explain_origin_function *function, void *context);

#endif
