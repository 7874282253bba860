/* snapshot_show.c - one snapshot explained: what was walked, every gap with its reason, what to do. */
#include <inttypes.h>
#include <string.h>

#include "base/wrap.h"
#include "report/agents_line.h"
#include "report/gaps.h"
#include "report/query.h"
#include "report/render.h"
#include "report/snapshots.h"

#define LINE_WIDTH 100

const char *const show_format_names[] = { "text", "json", NULL };

static const char snapshot_sql[] =
	"SELECT id, cluster, taken, duration, level, complete, quorum, requests, gaps, source,\n"
	"	pve_version, program, rows, added, changed, removed, state, learned, unchanged, kept\n"
	"FROM main.snapshot WHERE id = ?1";
enum {
	ABOUT_ID,
	ABOUT_CLUSTER,
	ABOUT_TAKEN,
	ABOUT_DURATION,
	ABOUT_LEVEL,
	ABOUT_COMPLETE,
	ABOUT_QUORUM,
	ABOUT_REQUESTS,
	ABOUT_GAPS,
	ABOUT_SOURCE,
	ABOUT_PVE_VERSION,
	ABOUT_PROGRAM,
	ABOUT_ROWS,
};
/* In JSON, and in text, as the snapshot was reported when it was taken. */
static const struct {
	const char *name, *words;
} row_counts[] = {
	{ "rows", NULL },
	{ "added", "added" },
	{ "changed", "changed" },
	{ "removed", "removed" },
	{ "state", "changed state" },
	{ "learned", "learned" },
	{ "unchanged", "unchanged" },
	{ "kept", "not seen" },
};
#define ROW_COUNTS (sizeof row_counts / sizeof *row_counts)

static const char reads_sql[] =
	"SELECT outcome, count(*) FROM outcome WHERE cluster = ?1 GROUP BY outcome ORDER BY 2 DESC, 1";

/* One snapshot in work: a row of snapshot_sql, and what it could not read. */
struct shown {
	sqlite3 *db;
	sqlite3_stmt *about;
	struct gaps gaps;
	struct text text;
};

static const char *about_text(const struct shown *shown, int column)
{
	const char *text = query_text(shown->about, column);
	return text ? text : "unknown";
}

/* Entities whose rows or columns may be missing. */
static bool is_open(const struct shown *shown, const struct entity *entity)
{
	for (size_t i = 0; i < shown->gaps.count; i++) {
		if (gap_concerns(&shown->gaps.items[i], entity))
			return true;
	}
	return false;
}

/* --- text */

static void add_field(struct shown *shown, const char *name)
{
	text_addf(&shown->text, "  %-9s ", name);
}

static void add_about(struct shown *shown)
{
	struct text *t = &shown->text;
	struct value taken = query_value(shown->about, ABOUT_TAKEN);
	text_addf(t, "snapshot %lld of ", sqlite3_column_int64(shown->about, ABOUT_ID));
	text_add_visible(t, about_text(shown, ABOUT_CLUSTER));
	text_add(t, ", ");
	render_human(t, TYPE_TIMESTAMP, &taken);
	text_add(t, sqlite3_column_int(shown->about, ABOUT_COMPLETE) ? ", complete\n" : ", incomplete\n");
	add_field(shown, "source");
	text_add_visible(t, about_text(shown, ABOUT_SOURCE));
	text_add(t, ", PVE ");
	text_add_visible(t, about_text(shown, ABOUT_PVE_VERSION));
	text_add_char(t, '\n');
	add_field(shown, "walk");
	text_addf(t, "level %s, quorum %s, %lld requests in %.1f s\n", about_text(shown, ABOUT_LEVEL),
		  about_text(shown, ABOUT_QUORUM), sqlite3_column_int64(shown->about, ABOUT_REQUESTS),
		  sqlite3_column_double(shown->about, ABOUT_DURATION) / 1000);
}

static void add_rows(struct shown *shown)
{
	struct text *t = &shown->text;
	const char *before = ": ";
	add_field(shown, "rows");
	text_addf(t, "%lld", sqlite3_column_int64(shown->about, ABOUT_ROWS));
	for (size_t i = 1; i < ROW_COUNTS; i++) {
		int64_t count = sqlite3_column_int64(shown->about, ABOUT_ROWS + (int)i);
		if (count == 0)
			continue;
		text_addf(t, "%s%" PRId64 " %s", before, count, row_counts[i].words);
		before = ", ";
	}
	text_add_char(t, '\n');
}

