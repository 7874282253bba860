/* snapshot_copy.c - pveinv snapshot export, import: snapshots between stores. */
#include <sys/stat.h>

#include "cmd/verbs.h"

struct copy_command_options {
	const char *cluster_name;
	bool adopt;
};

#define MEMBER(name) offsetof(struct copy_command_options, name)

static const struct option options_of_copy[] = {
	{ OPTION_TEXT, 0, "cluster-name", "NAME", "what the cluster is called in the store that it goes to",
	  MEMBER(cluster_name), NULL },
	{ OPTION_FLAG, 0, "adopt", NULL, "it is the known cluster of that name, though its CA is another one",
	  MEMBER(adopt), NULL },
	{ .kind = OPTION_END },
};

static const struct example examples_of_export[] = {
	{ "pveinv snapshot export archive.db", "all that the archive does not have yet" },
	{ "pveinv snapshot export case-4711.db baseline latest --cluster lab", "two of one cluster" },
	{ NULL, NULL },
};

static const struct example examples_of_import[] = {
	{ "pveinv snapshot import archive.db", "all that this store does not have yet" },
	{ "pveinv snapshot import archive.db 12 --cluster-name lab2024", "one, under another name" },
	{ NULL, NULL },
};

#define RULES                                                                                                \
	"Each snapshot says there what it says here. It gets a new number, in the order of time; tags go "   \
	"along, where they are free. Without a REF all go that are not there already. A history is "         \
	"continued, not rewritten: a snapshot that is older than the cluster's newest there is refused."

static const struct syntax export_syntax = {
	.command = "pveinv snapshot export",
	.arguments = "FILE [REF…]",
	.summary = "Copies snapshots into the store FILE, which is made if it is not there.",
	.description = RULES,
	.least = 1,
	.most = ARGUMENTS_ANY,
	.options = options_of_copy,
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples_of_export,
};

static const struct syntax import_syntax = {
	.command = "pveinv snapshot import",
	.arguments = "FILE [REF…]",
	.summary = "Copies snapshots from the store FILE into this one.",
	.description = RULES,
	.least = 1,
	.most = ARGUMENTS_ANY,
	.options = options_of_copy,
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples_of_import,
};

static bool add_ids(struct store *store, const struct command *command, const char *ref, int64_t **ids,
		    size_t *count, struct fault *f)
{
	struct moment moment = { NULL, 0, NULL };
	if (!command_resolve_one(store, ref, command->common.cluster, &moment, f))
		return false;
	for (size_t i = 0; i < moment.count; i++) {
		if (moment.clusters[i].snapshot == 0)
			continue;
		*ids = xreallocarray(*ids, *count + 1, sizeof **ids);
		(*ids)[(*count)++] = moment.clusters[i].snapshot;
	}
	moment_clear(&moment);
	return true;
}

static void print_result(struct command *command, const struct copy_result *result)
{
	AUTO_TEXT struct text line = TEXT_INIT;
	text_addf(&line, "%zu snapshot%s copied", result->copied, result->copied == 1 ? "" : "s");
	if (result->there > 0)
		text_addf(&line, ", %zu were there already", result->there);
	text_add_char(&line, '\n');
	if (!command->common.quiet)
		output_text(&command->out, &line);
	if (result->tags_left > 0)
		command_note(command, "%zu tag%s left behind: another snapshot has the name there",
			     result->tags_left, result->tags_left == 1 ? " was" : "s were");
}

static bool copy(struct command *command, const struct copy_command_options *options, struct store *from,
		 struct store *to, struct fault *f)
{
	AUTO_FREE int64_t *ids = NULL;
	struct copy_options copy = { .cluster = command->common.cluster,
				     .cluster_name = options->cluster_name,
				     .adopt = options->adopt,
				     .interrupted = &command_interrupted };
	struct copy_result result;
	for (size_t i = 1; i < command->arguments.count; i++) {
		if (!add_ids(from, command, command->arguments.items[i], &ids, &copy.count, f))
			return false;
	}
	copy.snapshots = ids;
	if (!store_copy(to, from, &copy, &result, f))
		return false;
	print_result(command, &result);
	return true;
}

/* Through whatever links. */
static bool check_two(struct store *store, const char *path, struct fault *f)
{
	struct stat one, other;
	const char *name = sqlite3_db_filename(store_database(store), "main");
	if (name && stat(name, &one) == 0 && stat(path, &other) == 0 && one.st_dev == other.st_dev &&
	    one.st_ino == other.st_ino)
		return fault_set(f, FAULT_USAGE, "%s is this store itself", path);
	return true;
}

static bool run_export(struct command *command, void *options, struct fault *f)
{
	const char *path = command->arguments.items[0];
	struct store *to = NULL, *from = command_open_store(command, STORE_READ, f);
	bool ok = from && check_two(from, path, f) && store_make_current(&from, f) &&
		  (to = store_open(path, STORE_WRITE, f)) && copy(command, options, from, to, f);
	store_close(to);
	store_close(from);
	return ok;
}

static bool run_import(struct command *command, void *options, struct fault *f)
{
	const char *path = command->arguments.items[0];
	struct store *to = NULL, *from = store_open(path, STORE_READ, f);
	bool ok = from && (to = command_open_store(command, STORE_WRITE, f)) && check_two(to, path, f) &&
		  store_make_current(&from, f) && copy(command, options, from, to, f);
	store_close(to);
	store_close(from);
	return ok;
}

const struct verb verb_snapshot_export = {
	.name = "export",
	.syntax = &export_syntax,
	.run = run_export,
	.options_size = sizeof(struct copy_command_options),
};

const struct verb verb_snapshot_import = {
	.name = "import",
	.syntax = &import_syntax,
	.run = run_import,
	.options_size = sizeof(struct copy_command_options),
};
