/* snapshot.c - pveinv snapshot: take one; and the verbs below it: list, show, delete. */
#include <string.h>

#include "cmd/verbs.h"
#include "cmd/walking.h"
#include "report/gaps.h"
#include "report/snapshots.h"

/* --- take */

struct take_options {
	const char *source, *cluster_name;
	int level;
	bool strict, adopt, no_notes;
	struct words expected_gaps;
};

static const struct take_options take_defaults = { .level = LEVEL_STANDARD };

static const char *const levels[] = { "basic", "standard", "detailed", "diagnostic", NULL };

#define MEMBER(name) offsetof(struct take_options, name)

static const struct option options_of_take[] = {
	{ OPTION_TEXT, 's', "source", "SOURCE", "what to walk: recording:FILE", MEMBER(source), NULL },
	{ OPTION_CHOICE, 0, "level", "LEVEL", "how much is read (default: standard)", MEMBER(level), levels },
	{ OPTION_FLAG, 0, "strict", NULL, "exit with 3 for any gap, also for expected ones", MEMBER(strict),
	  NULL },
	{ OPTION_LIST, 0, "expect-gap", "GAP", "a gap that is no surprise: node/pve3, read/node_status",
	  MEMBER(expected_gaps), NULL },
	{ OPTION_TEXT, 0, "cluster-name", "NAME",
	  "name of a cluster that has none of its own and is not known yet", MEMBER(cluster_name), NULL },
	{ OPTION_FLAG, 0, "adopt", NULL, "it is the known cluster of that name, though its CA is another one",
	  MEMBER(adopt), NULL },
	{ OPTION_FLAG, 0, "no-notes", NULL, "don't store notes (descriptions)", MEMBER(no_notes), NULL },
	{ .kind = OPTION_END },
};

static const struct example examples_of_take[] = {
	{ "pveinv snapshot --source recording:lab.ndjson", "walk a recorded cluster, store what is new" },
	{ "pveinv snapshot -q --source recording:lab.ndjson --expect-gap node/pve3 && pveinv diff",
	  "for cron: prints nothing when nothing changed and nothing surprising is missing" },
	{ NULL, NULL },
};

static const struct syntax take_syntax = {
	.command = "pveinv snapshot take",
	.arguments = "",
	.summary = "Walks a cluster and stores what it says.",
	.description = "Only what is new is stored. What could not be read keeps what was known of it; "
		       "'pveinv snapshot "
		       "show' says what that was, and why.",
	.options = options_of_take,
	.common = common_options,
	.exits = exits_of_walking,
	.examples = examples_of_take,
};

