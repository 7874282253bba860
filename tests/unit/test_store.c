/* test_store.c - staging and merging: what carries over, what closes, what the views say of it. */
#include "store_fixture.h"

#define GUEST_100                                                                                            \
	"guest vmid=100 type=qemu name=web status=running node=pve1 memory=1024 tags=[\"a\",\"b\"] "         \
	"uptime=5 "

static void test_first_and_unchanged(void **state)
{
	struct store *store = open_fixture();
	static const char lines[] =
		"scope guest\nscope guest_disk vmid=100\n"
		"guest vmid=100 type=qemu name=web status=running uptime=5 cfg:{\"x\":1}\n"
		"guest_disk vmid=100 slot=scsi0 volume=a size=5\n";
	struct merge_result first = walk(store, lines), second = walk(store, lines);

	(void)state;
	assert_int_equal(first.snapshot, 1);
	assert_int_equal(first.learned, 2);
	assert_int_equal(second.snapshot, 2);
	assert_int_equal(second.unchanged, 2);
	assert_int_equal(second.learned + second.added + second.changed + second.removed, 0);
	assert_query(store, "SELECT count(*) FROM guest_history", "1\n");
	assert_query(store, "SELECT * FROM guest",
		     "lab|100|qemu|web|running|-|-|-|-|-|-|5|-|{\"cfg\":{\"x\":1}}\n");
	assert_query(store, "SELECT id, cluster, level, complete, rows, learned, unchanged FROM snapshot",
		     "1|lab|standard|1|2|2|0\n2|lab|standard|1|2|0|2\n");
	assert_diff(store, 1, 2, &with_all, "");
	store_close(store);
}

static void test_unknown_columns_carry(void **state)
{
	struct store *store = open_fixture();
	struct merge_result r;

	(void)state;
	walk(store, "scope guest\n" GUEST_100 "cfg:{\"x\":1,\"y\":2}\n");
	r = walk(store, "scope guest\nguest vmid=100 *=? type=qemu status=stopped cfg:?\n");
	assert_int_equal(r.state, 1);
	assert_int_equal(r.changed, 0);
	assert_query(store, "SELECT * FROM guest",
		     "lab|100|qemu|web|stopped|pve1|1024|[\"a\",\"b\"]|-|-|-|-|[\"uptime\"]|"
		     "{\"cfg\":{\"x\":1,\"y\":2}}\n");
	assert_diff(store, 1, 2, NULL, "");
	assert_diff(store, 1, 2, &with_state, "guest 100 changed status:running>stopped\n");
	/* it comes back as it was */
	walk(store, "scope guest\n" GUEST_100 "cfg:{\"x\":1,\"y\":2}\n");
	assert_diff(store, 1, 3, &with_all, "");
	assert_diff(store, 3, 1, &with_all, "");
	store_close(store);
}

static void test_never_read_is_unknown(void **state)
{
	struct store *store = open_fixture();
	struct merge_result r;

	(void)state;
	walk(store, "scope guest\nguest vmid=100 type=qemu name=? status=running memory=? cfg:?\n");
	assert_query(store, "SELECT name, memory, status, unknown, extra FROM guest",
		     "-|-|running|[\"name\",\"memory\",\"extra.cfg\"]|-\n");
	r = walk(store,
		 "scope guest\nguest vmid=100 type=qemu name=web status=running memory=? cfg:~{\"x\":1}\n");
	assert_int_equal(r.learned, 1);
	assert_query(store, "SELECT name, unknown, extra FROM guest",
		     "web|[\"memory\",\"extra.cfg\"]|{\"cfg\":{\"x\":1}}\n");
	assert_diff(store, 1, 2, NULL, "");
	assert_diff(store, 1, 2, &with_all, "guest 100 learned name:?>web extra.cfg.x:?>1\n");
	assert_diff(store, 2, 1, &with_all, "");
	/* absent keys of a part that was never whole are unknown, those that were there are known */
	walk(store, "scope guest\nguest vmid=100 type=qemu name=web status=running memory=? "
		    "cfg:{\"x\":2,\"y\":3}\n");
	assert_diff(store, 2, 3, &with_all,
		    "guest 100 changed extra.cfg.x:1>2\nguest 100 learned extra.cfg.y:?>3\n");
	store_close(store);
}

