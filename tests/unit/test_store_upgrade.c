/* test_store_upgrade.c - a store written with fewer columns, then used with more: an upgrade of pveinv is
 * never a change of the cluster. */
#include "store_fixture.h"

/* --- the schema of an older program: no name, memory, tags, uuid, uptime; disks without a size; no rules */

static const struct entity old_guest, old_disk;
static const struct column old_guest_columns[] = {
	{ .name = "vmid", .rule = { .type = TYPE_INT, .unit = 1 }, .revision = 1 },
	{ .name = "type", .rule = { .type = TYPE_TEXT, .unit = 1 }, .revision = 1 },
	{ .name = "status", .rule = { .type = TYPE_TEXT, .unit = 1 }, .class = CLASS_STATE, .revision = 1 },
	{ .name = "node", .rule = { .type = TYPE_TEXT, .unit = 1 }, .place = true, .revision = 1 },
	{ .name = "created", .rule = { .type = TYPE_TIMESTAMP, .unit = 1 }, .revision = 1 },
	{ .name = "password",
	  .rule = { .type = TYPE_TEXT, .unit = 1 }, .class = CLASS_SECRET, .revision = 1 },
};
static const struct entity_source old_guest_sources[] = {
	{ .read = &read_resources, .label = "resources", .entity = &old_guest, .rest = CLASS_STATE },
	{ .read = &read_guest_config, .label = "cfg", .entity = &old_guest, .joins = true },
};
static const struct entity old_guest = {
	.name = "guest",
	.plural = "guests",
	.parents = no_parents,
	.summary = "Guests",
	.n_keys = 1,
	.columns = old_guest_columns,
	.n_columns = 6,
	.sources = old_guest_sources,
	.n_sources = 2,
};
static const struct column old_disk_columns[] = {
	{ .name = "vmid", .rule = { .type = TYPE_INT, .unit = 1 }, .revision = 1 },
	{ .name = "slot", .rule = { .type = TYPE_TEXT, .unit = 1 }, .revision = 1 },
	{ .name = "volume", .rule = { .type = TYPE_TEXT, .unit = 1 }, .identity = true, .revision = 1 },
};
static const struct column *const old_disk_vmid[] = { &old_disk_columns[0], 0 };
static const struct parent old_disk_parents[] = { { &old_guest, old_disk_vmid }, { 0, 0 } };
static const struct entity_source old_disk_sources[] = {
	{ .read = &read_guest_config, .label = "cfg", .entity = &old_disk },
};
static const struct entity old_disk = {
	.name = "guest_disk",
	.plural = "guest_disks",
	.summary = "Disks",
	.parents = old_disk_parents,
	.n_keys = 2,
	.columns = old_disk_columns,
	.n_columns = 3,
	.sources = old_disk_sources,
	.n_sources = 1,
};
static const struct entity *const old_entities[] = { &old_guest, &old_disk, 0 };

static struct store *open_old(void)
{
	return open_fixture_with(old_entities, STORE_WRITE);
}

/* --- from extra into columns */

