/* config_check.c - pveinv config check: is the configuration right, and does each cluster answer? */
#include <string.h>

#include "cmd/cluster_check.h"
#include "cmd/connection.h"
#include "cmd/verbs.h"

struct check_options {
	bool offline;
};

static const struct option options_of_check[] = {
	{ OPTION_FLAG, 0, "offline", NULL, "ask no cluster: look at the files only",
	  offsetof(struct check_options, offline), NULL },
	{ .kind = OPTION_END },
};

static const struct example examples[] = {
	{ "pveinv config check", "after a change: all clusters, and what their tokens may not read" },
	{ "pveinv config check --cluster lab", "one of them" },
	{ NULL, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv config check",
	.arguments = "",
	.summary = "Checks the configuration: files, certificates, tokens, privileges.",
	.description =
		"Each cluster is asked a few questions. A privilege is missing where the role PVEAuditor "
		"would let something be read that the token may not read. 'pveinv doctor' says more.",
	.options = options_of_check,
	.common = common_options,
	.exits = exits_of_walking,
	.examples = examples,
};

static bool ask_cluster(struct connection *c, struct text *t, bool offline, struct fault *f)
{
	size_t missing = 0;
	if (!connection_open(c, f))
		return false;
	text_addf(t, "  %s       %s\n", strchr(c->token_id, '!') ? "token" : "user ", c->token_id);
	if (offline)
		return true;
	AUTO_TEXT struct text said = TEXT_INIT;
	if (!cluster_check(&said, c->source, &missing, f))
		return false;
	for (const char *line = said.data; *line; line += strcspn(line, "\n") + 1) {
		AUTO_FREE char *one = xstrndup(line, strcspn(line, "\n"));
		text_add(t, line == said.data ? "  answers     " : "  privileges  ");
		text_add_visible(t, one);
		text_add_char(t, '\n');
	}
	if (missing == 0)
		return true;
	fault_set(f, FAULT_PARTIAL, "%s: the token lacks privileges", c->cluster);
	return fault_hint(f, "'pveinv doctor --cluster %s' says which commands give them", c->cluster);
}

/* Faults are printed: the next cluster is checked all the same. */
static void check_one(struct command *command, const struct config_cluster *cluster, bool offline)
{
	static const struct connection_options none = { .source = NULL };
	struct fault fault = FAULT_INIT;
	struct connection connection;
	AUTO_TEXT struct text t = TEXT_INIT;
	command->common.cluster = cluster->name;
	text_addf(&t, "%s\n", cluster->name);
	for (size_t i = 0; i < cluster->urls.count; i++)
		text_addf(&t, "  url         %s\n", cluster->urls.items[i]);
	bool ok = connection_choose(&connection, command, &none, &fault) &&
		  ask_cluster(&connection, &t, offline, &fault);
	text_add(&t, ok ? "  ok\n" : "");
	output_text(&command->out, &t);
	if (!ok) {
		output_finish(&command->out, NULL);
		command_print_fault(command, &fault);
		command->exit_code = exit_code_worse(command->exit_code, (int)fault.kind);
	}
	connection_close(&connection);
	fault_clear(&fault);
}

static bool run(struct command *command, void *values, struct fault *f)
{
	const struct check_options *options = values;
	const struct config *config = command_config(command, f);
	const char *only = command->common.cluster;
	if (!config)
		return false;
	if (!config->path)
		return fault_set(f, FAULT_USAGE, "there is no configuration"),
		       fault_hint(f, "'pveinv config add' makes one");
	if (only && !config_find(config, only))
		return config_refuse(config, only, f);
	for (size_t i = 0; i < config->n_clusters && !command_interrupted; i++) {
		if (!only || strcmp(config->clusters[i].name, only) == 0)
			check_one(command, &config->clusters[i], options->offline);
	}
	if (config->n_clusters == 0)
		command_note(command, "%s names no cluster", config->path);
	return true;
}

const struct verb verb_config_check = {
	.name = "check",
	.syntax = &syntax,
	.run = run,
	.options_size = sizeof(struct check_options),
};
