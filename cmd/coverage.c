/* coverage.c - pveinv coverage: which of the API's metadata is captured, and is that enough? */
#include <string.h>

#include "cmd/verbs.h"
#include "cmd/walking.h"
#include "coverage/report.h"

struct coverage_options {
	const char *at, *declared_from;
	int format, against;
	struct words list;
	struct gate_options gates;
};

enum against { AGAINST_BOTH, AGAINST_DECLARED };
static const char *const against_names[] = { "both", "declared", NULL };

#define MEMBER(name) offsetof(struct coverage_options, name)

static const struct option options_of_coverage[] = {
	{ OPTION_TEXT, 0, "at", "REF", "of that snapshot, instead of the newest", MEMBER(at), NULL },
	{ OPTION_CHOICE, 0, "against", "WHAT",
	  "both: what PVE documents, and what the snapshot received; declared: the former alone, without a "
	  "store (default: the first)",
	  MEMBER(against), against_names },
	{ OPTION_TEXT, 0, "declared-from", "VERSION",
	  "what counts as documented: a version of PVE, or all (default: the one that fits the cluster)",
	  MEMBER(declared_from), NULL },
	{ OPTION_LIST, 0, "list", "STATES",
	  "list these: captured, unseen, missed, new, phantom, dead, excluded, denied, unreachable",
	  MEMBER(list), NULL },
	{ OPTION_CHOICE, 'o', "output", "FORMAT", "format (default: the first)", MEMBER(format),
	  coverage_format_names },
	{ .kind = OPTION_TITLE, .help = "Conditions; exit with 1 where one is not met" },
	{ OPTION_TEXT, 0, "min-live", "PERCENT", "of what was received", MEMBER(gates.min_live), NULL },
	{ OPTION_TEXT, 0, "min-schema", "PERCENT", "of what PVE documents", MEMBER(gates.min_schema), NULL },
	{ OPTION_LIST, 0, "min", "AREA=PERCENT", "both, in one area", MEMBER(gates.min), NULL },
	{ OPTION_LIST, 0, "fail-on", "STATES", "no field may be in one of these: missed,new,phantom,dead",
	  MEMBER(gates.fail_on), NULL },
	{ OPTION_TEXT, 0, "baseline", "FILE", "an earlier report (-o json) to compare with",
	  MEMBER(gates.baseline), NULL },
	{ OPTION_FLAG, 0, "no-decrease", NULL, "neither ratio may be smaller than in the baseline",
	  MEMBER(gates.no_decrease), NULL },
	{ .kind = OPTION_END },
};

static const struct exit_meaning exits[] = {
	{ 0, "done; all conditions are met" },
	{ 1, "a condition is not met" },
	{ 2, "wrong usage" },
	{ 3, "the snapshot is incomplete: the report says what could not be read" },
	{ 6, "store: not there, locked, corrupt, newer than this program; the output can't be written" },
	{ 70, "a bug in pveinv" },
	{ 0, NULL },
};

