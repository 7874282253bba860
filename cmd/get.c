/* get.c - pveinv get: the rows of an entity, now or at any moment. */
#include <string.h>

#include "cmd/dry_run.h"
#include "cmd/reading.h"
#include "cmd/verbs.h"
#include "cmd/watch.h"
#include "report/envelope.h"
#include "report/select.h"

struct get_options {
	const char *at, *sort;
	int format, level;
	bool csv_safe, dry_run;
	int64_t limit, watch;
	struct words columns, conditions, where;
	struct connection_options connection;
};

static const struct get_options defaults = { .level = -1, .limit = -1, .watch = -1 };

#define MEMBER(name) offsetof(struct get_options, name)

static const struct option options_of_get[] = {
	{ OPTION_TITLE, 0, NULL, NULL, "Where from", 0, NULL },
	{ OPTION_TEXT, 0, "at", "REF",
	  "the store's state at that moment: latest, latest~2, a number, a tag, a time, FILE@REF", MEMBER(at),
	  NULL },
	OPTION_ALL_CLUSTERS(struct get_options),
	{ OPTION_CHOICE, 0, "level", "LEVEL",
	  "of a live walk, how much is read (default: what the columns "
	  "need)",
	  MEMBER(level), level_names },
	{ OPTION_FLAG, 0, "dry-run", NULL, "ask nothing: say what would be asked, and what that needs",
	  MEMBER(dry_run), NULL },
	{ OPTION_NUMBER, 0, "watch", "SECONDS", "again and again, at this interval, until interrupted",
	  MEMBER(watch), NULL },
	{ OPTION_TITLE, 0, NULL, NULL, "Which rows", 0, NULL },
	{ OPTION_LIST, 'l', "select", "CONDITIONS",
	  "rows that meet all of them: status=running,tags~prod,"
	  "memory>8GiB; operators are = != ~ !~ < <= > >=",
	  MEMBER(conditions), NULL },
	{ OPTION_LIST, 0, "where", "SQL", "rows that meet an SQL condition", MEMBER(where), NULL },
	{ OPTION_TEXT, 0, "sort", "COLUMN[-]",
	  "order by a column, '-' descending (default: by key or position)", MEMBER(sort), NULL },
	{ OPTION_NUMBER, 0, "limit", "N", "at most so many rows", MEMBER(limit), NULL },
	{ OPTION_TITLE, 0, NULL, NULL, "What of them", 0, NULL },
	{ OPTION_LIST, 'c', "columns", "COLUMNS", "name,node; with +name added to what the format prints",
	  MEMBER(columns), NULL },
	OPTION_OUTPUT("format", struct get_options, print_format_names),
	OPTION_CSV_SAFE(struct get_options),
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
	struct reading reading;
};

static bool check_options(const struct getting *g, struct fault *f)
{
	const struct get_options *o = g->options;
	const char *file = o->connection.token_file;
	if (!g->reading.live && o->level >= 0) {
		fault_set(f, FAULT_USAGE, "--level is for a live walk");
		return fault_hint(f, "say --url, or see 'pveinv snapshot -h' for the level of a snapshot");
	}
	if (o->watch == 0)
		return fault_set(f, FAULT_USAGE, "--watch needs a second at least");
	if (o->watch > 0 && file && strcmp(file, "-") == 0)
		return fault_set(f, FAULT_USAGE, "--watch reads the token again and again: stdin won't do");
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
		/* live: the name of an unnamed one */
		.cluster = g->reading.live ? NULL : g->command->common.cluster,
		.sort = g->options->sort,
		.limit = g->options->limit,
		.format = (enum print_format)g->options->format,
	};
}

/* Reads what the columns need; --level widens that to all of a level. */
static struct walk_options walk_options(const struct getting *g, const bool **wanted)
{
	bool by_key = wanted && g->keys.count > 0;
	return (struct walk_options){
		.level = wanted ? LEVEL_DIAGNOSTIC : (enum level)g->options->level,
		.wanted = wanted,
		.only = by_key ? g->selection.entity : NULL,
		.only_ids = by_key ? g->keys.items : NULL,
	};
}

