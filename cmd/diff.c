/* diff.c - pveinv diff: what changed between two moments, cluster by cluster. */
#include "cmd/comparing.h"
#include "cmd/verbs.h"
#include "report/label.h"
#include "report/objects.h"
#include "report/select.h"

struct diff_verb_options {
	int format, level;
	bool exit_code, state, all, stat, csv_safe;
	struct words conditions;
	struct connection_options connection;
};

static const struct diff_verb_options defaults = { .level = -1 };

#define MEMBER(name) offsetof(struct diff_verb_options, name)

static const struct option options_of_diff[] = {
	{ OPTION_TITLE, 0, NULL, NULL, "What counts", 0, NULL },
	{ OPTION_FLAG, 0, "state", NULL, "changes of state, too: running or stopped, online or offline",
	  MEMBER(state), NULL },
	{ OPTION_FLAG, 0, "all", NULL, "also what was learned: read for the first time, so perhaps not new",
	  MEMBER(all), NULL },
	{ OPTION_LIST, 'l', "select", "CONDITIONS",
	  "only objects of the one table named that meet all of them, before or after: guest -l tags~prod",
	  MEMBER(conditions), NULL },
	{ OPTION_CHOICE, 0, "level", "LEVEL",
	  "of a live side, how much is read (default: as much as the other side has)", MEMBER(level),
	  level_names },
	{ OPTION_TITLE, 0, NULL, NULL, "How it is said", 0, NULL },
	{ OPTION_FLAG, 0, "exit-code", NULL, "exit with 1 when there are differences", MEMBER(exit_code),
	  NULL },
	{ OPTION_FLAG, 0, "stat", NULL, "only how many, by table", MEMBER(stat), NULL },
	OPTION_OUTPUT("format", struct diff_verb_options, diff_format_names),
	OPTION_CSV_SAFE(struct diff_verb_options),
	{ .kind = OPTION_END },
};

static const struct example examples[] = {
	{ "pveinv diff",
	  "what changed between the two newest snapshots of each cluster; nothing, if nothing did" },
	{ "pveinv diff 2026-11-01 latest guest guest_disk -o json", "guests and disks since that day" },
	{ "pveinv diff 1 latest guest 100 101", "two guests with all that belongs to them" },
	{ "pveinv diff baseline live --exit-code",
	  "has the cluster drifted from what was tagged? Stores nothing" },
	{ "pveinv diff old.db@latest latest", "between two stores" },
	{ NULL, NULL },
};

