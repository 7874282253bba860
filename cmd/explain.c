/* explain.c - pveinv explain: what the entities and columns are, and where they come from. */
#include <string.h>

#include "cmd/verbs.h"
#include "coverage/report.h"
#include "doctor/report.h"
#include "report/explain.h"
#include "report/filter.h"
#include "report/select.h"

struct explain_options {
	int format;
};

static const struct option options_of_explain[] = {
	OPTION_OUTPUT("format", struct explain_options, explain_format_names),
	{ .kind = OPTION_END },
};

static const struct example examples[] = {
	{ "pveinv explain", "all entities" },
	{ "pveinv explain guest.memory", "what that column is, and where it comes from" },
	{ "pveinv explain guest -o json-schema", "JSON Schema of what 'pveinv get guest -o json' prints" },
	{ "pveinv explain diff -o json-schema", "the same of 'pveinv diff' and 'pveinv log'" },
	{ "pveinv explain doctor -o json-schema", "the same of 'pveinv doctor'; so for coverage" },
	{ NULL, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv explain",
	.arguments = "[ENTITY[.COLUMN]]",
	.summary =
		"Explains entities and columns: types, keys, where they come from, what reading them needs.",
	.most = 1,
	.options = options_of_explain,
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples,
};

/* What is meant by "guest" or "guest.memory". */
struct subject {
	const struct entity *entity; /* null: all */
	const struct column *column; /* null: the entity */
};

static bool find_subject(const char *name, struct subject *ret, struct fault *f)
{
	size_t length = strcspn(name, ".");
	AUTO_FREE char *entity = xstrndup(name, length);
	ret->entity = select_entity(entity, f);
	if (!ret->entity)
		return false;
	if (name[length])
		ret->column = select_column(ret->entity, name + length + 1, f);
	return !name[length] || ret->column;
}

static void add_text(struct text *t, const struct subject *subject, size_t width)
{
	if (subject->column)
		explain_column_text(t, subject->entity, subject->column, width);
	else if (subject->entity)
		explain_entity_text(t, subject->entity, width);
	else
		explain_all_text(t, width);
}

static void add_json(struct text *t, const struct subject *subject)
{
	if (subject->column)
		explain_column_json(t, subject->entity, subject->column);
	else if (subject->entity)
		explain_entity_json(t, subject->entity);
	else
		explain_all_json(t);
}

/* What these verbs print is no entity, but has a schema. */
static bool add_verb_schema(struct text *t, const struct command *command)
{
	const char *word = command->arguments.count ? command->arguments.items[0] : "";
	if (strcmp(word, "doctor") == 0)
		checkup_add_schema(t);
	else if (strcmp(word, "coverage") == 0)
		coverage_add_json_schema(t);
	else if (strcmp(word, "diff") == 0 || strcmp(word, "log") == 0)
		explain_diff_schema(t);
	return t->size > 0;
}

static bool run(struct command *command, void *values, struct fault *f)
{
	const struct explain_options *options = values;
	enum explain_format format = (enum explain_format)options->format;
	struct subject subject = { NULL, NULL };
	AUTO_TEXT struct text t = TEXT_INIT;
	if (format == EXPLAIN_JSON_SCHEMA && add_verb_schema(&t, command)) {
		output_text(&command->out, &t);
		return true;
	}
	if (command->arguments.count && !find_subject(command->arguments.items[0], &subject, f))
		return false;
	if (format == EXPLAIN_JSON_SCHEMA && subject.column)
		return fault_set(f, FAULT_USAGE, "-o json-schema describes a whole entity, not a column");
	if (format == EXPLAIN_TEXT)
		add_text(&t, &subject, command_help_width(command));
	else if (format == EXPLAIN_JSON)
		add_json(&t, &subject);
	else
		explain_schema(&t, subject.entity);
	if (!command->common.no_pager && format == EXPLAIN_TEXT)
		output_use_pager(&command->out);
	output_text(&command->out, &t);
	return true;
}

const struct verb verb_explain = {
	.name = "explain",
	.syntax = &syntax,
	.run = run,
	.options_size = sizeof(struct explain_options),
};
