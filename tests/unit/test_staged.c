/* test_staged.c - what waits for the merge: values as bytes, lists of rows in chunks, and the rows as a
 * table in the order of SQL. */
#include <float.h>
#include <math.h>

#include "store_fixture.h"

#include "store/stage.h"

/* --- tuples */

static const int64_t integers[] = { INT64_MIN,
				    INT64_MIN + 1,
				    -((int64_t)1 << 56) - 1,
				    -((int64_t)1 << 56),
				    -65537,
				    -65536,
				    -257,
				    -256,
				    -255,
				    -2,
				    -1,
				    0,
				    1,
				    62,
				    63,
				    64,
				    65,
				    255,
				    256,
				    65535,
				    65536,
				    ((int64_t)1 << 53) + 1,
				    ((int64_t)1 << 56) - 1,
				    (int64_t)1 << 56,
				    INT64_MAX - 1,
				    INT64_MAX };
static const double reals[] = { -HUGE_VAL, -DBL_MAX, -1.5,    -0.1, -DBL_MIN, -0.0,    0.0,     5e-324,
				DBL_MIN,   0.1,      1.0 / 3, 1.5,  1e15,     DBL_MAX, HUGE_VAL };
static const char *const texts[] = { "",  "\x01", "\x01\x01", " ",    "A",       "AB",
				     "B", "a",    "\xc3\xa9", "\xff", "\xff\xff" };

static struct value nth(size_t i)
{
	if (i < COUNT(integers))
		return (struct value){ .kind = VALUE_INT, .integer = integers[i] };
	i -= COUNT(integers);
	if (i < COUNT(reals))
		return (struct value){ .kind = VALUE_REAL, .real = reals[i] };
	i -= COUNT(reals);
	return (struct value){ .kind = VALUE_TEXT, .text = (char *)(uintptr_t)texts[i] };
}
#define N_VALUES (COUNT(integers) + COUNT(reals) + COUNT(texts))

static void assert_same(const struct value *found, const struct value *expected)
{
	assert_int_equal(found->kind, expected->kind);
	if (found->kind == VALUE_INT)
		assert_true(found->integer == expected->integer);
	else if (found->kind == VALUE_REAL)
		assert_memory_equal(&found->real, &expected->real, sizeof found->real);
	else if (found->kind == VALUE_TEXT)
		assert_string_equal(found->text, expected->text);
}

static void test_values_come_back(void **state)
{
	AUTO_TEXT struct text tuple = TEXT_INIT;
	struct value found[N_VALUES + 331];
	char *end;

	(void)state;
	for (size_t i = 0; i < N_VALUES; i++)
		tuple_add(&tuple, &(struct value[]){ nth(i) }[0]);
	tuple_add_unset(&tuple, VALUE_NULL, 0);
	tuple_add_unset(&tuple, VALUE_NULL, 64);
	tuple_add_unset(&tuple, VALUE_UNKNOWN, 200);
	tuple_add_text(&tuple, NULL);
	tuple_add_unset(&tuple, VALUE_NULL, 65);
	tuple_add_int(&tuple, 7);
	end = tuple_read(tuple.data, found, N_VALUES);
	for (size_t i = 0; i < N_VALUES; i++)
		assert_same(&found[i], &(struct value[]){ nth(i) }[0]);
	assert_ptr_equal(tuple_read(end, found, 331), tuple.data + tuple.size);
	for (size_t i = 0; i < 330; i++)
		assert_int_equal(found[i].kind, i >= 64 && i < 264 ? VALUE_UNKNOWN : VALUE_NULL);
	assert_int_equal(found[330].integer, 7);
}

/* Each of these lists rises. */
static void test_bytes_have_the_order_of_values(void **state)
{
	(void)state;
	for (size_t i = 0; i + 1 < N_VALUES; i++) {
		AUTO_TEXT struct text lesser = TEXT_INIT, greater = TEXT_INIT;

		tuple_add(&lesser, &(struct value[]){ nth(i) }[0]);
		tuple_add(&greater, &(struct value[]){ nth(i + 1) }[0]);
		assert_true(memcmp(lesser.data, greater.data,
				   lesser.size < greater.size ? lesser.size : greater.size) < 0);
	}
}

