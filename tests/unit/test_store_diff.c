/* test_store_diff.c - added against learned, moved, ordered lists, outcomes, leftovers, deletion. */
#include "store_fixture.h"

/* --- added needs the past, too */

static void test_added_or_learned(void **state)
{
	struct store *store = open_fixture();
	struct merge_result r;

	(void)state;
	walk(store, "guest vmid=100\n"); /* the roster was filtered */
	r = walk(store, "scope guest\nguest vmid=100\nguest vmid=101\nguest_disk vmid=101 slot=a\n"
			"scope guest_disk vmid=101\n");
	assert_int_equal(r.learned, 2);
	assert_int_equal(r.added, 0);
	assert_diff(store, 1, 2, NULL, "");
	assert_diff(store, 1, 2, &with_all, "guest 101 learned\nguest_disk 101/a learned\n");
	r = walk(
		store,
		"guest vmid=100\nguest vmid=101\nguest vmid=102 name=new\nguest_disk vmid=102 slot=b size=1\n"
		"guest_disk vmid=101 slot=b\nguest_disk vmid=100 slot=b\n");
	assert_int_equal(r.added, 3);
	assert_int_equal(r.learned, 1); /* the disks of 100 were never listed */
	assert_diff(store, 2, 3, NULL,
		    "guest 102 added name:?>new\nguest_disk 101/b added\nguest_disk 102/b added child "
		    "size:?>1\n");
	assert_diff(store, 1, 3, NULL, ""); /* in 1 nobody knew what there was */
	assert_diff(store, 3, 2, NULL,
		    "guest 102 removed name:new>?\nguest_disk 101/b removed\nguest_disk 102/b removed child "
		    "size:1>?\n");
	store_close(store);
}

static void test_scopes_end_with_their_parent(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	walk(store, "scope guest\nguest vmid=100\nscope guest_disk vmid=100\n");
	walk(store, "scope guest\n");                 /* 100 is removed */
	walk(store, "scope guest\nguest vmid=100\n"); /* another 100, its config not readable */
	walk(store, "guest vmid=100\nguest_disk vmid=100 slot=a\nscope guest_disk vmid=100\n");
	assert_diff(store, 3, 4, NULL, "");
	assert_diff(store, 2, 4, NULL, "guest 100 added\nguest_disk 100/a added child\n");
	/* Between 1 and 4 the guest looks the same; that its disk was not there then is known. */
	assert_diff(store, 1, 4, NULL, "guest_disk 100/a added\n");
	store_close(store);
}

/* --- which snapshots and tables a log looks at */

static void test_touched(void **state)
{
	struct store *store = open_fixture();
	struct touched *touched;
	struct diff_options options = { 0 };
	struct fault f = FAULT_INIT;
	size_t count;

	(void)state;
	walk(store, "guest vmid=100 memory=1\nguest_disk vmid=100 slot=a size=1\n");
	walk(store, "guest vmid=100 memory=2\nguest_disk vmid=100 slot=a size=1\n");
	walk(store, "guest vmid=100 memory=2\nguest_disk vmid=100 slot=a size=1\n");
	walk(store, "guest vmid=100 memory=2\nguest_disk vmid=100 slot=a size=2\n");
	assert_done(store_touched(store, "lab", 0, 4, &options, &touched, &count, &f), &f);
	assert_int_equal(count, 2);
	assert_int_equal(touched[0].at.snapshot, 2);
	assert_int_equal(touched[1].before.snapshot, 3);
	options.tables = touched[0].tables;
	assert_diff(store, 1, 2, &options, "guest 100 changed memory:1>2\n");
	assert_diff(store, 3, 4, &options, ""); /* the disks are not looked at */
	options.tables = touched[1].tables;
	assert_diff(store, 3, 4, &options, "guest_disk 100/a changed size:1>2\n");
	touched_free(touched, count);
	store_close(store);
}

/* --- moved */

static void test_moved_by_place(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	walk(store, "guest vmid=104 node=pve1 name=db01 memory=8 status=stopped\n");
	walk(store, "guest vmid=104 node=pve2 name=db02 memory=16 status=running\n");
	assert_diff(store, 1, 2, NULL, "guest 104 moved name:db01>db02 node:pve1>pve2 memory:8>16\n");
	assert_diff(store, 2, 1, &with_state,
		    "guest 104 moved name:db02>db01 status:running>stopped node:pve2>pve1 memory:16>8\n");
	store_close(store);
}

