/* test_store_copy.c - snapshots in another store say there what they say here: random histories, of which
 * random snapshots are copied, in two steps; and what is refused. */
#include <sys/stat.h>

#include "store_model_say.h"

static char other_path[160];

static int setup(void **state)
{
	int failed = fixture_setup(state);

	snprintf(other_path, sizeof other_path, "%s/other.db", fixture_directory);
	return failed;
}

static int teardown(void **state)
{
	store_remove(other_path);
	return fixture_teardown(state);
}

static struct store *open_other(void)
{
	struct fault f = FAULT_INIT;
	struct store *store = store_open_with(other_path, STORE_WRITE, fixture_entities, fixture_reads, &f);

	assert_done(store != NULL, &f);
	return store;
}

static volatile int interrupted;

static bool try_copy(struct store *to, struct store *from, const int64_t *ids, size_t count,
		     struct copy_result *ret, struct fault *f)
{
	struct copy_options options = { .snapshots = ids, .count = count, .interrupted = &interrupted };

	return store_copy(to, from, &options, ret, f);
}

static struct copy_result copy(struct store *to, struct store *from, const int64_t *ids, size_t count)
{
	struct fault f = FAULT_INIT;
	struct copy_result result;

	assert_done(try_copy(to, from, ids, count, &result, &f), &f);
	sql_rollback(from);
	return result;
}

static bool fail_of_breach(void *context, const struct breach *breach, struct fault *f)
{
	(void)context;
	(void)f;
	if (strcmp(breach->promise, "it ends with its guest") != 0) /* the walks are invented */
		fail_msg("%s: %s (%s)", breach->table, breach->promise, breach->example);
	return true;
}

static void check_promises(struct store *store)
{
	struct fault f = FAULT_INIT;
	unsigned promises = 0;

	assert_done(store_verify(store, fail_of_breach, NULL, &promises, &f), &f);
}

/* --- what a snapshot says */

static char *dump(struct store *store, const char *cluster, int64_t id, bool newest)
{
	static const char *const queries[] = {
		"SELECT vmid, type, name, memory, tags, status, node, created, uuid, uptime, unknown, extra "
		"FROM guest ORDER BY 1",
		"SELECT vmid, slot, volume, size, unknown, extra FROM guest_disk ORDER BY 1, 2",
		"SELECT read, target, entity, outcome, reason FROM outcome ORDER BY 1, 2, 3",
		"SELECT read, target, path, json FROM leftover ORDER BY 1, 2, 3, 4",
		NULL,
	};

	return say_snapshot(store, cluster, id, newest, queries);
}

struct pair {
	int64_t from, to;
	bool newest; /* of its cluster, where it comes from */
};

static void check_pair(struct store *from, struct store *to, const char *cluster, const struct pair *pair,
		       bool last)
{
	AUTO_FREE char *there = dump(to, cluster, pair->to, last);
	AUTO_FREE char *here = dump(from, cluster, pair->from, last && pair->newest);

	assert_string_equal(there, here);
}

static void check_diffs(struct store *from, struct store *to, const char *cluster, const struct pair *pairs,
			size_t count)
{
	for (size_t a = 0; a < count; a++)
		for (size_t b = a + 1; b < count; b++) {
			AUTO_FREE char *there = diff_text(to, cluster, pairs[a].to, pairs[b].to, &with_all);
			AUTO_FREE char *here =
				diff_text(from, cluster, pairs[a].from, pairs[b].from, &with_all);

			assert_string_equal(there, here);
		}
}

/* --- random histories */

#define STEPS 16

/* Which of 'lab' are in the other store, by their time, which tells them apart. */
static size_t find_pairs(struct store *from, struct store *to, struct pair *ret)
{
	struct fault f = FAULT_INIT;
	AUTO_STATEMENT sqlite3_stmt *there =
		sql_prepare(to, "SELECT id, taken FROM snapshot WHERE cluster = 'lab' ORDER BY id", &f);
	size_t count = 0;

	while (sql_step(to, there, &f) == 1) {
		AUTO_FREE char *taken = xstrdup(sql_text(there, 1));

		assert_done(sql_number(from, "SELECT id FROM snapshot WHERE cluster = 'lab' AND taken = ?",
				       taken, 0, &ret[count].from, &f),
			    &f);
		ret[count].to = sqlite3_column_int64(there, 0);
		count++;
	}
	return count;
}

