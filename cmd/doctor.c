/* doctor.c - pveinv doctor: why is less seen than expected? Looks, has it checked, prints it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/verbs.h"
#include "cmd/walking.h"
#include "doctor/report.h"

enum doctor_format { DOCTOR_TEXT, DOCTOR_JSON };
static const char *const formats[] = { "text", "json", NULL };

struct doctor_options {
	int format, level;
	const char *as;
	struct connection_options connection;
};

static const struct doctor_options defaults = { .level = -1 };

#define MEMBER(name) offsetof(struct doctor_options, name)

static const struct option options_of_doctor[] = {
	OPTION_OUTPUT("format", struct doctor_options, formats),
	{ OPTION_CHOICE, 0, "level", "LEVEL",
	  "what snapshots of this level would miss (default: the configuration's, else standard)",
	  MEMBER(level), level_names },
	{ OPTION_TEXT, 0, "as", "USER@REALM",
	  "with --source: the user or token (USER@REALM!TOKENID) that made the recording; it doesn't say",
	  MEMBER(as), NULL },
	{ .kind = OPTION_END },
};

static const struct exit_meaning exits[] = {
	{ 0, "nothing is missing" },
	{ 2, "wrong usage or configuration; a token or CA that can't be used" },
	{ 3, "something will be missing: a privilege, a node, a storage" },
	{ 4, "authentication failed, or the token has no privilege at all" },
	{ 5, "an endpoint is unreachable, or not who it has to be" },
	{ 6, "the store is broken or can't be read" },
	{ 70, "a bug in pveinv" },
	{ 0, NULL },
};

static const struct example examples[] = {
	{ "pveinv doctor", "all clusters of the configuration, this machine's files and the store" },
	{ "pveinv doctor --level detailed -o json | jq -r '.clusters[].commands[]'",
	  "the commands that give the token what a detailed snapshot needs" },
	{ "pveinv doctor --source recording:lab.ndjson", "what the recording's token could not see" },
	{ NULL, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv doctor",
	.arguments = "",
	.summary = "Says why less is seen than expected, and what to do about it.",
	.description = "Reaches each endpoint, holds what the token may against what the reads of the level "
		       "need, compares the cluster's lists with each other, and looks at the files of this "
		       "machine. Nothing is changed, and nothing is stored.",
	.options = options_of_doctor,
	.shared = connection_options,
	.shared_offset = MEMBER(connection),
	.common = common_options,
	.exits = exits,
	.examples = examples,
};

/* --- one cluster */

struct examining {
	struct command *command;
	const struct doctor_options *options;
	struct examination *e;
	struct walking walking;
};

/* A fault that belongs into the report. False: it ends the program. */
static bool report(struct examining *x, const char *code, struct fault *f)
{
	if (f->kind == FAULT_INTERRUPTED || f->kind == FAULT_BUG)
		return false;
	struct finding *finding = findings_add(&x->e->findings, code, NULL, "%s", f->message);
	if (f->hint)
		finding_detail(finding, xstrdup(f->hint));
	fault_clear(f);
	return true;
}

/* *ret_any: one of them can be asked. */
static bool probe_all(struct examining *x, bool *ret_any, struct fault *f)
{
	struct examination *e = x->e;
	struct source *api = x->walking.connection.api;
	size_t count = pve_api_endpoints(api);
	e->probes = xcalloc(count, sizeof *e->probes);
	for (size_t i = 0; i < count; i++) {
		if (!pve_api_probe(api, i, &e->probes[i], f)) {
			probe_clear(&e->probes[i]);
			return false;
		}
		e->n_probes++;
		*ret_any |= e->probes[i].step == PROBE_DONE;
	}
	check_endpoints(e);
	return true;
}

static bool ask_powers(struct examining *x, bool *ret_asked, struct fault *f)
{
	const struct connection *c = &x->walking.connection;
	*ret_asked = powers_ask(&x->e->powers, c->source, c->token_id ? c->token_id : x->options->as, f);
	if (*ret_asked)
		return true;
	return report(x, f->kind == FAULT_AUTH ? "not-accepted" : "no-answer", f);
}

/* The lists of the cluster, in memory. Without them all that is known are the areas of privileges. */
static bool walk_roster(struct examining *x, struct fault *f)
{
	struct walking *w = &x->walking;
	const bool **wanted = roster_wanted(x->e->agents);
	bool *offered = roster_offered(x->e->agents);
	w->store = command_open_store(x->command, STORE_MEMORY, f);
	w->walk = (struct walk_options){
		.level = LEVEL_STANDARD,
		.wanted = wanted,
		.offered = offered,
		.interrupted = &command_interrupted,
	};
	w->stage = (struct stage_options){ .cluster_name = w->connection.cluster,
					   .otherwise = w->connection.host };
	bool ok = w->store && command_walk(w, f);
	roster_free(wanted, offered);
	if (ok)
		return true;
	store_close(w->store);
	w->store = NULL;
	return report(x, "not-walked", f);
}

static bool check(struct examining *x, struct fault *f)
{
	sqlite3 *db = x->walking.store ? store_database(x->walking.store) : NULL;
	x->e->asked = true;
	check_cluster_quorum(x->e);
	return check_privileges(x->e, db, f) && (!db || check_roster(x->e, db, f));
}