static const struct example examples[] = {
	{ "pveinv coverage", "which of the metadata of the newest snapshot is captured, and what is missed" },
	{ "pveinv coverage --min-live 95 --fail-on new",
	  "for CI: exit with 1 when an upgrade brought something new" },
	{ "pveinv coverage --against declared --declared-from all -o json",
	  "what pveinv knows, without a cluster" },
	{ NULL, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv coverage",
	.arguments = "",
	.summary = "Says which of the API's metadata is captured.",
	.description = "As a test coverage, over the fields of the API: which ones does PVE document "
		       "(declared), which ones "
		       "did the snapshot receive (seen), which ones does a column take (mapped), and do the "
		       "columns hold "
		       "something (captured)? Schema coverage is mapped of declared, live coverage captured "
		       "of seen. What "
		       "is left out on purpose counts in neither, and is listed with --list excluded.",
	.options = options_of_coverage,
	.common = common_options,
	.exits = exits,
	.examples = examples,
};

/* One `coverage` in work. */
struct covering {
	struct command *command;
	const struct coverage_options *options;
	struct store *store;
	struct moment moment;
	struct coverage_question question;
	struct coverage coverage;
	struct coverage_report report;
};

static bool choose_versions(struct covering *c, struct fault *f)
{
	const char *asked = c->options->declared_from;
	const char *const *versions = facts_declared.versions;

	c->question.facts = &facts_declared;
	if (!asked)
		return true;
	for (unsigned i = 0; versions[i]; i++)
		if (strcmp(asked, "all") == 0 || strcmp(asked, versions[i]) == 0)
			c->question.versions |= 1u << i;
	if (c->question.versions)
		return true;
	AUTO_TEXT struct text known = TEXT_INIT;
	for (unsigned i = 0; versions[i]; i++)
		text_addf(&known, "%s, ", versions[i]);
	fault_set(f, FAULT_USAGE, "--declared-from: what PVE %s documents is not known", asked);
	return fault_hint(f, "%sor all", known.data);
}

static bool list_states(struct covering *c, struct fault *f)
{
	c->report.list = c->options->list.count ? 0 : COVERAGE_LISTED;
	for (size_t i = 0; i < c->options->list.count; i++)
		if (!states_parse(c->options->list.items[i], &c->report.list, f))
			return fault_prefix(f, "--list");
	return true;
}

/* A coverage is one cluster's. */
static bool choose_cluster(struct covering *c, struct fault *f)
{
	const struct moment_cluster *found = NULL;
	AUTO_TEXT struct text names = TEXT_INIT;
	size_t count = 0;

	for (size_t i = 0; i < c->moment.count; i++) {
		if (!c->moment.clusters[i].snapshot)
			continue;
		found = &c->moment.clusters[i];
		text_addf(&names, "%s%s", count++ ? ", " : "", found->cluster);
	}
	if (count != 1) {
		fault_set(f, FAULT_USAGE, "the store holds several clusters: %s", names.data);
		return fault_hint(f, "pick one with --cluster");
	}
	c->question.cluster = found->cluster;
	c->question.snapshot = found->snapshot;
	c->question.taken = found->taken;
	c->question.complete = found->complete;
	return true;
}

static bool open_moment(struct covering *c, struct fault *f)
{
	const char *ref = c->options->at ? c->options->at : "latest";

	if (c->options->against == AGAINST_DECLARED)
		return true;
	c->store = command_open_store(c->command, STORE_READ, f);
	if (!c->store || !command_resolve_one(c->store, ref, c->command->common.cluster, &c->moment, f) ||
	    !choose_cluster(c, f) || !store_show(c->store, &c->moment, f))
		return false;
	c->question.db = store_database(c->store);
	return gaps_read(c->question.db, c->question.cluster, &c->report.gaps, f);
}

/* Incomplete comes before a condition: who can't see can't say that it is worse. */
static bool conclude(struct covering *c, struct fault *f)
{
	if (c->coverage.cluster && !c->coverage.complete) {
		fault_set(f, FAULT_PARTIAL, "snapshot %lld of %s is incomplete: so is its coverage",
			  (long long)c->coverage.snapshot, c->coverage.cluster);
		return fault_hint(f, "'pveinv snapshot show %lld' explains it",
				  (long long)c->coverage.snapshot);
	}
	if (!gates_are_met(&c->report.gates))
		c->command->exit_code = 1;
	return true;
}

static void say_gates(const struct covering *c)
{
	const struct gates *gates = &c->report.gates;

	for (size_t i = 0; i < gates->count; i++)
		if (!gates->items[i].met)
			command_warn(c->command, "%s is not met: %s", gates->items[i].name,
				     gates->items[i].detail);
}

static bool cover(struct covering *c, struct fault *f)
{
	bool live = c->options->against != AGAINST_DECLARED;

	if (!choose_versions(c, f) || !list_states(c, f) || !gates_check(&c->options->gates, live, f) ||
	    !open_moment(c, f) || !coverage_take(&c->coverage, &c->question, f))
		return false;
	c->report.coverage = &c->coverage;
	c->report.tallies = tallies_of(&c->coverage);
	if (!gates_try(&c->report.gates, &c->options->gates, &c->coverage, &c->report.tallies, f))
		return false;
	if (!c->command->common.no_pager && c->options->format == COVERAGE_TABLE)
		output_use_pager(&c->command->out);
	coverage_print(&c->command->out, (enum coverage_format)c->options->format, &c->report);
	if (c->options->format != COVERAGE_TABLE)
		say_gates(c);
	return conclude(c, f);
}

static bool run(struct command *command, void *options, struct fault *f)
{
	struct covering c = { .command = command, .options = options };
	bool ok = true;

	if (c.options->format == COVERAGE_JSON_SCHEMA)
		coverage_print(&command->out, COVERAGE_JSON_SCHEMA, &c.report);
	else
		ok = cover(&c, f);
	gates_clear(&c.report.gates);
	gaps_clear(&c.report.gaps);
	tallies_clear(&c.report.tallies);
	coverage_clear(&c.coverage);
	moment_clear(&c.moment);
	store_close(c.store);
	return ok;
}

const struct verb verb_coverage = {
	.name = "coverage",
	.syntax = &syntax,
	.run = run,
	.options_size = sizeof(struct coverage_options),
};