/* What the same columns and keys would ask. */
static bool try_dry(struct getting *g, struct fault *f)
{
	struct connection *connection = &g->reading.walking.connection;
	struct print_options print = { g->request.format, g->options->csv_safe };
	if (!g->reading.live)
		return fault_set(f, FAULT_USAGE, "--dry-run: the store is read, no cluster is asked");
	if (g->options->connection.all_clusters)
		return fault_set(f, FAULT_USAGE, "--dry-run and --all-clusters exclude each other");
	if (!connection_choose(connection, g->command, &g->options->connection, f))
		return false;
	const bool **wanted = g->options->level < 0 ? selection_wanted(&g->selection) : NULL;
	struct walk_options options = walk_options(g, wanted);
	options.expected_gaps = connection_gaps(connection);
	bool ok = dry_run(connection, g->command, &options, &print, f);
	wanted_free(wanted);
	return ok;
}

static bool open_reading(struct getting *g, struct fault *f)
{
	const bool **wanted = g->options->level < 0 ? selection_wanted(&g->selection) : NULL;
	g->reading.walk = walk_options(g, wanted);
	bool ok = reading_open(&g->reading, f);
	wanted_free(wanted);
	if (!ok || !g->reading.live || g->options->level >= 0 || reading_is_void(&g->reading))
		return ok;
	return selection_leave_read(&g->selection, store_database(g->reading.walking.store), f);
}

/* --- printing */

/* Rows that may be missing: a table and CSV can't say it. Unknown columns are seen in the rows. */
static void note_gaps(const struct getting *g, const struct gaps *gaps)
{
	size_t count = 0;
	AUTO_TEXT struct text first = TEXT_INIT;
	if (g->reading.live || g->request.format == PRINT_JSON || g->request.format == PRINT_YAML)
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
	if (!selection_left_out(&g->selection, store_database(g->reading.walking.store), &count, f))
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
	if (!selection_missing_keys(&g->selection, store_database(g->reading.walking.store), &missing, f))
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
	if (g->reading.moment.count <= 1)
		selection_hide_cluster(&g->selection);
	envelope_add(&envelope, g->selection.entity, &g->reading.moment, g->reading.live, gaps);
	struct sheet sheet = selection_sheet(&g->selection, envelope.data);
	if (!g->command->common.no_pager && g->options->watch < 0 && print_is_for_people(g->request.format))
		output_use_pager(&g->command->out);
	struct printer *printer = printer_new(&g->command->out, &options, &sheet);
	bool ok = selection_print(&g->selection, store_database(g->reading.walking.store), printer,
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
	if (!gaps_read(store_database(g->reading.walking.store), g->request.cluster, &gaps, f))
		return false;
	gaps_leave(&gaps, g->selection.entity, false);
	bool ok = print_rows(g, &gaps, f) && note_left_out(g, f);
	gaps_leave(&gaps, g->selection.entity, true);
	if (ok)
		note_gaps(g, &gaps);
	ok = ok && check_missing(g, &gaps, f);
	gaps_clear(&gaps);
	return ok && (!g->reading.live || g->options->connection.all_clusters ||
		      reading_report_gaps(&g->reading, f));
}

static bool get_once(struct command *command, const struct get_options *options, struct fault *f)
{
	struct getting g = { .command = command, .options = options };
	g.reading =
		(struct reading){ .command = command, .at = options->at, .connection = &options->connection };
	bool ok = reading_decide(&g.reading, f) && check_options(&g, f);
	build_request(&g);
	ok = ok && selection_init(&g.selection, &g.request, f);
	if (ok && options->dry_run)
		ok = try_dry(&g, f);
	else
		ok = ok && open_reading(&g, f) && (reading_is_void(&g.reading) || print(&g, f));
	selection_clear(&g.selection);
	reading_close(&g.reading);
	words_clear(&g.keys);
	return ok;
}

static bool get_again(struct command *command, void *options, struct fault *f)
{
	return get_once(command, options, f);
}

static bool run(struct command *command, void *values, struct fault *f)
{
	const struct get_options *options = values;
	if (options->watch < 0 || options->dry_run)
		return get_once(command, options, f);
	return watch(command, get_again, values, options->watch, f);
}

const struct verb verb_get = {
	.name = "get",
	.syntax = &syntax,
	.run = run,
	.options_size = sizeof defaults,
	.defaults = &defaults,
	.add_help = add_entities,
};
