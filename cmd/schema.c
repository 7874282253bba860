/* schema.c - pveinv schema: the tables of the store, for who writes SQL. */
#include "cmd/verbs.h"
#include "report/select.h"

static const struct example examples[] = {
	{ "pveinv schema guest guest_disk", "the tables of guests and of their disks" },
	{ "pveinv schema | sqlite3 empty.db", "a database like a store, to try queries on" },
	{ NULL, NULL },
};

static const struct exit_meaning exits[] = {
	{ 0, "done" },
	{ 2, "wrong usage" },
	{ 70, "a bug in pveinv" },
	{ 0, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv schema",
	.arguments = "[ENTITY…]",
	.summary = "Prints the tables and views of the store as SQL, with what each column holds.",
	.description =
		"Queries name the views: guest, guest_disk and so on. Each shows the newest snapshot of each "
		"cluster. Views and tables keep their names and columns; new ones come.",
	.most = ARGUMENTS_ANY,
	.common = common_options,
	.exits = exits,
	.examples = examples,
};

static bool run(struct command *command, void *values, struct fault *f)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	const struct words *names = &command->arguments;
	(void)values;
	if (names->count == 0)
		store_add_schema(&t, NULL);
	for (size_t i = 0; i < names->count; i++) {
		const struct entity *entity = select_entity(names->items[i], f);
		if (!entity)
			return false;
		store_add_schema(&t, entity);
	}
	if (!command->common.no_pager)
		output_use_pager(&command->out);
	output_string(&command->out, t.data + (t.data[0] == '\n'));
	return true;
}

const struct verb verb_schema = {
	.name = "schema",
	.syntax = &syntax,
	.run = run,
};
