/* snapshot_show.c - pveinv snapshot show: one snapshot, explained. */
#include "cmd/verbs.h"
#include "report/snapshots.h"

struct show_options {
	int format;
};

static const struct option options_of_show[] = {
	OPTION_OUTPUT("format", struct show_options, show_format_names),
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

static bool run_show(struct command *command, void *values, struct fault *f)
{
	const struct show_options *options = values;
	const char *ref = command->arguments.count ? command->arguments.items[0] : "latest";
	struct moment moment = { NULL, 0, NULL };
	struct store *store = command_open_store_of(command, &ref, f);
	if (!command->common.no_pager && options->format == SHOW_TEXT)
		output_use_pager(&command->out);
	bool ok = store && command_resolve_one(store, ref, command->common.cluster, &moment, f) &&
		  store_show(store, &moment, f) &&
		  snapshot_show(store, &moment, (enum show_format)options->format, &command->out, f);
	moment_clear(&moment);
	store_close(store);
	return ok;
}

const struct verb verb_snapshot_show = {
	.name = "show",
	.syntax = &show_syntax,
	.run = run_show,
	.options_size = sizeof(struct show_options),
};