static void check_all(struct store *from, struct store *to, size_t expected)
{
	struct fault f = FAULT_INIT;
	struct pair pairs[STEPS];
	size_t count = find_pairs(from, to, pairs);
	int64_t newest = 0;

	assert_int_equal(count, expected);
	assert_done(newest_snapshot(from, "lab", 0, &newest, &f), &f);
	for (size_t i = 0; i < count; i++) {
		pairs[i].newest = pairs[i].from == newest;
		check_pair(from, to, "lab", &pairs[i], i + 1 == count);
	}
	check_diffs(from, to, "lab", pairs, count);
	check_promises(to);
}

/* Random ones of lab from 'begin' on. */
static size_t choose(struct store *from, int64_t begin, int64_t end, int64_t *ret)
{
	struct fault f = FAULT_INIT;
	AUTO_STATEMENT sqlite3_stmt *query = sql_preparef(
		from, &f,
		"SELECT id FROM snapshot WHERE cluster = 'lab' AND id >= %d AND id < %d ORDER BY id",
		(int)begin, (int)end);
	size_t count = 0;

	while (sql_step(from, query, &f) == 1)
		if (chance(3) != 0)
			ret[count++] = sqlite3_column_int64(query, 0);
	return count;
}

static void run_history(unsigned seed)
{
	struct store *from = open_fixture(), *to = open_other();
	int64_t ids[STEPS];
	size_t first, second;

	chance_state = seed;
	for (int i = 0; i < STEPS; i++) {
		struct model_walk w = invent_walk();

		walk_by_model(from, chance(4) ? "lab" : "prod", &w);
	}
	if (chance(2))
		walk_of(to, "third", QUORUM_HELD, "guest vmid=100\n"); /* so that numbers differ */
	first = choose(from, 0, STEPS / 2, ids);
	if (first)
		assert_int_equal(copy(to, from, ids, first).copied, first);
	check_all(from, to, first);
	second = choose(from, STEPS / 2, STEPS + 1, ids);
	if (second)
		assert_int_equal(copy(to, from, ids, second).copied, second);
	check_all(from, to, first + second);
	store_close(from);
	store_close(to);
}

static void test_random_histories(void **state)
{
	for (unsigned seed = 1; seed <= 12; seed++) {
		run_history(seed * 104729u);
		teardown(state);
		setup(state);
	}
}

/* --- all, doubles, order */

static void test_all_of_several_clusters(void **state)
{
	struct store *from = open_fixture(), *to = open_other();
	struct copy_result result;

	(void)state;
	walk_of(from, "lab", QUORUM_HELD, "guest vmid=100 name=a\n");
	walk_of(from, "prod", QUORUM_HELD, "guest vmid=100 name=p\n");
	walk_of(from, "lab", QUORUM_HELD, "guest vmid=100 name=b uptime=5\n");
	assert_true(sql_run(from, "INSERT INTO tag VALUES ('lab', 'base', 1), ('lab', 'now', 3)", NULL));
	result = copy(to, from, NULL, 0);
	assert_int_equal(result.copied, 3);
	assert_query(to, "SELECT id, cluster FROM snapshot ORDER BY id", "1|lab\n2|prod\n3|lab\n");
	assert_query(to, "SELECT cluster, name, uptime FROM guest ORDER BY 1", "lab|b|5\nprod|p|-\n");
	assert_query(to, "SELECT name, snapshot FROM tag", "base|1\nnow|3\n");
	/* Again, after one more: it alone goes, its metrics with it. */
	walk_of(from, "lab", QUORUM_HELD, "guest vmid=100 name=b uptime=6\n");
	result = copy(to, from, NULL, 0);
	assert_int_equal(result.copied, 1);
	assert_int_equal(result.there, 3);
	assert_query(to, "SELECT since, until, name FROM guest_history WHERE cluster = 'lab'",
		     "1|3|a\n3|-|b\n");
	assert_query(to, "SELECT uptime FROM guest WHERE cluster = 'lab'", "6\n");
	check_promises(to);
	store_close(from);
	store_close(to);
}

