/* test_store_identity.c - who a cluster is: by its CA, else by its name; the doubtful is refused. */
#include "store_fixture.h"

static char *name_for(struct store *store, const char *fingerprint, const char *name, const char *given,
		      bool adopt, bool merge)
{
	struct fault f = FAULT_INIT;
	struct stage_options options = { .cluster_name = given, .adopt = adopt };
	struct identity identity = { (char *)(uintptr_t)fingerprint, (char *)(uintptr_t)name, NULL };
	struct stage *stage = stage_new(store, &options, &f);
	char *result;

	if (!stage_sink(stage)->identified(stage_sink(stage), &identity, &f)) {
		result = xasprintf("fault: %s", f.message);
		assert_int_equal(f.kind, FAULT_USAGE);
		assert_non_null(f.hint);
		fault_clear(&f);
		stage_free(stage);
		return result;
	}
	result = xstrdup(stage_cluster(stage));
	if (merge)
		end_walk(stage, QUORUM_HELD);
	else
		stage_free(stage);
	return result;
}

static void assert_name(struct store *store, const char *expected, const char *fingerprint, const char *name,
			const char *given, bool adopt, bool merge)
{
	AUTO_FREE char *found = name_for(store, fingerprint, name, given, adopt, merge);

	if (!text_starts_with(found, expected))
		fail_msg("%s", found);
}

static void test_identity(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	assert_name(store, "fault: the cluster does not say its name", NULL, NULL, NULL, false, false);
	assert_name(store, "mine", "AA", "lab", "mine", false, true); /* the user's name wins for a new one */
	assert_name(store, "mine", "AA", "lab", NULL, false, false);
	assert_name(store, "mine", "AA", "renamed", NULL, false, false); /* known: keeps its name */
	assert_name(store,
		    "fault: this cluster is not other: by its CA it is the one that the store knows as mine",
		    "AA", "lab", "other", false, false);
	assert_name(store, "fault: this cluster is not other", "AA", "lab", "other", true, false);
	assert_name(store, "mine", NULL, "lab", NULL, false, false); /* its CA could not be read */
	assert_name(store, "mine", NULL, NULL, "mine", false, false);
	assert_name(store, "lab", "BB", "lab", NULL, false, true); /* another cluster of that name */
	assert_name(store,
		    "fault: the store knows another cluster as mine: its CA has the fingerprint AA, this "
		    "one's CC",
		    "CC", "lab", "mine", false, false);
	assert_name(store, "mine", "CC", "lab", "mine", true, true); /* adopted */
	assert_name(store, "mine", "CC", "lab", NULL, false, false);
	assert_name(store,
		    "fault: the store knows another cluster as lab: it calls itself lab, this one prod", NULL,
		    "prod", "lab", false, false);
	assert_name(store, "prod", NULL, "prod", NULL, false, true);
	assert_name(store, "prod", "DD", "prod", NULL, false, true); /* now it says its CA, too */
	assert_name(store, "fault: the store knows another cluster as prod", "EE", "prod", NULL, false,
		    false);
	assert_query(store, "SELECT * FROM known_cluster", "lab|BB|lab\nmine|CC|lab\nprod|DD|prod\n");
	store_close(store);
}

/* Two known clusters give themselves one name: nothing is added to the wrong one. */
static void test_namesakes(void **state)
{
	struct store *store = open_fixture();
	static const char unread[] = "fault: which cluster is this? It calls itself lab, and its CA "
				     "could not be read: it may be lab or mine";
	static const char renewed[] = "fault: which cluster is this? It calls itself lab, and its CA is a "
				      "new one: it may be lab or mine";

	(void)state;
	assert_name(store, "mine", NULL, "lab", "mine", false, true);
	assert_name(store, "lab", "BB", "lab", "lab", false, true);
	assert_name(store, unread, NULL, "lab", NULL, false, false);
	assert_name(store, unread, NULL, "lab", NULL, true, false);
	assert_name(store, renewed, "CC", "lab", NULL, false, false); /* mine's, or lab has renewed it */
	assert_name(store, renewed, "CC", "lab", NULL, true, false);
	assert_name(store, "mine", NULL, "lab", "mine", false, false);
	assert_name(store, "lab", "BB", "lab", NULL, false, false);
	assert_name(store, "fault: the store knows another cluster as lab", "CC", "lab", "lab", false, false);
	assert_name(store, "lab", "CC", "lab", "lab", true, false);
	assert_name(store, "third", "CC", "lab", "third", false, true);
	/* A name that the user gave counts where the cluster has never said one. */
	assert_name(store, "blind", NULL, NULL, "blind", false, true);
	assert_name(store, "seen", NULL, "blind", "seen", false, true);
	assert_name(store, "fault: which cluster is this? It calls itself blind", NULL, "blind", NULL, false,
		    false);
	store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_identity),
		TEST(test_namesakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
