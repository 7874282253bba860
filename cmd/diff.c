/* diff.c - pveinv diff: what changed between two moments, cluster by cluster. */
#include <stdlib.h>
#include <string.h>

#include "cmd/verbs.h"
#include "report/label.h"
#include "report/print_diff.h"
#include "report/select.h"

struct diff_verb_options {
	int format;
	bool exit_code, state, all, csv_safe;
};

#define MEMBER(name) offsetof(struct diff_verb_options, name)

static const struct option options_of_diff[] = {
	{ OPTION_FLAG, 0, "exit-code", NULL, "exit with 1 when there are differences", MEMBER(exit_code),
	  NULL },
	{ OPTION_FLAG, 0, "state", NULL, "changes of state, too: running or stopped, online or offline",
	  MEMBER(state), NULL },
	{ OPTION_FLAG, 0, "all", NULL, "also what was learned: read for the first time, so perhaps not new",
	  MEMBER(all), NULL },
	{ OPTION_CHOICE, 'o', "output", "FORMAT", "format (default: the first)", MEMBER(format),
	  diff_format_names },
	{ OPTION_FLAG, 0, "csv-safe", NULL, "csv: put a ' before text that a spreadsheet would execute",
	  MEMBER(csv_safe), NULL },
	{ .kind = OPTION_END },
};

static const struct exit_meaning exits[] = {
	{ 0, "done; with --exit-code: no differences" },
	{ 1, "differences found (--exit-code)" },
	{ 2, "wrong usage" },
	{ 6, "store: not there, locked, corrupt, newer than this program; the output can't be written" },
	{ 70, "a bug in pveinv" },
	{ 0, NULL },
};

