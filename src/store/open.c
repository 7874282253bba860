/* open.c - opens and closes the file: modes, permissions, pragmas. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sql.h"

#define LOCK_INTERVAL 10000 /* microseconds */
#define LOCK_ATTEMPTS 100   /* one second: a store is taken away faster */

/* Makes the directories above the file, as XDG wants it. */
static bool make_directories(const char *path, struct fault *f)
{
	AUTO_FREE char *part = xstrdup(path);

	for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(part, 0700) != 0 && errno != EEXIST) {
			fault_set(f, FAULT_STORE, "can't make the directory %s: %s", part, strerror(errno));
			return fault_hint(f, "give another file with --store");
		}
		*slash = '/';
	}
	return true;
}

/* A new file is for its owner only; the mode of one that is there stays. */
static bool make_file(struct store *store, struct fault *f)
{
	const char *path = store->path;
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0) {
		close(fd);
		store->made = true;
		return true;
	}
	if (errno == EEXIST)
		return true;
	fault_set(f, FAULT_STORE, "can't create %s: %s", path, strerror(errno));
	return fault_hint(f, "give another file with --store, or check the directory's owner and mode");
}

static bool check_file(struct store *store, struct fault *f)
{
	struct stat about;

	if (store->mode == STORE_WRITE && access(store->path, F_OK) != 0 && errno == ENOENT)
		return make_file(store, f);
	if (stat(store->path, &about) != 0) {
		int error = errno;

		fault_set(f, FAULT_STORE, "can't open the store %s: %s", store->path, strerror(error));
		return fault_hint(f, error == ENOENT ? "`pveinv snapshot` makes one; --store names another"
						     : "check owner and mode of the file and its directory");
	}
	if (!S_ISREG(about.st_mode)) {
		fault_set(f, FAULT_STORE, "%s is no file", store->path);
		return fault_hint(f, "give a file with --store");
	}
	if (access(store->path, store->mode == STORE_WRITE ? R_OK | W_OK : R_OK) == 0)
		return true;
	fault_set(f, FAULT_STORE, "may not %s %s: %s", store->mode == STORE_WRITE ? "write" : "read",
		  store->path, strerror(errno));
	return fault_hint(f, "check owner and mode of the file, and who you are");
}