static void test_parts(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	walk(store, "guest vmid=100 type=qemu resources:{\"a\":1} cfg:{\"x\":1,\"y\":\"t\"}\n");
	walk(store, "guest vmid=100 type=qemu resources:{\"a\":1} cfg:~{\"y\":\"u\",\"b\":[1,2]}\n");
	assert_query(store, "SELECT extra, unknown FROM guest",
		     "{\"cfg\":{\"b\":[1,2],\"x\":1,\"y\":\"u\"},\"resources\":{\"a\":1}}|-\n");
	assert_diff(store, 1, 2, NULL, "guest 100 changed extra.cfg.b:->[1,2] extra.cfg.y:t>u\n");
	walk(store, "guest vmid=100 type=qemu resources:{\"a\":2} cfg:!\n");
	assert_query(store, "SELECT extra, unknown FROM guest", "{\"resources\":{\"a\":2}}|-\n");
	/* the roster's rest is of class state here */
	assert_diff(store, 2, 3, &with_state,
		    "guest 100 changed extra.cfg.b:[1,2]>- extra.cfg.x:1>- extra.cfg.y:u>- "
		    "extra.resources.a:1>2\n");
	store_close(store);
}

static void test_closing(void **state)
{
	struct store *store = open_fixture();
	struct merge_result r;

	(void)state;
	walk(store, "scope guest\nguest vmid=100\nguest vmid=101\nscope guest_disk vmid=100\n"
		    "scope guest_disk vmid=101\n"
		    "guest_disk vmid=100 slot=a\nguest_disk vmid=100 slot=b\nguest_disk vmid=101 slot=a\n");
	r = walk(store, "guest vmid=101\n"); /* the roster was not whole, nor any list of disks */
	assert_int_equal(r.kept, 4);
	assert_int_equal(r.removed, 0);
	r = walk(store, "guest vmid=101\nscope guest_disk vmid=100\nguest_disk vmid=100 slot=b\n");
	assert_int_equal(r.removed, 1);
	assert_query(store, "SELECT vmid, slot FROM guest_disk", "100|b\n101|a\n");
	r = walk(store, "scope guest\nguest vmid=101\n"); /* 100 is gone, with what belongs to it */
	assert_int_equal(r.removed, 2);
	assert_int_equal(r.kept, 1);
	assert_query(store, "SELECT vmid, slot FROM guest_disk", "101|a\n");
	assert_diff(store, 1, 4, NULL,
		    "guest 100 removed\nguest_disk 100/a removed child\nguest_disk 100/b removed child\n");
	assert_diff(store, 4, 1, NULL,
		    "guest 100 added\nguest_disk 100/a added child\nguest_disk 100/b added child\n");
	store_close(store);
}

static void test_joined_sources_add_no_rows(void **state)
{
	struct store *store = open_fixture();
	struct merge_result r;

	(void)state;
	walk(store, "scope guest\nguest vmid=100 name=a status=running\n");
	r = walk(store, "guest vmid=100 made=0 *=? name=b resources:?\nguest vmid=200 made=0 name=c\n");
	assert_int_equal(r.changed, 1);
	assert_query(store, "SELECT vmid, name, status FROM guest", "100|b|running\n");
	store_close(store);
}