static const struct exit_meaning exits[] = {
	{ 0, "done; with --exit-code: no differences" },
	{ 1, "differences found (--exit-code)" },
	{ 2, "wrong usage" },
	{ 3, "partial: of a live side, something that was expected to be readable was not" },
	{ 4, "authentication failed" },
	{ 5, "unreachable, or TLS not verified" },
	{ 6, "store: not there, locked, corrupt, newer than this program; the output can't be written" },
	{ 70, "a bug in pveinv" },
	{ 0, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv diff",
	.arguments = "[FROM [TO]] [ENTITY [KEY…]…]",
	.summary = "Prints what changed between two moments.",
	.description =
		"FROM and TO are moments: latest (TO's default), latest~1 (FROM's), a number, a tag, a time; "
		"live, which walks the cluster and stores nothing ('diff live' is 'diff latest live'); "
		"FILE@REF in another store. ENTITY limits it to tables; with KEYs to these objects and all "
		"that belongs to them. What could not be read is never shown as removed, and its return "
		"never "
		"as new. Beside a change stand the tasks and cluster-log lines that can be behind it: 'by' "
		"where only one fits, else 'candidate'.",
	.most = ARGUMENTS_ANY,
	.options = options_of_diff,
	.shared = connection_options,
	.shared_offset = MEMBER(connection),
	.common = common_options,
	.exits = exits,
	.examples = examples,
};

/* One `diff` in work. */
struct differing {
	struct command *command;
	const struct diff_verb_options *options;
	struct objects objects;
	struct comparing comparing;
};

/* Moments, then tables and keys. */
static bool read_arguments(struct differing *d, struct fault *f)
{
	const struct words *arguments = &d->command->arguments;
	size_t moments;
	if (!objects_init(&d->objects, arguments, &d->options->conditions, &moments, f))
		return false;
	if (moments > 2) {
		select_entity(arguments->items[2], f);
		return fault_prefix(f, "a third moment, or");
	}
	d->comparing.from_ref = moments > 0 ? arguments->items[0] : NULL;
	d->comparing.to_ref = moments > 1 ? arguments->items[1] : NULL;
	return true;
}

static bool print_pairs(struct differing *d, struct diff_printer *printer,
			const struct diff_print_options *print, struct fault *f)
{
	const struct comparing *c = &d->comparing;
	struct diff_options options = print->diff;
	options.all = true; /* learned records are counted, at least */
	for (size_t i = 0; i < c->n_pairs; i++) {
		const struct diff_pair *pair = &c->pairs[i];
		if (print->who && !who_begin(print->who, pair->cluster, pair->from.id, pair->to.id, f))
			return false;
		diff_printer_begin_pair(printer, pair);
		if (pair->from.id != pair->to.id &&
		    !store_diff(c->store, pair->cluster, pair->from.id, pair->to.id, &options,
				diff_printer_change, diff_printer_note, printer, f))
			return false;
		diff_printer_end_pair(printer);
		if (command_interrupted)
			return fault_set(f, FAULT_INTERRUPTED, "interrupted");
	}
	diff_printer_end(printer);
	return true;
}

static bool print_with(struct differing *d, const struct diff_print_options *options, struct fault *f)
{
	const struct comparing *c = &d->comparing;
	struct diff_printer *printer = diff_printer_new(&d->command->out, options, c->pairs, c->n_pairs);
	bool ok = print_pairs(d, printer, options, f);
	const char *notes = diff_printer_notes(printer);
	if (ok && notes && !diff_format_says_notes(options))
		command_note(d->command, "not compared, because one side was read by another version: %s",
			     notes);
	if (ok && d->options->exit_code && diff_printer_count(printer) > 0)
		d->command->exit_code = 1;
	diff_printer_free(printer);
	return ok;
}

static bool print(struct differing *d, struct fault *f)
{
	const struct comparing *c = &d->comparing;
	struct labeller labeller = { .db = store_database(c->store), .moment = &c->to };
	struct diff_print_options options = {
		.format = (enum diff_format)d->options->format,
		.stat = d->options->stat,
		.csv_safe = d->options->csv_safe,
		.diff = { .state = d->options->state, .all = d->options->all, .entities = d->objects.whole },
		.label = label_of,
		.label_context = &labeller,
		.who = who_new(store_database(c->store)),
	};
	if (!d->command->common.no_pager && diff_format_is_paged(&options))
		output_use_pager(&d->command->out);
	bool ok = print_with(d, &options, f);
	labeller_clear(&labeller);
	who_free(options.who);
	return ok;
}

static bool report_gaps(const struct differing *d, struct fault *f)
{
	return !d->comparing.is_live ||
	       walking_report_gaps(&d->comparing.walking, "the live side is",
				   "what is printed is right, but there may be more", f);
}

static bool run(struct command *command, void *values, struct fault *f)
{
	const struct diff_verb_options *options = values;
	struct differing d = { .command = command, .options = options };
	d.comparing = (struct comparing){ .command = command,
					  .connection = &options->connection,
					  .level = options->level };
	bool ok = read_arguments(&d, f) && comparing_open(&d.comparing, f) &&
		  objects_limit(&d.objects, d.comparing.store, command->common.cluster, &d.comparing.from,
				&d.comparing.to, f) &&
		  print(&d, f) && report_gaps(&d, f);
	comparing_close(&d.comparing);
	objects_clear(&d.objects);
	return ok;
}

const struct verb verb_diff = {
	.name = "diff",
	.syntax = &syntax,
	.run = run,
	.options_size = sizeof defaults,
	.defaults = &defaults,
};