static bool add_reads(struct shown *shown, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *reads = query_prepare(shown->db, reads_sql, f);
	const char *before = "";
	int found = -1;
	add_field(shown, "reads");
	if (reads)
		query_bind_text(reads, 1, query_text(shown->about, ABOUT_CLUSTER));
	while (reads && (found = query_step(reads, f)) == 1) {
		text_addf(&shown->text, "%s%lld %s", before, sqlite3_column_int64(reads, 1),
			  query_text(reads, 0));
		before = ", ";
	}
	text_add_char(&shown->text, '\n');
	return found == 0;
}

static void add_reason(void *context, const char *why, int64_t count, const char *guests)
{
	agents_add_reason(context, why, count, guests);
}

static bool add_agents(struct shown *shown, struct fault *f)
{
	AUTO_TEXT struct text line = TEXT_INIT;
	if (!agents_each(shown->db, query_text(shown->about, ABOUT_CLUSTER), add_reason, &line, f))
		return false;
	if (!line.size)
		return true;
	add_field(shown, "agents");
	text_add_wrapped(&shown->text, line.data, 12, 12, LINE_WIDTH);
	text_add_char(&shown->text, '\n');
	return true;
}

static void add_open_entities(struct shown *shown)
{
	AUTO_TEXT struct text names = TEXT_INIT;
	for (const struct entity *const *e = schema_entities; *e; e++) {
		if (is_open(shown, *e))
			text_addf(&names, "%s%s",
				  names.size ? ", " : "May lack rows or columns: ", (*e)->name);
	}
	if (!names.size)
		return;
	text_add(&names, ".\nWhat was not read is unknown, not gone: it stays as it was last seen.\n");
	text_add_char(&shown->text, '\n');
	text_add_wrapped(&shown->text, names.data, 0, 0, LINE_WIDTH);
}

static const char *advice(enum outcome_kind outcome)
{
	switch (outcome) {
	case OUTCOME_DENIED:
	case OUTCOME_FILTERED:
		return "give the privilege that is named to the user and its token; PVEAuditor on / has most";
	case OUTCOME_OFFLINE:
		return "when that is meant to be off: --expect-gap node/NAME, or read/NAME/TARGET";
	case OUTCOME_TIMEOUT:
		return "try again when the node is less busy";
	case OUTCOME_SKIPPED:
		return "the recording does not hold it: record it again";
	case OUTCOME_ERROR:
		return "the server's log (journalctl -u pveproxy -u pvedaemon) has more";
	case OUTCOME_OK:
	case OUTCOME_ABSENT:
	case OUTCOME_UNSUPPORTED:
	case OUTCOME_EMPTY:
		break;
	}
	return NULL;
}

static void add_advice(struct shown *shown)
{
	bool said[OUTCOME_SKIPPED + 1] = { false };
	bool any = false;
	said[OUTCOME_FILTERED] = true; /* as denied */
	for (size_t i = 0; i < shown->gaps.count; i++) {
		const struct gap *gap = &shown->gaps.items[i];
		enum outcome_kind outcome = gap->outcome == OUTCOME_FILTERED ? OUTCOME_DENIED : gap->outcome;
		if (gap->expected || said[outcome] || !advice(outcome))
			continue;
		said[outcome] = true;
		text_addf(&shown->text, "%s  %s: %s\n", any ? "" : "\nWhat to do:\n",
			  outcome_name(gap->outcome), advice(outcome));
		any = true;
	}
}

static bool add_text(struct shown *shown, struct fault *f)
{
	add_about(shown);
	add_rows(shown);
	if (!add_reads(shown, f) || !add_agents(shown, f))
		return false;
	if (strcmp(about_text(shown, ABOUT_QUORUM), "lost") == 0)
		text_add(&shown->text,
			 "\nThe cluster had no quorum: a node without it may show an old state, so "
			 "nothing was\ntaken as gone.\n");
	gaps_add_text(&shown->text, &shown->gaps);
	add_open_entities(shown);
	add_advice(shown);
	return true;
}

/* --- JSON */

static void write_cell(struct json_writer *w, const struct shown *shown, const char *name,
		       enum value_type type, int column)
{
	AUTO_TEXT struct text json = TEXT_INIT;
	struct value v = query_value(shown->about, column);
	render_json(&json, type, &v);
	json_key(w, name);
	json_raw(w, json.data);
}

