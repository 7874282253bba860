/* help.c - pveinv help: what -h of a verb says. */
#include "cmd/verbs.h"

static const struct example examples[] = {
	{ "pveinv help", "all verbs" },
	{ "pveinv help snapshot list", "one of them" },
	{ NULL, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv help",
	.arguments = "[VERB…]",
	.summary = "Explains pveinv or one of its verbs.",
	.most = 2,
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples,
};

static bool run(struct command *command, void *options, struct fault *f)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	size_t width = command_help_width(command);
	const struct verb *verb = NULL;
	(void)options;
	for (size_t i = 0; i < command->arguments.count; i++) {
		static const struct verb *const none[] = { NULL };
		const struct verb *const *table = verb ? verb->verbs : verbs;
		verb = verb_find(table ? table : none, command->arguments.items[i],
				 verb ? verb->syntax->command : "pveinv", f);
		if (!verb)
			return false;
	}
	if (verb)
		verb_add_help(&t, verb, width);
	else
		program_add_help(&t, width);
	if (!command->common.no_pager)
		output_use_pager(&command->out);
	output_text(&command->out, &t);
	return true;
}

const struct verb verb_help = { .name = "help", .syntax = &syntax, .run = run };
