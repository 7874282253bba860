/* blame.c - pveinv blame: since when each column of an object has its value. */
#include <stdlib.h>
#include <string.h>

#include "cmd/verbs.h"
#include "report/blame.h"
#include "report/filter.h"
#include "report/objects.h"
#include "report/select.h"

struct blame_options {
	const char *at;
	int format;
	bool csv_safe;
	struct words columns;
};

#define MEMBER(name) offsetof(struct blame_options, name)

static const struct option options_of_blame[] = {
	{ OPTION_TEXT, 0, "at", "REF", "as of that moment (default: latest)", MEMBER(at), NULL },
	{ OPTION_LIST, 'c', "columns", "COLUMNS", "only these: memory,tags", MEMBER(columns), NULL },
	OPTION_OUTPUT("format", struct blame_options, print_format_names),
	OPTION_CSV_SAFE(struct blame_options),
	{ .kind = OPTION_END },
};

static const struct example examples[] = {
	{ "pveinv blame guest 100", "since when a guest is as it is, and what is known of who did it" },
	{ "pveinv blame storage local -c content -o json", "one column, for a program" },
	{ NULL, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv blame",
	.arguments = "ENTITY KEY",
	.summary = "Says since when each column of an object has its value.",
	.description =
		"HOW is 'changed' (WAS is the value before), 'added' with the object, or 'known since': read "
		"for the first time then, so it may be older. SINCE is when a snapshot first saw it. Tables "
		"leave out what is not set and never was.",
	.least = 2,
	.most = 2,
	.options = options_of_blame,
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples,
};

struct object {
	char *cluster;
	struct value *key;
};

/* One `blame` in work. */
struct blaming {
	struct command *command;
	const struct blame_options *options;
	struct words columns; /* single names; owned */
	struct blame_request request;
	struct object *objects_found; /* that the key names */
	size_t n_objects;
	struct store *store;
	struct moment moment;
	struct who *who;
	struct printer *printer;
	size_t found;
};

static bool read_columns(struct blaming *b, struct fault *f)
{
	for (size_t i = 0; i < b->options->columns.count; i++) {
		const char *word = b->options->columns.items[i];
		while (*word) {
			size_t length = strcspn(word, ",");
			char *name = xstrndup(word, length);
			words_add(&b->columns, name);
			if (!text_starts_with(name, "extra.") && !select_column(b->request.entity, name, f))
				return false;
			word += length + (word[length] == ',');
		}
	}
	return true;
}

static bool read_arguments(struct blaming *b, struct fault *f)
{
	const struct entity *entity = select_entity(b->command->arguments.items[0], f);
	if (!entity)
		return false;
	b->request = (struct blame_request){ .entity = entity,
					     .columns = &b->columns,
					     .format = (enum print_format)b->options->format };
	return read_columns(b, f);
}

static int64_t snapshot_of(const struct moment *moment, const char *cluster)
{
	for (size_t i = 0; i < moment->count; i++)
		if (strcmp(moment->clusters[i].cluster, cluster) == 0)
			return moment->clusters[i].snapshot;
	return 0;
}

/* The objects that the key names are kept first: reading them back may limit the store to others. */
static bool keep_object(void *context, const char *cluster, const struct value *key, struct fault *f)
{
	struct blaming *b = context;
	const struct entity *entity = b->request.entity;
	(void)f;
	b->objects_found = xreallocarray(b->objects_found, b->n_objects + 1, sizeof *b->objects_found);
	struct object *object = &b->objects_found[b->n_objects++];
	*object = (struct object){ xstrdup(cluster), xcalloc(entity->n_keys, sizeof *object->key) };
	for (unsigned i = 0; i < entity->n_keys; i++)
		object->key[i] = value_copy(&key[i]);
	return true;
}

static bool print_object(struct blaming *b, const struct object *object, struct fault *f)
{
	const struct entity *entity = b->request.entity;
	int64_t snapshot = snapshot_of(&b->moment, object->cluster);
	bool found = false;
	if (!snapshot)
		return true;
	if (!store_limit(b->store, entity, f) ||
	    !store_limit_add(b->store, entity, object->cluster, object->key, f) ||
	    !blame_print(b->store, &b->request, object->cluster, object->key, snapshot, b->who, b->printer,
			 &found, f))
		return false;
	b->found += found;
	return true;
}

static bool print_objects(struct blaming *b, struct fault *f)
{
	const char *key = b->command->arguments.items[1], *name = b->request.entity->name;
	for (size_t i = 0; i < b->n_objects; i++)
		if (!print_object(b, &b->objects_found[i], f))
			return false;
	if (b->found)
		return true;
	fault_set(f, FAULT_USAGE, "there was no %s %s then", name, key);
	return fault_hint(f, "'pveinv log %s %s' says when it came and went", name, key);
}

static bool print(struct blaming *b, struct fault *f)
{
	struct print_options options = { b->request.format, b->options->csv_safe };
	bool people = print_is_for_people(options.format);
	struct sheet sheet = people && b->n_objects == 1 ? blame_table_sheet : blame_sheet;
	b->request.several = b->n_objects > 1;
	if (people && b->n_objects > 1)
		sheet.n_columns = blame_table_sheet.n_columns + 2;
	if (!b->command->common.no_pager && options.format <= PRINT_WIDE)
		output_use_pager(&b->command->out);
	b->who = who_new(store_database(b->store));
	b->printer = printer_new(&b->command->out, &options, &sheet);
	bool ok = print_objects(b, f);
	if (ok)
		printer_end(b->printer);
	printer_free(b->printer);
	who_free(b->who);
	return ok;
}

static void clear(struct blaming *b)
{
	for (size_t i = 0; i < b->n_objects; i++) {
		for (unsigned j = 0; j < b->request.entity->n_keys; j++)
			value_clear(&b->objects_found[i].key[j]);
		free(b->objects_found[i].key);
		free(b->objects_found[i].cluster);
	}
	free(b->objects_found);
	for (size_t i = 0; i < b->columns.count; i++)
		free((char *)(uintptr_t)b->columns.items[i]);
	words_clear(&b->columns);
	moment_clear(&b->moment);
}

static bool run(struct command *command, void *values, struct fault *f)
{
	struct blaming b = { .command = command, .options = values };
	const char *at = b.options->at ? b.options->at : "latest", *cluster = command->common.cluster;
	bool ok = read_arguments(&b, f) && (b.store = command_open_store_of(command, &at, f)) &&
		  store_resolve(b.store, at, cluster, &b.moment, f) &&
		  objects_each(b.store, cluster, b.request.entity, command->arguments.items[1], keep_object,
			       &b, f) &&
		  print(&b, f);
	clear(&b);
	store_close(b.store);
	return ok;
}

const struct verb verb_blame = {
	.name = "blame",
	.syntax = &syntax,
	.run = run,
	.options_size = sizeof(struct blame_options),
};
