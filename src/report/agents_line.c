/* agents_line.c - see agents_line.h. */
#include "report/agents_line.h"

#include <inttypes.h>
#include <string.h>

#include "report/query.h"

#define NAMED 5 /* guests of each reason */

/* Only where guests were asked. */
static const char agents_sql[] =
	"SELECT why, count(*), CASE WHEN why NOT IN ('answered', 'not configured', 'not running') THEN\n"
	"	group_concat(vmid, ', ') END\n"
	"FROM (SELECT a.vmid, CASE WHEN a.availability = 'answers' THEN 'answered'\n"
	"	ELSE coalesce(a.availability, 'not asked') END AS why\n"
	"	FROM guest_agent a WHERE a.cluster = ?1 AND EXISTS (SELECT 1 FROM outcome o WHERE\n"
	"		o.cluster = ?1 AND o.read = 'agent_info' AND o.target <> '') ORDER BY 1)\n"
	"GROUP BY why ORDER BY why <> 'answered', count(*) DESC, why";

/* The first of a list, then how many more. */
static void add_named(struct text *t, const char *list, int64_t count)
{
	const char *end = list;
	for (int i = 0; i < NAMED && *end; i++)
		end += (i > 0 ? 2 : 0) + strcspn(end + (i > 0 ? 2 : 0), ",");
	text_add(t, " (");
	text_add_bytes(t, list, (size_t)(end - list));
	if (*end)
		text_addf(t, " and %" PRId64 " more", count - NAMED);
	text_add_char(t, ')');
}

bool agents_each(sqlite3 *db, const char *cluster, agents_function *function, void *context, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *row = query_prepare(db, agents_sql, f);
	int found = -1;
	if (row)
		query_bind_text(row, 1, cluster);
	while (row && (found = query_step(row, f)) == 1)
		function(context, query_text(row, 0), sqlite3_column_int64(row, 1), query_text(row, 2));
	return found == 0;
}

void agents_add_reason(struct text *t, const char *why, int64_t count, const char *guests)
{
	text_addf(t, "%s%" PRId64 " %s", t->size ? ", " : "", count, why);
	if (guests)
		add_named(t, guests, count);
}
