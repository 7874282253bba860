/* history - makes many snapshots out of a store's newest one, in which a few guests change each time.
 *
 *   history STORE SNAPSHOTS CHANGES
 *
 * Through the store's own stage and merge, but without a walk: only the rows that change are staged, the
 * lists of the others count as not read. A tenth of the guests that change get another size of a disk, a
 * tenth move to another node, the others get another memory and a tag. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

static unsigned random_state = 1;

static unsigned chance(unsigned below)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % below;
}

static bool is_unknown(const char *unknown, const char *name)
{
	char quoted[128];

	snprintf(quoted, sizeof quoted, "\"%s\"", name);
	return unknown && strstr(unknown, quoted);
}

/* A row of a view, as a walk would hand it over. */
static struct value *read_row(const struct entity *entity, sqlite3_stmt *row)
{
	struct value *values = xcalloc(entity->n_columns, sizeof *values);
	const char *unknown = (const char *)sqlite3_column_text(row, (int)entity->n_columns + 1);

	for (unsigned i = 0; i < entity->n_columns; i++) {
		int cell = (int)i + 1;

		if (is_unknown(unknown, entity->columns[i].name))
			values[i] = (struct value){ .kind = VALUE_UNKNOWN };
		else if (sqlite3_column_type(row, cell) == SQLITE_INTEGER)
			values[i] = value_int(sqlite3_column_int64(row, cell));
		else if (sqlite3_column_type(row, cell) == SQLITE_FLOAT)
			values[i] = value_real(sqlite3_column_double(row, cell));
		else
			values[i] = value_text((const char *)sqlite3_column_text(row, cell));
	}
	return values;
}

static bool hand_over(struct sink *sink, const struct entity *entity, struct value *values, struct fault *f)
{
	AUTO_FREE struct part *parts = xcalloc(entity->n_sources + 1, sizeof *parts); /* PART_UNKNOWN */
	struct row row = { entity, true, values, parts };
	bool done = sink->row(sink, &row, f);

	for (unsigned i = 0; i < entity->n_columns; i++)
		value_clear(&values[i]);
	free(values);
	return done;
}

static void set(struct value *values, const struct entity *entity, const char *name, struct value value)
{
	unsigned i = (unsigned)(schema_column(entity, name) - entity->columns);

	value_clear(&values[i]);
	values[i] = value;
}

struct history {
	struct store *store;
	const struct entity *guest, *disk;
	sqlite3_stmt *one_guest, *one_disk;
	int64_t first, guests; /* their VMIDs begin with first */
	int64_t taken;
	char *cluster;
	struct fault fault;
};

static bool change_disk(struct history *h, struct sink *sink)
{
	struct value *values;

	if (sqlite3_step(h->one_disk) != SQLITE_ROW)
		return true;
	values = read_row(h->disk, h->one_disk);
	set(values, h->disk, "size", value_int((int64_t)(1 + chance(1000)) << 30));
	return hand_over(sink, h->disk, values, &h->fault);
}

static bool change_guest(struct history *h, struct sink *sink)
{
	char text[64];
	struct value *values;

	if (sqlite3_step(h->one_guest) != SQLITE_ROW)
		return true;
	values = read_row(h->guest, h->one_guest);
	if (chance(9) == 0) {
		snprintf(text, sizeof text, "pve%u", 1 + chance(16));
		set(values, h->guest, "node", value_text(text));
	} else {
		snprintf(text, sizeof text, "[\"prod\",\"t%u\"]", chance(100));
		set(values, h->guest, "memory", value_int((int64_t)(1 + chance(64)) << 29));
		set(values, h->guest, "tags", value_text(text));
	}
	return hand_over(sink, h->guest, values, &h->fault);
}

static bool change_one(struct history *h, struct sink *sink)
{
	bool disk = chance(10) == 0, done;
	sqlite3_stmt *query = disk ? h->one_disk : h->one_guest;

	sqlite3_bind_int64(query, 1, h->first + chance((unsigned)h->guests));
	done = disk ? change_disk(h, sink) : change_guest(h, sink);
	sqlite3_reset(query);
	return done;
}

/* What was read last time stays as it was known. */
static bool skip_reads(struct sink *sink, struct fault *f)
{
	for (unsigned i = 0; i < schema_read_count; i++) {
		const struct outcome outcome = { .read = schema_reads[i],
						 .target = "",
						 .path = schema_reads[i]->path,
						 .kind = OUTCOME_SKIPPED,
						 .reason = "level",
						 .expected = true };

		if (!sink->outcome(sink, &outcome, f))
			return false;
	}
	return true;
}

static bool take(struct history *h, int changes)
{
	struct stage_options options = { .cluster_name = h->cluster };
	struct snapshot_facts facts = { .taken = h->taken += 86400,
					.duration = 1000,
					.level = LEVEL_STANDARD,
					.quorum = QUORUM_HELD,
					.source = "made" };
	struct identity identity = { .version = (char[]){ "9.1.4" } };
	struct merge_result result;
	struct stage *stage = stage_new(h->store, &options, &h->fault);
	struct sink *sink = stage ? stage_sink(stage) : NULL;
	bool done = stage && sink->identified(sink, &identity, &h->fault) && skip_reads(sink, &h->fault);

	for (int i = 0; done && i < changes; i++)
		done = change_one(h, sink);
	done = done && stage_merge(stage, &facts, &result, &h->fault);
	stage_free(stage);
	return done;
}

static sqlite3_stmt *prepare(struct history *h, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(store_database(h->store), sql, -1, &statement, NULL) != SQLITE_OK)
		fault_set(&h->fault, FAULT_BUG, "%s", sqlite3_errmsg(store_database(h->store)));
	return statement;
}

static bool open_history(struct history *h, const char *path)
{
	sqlite3_stmt *facts;

	h->store = store_open(path, STORE_WRITE, &h->fault);
	h->guest = schema_entity("guest");
	h->disk = schema_entity("guest_disk");
	if (!h->store || !(h->one_guest = prepare(h, "SELECT * FROM guest WHERE vmid = ?")) ||
	    !(h->one_disk = prepare(h, "SELECT * FROM guest_disk WHERE vmid = ? LIMIT 1")) ||
	    !(facts = prepare(h,
			      "SELECT cluster, min(vmid), count(*), (SELECT max(taken) FROM snapshot) FROM "
			      "guest")))
		return false;
	sqlite3_step(facts);
	h->cluster = xstrdup((const char *)sqlite3_column_text(facts, 0));
	h->first = sqlite3_column_int64(facts, 1);
	h->guests = sqlite3_column_int64(facts, 2);
	h->taken = sqlite3_column_int64(facts, 3);
	sqlite3_finalize(facts);
	return h->guests > 0 || fault_set(&h->fault, FAULT_USAGE, "there are no guests");
}

int main(int argc, char **argv)
{
	struct history h = { .fault = FAULT_INIT };
	bool done;

	if (argc != 4) {
		fprintf(stderr, "usage: history STORE SNAPSHOTS CHANGES\n");
		return 2;
	}
	done = open_history(&h, argv[1]);
	for (long i = strtol(argv[2], NULL, 10); done && i > 0; i--)
		done = take(&h, (int)strtol(argv[3], NULL, 10));
	if (!done)
		fprintf(stderr, "history: %s\n", h.fault.message);
	sqlite3_finalize(h.one_guest);
	sqlite3_finalize(h.one_disk);
	store_close(h.store);
	free(h.cluster);
	fault_clear(&h.fault);
	return done ? 0 : 1;
}
