/* test_store_file.c - the file itself: modes, other people's files, locks, REFs. */
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "store_fixture.h"

static mode_t mode_of(const char *ending)
{
	AUTO_FREE char *name = xasprintf("%s%s", fixture_path, ending);
	struct stat about;

	assert_int_equal(stat(name, &about), 0);
	return about.st_mode & 0777;
}

static void write_file(const char *text)
{
	FILE *file = fopen(fixture_path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void run_sql(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(fixture_path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void assert_refused(enum store_mode mode, const char *words)
{
	struct fault f = FAULT_INIT;
	struct store *store = store_open_with(fixture_path, mode, fixture_entities, fixture_reads, &f);

	assert_null(store);
	assert_int_equal(f.kind, FAULT_STORE);
	if (!strstr(f.message, words))
		fail_msg("expected \"%s\", got \"%s\"", words, f.message);
	assert_non_null(f.hint);
	fault_clear(&f);
}

/* --- modes */

static void test_modes(void **state)
{
	mode_t mask = umask(022);
	struct store *store = open_fixture();

	(void)state;
	walk(store, "guest vmid=100\n");
	assert_int_equal(mode_of(""), 0600);
	assert_int_equal(mode_of("-wal"), 0600);
	store_close(store);
	assert_int_equal(chmod(fixture_path, 0640), 0);
	store = open_fixture();
	walk(store, "guest vmid=100\n");
	store_close(store);
	assert_int_equal(mode_of(""), 0640);
	mode_of("-wal"); /* stays, for readers that can't make it */
	mode_of("-shm");
	umask(mask);
}

static void test_missing_directories(void **state)
{
	struct fault f = FAULT_INIT;
	AUTO_FREE char *path = xasprintf("%s/a/b/store.db", fixture_directory);
	struct store *store = store_open_with(path, STORE_WRITE, fixture_entities, fixture_reads, &f);
	struct stat about;
	static const char *const endings[] = { "store.db", "store.db-wal", "store.db-shm", "" };

	(void)state;
	assert_done(store != NULL, &f);
	store_close(store);
	for (size_t i = 0; i < 4; i++) {
		AUTO_FREE char *name = xasprintf("%s/a/b/%s", fixture_directory, endings[i]);

		if (i == 3) {
			assert_int_equal(stat(name, &about), 0);
			assert_int_equal(about.st_mode & 0777, 0700);
		}
		remove(name);
	}
	free(path);
	path = xasprintf("%s/a", fixture_directory);
	rmdir(path);
}

static void test_group_reader(void **state)
{
	struct store *store = open_fixture(), *reader;
	struct fault f = FAULT_INIT;

	(void)state;
	walk(store, "guest vmid=100\n");
	reader = store_open_with(fixture_path, STORE_READ, fixture_entities, fixture_reads, &f);
	assert_done(reader != NULL, &f);
	walk(store, "guest vmid=101\n");
	assert_query(reader, "SELECT vmid FROM guest", "100\n101\n");
	assert_int_equal(sqlite3_exec(store_database(reader), "DELETE FROM guest_history", NULL, NULL, NULL),
			 SQLITE_READONLY);
	store_close(reader);
	store_close(store);
}

/* As another user: may read, but neither write nor make files beside it. */
static void test_other_user(void **state)
{
	struct store *store = open_fixture();
	pid_t child;
	int status = 0;

	(void)state;
	walk(store, "guest vmid=100\n");
	store_close(store);
	if (geteuid() != 0)
		skip();
	chmod(fixture_path, 0644);
	chmod(fixture_directory, 0755);
	store_close(open_fixture());
	assert_int_equal(mode_of("-wal"), 0644);
	for (int with_wal = 1; with_wal >= 0; with_wal--) {
		if (!with_wal) { /* only the file was copied */
			AUTO_FREE char *wal = xasprintf("%s-wal", fixture_path);
			AUTO_FREE char *shm = xasprintf("%s-shm", fixture_path);

			unlink(wal);
			unlink(shm);
		}
		child = fork();
		if (child == 0) {
			struct fault f = FAULT_INIT;
			struct store *reader, *writer;
			int64_t count = 0;

			if (setgid(65534) || setuid(65534))
				_exit(10);
			reader = store_open_with(fixture_path, STORE_READ, fixture_entities, fixture_reads,
						 &f);
			if (!reader ||
			    !sql_number(reader, "SELECT count(*) FROM guest", NULL, 0, &count, &f) ||
			    count != 1)
				_exit(11);
			store_close(reader);
			writer = store_open_with(fixture_path, STORE_WRITE, fixture_entities, fixture_reads,
						 &f);
			_exit(writer ? 12 : strstr(f.message, "may not write") ? 0 : 13);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

/* --- other files */

static void test_no_such_file(void **state)
{
	(void)state;
	assert_refused(STORE_READ, "No such file");
	fixture_path[strlen(fixture_directory)] = '\0';
	assert_refused(STORE_WRITE, "is no file");
	assert_refused(STORE_READ, "is no file");
	snprintf(fixture_path, sizeof fixture_path, "%s/store.db", fixture_directory);
}

static void test_not_a_database(void **state)
{
	(void)state;
	write_file("This is a letter, and not a database, though it is long enough to be one.\n");
	assert_refused(STORE_READ, "no SQLite database");
	assert_refused(STORE_WRITE, "no SQLite database");
}

static void test_other_program(void **state)
{
	(void)state;
	run_sql("CREATE TABLE t (a)");
	assert_refused(STORE_READ, "of another program");
	assert_refused(STORE_WRITE, "of another program");
	run_sql("DROP TABLE t; PRAGMA application_id = 5");
	assert_refused(STORE_WRITE, "of another program");
}

static void test_empty_file(void **state)
{
	struct store *store;

	(void)state;
	write_file("");
	assert_refused(STORE_READ, "not a store yet");
	store = open_fixture();
	walk(store, "guest vmid=100\n");
	store_close(store);
}

/* It goes, but not from under another who has opened it. */
static void test_made_for_nothing(void **state)
{
	struct store *store = open_fixture(), *other;
	int folder = open(fixture_directory, O_RDONLY);

	(void)state;
	store_close(store);
	assert_int_equal(access(fixture_path, F_OK), -1);
	store = open_fixture();
	other = open_fixture();
	store_close(store);
	walk(other, "guest vmid=100\n");
	store_close(other);
	store_close(open_fixture());
	assert_int_equal(access(fixture_path, F_OK), 0);
	store_remove(fixture_path);
	store = open_fixture();
	assert_int_equal(flock(folder, LOCK_SH), 0); /* as who is about to open it */
	store_close(store);
	assert_int_equal(access(fixture_path, F_OK), 0);
	assert_int_equal(flock(folder, LOCK_EX), 0); /* as a script that lets one run at a time */
	store_close(open_fixture());
	close(folder);
}

/* Returns the exit code of a process of its own. */
static int open_for_nothing(void)
{
	struct fault f = FAULT_INIT;

	for (int i = 0; i < 4; i++) {
		struct store *store =
			store_open_with(fixture_path, STORE_WRITE, fixture_entities, fixture_reads, &f);

		if (!store)
			return 1;
		store_close(store);
	}
	return 0;
}

/* One opens and stores nothing, again and again, while another stores: that is there afterwards, however the
 * two fall together. */
static void test_taken_away_meanwhile(void **state)
{
	(void)state;
	for (int i = 0; i < 12; i++) {
		pid_t child = fork();
		struct store *store;
		int status = 0;

		if (child == 0)
			_exit(open_for_nothing());
		usleep((useconds_t)i * 1000);
		store = open_fixture();
		walk(store, "guest vmid=100\n");
		store_close(store);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
		store = open_fixture_with(fixture_entities, STORE_READ);
		assert_query(store, "SELECT vmid FROM guest", "100\n");
		store_close(store);
		store_remove(fixture_path);
	}
}

static void test_newer(void **state)
{
	AUTO_FREE char *again = xasprintf("PRAGMA user_version = %d; "
					  "UPDATE meta SET value = '99.1.0' WHERE key = 'program'; "
					  "UPDATE meta SET value = 'other' WHERE key = 'schema'",
					  STORE_VERSION);
	struct store *store;

	(void)state;
	store = open_fixture();
	walk(store, "guest vmid=100\n");
	store_close(store);
	run_sql("PRAGMA user_version = 99");
	assert_refused(STORE_READ, "newer pveinv");
	assert_refused(STORE_WRITE, "newer pveinv");
	run_sql(again);
	assert_refused(STORE_WRITE, "written by pveinv 99.1.0");
}

static void test_damaged(void **state)
{
	struct store *store = open_fixture();
	AUTO_FREE char *junk = xcalloc(1, 20000);
	int fd;

	(void)state;
	walk(store, "guest vmid=100\n");
	store_close(store);
	memset(junk, 'x', 20000);
	fd = open(fixture_path, O_WRONLY);
	assert_int_equal(pwrite(fd, junk, 20000, 100), 20000);
	close(fd);
	assert_refused(STORE_WRITE, "damaged");
	assert_refused(STORE_READ, "damaged");
}

static void test_busy(void **state)
{
	struct fault f = FAULT_INIT;
	struct store *store = open_fixture(), *other = open_fixture();
	struct stage *stage = begin_walk(store, "lab");
	struct snapshot_facts facts = { .quorum = QUORUM_HELD };
	struct merge_result result;

	(void)state;
	sqlite3_busy_timeout(store_database(store), 10);
	send_lines(store, stage_sink(stage), "guest vmid=100\n");
	assert_done(sql_run(other, "BEGIN IMMEDIATE", &f), &f);
	assert_false(stage_merge(stage, &facts, &result, &f));
	assert_int_equal(f.kind, FAULT_STORE);
	assert_non_null(strstr(f.message, "another process is writing"));
	fault_clear(&f);
	sql_rollback(other);
	assert_done(stage_merge(stage, &facts, &result, &f), &f); /* what was staged is still there */
	assert_query(other, "SELECT vmid FROM guest", "100\n");
	stage_free(stage);
	store_close(store);
	store_close(other);
}

/* The disk is full at ever later moments of one merge; each time nothing has changed, and once there is room
 * the same stage can be merged. */
static void test_full(void **state)
{
	struct fault f = FAULT_INIT;
	struct store *store = open_fixture();
	struct stage *stage;
	struct snapshot_facts facts = { .quorum = QUORUM_HELD };
	struct merge_result result;
	int64_t pages = 0;
	int failures = 0;

	(void)state;
	walk(store, "scope guest\nguest vmid=1\n");
	stage = begin_walk(store, "lab");
	for (int i = 0; i < 1000; i++) {
		char line[128];

		snprintf(line, sizeof line, "guest vmid=%d name=a-name-that-needs-some-room-%d\n", i + 10, i);
		send_lines(store, stage_sink(stage), line);
	}
	send_lines(store, stage_sink(stage), "scope guest\noutcome resources ok\nleftover resources p 1\n");
	assert_done(sql_number(store, "PRAGMA main.page_count", NULL, 0, &pages, &f), &f);
	for (;; pages += 5) {
		assert_done(sql_runf(store, &f, "PRAGMA main.max_page_count = %d", (int)pages), &f);
		if (stage_merge(stage, &facts, &result, &f))
			break;
		assert_int_equal(f.kind, FAULT_STORE);
		assert_non_null(strstr(f.message, "the disk is full"));
		fault_clear(&f);
		failures++;
		assert_query(store, "SELECT vmid FROM guest", "1\n");
		assert_query(store, "SELECT count(*), (SELECT count(*) FROM outcome_history) FROM snapshot",
			     "1|0\n");
	}
	assert_in_range(failures, 5, 1000);
	stage_free(stage);
	assert_query(store, "SELECT count(*), (SELECT count(*) FROM guest) FROM snapshot", "2|1000\n");
	store_close(store);
}

/* --- locks */

static void test_second_walk(void **state)
{
	struct store *store = open_fixture();
	struct stage *stage = begin_walk(store, "lab");
	pid_t child = fork();
	int status = 0;

	(void)state;
	if (child == 0) {
		struct fault f = FAULT_INIT;
		struct store *other =
			store_open_with(fixture_path, STORE_WRITE, fixture_entities, fixture_reads, &f);
		struct identity identity = { 0 };
		struct stage_options options = { .cluster_name = "lab" };
		AUTO_FREE char *words = xasprintf("process %ld is walking lab already", (long)getppid());
		struct stage *second = stage_new(other, &options, &f);

		if (stage_sink(second)->identified(stage_sink(second), &identity, &f))
			_exit(1);
		if (f.kind != FAULT_STORE || strcmp(f.message, words) != 0)
			_exit(2);
		stage_free(second);
		fault_clear(&f);
		options.cluster_name = "prod"; /* another cluster is free */
		second = stage_new(other, &options, &f);
		_exit(stage_sink(second)->identified(stage_sink(second), &identity, &f) ? 0 : 3);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 0);
	stage_free(stage);
	stage_free(begin_walk(store, "lab")); /* and is free again */
	store_close(store);
}

/* --- REFs */

static char *resolve(struct store *store, const char *ref, const char *cluster)
{
	struct fault f = FAULT_INIT;
	struct moment moment;
	struct text t = TEXT_INIT;

	if (!store_resolve(store, ref, cluster, &moment, &f)) {
		assert_int_equal(f.kind, FAULT_USAGE);
		text_addf(&t, "fault: %s", f.message);
		fault_clear(&f);
		return text_take(&t);
	}
	assert_string_equal(moment.ref, ref);
	for (size_t i = 0; i < moment.count; i++)
		text_addf(&t, "%s%s:%d%s", i ? " " : "", moment.clusters[i].cluster,
			  (int)moment.clusters[i].snapshot, moment.clusters[i].newest ? "*" : "");
	moment_clear(&moment);
	return text_take(&t);
}

static void assert_ref(struct store *store, const char *ref, const char *cluster, const char *expected)
{
	AUTO_FREE char *found = resolve(store, ref, cluster);

	if (!text_starts_with(found, expected))
		fail_msg("%s: %s", ref, found);
}

static void test_refs(void **state)
{
	struct store *store = open_fixture();
	struct fault f = FAULT_INIT;

	(void)state;
	setenv("TZ", "UTC", 1);
	assert_ref(store, "latest", NULL, "fault: ");
	fixture_time = 1000000000; /* 2001-09-09T01:46:40Z */
	walk(store, "guest vmid=1\n");
	walk_of(store, "prod", QUORUM_HELD, "guest vmid=1\n");
	fixture_time = 1000100000; /* 2001-09-10T05:33:20Z */
	walk(store, "guest vmid=1\n");
	walk(store, "guest vmid=1\n");
	assert_done(sql_run(store, "INSERT INTO tag VALUES ('lab', 'baseline', 1)", &f), &f);
	assert_ref(store, "latest", NULL, "lab:4* prod:2*");
	assert_ref(store, "latest~1", NULL, "lab:3 prod:0");
	assert_ref(store, "latest~", "lab", "lab:3");
	assert_ref(store, "latest~2", "lab", "lab:1");
	assert_ref(store, "latest~3", NULL, "fault: latest~3: there are not that many");
	assert_ref(store, "latest~x", NULL, "fault: latest~x: a number must follow");
	assert_ref(store, "3", NULL, "lab:3 prod:2*");
	assert_ref(store, "1", NULL, "lab:1 prod:0");
	assert_ref(store, "1", "prod", "fault: there is no snapshot 1 of prod");
	assert_ref(store, "9", NULL, "fault: there is no snapshot 9");
	assert_ref(store, "2001-09-09", NULL, "lab:1 prod:2*");
	assert_ref(store, "2001-09-09T01:46:40Z", NULL, "lab:1 prod:0");
	assert_ref(store, "2001-09-10T07:33:20+02:00", "lab", "lab:3");
	assert_ref(store, "2001-09-08", NULL, "fault: there is no snapshot from 2001-09-08 or before");
	assert_ref(store, "baseline", NULL, "lab:1 prod:0");
	assert_ref(store, "baselin", NULL, "fault: baselin is no tag");
	assert_ref(store, "latest", "nowhere", "fault: ");
	assert_ref(store, "99999999999999999999", NULL, "fault: 99999999999999999999 is no tag");
	store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_modes),         TEST(test_missing_directories),
		TEST(test_group_reader),  TEST(test_other_user),
		TEST(test_no_such_file),  TEST(test_not_a_database),
		TEST(test_other_program), TEST(test_empty_file),
		TEST(test_newer),         TEST(test_damaged),    TEST(test_made_for_nothing),
		TEST(test_taken_away_meanwhile),
		TEST(test_busy),          TEST(test_full),
		TEST(test_second_walk),   TEST(test_refs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