static void test_refused(void **state)
{
	struct store *from = open_fixture(), *to = open_other();
	struct copy_result result;
	struct fault f = FAULT_INIT;

	(void)state;
	for (int i = 0; i < 4; i++)
		walk(from, "guest vmid=100 name=a\n");
	copy(to, from, (const int64_t[]){ 2, 3 }, 2);
	assert_false(try_copy(to, from, (const int64_t[]){ 3, 4 }, 2, &result, &f));
	assert_int_equal(f.kind, FAULT_USAGE);
	assert_non_null(strstr(f.message, "snapshot 3 of lab is in"));
	sql_rollback(from);
	assert_false(try_copy(to, from, (const int64_t[]){ 1 }, 1, &result, &f));
	assert_non_null(strstr(f.message, "snapshot 1 of lab is older than the newest in"));
	sql_rollback(from);
	interrupted = 1;
	assert_false(try_copy(to, from, (const int64_t[]){ 4 }, 1, &result, &f));
	assert_int_equal(f.kind, FAULT_INTERRUPTED);
	interrupted = 0;
	sql_rollback(from);
	assert_query(to, "SELECT count(*), max(id) FROM snapshot", "2|2\n");
	/* another cluster of the name */
	assert_true(sql_run(to, "UPDATE known_cluster SET ca_fingerprint = 'AA'", &f));
	assert_true(sql_run(from, "UPDATE known_cluster SET ca_fingerprint = 'BB'", &f));
	assert_false(try_copy(to, from, (const int64_t[]){ 4 }, 1, &result, &f));
	assert_non_null(strstr(f.message, "another cluster as lab"));
	fault_clear(&f);
	store_close(from);
	store_close(to);
}

/* Numbers that fell back in time (recordings, walked in any order) keep the order of their store. */
static void test_out_of_order(void **state)
{
	struct store *from = open_fixture(), *to = open_other();

	(void)state;
	walk(from, "guest vmid=100 name=a\n");
	walk(from, "guest vmid=100 name=b\n");
	walk(from, "guest vmid=100 name=c\n");
	assert_true(sql_run(from, "UPDATE snapshot SET taken = 5 WHERE id = 2", NULL));
	copy(to, from, NULL, 0);
	assert_query(to, "SELECT since, until, name FROM guest_history ORDER BY 1", "1|2|a\n2|3|b\n3|-|c\n");
	store_close(from);
	store_close(to);
}

/* An older store that can't be brought up to date: nothing is left of the copy in which it was tried. */
static void test_no_trace_of_failure(void **state)
{
	struct fault f = FAULT_INIT;
	struct store *from = open_fixture();

	(void)state;
	walk(from, "guest vmid=100\n");
	assert_true(sql_run(from,
			    "UPDATE meta SET value = 'other' WHERE key = 'schema'; DROP INDEX guest_open; "
			    "INSERT INTO guest_history (cluster, since, vmid) VALUES ('lab', 1, 100)",
			    NULL));
	store_close(from);
	from = open_fixture_with(fixture_entities, STORE_READ);
	assert_int_equal(mkdir(other_path, 0700), 0);
	setenv("TMPDIR", other_path, 1);
	assert_false(store_make_current(&from, &f));
	unsetenv("TMPDIR");
	assert_non_null(strstr(f.message, "UNIQUE"));
	fault_clear(&f);
	store_close(from);
	assert_int_equal(rmdir(other_path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_random_histories, setup, teardown),
		cmocka_unit_test_setup_teardown(test_all_of_several_clusters, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_out_of_order, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_trace_of_failure, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
