/* get.c - pveinv get: the rows of an entity, now or at any moment. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/clusters.h"
#include "cmd/dry_run.h"
#include "cmd/verbs.h"
#include "cmd/walking.h"
#include "report/gaps.h"
#include "report/select.h"

struct get_options {
	const char *at, *sort;
	int format, level;
	bool csv_safe, dry_run;
	int64_t limit;
	struct words columns, conditions, where;
	struct connection_options connection;
};

static const struct get_options defaults = { .level = -1, .limit = -1 };

static const char *const levels[] = { "basic", "standard", "detailed", "diagnostic", NULL };

#define MEMBER(name) offsetof(struct get_options, name)

static const struct option options_of_get[] = {
	{ OPTION_TITLE, 0, NULL, NULL, "Where from", 0, NULL },
	{ OPTION_TEXT, 0, "at", "REF",
	  "the store's state at that moment: latest, latest~2, a number, a tag, a "
	  "time",
	  MEMBER(at), NULL },
	{ OPTION_CHOICE, 0, "level", "LEVEL",
	  "of a live walk, how much is read (default: what the columns "
	  "need)",
	  MEMBER(level), levels },
	{ OPTION_FLAG, 0, "dry-run", NULL, "ask nothing: say what would be asked, and what that needs",
	  MEMBER(dry_run), NULL },
	{ OPTION_TITLE, 0, NULL, NULL, "Which rows", 0, NULL },
	{ OPTION_LIST, 'l', "select", "CONDITIONS",
	  "rows that meet all of them: status=running,tags~prod,"
	  "memory>8GiB; operators are = != ~ !~ < <= > >=",
	  MEMBER(conditions), NULL },
	{ OPTION_LIST, 0, "where", "SQL", "rows that meet an SQL condition", MEMBER(where), NULL },
	{ OPTION_TEXT, 0, "sort", "COLUMN[-]", "order by a column, '-' descending (default: by key)",
	  MEMBER(sort), NULL },
	{ OPTION_NUMBER, 0, "limit", "N", "at most so many rows", MEMBER(limit), NULL },
	{ OPTION_TITLE, 0, NULL, NULL, "What of them", 0, NULL },
	{ OPTION_LIST, 'c', "columns", "COLUMNS", "name,node; with +name added to what the format prints",
	  MEMBER(columns), NULL },
	{ OPTION_CHOICE, 'o', "output", "FORMAT", "format (default: the first)", MEMBER(format),
	  print_format_names },
	{ OPTION_FLAG, 0, "csv-safe", NULL, "csv, tsv: put a ' before text that a spreadsheet would execute",
	  MEMBER(csv_safe), NULL },
	{ .kind = OPTION_END },
};

static const struct example examples[] = {
	{ "pveinv get guests -l status=running --sort memory-", "what runs, largest first" },
	{ "pveinv get guest 100 --at 2026-11-01", "as it was on that day" },
	{ "pveinv get guest_disk 100/scsi0 --source recording:lab.ndjson -o json",
	  "all that is known of a disk" },
	{ NULL, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv get",
	.arguments = "ENTITY [KEY…]",
	.summary = "Prints the rows of an entity: guests, nodes, storages and so on.",
	.description =
		"A KEY picks rows: 100, pve1, 100/scsi0; the first parts of a key pick all below (guest_disk "
		"100). With a cluster to ask (--url, or one that is configured) the answer is live: it reads "
		"what the columns need, and stores nothing. With --at or --store, or without a cluster, it "
		"comes from the store. In tables '-' is not set and '?' is unknown; in JSON null is not set, "
		"and what "
		"is unknown is named in \"unknown\".",
	.least = 1,
	.most = ARGUMENTS_ANY,
	.options = options_of_get,
	.shared = connection_options,
	.shared_offset = MEMBER(connection),
	.common = common_options,
	.exits = exits_of_walking,
	.examples = examples,
};

static void add_entities(struct text *t, size_t width)
{
	text_add(t, "\nEntities:\n");
	for (const struct entity *const *e = schema_entities; *e; e++)
		help_add_entry(t, (*e)->name, (*e)->summary, width);
}

/* One `get` in work. */
struct getting {
	struct command *command;
	const struct get_options *options;
	struct words keys;
	struct select_request request;
	struct selection selection;
	struct walking walking; /* its store is also that of a stored get */
	struct moment moment;
	bool live;
	char *folder; /* of the store into which several clusters are walked; or null */
};