static void test_metrics(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	walk(store,
	     "node node=pve1 cpu=0.5 st:{\"load\":1}\nnode node=pve2 cpu=? st:?\nnode node=pve3 cpu=-\n");
	assert_query(store, "SELECT node, cpu, unknown, extra FROM node",
		     "pve1|0.5|-|{\"st\":{\"load\":1}}\npve2|-|[\"cpu\"]|-\npve3|-|-|-\n");
	walk(store, "node node=pve1 cpu=0.75 st:{\"load\":2}\n");
	assert_query(store, "SELECT node, cpu, unknown, extra FROM node",
		     "pve1|0.75|-|{\"st\":{\"load\":2}}\npve2|-|[\"cpu\"]|-\npve3|-|[\"cpu\"]|-\n");
	assert_query(store, "SELECT count(*) FROM node_history", "3\n");
	assert_diff(store, 1, 2, &with_all, "");
	show(store, "1");
	assert_query(store, "SELECT node, cpu, unknown, extra FROM node ORDER BY 1",
		     "pve1|-|[\"cpu\"]|-\npve2|-|[\"cpu\"]|-\npve3|-|[\"cpu\"]|-\n");
	show(store, "latest");
	assert_query(store, "SELECT node, cpu, unknown FROM node WHERE node = 'pve1'", "pve1|0.75|-\n");
	store_close(store);
}

static void test_views_and_moments(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	walk(store, "scope guest\n" GUEST_100 "\n");
	walk(store, "scope guest\nguest vmid=100 type=qemu tags=[\"c\"]\nguest vmid=101\n");
	assert_query(store, "SELECT * FROM guest_tag", "lab|100|c\n");
	show(store, "1");
	assert_query(store, "SELECT * FROM guest_tag ORDER BY tag", "lab|100|a\nlab|100|b\n");
	assert_query(store, "SELECT vmid, name FROM guest", "100|web\n");
	assert_query(store, "SELECT vmid FROM main.guest", "100\n101\n");
	show(store, "2");
	assert_query(store, "SELECT vmid FROM guest ORDER BY 1", "100\n101\n");
	store_close(store);
}

static void test_secrets(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	walk(store, "guest vmid=100 password=geheim\nguest vmid=101 password=-\n");
	assert_query(store, "SELECT password FROM guest", "set\n-\n");
	store_close(store);
}

static void test_replaced(void **state)
{
	struct store *store = open_fixture();
	struct merge_result r;

	(void)state;
	walk(store, "scope guest\nscope guest_disk vmid=100\nscope guest_disk vmid=101\n"
		    "guest vmid=100 type=qemu name=old created=5 uuid=u1 cfg:{\"x\":1}\n"
		    "guest_disk vmid=100 slot=a volume=v size=1\nguest_disk vmid=100 slot=b volume=w\n"
		    "guest vmid=101 type=qemu created=5 uuid=u1\nguest_disk vmid=101 slot=a\n");
	/* one of the two identities changed: the same guest. The other is another one, and nothing of its
	 * config is known. */
	r = walk(store, "scope guest\nguest vmid=100 *=? type=lxc cfg:?\n"
			"guest vmid=101 type=qemu created=5 uuid=u2\nscope guest_disk vmid=101\n"
			"guest_disk vmid=101 slot=a\n");
	assert_int_equal(r.removed, 3);
	assert_int_equal(r.added, 1);
	assert_int_equal(r.changed, 1);
	assert_query(store, "SELECT vmid, type, name, created, extra FROM guest",
		     "100|lxc|-|-|-\n101|qemu|-|5|-\n");
	assert_query(store, "SELECT vmid, slot FROM guest_disk", "101|a\n");
	assert_diff(
		store, 1, 2, NULL,
		"guest 100 removed replaced type:qemu>? name:old>? created:5>? uuid:u1>? extra.cfg.x:1>?\n"
		"guest 100 added replaced type:?>lxc\n"
		"guest 101 changed uuid:u1>u2\n"
		"guest_disk 100/a removed child volume:v>? size:1>?\n"
		"guest_disk 100/b removed child volume:w>?\n");
	/* Its disks are read at last: they were not known, so they are not new. */
	walk(store, "guest vmid=100 type=lxc name=new created=9 uuid=u9 cfg:{\"x\":1}\n"
		    "scope guest_disk vmid=100\nguest_disk vmid=100 slot=a volume=v size=1\n");
	assert_diff(store, 2, 3, NULL, "");
	assert_diff(
		store, 2, 3, &with_all,
		"guest 100 learned name:?>new status:?>- node:?>- memory:?>- tags:?>- created:?>9 uuid:?>u9 "
		"password:?>- extra.cfg.x:?>1\n"
		"guest_disk 100/a learned volume:?>v size:?>1\n");
	/* but between the two guests they are removed and added, though they look the same */
	assert_diff(
		store, 1, 3, NULL,
		"guest 100 removed replaced type:qemu>? name:old>? created:5>? uuid:u1>? extra.cfg.x:1>?\n"
		"guest 100 added replaced type:?>lxc name:?>new created:?>9 uuid:?>u9 extra.cfg.x:?>1\n"
		"guest 101 changed uuid:u1>u2\n"
		"guest_disk 100/a removed child volume:v>? size:1>?\n"
		"guest_disk 100/a added child volume:?>v size:?>1\n"
		"guest_disk 100/b removed child volume:w>?\n");
	store_close(store);
}