static const struct syntax snapshot_syntax = {
	.command = "pveinv snapshot",
	.arguments = "",
	.summary = "Takes a snapshot of a cluster; or lists, explains, deletes snapshots.",
	.description =
		"Without a verb it takes one: it walks the cluster and stores what is new. What could not be "
		"read keeps what was known of it; 'pveinv snapshot show' says what that was, and why.",
	.options = options_of_take,
	.common = common_options,
	.exits = exits_of_walking,
	.examples = examples_of_take,
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

static bool take(struct walking *w, struct command *command, const struct take_options *options,
		 struct fault *f)
{
	w->source = command_open_source(options->source, f);
	w->store = w->source ? command_open_store(command, STORE_WRITE, f) : NULL;
	w->walk = (struct walk_options){
		.level = (enum level)options->level,
		.expected_gaps = options->expected_gaps.items,
		.strict = options->strict,
		.no_notes = options->no_notes,
		.interrupted = &command_interrupted,
	};
	w->stage = (struct stage_options){ options->cluster_name, options->adopt };
	if (!w->stage.cluster_name)
		w->stage.cluster_name = command->common.cluster;
	if (!w->store || !command_walk(w, f))
		return false;
	if (!command->common.quiet)
		print_taken(command, w);
	long long id = (long long)w->result.snapshot;
	AUTO_FREE char *what = xasprintf("snapshot %lld of %s is", id, w->cluster);
	AUTO_FREE char *hint = xasprintf("'pveinv snapshot show %lld' explains it", id);
	return walking_report_gaps(w, what, hint, f);
}

static bool run_take(struct command *command, const void *values, struct fault *f)
{
	const struct take_options *options = values;
	struct walking w = { .source = NULL };
	if (!options->source) {
		fault_set(f, FAULT_USAGE, "what shall it walk? --source is missing");
		return fault_hint(f, "say --source recording:FILE, or see 'pveinv snapshot -h'");
	}
	bool ok = take(&w, command, options, f);
	walking_clear(&w);
	return ok;
}

static const struct verb verb_take = {
	.name = "take",
	.syntax = &take_syntax,
	.run = run_take,
	.options_size = sizeof take_defaults,
	.defaults = &take_defaults,
};

/* --- list */

struct list_options {
	int format;
	bool csv_safe;
};

static const struct option options_of_list[] = {
	{ OPTION_CHOICE, 'o', "output", "FORMAT", "format (default: the first)",
	  offsetof(struct list_options, format), print_format_names },
	{ OPTION_FLAG, 0, "csv-safe", NULL, "csv: put a ' before text that a spreadsheet would execute",
	  offsetof(struct list_options, csv_safe), NULL },
	{ .kind = OPTION_END },
};

static const struct example examples_of_list[] = {
	{ "pveinv snapshot list", "all that the store holds, newest first" },
	{ "pveinv snapshot list --cluster lab -o json", "those of one cluster" },
	{ NULL, NULL },
};

static const struct syntax list_syntax = {
	.command = "pveinv snapshot list",
	.arguments = "",
	.summary = "Lists the snapshots.",
	.options = options_of_list,
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples_of_list,
};

static bool run_list(struct command *command, const void *values, struct fault *f)
{
	const struct list_options *options = values;
	struct print_options print = { (enum print_format)options->format, options->csv_safe };
	size_t rows = 0;
	struct store *store = command_open_store(command, STORE_READ, f);
	if (!store)
		return false;
	if (!command->common.no_pager && print.format <= PRINT_WIDE)
		output_use_pager(&command->out);
	bool narrow = print.format == PRINT_TABLE;
	struct printer *printer = printer_new(&command->out, &print,
					      narrow ? &snapshots_table_sheet : &snapshots_sheet);
	bool ok = snapshots_print_list(store, command->common.cluster, printer, &rows, f);
	if (ok)
		printer_end(printer);
	printer_free(printer);
	store_close(store);
	if (ok && rows == 0)
		command_note(command, "no snapshots");
	return ok;
}

static const struct verb verb_list = {
	.name = "list",
	.syntax = &list_syntax,
	.run = run_list,
	.options_size = sizeof(struct list_options),
};

/* --- show */

struct show_options {
	int format;
};

static const struct option options_of_show[] = {
	{ OPTION_CHOICE, 'o', "output", "FORMAT", "format (default: the first)",
	  offsetof(struct show_options, format), show_format_names },
	{ .kind = OPTION_END },
};

static const struct example examples_of_show[] = {
	{ "pveinv snapshot show", "the newest of each cluster" },
	{ "pveinv snapshot show 12 -o json", "one of them, for a program" },
	{ NULL, NULL },
};

static const struct syntax show_syntax = {
	.command = "pveinv snapshot show",
	.arguments = "[REF]",
	.summary = "Explains a snapshot: what was walked, what is missing and why, and what that means.",
	.most = 1,
	.options = options_of_show,
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples_of_show,
};

static bool is_number(const char *ref)
{
	return *ref && strspn(ref, "0123456789") == strlen(ref);
}

/* A number means this one snapshot here, not every cluster as of it. */
static bool resolve_one(struct store *store, const char *ref, const char *cluster, struct moment *ret,
			struct fault *f)
{
	if (!store_resolve(store, ref, cluster, ret, f))
		return false;
	if (!is_number(ref))
		return true;
	for (size_t i = 0; i < ret->count; i++) {
		AUTO_FREE char *number = xasprintf("%lld", (long long)ret->clusters[i].snapshot);
		if (strcmp(number, ref + strspn(ref, "0")) != 0)
			ret->clusters[i].snapshot = 0;
	}
	return true;
}

static bool run_show(struct command *command, const void *values, struct fault *f)
{
	const struct show_options *options = values;
	const char *ref = command->arguments.count ? command->arguments.items[0] : "latest";
	struct moment moment = { NULL, 0, NULL };
	struct store *store = command_open_store(command, STORE_READ, f);
	if (!command->common.no_pager && options->format == SHOW_TEXT)
		output_use_pager(&command->out);
	bool ok = store && resolve_one(store, ref, command->common.cluster, &moment, f) &&
		  store_show(store, &moment, f) &&
		  snapshot_show(store, &moment, (enum show_format)options->format, &command->out, f);
	moment_clear(&moment);
	store_close(store);
	return ok;
}

static const struct verb verb_show = {
	.name = "show",
	.syntax = &show_syntax,
	.run = run_show,
	.options_size = sizeof(struct show_options),
};

/* --- delete */

static const struct example examples_of_delete[] = {
	{ "pveinv snapshot delete 12", "that one" },
	{ "pveinv snapshot delete latest --cluster lab", "the newest of a cluster" },
	{ NULL, NULL },
};

static const struct syntax delete_syntax = {
	.command = "pveinv snapshot delete",
	.arguments = "REF…",
	.summary = "Deletes snapshots; what the others say does not change.",
	.least = 1,
	.most = ARGUMENTS_ANY,
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples_of_delete,
};

/* Exactly one, or a fault: a slip must not delete a snapshot of each cluster. */
static bool find_one(struct store *store, const struct command *command, const char *ref, int64_t *ret,
		     struct fault *f)
{
	struct moment moment = { NULL, 0, NULL };
	size_t count = 0;
	if (!resolve_one(store, ref, command->common.cluster, &moment, f))
		return false;
	for (size_t i = 0; i < moment.count; i++) {
		if (moment.clusters[i].snapshot == 0)
			continue;
		*ret = moment.clusters[i].snapshot;
		count++;
	}
	moment_clear(&moment);
	if (count == 1)
		return true;
	if (count == 0)
		return fault_set(f, FAULT_USAGE, "there is no snapshot %s of %s", ref,
				 command->common.cluster);
	fault_set(f, FAULT_USAGE, "%s is a snapshot of each of %zu clusters", ref, count);
	return fault_hint(f, "give its number (see 'pveinv snapshot list') or --cluster");
}

/* All of them are found before the first is deleted, so that latest~1 means what it meant; and reading
 * makes no store where there is none. */
static bool find_all(struct command *command, int64_t *ret, struct fault *f)
{
	struct store *store = command_open_store(command, STORE_READ, f);
	bool ok = store != NULL;
	for (size_t i = 0; ok && i < command->arguments.count; i++)
		ok = find_one(store, command, command->arguments.items[i], &ret[i], f);
	store_close(store);
	return ok;
}

static bool delete_one(struct store *store, struct command *command, int64_t snapshot, struct fault *f)
{
	AUTO_TEXT struct text line = TEXT_INIT;
	if (!store_delete(store, snapshot, f))
		return false;
	text_addf(&line, "snapshot %lld deleted\n", (long long)snapshot);
	if (!command->common.quiet)
		output_text(&command->out, &line);
	return true;
}

static bool run_delete(struct command *command, const void *values, struct fault *f)
{
	AUTO_FREE int64_t *snapshots = xcalloc(command->arguments.count, sizeof *snapshots);
	struct store *store = NULL;
	bool ok = find_all(command, snapshots, f) && (store = command_open_store(command, STORE_WRITE, f));
	(void)values;
	for (size_t i = 0; ok && i < command->arguments.count; i++)
		ok = delete_one(store, command, snapshots[i], f);
	store_close(store);
	return ok;
}

static const struct verb verb_delete = {
	.name = "delete",
	.syntax = &delete_syntax,
	.run = run_delete,
};

static const struct verb *const verbs_of_snapshot[] = { &verb_take, &verb_list, &verb_show, &verb_delete,
							NULL };

const struct verb verb_snapshot = {
	.name = "snapshot",
	.syntax = &snapshot_syntax,
	.run = run_take,
	.options_size = sizeof take_defaults,
	.defaults = &take_defaults,
	.verbs = verbs_of_snapshot,
};
