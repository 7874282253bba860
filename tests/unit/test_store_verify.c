/* test_store_verify.c - each promise of the store, broken by hand, is found broken; and nothing else is. */
#include "store_fixture.h"

static bool add_breach(void *context, const struct breach *breach, struct fault *f)
{
	(void)f;
	text_addf(context, "%s: %s x%d: %s\n", breach->table, breach->promise, (int)breach->rows,
		  breach->example);
	return true;
}

static char *breaches(struct store *store)
{
	struct fault f = FAULT_INIT;
	struct text t = TEXT_INIT;
	unsigned promises = 0;

	assert_done(store_verify(store, add_breach, &t, &promises, &f), &f);
	return text_take(&t);
}

#define assert_breaches(store, expected)                                                                     \
	do {                                                                                                 \
		char *found_ = breaches(store);                                                              \
		assert_string_equal(found_, expected);                                                       \
		free(found_);                                                                                \
	} while (0)

static void take_snapshots(struct store *store)
{
	walk(store, "scope guest\nscope guest_disk vmid=100\nguest vmid=100 name=a uptime=1 tags=[\"x\"]\n"
		    "guest vmid=101 name=b memory=? cfg:?\nguest_disk vmid=100 slot=scsi0 size=5\n"
		    "outcome resources ok\noutcome guest_config/100 ok\nleftover resources x {}\n");
	walk(store, "scope guest\nscope guest_disk vmid=100\nguest vmid=100 name=c uptime=2\n"
		    "guest_disk vmid=100 slot=scsi0 size=6\noutcome resources ok\n"
		    "outcome guest_config/100 denied\n");
	walk(store, "scope guest\nscope guest_disk vmid=100\nguest vmid=100 name=c uptime=3\n"
		    "guest_disk vmid=100 slot=scsi0 size=6\noutcome resources ok\n"
		    "outcome guest_config/100 denied\n");
}

static char *breaches_found_quickly(struct store *store)
{
	struct fault f = FAULT_INIT;
	struct text t = TEXT_INIT;
	unsigned promises = 0;

	assert_done(store_verify_quickly(store, add_breach, &t, &promises, &f), &f);
	assert_true(promises > 10);
	return text_take(&t);
}

/* Runs it, looks, takes it back. */
static void breaks(struct store *store, const char *sql, const char *expected)
{
	struct fault f = FAULT_INIT;

	assert_done(sql_run(store, "BEGIN", &f) && sql_run(store, sql, &f), &f);
	assert_breaches(store, expected);
	sql_rollback(store);
}

static void test_all_is_well(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	assert_breaches(store, "");
	take_snapshots(store);
	assert_breaches(store, "");
	store_close(store);
}

/* A look that is quick finds less, and never more. */
static void test_a_quick_look(void **state)
{
	static const char *const later[] = { "since = 99", "until = 99" };
	struct store *store = open_fixture();
	struct fault f = FAULT_INIT;
	char *found;

	(void)state;
	take_snapshots(store);
	found = breaches_found_quickly(store);
	assert_string_equal(found, "");
	free(found);
	for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
		AUTO_FREE char *sql =
			xasprintf("UPDATE guest_history SET %s WHERE vmid = 100 AND until IS NULL", later[i]);

		assert_done(sql_run(store, "BEGIN", &f) && sql_run(store, sql, &f), &f);
		found = breaches_found_quickly(store);
		assert_non_null(strstr(found, "guest_history: no version begins or ends after the newest"));
		free(found);
		found = breaches(store);
		assert_string_not_equal(found, "");
		free(found);
		sql_rollback(store);
	}
	store_close(store);
}

static void test_versions(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	take_snapshots(store);
	breaks(store, "UPDATE guest_history SET since = 2 WHERE vmid = 101",
	       "guest_history: a version begins before it ends x1: lab, since 2 until 2, rowid 2\n");
	breaks(store, "UPDATE guest_disk_history SET since = 7 WHERE until IS NULL",
	       "guest_disk_history: a version begins in a snapshot of its cluster x1: lab, since 7, rowid "
	       "2\n");
	breaks(store, "UPDATE guest_history SET until = 9 WHERE vmid = 101",
	       "guest_history: a version ends in a snapshot of its cluster x1: lab, since 1 until 9, rowid "
	       "2\n");
	breaks(store, "UPDATE guest_history SET until = 3 WHERE vmid = 100 AND until = 2",
	       "guest_history: versions of a key do not overlap x1: lab 100, since 2\n");
	breaks(store, "UPDATE guest_disk_history SET size = 5",
	       "guest_disk_history: neighbours say different things x1: lab 100/scsi0, since 2\n");
	breaks(store, "UPDATE outcome_history SET until = 3 WHERE outcome = 'ok' AND until = 2",
	       "outcome_history: versions of a key do not overlap x1: lab guest_config/100/, since 2\n");
	store_close(store);
}