/* Live, or from the store? */
static bool decide(struct getting *g, struct fault *f)
{
	const struct get_options *o = g->options;
	const struct connection_options *c = &o->connection;
	const char *live = c->source ? "--source" : c->urls.count ? "--url" : NULL;
	const char *stored = o->at ? "--at" : g->command->common.store ? "--store" : NULL;
	if (live && stored) {
		fault_set(f, FAULT_USAGE, "%s and %s exclude each other", live, stored);
		return fault_hint(f, "%s asks now, %s what was stored", live, stored);
	}
	if (!stored && !connection_exists(g->command, c, &g->live, f))
		return false;
	if (!g->live && o->level >= 0) {
		fault_set(f, FAULT_USAGE, "--level is for a live walk");
		return fault_hint(f, "say --url, or see 'pveinv snapshot -h' for the level of a snapshot");
	}
	return true;
}

static void build_request(struct getting *g)
{
	const struct words *arguments = &g->command->arguments;
	for (size_t i = 1; i < arguments->count; i++)
		words_add(&g->keys, arguments->items[i]);
	g->request = (struct select_request){
		.entity = arguments->items[0],
		.keys = &g->keys,
		.columns = &g->options->columns,
		.conditions = &g->options->conditions,
		.where = &g->options->where,
		.cluster = g->live ? NULL : g->command->common.cluster, /* live: the name of an unnamed one */
		.sort = g->options->sort,
		.limit = g->options->limit,
		.format = (enum print_format)g->options->format,
	};
}

static bool open_stored(struct getting *g, struct fault *f)
{
	const char *ref = g->options->at ? g->options->at : "latest";
	g->walking.store = command_open_store(g->command, STORE_READ, f);
	return g->walking.store &&
	       store_resolve(g->walking.store, ref, g->command->common.cluster, &g->moment, f) &&
	       (!g->options->at || store_show(g->walking.store, &g->moment, f));
}

/* --- live */

/* Reads what the columns need; --level widens that to all of a level. */
static struct walk_options walk_options(const struct getting *g, const bool **wanted)
{
	bool by_key = wanted && g->keys.count > 0;
	return (struct walk_options){
		.level = wanted ? LEVEL_DIAGNOSTIC : (enum level)g->options->level,
		.wanted = wanted,
		.only = by_key ? g->selection.entity : NULL,
		.only_ids = by_key ? g->keys.items : NULL,
		.expected_gaps = connection_gaps(&g->walking.connection),
		.interrupted = &command_interrupted,
	};
}

static bool walk(struct getting *g, struct fault *f)
{
	struct connection *connection = &g->walking.connection;
	const bool **wanted = g->options->level < 0 ? selection_wanted(&g->selection) : NULL;
	bool ok = connection_choose(connection, g->command, &g->options->connection, f) &&
		  connection_open(connection, f);
	g->walking.walk = walk_options(g, wanted);
	g->walking.stage.cluster_name = connection->cluster;
	g->walking.stage.otherwise = connection->host;
	ok = ok && command_walk(&g->walking, f);
	wanted_free(wanted);
	return ok;
}

/* What the same columns and keys would ask. */
static bool try_dry(struct getting *g, struct fault *f)
{
	struct connection *connection = &g->walking.connection;
	struct print_options print = { g->request.format, g->options->csv_safe };
	if (!g->live)
		return fault_set(f, FAULT_USAGE, "--dry-run: the store is read, no cluster is asked");
	if (g->options->connection.all_clusters)
		return fault_set(f, FAULT_USAGE, "--dry-run and --all-clusters exclude each other");
	if (!connection_choose(connection, g->command, &g->options->connection, f))
		return false;
	const bool **wanted = g->options->level < 0 ? selection_wanted(&g->selection) : NULL;
	struct walk_options options = walk_options(g, wanted);
	bool ok = dry_run(connection, g->command, &options, &print, f);
	wanted_free(wanted);
	return ok;
}

static bool report_gaps(const struct getting *g, struct fault *f)
{
	return walking_report_gaps(&g->walking, "what was read is",
				   "what is printed is right, but there may be more", f);
}

static bool walk_one(struct getting *g, struct fault *f)
{
	g->walking.store = command_open_store(g->command, STORE_MEMORY, f);
	return g->walking.store && walk(g, f);
}

/* Of several clusters, in a process of its own. */
static bool walk_into_file(struct command *command, void *context, struct fault *f)
{
	struct getting *g = context;
	g->walking.store = command_open_store(command, STORE_WRITE, f);
	bool ok = g->walking.store && walk(g, f) && report_gaps(g, f);
	walking_clear(&g->walking);
	return ok;
}