static void test_moved_out_of_extra(void **state)
{
	struct store *store = open_old();
	struct merge_result r;

	(void)state;
	walk(store, "guest vmid=100 type=qemu status=running resources:{\"tags\":[\"a\",\"b\"],\"uptime\":5} "
		    "cfg:{\"memory\":512,\"name\":\"web\",\"smbios1.uuid\":\"u1\",\"zz\":1}\n"
		    "guest vmid=101 type=qemu cfg:{\"name\":\"no-memory\"}\n"
		    "guest vmid=102 type=qemu cfg:?\n"
		    "guest vmid=103 type=qemu cfg:{\"memory\":\"plenty\"}\n");
	walk(store, "guest vmid=100 type=qemu status=running resources:{\"tags\":[\"a\",\"b\"],\"uptime\":9} "
		    "cfg:{\"memory\":\"1024\",\"name\":\"web\",\"smbios1.uuid\":\"u1\",\"zz\":1}\n"
		    "guest vmid=101 type=qemu cfg:{\"name\":\"no-memory\"}\n"
		    "guest vmid=103 type=qemu cfg:{\"memory\":\"plenty\"}\n");
	assert_diff(store, 1, 2, &with_state,
		    "guest 100 changed extra.cfg.memory:512>1024 extra.resources.uptime:5>9\n");
	store_close(store);

	store = open_fixture();
	assert_query(store, "SELECT vmid, name, memory, tags, uuid, uptime, unknown, extra FROM guest",
		     "100|web|1024|[\"a\",\"b\"]|u1|-|[\"uptime\"]|{\"cfg\":{\"zz\":1}}\n"
		     "101|no-memory|-|-|-|-|[\"uptime\"]|-\n"
		     "102|-|-|-|-|-|[\"name\",\"memory\",\"uuid\",\"extra.cfg\",\"uptime\"]|-\n"
		     "103|-|-|-|-|-|[\"memory\",\"uptime\"]|{\"cfg\":{\"memory\":\"plenty\"}}\n");
	assert_query(store, "SELECT \"column\", since FROM meta_column WHERE entity = 'guest' AND since > 0",
		     "");
	assert_diff(store, 1, 2, &with_all, "guest 100 changed memory:512>1024\n");
	r = walk(store,
		 "guest vmid=100 type=qemu status=running name=web memory=1024 tags=[\"a\",\"b\"] uuid=u1 "
		 "uptime=9 cfg:{\"zz\":1}\n"
		 "guest vmid=101 type=qemu name=no-memory\nguest vmid=102 *=? type=qemu cfg:? uptime=1\n"
		 "guest vmid=103 type=qemu memory=? cfg:{\"memory\":\"plenty\"}\n");
	assert_int_equal(r.unchanged, 4);
	assert_query(store, "SELECT count(*) FROM guest_history", "5\n");
	assert_diff(store, 2, 3, &with_all, "");
	assert_diff(store, 1, 3, &with_all, "guest 100 changed memory:512>1024\n");
	assert_query(store, "SELECT vmid, uptime, unknown FROM guest WHERE vmid < 102", "100|9|-\n101|-|-\n");
	show(store, "1");
	assert_query(store, "SELECT name, memory FROM guest WHERE vmid = 100", "web|512\n");
	assert_query(store, "SELECT * FROM guest_tag ORDER BY tag", "lab|100|a\nlab|100|b\n");
	store_close(store);
}

static void test_never_in_extra(void **state)
{
	struct store *store = open_old();
	struct merge_result r;

	(void)state;
	walk(store, "guest vmid=100 type=qemu status=running\nguest_disk vmid=100 slot=a volume=v\n");
	walk(store, "guest vmid=100 type=qemu status=stopped\nguest_disk vmid=100 slot=a volume=v\n");
	store_close(store);

	store = open_fixture();
	assert_query(store, "SELECT name, unknown FROM guest",
		     "-|[\"name\",\"memory\",\"tags\",\"uuid\",\"uptime\"]\n");
	assert_query(store, "SELECT size, unknown FROM guest_disk", "-|[\"size\"]\n");
	r = walk(store, "guest vmid=100 type=qemu status=stopped name=web memory=5\n"
			"guest_disk vmid=100 slot=a volume=v size=7\n");
	assert_int_equal(r.unchanged, 2); /* only what was not filled before: in place */
	assert_query(store, "SELECT since, until, name FROM guest_history ORDER BY since",
		     "1|2|-\n2|-|web\n");
	assert_query(store, "SELECT name, memory, unknown FROM guest", "web|5|-\n");
	assert_diff(store, 2, 3, &with_all, "");
	/* Snapshot 2 did not read it, even if its version was filled later. */
	show(store, "2");
	assert_query(store, "SELECT name, memory, unknown FROM guest",
		     "-|-|[\"memory\",\"name\",\"tags\",\"uptime\",\"uuid\"]\n");
	assert_query(store, "SELECT size, unknown FROM guest_disk", "-|[\"size\"]\n");
	show(store, "3");
	assert_query(store, "SELECT name, memory, unknown FROM guest", "web|5|-\n");
	walk(store, "guest vmid=100 type=lxc status=stopped name=web memory=6\n"
		    "guest_disk vmid=100 slot=a volume=v size=8\n");
	assert_diff(store, 3, 4, NULL,
		    "guest 100 removed replaced type:qemu>? name:web>? status:stopped>? memory:5>?\n"
		    "guest 100 added replaced type:?>lxc name:?>web status:?>stopped memory:?>6\n"
		    "guest_disk 100/a removed child volume:v>? size:7>?\n"
		    "guest_disk 100/a added child volume:?>v size:?>8\n");
	store_close(store);
}

