/* roster.c - the lists of the cluster, held against each other: who is named, and who is there? */
#include <stdlib.h>
#include <string.h>

#include "doctor/doctor.h"
#include "report/query.h"
#include "report/select.h"
#include "walk/plan.h"

#define NAMED 12
#define AGENTS "guest_agent"

/* --- what is read */

/* The columns that the queries below look at. */
static const char *const looked_at[] = {
	"node.status",      "corosync_node.node",   "guest.status",          "guest.node",
	"storage.storage",  "sdn_zone.zone",        "storage_status.status", "pool_member.vmid",
	"ha_resource.vmid", "replication_job.vmid", "backup_job.vmids",      "pool.poolid",
	AGENTS ".answer",   AGENTS ".configured",
};

/* Null: none of them is the entity's. */
static const bool *columns_of(const struct entity *entity)
{
	bool *columns = NULL;

	for (size_t i = 0; i < sizeof looked_at / sizeof *looked_at; i++) {
		size_t size = strlen(entity->name);
		bool is = strncmp(looked_at[i], entity->name, size) == 0 && looked_at[i][size] == '.';
		const struct column *column = is ? schema_column(entity, looked_at[i] + size + 1) : NULL;

		if (column && !columns)
			columns = xcalloc(entity->n_columns, sizeof *columns);
		if (column)
			columns[column - entity->columns] = true;
	}
	return columns;
}

const bool **roster_wanted(bool agents)
{
	const bool **wanted = xcalloc(schema_entity_count, sizeof *wanted);

	for (unsigned i = 0; i < schema_entity_count; i++)
		if (agents || strcmp(schema_entities[i]->name, AGENTS) != 0)
			wanted[i] = columns_of(schema_entities[i]);
	return wanted;
}

void roster_free(const bool **wanted, bool *offered)
{
	wanted_free(wanted);
	free(offered);
}

/* Lists of the cluster, and those of pools: nothing is asked of each node or guest. */
bool *roster_offered(bool agents)
{
	bool *offered = xcalloc(schema_read_count, sizeof *offered);

	for (unsigned i = 0; i < schema_read_count; i++) {
		const struct entity *per = schema_reads[i]->per;

		offered[i] = !per || strcmp(per->name, "pool") == 0 ||
			     (agents && (strcmp(schema_reads[i]->name, "guest_config") == 0 ||
					 strcmp(schema_reads[i]->name, "agent_info") == 0));
	}
	return offered;
}

/* --- queries */

bool roster_select(sqlite3 *db, const char *sql, struct names *ret, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *row = query_prepare(db, sql, f);
	int found = -1;

	while (row && (found = query_step(row, f)) == 1)
		if (query_text(row, 0))
			names_add(ret, query_text(row, 0));
	return found == 0;
}

/* Was the read made, and did it bring its list? */
static bool was_read(sqlite3 *db, const char *read, bool *ret, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *row = query_prepare(
		db, "SELECT count(*) FROM outcome WHERE read = ? AND outcome IN ('ok', 'empty', 'absent')",
		f);

	if (!row)
		return false;
	query_bind_text(row, 1, read);
	if (query_step(row, f) != 1)
		return false;
	*ret = sqlite3_column_int64(row, 0) > 0;
	return true;
}

/* --- nodes */

static bool is_expected(const struct examination *e, const char *node)
{
	AUTO_FREE char *gap = xasprintf("node/%s", node);

	for (const char *const *expected = e->expected; expected && *expected; expected++)
		if (strcmp(*expected, gap) == 0)
			return true;
	return false;
}

static bool check_each(struct examination *e, sqlite3 *db, const char *sql, const char *code,
		       const char *what, struct fault *f)
{
	struct names names = { NULL, 0 };
	bool ok = roster_select(db, sql, &names, f);

	for (size_t i = 0; ok && i < names.count; i++) {
		struct finding *finding =
			findings_add(&e->findings, code, names.items[i], "%s %s", names.items[i], what);

		finding->expected = is_expected(e, names.items[i]);
	}
	names_clear(&names);
	return ok;
}

static bool check_nodes(struct examination *e, sqlite3 *db, struct fault *f)
{
	bool members;

	if (!was_read(db, "corosync_nodes", &members, f) ||
	    !check_each(e, db, "SELECT node FROM node WHERE status = 'offline' ORDER BY node", "node-offline",
			"is offline", f))
		return false;
	if (!members)
		return true;
	return check_each(
		       e, db,
		       "SELECT node FROM corosync_node WHERE node NOT IN (SELECT node FROM node) ORDER BY 1",
		       "node-unlisted", "is a member of the cluster, but not listed", f) &&
	       check_each(e, db,
			  "SELECT node FROM node WHERE node NOT IN (SELECT node FROM corosync_node)\n"
			  "AND EXISTS (SELECT 1 FROM corosync_node) ORDER BY 1",
			  "node-unconfigured", "is listed, but no member of the cluster", f);
}