static bool make_folder(struct getting *g, struct fault *f)
{
	const char *parent = getenv("TMPDIR");
	g->folder = xasprintf("%s/pveinv.XXXXXX", parent && parent[0] == '/' ? parent : "/tmp");
	if (mkdtemp(g->folder))
		return true;
	fault_set(f, FAULT_STORE, "%s: %s", g->folder, strerror(errno));
	free(g->folder);
	g->folder = NULL;
	return false;
}

static void remove_folder(struct getting *g)
{
	static const char *const endings[] = { "", "-wal", "-shm", ".lock" };
	for (size_t i = 0; g->folder && i < sizeof endings / sizeof *endings; i++) {
		AUTO_FREE char *file = xasprintf("%s/live.db%s", g->folder, endings[i]);
		unlink(file);
	}
	if (g->folder)
		rmdir(g->folder);
	free(g->folder);
}

/* Each in a process of its own, into one file; what could be read is printed. */
static bool walk_all(struct getting *g, struct fault *f)
{
	struct command *command = g->command;
	if (!clusters_check(command, &g->options->connection, f) || !make_folder(g, f))
		return false;
	AUTO_FREE char *path = xasprintf("%s/live.db", g->folder);
	command->common.store = path;
	struct store *store = command_open_store(command, STORE_WRITE, f);
	store_close(store);
	bool ok = store && clusters_run(command, walk_into_file, g, f) &&
		  (g->walking.store = command_open_store(command, STORE_READ, f));
	command->common.store = NULL;
	return ok;
}

/* When no cluster could be read, each process has said why. */
static bool nothing_read(const struct getting *g)
{
	return g->options->connection.all_clusters && g->command->exit_code && g->moment.count == 0;
}

static bool open_live(struct getting *g, struct fault *f)
{
	bool all = g->options->connection.all_clusters;
	if (!(all ? walk_all(g, f) : walk_one(g, f)))
		return false;
	if (!store_resolve(g->walking.store, "latest", NULL, &g->moment, f)) {
		if (nothing_read(g))
			fault_clear(f);
		return nothing_read(g);
	}
	return g->options->level >= 0 ||
	       selection_leave_read(&g->selection, store_database(g->walking.store), f);
}

/* --- the envelope: which moments the rows show, and what they can't */

static size_t write_gaps(struct json_writer *w, const struct gaps *gaps, const char *cluster)
{
	size_t count = 0;
	json_open(w, '[');
	for (size_t i = 0; i < gaps->count; i++) {
		const struct gap *gap = &gaps->items[i];
		if (strcmp(gap->cluster, cluster) == 0) {
			gap_write_json(w, gap);
			count++;
		}
	}
	json_close(w, ']');
	return count;
}

/* Complete: nothing that feeds these rows is missing. */
static void write_cluster(struct json_writer *w, const struct getting *g, const struct gaps *gaps,
			  const struct moment_cluster *cluster)
{
	AUTO_TEXT struct text list = TEXT_INIT;
	struct json_writer inner;
	json_writer_init(&inner, &list, false);
	size_t count = write_gaps(&inner, gaps, cluster->cluster);
	json_open(w, '{');
	json_key(w, "cluster");
	json_string(w, cluster->cluster);
	json_key(w, "snapshot");
	if (g->live)
		json_null(w);
	else
		json_int(w, cluster->snapshot);
	json_key(w, "taken");
	json_int(w, cluster->taken);
	json_key(w, "complete");
	json_bool(w, count == 0);
	json_key(w, "gaps");
	json_raw(w, list.data);
	json_close(w, '}');
}

static void add_envelope(struct text *t, const struct getting *g, const struct gaps *gaps)
{
	struct json_writer w;
	json_writer_init(&w, t, false);
	text_add(t, "\"entity\":");
	json_add_string(t, g->selection.entity->name);
	text_add(t, ",\"clusters\":");
	json_open(&w, '[');
	for (size_t i = 0; i < g->moment.count; i++) {
		if (g->moment.clusters[i].snapshot != 0)
			write_cluster(&w, g, gaps, &g->moment.clusters[i]);
	}
	json_close(&w, ']');
}

/* --- printing */