static void test_notes(void **state)
{
	struct store *store = open_old();

	(void)state;
	walk(store, "guest vmid=100 type=qemu created=1\nguest vmid=101 type=qemu created=1\n");
	store_close(store);
	store = open_fixture();
	walk(store,
	     "guest vmid=100 type=qemu created=2 name=web\nguest vmid=101 type=qemu created=2 name=db\n");
	assert_diff(store, 1, 2, &with_all,
		    "note guest.name\nnote guest.memory\nnote guest.tags\nnote guest.uuid\n"
		    "guest 100 changed created:1>2\nguest 101 changed created:1>2\n");
	store_close(store);
}

/* Deleting the snapshot that filled the columns leaves those before as they were. */
static void test_filled_and_deleted(void **state)
{
	struct store *store = open_old();
	struct fault f = FAULT_INIT;

	(void)state;
	walk(store, "guest vmid=100 type=qemu\n");
	walk_of(store, "prod", QUORUM_HELD, "guest vmid=100 type=qemu\n");
	store_close(store);
	store = open_fixture();
	walk(store, "guest vmid=100 type=qemu name=web\n");
	assert_query(store, "SELECT cluster, name, unknown FROM guest",
		     "lab|web|-\nprod|-|[\"name\",\"memory\",\"tags\",\"uuid\",\"uptime\"]\n");
	assert_done(store_delete(store, (const int64_t[]){ 3 }, 1, false, &f), &f);
	assert_query(store, "SELECT name, unknown FROM guest WHERE cluster = 'lab'",
		     "-|[\"name\",\"memory\",\"tags\",\"uuid\",\"uptime\"]\n");
	walk(store, "guest vmid=100 type=qemu name=web2\n");
	assert_diff(store, 1, 4, &with_all, "");
	walk_of(store, "prod", QUORUM_HELD, "guest vmid=100 type=qemu name=p\n");
	assert_query(store, "SELECT cluster, name, unknown FROM guest", "lab|web2|-\nprod|p|-\n");
	assert_query(store, "SELECT count(*) FROM guest_history", "2\n");
	store_close(store);
}

static void test_new_entity(void **state)
{
	struct store *store = open_old();
	struct merge_result r;

	(void)state;
	walk(store, "scope guest\nguest vmid=100\n");
	store_close(store);
	store = open_fixture();
	r = walk(store, "scope guest\nguest vmid=100\nscope node\nnode node=pve1\n");
	assert_int_equal(r.learned, 1);
	assert_int_equal(r.added, 0);
	assert_diff(store, 1, 2, NULL, "");
	store_close(store);
}

/* --- reading an older file without touching it */

static void test_reading_older(void **state)
{
	struct store *store = open_old();

	(void)state;
	walk(store, "guest vmid=100 type=qemu cfg:{\"name\":\"web\"}\n");
	walk(store, "guest vmid=100 type=lxc cfg:{\"name\":\"web\"}\n");
	store_close(store);
	store = open_fixture_with(fixture_entities, STORE_READ);
	assert_query(store, "SELECT vmid, type, name, uptime, unknown, extra FROM guest",
		     "100|lxc|-|-|[\"memory\",\"name\",\"tags\",\"uptime\",\"uuid\"]|{\"cfg\":{\"name\":"
		     "\"web\"}}\n");
	assert_query(store, "SELECT count(*) FROM node", "0\n");
	assert_query(store, "SELECT count(*) FROM guest_tag", "0\n");
	show(store, "1");
	assert_query(store, "SELECT vmid, type, name FROM guest", "100|qemu|-\n");
	assert_diff(store, 1, 2, NULL,
		    "guest 100 removed replaced type:qemu>? extra.cfg.name:web>?\n"
		    "guest 100 added replaced type:?>lxc extra.cfg.name:?>web\n");
	store_close(store);
}

/* --- other changes of the schema */

static struct column changed_columns[11];
static struct entity changed_guest;
static const struct entity *const changed_entities[] = { &changed_guest, 0 };

