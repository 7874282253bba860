/* test_store_layout.c - the tables and indexes themselves, and who notices when they change. */
#include "store_fixture.h"

/* --- SQLite knows no statistics of the file: what it does with a query follows from the indexes alone */

static char *plan_of(struct store *store, const char *sql)
{
	AUTO_FREE char *explain = xasprintf("EXPLAIN QUERY PLAN %s", sql);
	struct fault f = FAULT_INIT;
	struct text plan = TEXT_INIT;
	sqlite3_stmt *rows = sql_prepare(store, explain, &f);

	assert_done(rows != NULL, &f);
	while (sql_step(store, rows, &f) == 1)
		text_addf(&plan, "%s\n", sql_text(rows, 3));
	sqlite3_finalize(rows);
	return text_take(&plan);
}

#define assert_found_by(store, index, sql)                                                                   \
	do {                                                                                                 \
		AUTO_FREE char *plan_ = plan_of(store, sql);                                                 \
		if (!strstr(plan_, index))                                                                   \
			fail_msg("not by %s:\n%s", index, plan_);                                            \
	} while (0)

/* What belongs to a thing is found by the thing, not looked for among all versions. */
static void test_found_by_key(void **state)
{
	static const char disks[] =
		"SELECT (SELECT count(*) FROM guest_disk d WHERE d.cluster = g.cluster AND d.vmid = g.vmid) "
		"FROM guest g";
	struct store *store = open_fixture();

	(void)state;
	walk(store, "guest vmid=100\nguest_disk vmid=100 slot=a\n");
	walk(store, "guest vmid=100\nguest_disk vmid=100 slot=b\n");
	assert_found_by(store, "guest_disk_open (cluster=? AND vmid=?)", disks);
	show(store, "1");
	assert_found_by(store, "guest_disk_open (cluster=? AND vmid=?)", disks);
	assert_found_by(store, "guest_disk_key (cluster=? AND vmid=?)", disks);
	store_close(store);
}

/* A program that made other indexes. */
static void test_other_indexes(void **state)
{
	static const char sql[] = "SELECT sql FROM sqlite_master WHERE name = 'guest_since'";
	struct fault f = FAULT_INIT;
	struct store *store = open_fixture();

	(void)state;
	walk(store, "guest vmid=100\n");
	assert_query(store, sql, "CREATE INDEX guest_since ON guest_history (since)\n");
	assert_done(sql_run(store, "DROP INDEX guest_since", &f) &&
			    sql_run(store, "CREATE INDEX guest_since ON guest_history (cluster)", &f) &&
			    meta_set(store, "schema", "another", &f),
		    &f);
	store_close(store);
	store = open_fixture();
	assert_query(store, sql, "CREATE INDEX guest_since ON guest_history (since)\n");
	store_close(store);
}

/* The fingerprint does not see what ddl.c and view.c write: LAYOUT says it. */
static void test_layout_number(void **state)
{
	struct store store = { .entities = fixture_entities, .reads = fixture_reads };
	AUTO_TEXT struct text all = TEXT_INIT;
	uint32_t hash = 2166136261u; /* FNV-1a */

	(void)state;
	layout_build(&store);
	for (size_t i = 0; i < store.n_tables; i++) {
		ddl_tables(&all, &store.tables[i], false);
		view_add(&all, &store.tables[i], false);
	}
	view_add_others(&all, false);
	layout_clear(&store);
	for (size_t i = 0; i < all.size; i++)
		hash = (hash ^ (unsigned char)all.data[i]) * 16777619u;
	if (hash != 0x50b14ca4u || LAYOUT != 2)
		fail_msg("the layout has changed: raise LAYOUT (%d), and put 0x%08xu here", LAYOUT, hash);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_found_by_key),
		TEST(test_other_indexes),
		TEST(test_layout_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
