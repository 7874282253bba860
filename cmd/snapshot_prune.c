/* snapshot_prune.c - pveinv snapshot prune: keeps some of the old ones, as PVE prunes backups. */
#include "cmd/verbs.h"
#include "report/snapshots.h"

struct prune_options {
	int64_t most[PRUNE_RULES]; /* -1: not given */
	bool keep_all, dry_run, csv_safe;
	int format;
};

static const struct prune_options defaults = { .most = { -1, -1, -1, -1, -1, -1 } };

#define MEMBER(name) offsetof(struct prune_options, name)
#define MOST(rule) (MEMBER(most) + (rule) * sizeof(int64_t))

static const struct option options_of_prune[] = {
	{ OPTION_NUMBER, 0, "keep-last", "N", "the last N", MOST(PRUNE_LAST), NULL },
	{ OPTION_NUMBER, 0, "keep-hourly", "N", "the newest of each of N hours", MOST(PRUNE_HOURLY), NULL },
	{ OPTION_NUMBER, 0, "keep-daily", "N", "the newest of each of N days", MOST(PRUNE_DAILY), NULL },
	{ OPTION_NUMBER, 0, "keep-weekly", "N", "the newest of each of N weeks", MOST(PRUNE_WEEKLY), NULL },
	{ OPTION_NUMBER, 0, "keep-monthly", "N", "the newest of each of N months", MOST(PRUNE_MONTHLY),
	  NULL },
	{ OPTION_NUMBER, 0, "keep-yearly", "N", "the newest of each of N years", MOST(PRUNE_YEARLY), NULL },
	{ OPTION_FLAG, 0, "keep-all", NULL, "all of them", MEMBER(keep_all), NULL },
	{ OPTION_TITLE, 0, NULL, NULL, "Trying it", 0, NULL },
	{ OPTION_FLAG, 0, "dry-run", NULL, "delete nothing: say what would go, and why the others stay",
	  MEMBER(dry_run), NULL },
	OPTION_OUTPUT("format of --dry-run", struct prune_options, print_format_names),
	OPTION_CSV_SAFE(struct prune_options),
	{ .kind = OPTION_END },
};

static const struct example examples_of_prune[] = {
	{ "pveinv snapshot prune --keep-daily 14 --keep-weekly 8 --keep-yearly 9 --dry-run",
	  "what would go?" },
	{ "pveinv snapshot prune --keep-last 30 --cluster lab", "the last 30 of one cluster" },
	{ NULL, NULL },
};

static const struct syntax prune_syntax = {
	.command = "pveinv snapshot prune",
	.arguments = "",
	.summary = "Deletes old snapshots, but for those that the --keep options keep; tagged ones stay.",
	.description =
		"The options are those with which PVE prunes backups, and mean the same: each is applied in "
		"turn, newest snapshots first, and counts only periods in which none before it has kept a "
		"snapshot. Periods are those of the local time zone; a week begins on Monday. Each cluster "
		"is pruned by itself. What the remaining snapshots say does not change.",
	.options = options_of_prune,
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples_of_prune,
};

/* Sets *ret_all: nothing goes, as in PVE, when no rule keeps anything. */
static bool check(struct prune_options *options, bool *ret_all, struct fault *f)
{
	bool given = false, positive = false;
	for (int i = 0; i < PRUNE_RULES; i++) {
		given = given || options->most[i] >= 0;
		positive = positive || options->most[i] > 0;
		if (options->most[i] < 0)
			options->most[i] = 0;
	}
	*ret_all = !positive;
	if (options->keep_all && positive)
		return fault_set(f, FAULT_USAGE,
				 "--keep-all and the other --keep options exclude each other");
	if (given || options->keep_all)
		return true;
	fault_set(f, FAULT_USAGE, "what is to be kept?");
	return fault_hint(f, "such as: pveinv snapshot prune --keep-daily 14 --keep-monthly 12 --dry-run");
}

static void keep_all(struct prune_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct prune_item *item = &plan->items[i];
		item->kept = true;
		if (!item->reason)
			item->reason = xstrdup("all");
	}
}

static bool print_plan(struct command *command, const struct prune_options *options,
		       const struct prune_plan *plan)
{
	struct print_options print = { (enum print_format)options->format, options->csv_safe };
	if (!command->common.no_pager && print_is_for_people(print.format))
		output_use_pager(&command->out);
	struct printer *printer = printer_new(&command->out, &print, &snapshots_plan_sheet);
	snapshots_print_plan(plan, printer);
	printer_end(printer);
	printer_free(printer);
	return true;
}

static bool delete (struct command *command, struct store *store, const struct prune_plan *plan,
		    struct fault *f)
{
	AUTO_FREE int64_t *ids = xcalloc(plan->count + 1, sizeof *ids);
	AUTO_TEXT struct text line = TEXT_INIT;
	size_t count = 0;
	for (size_t i = 0; i < plan->count; i++) {
		if (!plan->items[i].kept)
			ids[count++] = plan->items[i].snapshot;
	}
	if (count > 0 && !store_delete(store, ids, count, false, f))
		return false;
	text_addf(&line, "%zu of %zu snapshots deleted\n", count, plan->count);
	if (!command->common.quiet)
		output_text(&command->out, &line);
	return true;
}

static bool run_prune(struct command *command, void *values, struct fault *f)
{
	struct prune_options *options = values;
	struct prune_plan plan = { NULL, 0 };
	bool all;
	if (!check(options, &all, f))
		return false;
	struct store *store = options->dry_run ? command_open_store(command, STORE_READ, f)
					       : command_change_store(command, f);
	bool ok = store && store_prune_plan(store, command->common.cluster, options->most, &plan, f);
	if (ok && all)
		keep_all(&plan);
	ok = ok &&
	     (options->dry_run ? print_plan(command, options, &plan) : delete (command, store, &plan, f));
	prune_plan_clear(&plan);
	store_close(store);
	return ok;
}

const struct verb verb_snapshot_prune = {
	.name = "prune",
	.syntax = &prune_syntax,
	.run = run_prune,
	.options_size = sizeof defaults,
	.defaults = &defaults,
};