static void test_replaced_with_equal_children(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	walk(store, "scope guest\nscope guest_disk vmid=100\nguest vmid=100 created=5 uuid=u1\n"
		    "guest_disk vmid=100 slot=a volume=v size=7\n");
	walk(store, "scope guest\nscope guest_disk vmid=100\nguest vmid=100 created=6 uuid=u2\n"
		    "guest_disk vmid=100 slot=a volume=v size=?\n");
	assert_query(store, "SELECT size, unknown FROM guest_disk", "-|[\"size\"]\n"); /* not carried over */
	walk(store, "scope guest\nscope guest_disk vmid=100\nguest vmid=100 created=5 uuid=u1\n"
		    "guest_disk vmid=100 slot=a volume=v size=7\n");
	assert_diff(store, 1, 2, NULL,
		    "guest 100 removed replaced created:5>? uuid:u1>?\n"
		    "guest 100 added replaced created:?>6 uuid:?>u2\n"
		    "guest_disk 100/a removed child volume:v>? size:7>?\n"
		    "guest_disk 100/a added child volume:?>v\n");
	assert_diff(store, 1, 3, NULL, ""); /* it is itself again */
	store_close(store);
}

/* --- quorum */

static void test_quorum_lost(void **state)
{
	struct store *store = open_fixture();
	struct merge_result r;

	(void)state;
	walk(store, "scope guest\nguest vmid=100 type=qemu name=a status=running uptime=1 cfg:{\"x\":1} "
		    "resources:{\"r\":1}\nguest vmid=101\nleftover resources p 1\n");
	r = walk_of(
		store, "lab", QUORUM_LOST,
		"scope guest\noutcome resources ok\n"
		"guest vmid=100 type=lxc name=old status=stopped uptime=2 cfg:{\"x\":0} resources:{\"r\":2}\n"
		"guest vmid=99\n");
	assert_int_equal(r.removed + r.added + r.changed + r.learned, 0);
	assert_int_equal(r.state, 1);
	assert_int_equal(r.kept, 1);
	assert_query(store, "SELECT vmid, type, name, status, uptime, extra FROM guest",
		     "100|qemu|a|stopped|2|{\"cfg\":{\"x\":1},\"resources\":{\"r\":1}}\n101|-|-|-|-|-\n");
	assert_query(store, "SELECT complete, quorum FROM snapshot", "1|held\n0|lost\n");
	assert_query(store, "SELECT json FROM leftover", "1\n");
	assert_diff(store, 1, 2, NULL, "");
	walk(store, "scope guest\nguest vmid=100 type=qemu name=a status=running uptime=1 cfg:{\"x\":1} "
		    "resources:{\"r\":1}\nguest vmid=101\nguest vmid=99\n");
	assert_diff(store, 2, 3, NULL, "guest 99 added\n");
	store_close(store);
}

