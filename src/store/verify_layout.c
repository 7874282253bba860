/* verify_layout.c - are the tables, indexes and views in the file that a new store has?
 *
 * A new store in memory is the model. A file that another version of pveinv wrote is measured by the tables
 * that all versions have; what its entities need is made when that file is written next.
 */
#include <string.h>

#include "store/verify.h"

/* SQLite may quote names anew when a column is renamed. */
#define TEXT_OF(sql) "replace(" sql ", '\"', '')"
#define A "json_extract(m.value, '$[0]')"
#define B "json_extract(m.value, '$[1]')"
#define C "json_extract(m.value, '$[2]')"

#define OF_TYPE(type)                                                                                        \
	"SELECT name, " TEXT_OF("sql") ", NULL FROM main.sqlite_master WHERE type = '" type                  \
				       "' AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
#define NO_SUCH(type)                                                                                        \
	A " FROM json_each(?1) m WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_master s WHERE s.type = '" type \
	  "' AND s.name = " A

static const struct feature {
	const char *promise;
	const char *model; /* of a new store: three columns */
	const char *lacks; /* "SELECT …": which of them (A, B, C) are not in the file */
	bool vital;        /* without it nothing else can be asked */
	bool any_version;
} features[] = {
	{ "its tables are there", OF_TYPE("table"), NO_SUCH("table") ")", true, true },
	{ "its tables have their columns",
	  "SELECT t.name, c.name, c.type FROM main.sqlite_master t, pragma_table_info(t.name) c "
	  "WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'",
	  A " || '.' || " B " FROM json_each(?1) m WHERE NOT EXISTS (SELECT 1 FROM pragma_table_info(" A
	    ", 'main') c WHERE c.name = " B " AND c.type = " C ")",
	  true, true },
	{ "its indexes are those that pveinv makes", OF_TYPE("index"),
	  NO_SUCH("index") " AND " TEXT_OF("s.sql") " = " B ")", false, true },
	{ "its views are those that pveinv makes", OF_TYPE("view"),
	  NO_SUCH("view") " AND " TEXT_OF("s.sql") " = " B ")", false, false },
	{ "it says since when each column is filled",
	  "SELECT entity, \"column\", max(revision) FROM main.meta_column GROUP BY 1, 2",
	  A " || '.' || " B " FROM json_each(?1) m WHERE " C " IS NOT (SELECT revision FROM main.meta_column "
	    "c WHERE c.entity = " A " AND c.\"column\" = " B " ORDER BY since DESC LIMIT 1)",
	  false, false },
};

static bool check_feature(struct verification *v, const struct feature *feature, struct store *model)
{
	AUTO_STATEMENT sqlite3_stmt *whole = sql_preparef(
		model, v->fault,
		"SELECT json_group_array(json_array(a, b, c)) FROM (SELECT NULL AS a, NULL AS b, "
		"NULL AS c WHERE 0 UNION ALL %s)",
		feature->model);
	sqlite3_stmt *lacks;

	if (!whole || sql_step(model, whole, v->fault) < 0)
		return false;
	lacks = sql_preparef(v->store, v->fault, "SELECT %s", feature->lacks);
	if (!lacks)
		return false;
	sql_bind_text(lacks, 1, sql_text(whole, 0));
	return verify_statement(v, "the file", feature->promise, lacks);
}

bool verify_layout(struct verification *v, bool *ret_usable)
{
	static const struct entity *const none[] = { NULL };
	bool ours = v->store->own_views;
	struct store *model = store_open_with(NULL, STORE_MEMORY, ours ? v->store->entities : none,
					      v->store->reads, v->fault);
	bool done = model != NULL;

	*ret_usable = true;
	for (size_t i = 0; done && i < sizeof features / sizeof *features; i++) {
		unsigned broken = v->broken;

		if (!ours && !features[i].any_version)
			continue;
		done = check_feature(v, &features[i], model);
		*ret_usable = *ret_usable && (!features[i].vital || v->broken == broken);
	}
	store_close(model);
	return done && verify_sql(v, "the file", "nothing but pveinv changes it",
				  "SELECT 'trigger ' || name FROM main.sqlite_master WHERE type = 'trigger'");
}