static void test_moved_by_identity(void **state)
{
	struct store *store = open_fixture();
	static const char scopes[] = "scope guest\nscope guest_disk vmid=100\nguest vmid=100\n";
	char lines[1024];

	(void)state;
	snprintf(lines, sizeof lines,
		 "%sguest_disk vmid=100 slot=a volume=v size=1\nguest_disk vmid=100 slot=b volume=none\n"
		 "guest_disk vmid=100 slot=c volume=none\nguest_disk vmid=100 slot=d volume=w\n"
		 "guest_disk vmid=100 slot=f volume=-\n",
		 scopes);
	walk(store, lines);
	snprintf(lines, sizeof lines,
		 "%sguest_disk vmid=100 slot=e volume=v size=2\nguest_disk vmid=100 slot=g volume=none\n"
		 "guest_disk vmid=100 slot=h volume=-\nguest_disk vmid=100 slot=d volume=w size=4\n",
		 scopes);
	walk(store, lines);
	assert_diff(store, 1, 2, NULL,
		    "guest_disk 100/b removed volume:none>?\nguest_disk 100/c removed volume:none>?\n"
		    "guest_disk 100/d changed size:->4\n"
		    "guest_disk 100/a -> 100/e moved size:1>2\n"
		    "guest_disk 100/f removed\n"
		    "guest_disk 100/g added volume:?>none\nguest_disk 100/h added\n");
	assert_diff(store, 2, 1, NULL,
		    "guest_disk 100/e -> 100/a moved size:2>1\n"
		    "guest_disk 100/b added volume:?>none\nguest_disk 100/c added volume:?>none\n"
		    "guest_disk 100/d changed size:4>-\n"
		    "guest_disk 100/f added\n"
		    "guest_disk 100/g removed volume:none>?\nguest_disk 100/h removed\n");
	store_close(store);
}

/* "w:abc" is the list of owner w: a at 0, b at 1 … */
static void add_rules(struct text *t, const char *list)
{
	text_addf(t, "scope rule\n");
	for (const char *s = list + 2; *s; s++)
		text_addf(t, "rule owner=%c rule=%c pos=%d\n", list[0], *s, (int)(s - list - 2));
}

static void walk_rules(struct store *store, const char *a, const char *b)
{
	AUTO_TEXT struct text t = TEXT_INIT;

	add_rules(&t, a);
	add_rules(&t, b);
	walk(store, t.data);
}

static void test_order(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	walk_rules(store, "x:abcd", "y:ab");
	walk_rules(store, "x:nabcd", "y:ab"); /* inserted at the top: the others did not move */
	walk_rules(store, "x:nbcda", "y:ba"); /* the first went last */
	walk_rules(store, "x:cda", "y:ba");
	assert_diff(store, 1, 2, NULL, "rule x/n added pos:?>0\n");
	assert_diff(store, 2, 3, NULL, "rule x/a moved pos:1>4\nrule y/b moved pos:1>0\n");
	assert_diff(store, 3, 4, NULL, "rule x/b removed pos:1>?\nrule x/n removed pos:0>?\n");
	assert_diff(store, 1, 4, NULL,
		    "rule x/a moved pos:0>2\nrule x/b removed pos:1>?\nrule y/b moved pos:1>0\n");
	assert_query(store, "SELECT count(*) FROM rule_history WHERE owner = 'y'", "4\n");
	store_close(store);
}

/* --- classes and filters */

static void test_classes(void **state)
{
	struct store *store = open_fixture();
	static const struct entity *const only_rules[] = { &entity_rule, 0 };
	struct diff_options rules = { .entities = only_rules };
	struct merge_result r;

	(void)state;
	walk(store, "scope ha\nha sid=a service=x\nguest vmid=1 status=a password=p name=n\nscope rule\n");
	walk(store, "scope ha\nha sid=b service=x\nguest vmid=1 status=b password=- name=n\nscope rule\n"
		    "rule owner=o rule=r\n");
	assert_diff(store, 1, 2, NULL, "guest 1 changed password:set>-\nrule o/r added\n");
	assert_diff(store, 1, 2, &rules, "rule o/r added\n");
	assert_diff(store, 1, 2, &with_state,
		    "guest 1 changed status:a>b password:set>-\nrule o/r added\n"
		    "ha a removed service:x>?\nha b added service:?>x\n");
	r = walk(store, "scope ha\nha sid=b service=y\n");
	assert_int_equal(r.state, 1); /* in a diff it is none, so it counts as none here */
	assert_int_equal(r.changed, 0);
	store_close(store);
}

