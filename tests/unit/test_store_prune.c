/* test_store_prune.c - which snapshots stay, against what PVE's own rules say of the same times; tags. */
#include "store_fixture.h"

#include "base/clock.h"

static void add_snapshot(struct store *store, const char *cluster, const char *taken)
{
	struct fault f = FAULT_INIT;
	struct stage *stage = begin_walk(store, cluster);
	struct snapshot_facts facts = { .level = LEVEL_STANDARD, .quorum = QUORUM_HELD, .source = "test" };
	struct merge_result result;

	assert_true(clock_parse(taken, &facts.taken));
	assert_done(stage_merge(stage, &facts, &result, &f), &f);
	stage_free(stage);
}

static void tag(struct store *store, const char *ref, const char *name)
{
	struct fault f = FAULT_INIT;
	struct moment moment;

	assert_done(store_resolve(store, ref, NULL, &moment, &f), &f);
	assert_done(store_tag(store, &moment, name, false, &f), &f);
	moment_clear(&moment);
}

/* "4 daily 2026-11-04": kept, and why; "3": not kept. */
static char *plan_text(struct store *store, const int64_t most[PRUNE_RULES])
{
	struct fault f = FAULT_INIT;
	struct prune_plan plan;
	struct text t = TEXT_INIT;

	assert_done(store_prune_plan(store, NULL, most, &plan, &f), &f);
	for (size_t i = 0; i < plan.count; i++)
		text_addf(&t, "%lld%s%s\n", (long long)plan.items[i].snapshot, plan.items[i].kept ? " " : "",
			  plan.items[i].kept ? plan.items[i].reason : "");
	prune_plan_clear(&plan);
	return text_take(&t);
}

#define assert_plan(store, most, expected)                                                                   \
	do {                                                                                                 \
		char *found_ = plan_text(store, most);                                                       \
		assert_string_equal(found_, expected);                                                       \
		free(found_);                                                                                \
	} while (0)

static void test_each_rule_keeps_the_newest_of_its_periods(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	add_snapshot(store, "lab", "2026-11-02T06:00:00Z"); /* Monday, week 45 */
	add_snapshot(store, "lab", "2026-11-08T06:00:00Z"); /* Sunday, week 45 */
	add_snapshot(store, "lab", "2026-11-09T06:00:00Z"); /* Monday, week 46 */
	add_snapshot(store, "lab", "2026-11-09T18:00:00Z");
	add_snapshot(store, "lab", "2026-11-10T06:00:00Z");
	add_snapshot(store, "lab", "2026-11-10T06:30:00Z");
	assert_plan(store, ((int64_t[PRUNE_RULES]){ [PRUNE_LAST] = 2 }), "6 last\n5 last\n4\n3\n2\n1\n");
	assert_plan(store, ((int64_t[PRUNE_RULES]){ [PRUNE_HOURLY] = 3 }),
		    "6 hourly 2026-11-10T06\n5\n4 hourly 2026-11-09T18\n3 hourly 2026-11-09T06\n2\n1\n");
	assert_plan(store, ((int64_t[PRUNE_RULES]){ [PRUNE_DAILY] = 2 }),
		    "6 daily 2026-11-10\n5\n4 daily 2026-11-09\n3\n2\n1\n");
	assert_plan(store, ((int64_t[PRUNE_RULES]){ [PRUNE_WEEKLY] = 9 }),
		    "6 weekly 2026-W46\n5\n4\n3\n2 weekly 2026-W45\n1\n");
	/* What an earlier rule keeps, a later one does not count: its period is covered. */
	assert_plan(store, ((int64_t[PRUNE_RULES]){ [PRUNE_LAST] = 1, [PRUNE_DAILY] = 2 }),
		    "6 last\n5\n4 daily 2026-11-09\n3\n2 daily 2026-11-08\n1\n");
	assert_plan(store,
		    ((int64_t[PRUNE_RULES]){ [PRUNE_DAILY] = 1, [PRUNE_MONTHLY] = 5, [PRUNE_YEARLY] = 5 }),
		    "6 daily 2026-11-10\n5\n4\n3\n2\n1\n");
	store_close(store);
}