static void test_first_without_quorum(void **state)
{
	struct store *store = open_fixture();
	struct merge_result r = walk_of(store, "lab", QUORUM_LOST, "scope guest\nguest vmid=100 name=a\n");

	(void)state;
	assert_int_equal(r.learned, 1);
	assert_query(store, "SELECT vmid, name FROM guest", "100|a\n");
	walk(store, "scope guest\nguest vmid=100 name=a\nguest vmid=101\n");
	assert_diff(store, 1, 2, NULL, ""); /* an old list does not say that 101 was not there */
	walk(store, "scope guest\nguest vmid=100 name=a\nguest vmid=101\nguest vmid=102\n");
	assert_diff(store, 2, 3, NULL, "guest 102 added\n");
	store_close(store);
}

static void test_quorum_unknown(void **state)
{
	struct store *store = open_fixture();
	struct merge_result r;

	(void)state;
	walk(store, "scope guest\nguest vmid=100 name=a\nguest vmid=101\n");
	r = walk_of(store, "lab", QUORUM_UNKNOWN, "scope guest\nguest vmid=100 name=b\nguest vmid=102\n");
	assert_int_equal(r.changed, 1);
	assert_int_equal(r.added, 1);
	assert_int_equal(r.removed, 0);
	assert_int_equal(r.kept, 1);
	store_close(store);
}

/* --- confirmation */

static struct text asked = TEXT_INIT;

/* 10x exists when x is even; 200 and more can't be told. */
static bool confirm(void *context, const struct entity *entity, const char *const *key,
		    enum confirmation *ret, struct fault *f)
{
	int number = (int)strtol(key[0], NULL, 10);

	(void)context;
	(void)f;
	text_addf(&asked, "%s %s\n", entity->name, key[0]);
	*ret = number >= 200 ? CONFIRM_UNKNOWN : number % 2 ? CONFIRM_GONE : CONFIRM_EXISTS;
	return true;
}

static struct merge_result confirmed_walk(struct store *store, const char *lines)
{
	struct fault f = FAULT_INIT;
	struct stage *stage = begin_walk(store, "lab");

	text_reset(&asked);
	send_lines(store, stage_sink(stage), lines);
	assert_done(stage_confirm_missing(stage, QUORUM_HELD, confirm, NULL, &f), &f);
	return end_walk(stage, QUORUM_HELD);
}

static void test_confirmation(void **state)
{
	struct store *store = open_fixture();
	static const char all[] =
		"scope guest\nguest vmid=100\nguest vmid=101\nguest vmid=102\nguest vmid=201\n"
		"scope node\nnode node=pve1\n"
		"guest_disk vmid=101 slot=a\n";
	struct merge_result r;

	(void)state;
	walk(store, all);
	r = confirmed_walk(store, "scope guest\nguest vmid=102\nscope node\n");
	assert_string_equal(asked.data, "guest 100\nguest 101\nguest 201\n");
	assert_int_equal(r.removed, 4); /* 101 and its disk, 201 by its list, the node */
	assert_query(store, "SELECT vmid FROM guest", "100\n102\n");
	walk(store, all);
	r = confirmed_walk(store, "outcome resources@guest filtered needs\nguest vmid=102\n");
	assert_int_equal(r.removed, 2);
	assert_string_equal(asked.data, "guest 100\nguest 101\nguest 201\n");
	assert_query(store, "SELECT vmid FROM guest",
		     "100\n102\n201\n"); /* 101 is gone, for its id is free */
	r = confirmed_walk(store, "outcome resources error\n");
	assert_string_equal(asked.data, ""); /* no list at all: don't ask for each guest */
	assert_int_equal(r.removed, 0);
	text_clear(&asked);
	store_close(store);
}

/* --- bad input */

static void test_wrong_type(void **state)
{
	struct fault f = FAULT_INIT;
	struct store *store = open_fixture();
	struct stage *stage = begin_walk(store, "lab");
	struct value values[11] = { [VMID] = value_int(1), [MEMORY] = value_text("much") };
	struct part parts[2] = { { PART_WHOLE, NULL }, { PART_WHOLE, NULL } };
	struct row row = { &entity_guest, true, values, parts };

	(void)state;
	assert_false(stage_sink(stage)->row(stage_sink(stage), &row, &f));
	assert_int_equal(f.kind, FAULT_BUG);
	assert_string_equal(f.message, "guest.memory is of type bytes, and got something else");
	fault_clear(&f);
	value_clear(&values[VMID]);
	assert_false(stage_sink(stage)->row(stage_sink(stage), &row, &f));
	assert_string_equal(f.message, "a row of guest without vmid");
	fault_clear(&f);
	value_clear(&values[MEMORY]);
	stage_free(stage);
	walk(store, "guest vmid=1\n"); /* the store is as good as before */
	store_close(store);
}