static void test_child_of_hidden_parent(void **state)
{
	struct store *store = open_fixture();
	static const struct entity *const only_disks[] = { &entity_guest_disk, 0 };
	struct diff_options disks = { .entities = only_disks };

	(void)state;
	walk(store, "scope guest\n");
	walk(store, "scope guest\nguest vmid=1\nguest_disk vmid=1 slot=a\n");
	assert_diff(store, 1, 2, &disks, "guest_disk 1/a added child\n");
	store_close(store);
}

static void test_wrong_snapshots(void **state)
{
	struct fault f = FAULT_INIT;
	struct text t = TEXT_INIT;
	struct store *store = open_fixture();

	(void)state;
	walk(store, "guest vmid=1\n");
	assert_false(store_diff(store, "lab", 1, 7, NULL, add_change_text, NULL, &t, &f));
	assert_int_equal(f.kind, FAULT_USAGE);
	assert_string_equal(f.message, "there is no snapshot 7 of lab");
	fault_clear(&f);
	store_close(store);
}

/* --- outcomes */

static void test_outcomes(void **state)
{
	struct store *store = open_fixture();
	static const char well[] =
		"outcome resources ok\noutcome guest_config/100 ok\noutcome guest_config/101 ok\n"
		"outcome node_status/pve1 ok\noutcome rules absent\n";

	(void)state;
	walk(store, well);
	walk(store, well);
	assert_query(store, "SELECT count(*) FROM outcome_history", "5\n");
	walk(store,
	     "outcome resources ok\noutcome resources@guest filtered VM.Audit\noutcome guest_config/100 "
	     "denied no\n"
	     "outcome guest_config/101 denied no\noutcome node_status/pve1 offline\noutcome rules absent\n");
	assert_query(
		store, "SELECT read, target, entity, outcome, reason, since FROM outcome ORDER BY 1, 2, 3",
		"guest_config|100|-|denied|no|3\nguest_config|101|-|denied|no|3\n"
		"node_status|pve1|-|offline|-|3\nresources||-|ok|-|1\nresources||guest|filtered|VM.Audit|3\n"
		"rules||-|absent|-|1\n");
	assert_diff(store, 1, 3, NULL,
		    "unknown node_status offline - x1\nunknown resources@guest filtered VM.Audit x1\n"
		    "unknown guest_config denied no x2\n");
	assert_diff(store, 3, 1, NULL, "");
	walk(store, "outcome resources ok\noutcome resources@guest filtered VM.Audit\noutcome "
		    "guest_config/100 timeout\n"
		    "outcome node_status/pve1 offline\noutcome rules denied\n");
	assert_diff(store, 3, 4, NULL,
		    "unknown rules denied - x1\n"); /* the others were not readable before */
	show(store, "3");
	assert_query(store, "SELECT count(*) FROM outcome WHERE outcome = 'denied'", "2\n");
	store_close(store);
}

static void test_skipped_as_a_whole(void **state)
{
	struct store *store = open_fixture();
	static const char standard[] =
		"outcome resources ok\noutcome guest_config/100 ok\noutcome guest_config/101 ok\n";
	static const char basic[] = "outcome resources ok\noutcome guest_config skipped level\n";

	(void)state;
	walk(store, standard);
	walk(store, basic);
	walk(store, standard);
	walk(store, basic);
	assert_query(store, "SELECT read, target, outcome FROM outcome ORDER BY 1",
		     "guest_config||skipped\nresources||ok\n");
	assert_query(store, "SELECT count(*) FROM outcome_history", "5\n"); /* two are the skipping */
	show(store, "3");
	assert_query(store, "SELECT read, target, outcome FROM outcome ORDER BY 1, 2",
		     "guest_config|100|ok\nguest_config|101|ok\nresources||ok\n");
	show(store, "2");
	assert_query(store, "SELECT read, target, outcome FROM outcome ORDER BY 1, 2",
		     "guest_config||skipped\nresources||ok\n");
	assert_diff(store, 1, 2, NULL, "unknown guest_config skipped level x2\n");
	assert_diff(store, 1, 4, NULL, "unknown guest_config skipped level x2\n");
	assert_diff(store, 2, 4, NULL, "");
	assert_diff(store, 2, 3, NULL, "");
	assert_diff(store, 3, 2, NULL, "unknown guest_config skipped level x2\n");
	store_close(store);
}