static bool examine_open(struct examining *x, struct fault *f)
{
	struct connection *c = &x->walking.connection;
	bool usable = false, asked = false;
	if (c->api && !probe_all(x, &usable, f))
		return false;
	if (c->api && !usable)
		return true;
	if (!c->api)
		x->e->source = xstrdup(c->source->description);
	if (!ask_powers(x, &asked, f))
		return false;
	return !asked || (walk_roster(x, f) && check(x, f));
}

static void check_secrets(struct examining *x)
{
	const struct connection *c = &x->walking.connection;
	const struct config_cluster *section = c->section;
	const struct connection_options *o = c->options;
	const char *token = o->token_file ? o->token_file : section ? section->token_file : NULL;
	const char *password = o->password_file ? o->password_file : section ? section->password_file : NULL;
	check_file(&x->e->findings, FILE_SECRET, token);
	check_file(&x->e->findings, FILE_SECRET, password);
}

static bool examine(struct examining *x, struct fault *f)
{
	struct connection *c = &x->walking.connection;
	bool ok;
	if (!connection_choose(c, x->command, &x->options->connection, f))
		return false;
	x->e->level = connection_level(c, x->options->level);
	connection_set_guests(c, &x->walking.walk);
	x->e->agents = x->walking.walk.guest_agent;
	x->e->expected = connection_gaps(c);
	ok = connection_open(c, f) ? examine_open(x, f) : report(x, "settings-unusable", f);
	if (c->urls)
		check_secrets(x);
	const char *name = c->cluster           ? c->cluster
			   : x->walking.cluster ? x->walking.cluster
						: x->e->powers.cluster;
	x->e->cluster = xstrdup(name ? name : c->host);
	return ok;
}

static bool examine_one(struct command *command, const struct doctor_options *options,
			struct checkup *checkup, struct fault *f)
{
	checkup->clusters = xreallocarray(checkup->clusters, checkup->count + 1, sizeof *checkup->clusters);
	struct examination *e = &checkup->clusters[checkup->count++];
	struct examining x = { .command = command, .options = options, .e = e };
	*e = (struct examination){ .n_probes = 0 };
	bool ok = examine(&x, f);
	walking_clear(&x.walking);
	return ok;
}

/* Those of the configuration, unless one is named. */
static bool examine_all(struct command *command, const struct doctor_options *options,
			struct checkup *checkup, struct fault *f)
{
	const struct config *config = command_config(command, f);
	bool ok = true;
	if (!config)
		return false;
	if (command->common.cluster || connection_one_cluster(&options->connection) ||
	    config->n_clusters == 0)
		return examine_one(command, options, checkup, f);
	for (size_t i = 0; ok && i < config->n_clusters; i++) {
		command->common.cluster = config->clusters[i].name;
		ok = examine_one(command, options, checkup, f);
	}
	command->common.cluster = NULL;
	return ok;
}

/* --- this machine */

static void look_into_store(struct command *command, struct checkup *checkup, const char *path)
{
	struct fault fault = FAULT_INIT;
	struct store *store = command_open_store(command, STORE_READ, &fault);
	if (!store) {
		struct finding *finding =
			findings_add(&checkup->host, "store-unusable", path, "%s", fault.message);
		if (fault.hint)
			finding_detail(finding, xstrdup(fault.hint));
	} else {
		check_store(&checkup->host, store, path);
		for (size_t i = 0; i < checkup->count; i++)
			check_history(&checkup->clusters[i], store);
	}
	store_close(store);
	fault_clear(&fault);
}

static bool check_host(struct command *command, struct checkup *checkup, struct fault *f)
{
	const struct config *config = command_config(command, f);
	struct store_place place;
	if (!config || !command_store_place(command, &place, f))
		return false;
	if (config->path)
		check_file(&checkup->host, FILE_CONFIGURATION, config->path);
	else
		findings_add(&checkup->host, "configuration-missing", NULL, "there is no configuration");
	if (access(place.path, F_OK) == 0)
		look_into_store(command, checkup, place.path);
	else
		findings_add(&checkup->host, "store-missing", place.path, "there is no store yet: %s",
			     place.path);
	free(place.path);
	return true;
}

/* --- all of it */

static void print(struct command *command, const struct doctor_options *options,
		  const struct checkup *checkup)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	if (options->format == DOCTOR_JSON) {
		checkup_add_json(&t, checkup);
		output_json(&command->out, &t);
		return;
	}
	checkup_add_text(&t, checkup, command_help_width(command));
	if (!command->common.no_pager)
		output_use_pager(&command->out);
	output_text(&command->out, &t);
}

static bool run(struct command *command, void *values, struct fault *f)
{
	const struct doctor_options *options = values;
	struct checkup checkup = { .count = 0 };
	if (options->as && !options->connection.source)
		return fault_set(f, FAULT_USAGE, "--as goes with --source: a live cluster knows who asks");
	bool ok = examine_all(command, options, &checkup, f) &&
		  (options->connection.source || check_host(command, &checkup, f));
	if (ok) {
		print(command, options, &checkup);
		command->exit_code = checkup_exit(&checkup);
	}
	checkup_clear(&checkup);
	return ok;
}

static void add_page(struct text *t)
{
	text_add(t, "## Findings\n\n");
	codes_add_markdown(t);
}

const struct verb verb_doctor = {
	.name = "doctor",
	.syntax = &syntax,
	.run = run,
	.options_size = sizeof defaults,
	.defaults = &defaults,
	.add_page = add_page,
};
