/* snapshot.c - pveinv snapshot: takes one. The verbs below it (list, show, tag …) have files of their own. */
#include "cmd/clusters.h"
#include "cmd/dry_run.h"
#include "cmd/verbs.h"
#include "cmd/walking.h"
#include "source/expected_gap.h"

struct take_options {
	const char *cluster_name;
	int level;
	bool strict, adopt, no_notes, dry_run;
	struct words expected_gaps;
	struct connection_options connection;
};

static const struct take_options defaults = { .level = -1 };

#define MEMBER(name) offsetof(struct take_options, name)

static const struct option options_of_take[] = {
	OPTION_ALL_CLUSTERS(struct take_options),
	{ OPTION_CHOICE, 0, "level", "LEVEL",
	  "how much is read (default: the configuration's, else standard)", MEMBER(level), level_names },
	{ OPTION_FLAG, 0, "strict", NULL, "exit with 3 for any gap, also for expected ones", MEMBER(strict),
	  NULL },
	{ OPTION_LIST, 0, "expect-gap", "GAP", "a gap that is no surprise: node/pve3, read/node_status",
	  MEMBER(expected_gaps), NULL },
	{ OPTION_TEXT, 0, "cluster-name", "NAME",
	  "name of a cluster that has none of its own and is not known yet", MEMBER(cluster_name), NULL },
	{ OPTION_FLAG, 0, "adopt", NULL, "it is the known cluster of that name, though its CA is another one",
	  MEMBER(adopt), NULL },
	{ OPTION_FLAG, 0, "no-notes", NULL, "don't store notes (descriptions)", MEMBER(no_notes), NULL },
	{ OPTION_FLAG, 0, "dry-run", NULL, "ask nothing: say what would be asked, and what that needs",
	  MEMBER(dry_run), NULL },
	{ .kind = OPTION_END },
};

static const struct example examples_of_take[] = {
	{ "pveinv snapshot", "walk the cluster that is configured, store what is new" },
	{ "pveinv snapshot --url https://pve1:8006 --token-file lab.token --ca-file lab-ca.pem",
	  "without a configuration" },
	{ "pveinv snapshot -q --expect-gap node/pve3 && pveinv diff",
	  "for cron: prints nothing when nothing changed and nothing surprising is missing" },
	{ NULL, NULL },
};

#define WHAT_IS_STORED                                                                                       \
	"Only what is new is stored. What could not be read keeps what was known of it; 'pveinv snapshot "   \
	"show' says what that was, and why."

/* Said with and without its name. */
#define TAKING                                                                                               \
	.arguments = "", .options = options_of_take, .shared = connection_options,                           \
	.shared_offset = MEMBER(connection), .common = common_options, .exits = exits_of_walking,            \
	.examples = examples_of_take

static const struct syntax take_syntax = {
	.command = "pveinv snapshot take",
	.summary = "Walks a cluster and stores what it says.",
	.description = WHAT_IS_STORED,
	TAKING,
};

static const struct syntax snapshot_syntax = {
	.command = "pveinv snapshot",
	.summary = "Takes a snapshot of a cluster; or lists, explains, names, deletes snapshots.",
	.description = "Without a verb it takes one: it walks the cluster. " WHAT_IS_STORED,
	TAKING,
};

static void print_taken(struct command *command, const struct walking *w)
{
	const struct merge_result *r = &w->result;
	AUTO_TEXT struct text line = TEXT_INIT, sum = TEXT_INIT;
	const struct {
		unsigned count;
		const char *what;
	} counts[] = {
		{ r->added, "added" },         { r->changed, "changed" }, { r->removed, "removed" },
		{ r->state, "changed state" }, { r->learned, "learned" }, { r->unchanged, "unchanged" },
		{ r->kept, "not seen" },
	};
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		if (counts[i].count > 0)
			text_addf(&sum, "%s%u %s", sum.size ? ", " : "", counts[i].count, counts[i].what);
	}
	text_addf(&line, "snapshot %lld of ", (long long)r->snapshot);
	text_add_visible(&line, w->cluster);
	text_addf(&line, ": %s%s\n", sum.size ? sum.data : "no rows", w->gaps ? " (incomplete)" : "");
	output_text(&command->out, &line);
}

static bool check_gaps(const struct take_options *options, struct fault *f)
{
	for (size_t i = 0; i < options->expected_gaps.count; i++) {
		if (!expected_gap_check(options->expected_gaps.items[i], f))
			return fault_prefix(f, "--expect-gap");
	}
	return true;
}