static void test_leftovers(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	walk(store, "scope guest\nguest vmid=100\noutcome resources ok\noutcome guest_config/100 ok\n"
		    "leftover resources [].a 1\nleftover resources [].a 1\nleftover resources [].a 2\n"
		    "leftover resources [].secret\nleftover guest_config/100 x {}\n");
	walk(store, "scope guest\nguest vmid=100\noutcome resources ok\noutcome guest_config/100 ok\n"
		    "leftover resources [].a 1\nleftover resources [].a 1\nleftover resources [].a 2\n"
		    "leftover resources [].secret\nleftover guest_config/100 x {}\n");
	assert_query(store, "SELECT count(*) FROM leftover_history", "5\n");
	walk(store, "outcome resources error\n");
	assert_query(store, "SELECT count(*) FROM leftover", "5\n"); /* not read is not gone */
	walk(store, "scope guest\nguest vmid=100\noutcome resources ok\noutcome resources@guest filtered\n"
		    "leftover resources [].a 3\n");
	assert_query(store, "SELECT count(*) FROM leftover", "6\n"); /* it may have been filtered */
	walk(store, "scope guest\nguest vmid=100\noutcome resources ok\nleftover resources [].a 1\n"
		    "leftover resources [].a 3\n");
	assert_query(store, "SELECT read, target, path, json FROM leftover ORDER BY 1, 2, 3, 4",
		     "guest_config|100|x|{}\nresources||[].a|1\nresources||[].a|3\n");
	walk(store, "scope guest\noutcome resources ok\nleftover resources [].a 3\n"); /* 100 is gone */
	assert_query(store, "SELECT read, path, json FROM leftover", "resources|[].a|3\n");
	show(store, "1");
	assert_query(store, "SELECT path, json FROM leftover ORDER BY read, path, json",
		     "x|{}\n[].a|1\n[].a|1\n[].a|2\n[].secret|-\n");
	store_close(store);
}

/* What joined sources say of a thing that no list has is no row, and is not lost. */
static void test_orphans(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	walk(store, "scope guest\nguest vmid=100 name=a\n"
		    "outcome guest_config/100 ok\noutcome guest_config/101 ok\n"
		    "guest vmid=101 made=0 *=? name=b memory=5 uptime=7 resources:? cfg:{\"x\":1}\n");
	assert_query(store, "SELECT vmid FROM guest", "100\n");
	assert_query(store, "SELECT read, target, path, json FROM leftover",
		     "guest_config||guest 101|{\"name\":\"b\",\"memory\":5,\"extra\":{\"x\":1}}\n");
	walk(store, "scope guest\nguest vmid=100 name=a\n"
		    "outcome guest_config/100 ok\noutcome guest_config/101 ok\n"
		    "guest vmid=101 made=0 *=? name=b memory=5 resources:? cfg:{\"x\":1}\n");
	assert_query(store, "SELECT count(*) FROM leftover_history", "1\n");
	/* A list has it: the row takes it all. */
	walk(store, "scope guest\nguest vmid=100 name=a\nguest vmid=101 name=b memory=5 cfg:{\"x\":1}\n"
		    "outcome guest_config/100 ok\noutcome guest_config/101 ok\n");
	assert_query(store, "SELECT count(*) FROM leftover", "0\n");
	/* It is gone from the list, but not from elsewhere. */
	walk(store, "scope guest\nguest vmid=100 name=a\n"
		    "outcome guest_config/100 ok\noutcome guest_config/101 ok\n"
		    "guest vmid=101 made=0 *=? name=b resources:? cfg:\n");
	assert_query(store, "SELECT vmid FROM guest", "100\n");
	assert_query(store, "SELECT path, json FROM leftover", "guest 101|{\"name\":\"b\"}\n");
	walk(store, "guest vmid=100 name=a\noutcome guest_config/100 error\n");
	assert_query(store, "SELECT count(*) FROM leftover", "1\n"); /* not read is not gone */
	store_close(store);
}

/* A snapshot keeps what it received; a walk that leaves a read out in between writes nothing. */
static void test_shapes(void **state)
{
	struct store *store = open_fixture();
	const char *both = "outcome resources ok\nshape resources {\"[].a\":\"n\"}\n"
			   "outcome guest_config/100 ok\nshape guest_config {\"b\":\"s\",\"c\":\"-\"}\n";

	(void)state;
	walk(store, both);
	walk(store, both);
	walk(store, "outcome resources ok\nshape resources {\"[].a\":\"n\"}\n"
		    "outcome guest_config skipped level\n");
	assert_query(store, "SELECT read, field, kinds FROM shape", "resources|[].a|n\n");
	walk(store, both);
	assert_query(store, "SELECT count(*) FROM shape_history", "2\n");
	walk(store, "outcome resources ok\nshape resources {}\noutcome guest_config/100 denied\n");
	assert_query(store, "SELECT read, field, kinds FROM shape", "");
	assert_query(store, "SELECT count(*) FROM shape_history WHERE until IS NULL", "2\n");
	show(store, "4");
	assert_query(store, "SELECT read, field, kinds FROM shape ORDER BY 1, 2",
		     "guest_config|b|s\nguest_config|c|-\nresources|[].a|n\n");
	store_close(store);
}