static void change_schema(void)
{
	memcpy(changed_columns, guest_columns, sizeof changed_columns);
	changed_guest = entity_guest;
	changed_guest.columns = changed_columns;
	changed_guest.replaced = NULL;
	changed_guest.sources = old_guest_sources;
}

static void test_revision(void **state)
{
	struct store *store;
	struct merge_result r;

	(void)state;
	change_schema();
	store = open_fixture_with(changed_entities, STORE_WRITE);
	walk(store, "guest vmid=100 name=Web memory=1\nguest vmid=101 name=db memory=1\n");
	walk(store, "guest vmid=100 name=Web memory=2\nguest vmid=101 name=db memory=1\n");
	store_close(store);
	changed_columns[NAME].revision = 2; /* names are lower case from now on */
	store = open_fixture_with(changed_entities, STORE_WRITE);
	r = walk(store, "guest vmid=100 name=web memory=2\nguest vmid=101 name=db memory=1\n");
	assert_int_equal(r.unchanged, 2);
	assert_diff(store, 2, 3, NULL, "note guest.name\n");
	assert_diff(store, 1, 2, NULL, "guest 100 changed memory:1>2\n");
	assert_diff(store, 1, 3, NULL, "note guest.name\nguest 100 changed memory:1>2\n");
	walk(store, "guest vmid=100 name=web2 memory=2\nguest vmid=101 name=db memory=1\n");
	assert_diff(store, 3, 4, NULL, "guest 100 changed name:web>web2\n");
	show(store, "1");
	assert_query(store, "SELECT name FROM guest WHERE vmid = 100", "Web\n");
	store_close(store);
}

static void test_other_type(void **state)
{
	struct fault f = FAULT_INIT;
	struct store *store;

	(void)state;
	change_schema();
	store = open_fixture_with(changed_entities, STORE_WRITE);
	walk(store, "guest vmid=100 name=5 memory=1 uptime=4\n");
	assert_done(sql_run(store, "CREATE VIEW mine AS SELECT vmid, name FROM guest", &f), &f);
	store_close(store);
	changed_columns[NAME].rule.type = TYPE_INT;
	changed_columns[UPTIME].rule.type = TYPE_TEXT;
	store = open_fixture_with(changed_entities, STORE_WRITE);
	assert_query(store, "SELECT name, unknown FROM guest", "-|[\"name\",\"uptime\"]\n");
	walk(store, "guest vmid=100 name=6 memory=1 uptime=x\n");
	assert_diff(store, 1, 2, &with_all, "");
	assert_query(store, "SELECT name, uptime, unknown FROM guest", "6|x|-\n");
	assert_query(store, "SELECT * FROM mine", "100|6\n"); /* a user's own view */
	store_close(store);
}

/* A new source, and one whose property strings are taken apart from now on. */
static void test_other_sources(void **state)
{
	const struct parse agent[] = { { WORDS("agent"), &(const struct format){ .name = "agent" } }, { 0 } };
	struct entity_source sources[3] = { old_guest_sources[0],
					    old_guest_sources[1],
					    { .read = &read_ha, .label = "ha", .joins = true } };
	struct store *store;
	struct merge_result r;

	(void)state;
	change_schema();
	changed_guest.sources = sources;
	store = open_fixture_with(changed_entities, STORE_WRITE);
	walk(store, "guest vmid=100 cfg:{\"agent\":\"1\",\"zz\":1}\nguest vmid=101\n");
	store_close(store);
	sources[1].parse = agent;
	changed_guest.n_sources = 3;
	store = open_fixture_with(changed_entities, STORE_WRITE);
	assert_query(store, "SELECT vmid, unknown FROM guest WHERE unknown LIKE '%extra%'",
		     "100|[\"extra.ha\"]\n101|[\"extra.ha\"]\n");
	r = walk(store, "guest vmid=100 cfg:{\"agent.enabled\":1,\"zz\":1} ha:{\"state\":\"started\"}\n"
			"guest vmid=101 ha:{\"state\":\"stopped\"}\n");
	assert_int_equal(r.unchanged, 2);
	assert_diff(store, 1, 2, &with_all, "");
	assert_query(store, "SELECT since, until, extra FROM guest_history ORDER BY vmid, since",
		     "1|2|{\"cfg\":{\"agent\":\"1\",\"zz\":1}}\n"
		     "2|-|{\"cfg\":{\"agent.enabled\":1,\"zz\":1},\"ha\":{\"state\":\"started\"}}\n"
		     "1|-|{\"ha\":{\"state\":\"stopped\"}}\n");
	show(store, "1"); /* which did not read it */
	assert_query(store, "SELECT vmid, extra, unknown FROM guest WHERE vmid = 101",
		     "101|-|[\"extra.ha\",\"uptime\"]\n");
	walk(store, "guest vmid=100 cfg:{\"agent.enabled\":0,\"zz\":1} ha:{\"state\":\"stopped\"}\n"
		    "guest vmid=101 ha:{\"state\":\"stopped\"}\n");
	assert_diff(store, 2, 3, NULL,
		    "guest 100 changed extra.cfg.agent.enabled:1>0 extra.ha.state:started>stopped\n");
	store_close(store);
}

