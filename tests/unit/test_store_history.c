/* test_store_history.c - random histories of two clusters with random deletions, against a naive model that
 * keeps every snapshot as a whole: what each remaining snapshot says, and all diffs among them.
 *
 * The model knows nothing of versions. A snapshot is a state; a diff is a function of two states.
 * PVEINV_STEPS and PVEINV_SEEDS make it longer.
 */
#include "store_model_say.h"

static char *store_dump(struct store *store, const char *cluster, int64_t id, bool newest)
{
	static const char *const queries[] = {
		"SELECT vmid, type, name, status, node, created, uuid, uptime, unknown, extra FROM guest "
		"ORDER BY 1",
		"SELECT vmid, slot, volume, size, unknown FROM guest_disk ORDER BY 1, 2",
		"SELECT read, target, entity, outcome FROM outcome ORDER BY 1, 2, 3",
		"SELECT path, json FROM leftover WHERE read = 'resources' ORDER BY 1, 2",
		NULL,
	};

	return say_snapshot(store, cluster, id, newest, queries);
}

/* --- both, side by side */

static void take_step(struct store *store, struct model *m)
{
	struct model_walk w = invent_walk();
	struct merge_result result = walk_by_model(store, m->cluster, &w);

	m->snapshots[m->count] = model_merge(m, &w, result.snapshot);
	m->count++;
}

/* 'which': bits of the places in m->snapshots. */
static void delete_step(struct store *store, struct model *m, unsigned which)
{
	struct fault f = FAULT_INIT;
	int64_t ids[MOST];
	size_t count = 0, kept = 0;
	bool newest = which >> (m->count - 1) & 1;

	for (size_t i = m->count; i-- > 0;) /* in no order that helps */
		if (which >> i & 1)
			ids[count++] = m->snapshots[i].id;
	assert_done(store_delete(store, ids, count, false, &f), &f);
	for (size_t i = 0; i < m->count; i++)
		if (!(which >> i & 1))
			m->snapshots[kept++] = m->snapshots[i];
	m->count = kept;
	for (int i = 0; newest && m->count && i < GUESTS; i++)
		m->snapshots[m->count - 1].g[i].uptime = NO_ROW;
}

static void assert_same(const char *found, const char *expected, const char *what, unsigned seed, int step)
{
	if (strcmp(found, expected) != 0)
		fail_msg("seed %u, step %d: %s\n--- found:\n%s--- expected:\n%s", seed, step, what, found,
			 expected);
}

static void check_states(struct store *store, const struct model *m, unsigned seed, int step)
{
	for (size_t i = 0; i < m->count; i++) {
		bool newest = i + 1 == m->count;
		AUTO_FREE char *found = store_dump(store, m->cluster, m->snapshots[i].id, newest);
		AUTO_FREE char *expected = model_dump(&m->snapshots[i], newest);

		assert_same(found, expected, "a snapshot", seed, step);
	}
}

static void check_diff(struct store *store, const struct model *m, size_t a, size_t b, unsigned seed,
		       int step)
{
	static const struct diff_options plain = { 0 };
	const struct diff_options *options = chance(2) ? &with_all : &plain;
	AUTO_FREE char *found = diff_text(store, m->cluster, m->snapshots[a].id, m->snapshots[b].id, options);
	AUTO_FREE char *expected = model_diff(&m->snapshots[a], &m->snapshots[b], options);

	assert_same(found, expected, "a diff", seed, step);
}

static void check_diffs(struct store *store, const struct model *m, unsigned seed, int step)
{
	for (size_t a = 0; a < m->count; a++)
		for (size_t b = a; b < m->count; b++)
			if (step % 10 == 0 || chance(8) == 0)
				check_diff(store, m, a, b, seed, step);
}

static bool fail_of_breach(void *context, const struct breach *breach, struct fault *f)
{
	const char *when = context;

	(void)f;
	/* The walks are invented: they see disks of guests that no list has. */
	if (strcmp(breach->promise, "it ends with its guest") == 0)
		return true;
	fail_msg("%s: %s: broken in %d places: %s (%s)", when, breach->table, (int)breach->rows,
		 breach->promise, breach->example);
	return false;
}

static void check_promises(struct store *store, unsigned seed, int step)
{
	struct fault f = FAULT_INIT;
	AUTO_FREE char *when = xasprintf("seed %u, step %d", seed, step);
	unsigned promises = 0;

	assert_done(store_verify(store, fail_of_breach, when, &promises, &f), &f);
	assert_true(promises > 30);
}

/* What is said before and after a deletion, backward, too. */
static void delete_checked(struct store *store, struct model *m, unsigned which, unsigned seed, int step)
{
	size_t a = chance((unsigned)m->count), b = chance((unsigned)m->count);
	int64_t from = m->snapshots[a].id, to = m->snapshots[b].id;
	AUTO_FREE char *before = NULL, *after = NULL;

	if ((which >> a | which >> b) & 1) {
		delete_step(store, m, which);
		return;
	}
	before = diff_text(store, m->cluster, from, to, &with_all);
	delete_step(store, m, which);
	after = diff_text(store, m->cluster, from, to, &with_all);
	assert_same(after, before, "a diff changed by a deletion", seed, step);
}

/* One, the newest, or several at once. */
static unsigned some_snapshots(const struct model *m)
{
	unsigned count = (unsigned)m->count;

	switch (chance(5)) {
	case 0:
		return 1u << (count - 1);
	case 1:
		return 1 + chance((1u << count) - 1);
	default:
		return 1u << chance(count);
	}
}

static void run_history(unsigned seed, int steps)
{
	struct fault f = FAULT_INIT;
	struct store *store = store_open_with(NULL, STORE_MEMORY, fixture_entities, fixture_reads, &f);
	struct model models[2] = { { .cluster = "lab" }, { .cluster = "prod" } };

	assert_done(store != NULL, &f);
	chance_state = seed;
	for (int step = 1; step <= steps; step++) {
		struct model *m = &models[chance(3) == 0];

		if (m->count == MOST || (m->count && chance(3) == 0))
			delete_checked(store, m, some_snapshots(m), seed, step);
		else
			take_step(store, m);
		for (int i = 0; i < 2; i++) {
			check_states(store, &models[i], seed, step);
			check_diffs(store, &models[i], seed, step);
		}
		check_promises(store, seed, step);
	}
	for (int i = 0; i < 2; i++)
		while (models[i].count)
			delete_step(store, &models[i], some_snapshots(&models[i]));
	assert_query(
		store,
		"SELECT (SELECT count(*) FROM guest_history) + (SELECT count(*) FROM guest_disk_history) + "
		"(SELECT count(*) FROM outcome_history) + (SELECT count(*) FROM leftover_history) + "
		"(SELECT count(*) FROM scope_history) + (SELECT count(*) FROM shape_history) + "
		"(SELECT count(*) FROM guest_metric) + "
		"(SELECT count(*) FROM snapshot) + (SELECT count(*) FROM known_cluster)",
		"0\n");
	store_close(store);
}

static int setting(const char *name, int otherwise)
{
	const char *text = getenv(name);

	return text ? (int)strtol(text, NULL, 10) : otherwise;
}

static void test_random_histories(void **state)
{
	int seeds = setting("PVEINV_SEEDS", 4), steps = setting("PVEINV_STEPS", 120);

	(void)state;
	for (int seed = 1; seed <= seeds; seed++)
		run_history((unsigned)seed * 7919u, steps);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_random_histories) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
