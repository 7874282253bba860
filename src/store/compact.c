/* compact.c - gives back the room that deleted snapshots have left; a copy of an older file, brought up to
 * date. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sql.h"

bool store_compact(struct store *store, int64_t *ret_before, int64_t *ret_after, struct fault *f)
{
	struct stat about;

	if (!sql_run(store, "PRAGMA wal_checkpoint(TRUNCATE)", f))
		return false;
	*ret_before = stat(store->path, &about) == 0 ? (int64_t)about.st_size : 0;
	if (!sql_run(store, "VACUUM", f) || !sql_run(store, "PRAGMA wal_checkpoint(TRUNCATE)", f))
		return false;
	*ret_after = stat(store->path, &about) == 0 ? (int64_t)about.st_size : 0;
	return true;
}

/* --- reading a store of an older layout */

static char *make_scratch(struct fault *f)
{
	const char *parent = getenv("TMPDIR");
	char *path = xasprintf("%s/pveinv.XXXXXX", parent && *parent == '/' ? parent : "/var/tmp");
	int fd = mkstemp(path);

	if (fd >= 0) {
		close(fd);
		return path;
	}
	fault_set(f, FAULT_STORE, "can't make a temporary file %s: %s", path, strerror(errno));
	free(path);
	return NULL;
}

static bool copy_pages(const struct store *store, const char *path, struct fault *f)
{
	sqlite3 *copy = NULL;
	sqlite3_backup *backup = NULL;
	int state = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE, NULL);

	if (state == SQLITE_OK)
		backup = sqlite3_backup_init(copy, "main", store->db, "main");
	if (backup) {
		sqlite3_backup_step(backup, -1);
		state = sqlite3_backup_finish(backup);
	}
	if (!backup || state != SQLITE_OK) {
		fault_set(f, FAULT_STORE, "%s: %s", path, copy ? sqlite3_errmsg(copy) : "out of memory");
		fault_hint(f, "a copy of %s is made there; TMPDIR names another place", store->path);
	}
	sqlite3_close(copy);
	return backup && state == SQLITE_OK;
}

bool store_make_current(struct store **store, struct fault *f)
{
	struct store *copy = NULL;
	char *scratch = NULL;

	if (store_check_schema(*store, NULL))
		return true;
	if (store_check_program(*store, f) && (scratch = make_scratch(f)) && copy_pages(*store, scratch, f))
		copy = store_open_with(scratch, STORE_WRITE, (*store)->entities, (*store)->reads, f);
	if (!copy) {
		if (scratch)
			store_remove(scratch);
		free(scratch);
		return false;
	}
	copy->scratch = scratch;
	store_close(*store);
	*store = copy;
	return true;
}