/* --- deletion */

/* Each deletion, by what the others say; random ones are in test_store_history.c. */
static void test_deletion(void **state)
{
	struct fault f = FAULT_INIT;
	struct store *store = open_fixture();

	(void)state;
	walk(store, "scope guest\nguest vmid=100 name=a uptime=1\n");
	walk(store, "scope guest\nguest vmid=100 name=b\nguest vmid=101\n");
	walk(store, "scope guest\nguest vmid=100 name=a uptime=3\n");
	assert_done(sql_run(store, "CREATE TABLE my_history (a); INSERT INTO tag VALUES ('lab', 'x', 2)", &f),
		    &f);
	assert_false(store_delete(store, (const int64_t[]){ 2 }, 1, false, &f));
	assert_string_equal(f.message, "snapshot 2 of lab has a name: x; nothing was deleted");
	fault_clear(&f);
	assert_done(store_delete(store, (const int64_t[]){ 2 }, 1, true, &f), &f);
	assert_query(store, "SELECT vmid, name, since, until FROM guest_history", "100|a|1|-\n");
	assert_query(store, "SELECT count(*) FROM tag", "0\n");
	assert_query(store, "SELECT uptime FROM guest", "3\n");
	assert_diff(store, 1, 3, &with_all, "");
	assert_done(store_delete(store, (const int64_t[]){ 3 }, 1, false, &f), &f);
	assert_query(store, "SELECT vmid, name, uptime, unknown FROM guest", "100|a|-|[\"uptime\"]\n");
	assert_false(store_delete(store, (const int64_t[]){ 3 }, 1, false, &f));
	assert_int_equal(f.kind, FAULT_USAGE);
	assert_string_equal(f.message, "there is no snapshot 3");
	fault_clear(&f);
	assert_int_equal(walk(store, "guest vmid=100 name=a\n").snapshot, 4); /* numbers are not used again */
	store_close(store);
}

/* Sources that tell their rows apart by constants share a list; an upgrade that knows one more constant has
 * not seen the rows of that one before. */
static void test_scope_of_constants(void **state)
{
	struct store *store = open_fixture();
	struct merge_result r;

	(void)state;
	walk(store, "scope guest\nguest vmid=100\nscope guest_disk vmid=100 slot=a|b\n"
		    "guest_disk vmid=100 slot=a\nguest_disk vmid=100 slot=c\n");
	assert_query(store, "SELECT columns, scope FROM scope_history WHERE entity = 'guest_disk'",
		     "slot=a b,vmid|{\"vmid\":100}\n");
	r = walk(store, "scope guest\nguest vmid=100\nscope guest_disk vmid=100 slot=a|b\n"
			"guest_disk vmid=100 slot=b\n");
	assert_int_equal(r.removed, 1);
	assert_int_equal(r.added, 1);
	assert_int_equal(r.kept, 1); /* c */
	r = walk(store, "scope guest\nguest vmid=100\nscope guest_disk vmid=100 slot=a|b|d\n"
			"guest_disk vmid=100 slot=a\nguest_disk vmid=100 slot=b\n"
			"guest_disk vmid=100 slot=d\n");
	assert_int_equal(r.learned, 1);
	assert_int_equal(r.added, 1);
	assert_diff(store, 1, 3, NULL, "guest_disk 100/b added\n");
	walk(store, "scope guest\n");
	assert_query(store, "SELECT columns FROM scope_history WHERE until IS NULL", "\n");
	store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_touched),
		TEST(test_added_or_learned),
		TEST(test_scopes_end_with_their_parent),
		TEST(test_moved_by_place),
		TEST(test_moved_by_identity),
		TEST(test_order),
		TEST(test_classes),
		TEST(test_child_of_hidden_parent),
		TEST(test_wrong_snapshots),
		TEST(test_outcomes),
		TEST(test_skipped_as_a_whole),
		TEST(test_leftovers),
		TEST(test_orphans),
		TEST(test_shapes),
		TEST(test_deletion),
		TEST(test_scope_of_constants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
