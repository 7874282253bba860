#include "coverage/profile.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"

const char *const profile_names[] = { "cartography", NULL };
static const struct profile_line *const profiles[] = { profile_cartography };

static const struct print_column columns[] = {
	{ "section", TYPE_TEXT },
	{ "name", TYPE_TEXT },
	{ "state", TYPE_TEXT },
	{ "columns", TYPE_LIST },
};
#define COLUMNS (sizeof columns / sizeof *columns)
static const struct sheet sheet = { .columns = columns, .n_columns = COLUMNS, .rows_name = "lines" };

/* The columns that a line names, and the best state among them. */
struct found {
	const struct coverage *coverage;
	struct text list; /* "guest.memory,guest.cores" */
	bool any;
	enum unit_state state;
};

/* What tells more about whether it is captured. */
static int rank(enum unit_state state)
{
	static const int ranks[UNIT_STATES] = {
		[UNIT_CAPTURED] = 9, [UNIT_UNSEEN] = 8, [UNIT_UNREACHABLE] = 7, [UNIT_DENIED] = 6,
		[UNIT_DEAD] = 5,     [UNIT_NEW] = 3,    [UNIT_EXCLUDED] = 2,    [UNIT_PHANTOM] = 1,
	};

	return ranks[state];
}

static bool lists(const char *names, const char *name)
{
	size_t size = strlen(name);

	for (; names; names = strchr(names, ','), names += names ? 1 : 0)
		if (strncmp(names, name, size) == 0 && (names[size] == ',' || !names[size]))
			return true;
	return false;
}

/* Of the fields that a column takes the best; a column that takes none (a key from the path, a constant) is
 * as its entity. Where PVE declares no field of that (what guest agents say), it is captured all the same. */
static void take_column(struct found *found, const struct entity *entity, const struct column *column)
{
	AUTO_FREE char *name = xasprintf("%s.%s", entity->name, column->name);
	AUTO_FREE char *prefix = xasprintf("%s.", entity->name);
	const struct coverage *c = found->coverage;
	int own = -1, whole = -1;

	for (size_t i = 0; i < c->n_units; i++) {
		const struct unit *unit = &c->units[i];

		if (lists(unit->columns, name) && rank(unit->state) > own)
			own = rank(unit->state);
		if (unit->columns && strstr(unit->columns, prefix) && rank(unit->state) > whole)
			whole = rank(unit->state);
	}
	own = own >= 0 ? own : whole >= 0 ? whole : rank(UNIT_CAPTURED);
	for (int state = 0; state < UNIT_STATES; state++)
		if (rank((enum unit_state)state) == own && (!found->any || own > rank(found->state)))
			found->state = (enum unit_state)state;
	found->any = true;
	text_addf(&found->list, "%s%s", found->list.size ? "," : "", name);
}

/* "node.rootfs_*", or "node": all of its columns. */
static void take_word(struct found *found, const char *word)
{
	size_t length = strcspn(word, ".");
	AUTO_FREE char *name = xstrndup(word, length);
	const struct entity *entity = schema_entity(name);

	for (unsigned i = 0; entity && i < entity->n_columns; i++)
		if (!word[length] || text_matches(entity->columns[i].name, word + length + 1))
			take_column(found, entity, &entity->columns[i]);
}

static void take_named(struct found *found, const char *word, const char *name)
{
	const struct entity *entity = schema_entity(word);

	for (unsigned i = 0; entity && i < entity->n_columns; i++) {
		const struct column *column = &entity->columns[i];

		if (strcmp(column->alias ? column->alias : column->name, name) == 0)
			take_column(found, entity, column);
	}
	if (found->any || !entity || !schema_column(entity, name))
		return;
	take_column(found, entity, schema_column(entity, name));
}

static struct found find(const struct coverage *c, const struct profile_line *line)
{
	struct found found = { .coverage = c, .list = TEXT_INIT, .state = UNIT_MISSED };
	AUTO_FREE char *words = xstrdup(line->columns ? line->columns : line->entities);
	char *rest = words, *word;

	while ((word = strsep(&rest, " "))) {
		if (line->columns)
			take_word(&found, word);
		else
			take_named(&found, word, line->name);
	}
	return found;
}

static void print_line(struct printer *printer, const struct profile_line *line, const struct found *found)
{
	AUTO_TEXT struct text list = TEXT_INIT;
	AUTO_FREE char *names = xstrdup(found->list.data);
	char *rest = names, *name;
	struct value values[COLUMNS] = { value_text(line->section), value_text(line->name),
					 value_text(unit_state_names[found->state]) };

	text_add_char(&list, '[');
	while (found->any && (name = strsep(&rest, ","))) {
		text_add(&list, list.size > 1 ? "," : "");
		json_add_string(&list, name);
	}
	text_add_char(&list, ']');
	values[3] = value_text(found->any ? list.data : NULL);
	printer_row(printer, values, NULL);
	for (size_t i = 0; i < COLUMNS; i++)
		value_clear(&values[i]);
}

void profile_print(size_t profile, const struct coverage *c, struct output *out,
		   const struct print_options *options, unsigned *ret_states)
{
	struct printer *printer = printer_new(out, options, &sheet);

	for (const struct profile_line *line = profiles[profile]; line->section; line++) {
		struct found found = find(c, line);

		print_line(printer, line, &found);
		ret_states[found.state]++;
		text_clear(&found.list);
	}
	printer_end(printer);
	printer_free(printer);
}