/* --- rows */

static bool stage_disk(struct stage *stage, int64_t vmid, const char *slot, const char *volume,
		       struct fault *f)
{
	struct value values[] = { { .kind = VALUE_INT, .integer = vmid },
				  { .kind = VALUE_TEXT, .text = (char *)(uintptr_t)slot },
				  { .kind = VALUE_TEXT, .text = (char *)(uintptr_t)volume },
				  { .kind = VALUE_UNKNOWN } };
	struct part part = { PART_WHOLE, NULL };
	struct row row = { &entity_guest_disk, true, values, &part };

	return stage_sink(stage)->row(stage_sink(stage), &row, f);
}

static uint32_t next_random(uint32_t *seed)
{
	return *seed = *seed * 1664525 + 1013904223;
}

/* Many chunks, keys in no order, every third told again: against a table of SQLite. */
static void test_rows_are_as_sql_orders_them(void **state)
{
	struct fault f = FAULT_INIT;
	struct store *store = open_fixture();
	struct stage *stage = begin_walk(store, "lab");
	struct staged_list *rows = &stage->tables[2].rows;
	uint32_t seed = 1;

	(void)state;
	assert_done(sql_run(store,
			    "CREATE TEMP TABLE wanted (vmid INTEGER, slot TEXT, volume TEXT, "
			    "PRIMARY KEY (vmid, slot)) WITHOUT ROWID",
			    &f),
		    &f);
	for (int i = 0; i < 12000; i++) {
		int64_t vmid = (int64_t)(next_random(&seed) >> 20) - 100;
		AUTO_FREE char *slot = xasprintf("s%u", next_random(&seed) >> 31 ? next_random(&seed) >> 30
										 : next_random(&seed) >> 26);
		AUTO_FREE char *volume = xasprintf("%d %0*d", i, (int)(next_random(&seed) >> 26) + 1, 0);

		assert_done(stage_disk(stage, vmid, slot, volume, &f), &f);
		assert_done(sql_runf(store, &f, "INSERT OR REPLACE INTO wanted VALUES (%lld, '%s', '%s')",
				     (long long)vmid, slot, volume),
			    &f);
	}
	assert_in_range(rows->n_chunks, 10, 100);
	assert_query(store, "SELECT count(*) < 11500 AND count(*) > 8000 FROM wanted", "1\n");
	{
		char *found = query(store, "SELECT vmid, slot, volume FROM stage_guest_disk ORDER BY "
					   "vmid, slot");
		char *wanted = query(store, "SELECT vmid, slot, volume FROM wanted ORDER BY vmid, slot");

		assert_true(strcmp(found, wanted) == 0);
		free(found);
		free(wanted);
	}
	/* another order is SQLite's own, and so is a look at some */
	assert_query(store,
		     "SELECT (SELECT group_concat(volume) FROM (SELECT volume FROM stage_guest_disk "
		     "ORDER BY slot DESC, vmid)) = (SELECT group_concat(volume) FROM (SELECT volume "
		     "FROM wanted ORDER BY slot DESC, vmid))",
		     "1\n");
	assert_query(store,
		     "SELECT count(*) FROM wanted WHERE (vmid, slot) NOT IN (SELECT vmid, slot FROM "
		     "stage_guest_disk)",
		     "0\n");
	assert_int_equal(rows->opened, 0);
	assert_null(rows->keys);
	assert_done(sql_run(store, "DROP TABLE temp.wanted", &f), &f);
	stage_free(stage);
	store_close(store);
}

