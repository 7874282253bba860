/* who.c - see who.h. */
#include "report/who.h"

#include <stdlib.h>
#include <string.h>

#include "report/query.h"
#include "report/render.h"
#include "report/who_events.h"
#include "report/who_window.h"

#define OPTION_SIZE 64
#define APART 60 /* seconds that a node's clock may be behind ours */

struct who {
	sqlite3 *db;
	struct who_reads *reads;
	char *cluster;
	bool backward;        /* what is shown as added was removed */
	struct who_span span;
	int64_t ends; /* of the window, seconds */
	struct who_events events;
	struct { /* of a window that begins earlier, as the thing was not read for a while */
		struct who_span span;
		struct who_events events;
	} wide;
};

/* The window of one change. */
struct window {
	const struct who_events *events;
	const struct who_span *span;
};

struct who *who_new(sqlite3 *db)
{
	struct who *who = xcalloc(1, sizeof *who);
	who->db = db;
	who->reads = who_reads_new(db);
	return who;
}

void who_free(struct who *who)
{
	if (!who)
		return;
	who_events_clear(&who->events);
	who_events_clear(&who->wide.events);
	who_reads_free(who->reads);
	free(who->cluster);
	free(who);
}

/* --- the window */

static const char window_sql[] =
	"SELECT (SELECT taken FROM main.snapshot WHERE id = ?2), "
	"(SELECT taken + (duration + 999) / 1000 FROM main.snapshot WHERE id = ?3), "
	"coalesce((SELECT min(id) FROM main.snapshot WHERE cluster = ?1 AND id > ?3), ?3)";

bool who_begin(struct who *who, const char *cluster, int64_t from, int64_t to, struct fault *f)
{
	int64_t low = from < to ? from : to, high = from < to ? to : from;
	AUTO_KEPT sqlite3_stmt *query = query_keep(who->db, window_sql, f);

	who_events_clear(&who->events);
	who->wide.span.from = -1;
	free(who->cluster);
	who->cluster = xstrdup(cluster);
	who->backward = from > to;
	if (!query)
		return false;
	query_bind_text(query, 1, cluster);
	sqlite3_bind_int64(query, 2, low);
	sqlite3_bind_int64(query, 3, high);
	if (query_step(query, f) < 0)
		return false;
	who->ends = sqlite3_column_int64(query, 1);
	who->span = (struct who_span){ who->cluster, low, high,
				       sqlite3_column_int64(query, 2), /* what a node told late */
				       sqlite3_column_int64(query, 0) };
	return who_events_read(&who->events, who->db, &who->span, f);
}

static int64_t taken_at(const struct who *who, int64_t snapshot)
{
	struct fault none = FAULT_INIT;
	AUTO_KEPT sqlite3_stmt *query = query_keep(
		who->db,
		"SELECT taken FROM main.snapshot WHERE cluster = ?1 AND id <= ?2 ORDER BY id DESC LIMIT 1",
		&none);
	int64_t taken = who->span.begins;

	if (query) {
		query_bind_text(query, 1, who->cluster);
		sqlite3_bind_int64(query, 2, snapshot);
		if (query_step(query, &none) == 1)
			taken = sqlite3_column_int64(query, 0);
	}
	fault_clear(&none);
	return taken;
}

/* A courtesy of a report: what can't be read leaves the usual window. */
static struct window find_window(struct who *who, const struct change *change)
{
	int64_t from = who_window_begin(who->reads, who->cluster, who->span.from, change);
	struct fault none = FAULT_INIT;

	if (from >= who->span.from)
		return (struct window){ &who->events, &who->span };
	if (who->wide.span.from != from) {
		who_events_clear(&who->wide.events);
		who->wide.span = who->span;
		who->wide.span.from = from;
		who->wide.span.begins = taken_at(who, from);
		if (!who_events_read(&who->wide.events, who->db, &who->wide.span, &none))
			fault_clear(&none);
	}
	return (struct window){ &who->wide.events, &who->wide.span };
}

/* What the walk at the beginning did not tell ended after it, though the node's clock may say otherwise; what
 * the walk at the end told began before that ended. */