static const struct example examples[] = {
	{ "pveinv diff",
	  "what changed between the two newest snapshots of each cluster; nothing, if nothing did" },
	{ "pveinv diff 2026-11-01 latest guest guest_disk -o json", "guests and disks since that day" },
	{ NULL, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv diff",
	.arguments = "[FROM [TO]] [ENTITY…]",
	.summary = "Prints what changed between two snapshots.",
	.description =
		"FROM and TO are moments: latest (TO's default), latest~1 (FROM's), a number, a tag, a time. "
		"ENTITY limits it to some entities. What could not be read is never shown as removed, and "
		"its return never as new.",
	.most = ARGUMENTS_ANY,
	.options = options_of_diff,
	.common = common_options,
	.exits = exits,
	.examples = examples,
};

/* One `diff` in work. */
struct differing {
	struct command *command;
	const struct diff_verb_options *options;
	const char *from_ref, *to_ref; /* null: the default */
	const struct entity **entities;
	size_t n_entities;
	struct store *store;
	struct moment from, to;
	struct diff_pair *pairs;
	size_t n_pairs;
};

/* Entities by name; other words are moments. */
static bool read_arguments(struct differing *d, struct fault *f)
{
	const struct words *arguments = &d->command->arguments;
	d->entities = xcalloc(arguments->count + 1, sizeof *d->entities);
	for (size_t i = 0; i < arguments->count; i++) {
		const char *word = arguments->items[i];
		const struct entity *entity = schema_entity(word);
		if (entity) {
			d->entities[d->n_entities++] = entity;
		} else if (!d->from_ref) {
			d->from_ref = word;
		} else if (!d->to_ref) {
			d->to_ref = word;
		} else {
			select_entity(word, f);
			return fault_prefix(f, "a third moment, or");
		}
	}
	return true;
}

/* The only snapshot of a cluster has none before it: that is no mistake of the user's. */
static bool resolve_from(struct differing *d, struct fault *f)
{
	if (d->from_ref)
		return store_resolve(d->store, d->from_ref, d->command->common.cluster, &d->from, f);
	struct fault none = FAULT_INIT;
	if (store_resolve(d->store, "latest~1", d->command->common.cluster, &d->from, &none))
		return true;
	if (none.kind != FAULT_USAGE) {
		*f = none;
		return false;
	}
	fault_clear(&none);
	return true;
}

static struct diff_side side_of(const struct moment_cluster *cluster)
{
	return (struct diff_side){ cluster->snapshot, cluster->taken, cluster->complete };
}

static const struct moment_cluster *find_cluster(const struct moment *moment, const char *name)
{
	for (size_t i = 0; i < moment->count; i++) {
		if (moment->clusters[i].snapshot != 0 && strcmp(moment->clusters[i].cluster, name) == 0)
			return &moment->clusters[i];
	}
	return NULL;
}

static bool find_pairs(struct differing *d, struct fault *f)
{
	const char *to = d->to_ref ? d->to_ref : "latest";
	if (!store_resolve(d->store, to, d->command->common.cluster, &d->to, f) || !resolve_from(d, f))
		return false;
	d->pairs = xcalloc(d->to.count + 1, sizeof *d->pairs);
	for (size_t i = 0; i < d->to.count; i++) {
		const struct moment_cluster *new = &d->to.clusters[i];
		const struct moment_cluster *old = find_cluster(&d->from, new->cluster);
		if (!old || new->snapshot == 0)
			command_note(d->command, "%s: no snapshot %s to compare with", new->cluster,
				     old           ? to
				     : d->from_ref ? d->from_ref
						   : "before the newest one");
		else
			d->pairs[d->n_pairs++] =
				(struct diff_pair){ new->cluster, side_of(old), side_of(new) };
	}
	return true;
}

static bool print_pairs(struct differing *d, struct diff_printer *printer, const struct diff_options *asked,
			struct fault *f)
{
	struct diff_options options = *asked;
	options.all = true; /* learned records are counted, at least */
	for (size_t i = 0; i < d->n_pairs; i++) {
		const struct diff_pair *pair = &d->pairs[i];
		diff_printer_begin_pair(printer, pair);
		if (pair->from.snapshot != pair->to.snapshot &&
		    !store_diff(d->store, pair->cluster, pair->from.snapshot, pair->to.snapshot, &options,
				diff_printer_change, diff_printer_note, printer, f))
			return false;
		diff_printer_end_pair(printer);
		if (command_interrupted)
			return fault_set(f, FAULT_INTERRUPTED, "interrupted");
	}
	diff_printer_end(printer);
	return true;
}

static bool print(struct differing *d, struct fault *f)
{
	struct labeller labeller = { .db = store_database(d->store) };
	struct diff_print_options options = {
		.format = (enum diff_format)d->options->format,
		.csv_safe = d->options->csv_safe,
		.diff = { d->options->state, d->options->all, d->n_entities ? d->entities : NULL },
		.label = label_of,
		.label_context = &labeller,
	};
	if (options.format == DIFF_TEXT && !store_show(d->store, &d->to, f))
		return false;
	if (!d->command->common.no_pager && options.format <= DIFF_TABLE)
		output_use_pager(&d->command->out);
	struct diff_printer *printer = diff_printer_new(&d->command->out, &options, d->pairs, d->n_pairs);
	bool ok = print_pairs(d, printer, &options.diff, f);
	const char *notes = diff_printer_notes(printer);
	if (ok && notes && options.format != DIFF_TEXT && options.format != DIFF_JSON)
		command_note(d->command, "not compared, because one side was read by another version: %s",
			     notes);
	if (ok && d->options->exit_code && diff_printer_count(printer) > 0)
		d->command->exit_code = 1;
	diff_printer_free(printer);
	labeller_clear(&labeller);
	return ok;
}

static bool run(struct command *command, void *options, struct fault *f)
{
	struct differing d = { .command = command, .options = options };
	bool ok = read_arguments(&d, f) && (d.store = command_open_store(command, STORE_READ, f)) &&
		  find_pairs(&d, f) && print(&d, f);
	moment_clear(&d.from);
	moment_clear(&d.to);
	store_close(d.store);
	free(d.pairs);
	free(d.entities);
	return ok;
}

const struct verb verb_diff = {
	.name = "diff",
	.syntax = &syntax,
	.run = run,
	.options_size = sizeof(struct diff_verb_options),
};