/* Empty is not null, and neither is unknown; a whole number in a column of reals is one. */
static void test_values_reach_the_store(void **state)
{
	struct fault f = FAULT_INIT;
	struct store *store = open_fixture();
	struct stage *stage = begin_walk(store, "lab");
	struct value values[11] = { [VMID] = value_int(1),
				    [NAME] = value_text(""),
				    [STATUS] = value_text("\xff\x01'"),
				    [NODE] = { .kind = VALUE_NULL },
				    [MEMORY] = value_int(INT64_MIN),
				    [CREATED] = value_int(INT64_MAX),
				    [PASSWORD] = value_text("geheim") };
	struct part parts[2] = { { PART_WHOLE, "{\"a\":1}" }, { PART_SOME, NULL } };
	struct row row = { &entity_guest, true, values, parts };
	struct value node[4] = { value_text("n"), [3] = value_int(1) };
	struct row whole = { &entity_node, true, node, parts };

	(void)state;
	assert_done(stage_sink(stage)->row(stage_sink(stage), &row, &f), &f);
	assert_done(stage_sink(stage)->row(stage_sink(stage), &whole, &f), &f);
	assert_query(store,
		     "SELECT hex(states), vmid, name, hex(status), node, memory, created, uuid, password, "
		     "extra_0, extra_1 FROM stage_guest",
		     "0100010000000001000100010102|1||FF0127|-|-9223372036854775808|9223372036854775807|-|"
		     "set|-|{\"a\":1}\n");
	assert_query(store, "SELECT typeof(cpu), node FROM stage_node", "real|n\n");
	end_walk(stage, QUORUM_HELD);
	assert_query(store,
		     "SELECT vmid, name, hex(status), node, memory, created, password, unknown FROM guest",
		     "1||FF0127|-|-9223372036854775808|9223372036854775807|set|"
		     "[\"type\",\"tags\",\"uuid\",\"extra.cfg\",\"uptime\"]\n");
	assert_query(store, "SELECT typeof(cpu) FROM node", "real\n");
	for (size_t i = 0; i < COUNT(values); i++)
		value_clear(&values[i]);
	value_clear(&node[0]);
	store_close(store);
}

static void test_long_values(void **state)
{
	struct fault f = FAULT_INIT;
	struct store *store = open_fixture();
	struct stage *stage = begin_walk(store, "lab");
	AUTO_FREE char *volume = xmalloc(300001);

	(void)state;
	memset(volume, 'x', 300000);
	volume[300000] = '\0';
	for (int i = 9; i > 0; i--)
		assert_done(stage_disk(stage, i, "short", "v", &f) &&
				    stage_disk(stage, i, "long", volume + (ptrdiff_t)(i % 3) * 100000, &f),
			    &f);
	assert_in_range(stage->tables[2].rows.last.space, 0, 65536);
	end_walk(stage, QUORUM_HELD);
	assert_query(store, "SELECT slot, length(volume), count(*) FROM guest_disk GROUP BY 1, 2 ORDER BY 2",
		     "short|1|9\nlong|100000|3\nlong|200000|3\nlong|300000|3\n");
	store_close(store);
}

/* What SQLite would refuse is refused when it is staged, as is what the disk has no room for. */
static void test_no_room(void **state)
{
	struct fault f = FAULT_INIT;
	struct store *store = open_fixture();
	struct stage *stage = begin_walk(store, "lab");
	AUTO_FREE char *volume = xmalloc(100001);
	bool staged = true;

	(void)state;
	memset(volume, 'x', 100000);
	volume[100000] = '\0';
	sqlite3_limit(store_database(store), SQLITE_LIMIT_LENGTH, 99999);
	assert_false(stage_disk(stage, 1, "scsi0", volume, &f));
	assert_int_equal(f.kind, FAULT_STORE);
	assert_non_null(strstr(f.message, "a value is larger than SQLite can store"));
	fault_clear(&f);
	sqlite3_limit(store_database(store), SQLITE_LIMIT_LENGTH, 1000000);
	stage_free(stage);

	stage = begin_walk(store, "lab");
	assert_done(sql_run(store, "PRAGMA temp.max_page_count = 100", &f), &f);
	for (int i = 0; i < 20 && staged; i++)
		staged = stage_disk(stage, i, "scsi0", volume, &f);
	assert_false(staged);
	assert_int_equal(f.kind, FAULT_STORE);
	assert_non_null(strstr(f.message, "the disk is full"));
	fault_clear(&f);
	assert_done(sql_run(store, "PRAGMA temp.max_page_count = 1000000", &f), &f);
	stage_free(stage);
	walk(store, "guest_disk vmid=1 slot=scsi0\n"); /* the store is as good as before */
	assert_query(store, "SELECT vmid, slot FROM guest_disk", "1|scsi0\n");
	store_close(store);
}

