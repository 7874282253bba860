/* snapshot_tag.c - pveinv snapshot tag: names for snapshots. */
#include "cmd/verbs.h"

struct tag_options {
	bool remove, force;
};

#define MEMBER(name) offsetof(struct tag_options, name)

static const struct option options_of_tag[] = {
	{ OPTION_FLAG, 'd', "delete", NULL, "take the names away; the snapshots stay", MEMBER(remove), NULL },
	{ OPTION_FLAG, 0, "force", NULL, "move a name that another snapshot has", MEMBER(force), NULL },
	{ .kind = OPTION_END },
};

static const struct example examples_of_tag[] = {
	{ "pveinv snapshot tag latest baseline", "'pveinv diff baseline' compares with it from now on" },
	{ "pveinv snapshot tag 12 before-upgrade", "that one" },
	{ "pveinv snapshot tag --delete baseline", "forget the name" },
	{ NULL, NULL },
};

static const struct syntax tag_syntax = {
	.command = "pveinv snapshot tag",
	.arguments = "REF NAME | --delete NAME…",
	.summary = "Gives a snapshot a name, which is a REF then; prune keeps it.",
	.description = "Each cluster has names of its own: 'latest' names the newest snapshot of each.",
	.least = 1,
	.most = ARGUMENTS_ANY,
	.options = options_of_tag,
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples_of_tag,
};

static void print_tagged(struct command *command, const struct moment *moment, const char *name)
{
	AUTO_TEXT struct text lines = TEXT_INIT;
	for (size_t i = 0; i < moment->count; i++) {
		if (moment->clusters[i].snapshot == 0)
			continue;
		text_addf(&lines, "%s is snapshot %lld of ", name, (long long)moment->clusters[i].snapshot);
		text_add_visible(&lines, moment->clusters[i].cluster);
		text_add_char(&lines, '\n');
	}
	if (!command->common.quiet)
		output_text(&command->out, &lines);
}

static bool add_tag(struct command *command, struct store *store, bool force, struct fault *f)
{
	const char *const *words = command->arguments.items;
	struct moment moment = { NULL, 0, NULL };
	bool ok = command_resolve_one(store, words[0], command->common.cluster, &moment, f) &&
		  store_tag(store, &moment, words[1], force, f);
	if (ok)
		print_tagged(command, &moment, words[1]);
	moment_clear(&moment);
	return ok;
}

static bool remove_tags(struct command *command, struct store *store, struct fault *f)
{
	for (size_t i = 0; i < command->arguments.count; i++)
		if (!store_untag(store, command->common.cluster, command->arguments.items[i], f))
			return false;
	return true;
}

static bool run_tag(struct command *command, void *values, struct fault *f)
{
	const struct tag_options *options = values;
	if (!options->remove && command->arguments.count != 2) {
		fault_set(f, FAULT_USAGE, "a tag needs a REF and a NAME");
		return fault_hint(f, "such as: pveinv snapshot tag latest baseline");
	}
	struct store *store = command_change_store(command, f);
	bool ok = store && (options->remove ? remove_tags(command, store, f)
					    : add_tag(command, store, options->force, f));
	store_close(store);
	return ok;
}

const struct verb verb_snapshot_tag = {
	.name = "tag",
	.syntax = &tag_syntax,
	.run = run_tag,
	.options_size = sizeof(struct tag_options),
};
