/* snapshot_list.c - pveinv snapshot list: what the store holds. */
#include "cmd/verbs.h"
#include "report/snapshots.h"

struct list_options {
	int format;
	bool csv_safe;
};

static const struct option options_of_list[] = {
	OPTION_OUTPUT("format", struct list_options, print_format_names),
	OPTION_CSV_SAFE(struct list_options),
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

static bool run_list(struct command *command, void *values, struct fault *f)
{
	const struct list_options *options = values;
	struct print_options print = { (enum print_format)options->format, options->csv_safe };
	size_t rows = 0;
	struct store *store = command_open_store(command, STORE_READ, f);
	if (!store)
		return false;
	if (!command->common.no_pager && print_is_for_people(print.format))
		output_use_pager(&command->out);
	bool narrow = print.format == PRINT_TABLE;
	struct printer *printer =
		printer_new(&command->out, &print, narrow ? &snapshots_table_sheet : &snapshots_sheet);
	bool ok = snapshots_print_list(store, command->common.cluster, printer, &rows, f);
	if (ok)
		printer_end(printer);
	printer_free(printer);
	store_close(store);
	if (ok && rows == 0)
		command_note(command, "no snapshots");
	return ok;
}

const struct verb verb_snapshot_list = {
	.name = "list",
	.syntax = &list_syntax,
	.run = run_list,
	.options_size = sizeof(struct list_options),
};
