/* config_show.c - pveinv config show: what holds, and who says so. */
#include <stdlib.h>
#include <string.h>

#include "cmd/verbs.h"
#include "report/print.h"
#include "source/config_keys.h"
#include "source/token.h"

struct show_options {
	int format;
	bool csv_safe;
};

static const struct option options_of_show[] = {
	OPTION_OUTPUT("format", struct show_options, print_format_names),
	OPTION_CSV_SAFE(struct show_options),
	{ .kind = OPTION_END },
};

static const struct example examples_of_show[] = {
	{ "pveinv config show", "all settings, with file and line" },
	{ "pveinv config show --cluster lab -o json", "those of one cluster, for programs" },
	{ NULL, NULL },
};

static const struct syntax show_syntax = {
	.command = "pveinv config show",
	.arguments = "",
	.summary = "Shows what is configured, and where each setting comes from.",
	.options = options_of_show,
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples_of_show,
};

static const struct print_column columns[] = {
	{ "cluster", TYPE_TEXT },
	{ "key", TYPE_TEXT },
	{ "value", TYPE_TEXT },
	{ "source", TYPE_TEXT },
};

static const struct sheet sheet = {
	.columns = columns,
	.n_columns = 4,
	.envelope = "\"entity\":\"setting\"",
	.rows_name = "rows",
};

struct showing {
	const struct config *config;
	struct printer *printer;
	const char *cluster; /* of the section in work, or null */
};

static void print_setting(struct showing *s, const char *key, const char *value, const char *source)
{
	struct value values[] = { value_text(s->cluster), value_text(key), value_text(value),
				  value_text(source) };
	printer_row(s->printer, values, NULL);
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		value_clear(&values[i]);
}

/* Line 0: nobody says it. */
static void print_key(struct showing *s, const char *key, const char *value, unsigned line)
{
	AUTO_FREE char *source = line ? xasprintf("%s:%u", s->config->path, line) : xstrdup("default");
	print_setting(s, key, value, source);
}

static void print_list(struct showing *s, const char *key, const struct config_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		print_key(s, key, list->items[i], list->lines[i]);
	if (list->count == 0)
		print_key(s, key, NULL, 0);
}

static void print_seconds(struct showing *s, const struct config_key *key, long seconds, unsigned line)
{
	AUTO_FREE char *value = xasprintf("%ld", seconds ? seconds : key->seconds);
	print_key(s, key->name, value, line);
}

static void print_member(struct showing *s, const struct config_key *key, const void *member, unsigned line)
{
	switch (key->kind) {
	case KEY_TEXT:
	case KEY_PATH:
	case KEY_PROXY:
	case KEY_NETWORKS:
		print_key(s, key->name, *(char *const *)member, line);
		break;
	case KEY_URLS:
	case KEY_FINGERPRINTS:
	case KEY_GAPS:
		print_list(s, key->name, member);
		break;
	case KEY_SECONDS:
		print_seconds(s, key, *(const long *)member, line);
		break;
	case KEY_LEVEL:
		print_key(s, key->name, line ? level_name(*(const enum level *)member) : "standard", line);
		break;
	case KEY_FLAG:
		print_key(s, key->name, *(const bool *)member ? "yes" : "no", line);
		break;
	case KEY_TOKEN_MODE:
		print_key(s, key->name, *(const bool *)member ? "any" : "private", line);
		break;
	}
}

static void print_keys(struct showing *s, const struct config_key *keys, const void *values,
		       const unsigned *lines)
{
	for (size_t i = 0; keys[i].name; i++) {
		/* The store may be named elsewhere, the token too. */
		if (strcmp(keys[i].name, "store") != 0 && strcmp(keys[i].name, "token-file") != 0)
			print_member(s, &keys[i], (const char *)values + keys[i].offset, lines[i]);
	}
}

static unsigned line_of(const struct config_key *keys, const unsigned *lines, const char *name)
{
	for (size_t i = 0; keys[i].name; i++) {
		if (strcmp(keys[i].name, name) == 0)
			return lines[i];
	}
	return 0;
}

static bool print_global(struct showing *s, struct command *command, struct fault *f)
{
	struct store_place place;
	if (!command_store_place(command, &place, f))
		return false;
	print_setting(s, "file", s->config->path, command->common.config ? "--config" : "default");
	if (place.source)
		print_setting(s, "store", place.path, place.source);
	else
		print_key(s, "store", place.path, line_of(config_global_keys, s->config->lines, "store"));
	free(place.path);
	print_keys(s, config_global_keys, s->config, s->config->lines);
	return true;
}

/* Where the token would be read from; it is not. */
static void print_token(struct showing *s, const struct config_cluster *cluster)
{
	struct token_place place = { .file = cluster->token_file,
				     .any_mode = s->config->token_any_mode,
				     .cluster = cluster->name,
				     .one_of_many = s->config->n_clusters > 1 };
	AUTO_FREE char *where = token_where(&place);
	if (cluster->token_file)
		print_key(s, "token-file", where,
			  line_of(config_cluster_keys, cluster->lines, "token-file"));
	else
		print_setting(s, "token-file", where,
			      !where           ? "default"
			      : where[0] == '$' ? "environment"
						: "$CREDENTIALS_DIRECTORY");
}

static void print_cluster(struct showing *s, const struct config_cluster *cluster)
{
	s->cluster = cluster->name;
	print_keys(s, config_cluster_keys, cluster, cluster->lines);
	if (!cluster->user)
		print_token(s, cluster);
}

static bool print_all(struct showing *s, struct command *command, struct fault *f)
{
	const char *only = command->common.cluster;
	if (only && !config_find(s->config, only))
		return config_refuse(s->config, only, f);
	if (!only && !print_global(s, command, f))
		return false;
	for (size_t i = 0; i < s->config->n_clusters; i++) {
		if (!only || strcmp(s->config->clusters[i].name, only) == 0)
			print_cluster(s, &s->config->clusters[i]);
	}
	return true;
}

static bool run_show(struct command *command, void *values, struct fault *f)
{
	const struct show_options *options = values;
	struct print_options print = { (enum print_format)options->format, options->csv_safe };
	struct showing s = { .config = command_config(command, f) };
	if (!s.config)
		return false;
	if (!command->common.no_pager && print_is_for_people(print.format))
		output_use_pager(&command->out);
	s.printer = printer_new(&command->out, &print, &sheet);
	bool ok = print_all(&s, command, f);
	if (ok)
		printer_end(s.printer);
	printer_free(s.printer);
	return ok;
}

const struct verb verb_config_show = {
	.name = "show",
	.syntax = &show_syntax,
	.run = run_show,
	.options_size = sizeof(struct show_options),
};

/* --- without a verb */

static const struct syntax syntax = {
	.command = "pveinv config",
	.arguments = "",
	.summary = "Shows the configuration; or checks it, or adds a cluster to it.",
	.description = "Without a verb it shows it.",
	.options = options_of_show,
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples_of_show,
};

static const struct verb *const verbs_of_config[] = {
	&verb_config_show, &verb_config_check, &verb_config_add, NULL,
};

const struct verb verb_config = {
	.name = "config",
	.syntax = &syntax,
	.run = run_show,
	.options_size = sizeof(struct show_options),
	.verbs = verbs_of_config,
};
