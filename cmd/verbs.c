#include "cmd/verbs.h"

#include <string.h>

#include "base/suggest.h"

const struct verb *const verbs[] = {
	&verb_get, &verb_describe, &verb_diff, &verb_log, &verb_blame, &verb_query,
	&verb_coverage, &verb_doctor, &verb_snapshot, &verb_explain, &verb_schema, &verb_config,
	&verb_version, &verb_help, &verb_complete, &verb_manual, NULL,
};

const struct verb *verb_find(const struct verb *const *table, const char *name, const char *command,
			     struct fault *f)
{
	struct suggestion near = { name, NULL, 0 };
	for (; *table; table++) {
		if (strcmp((*table)->name, name) == 0)
			return *table;
		if (!(*table)->hidden)
			suggestion_offer(&near, (*table)->name);
	}
	fault_set(f, FAULT_USAGE, "%s has no verb '%s'", command, name);
	if (near.name)
		fault_hint(f, "did you mean %s? See '%s -h'", near.name, command);
	else
		fault_hint(f, "see '%s -h'", command);
	return NULL;
}

static void add_verbs(struct text *t, const struct verb *const *table, size_t width)
{
	text_add(t, "\nVerbs:\n");
	for (; *table; table++) {
		if (!(*table)->hidden)
			help_add_entry(t, (*table)->name, (*table)->syntax->summary, width);
	}
}

void program_add_help(struct text *t, size_t width)
{
	options_add_usage(t, &program_syntax, width);
	add_verbs(t, verbs, width);
	options_add_tables(t, &program_syntax, width);
	options_add_notes(t, &program_syntax, width);
}

void verb_add_help(struct text *t, const struct verb *verb, size_t width)
{
	options_add_usage(t, verb->syntax, width);
	if (verb->verbs)
		add_verbs(t, verb->verbs, width);
	if (verb->add_help)
		verb->add_help(t, width);
	options_add_tables(t, verb->syntax, width);
	options_add_notes(t, verb->syntax, width);
}
