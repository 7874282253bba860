/* host.c - this machine: who can read and write the files, room on the disk, the store and its snapshots. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/clock.h"
#include "base/human.h"
#include "doctor/doctor.h"
#include "report/query.h"

#define ROOM_LIMIT ((int64_t)100 << 20)
#define AGE_LIMIT ((int64_t)2 * 86400)

/* --- files */

void check_file(struct findings *findings, enum file_kind kind, const char *path)
{
	struct stat found;

	if (!path || stat(path, &found) < 0 || !S_ISREG(found.st_mode))
		return;
	unsigned mode = found.st_mode & 0777u;
	if (kind == FILE_SECRET && mode & 0077u)
		findings_add(findings, "secret-readable", path, "%s has mode %04o", path, mode);
	if (kind == FILE_CONFIGURATION && mode & 0022u)
		findings_add(findings, "configuration-writable", path, "%s has mode %04o", path, mode);
	if (kind == FILE_STORE && mode & 0022u)
		findings_add(findings, "store-writable", path, "%s has mode %04o", path, mode);
	else if (kind == FILE_STORE && mode & 0004u)
		findings_add(findings, "store-readable", path, "%s has mode %04o", path, mode);
}

/* --- the store */

static void check_room(struct findings *findings, const char *path)
{
	struct statvfs disk;
	struct stat found;
	AUTO_TEXT struct text room = TEXT_INIT, size = TEXT_INIT;

	if (stat(path, &found) < 0 || statvfs(path, &disk) < 0)
		return;
	int64_t left = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
	if (left >= ROOM_LIMIT && left >= found.st_size)
		return;
	human_add_bytes(&room, (double)left);
	human_add_bytes(&size, (double)found.st_size);
	findings_add(findings, "disk-low", path, "%s is left for %s, which has %s", room.data, path,
		     size.data);
}

static bool take_breach(void *context, const struct breach *breach, struct fault *f)
{
	struct findings *findings = context;

	(void)f;
	findings_add(findings, "store-broken", breach->table, "%s: %s does not hold in %lld place%s",
		     breach->table, breach->promise, (long long)breach->rows, breach->rows == 1 ? "" : "s");
	return true;
}

void check_store(struct findings *findings, struct store *store, const char *path)
{
	struct fault fault = FAULT_INIT;
	unsigned promises;

	check_file(findings, FILE_STORE, path);
	check_room(findings, path);
	if (!store_verify_quickly(store, take_breach, findings, &promises, &fault))
		findings_add(findings, "store-unusable", path, "%s", fault.message);
	fault_clear(&fault);
}

/* --- snapshots */

static const char newest_sql[] = "SELECT id, taken, complete FROM main.snapshot WHERE cluster = ?\n"
				 "ORDER BY id DESC LIMIT 1";

static void check_newest(struct examination *e, sqlite3_stmt *row)
{
	AUTO_TEXT struct text taken = TEXT_INIT;
	long long id = sqlite3_column_int64(row, 0);

	clock_add_time(&taken, sqlite3_column_int64(row, 1));
	if (clock_now() - sqlite3_column_int64(row, 1) > AGE_LIMIT)
		findings_add(&e->findings, "snapshot-old", e->cluster,
			     "the newest snapshot of %s, %lld, is of %s", e->cluster, id, taken.data);
	if (!sqlite3_column_int(row, 2))
		findings_add(&e->findings, "snapshot-incomplete", e->cluster,
			     "the newest snapshot of %s, %lld, is incomplete", e->cluster, id);
}

static bool look_back(struct examination *e, sqlite3 *db, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *row = query_prepare(db, newest_sql, f);

	if (!row)
		return false;
	query_bind_text(row, 1, e->cluster);
	int found = query_step(row, f);
	if (found == 1)
		check_newest(e, row);
	else if (found == 0)
		findings_add(&e->findings, "snapshot-missing", e->cluster, "the store has no snapshot of %s",
			     e->cluster);
	return found >= 0;
}

/* Asking an agent that is dead takes its node seconds: what was met the last time has to do. */
static const char silent_sql[] =
	"SELECT group_concat(vmid, ', ') FROM guest_agent WHERE cluster = ? AND\n"
	"answer IN ('no answer', 'stopped answering') AND coalesce(availability, answer) = answer";

static bool look_at_agents(struct examination *e, sqlite3 *db, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *row = NULL;

	if (e->agents)
		return true; /* they were asked just now */
	row = query_prepare(db, silent_sql, f);
	if (!row)
		return false;
	query_bind_text(row, 1, e->cluster);
	if (query_step(row, f) != 1)
		return false;
	if (query_text(row, 0))
		findings_add(&e->findings, "agent-silent", NULL, "the guest agent did not answer: %s",
			     query_text(row, 0));
	return true;
}

void check_history(struct examination *e, struct store *store)
{
	struct fault fault = FAULT_INIT;
	sqlite3 *db = store_database(store);

	if (e->cluster && (!look_back(e, db, &fault) || !look_at_agents(e, db, &fault)))
		findings_add(&e->findings, "store-unusable", NULL, "%s", fault.message);
	fault_clear(&fault);
}
