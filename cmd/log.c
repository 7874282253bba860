/* log.c - pveinv log: every change of the estate, a table or an object, snapshot by snapshot. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cmd/verbs.h"
#include "report/filter.h"
#include "report/label.h"
#include "report/objects.h"
#include "report/print_diff.h"
#include "report/select.h"

struct log_options {
	int format;
	bool patch, state, all, reverse, csv_safe;
	const char *since, *until;
	int64_t limit;
	struct words conditions, columns;
};

static const struct log_options defaults = { .limit = -1 };

#define MEMBER(name) offsetof(struct log_options, name)

static const struct option options_of_log[] = {
	{ OPTION_TITLE, 0, NULL, NULL, "Which changes", 0, NULL },
	{ OPTION_TEXT, 0, "since", "REF", "only those after that moment", MEMBER(since), NULL },
	{ OPTION_TEXT, 0, "until", "REF", "only those up to that moment", MEMBER(until), NULL },
	{ OPTION_NUMBER, 'n', "limit", "N", "at most so many snapshots with changes, the newest ones",
	  MEMBER(limit), NULL },
	{ OPTION_LIST, 'c', "column", "COLUMNS", "only changes of these columns: memory,tags",
	  MEMBER(columns), NULL },
	{ OPTION_LIST, 'l', "select", "CONDITIONS",
	  "only objects of the one table named that meet all of them now: guest -l tags~prod",
	  MEMBER(conditions), NULL },
	{ OPTION_FLAG, 0, "state", NULL, "changes of state, too: running or stopped, online or offline",
	  MEMBER(state), NULL },
	{ OPTION_FLAG, 0, "all", NULL, "also what was learned: read for the first time, so perhaps not new",
	  MEMBER(all), NULL },
	{ OPTION_TITLE, 0, NULL, NULL, "How they are said", 0, NULL },
	{ OPTION_FLAG, 'p', "patch", NULL, "all columns, as diff prints them", MEMBER(patch), NULL },
	{ OPTION_FLAG, 0, "reverse", NULL, "oldest first", MEMBER(reverse), NULL },
	OPTION_OUTPUT("format", struct log_options, diff_format_names),
	OPTION_CSV_SAFE(struct log_options),
	{ .kind = OPTION_END },
};

static const struct example examples[] = {
	{ "pveinv log -n 5", "the last changes of all clusters" },
	{ "pveinv log guest 100", "all that ever happened to a guest, its disks and NICs" },
	{ "pveinv log guest 100 -c memory", "when it got how much memory" },
	{ "pveinv log --since 2026-11-01 storage acl -p", "two tables since that day, in full" },
	{ NULL, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv log",
	.arguments = "[ENTITY [KEY…]…]",
	.summary = "Prints every change, newest first: of everything, of tables, or of objects.",
	.description =
		"Each snapshot is compared with the one before it. ENTITY limits it to tables; with KEYs to "
		"these objects and all that belongs to them. Beside a change stand the tasks and cluster-log "
		"lines that can be behind it: 'by' where only one fits, else 'candidate'.",
	.most = ARGUMENTS_ANY,
	.options = options_of_log,
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples,
};

struct entry {
	struct diff_pair pair;
	bool *tables; /* that may differ */
	int64_t time; /* of its later side, or of one before it that has a later clock */
};

/* One `log` in work. */
struct logging {
	struct command *command;
	const struct log_options *options;
	struct objects objects;
	struct words columns; /* single names; owned */
	struct store *store;
	struct moment latest, since, until;
	struct entry *entries; /* neighbours that may differ */
	size_t count;
	struct diff_print_options print;
	struct diff_printer *printer;
};

/* --- columns */

static bool check_column(const struct logging *l, const char *name, struct fault *f)
{
	struct fault first = FAULT_INIT;
	if (text_starts_with(name, "extra."))
		return true;
	for (size_t i = 0; i < l->objects.count; i++) {
		if (select_column(l->objects.items[i].entity, name, first.kind ? NULL : &first)) {
			fault_clear(&first);
			return true;
		}
	}
	if (first.kind == FAULT_NONE)
		return fault_set(f, FAULT_USAGE, "--column: of which table?") ||
		       fault_hint(f, "name it: log guest 100 --column memory");
	*f = first;
	return false;
}