static void test_defaults(void **state)
{
	static struct fill fills[] = { { .column = &changed_columns[NAME], .args = &from_name, .n_args = 1 },
				       { .column = 0 } };
	struct entity_source sources[2] = { old_guest_sources[0], old_guest_sources[1] };
	struct store *store = open_old();

	(void)state;
	walk(store, "guest vmid=100 cfg:{\"name\":\"web\"}\nguest vmid=101\nguest vmid=102 cfg:?\n");
	store_close(store);
	change_schema();
	changed_columns[NAME].missing = "none";
	sources[1].fills = fills;
	changed_guest.sources = sources;
	store = open_fixture_with(changed_entities, STORE_WRITE);
	assert_query(store, "SELECT vmid, name, instr(unknown, 'name') > 0 FROM guest",
		     "100|web|0\n101|none|0\n102|-|1\n");
	store_close(store);
}

static void test_gone_and_back(void **state)
{
	struct store *store;
	struct merge_result r;

	(void)state;
	store = open_fixture();
	walk(store, "guest vmid=100 name=web uptime=4\n");
	store_close(store);
	store = open_old(); /* an older program, of the same number */
	r = walk(store, "guest vmid=100 cfg:{\"name\":\"web\"}\n");
	assert_int_equal(r.unchanged, 1);
	assert_diff(store, 1, 2, &with_all, ""); /* extra holds more since, and is not compared */
	walk(store, "guest vmid=100 cfg:{\"name\":\"web\",\"x\":1}\n");
	assert_diff(store, 2, 3, NULL, "guest 100 changed extra.cfg.x:->1\n");
	walk(store, "guest vmid=100 cfg:{\"name\":\"web\"}\n");
	store_close(store);
	store = open_fixture();
	assert_query(store, "SELECT name FROM guest", "web\n");
	assert_query(store, "SELECT DISTINCT name FROM guest_history", "web\n");
	r = walk(store, "guest vmid=100 name=web uptime=4\n");
	assert_int_equal(r.unchanged + r.learned, 1);
	assert_diff(store, 1, 5, NULL, "note guest.memory\nnote guest.tags\nnote guest.uuid\n");
	store_close(store);
}

/* A metric that leaves the schema is in extra from now on, as any column that does; once. */
static void test_metric_gone(void **state)
{
	struct store *store;

	(void)state;
	change_schema();
	store = open_fixture_with(changed_entities, STORE_WRITE);
	walk(store, "guest vmid=100 name=web uptime=4\n");
	store_close(store);
	changed_guest.n_columns = UPTIME;
	store = open_fixture_with(changed_entities, STORE_WRITE);
	assert_query(store, "SELECT count(*) FROM sqlite_master WHERE name = 'guest_metric'", "0\n");
	walk(store, "guest vmid=100 name=web resources:{\"uptime\":9}\n");
	assert_diff(store, 1, 2, &with_all, "");
	store_close(store);
	changed_columns[NAME].revision = 2;
	store = open_fixture_with(changed_entities, STORE_WRITE);
	walk(store, "guest vmid=100 name=web resources:{\"uptime\":11}\n");
	assert_diff(store, 2, 3, &with_state, "guest 100 changed extra.resources.uptime:9>11\n");
	store_close(store);
	changed_guest.n_columns = UPTIME + 1;
	store = open_fixture_with(changed_entities, STORE_WRITE);
	assert_query(store, "SELECT uptime, unknown FROM guest", "-|[\"uptime\"]\n");
	store_close(store);
}