static bool write_reads(struct json_writer *w, const struct shown *shown, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *reads = query_prepare(shown->db, reads_sql, f);
	int found = -1;
	if (!reads)
		return false;
	query_bind_text(reads, 1, query_text(shown->about, ABOUT_CLUSTER));
	json_key(w, "reads");
	json_open(w, '{');
	while ((found = query_step(reads, f)) == 1)
		json_put_int(w, query_text(reads, 0), sqlite3_column_int64(reads, 1));
	json_close(w, '}');
	return found == 0;
}

static void write_reason(void *context, const char *why, int64_t count, const char *guests)
{
	(void)guests;
	json_put_int(context, why, count);
}

static bool write_agents(struct json_writer *w, const struct shown *shown, struct fault *f)
{
	json_key(w, "agents");
	json_open(w, '{');
	bool ok = agents_each(shown->db, query_text(shown->about, ABOUT_CLUSTER), write_reason, w, f);
	json_close(w, '}');
	return ok;
}

static void write_gaps(struct json_writer *w, const struct shown *shown)
{
	json_key(w, "gaps");
	json_open(w, '[');
	for (size_t i = 0; i < shown->gaps.count; i++)
		gap_write_json(w, &shown->gaps.items[i]);
	json_close(w, ']');
	json_key(w, "incomplete");
	json_open(w, '[');
	for (const struct entity *const *e = schema_entities; *e; e++) {
		if (is_open(shown, *e))
			json_string(w, (*e)->name);
	}
	json_close(w, ']');
}

static bool add_json(struct shown *shown, struct fault *f)
{
	static const struct {
		const char *name;
		enum value_type type;
	} cells[] = {
		{ "id", TYPE_INT },       { "cluster", TYPE_TEXT },     { "taken", TYPE_TIMESTAMP },
		{ "duration", TYPE_INT }, { "level", TYPE_TEXT },       { "complete", TYPE_BOOL },
		{ "quorum", TYPE_TEXT },  { "requests", TYPE_INT },     { "unexpected_gaps", TYPE_INT },
		{ "source", TYPE_TEXT },  { "pve_version", TYPE_TEXT }, { "program", TYPE_TEXT },
	};
	struct json_writer w;
	json_writer_init(&w, &shown->text, false);
	json_open(&w, '{');
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		if (i == ABOUT_DURATION) {
			json_key(&w, cells[i].name);
			json_real(&w, sqlite3_column_double(shown->about, (int)i) / 1000);
		} else {
			write_cell(&w, shown, cells[i].name, cells[i].type, (int)i);
		}
	}
	for (size_t i = 0; i < ROW_COUNTS; i++)
		write_cell(&w, shown, row_counts[i].name, TYPE_INT, ABOUT_ROWS + (int)i);
	bool ok = write_reads(&w, shown, f) && write_agents(&w, shown, f);
	write_gaps(&w, shown);
	json_close(&w, '}');
	return ok;
}

/* --- both */

static bool show_one(struct store *store, const struct moment_cluster *cluster, enum show_format format,
		     struct text *ret, struct fault *f)
{
	struct shown shown = { .db = store_database(store), .text = TEXT_INIT };
	AUTO_QUERY sqlite3_stmt *about = query_prepare(shown.db, snapshot_sql, f);
	bool ok = about && gaps_read(shown.db, cluster->cluster, &shown.gaps, f);
	if (ok) {
		sqlite3_bind_int64(about, 1, cluster->snapshot);
		shown.about = about;
		int found = query_step(about, f);
		if (found == 0)
			fault_set(f, FAULT_BUG, "snapshot %lld is gone", (long long)cluster->snapshot);
		ok = found == 1 && (format == SHOW_JSON ? add_json(&shown, f) : add_text(&shown, f));
	}
	text_add(ret, shown.text.data);
	gaps_clear(&shown.gaps);
	text_clear(&shown.text);
	return ok;
}

bool snapshot_show(struct store *store, const struct moment *moment, enum show_format format,
		   struct output *out, struct fault *f)
{
	AUTO_TEXT struct text page = TEXT_INIT;
	const char *between = "";
	text_add(&page, format == SHOW_JSON ? "{\"pveinv\":1,\"snapshots\":[" : "");
	for (size_t i = 0; i < moment->count; i++) {
		if (moment->clusters[i].snapshot == 0)
			continue;
		text_add(&page, between);
		if (!show_one(store, &moment->clusters[i], format, &page, f))
			return false;
		between = format == SHOW_JSON ? ",\n" : "\n";
	}
	text_add(&page, format == SHOW_JSON ? "]}\n" : "");
	if (format == SHOW_JSON)
		output_json(out, &page);
	else
		output_text(out, &page);
	return true;
}