static bool is_in_window(const struct who *who, const struct window *window, const struct who_event *e)
{
	return (e->told <= who->span.to || e->start <= who->ends) &&
	       (e->end < 0 || e->end >= window->span->begins - APART);
}

/* --- the object of a change */

/* A key column, or what a changed column says on the side where the row is. */
static const struct value *value_of(const struct change *change, const char *name)
{
	const struct entity *entity = change->entity;

	for (unsigned i = 0; i < entity->n_keys; i++)
		if (strcmp(entity->columns[i].name, name) == 0)
			return &change->key[i];
	for (size_t i = 0; i < change->n_columns; i++)
		if (strcmp(change->columns[i].name, name) == 0)
			return change->kind == CHANGE_REMOVED ? &change->columns[i].from
							      : &change->columns[i].to;
	return NULL;
}

static bool names_guest(const struct change *change, int64_t vmid)
{
	const struct value *v = value_of(change, "vmid");
	return vmid >= 0 && v && v->kind == VALUE_INT && v->integer == vmid;
}

static bool names_node(const struct change *change, const char *node)
{
	const struct value *v = value_of(change, "node");
	return node && v && v->kind == VALUE_TEXT && strcmp(v->text, node) == 0;
}

static bool names_id(const struct change *change, const struct who_event *e)
{
	bool of_node = value_of(change, "node") != NULL;
	for (unsigned i = 0; e->id && i < change->entity->n_keys; i++) {
		const struct value *v = &change->key[i];
		if (v->kind == VALUE_TEXT && strcmp(v->text, e->id) == 0)
			return !of_node || names_node(change, e->node);
	}
	return false;
}

static bool names_object(const struct change *change, const struct who_event *e, enum who_object object)
{
	switch (object) {
	case WHO_GUEST:
		return names_guest(change, e->vmid);
	case WHO_NODE:
		return names_node(change, e->node);
	case WHO_ID:
		return names_id(change, e);
	case WHO_ANYONE:
		break;
	}
	return true;
}

/* --- does it fit? */

static char kind_letter(const struct who *who, enum change_kind kind)
{
	if (kind != CHANGE_ADDED && kind != CHANGE_REMOVED)
		return 'C';
	return (kind == CHANGE_ADDED) != who->backward ? 'A' : 'R';
}

static bool rule_has_column(const struct who_rule *rule, const char *name)
{
	if (!rule->columns)
		return true;
	return *rule->columns == '!' ? !who_has_word(rule->columns + 1, name)
				     : who_has_word(rule->columns, name);
}

/* The columns that the rule speaks of; false: none. */
static bool cover(const struct who_rule *rule, const struct change *change, bool *covers)
{
	bool whole = change->kind == CHANGE_ADDED || change->kind == CHANGE_REMOVED || change->old_key;
	bool any = whole;

	for (size_t i = 0; i < change->n_columns; i++) {
		bool covered = whole || rule_has_column(rule, change->columns[i].name);
		covers[i] = covers[i] || covered;
		any = any || covered;
	}
	return any;
}

/* Does an option of the configuration feed the column? */
static bool option_feeds(const struct entity *entity, const struct change_column *c, const char *option)
{
	const char *extra = c->column ? NULL : strrchr(c->name, '.');

	if (!c->column)
		return extra && strcmp(extra + 1, option) == 0;
	for (unsigned i = 0; i < entity->n_sources; i++)
		for (const struct fill *fill = entity->sources[i].fills; fill && fill->column; fill++)
			for (unsigned j = 0; fill->column == c->column && j < fill->n_args; j++)
				if (fill->args[j].kind == FROM_PATH && fill->args[j].path[0] &&
				    strcmp(fill->args[j].path[0], option) == 0)
					return true;
	return false;
}

/* net0, and what else is said of it: ipconfig0. */
static bool option_names_row(const struct change *change, const char *option)
{
	const struct entity *entity = change->entity;
	const struct value *last = &change->key[entity->n_keys - 1];

	if (entity->n_keys < 2 || last->kind != VALUE_TEXT)
		return false;
	return strcmp(last->text, option) == 0 ||
	       (text_starts_with(option, "ipconfig") && text_starts_with(last->text, "net") &&
		strcmp(option + 8, last->text + 3) == 0);
}