/* Those of the command line, then those of the section. */
static void add_gaps(struct words *gaps, const struct take_options *options, const struct connection *c)
{
	const char *const *configured = connection_gaps(c);
	for (size_t i = 0; i < options->expected_gaps.count; i++)
		words_add(gaps, options->expected_gaps.items[i]);
	for (; configured && *configured; configured++)
		words_add(gaps, *configured);
}

static bool report(struct walking *w, struct command *command, struct fault *f)
{
	long long id = (long long)w->result.snapshot;
	AUTO_FREE char *what = xasprintf("snapshot %lld of %s is", id, w->cluster);
	AUTO_FREE char *hint = xasprintf("'pveinv snapshot show %lld' explains it", id);
	/* It is stored: for ^C it is too late. */
	sqlite3_progress_handler(store_database(w->store), 0, NULL, NULL);
	if (!command->common.quiet)
		print_taken(command, w);
	return walking_report_gaps(w, what, hint, f);
}

static struct walk_options walk_options(const struct take_options *options, const struct connection *c)
{
	return (struct walk_options){
		.level = connection_level(c, options->level),
		.strict = options->strict,
		.no_notes = options->no_notes,
		.interrupted = &command_interrupted,
	};
}

static bool try_dry(struct command *command, const struct take_options *options, struct fault *f)
{
	struct connection c;
	struct print_options print = { .format = PRINT_TABLE };
	if (options->connection.all_clusters)
		return fault_set(f, FAULT_USAGE, "--dry-run and --all-clusters exclude each other");
	if (!connection_choose(&c, command, &options->connection, f))
		return false;
	struct walk_options walk = walk_options(options, &c);
	bool ok = dry_run(&c, command, &walk, &print, f);
	connection_close(&c);
	return ok;
}

static bool take(struct walking *w, struct command *command, const struct take_options *options,
		 struct fault *f)
{
	struct words gaps = { NULL, 0 };
	struct connection *c = &w->connection;
	bool ok = connection_choose(c, command, &options->connection, f) && connection_open(c, f) &&
		  (w->store = command_open_store(command, STORE_WRITE, f));
	add_gaps(&gaps, options, c);
	w->walk = walk_options(options, c);
	w->walk.expected_gaps = gaps.items;
	w->stage = (struct stage_options){
		.cluster_name = options->cluster_name ? options->cluster_name : c->cluster,
		.adopt = options->adopt,
	};
	ok = ok && command_walk(w, f) && report(w, command, f);
	words_clear(&gaps);
	return ok;
}

static bool take_one(struct command *command, void *options, struct fault *f)
{
	struct walking w = { .store = NULL };
	bool ok = take(&w, command, options, f);
	walking_clear(&w);
	return ok;
}

/* The store is made, or found wanting, once. */
static bool take_all(struct command *command, struct take_options *options, struct fault *f)
{
	if (options->cluster_name)
		return fault_set(f, FAULT_USAGE, "--all-clusters and --cluster-name exclude each other");
	if (!clusters_check(command, &options->connection, f))
		return false;
	struct store *store = command_open_store(command, STORE_WRITE, f);
	if (!store)
		return false;
	store_keep(store); /* made here, before any of them would make it */
	store_close(store);
	return clusters_run(command, take_one, options, f);
}

static bool run(struct command *command, void *values, struct fault *f)
{
	struct take_options *options = values;
	if (!check_gaps(options, f))
		return false;
	if (options->dry_run)
		return try_dry(command, options, f);
	if (options->connection.all_clusters)
		return take_all(command, options, f);
	return take_one(command, options, f);
}

static const struct verb verb_take = {
	.name = "take",
	.syntax = &take_syntax,
	.run = run,
	.options_size = sizeof defaults,
	.defaults = &defaults,
};

static const struct verb *const verbs_of_snapshot[] = {
	&verb_take,
	&verb_snapshot_list,
	&verb_snapshot_show,
	&verb_snapshot_tag,
	&verb_snapshot_delete,
	&verb_snapshot_prune,
	&verb_snapshot_verify,
	&verb_snapshot_export,
	&verb_snapshot_import,
	&verb_snapshot_vacuum,
	NULL,
};

const struct verb verb_snapshot = {
	.name = "snapshot",
	.syntax = &snapshot_syntax,
	.run = run,
	.options_size = sizeof defaults,
	.defaults = &defaults,
	.verbs = verbs_of_snapshot,
};
