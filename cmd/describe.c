/* describe.c - pveinv describe: one object with all that belongs to it, now or at any moment. */
#include <string.h>

#include "base/clock.h"
#include "cmd/reading.h"
#include "cmd/verbs.h"
#include "report/describe.h"
#include "report/envelope.h"
#include "report/select.h"

struct describe_options {
	const char *at;
	int format, level;
	struct connection_options connection;
};

static const struct describe_options defaults = { .level = -1 };

#define MEMBER(name) offsetof(struct describe_options, name)

static const struct option options_of_describe[] = {
	{ OPTION_TEXT, 0, "at", "REF",
	  "the store's state at that moment: latest, latest~2, a number, a tag, a time, FILE@REF",
	  MEMBER(at), NULL },
	{ OPTION_CHOICE, 0, "level", "LEVEL",
	  "of a live one, how much is read (default: the object itself up to detailed, cluster-wide lists up "
	  "to standard)",
	  MEMBER(level), level_names },
	OPTION_OUTPUT("format", struct describe_options, describe_format_names),
	{ .kind = OPTION_END },
};

static const struct example examples[] = {
	{ "pveinv describe guest 100", "all about a guest, as it is now" },
	{ "pveinv describe guest 100 --at 2026-11-01", "as it was on that day" },
	{ "pveinv describe node pve1 -o json", "for programs" },
	{ NULL, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv describe",
	.arguments = "ENTITY [KEY]",
	.summary = "Shows one object with all that belongs to it, arranged as in PVE's web interface.",
	.description =
		"Columns that are not set are left out; those that are unknown stand behind '?'. Lists are "
		"cut after 20 rows (-o json has all). At the end stands what there is none of, and what "
		"was not read. The KEY may be left out where there is one object only, as with 'cluster'.",
	.least = 1,
	.most = 2,
	.options = options_of_describe,
	.shared = connection_options,
	.shared_offset = MEMBER(connection),
	.common = common_options,
	.exits = exits_of_walking,
	.examples = examples,
};

struct describing {
	struct command *command;
	const struct describe_options *options;
	const struct entity *entity;
	const char *key; /* or null */
	struct reading reading;
};

static bool check_options(const struct describing *d, struct fault *f)
{
	if (!d->reading.live && d->options->level >= 0)
		return fault_set(f, FAULT_USAGE, "--level is for a live walk");
	return true;
}

static bool open_reading(struct describing *d, struct fault *f)
{
	int level = d->options->level;
	const char *ids[] = { d->key, NULL };
	const bool **wanted = describe_wanted(d->entity, level);
	AUTO_FREE bool *offered = describe_offered(d->entity, level);
	d->reading.walk = (struct walk_options){
		.level = level >= 0 ? (enum level)level : LEVEL_DETAILED,
		.wanted = wanted,
		.offered = offered,
		.only = d->key ? d->entity : NULL,
		.only_ids = d->key ? ids : NULL,
	};
	bool ok = reading_open(&d->reading, f);
	d->reading.walk = (struct walk_options){ .wanted = NULL };
	wanted_free(wanted);
	return ok;
}

/* Not there, or only not seen? */
static bool refuse_missing(const struct describing *d, struct gaps *gaps, struct fault *f)
{
	AUTO_TEXT struct text reason = TEXT_INIT;
	const char *key = d->key ? d->key : "";
	gaps_leave(gaps, d->entity, true);
	if (gaps->count == 0) {
		fault_set(f, FAULT_USAGE, "there is no %s%s%s", d->entity->name, *key ? " " : "", key);
		return fault_hint(f, "'pveinv get %s' lists what there is", d->entity->plural);
	}
	gaps_add_line(&reason, gaps, 0);
	fault_set(f, FAULT_PARTIAL, "no %s%s%s was seen", d->entity->name, *key ? " " : "", key);
	return fault_hint(f, "it may be there all the same: %s", reason.data);
}

static void add_title(struct text *t, const struct describing *d, const char *cluster)
{
	const struct moment *moment = &d->reading.moment;
	for (size_t i = 0; i < moment->count; i++) {
		const struct moment_cluster *c = &moment->clusters[i];
		if (strcmp(c->cluster, cluster) != 0)
			continue;
		if (d->reading.live)
			text_add(t, "now, ");
		else
			text_addf(t, "snapshot %lld, ", (long long)c->snapshot);
		clock_add_time(t, c->taken);
	}
}

static bool print(struct describing *d, const struct object *object, const struct gaps *gaps, struct fault *f)
{
	struct command *command = d->command;
	AUTO_TEXT struct text t = TEXT_INIT, title = TEXT_INIT, envelope = TEXT_INIT;
	struct describe_style style = { .format = (enum describe_format)d->options->format,
					.width = command_help_width(command) };
	add_title(&title, d, object->cluster);
	envelope_add(&envelope, d->entity, &d->reading.moment, d->reading.live, gaps);
	style.title = title.data;
	style.envelope = envelope.data;
	if (!describe(&t, store_database(d->reading.walking.store), object, &style, f))
		return false;
	if (!command->common.no_pager && style.format == DESCRIBE_TEXT)
		output_use_pager(&command->out);
	if (style.format == DESCRIBE_JSON)
		output_json(&command->out, &t);
	else
		output_text(&command->out, &t);
	return true;
}

static bool describe_it(struct describing *d, struct fault *f)
{
	sqlite3 *db = store_database(d->reading.walking.store);
	const char *cluster = d->reading.live ? NULL : d->command->common.cluster;
	struct object object;
	struct gaps gaps;
	bool found;
	if (!object_find(&object, &found, db, d->entity, d->key, cluster, f) ||
	    !gaps_read(db, cluster, &gaps, f))
		return false;
	bool ok = found ? print(d, &object, &gaps, f) : refuse_missing(d, &gaps, f);
	gaps_clear(&gaps);
	object_clear(&object);
	return ok && (!d->reading.live || reading_report_gaps(&d->reading, f));
}

static bool run(struct command *command, void *values, struct fault *f)
{
	struct describing d = { .command = command, .options = values };
	d.reading = (struct reading){ .command = command,
				      .at = d.options->at,
				      .connection = &d.options->connection };
	d.entity = select_entity(command->arguments.items[0], f);
	d.key = command->arguments.count > 1 ? command->arguments.items[1] : NULL;
	bool ok = d.entity && reading_decide(&d.reading, f) && check_options(&d, f) && open_reading(&d, f) &&
		  describe_it(&d, f);
	reading_close(&d.reading);
	return ok;
}

const struct verb verb_describe = {
	.name = "describe",
	.syntax = &syntax,
	.run = run,
	.options_size = sizeof defaults,
	.defaults = &defaults,
};