/* What it says that it did is more exact than what its kind does. */
static bool fits_options(const struct change *change, const struct who_event *e, bool *covers)
{
	const char *cursor = who_options(e);
	bool in_delete = false, any = false;
	char option[OPTION_SIZE];

	if (!names_guest(change, e->vmid))
		return false;
	while (who_next_option(&cursor, &in_delete, option, sizeof option)) {
		bool row = option_names_row(change, option);
		any = any || row;
		for (size_t i = 0; i < change->n_columns; i++) {
			bool fed = row || (change->entity->n_keys == 1 &&
					   option_feeds(change->entity, &change->columns[i], option));
			covers[i] = covers[i] || fed;
			any = any || fed;
		}
	}
	return any;
}

/* A start did not bring what came with its guest. */
static bool is_excluded(const struct who_rule *rule, const struct change *change)
{
	return change->child && rule->weak && rule->object == WHO_GUEST;
}

static bool fits_rules(const struct who *who, const struct change *change, const struct who_event *e,
		       struct who_match *match)
{
	const char kind[2] = { kind_letter(who, change->kind), '\0' };
	bool fits = false;

	for (const struct who_rule *rule = who_rules; rule->types; rule++) {
		if (is_excluded(rule, change) || !strstr(rule->kinds, kind) ||
		    !who_has_word(rule->types, e->type) ||
		    !who_has_word(rule->entities, change->entity->name) ||
		    !names_object(change, e, rule->object) || !cover(rule, change, match->covers))
			continue;
		fits = true;
		match->strong = match->strong || !rule->weak;
	}
	return fits;
}

/* A line of the log that names the guest: of snapshots it says the name, of the rest nobody knows. */
static bool fits_line(const struct change *change, const struct who_event *e, struct who_match *match)
{
	const char *colon = strstr(e->message, ": ");
	const struct value *name = value_of(change, "name");
	bool of_snapshot = strstr(e->message, "snapshot") != NULL, is_snapshot;

	if (!names_guest(change, e->vmid))
		return false;
	is_snapshot = strcmp(change->entity->name, "guest_snapshot") == 0;
	if (of_snapshot != is_snapshot)
		return of_snapshot ? strstr(e->message, "rollback") != NULL : false;
	match->strong = is_snapshot && colon && name && name->kind == VALUE_TEXT &&
			strcmp(colon + 2, name->text) == 0;
	return !is_snapshot || match->strong;
}

/* An unfinished or failed task may have done a part of its work. */
static bool succeeded(const struct who_event *e)
{
	return !e->upid ||
	       (e->status && (strcmp(e->status, "OK") == 0 || text_starts_with(e->status, "WARNINGS")));
}

static bool fits(const struct who *who, const struct change *change, const struct who_event *e,
		 struct who_match *match)
{
	bool fit;

	if (who_options(e))
		fit = match->strong = fits_options(change, e, match->covers);
	else
		fit = e->upid ? fits_rules(who, change, e, match) : fits_line(change, e, match);
	match->strong = match->strong && succeeded(e);
	match->covers_all = true;
	for (size_t i = 0; i < change->n_columns; i++)
		match->covers_all = match->covers_all && match->covers[i];
	return fit;
}

struct matching {
	struct who *who;
	const struct change *change;
	struct window window;
	bool alone; /* all others are known */
	struct who_match *matches;
	size_t count;
};

static void try_event(struct matching *m, const struct who_event *e)
{
	struct who_match match = { .event = e, .alone = m->alone };

	if (!is_in_window(m->who, &m->window, e))
		return;
	match.covers = xcalloc(m->change->n_columns + 1, sizeof *match.covers);
	if (fits(m->who, m->change, e, &match)) {
		m->matches = xreallocarray(m->matches, m->count + 1, sizeof *m->matches);
		m->matches[m->count++] = match;
	} else {
		free(match.covers);
	}
}

