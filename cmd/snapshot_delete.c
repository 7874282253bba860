/* snapshot_delete.c - pveinv snapshot delete: any of them, without a trace in the others. */
#include "cmd/verbs.h"

struct delete_options {
	bool force;
};

static const struct option options_of_delete[] = {
	{ OPTION_FLAG, 0, "force", NULL, "also those that have a name",
	  offsetof(struct delete_options, force), NULL },
	{ .kind = OPTION_END },
};

static const struct example examples_of_delete[] = {
	{ "pveinv snapshot delete 12", "that one" },
	{ "pveinv snapshot delete latest --cluster lab", "the newest of a cluster" },
	{ NULL, NULL },
};

static const struct syntax delete_syntax = {
	.command = "pveinv snapshot delete",
	.arguments = "REF…",
	.summary = "Deletes snapshots; what the others say does not change.",
	.description = "One that has a name (see 'pveinv snapshot tag') is deleted with --force only.",
	.least = 1,
	.most = ARGUMENTS_ANY,
	.options = options_of_delete,
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
	if (!command_resolve_one(store, ref, command->common.cluster, &moment, f))
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

static void print_deleted(struct command *command, const int64_t *snapshots)
{
	AUTO_TEXT struct text lines = TEXT_INIT;
	for (size_t i = 0; i < command->arguments.count; i++)
		text_addf(&lines, "snapshot %lld deleted\n", (long long)snapshots[i]);
	if (!command->common.quiet)
		output_text(&command->out, &lines);
}

static bool run_delete(struct command *command, void *values, struct fault *f)
{
	AUTO_FREE int64_t *snapshots = xcalloc(command->arguments.count, sizeof *snapshots);
	struct store *store = NULL;
	const struct delete_options *options = values;
	bool ok = find_all(command, snapshots, f) && (store = command_open_store(command, STORE_WRITE, f));
	ok = ok && store_delete(store, snapshots, command->arguments.count, options->force, f);
	store_close(store);
	if (ok)
		print_deleted(command, snapshots);
	return ok;
}

const struct verb verb_snapshot_delete = {
	.name = "delete",
	.syntax = &delete_syntax,
	.run = run_delete,
	.options_size = sizeof(struct delete_options),
};
