/* snapshot_vacuum.c - pveinv snapshot vacuum: the file becomes as small as it can. */
#include "base/human.h"
#include "cmd/verbs.h"

static const struct example examples[] = {
	{ "pveinv snapshot prune --keep-monthly 12 && pveinv snapshot vacuum", "after many have gone" },
	{ NULL, NULL },
};

static const struct syntax vacuum_syntax = {
	.command = "pveinv snapshot vacuum",
	.arguments = "",
	.summary = "Gives back the room that deleted snapshots have left in the file.",
	.description =
		"New snapshots use that room, too, so this is rarely worth it. While it works it needs as "
		"much room again as the file takes, and nobody else can write.",
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples,
};

static bool run_vacuum(struct command *command, void *values, struct fault *f)
{
	int64_t before = 0, after = 0;
	AUTO_TEXT struct text line = TEXT_INIT;
	struct store *store = command_change_store(command, f);
	bool ok = store && store_compact(store, &before, &after, f);
	(void)values;
	store_close(store);
	human_add_bytes(&line, (double)before);
	text_add(&line, " → ");
	human_add_bytes(&line, (double)after);
	text_add_char(&line, '\n');
	if (ok && !command->common.quiet)
		output_text(&command->out, &line);
	return ok;
}

const struct verb verb_snapshot_vacuum = {
	.name = "vacuum",
	.syntax = &vacuum_syntax,
	.run = run_vacuum,
};