/* A stage leaves nothing to the next one. */
static void test_one_after_the_other(void **state)
{
	struct fault f = FAULT_INIT;
	struct store *store = open_fixture();
	struct stage *stage = begin_walk(store, "lab");

	(void)state;
	send_lines(store, stage_sink(stage), "guest vmid=1\nscope guest\nguest_disk vmid=1 slot=a\n");
	assert_query(store, "SELECT vmid FROM stage_guest", "1\n");
	stage_free(stage);
	assert_null(sql_prepare(store, "SELECT vmid FROM stage_guest", &f));
	fault_clear(&f);
	stage = begin_walk(store, "lab");
	send_lines(store, stage_sink(stage), "scope guest vmid=2\nguest vmid=2\n");
	assert_query(store, "SELECT vmid FROM stage_guest", "2\n");
	end_walk(stage, QUORUM_HELD);
	assert_query(store, "SELECT vmid FROM guest", "2\n");
	assert_query(store, "SELECT count(*) FROM guest_disk", "0\n");
	assert_query(store, "SELECT entity, columns, scope FROM scope_history", "guest|vmid|{\"vmid\":2}\n");
	assert_query(store, "SELECT count(*) FROM sqlite_temp_master", "0\n");
	store_close(store);
}

/* --- scopes */

/* Lists of 'count' guests, each told twice, in an order that is not theirs. */
static void stage_scopes(struct stage *stage, int count)
{
	const struct column *columns[] = { &disk_columns[0] };
	struct fault f = FAULT_INIT;

	for (int i = 0; i < 2 * count; i++) {
		struct value vmid = { .kind = VALUE_INT, .integer = (int64_t)i * 7919 % count };
		struct scope scope = { &entity_guest_disk, 1, columns, &vmid, NULL };

		assert_done(stage_sink(stage)->scope(stage_sink(stage), &scope, &f), &f);
	}
}

static void test_scopes(void **state)
{
	struct store *store = open_fixture();
	struct stage *stage = begin_walk(store, "lab");

	(void)state;
	send_lines(store, stage_sink(stage), "guest_disk vmid=4999 slot=a\nguest_disk vmid=9000 slot=a\n");
	stage_scopes(stage, 5000);
	assert_in_range(stage->kinds[0].scopes.n_chunks, 2, 10);
	end_walk(stage, QUORUM_HELD);
	assert_query(store,
		     "SELECT count(*), count(DISTINCT scope), max(since), max(until) FROM scope_history",
		     "5000|5000|1|-\n");
	/* The order in which they were told is not that of the store, which has them as the index does. */
	assert_query(store,
		     "SELECT count(*) FROM scope_history a JOIN scope_history b "
		     "ON b.rowid = a.rowid + 1 WHERE a.scope < b.scope",
		     "4999\n");
	/* 1000 more; the disk of one that is covered is gone, that of another is not */
	stage = begin_walk(store, "lab");
	stage_scopes(stage, 6000);
	end_walk(stage, QUORUM_HELD);
	assert_query(store, "SELECT since, count(*) FROM scope_history GROUP BY 1", "1|5000\n2|1000\n");
	assert_query(store, "SELECT vmid FROM guest_disk", "9000\n");
	store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values_come_back),
		cmocka_unit_test(test_bytes_have_the_order_of_values),
		TEST(test_rows_are_as_sql_orders_them),
		TEST(test_values_reach_the_store),
		TEST(test_long_values),
		TEST(test_no_room),
		TEST(test_one_after_the_other),
		TEST(test_scopes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