static bool read_columns(struct logging *l, struct fault *f)
{
	for (size_t i = 0; i < l->options->columns.count; i++) {
		const char *word = l->options->columns.items[i];
		while (*word) {
			size_t length = strcspn(word, ",");
			char *name = xstrndup(word, length);
			words_add(&l->columns, name);
			if (!check_column(l, name, f))
				return false;
			word += length + (word[length] == ',');
		}
	}
	return true;
}

static bool wants_column(const struct logging *l, const char *name)
{
	for (size_t i = 0; i < l->columns.count; i++)
		if (strcmp(l->columns.items[i], name) == 0)
			return true;
	return false;
}

/* With --column a change is what it says of these; a thing that came or went says when. */
static bool take_change(void *context, const struct change *change, struct fault *f)
{
	struct logging *l = context;
	AUTO_FREE struct change_column *columns = NULL;
	struct change narrow = *change;
	if (l->columns.count == 0)
		return diff_printer_change(l->printer, change, f);
	if (change->kind == CHANGE_UNKNOWN)
		return true;
	columns = xcalloc(change->n_columns + 1, sizeof *columns);
	narrow.columns = columns;
	narrow.n_columns = 0;
	for (size_t i = 0; i < change->n_columns; i++)
		if (wants_column(l, change->columns[i].name))
			columns[narrow.n_columns++] = change->columns[i];
	if (narrow.n_columns == 0 && change->kind != CHANGE_ADDED && change->kind != CHANGE_REMOVED)
		return true;
	return diff_printer_change(l->printer, &narrow, f);
}

/* --- which snapshots */

static int64_t snapshot_of(const struct moment *moment, const char *cluster)
{
	for (size_t i = 0; i < moment->count; i++)
		if (strcmp(moment->clusters[i].cluster, cluster) == 0)
			return moment->clusters[i].snapshot;
	return 0;
}

static struct diff_side side_of(const struct touched_side *side)
{
	return (struct diff_side){ .id = side->snapshot,
				   .snapshot = side->snapshot,
				   .taken = side->taken,
				   .complete = side->complete };
}

/* Those of one cluster stay in their order, whatever its clock did. */
static int64_t time_of(const struct logging *l, size_t first, const struct touched *touched)
{
	int64_t before = l->count > first ? l->entries[l->count - 1].time : 0;
	return touched->at.taken > before ? touched->at.taken : before;
}

/* Takes over the tables. */
static void add_entry(struct logging *l, const char *cluster, size_t first, struct touched *touched)
{
	int64_t time = time_of(l, first, touched);
	if ((l->count & (l->count - 1)) == 0) /* full at each power of two */
		l->entries = xreallocarray(l->entries, l->count ? 2 * l->count : 1, sizeof *l->entries);
	l->entries[l->count++] = (struct entry){
		{ cluster, side_of(&touched->before), side_of(&touched->at) }, touched->tables, time
	};
	touched->tables = NULL;
}

static bool find_in_cluster(struct logging *l, const struct moment_cluster *cluster, struct fault *f)
{
	int64_t low = snapshot_of(&l->since, cluster->cluster), high = cluster->snapshot;
	struct touched *touched = NULL;
	size_t count = 0;
	if (l->options->until)
		high = snapshot_of(&l->until, cluster->cluster);
	if (!store_touched(l->store, cluster->cluster, low, high, &l->print.diff, &touched, &count, f))
		return false;
	for (size_t i = 0, first = l->count; i < count; i++)
		add_entry(l, cluster->cluster, first, &touched[i]);
	touched_free(touched, count);
	return true;
}

static int newest_first(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->time != y->time)
		return x->time > y->time ? -1 : 1;
	return (x->pair.to.id < y->pair.to.id) - (x->pair.to.id > y->pair.to.id);
}

/* A time before the first snapshot is no mistake here. */
static bool resolve_bound(struct logging *l, const char *ref, struct moment *ret, struct fault *f)
{
	struct fault none = FAULT_INIT;
	int64_t seconds;
	if (!ref || store_resolve(l->store, ref, l->command->common.cluster, ret, &none))
		return true;
	if (none.kind == FAULT_USAGE && clock_parse(ref, &seconds)) {
		fault_clear(&none);
		return true;
	}
	*f = none;
	return false;
}

static bool find_entries(struct logging *l, struct fault *f)
{
	if (!resolve_bound(l, l->options->since, &l->since, f) ||
	    !resolve_bound(l, l->options->until, &l->until, f))
		return false;
	for (size_t i = 0; i < l->latest.count; i++)
		if (!find_in_cluster(l, &l->latest.clusters[i], f))
			return false;
	if (l->count)
		qsort(l->entries, l->count, sizeof *l->entries, newest_first);
	return true;
}

