/* coverage.c - pveinv coverage: which of the API's metadata is captured, and is that enough? */
#include <string.h>
#include <unistd.h>

#include "cmd/reading.h"
#include "cmd/verbs.h"
#include "coverage/apidoc.h"
#include "coverage/compare.h"
#include "coverage/profile.h"
#include "coverage/report.h"

struct coverage_options {
	const char *at, *declared_from;
	int format, level, against, profile;
	bool compare;
	struct words list;
	struct gate_options gates;
	struct connection_options connection;
};

static const struct coverage_options defaults = { .level = -1, .profile = -1 };

enum against { AGAINST_BOTH, AGAINST_DECLARED, AGAINST_OBSERVED };
static const char *const against_names[] = { "both", "declared", "observed", NULL };

#define MEMBER(name) offsetof(struct coverage_options, name)

static const struct option options_of_coverage[] = {
	{ OPTION_TEXT, 0, "at", "REF",
	  "of that moment: latest~2, a number, a tag, a time, FILE@REF; live: what is read now, and not "
	  "stored "
	  "(default: latest)",
	  MEMBER(at), NULL },
	{ OPTION_CHOICE, 0, "level", "LEVEL",
	  "of --at live, how much is read (default: the configuration's, else standard)", MEMBER(level),
	  level_names },
	{ OPTION_CHOICE, 0, "against", "WHAT",
	  "declared: what PVE documents, without a store; observed: what the snapshot received; both "
	  "(default: the first)",
	  MEMBER(against), against_names },
	{ OPTION_TEXT, 0, "declared-from", "VERSION",
	  "what counts as documented: a version of PVE, all of them; node: what the cluster's node says, "
	  "where "
	  "pve-docs is installed; or a FILE, saved from its " APIDOC_PATH
	  " (default: the version that fits the cluster)",
	  MEMBER(declared_from), NULL },
	{ OPTION_LIST, 0, "list", "STATES",
	  "list these: captured, unseen, missed, new, phantom, dead, excluded, denied, unreachable",
	  MEMBER(list), NULL },
	{ OPTION_FLAG, 0, "compare", NULL,
	  "print what came and went between two snapshots, or two versions of PVE", MEMBER(compare), NULL },
	{ OPTION_CHOICE, 0, "profile", "NAME",
	  "print that document's list of metadata, as it is captured here", MEMBER(profile), profile_names },
	OPTION_OUTPUT("format", struct coverage_options, coverage_format_names),
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
	{ 2, "wrong usage or configuration; the node has no pve-docs" },
	{ 3, "the snapshot is incomplete: the report says what could not be read" },
	{ 4, "live: authentication failed" },
	{ 5, "live, or --declared-from node: unreachable, or TLS not verified" },
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
	{ "pveinv coverage --compare 8.4 9.2", "what PVE 9.2 documents that 8.4 did not" },
	{ "pveinv coverage --at live --declared-from node",
	  "what the cluster's own release documents and sends, now" },
	{ NULL, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv coverage",
	.arguments = "[--compare FROM TO]",
	.summary = "Says which of the API's metadata is captured.",
	.description = "As a test coverage, over the fields of the API: which ones does PVE document "
		       "(declared), which ones "
		       "did the snapshot receive (seen), which ones does a column take (mapped), and do the "
		       "columns hold "
		       "something (captured)? Schema coverage is mapped of declared, live coverage captured "
		       "of seen. What "
		       "is left out on purpose counts in neither, and is listed with --list excluded.",
	.most = 2,
	.options = options_of_coverage,
	.shared = connection_options,
	.shared_offset = MEMBER(connection),
	.common = common_options,
	.exits = exits,
	.examples = examples,
};

/* One `coverage` in work. */
struct covering {
	struct command *command;
	const struct coverage_options *options;
	unsigned versions;         /* that are named; 0: the one that fits */
	struct apidoc apidoc;      /* of --declared-from FILE or node */
	const struct facts *facts; /* that, or ours */
	struct coverage coverage, other;
	struct coverage_report report;
};

/* The bits of a version of the facts, or of all; 0: none is called so. */
static unsigned versions_named(const char *name)
{
	const char *const *versions = facts_declared.versions;
	unsigned found = 0;
	for (unsigned i = 0; versions[i]; i++)
		if (strcmp(name, "all") == 0 || strcmp(name, versions[i]) == 0)
			found |= 1u << i;
	return found;
}

/* "7.4, 8.4, 9.2, all" */
static void add_known_versions(struct text *t)
{
	for (const char *const *version = facts_declared.versions; *version; version++)
		text_addf(t, "%s, ", *version);
	text_add(t, "all");
}

static bool ask_node(struct covering *c, struct fault *f)
{
	AUTO_TEXT struct text script = TEXT_INIT, known = TEXT_INIT;
	AUTO_FREE char *url = NULL;
	struct connection node;
	if (!connection_choose(&node, c->command, &c->options->connection, f))
		return false;
	int found = node.urls ? connection_read_file(&node, APIDOC_PATH, &script, &url, f) : 0;
	if (found > 0) {
		found = apidoc_parse(&c->apidoc, url, &script, f) ? 1 : -1;
	} else if (found == 0) {
		if (!node.urls)
			fault_set(f, FAULT_USAGE, "--declared-from node: a recording does not hold it");
		add_known_versions(&known);
		fault_hint(f, "a node has it where pve-docs is installed; otherwise say a version: %s",
			   known.data);
	}
	connection_close(&node);
	return found > 0;
}

static bool choose_versions(struct covering *c, struct fault *f)
{
	const char *asked = c->options->declared_from;
	AUTO_TEXT struct text known = TEXT_INIT;
	c->facts = &facts_declared;
	c->versions = asked ? versions_named(asked) : 0;
	if (!asked || c->versions)
		return true;
	c->facts = &c->apidoc.facts;
	if (strcmp(asked, "node") == 0)
		return ask_node(c, f);
	if (access(asked, F_OK) == 0)
		return apidoc_read(&c->apidoc, asked, f) || fault_prefix(f, "--declared-from");
	fault_set(f, FAULT_USAGE, "--declared-from: what PVE %s documents is not known, nor is it a file",
		  asked);
	add_known_versions(&known);
	return fault_hint(f, "%s, node, or a node's apidoc.js", known.data);
}

static bool list_states(struct covering *c, struct fault *f)
{
	c->report.list = c->options->list.count ? 0 : COVERAGE_LISTED;
	for (size_t i = 0; i < c->options->list.count; i++)
		if (!states_parse(c->options->list.items[i], &c->report.list, f))
			return fault_prefix(f, "--list");
	return true;
}

/* --- taking it */

static bool take_declared(const struct facts *facts, struct coverage *ret, unsigned versions, struct fault *f)
{
	struct coverage_question question = { .facts = facts, .versions = versions };
	return coverage_take(ret, &question, f);
}

/* A coverage is one cluster's. */
static const struct moment_cluster *only_cluster(const struct moment *moment, struct fault *f)
{
	const struct moment_cluster *found = NULL;
	AUTO_TEXT struct text names = TEXT_INIT;
	size_t count = 0;
	for (size_t i = 0; i < moment->count; i++) {
		if (!moment->clusters[i].snapshot)
			continue;
		found = &moment->clusters[i];
		text_addf(&names, "%s%s", count++ ? ", " : "", found->cluster);
	}
	if (count == 1)
		return found;
	fault_set(f, FAULT_USAGE, "the store holds several clusters: %s", names.data);
	fault_hint(f, "pick one with --cluster");
	return NULL;
}

static bool take_moment(struct covering *c, const struct reading *r, struct coverage *ret, struct gaps *gaps,
			struct fault *f)
{
	const struct moment_cluster *cluster = only_cluster(&r->moment, f);
	if (!cluster)
		return false;
	struct coverage_question question = {
		.facts = c->facts,
		.versions = c->versions,
		.db = store_database(r->walking.store),
		.cluster = cluster->cluster,
		.snapshot = cluster->snapshot,
		.taken = cluster->taken,
		.complete = cluster->complete,
		.live = r->live,
	};
	return coverage_take(ret, &question, f) &&
	       (!gaps || gaps_read(question.db, cluster->cluster, gaps, f));
}

static bool is_live(const char *ref)
{
	return ref && strcmp(ref, "live") == 0;
}

static bool find_level(const struct covering *c, enum level *ret, struct fault *f)
{
	struct connection connection;
	if (!connection_choose(&connection, c->command, &c->options->connection, f))
		return false;
	*ret = connection_level(&connection, c->options->level);
	connection_close(&connection);
	return true;
}

static bool take_ref(struct covering *c, const char *ref, struct coverage *ret, struct gaps *gaps,
		     struct fault *f)
{
	bool live = is_live(ref);
	struct reading r = { .command = c->command,
			     .at = live ? NULL : ref,
			     .one = true,
			     .live = live,
			     .connection = &c->options->connection };
	bool ok = (!live || find_level(c, &r.walk.level, f)) && reading_open(&r, f) &&
		  take_moment(c, &r, ret, gaps, f);
	reading_close(&r);
	return ok;
}

static bool take(struct covering *c, struct fault *f)
{
	if (c->options->against == AGAINST_DECLARED)
		return take_declared(c->facts, &c->coverage, c->versions, f);
	const char *ref = c->options->at ? c->options->at : "latest";
	if (!take_ref(c, ref, &c->coverage, &c->report.gaps, f))
		return false;
	if (c->options->against == AGAINST_OBSERVED)
		coverage_leave_seen(&c->coverage);
	return true;
}

/* --- saying it */

static void use_pager(struct covering *c)
{
	if (!c->command->common.no_pager && c->options->format == COVERAGE_TABLE)
		output_use_pager(&c->command->out);
}

/* Incomplete comes before a condition: who can't see can't say that it is worse. */
static bool check_complete(const struct coverage *coverage, struct fault *f)
{
	long long id = (long long)coverage->snapshot;
	if (!coverage->cluster || coverage->complete)
		return true;
	if (!id) {
		fault_set(f, FAULT_PARTIAL, "what was read of %s is incomplete: so is its coverage",
			  coverage->cluster);
		return fault_hint(f, "'pveinv doctor' explains it");
	}
	fault_set(f, FAULT_PARTIAL, "snapshot %lld of %s is incomplete: so is its coverage", id,
		  coverage->cluster);
	return fault_hint(f, "'pveinv snapshot show %lld' explains it", id);
}

static bool conclude(struct covering *c, struct fault *f)
{
	const struct gates *gates = &c->report.gates;
	for (size_t i = 0; c->options->format != COVERAGE_TABLE && i < gates->count; i++) {
		if (!gates->items[i].met)
			command_warn(c->command, "%s is not met: %s", gates->items[i].name,
				     gates->items[i].detail);
	}
	if (!gates_are_met(gates))
		c->command->exit_code = 1;
	return check_complete(&c->coverage, f);
}

static bool cover(struct covering *c, struct fault *f)
{
	if (!gates_check(&c->options->gates, c->options->against != AGAINST_DECLARED, f) || !take(c, f))
		return false;
	c->report.coverage = &c->coverage;
	c->report.tallies = tallies_of(&c->coverage);
	if (!gates_try(&c->report.gates, &c->options->gates, &c->coverage, &c->report.tallies, f))
		return false;
	use_pager(c);
	coverage_print(&c->command->out, (enum coverage_format)c->options->format, &c->report);
	return conclude(c, f);
}

/* --- lists of rows */

static bool row_format(const struct covering *c, struct print_options *ret, struct fault *f)
{
	enum coverage_format format = (enum coverage_format)c->options->format;
	ret->format = format == COVERAGE_JSON       ? PRINT_JSON
		      : format == COVERAGE_MARKDOWN ? PRINT_MARKDOWN
						    : PRINT_TABLE;
	if (format <= COVERAGE_MARKDOWN)
		return true;
	fault_set(f, FAULT_USAGE, "-o %s is for the whole report", coverage_format_names[format]);
	return fault_hint(f, "--compare and --profile know table, json and markdown");
}

static bool take_side(struct covering *c, const char *what, struct coverage *ret, struct fault *f)
{
	unsigned versions = versions_named(what);
	return versions ? take_declared(&facts_declared, ret, versions, f) : take_ref(c, what, ret, NULL, f);
}

static bool compare(struct covering *c, struct fault *f)
{
	const struct words *sides = &c->command->arguments;
	struct print_options print = { 0 };
	AUTO_TEXT struct text unknown = TEXT_INIT;
	if (sides->count != 2) {
		fault_set(f, FAULT_USAGE, "--compare needs two snapshots, or two versions of PVE");
		return fault_hint(f, "such as 'pveinv coverage --compare latest~1 latest', or 8.4 9.2");
	}
	if (!row_format(c, &print, f) || !take_side(c, sides->items[0], &c->coverage, f) ||
	    !take_side(c, sides->items[1], &c->other, f))
		return false;
	if (!c->coverage.cluster != !c->other.cluster)
		return fault_set(f, FAULT_USAGE,
				 "a snapshot can't be compared with what a version documents");
	use_pager(c);
	compare_print(&c->coverage, &c->other, &c->command->out, &print, &unknown);
	if (unknown.size)
		command_note(c->command, "received on one side only, so not compared: %s", unknown.data);
	return check_complete(&c->coverage, f) && check_complete(&c->other, f);
}

/* A line that nothing here holds is a condition that is not met. */
static bool print_profile(struct covering *c, struct fault *f)
{
	unsigned states[UNIT_STATES] = { 0 };
	struct print_options print = { 0 };
	if (!row_format(c, &print, f) || !take(c, f))
		return false;
	use_pager(c);
	profile_print((size_t)c->options->profile, &c->coverage, &c->command->out, &print, states);
	if (states[UNIT_MISSED] || states[UNIT_PHANTOM] || states[UNIT_DEAD])
		c->command->exit_code = 1;
	return check_complete(&c->coverage, f);
}

static bool check_options(const struct covering *c, struct fault *f)
{
	const struct coverage_options *o = c->options;
	const struct words *sides = &c->command->arguments;
	bool live = is_live(o->at);
	for (size_t i = 0; i < sides->count; i++)
		live = live || is_live(sides->items[i]);
	const char *connection = connection_one_cluster(&o->connection);
	if (!live && connection && !(o->declared_from && strcmp(o->declared_from, "node") == 0)) {
		fault_set(f, FAULT_USAGE, "%s is for what is live", connection);
		return fault_hint(f, "say --at live, or --declared-from node");
	}
	if (!live && o->level >= 0) {
		fault_set(f, FAULT_USAGE, "--level is for a live walk");
		return fault_hint(f, "say --at live");
	}
	return true;
}

static bool choose(struct covering *c, struct fault *f)
{
	if (!check_options(c, f) || !choose_versions(c, f) || !list_states(c, f))
		return false;
	if (c->options->compare)
		return compare(c, f);
	if (c->command->arguments.count) {
		fault_set(f, FAULT_USAGE, "coverage takes no arguments without --compare");
		return fault_hint(f, "--at REF picks a snapshot");
	}
	return c->options->profile >= 0 ? print_profile(c, f) : cover(c, f);
}

static bool run(struct command *command, void *options, struct fault *f)
{
	struct covering c = { .command = command, .options = options };
	bool ok = choose(&c, f);
	gates_clear(&c.report.gates);
	gaps_clear(&c.report.gaps);
	tallies_clear(&c.report.tallies);
	coverage_clear(&c.coverage);
	coverage_clear(&c.other);
	apidoc_clear(&c.apidoc);
	return ok;
}

static void add_page(struct text *t)
{
	text_add(t, "## States\n\nEach field of each answer is in one of these states:\n\n");
	for (int state = 0; state < UNIT_STATES; state++)
		text_addf(t, "- `%s`: %s\n", unit_state_names[state], unit_state_meanings[state]);
}

const struct verb verb_coverage = {
	.name = "coverage",
	.syntax = &syntax,
	.run = run,
	.options_size = sizeof(struct coverage_options),
	.defaults = &defaults,
	.add_page = add_page,
};