static void test_abandoned_walk(void **state)
{
	struct store *store = open_fixture();
	struct stage *stage;

	(void)state;
	walk(store, "scope guest\nguest vmid=100\n");
	stage = begin_walk(store, "lab");
	send_lines(store, stage_sink(stage), "scope guest\nguest vmid=101\n");
	assert_int_equal(sqlite3_txn_state(store_database(store), "main"), SQLITE_TXN_NONE);
	stage_free(stage);
	assert_query(store, "SELECT vmid FROM guest", "100\n");
	assert_query(store, "SELECT count(*) FROM sqlite_temp_master", "0\n");
	store_close(store);
}

static void test_stale_merge(void **state)
{
	struct fault f = FAULT_INIT;
	struct store *store = open_fixture(), *other = open_fixture();
	struct stage *stage = begin_walk(store, "lab");
	struct snapshot_facts facts = { .quorum = QUORUM_HELD };
	struct merge_result result;

	(void)state;
	/* POSIX locks do not hold within one process: so the second walk can slip in */
	walk(other, "guest vmid=100\n");
	send_lines(store, stage_sink(stage), "guest vmid=101\n");
	assert_false(stage_merge(stage, &facts, &result, &f));
	assert_int_equal(f.kind, FAULT_STORE);
	assert_non_null(strstr(f.message, "another snapshot of lab was stored during this walk"));
	fault_clear(&f);
	stage_free(stage);
	assert_query(store, "SELECT vmid FROM guest", "100\n");
	store_close(store);
	store_close(other);
}

static void test_clusters_are_apart(void **state)
{
	struct store *store = open_fixture();

	(void)state;
	walk(store, "scope guest\nguest vmid=100 name=a uptime=1\n");
	walk_of(store, "prod", QUORUM_HELD, "scope guest\nguest vmid=100 name=b\nguest vmid=101\n");
	walk(store, "scope guest\nguest vmid=100 name=c uptime=2\n");
	walk_of(store, "prod", QUORUM_HELD, "scope guest\n");
	assert_query(store, "SELECT cluster, vmid, name, uptime FROM guest", "lab|100|c|2\n");
	assert_diff(store, 1, 3, NULL, "guest 100 changed name:a>c\n");
	show(store, "3");
	assert_query(store, "SELECT cluster, vmid, name FROM guest ORDER BY 1, 2",
		     "lab|100|c\nprod|100|b\nprod|101|-\n");
	store_close(store);
}

static void test_in_memory(void **state)
{
	struct fault f = FAULT_INIT;
	struct store *store = store_open_with(NULL, STORE_MEMORY, fixture_entities, fixture_reads, &f);

	(void)state;
	assert_done(store != NULL, &f);
	walk(store, GUEST_100 "\n");
	assert_query(store, "SELECT vmid, name, uptime, unknown FROM guest", "100|web|5|-\n");
	store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_first_and_unchanged),
		TEST(test_unknown_columns_carry),
		TEST(test_never_read_is_unknown),
		TEST(test_parts),
		TEST(test_closing),
		TEST(test_joined_sources_add_no_rows),
		TEST(test_metrics),
		TEST(test_views_and_moments),
		TEST(test_secrets),
		TEST(test_replaced),
		TEST(test_replaced_with_equal_children),
		TEST(test_quorum_lost),
		TEST(test_first_without_quorum),
		TEST(test_quorum_unknown),
		TEST(test_confirmation),
		TEST(test_wrong_type),
		TEST(test_abandoned_walk),
		TEST(test_stale_merge),
		TEST(test_clusters_are_apart),
		TEST(test_in_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