static void test_the_example_of_the_manual(void **state)
{
	/* 15 backups, daily: keep-last 3, keep-daily 13, keep-yearly 9; and years before. */
	static const char *const times[] = {
		"2018-12-31T00:00:00Z", "2019-06-01T00:00:00Z", "2019-12-31T00:00:00Z",
		"2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z", "2020-01-03T00:00:00Z",
	};
	struct store *store = open_fixture();

	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		add_snapshot(store, "lab", times[i]);
	assert_plan(store,
		    ((int64_t[PRUNE_RULES]){ [PRUNE_LAST] = 1, [PRUNE_DAILY] = 1, [PRUNE_YEARLY] = 9 }),
		    "6 last\n5 daily 2020-01-02\n4\n3 yearly 2019\n2\n1 yearly 2018\n");
	store_close(store);
}

static void test_tagged_ones_stay_and_do_not_count(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	for (int day = 1; day <= 5; day++) {
		AUTO_FREE char *time = xasprintf("2026-11-0%dT06:00:00Z", day);

		add_snapshot(store, "lab", time);
	}
	add_snapshot(store, "prod", "2020-01-01T06:00:00Z");
	tag(store, "1", "baseline");
	assert_query(store, "SELECT cluster, snapshot FROM tag", "lab|1\n");
	tag(store, "4", "before");
	tag(store, "4", "also");
	assert_plan(store, ((int64_t[PRUNE_RULES]){ [PRUNE_LAST] = 2 }),
		    "5 last\n4 tag also, before\n3 last\n2\n1 tag baseline\n6 last\n");
	store_close(store);
}

static bool try_tag(struct store *store, const char *ref, const char *name, bool move, struct fault *f)
{
	struct moment moment;
	bool done;

	assert_done(store_resolve(store, ref, NULL, &moment, f), f);
	done = store_tag(store, &moment, name, move, f);
	moment_clear(&moment);
	return done;
}

static void test_tags(void **state)
{
	static const char *const bad[] = { "",    "latest", "live", "guest", "storages", "12", "2026-11-01",
					   "a b", "a@b",    "-x",   "a~1",   "a\033[0m", "a/b" };
	struct store *store = open_fixture();
	struct fault f = FAULT_INIT;

	(void)state;
	add_snapshot(store, "lab", "2026-11-01T06:00:00Z");
	add_snapshot(store, "lab", "2026-11-02T06:00:00Z");
	add_snapshot(store, "prod", "2026-11-02T07:00:00Z");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(try_tag(store, "latest", bad[i], false, &f));
		assert_int_equal(f.kind, FAULT_USAGE);
	}
	assert_query(store, "SELECT count(*) FROM tag", "0\n");
	assert_true(try_tag(store, "latest", "base", false, &f));
	assert_query(store, "SELECT cluster, snapshot FROM tag", "lab|2\nprod|3\n");
	assert_true(try_tag(store, "latest", "base", false, &f)); /* again: no matter */
	assert_false(try_tag(store, "latest~1", "base", false, &f));
	assert_string_equal(f.message, "base is snapshot 2 of lab already");
	assert_true(try_tag(store, "latest~1", "base", true, &f));
	assert_query(store, "SELECT cluster, snapshot FROM tag", "lab|1\nprod|3\n");
	assert_true(store_untag(store, "lab", "base", &f));
	assert_false(store_untag(store, "lab", "base", &f));
	assert_int_equal(f.kind, FAULT_USAGE);
	assert_true(store_untag(store, NULL, "base", &f));
	assert_query(store, "SELECT count(*) FROM tag", "0\n");
	fault_clear(&f);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_each_rule_keeps_the_newest_of_its_periods, fixture_setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(test_the_example_of_the_manual, fixture_setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(test_tagged_ones_stay_and_do_not_count, fixture_setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(test_tags, fixture_setup, fixture_teardown),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