/* --- several of a kind, in one finding */

static void add_several(struct examination *e, const char *code, const char *what, const struct names *names)
{
	AUTO_TEXT struct text list = TEXT_INIT;

	if (!names->count)
		return;
	names_add_text(&list, names, NAMED);
	findings_add(&e->findings, code, NULL, "%s: %s", what, list.data);
}

static bool check_several(struct examination *e, sqlite3 *db, const char *sql, const char *code,
			  const char *what, struct fault *f)
{
	struct names names = { NULL, 0 };
	bool ok = roster_select(db, sql, &names, f);

	add_several(e, code, what, &names);
	names_clear(&names);
	return ok;
}

static bool check_statuses(struct examination *e, sqlite3 *db, struct fault *f)
{
	return check_several(e, db,
			     "SELECT 'node ' || node FROM node WHERE status = 'unknown' OR\n"
			     "unknown LIKE '%\"status\"%'\n"
			     "UNION ALL SELECT 'guest ' || vmid FROM guest WHERE (status = 'unknown' OR\n"
			     "unknown LIKE '%\"status\"%') AND node NOT IN (SELECT node FROM node WHERE\n"
			     "status = 'offline')",
			     "status-unknown", "the status is not known", f) &&
	       check_several(e, db,
			     "SELECT storage || ' on ' || node || ' (' || coalesce(status, 'unknown') ||\n"
			     "')' FROM storage_status WHERE (status <> 'available' OR\n"
			     "unknown LIKE '%\"status\"%') AND node IN (SELECT node FROM node WHERE\n"
			     "status = 'online') ORDER BY node, storage",
			     "storage-inactive", "not available", f);
}

/* --- guests that others name */

static const char named_guests[] =
	"SELECT vmid, group_concat(named, ', ') FROM (\n"
	"	SELECT vmid, 'pool ' || poolid AS named FROM pool_member WHERE vmid IS NOT NULL\n"
	"	UNION ALL SELECT vmid, 'HA ' || sid FROM ha_resource WHERE vmid IS NOT NULL\n"
	"	UNION ALL SELECT vmid, 'replication ' || id FROM replication_job WHERE vmid IS NOT NULL\n"
	"	UNION ALL SELECT CAST(vmid AS INTEGER), 'backup job ' || id FROM backup_job_guest)\n"
	"WHERE vmid NOT IN (SELECT vmid FROM guest) GROUP BY vmid ORDER BY vmid";

static bool find_named(sqlite3 *db, struct names *ret, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *row = query_prepare(db, named_guests, f);
	int found = -1;

	while (row && (found = query_step(row, f)) == 1)
		names_take(ret, xasprintf("%s (%s)", query_text(row, 0), query_text(row, 1)));
	return found == 0;
}

static bool check_guests(struct examination *e, sqlite3 *db, struct fault *f)
{
	struct names names = { NULL, 0 };
	bool whole = e->powers.known && rights_cover(&e->powers.rights, "VM.Audit", "/vms");
	bool ok, listed = false;

	ok = was_read(db, "resources", &listed, f) && (!listed || find_named(db, &names, f));
	add_several(e, whole ? "guest-gone" : "guest-unseen",
		    whole ? "named, but not there" : "named, but not seen", &names);
	names_clear(&names);
	return ok;
}

/* --- agents, if they were asked */

static bool check_agents(struct examination *e, sqlite3 *db, struct fault *f)
{
	return check_several(e, db,
			     "SELECT vmid FROM " AGENTS "\n"
			     "WHERE availability IN ('no answer', 'stopped answering') ORDER BY vmid",
			     "agent-silent", "the guest agent does not answer", f);
}

/* --- lists that did not come */

static bool check_unread(struct examination *e, sqlite3 *db, struct fault *f)
{
	return check_several(e, db,
			     "SELECT DISTINCT read || ': ' || coalesce(reason, outcome) FROM outcome\n"
			     "WHERE outcome IN ('error', 'timeout') AND NOT expected ORDER BY 1",
			     "list-unread", "not read", f);
}

bool check_roster(struct examination *e, sqlite3 *db, struct fault *f)
{
	return check_unread(e, db, f) && check_nodes(e, db, f) && check_statuses(e, db, f) &&
	       check_guests(e, db, f) && check_agents(e, db, f);
}
