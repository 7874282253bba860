/* shape.c - what the answers of each read looked like (walk/shape.h), one version a read.
 *
 * A snapshot keeps what it received. Of a read that this walk did not make, or that nobody answered, the
 * version stays open, so that a walk of another level in between writes nothing; the view "shape" shows it
 * only where the read was answered.
 */
#include "store/stage.h"

bool merge_shapes(struct merge *m)
{
	static const char differs[] = "s.read = shape_history.read AND s.fields <> shape_history.fields";
	AUTO_STATEMENT sqlite3_stmt *close =
		sql_preparef(m->store, m->fault,
			     "UPDATE main.shape_history SET until = ?2 WHERE cluster = ?1 AND until IS NULL "
			     "AND EXISTS (SELECT 1 FROM temp.stage_shape s WHERE %s)",
			     differs);
	AUTO_STATEMENT sqlite3_stmt *insert = sql_prepare(
		m->store,
		"INSERT INTO main.shape_history (cluster, since, read, fields) SELECT ?1, ?2, read, fields "
		"FROM temp.stage_shape s WHERE NOT EXISTS (SELECT 1 FROM main.shape_history h "
		"WHERE h.cluster = ?1 AND h.read = s.read AND h.until IS NULL)",
		m->fault);

	if (!close || !insert)
		return false;
	sql_bind_text(close, 1, m->cluster);
	sqlite3_bind_int64(close, 2, m->snapshot);
	sql_bind_text(insert, 1, m->cluster);
	sqlite3_bind_int64(insert, 2, m->snapshot);
	return sql_finish(m->store, close, m->fault) && sql_finish(m->store, insert, m->fault);
}