/* --- into another store */

static struct store *copy_into_new(struct store *from, const struct entity *const *entities)
{
	static const volatile int never;
	struct fault f = FAULT_INIT;
	struct store *to = store_open_with(NULL, STORE_MEMORY, entities, fixture_reads, &f);
	struct copy_options all = { .interrupted = &never };
	struct copy_result result;

	assert_done(to && store_copy(to, from, &all, &result, &f), &f);
	sql_rollback(from);
	return to;
}

/* A file of an older layout is read: a copy of it is brought up to date, itself it stays as it is. */
static void test_copied_from_older(void **state)
{
	struct fault f = FAULT_INIT;
	struct store *from = open_old(), *to;

	(void)state;
	walk(from, "guest vmid=100 type=qemu cfg:{\"name\":\"web\"}\nguest vmid=101 type=lxc cfg:?\n");
	walk(from, "guest vmid=100 type=qemu cfg:{\"name\":\"web\"}\nguest vmid=101 type=qemu cfg:?\n");
	store_close(from);
	from = open_fixture_with(fixture_entities, STORE_READ);
	assert_done(store_make_current(&from, &f), &f);
	to = copy_into_new(from, fixture_entities);
	assert_query(to, "SELECT since, until, vmid, type, name, extra FROM guest_history ORDER BY 3, 1",
		     "1|-|100|qemu|web|-\n1|2|101|lxc|-|-\n2|-|101|qemu|-|-\n");
	assert_query(to, "SELECT unknown FROM guest WHERE vmid = 100",
		     "[\"memory\",\"tags\",\"uuid\",\"uptime\"]\n");
	store_close(to);
	store_close(from);
	from = open_fixture_with(fixture_entities, STORE_READ);
	assert_false(store_check_schema(from, NULL));
	store_close(from);
}

/* Filled in place, since the second snapshot; before it is unknown, there, too. */
static void test_copied_though_filled_in_place(void **state)
{
	struct store *from = open_old(), *to;

	(void)state;
	walk(from, "guest vmid=100 type=qemu\n");
	store_close(from);
	from = open_fixture();
	walk(from, "guest vmid=100 type=qemu name=web\n");
	assert_query(from, "SELECT count(*) FROM guest_history", "1\n");
	to = copy_into_new(from, fixture_entities);
	assert_query(to, "SELECT since, until, name, unknown FROM guest_history ORDER BY since",
		     "1|2|-|[\"name\",\"memory\",\"tags\",\"uuid\"]\n2|-|web|-\n");
	assert_diff(to, 1, 2, NULL, "");
	store_close(to);
	store_close(from);
}

/* Values of two rules are not compared there either, but those of the same rule are. */
static void test_copied_with_revisions(void **state)
{
	struct store *from, *to;

	(void)state;
	change_schema();
	from = open_fixture_with(changed_entities, STORE_WRITE);
	walk(from, "guest vmid=100 name=Web\n");
	walk(from, "guest vmid=100 name=Web2\n");
	store_close(from);
	changed_columns[NAME].revision = 2;
	from = open_fixture_with(changed_entities, STORE_WRITE);
	walk(from, "guest vmid=100 name=web2\n");
	walk(from, "guest vmid=100 name=web3\n");
	to = copy_into_new(from, changed_entities);
	assert_diff(to, 1, 2, NULL, "guest 100 changed name:Web>Web2\n");
	assert_diff(to, 2, 3, NULL, "note guest.name\n");
	assert_diff(to, 3, 4, NULL, "guest 100 changed name:web2>web3\n");
	store_close(to);
	store_close(from);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_moved_out_of_extra), TEST(test_never_in_extra), TEST(test_notes),
		TEST(test_filled_and_deleted), TEST(test_new_entity),     TEST(test_reading_older),
		TEST(test_revision),           TEST(test_other_type),     TEST(test_gone_and_back),
		TEST(test_other_sources),      TEST(test_defaults),       TEST(test_metric_gone),
		TEST(test_copied_from_older),  TEST(test_copied_though_filled_in_place),
		TEST(test_copied_with_revisions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