static void test_cells(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	take_snapshots(store);
	breaks(store, "UPDATE guest_history SET extra = '[]' WHERE vmid = 101",
	       "guest_history: cells hold what their columns are for x1: lab 101\n");
	breaks(store, "UPDATE guest_history SET tags = '{' WHERE vmid = 101",
	       "guest_history: cells hold what their columns are for x1: lab 101\n");
	breaks(store, "UPDATE guest_history SET unknown = '[' WHERE vmid = 101",
	       "guest_history: 'unknown' is a list of columns and parts of extra x1: lab 101\n");
	breaks(store, "UPDATE guest_history SET unknown = '[\"memory\",\"colour\"]' WHERE vmid = 101",
	       "guest_history: 'unknown' names what there is x1: lab 101: colour\n");
	breaks(store, "UPDATE guest_history SET unknown = '[\"vmid\"]' WHERE vmid = 101",
	       "guest_history: 'unknown' names what there is x1: lab 101: vmid\n");
	breaks(store, "UPDATE guest_history SET memory = 5 WHERE vmid = 101",
	       "guest_history: what is unknown has no value x1: lab 101\n");
	breaks(store, "UPDATE guest_metric SET unknown = '[\"uptime\"]'",
	       "guest_metric: what is unknown has no value x1: lab 100\n");
	breaks(store, "INSERT INTO guest_metric (cluster, vmid) VALUES ('lab', 101)",
	       "guest_metric: what is measured is there x1: lab 101\n");
	breaks(store, "UPDATE leftover_history SET json = 'x'",
	       "leftover_history: what is left over is JSON x1: x\n");
	breaks(store, "UPDATE scope_history SET scope = '[]' WHERE entity = 'guest'",
	       "scope_history: a list is an object x1: []\n");
	store_close(store);
}

static void test_snapshots_and_names(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	take_snapshots(store);
	walk_of(store, "prod", QUORUM_HELD, "");
	breaks(store, "INSERT INTO tag VALUES ('lab', 'x', 4)",
	       "tag: it names a snapshot of its cluster x1: x of lab\n");
	breaks(store, "UPDATE snapshot SET quorum = 'maybe' WHERE id = 4",
	       "snapshot: its facts make sense x1: snapshot 4\n");
	breaks(store, "UPDATE sqlite_sequence SET seq = 3",
	       "snapshot: numbers are not used again x1: snapshot 4\n");
	breaks(store, "DELETE FROM known_cluster WHERE name = 'prod'",
	       "snapshot: its cluster is known x1: prod\n");
	breaks(store, "DELETE FROM snapshot WHERE id = 4", "known_cluster: it has a snapshot x1: prod\n");
	breaks(store, "UPDATE known_cluster SET ca_fingerprint = 'AA'",
	       "known_cluster: a CA belongs to one cluster x1: lab, prod\n");
	breaks(store, "UPDATE meta_column SET since = 99 WHERE entity = 'guest' AND \"column\" = 'name'",
	       "meta_column: nothing is filled since a snapshot that may not come x1: guest.name\n");
	breaks(store, "INSERT INTO meta_column VALUES ('guest', 'colour', 1, 0)",
	       "meta_column: it names columns that there are x1: guest.colour\n");
	breaks(store, "UPDATE outcome_history SET outcome = 'fine' WHERE read = 'resources'",
	       "outcome_history: its words are known x1: fine\n");
	breaks(store, "DELETE FROM meta WHERE key = 'program'",
	       "meta: it says which pveinv wrote the file x1: program\n");
	breaks(store, "UPDATE snapshot SET complete = 1, gaps = 2 WHERE id = 4",
	       "snapshot: its facts make sense x1: snapshot 4\n");
	store_close(store);
}

static void test_layout(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	take_snapshots(store);
	breaks(store, "DROP VIEW guest_disk",
	       "the file: its views are those that pveinv makes x1: guest_disk\n");
	breaks(store, "DROP VIEW guest_tag; CREATE VIEW guest_tag AS SELECT 1 AS vmid",
	       "the file: its views are those that pveinv makes x1: guest_tag\n");
	breaks(store, "DROP INDEX guest_open",
	       "the file: its indexes are those that pveinv makes x1: guest_open\n");
	breaks(store, "DROP TABLE tag",
	       "the file: its tables are there x1: tag\n"
	       "the file: its tables have their columns x3: tag.cluster\n");
	breaks(store, "DELETE FROM meta_column WHERE entity = 'guest' AND \"column\" = 'name'",
	       "the file: it says since when each column is filled x1: guest.name\n");
	breaks(store, "CREATE TRIGGER gone AFTER INSERT ON guest_history BEGIN DELETE FROM tag; END",
	       "the file: nothing but pveinv changes it x1: trigger gone\n");
	/* What people add for themselves is theirs. */
	breaks(store, "CREATE TABLE mine (x); CREATE VIEW my_guests AS SELECT vmid FROM guest", "");
	store_close(store);
}

static void test_rows_end_with_their_parents(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	take_snapshots(store);
	breaks(store,
	       "UPDATE guest_history SET until = 3 WHERE vmid = 100 AND until IS NULL; DELETE FROM "
	       "guest_metric",
	       "guest_disk_history: it ends with its guest x1: lab 100/scsi0, since 2\n");
	store_close(store);
}

/* A connection that only reads, as verify's, does not even know the CHECKs. */
static void test_the_file(void **state)
{
	struct store *store = open_fixture(), *reader;
	struct fault f = FAULT_INIT;

	(void)state;
	take_snapshots(store);
	assert_done(sql_run(store,
			    "PRAGMA ignore_check_constraints = 1; UPDATE guest_history SET memory = 'much' "
			    "WHERE vmid = 100 AND until IS NULL; PRAGMA ignore_check_constraints = 0",
			    &f),
		    &f);
	assert_breaches(store, "the file: SQLite finds it sound x1: CHECK constraint failed in "
			       "guest_history\n");
	store_close(store);
	reader = open_fixture_with(fixture_entities, STORE_READ);
	assert_breaches(reader, "guest_history: cells hold what their columns are for x1: lab 100\n");
	store_close(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_all_is_well, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_a_quick_look, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_versions, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_cells, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_snapshots_and_names, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_layout, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_rows_end_with_their_parents, fixture_setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(test_the_file, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
