/* tag.c - names for snapshots. A tag belongs to a cluster; a tagged snapshot is not pruned. */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/sql.h"

static bool has_odd_character(const char *name)
{
	for (size_t size = strlen(name), length; size; name += length, size -= length) {
		long code_point = utf8_decode(name, size, &length);

		if (code_point <= ' ' || code_point == '@' || code_point == '~' || code_point == '/' ||
		    utf8_is_hidden(code_point))
			return true;
	}
	return false;
}

bool store_check_tag(const char *name, struct fault *f)
{
	int64_t seconds;
	const char *why = NULL;

	if (!*name)
		why = "a tag can't be empty";
	else if (*name == '-' || has_odd_character(name))
		why = "a tag has no blanks, no @ ~ / and no control characters, and no - in front";
	else if (strcmp(name, "latest") == 0 || strcmp(name, "live") == 0 ||
		 strspn(name, "0123456789") == strlen(name) || clock_parse(name, &seconds))
		why = "it means something else already, as a REF";
	else if (schema_entity(name))
		why = "it is the name of a table, which may stand beside a REF";
	if (!why)
		return true;
	fault_set(f, FAULT_USAGE, "'%s' can't be a tag: %s", name, why);
	return fault_hint(f, "give another name, such as baseline or before-upgrade");
}

/* The snapshot that bears the name; 0: none does. */
static bool bearer(struct store *store, const char *cluster, const char *name, int64_t *ret, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query =
		sql_prepare(store, "SELECT snapshot FROM main.tag WHERE cluster = ? AND name = ?", f);
	int found;

	if (!query)
		return false;
	sql_bind_text(query, 1, cluster);
	sql_bind_text(query, 2, name);
	found = sql_step(store, query, f);
	*ret = found == 1 ? sqlite3_column_int64(query, 0) : 0;
	return found >= 0;
}

static bool tag_one(struct store *store, const struct moment_cluster *cluster, const char *name, bool move,
		    struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *insert = NULL;
	int64_t now = 0;

	if (!bearer(store, cluster->cluster, name, &now, f))
		return false;
	if (now && now != cluster->snapshot && !move) {
		fault_set(f, FAULT_USAGE, "%s is snapshot %lld of %s already", name, (long long)now,
			  cluster->cluster);
		return fault_hint(f, "give another name, or --force to move it");
	}
	/* Only if it is still there. */
	insert = sql_prepare(store,
			     "INSERT OR REPLACE INTO main.tag (cluster, name, snapshot) SELECT cluster, ?1, "
			     "id FROM main.snapshot WHERE id = ?2 AND cluster = ?3",
			     f);
	if (!insert)
		return false;
	sql_bind_text(insert, 1, name);
	sqlite3_bind_int64(insert, 2, cluster->snapshot);
	sql_bind_text(insert, 3, cluster->cluster);
	return sql_finish(store, insert, f);
}

bool store_tag(struct store *store, const struct moment *moment, const char *name, bool move, struct fault *f)
{
	bool done = store_check_tag(name, f) && sql_run(store, "BEGIN IMMEDIATE", f);

	if (!done)
		return false;
	for (size_t i = 0; done && i < moment->count; i++)
		if (moment->clusters[i].snapshot)
			done = tag_one(store, &moment->clusters[i], name, move, f);
	done = done && sql_run(store, "COMMIT", f);
	if (!done)
		sql_rollback(store);
	return done;
}

bool store_untag(struct store *store, const char *cluster, const char *name, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *delete = sql_prepare(
		store, "DELETE FROM main.tag WHERE name = ?1 AND (?2 IS NULL OR cluster = ?2)", f);

	if (!delete)
		return false;
	sql_bind_text(delete, 1, name);
	sql_bind_text(delete, 2, cluster);
	if (!sql_finish(store, delete, f))
		return false;
	if (sqlite3_changes(store->db) > 0)
		return true;
	fault_set(f, FAULT_USAGE, "there is no tag %s%s%s", name, cluster ? " of " : "",
		  cluster ? cluster : "");
	return fault_hint(f, "`pveinv snapshot list` shows them");
}