/* --- printing */

static bool take_note(void *context, const struct diff_note *note, struct fault *f)
{
	return diff_printer_note(((struct logging *)context)->printer, note, f);
}

static bool print_entry(struct logging *l, const struct entry *entry, struct fault *f)
{
	const struct diff_pair *pair = &entry->pair;
	struct diff_options options = l->print.diff;
	options.tables = entry->tables;
	options.all = true; /* learned records are counted, at least */
	if (!who_begin(l->print.who, pair->cluster, pair->from.id, pair->to.id, f))
		return false;
	diff_printer_begin_pair(l->printer, pair);
	if (!store_diff(l->store, pair->cluster, pair->from.id, pair->to.id, &options, take_change, take_note,
			l, f))
		return false;
	diff_printer_end_pair(l->printer);
	return !command_interrupted || fault_set(f, FAULT_INTERRUPTED, "interrupted");
}

static bool print_pairs(struct logging *l, struct fault *f)
{
	int64_t left = l->options->limit < 0 ? INT64_MAX : l->options->limit;
	for (size_t i = 0; i < l->count && left > 0 && !output_gone(&l->command->out); i++) {
		size_t before = diff_printer_count(l->printer);
		if (!print_entry(l, &l->entries[l->options->reverse ? l->count - 1 - i : i], f))
			return false;
		left -= diff_printer_count(l->printer) > before;
	}
	diff_printer_end(l->printer);
	return true;
}

static bool print(struct logging *l, struct fault *f)
{
	struct labeller labeller = { .db = store_database(l->store), .moment = &l->latest };
	l->print.label = label_of;
	l->print.label_context = &labeller;
	l->print.who = who_new(store_database(l->store));
	if (!l->command->common.no_pager && diff_format_is_paged(&l->print))
		output_use_pager(&l->command->out);
	l->printer = diff_printer_new(&l->command->out, &l->print, NULL, 0);
	bool ok = print_pairs(l, f);
	if (ok && diff_printer_count(l->printer) == 0)
		command_note(l->command, "no changes");
	diff_printer_free(l->printer);
	labeller_clear(&labeller);
	who_free(l->print.who);
	return ok;
}

static bool read_arguments(struct logging *l, struct fault *f)
{
	const struct words *arguments = &l->command->arguments;
	size_t first;
	if (!objects_init(&l->objects, arguments, &l->options->conditions, &first, f))
		return false;
	if (first > 0) {
		AUTO_FREE char *near = NULL;

		select_entity(arguments->items[0], f);
		near = xstrdup(f->hint);
		return fault_hint(f, "%s; moments are said with --since and --until", near);
	}
	return read_columns(l, f);
}

static bool open(struct logging *l, struct fault *f)
{
	const struct log_options *o = l->options;
	const char *cluster = l->command->common.cluster;
	l->print = (struct diff_print_options){
		.format = (enum diff_format)o->format,
		.log = true,
		.brief = !o->patch,
		.columns_asked = l->columns.count > 0,
		.csv_safe = o->csv_safe,
		.diff = { .state = o->state,
			  .all = o->all,
			  .alone = l->columns.count > 0,
			  .entities = l->objects.whole },
	};
	l->store = command_open_store(l->command, STORE_READ, f);
	return l->store && store_resolve(l->store, "latest", cluster, &l->latest, f) &&
	       objects_limit(&l->objects, l->store, cluster, &l->latest, &l->latest, f) && find_entries(l, f);
}

static bool run(struct command *command, void *values, struct fault *f)
{
	struct logging l = { .command = command, .options = values };
	bool ok = read_arguments(&l, f) && open(&l, f) && print(&l, f);
	moment_clear(&l.latest);
	moment_clear(&l.since);
	moment_clear(&l.until);
	store_close(l.store);
	for (size_t i = 0; i < l.count; i++)
		free(l.entries[i].tables);
	free(l.entries);
	for (size_t i = 0; i < l.columns.count; i++)
		free((char *)(uintptr_t)l.columns.items[i]);
	words_clear(&l.columns);
	objects_clear(&l.objects);
	return ok;
}

const struct verb verb_log = {
	.name = "log",
	.syntax = &syntax,
	.run = run,
	.options_size = sizeof defaults,
	.defaults = &defaults,
};
