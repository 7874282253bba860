/* snapshot_verify.c - pveinv snapshot verify: does the store keep its promises? */
#include "cmd/verbs.h"
#include "report/snapshots.h"

struct verify_options {
	int format;
	bool csv_safe;
};

static const struct option options_of_verify[] = {
	OPTION_OUTPUT("format of what is broken", struct verify_options, print_format_names),
	OPTION_CSV_SAFE(struct verify_options),
	{ .kind = OPTION_END },
};

static const struct exit_meaning exits[] = {
	{ 0, "all is as it should be" },
	{ 2, "wrong usage" },
	{ 6, "something is broken; or the store is not there, locked, newer than this program" },
	{ 70, "a bug in pveinv" },
	{ 0, NULL },
};

static const struct example examples[] = {
	{ "pveinv snapshot verify", "all clusters and snapshots of the store" },
	{ "pveinv snapshot verify --store copy.db && rm old.db", "is the copy good?" },
	{ NULL, NULL },
};

static const struct syntax verify_syntax = {
	.command = "pveinv snapshot verify",
	.arguments = "",
	.summary = "Checks that the store is sound and keeps what it promises; says what is broken.",
	.options = options_of_verify,
	.common = common_options,
	.exits = exits,
	.examples = examples,
};

struct verifying {
	struct printer *printer;
	size_t broken;
};

static bool print_breach(void *context, const struct breach *breach, struct fault *f)
{
	struct verifying *v = context;
	(void)f;
	snapshots_print_breach(breach, v->printer);
	v->broken++;
	return true;
}

static bool conclude(struct command *command, const struct verifying *v, unsigned promises, struct fault *f)
{
	AUTO_TEXT struct text line = TEXT_INIT;
	if (v->broken > 0) {
		fault_set(f, FAULT_STORE, "%zu of %u promises are broken", v->broken, promises);
		return fault_hint(f, "restore a copy of the file; if a disk or another program has not "
				     "harmed it, it is a bug in pveinv");
	}
	text_addf(&line, "%u promises are kept\n", promises);
	if (!command->common.quiet)
		output_text(&command->out, &line);
	return true;
}

static bool run_verify(struct command *command, void *values, struct fault *f)
{
	const struct verify_options *options = values;
	struct print_options print = { (enum print_format)options->format, options->csv_safe };
	unsigned promises = 0;
	struct store *store = command_open_store(command, STORE_READ, f);
	if (!store)
		return false;
	struct verifying v = { printer_new(&command->out, &print, &snapshots_breach_sheet), 0 };
	bool ok = store_verify(store, print_breach, &v, &promises, f);
	bool people = print_is_for_people(print.format);
	if (v.broken > 0 || !people)
		printer_end(v.printer);
	printer_free(v.printer);
	store_close(store);
	return ok && ((v.broken == 0 && !people) || conclude(command, &v, promises, f));
}

const struct verb verb_snapshot_verify = {
	.name = "verify",
	.syntax = &verify_syntax,
	.run = run_verify,
	.options_size = sizeof(struct verify_options),
};