static int by_time(const void *a, const void *b)
{
	const struct who_event *x = ((const struct who_match *)a)->event,
			       *y = ((const struct who_match *)b)->event;
	return (x > y) - (x < y); /* as they lie */
}

size_t who_match(struct who *who, const struct change *change, struct who_match **ret)
{
	struct matching m = { .who = who, .change = change };
	const struct value *guest;

	*ret = NULL;
	if (!change->entity || change->kind == CHANGE_UNKNOWN || change->kind == CHANGE_LEARNED)
		return 0;
	m.window = find_window(who, change);
	const struct who_events *events = m.window.events;
	m.alone = !who_silence_hides(events, who->db, m.window.span, change);
	for (size_t i = 0; i < events->n_others; i++)
		try_event(&m, events->index[i]);
	guest = value_of(change, "vmid");
	if (guest && guest->kind == VALUE_INT)
		for (size_t i = who_events_find(events, guest->integer);
		     i < events->count && events->index[i]->vmid == guest->integer; i++)
			try_event(&m, events->index[i]);
	if (m.count > 1)
		qsort(m.matches, m.count, sizeof *m.matches, by_time);
	*ret = m.matches;
	return m.count;
}

void who_matches_free(struct who_match *matches, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(matches[i].covers);
	free(matches);
}

bool who_is_cause(const struct who_match *matches, size_t count)
{
	return count == 1 && matches->strong && matches->alone;
}

/* --- saying it */

static void add_covered(struct text *t, const struct who_match *match, const struct change *change)
{
	const char *between = " (";

	if (match->covers_all)
		return;
	for (size_t i = 0; i < change->n_columns; i++) {
		if (!match->covers[i])
			continue;
		text_addf(t, "%s%s", between, change->columns[i].name);
		between = ", ";
	}
	text_add(t, *between == ',' ? ")" : "");
}

void who_add_text(struct text *t, const struct who_match *match, const struct change *change)
{
	const struct who_event *e = match->event;
	struct value start = { .kind = VALUE_INT, .integer = e->start };

	text_add_visible(t, e->user);
	text_add(t, ": ");
	text_add_visible(t, e->upid ? e->type : e->message);
	if (e->upid && e->id && !names_guest(change, e->vmid)) {
		text_add_char(t, ' ');
		text_add_visible(t, e->id);
	}
	text_add(t, ", ");
	render_human(t, TYPE_TIMESTAMP, &start);
	add_covered(t, match, change);
	if (e->upid && !e->status)
		text_add(t, ", not known to have ended");
	else if (!succeeded(e))
		text_add(t, ", failed");
}

static void write_covered(struct json_writer *w, const struct who_match *match, const struct change *change)
{
	json_key(w, "columns");
	json_open(w, '[');
	for (size_t i = 0; i < change->n_columns; i++)
		if (match->covers[i])
			json_string(w, change->columns[i].name);
	json_close(w, ']');
}

static void write_match(struct json_writer *w, const struct who_match *match, const struct change *change)
{
	const struct who_event *e = match->event;
	const struct {
		const char *name, *text;
	} texts[] = { { "user", e->user },      { "type", e->type }, { "id", e->id },
		      { "node", e->node },      { "upid", e->upid }, { "status", e->status },
		      { "message", e->message } };

	json_open(w, '{');
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i].text)
			json_put_string(w, texts[i].name, texts[i].text);
	json_put_int(w, "start", e->start);
	if (e->end >= 0)
		json_put_int(w, "end", e->end);
	if (!match->covers_all)
		write_covered(w, match, change);
	json_close(w, '}');
}

void who_write_json(struct json_writer *w, const struct who_match *matches, size_t count,
		    const struct change *change)
{
	bool cause = who_is_cause(matches, count);

	if (count == 0)
		return;
	json_key(w, cause ? "by" : "candidates");
	if (!cause)
		json_open(w, '[');
	for (size_t i = 0; i < count; i++)
		write_match(w, &matches[i], change);
	if (!cause)
		json_close(w, ']');
}