/* Rows that may be missing: a table and CSV can't say it. Unknown columns are seen in the rows. */
static void note_gaps(const struct getting *g, const struct gaps *gaps)
{
	size_t count = 0;
	AUTO_TEXT struct text first = TEXT_INIT;
	if (g->live || g->request.format == PRINT_JSON || g->request.format == PRINT_YAML)
		return;
	for (size_t i = 0, next; i < gaps->count; i = next) {
		AUTO_TEXT struct text group = TEXT_INIT;
		next = gaps_add_line(&group, gaps, i);
		if (!gaps->items[i].expected && count++ == 0)
			text_add(&first, group.data);
	}
	if (count > 0)
		command_note(g->command, "rows may be missing: %s%s", first.data,
			     count > 1 ? "; and more, see 'pveinv snapshot show'" : "");
}

static bool note_left_out(const struct getting *g, struct fault *f)
{
	int64_t count;
	if (!selection_left_out(&g->selection, store_database(g->walking.store), &count, f))
		return false;
	if (count > 0)
		command_note(g->command, "left out: %lld %s of which a column of -l is unknown",
			     (long long)count, g->selection.entity->plural);
	return true;
}

/* Keys without a row: not there, or only not seen? */
static bool refuse_missing(const struct getting *g, const struct gaps *gaps, const char *names,
			   struct fault *f)
{
	const struct entity *entity = g->selection.entity;
	if (gaps->count > 0) {
		AUTO_TEXT struct text reason = TEXT_INIT;
		gaps_add_line(&reason, gaps, 0);
		fault_set(f, FAULT_PARTIAL, "no %s %s was seen", entity->name, names);
		return fault_hint(f, "it may be there all the same: %s", reason.data);
	}
	fault_set(f, FAULT_USAGE, "there is no %s %s", entity->name, names);
	return fault_hint(f, "'pveinv get %s' lists what there is", entity->plural);
}

static bool check_missing(const struct getting *g, const struct gaps *gaps, struct fault *f)
{
	struct words missing = { NULL, 0 };
	AUTO_TEXT struct text names = TEXT_INIT;
	if (!selection_missing_keys(&g->selection, store_database(g->walking.store), &missing, f))
		return false;
	for (size_t i = 0; i < missing.count; i++)
		text_addf(&names, "%s%s", i > 0 ? ", " : "", missing.items[i]);
	words_clear(&missing);
	return !names.size || refuse_missing(g, gaps, names.data, f);
}

static bool print_rows(struct getting *g, const struct gaps *gaps, struct fault *f)
{
	AUTO_TEXT struct text envelope = TEXT_INIT;
	struct print_options options = { g->request.format, g->options->csv_safe };
	size_t rows = 0;
	if (g->moment.count <= 1)
		selection_hide_cluster(&g->selection);
	add_envelope(&envelope, g, gaps);
	struct sheet sheet = selection_sheet(&g->selection, envelope.data);
	if (!g->command->common.no_pager && print_is_for_people(g->request.format))
		output_use_pager(&g->command->out);
	struct printer *printer = printer_new(&g->command->out, &options, &sheet);
	bool ok = selection_print(&g->selection, store_database(g->walking.store), printer,
				  &command_interrupted, &rows, f);
	if (ok)
		printer_end(printer);
	printer_free(printer);
	if (ok && rows == 0 && g->keys.count == 0)
		command_note(g->command, "no %s", g->selection.entity->plural);
	return ok;
}

static bool print(struct getting *g, struct fault *f)
{
	struct gaps gaps;
	if (!gaps_read(store_database(g->walking.store), g->request.cluster, &gaps, f))
		return false;
	gaps_leave(&gaps, g->selection.entity, false);
	bool ok = print_rows(g, &gaps, f) && note_left_out(g, f);
	gaps_leave(&gaps, g->selection.entity, true);
	if (ok)
		note_gaps(g, &gaps);
	ok = ok && check_missing(g, &gaps, f);
	gaps_clear(&gaps);
	return ok && (!g->live || g->options->connection.all_clusters || report_gaps(g, f));
}

static bool run(struct command *command, void *options, struct fault *f)
{
	struct getting g = { .command = command, .options = options };
	bool ok = decide(&g, f);
	build_request(&g);
	ok = ok && selection_init(&g.selection, &g.request, f);
	if (ok && g.options->dry_run)
		ok = try_dry(&g, f);
	else
		ok = ok && (g.live ? open_live(&g, f) : open_stored(&g, f)) &&
		     (nothing_read(&g) || print(&g, f));
	selection_clear(&g.selection);
	moment_clear(&g.moment);
	walking_clear(&g.walking);
	remove_folder(&g);
	words_clear(&g.keys);
	return ok;
}

const struct verb verb_get = {
	.name = "get",
	.syntax = &syntax,
	.run = run,
	.options_size = sizeof defaults,
	.defaults = &defaults,
	.add_help = add_entities,
};