static bool connect(struct store *store, const char *name, int flags, struct fault *f)
{
	int state;

	/* Counting what is allocated costs a tenth of everything. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_close(store->db);
	store->db = NULL;
	/* One thread uses it. */
	state = sqlite3_open_v2(name, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
	if (!store->db)
		return fault_set(f, FAULT_STORE, "%s: out of memory", store->path);
	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_timeout(store->db, BUSY_TIMEOUT);
	return state == SQLITE_OK || sql_fault(store, f);
}

/* A copy on a medium that can't be written, without -wal: nobody else changes it either. */
static bool connect_immutable(struct store *store, struct fault *f)
{
	AUTO_FREE char *wal = xasprintf("%s-wal", store->path);
	AUTO_TEXT struct text uri = TEXT_INIT;

	if (access(wal, F_OK) == 0)
		return sql_fault(store, f);
	text_add(&uri, "file:");
	for (const char *s = store->path; *s; s++)
		if (*s == '?' || *s == '#' || *s == '%')
			text_addf(&uri, "%%%02x", (unsigned)(unsigned char)*s);
		else
			text_add_char(&uri, *s);
	text_add(&uri, "?immutable=1");
	return connect(store, uri.data, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, f) &&
	       sql_run(store, "SELECT 1 FROM main.sqlite_master", f);
}

static bool connect_reading(struct store *store, struct fault *f)
{
	if (!connect(store, store->path, SQLITE_OPEN_READONLY, f))
		return false;
	switch (sqlite3_exec(store->db, "SELECT 1 FROM main.sqlite_master", NULL, NULL, NULL) & 0xff) {
	case SQLITE_OK:
		return true;
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
		return connect_immutable(store, f);
	default:
		return sql_fault(store, f);
	}
}

/* -wal and -shm stay for good: they follow when the owner opens the file to a group. */
static void share_companions(const struct store *store)
{
	static const char *const endings[] = { "-wal", "-shm" };
	struct stat file, companion;

	for (size_t i = 0; i < 2; i++) {
		AUTO_FREE char *name = xasprintf("%s%s", store->path, endings[i]);

		if (stat(store->path, &file) != 0 || lstat(name, &companion) != 0 ||
		    !S_ISREG(companion.st_mode) || companion.st_uid != geteuid())
			continue;
		if (companion.st_gid != file.st_gid && chown(name, (uid_t)-1, file.st_gid) != 0)
			continue; /* then its group must not get the rights either */
		if ((companion.st_mode & 0777) != (file.st_mode & 0666))
			(void)!chmod(name, file.st_mode & 0666);
	}
}

static bool connect_writing(struct store *store, struct fault *f)
{
	int persist = 1;

	if (!connect(store, store->path, SQLITE_OPEN_READWRITE, f) ||
	    !sql_run(store, "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 0", f))
		return false;
	if (sqlite3_db_readonly(store->db, "main") == 1)
		return fault_set(f, FAULT_STORE, "may not write %s", store->path);
	/* A reader of the group could not make -wal and -shm. */
	sqlite3_file_control(store->db, "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
	share_companions(store);
	return true;
}

static bool open_database(struct store *store, struct fault *f)
{
	/* Secrets are not stored, so freed pages need no extra writes to be overwritten. */
	static const char settings[] = "PRAGMA cache_size = -8192; PRAGMA temp.cache_size = -2048; "
				       "PRAGMA secure_delete = FAST; PRAGMA temp.secure_delete = OFF; "
				       "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON";

	switch (store->mode) {
	case STORE_MEMORY:
		/* Unlike ":memory:" it has a cache of the same size as the others. */
		if (!connect(store, "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, f))
			return false;
		break;
	case STORE_READ:
	case STORE_GLANCE:
		if (!check_file(store, f) || !connect_reading(store, f))
			return false;
		break;
	case STORE_WRITE:
		if (!check_file(store, f) || !connect_writing(store, f))
			return false;
		break;
	}
	/* Pages are looked at once: they need not be kept. */
	if (store->mode == STORE_GLANCE)
		return sql_run(store, "PRAGMA main.cache_size = 100", f);
	return sql_run(store, settings, f) && store_migrate(store, f);
}

/* For opening files in it (LOCK_SH), or taking one away (LOCK_EX). -1: it can't be had. Others may lock
 * folders for reasons of their own, and for long: then nothing is taken away. */
static int lock_folder(const char *path, int operation, int attempts)
{
	AUTO_FREE char *copy = xstrdup(path);
	int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	while (folder >= 0 && flock(folder, operation | LOCK_NB) != 0) {
		if (--attempts > 0 && errno == EWOULDBLOCK) {
			usleep(LOCK_INTERVAL);
			continue;
		}
		close(folder);
		folder = -1;
	}
	return folder;
}

/* While it is being opened nobody takes it away; then SQLite's lock says that somebody has it. */
static bool open_locked(struct store *store, struct fault *f)
{
	int folder = lock_folder(store->path, LOCK_SH, LOCK_ATTEMPTS);
	bool done;

	if (folder < 0 && errno == ENOENT && store->mode == STORE_WRITE) {
		if (!make_directories(store->path, f))
			return false;
		folder = lock_folder(store->path, LOCK_SH, LOCK_ATTEMPTS);
	}
	done = open_database(store, f);
	if (folder >= 0)
		close(folder);
	return done;
}

struct store *store_open_with(const char *path, enum store_mode mode, const struct entity *const *entities,
			      const struct read *const *reads, struct fault *f)
{
	struct store *store = xcalloc(1, sizeof *store);

	store->path = xstrdup(mode == STORE_MEMORY ? ":memory:" : path);
	store->mode = mode;
	store->entities = entities;
	store->reads = reads;
	if (mode != STORE_GLANCE)
		layout_build(store);
	if (mode == STORE_MEMORY ? open_database(store, f) : open_locked(store, f))
		return store;
	store_close(store);
	return NULL;
}

struct store *store_open(const char *path, enum store_mode mode, struct fault *f)
{
	return store_open_with(path, mode, schema_entities, schema_reads, f);
}

void store_remove(const char *path)
{
	static const char *const endings[] = { "-journal", "-wal", "-shm", ".lock", "" };

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		AUTO_FREE char *name = xasprintf("%s%s", path, endings[i]);

		unlink(name);
	}
}

static bool counts_nothing(const struct store *store, const char *sql)
{
	int64_t count = 1;

	return sql_number(store, sql, NULL, 0, &count, NULL) && count == 0;
}

static bool holds_nothing(const struct store *store)
{
	return counts_nothing(store, "SELECT count(*) FROM main.sqlite_master WHERE name = 'snapshot'") ||
	       counts_nothing(store, "SELECT count(*) FROM main.snapshot");
}

/* Nobody else has it open: only then the journal can be changed. */
static bool is_alone(const struct store *store)
{
	AUTO_STATEMENT sqlite3_stmt *leave = NULL;

	sqlite3_busy_timeout(store->db, 0);
	leave = sql_prepare(store, "PRAGMA main.journal_mode = DELETE", NULL);
	return leave && sqlite3_step(leave) == SQLITE_ROW && strcmp(sql_text(leave, 0), "delete") == 0;
}

/* Neither we nor another, who may have closed it just now, stored anything. */
static bool is_for_nothing(const struct store *store)
{
	return store->db && holds_nothing(store) && is_alone(store) && holds_nothing(store);
}

void store_close(struct store *store)
{
	if (!store)
		return;
	int folder = store->made ? lock_folder(store->path, LOCK_EX, 1) : -1;
	bool remove = folder >= 0 && is_for_nothing(store);
	limit_free(store->limit); /* its statement goes before the connection */
	statement_finalize_kept(store->db);
	sqlite3_close(store->db);
	layout_clear(store);
	if (remove)
		store_remove(store->path);
	if (folder >= 0)
		close(folder);
	if (store->scratch)
		store_remove(store->scratch);
	free(store->scratch);
	free(store->path);
	free(store);
}

void store_keep(struct store *store)
{
	store->made = false;
}

void store_mention(struct store *store)
{
	store->mentioned = true;
}

sqlite3 *store_database(struct store *store)
{
	return store->db;
}

bool newest_snapshot(struct store *store, const char *cluster, int64_t before, int64_t *ret, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(
		store, "SELECT max(id) FROM main.snapshot WHERE cluster = ?1 AND (?2 = 0 OR id < ?2)", f);

	if (!query)
		return false;
	sql_bind_text(query, 1, cluster);
	sqlite3_bind_int64(query, 2, before);
	if (sql_step(store, query, f) < 0)
		return false;
	*ret = sqlite3_column_int64(query, 0);
	return true;
}
