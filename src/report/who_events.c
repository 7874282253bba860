/* who_events.c - reads tasks and cluster-log lines as they were first seen in a snapshot.
 *
 * A line "starting task UPID:…" or "end task UPID:…" tells of a task that the lists of tasks may have lost
 * already. A line that says what a task did ("update VM 100: -memory 2048") is joined to it.
 */
#include "report/who_events.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "report/query.h"

#define SAME_ACT 3 /* seconds between a task and its line */

static void event_clear(struct who_event *e)
{
	free(e->user);
	free(e->type);
	free(e->id);
	free(e->node);
	free(e->status);
	free(e->upid);
	free(e->message);
}

void who_events_clear(struct who_events *events)
{
	for (size_t i = 0; i < events->count; i++)
		event_clear(&events->items[i]);
	free(events->items);
	free(events->index);
	who_silence_clear(&events->silence);
	*events = (struct who_events){ 0 };
}

static struct who_event *add(struct who_events *events)
{
	if ((events->count & (events->count - 1)) == 0) /* full at each power of two */
		events->items = xreallocarray(events->items, events->count ? 2 * events->count : 1,
					      sizeof *events->items);
	events->items[events->count] = (struct who_event){ .end = -1, .vmid = -1 };
	return &events->items[events->count++];
}

static struct who_event *find_task(const struct who_events *events, const char *upid)
{
	for (size_t i = 0; i < events->count; i++)
		if (events->items[i].upid && strcmp(events->items[i].upid, upid) == 0)
			return &events->items[i];
	return NULL;
}

/* --- tasks */

/* With max() the other columns are those of its last version. */
#define TASK_COLUMNS "SELECT upid, node, type, id, user, tokenid, starttime, endtime, status, vmid, "
static const char task_sql[] =
	TASK_COLUMNS "max(since) FROM main.task_history WHERE +cluster = ?1 AND since > ?2 AND since <= ?3 "
		     "GROUP BY upid UNION ALL " TASK_COLUMNS
		     "since FROM main.task_history WHERE cluster = ?1 AND until IS NULL AND endtime IS NULL "
		     "AND +since <= ?2";

static void take_task(struct who_events *events, sqlite3_stmt *row)
{
	const char *upid = query_text(row, 0), *token = query_text(row, 5), *user = query_text(row, 4);
	struct who_event *e = add(events);

	*e = (struct who_event){
		.upid = xstrdup(upid),
		.node = xstrdup(query_text(row, 1)),
		.type = xstrdup(query_text(row, 2) ? query_text(row, 2) : ""),
		.id = xstrdup(query_text(row, 3)),
		.user = xasprintf("%s%s%s", user ? user : "?", token ? "!" : "", token ? token : ""),
		.start = sqlite3_column_int64(row, 6),
		.end = sqlite3_column_type(row, 7) == SQLITE_NULL ? -1 : sqlite3_column_int64(row, 7),
		.status = xstrdup(query_text(row, 8)),
		.vmid = sqlite3_column_type(row, 9) == SQLITE_NULL ? -1 : sqlite3_column_int64(row, 9),
		.told = sqlite3_column_int64(row, 10),
	};
}

/* --- lines of the cluster log */

/* "UPID:pve1:00000905:0006C86B:6AFFBDEE:qmconfig:103:root@pam!full:" */
static void take_upid(struct who_events *events, const char *text, int64_t told)
{
	enum { NODE = 1, START = 4, TYPE, ID, USER, PARTS };
	AUTO_FREE char *upid = xstrndup(text, strcspn(text, " "));
	char *parts[PARTS] = { NULL };
	size_t n = 0;
	struct who_event *e;

	if (find_task(events, upid))
		return;
	AUTO_FREE char *copy = xstrdup(upid);
	for (char *s = copy; s && n < PARTS; n++) {
		parts[n] = s;
		s = strchr(s, ':');
		if (s)
			*s++ = '\0';
	}
	if (n < PARTS)
		return;
	e = add(events);
	e->node = xstrdup(parts[NODE]);
	e->type = xstrdup(parts[TYPE]);
	e->id = *parts[ID] ? xstrdup(parts[ID]) : NULL;
	e->user = xstrdup(parts[USER]);
	e->start = (int64_t)strtoul(parts[START], NULL, 16);
	e->upid = xstrdup(upid);
	e->told = told;
	if (!number_parse_int(parts[ID], &e->vmid))
		e->vmid = -1;
}

/* "UPID:… OK", "UPID:… command failed" */
static void take_end(struct who_events *events, const char *text, int64_t at)
{
	AUTO_FREE char *upid = xstrndup(text, strcspn(text, " "));
	struct who_event *e = find_task(events, upid);
	const char *status = text + strlen(upid);

	if (!e || e->status)
		return;
	e->status = xstrdup(status + strspn(status, " "));
	e->end = at;
}

/* The number behind "VM", "CT" or "container", before the colon; -1: none. */
static int64_t guest_of(const char *message)
{
	static const char *const words[] = { "VM ", "CT ", "container " };
	AUTO_FREE char *head = xstrndup(message, strcspn(message, ":"));
	int64_t vmid;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		const char *at = strstr(head, words[i]);
		if (!at)
			continue;
		at += strlen(words[i]);
		AUTO_FREE char *digits = xstrndup(at, strspn(at, "0123456789"));
		if (*digits && number_parse_int(digits, &vmid))
			return vmid;
	}
	return -1;
}

static bool same_act(const struct who_event *task, const char *user, int64_t vmid, int64_t at)
{
	return task->upid && task->vmid == vmid && strcmp(task->user, user) == 0 &&
	       at >= task->start - SAME_ACT && at <= (task->end < 0 ? at : task->end + SAME_ACT);
}

static void take_line(struct who_events *events, sqlite3_stmt *row)
{
	const char *node = query_text(row, 0), *user = query_text(row, 2), *message = query_text(row, 3);
	int64_t at = sqlite3_column_int64(row, 1), told = sqlite3_column_int64(row, 4), vmid;
	const char *upid = message ? strstr(message, " task UPID:") : NULL;
	struct who_event *e;

	if (!message || !user)
		return;
	if (upid) {
		take_upid(events, upid + strlen(" task "), told);
		if (text_starts_with(message, "end task "))
			take_end(events, upid + strlen(" task "), at);
		return;
	}
	vmid = guest_of(message);
	if (vmid < 0)
		return;
	for (size_t i = 0; i < events->count; i++)
		if (same_act(&events->items[i], user, vmid, at)) {
			if (!events->items[i].message)
				events->items[i].message = xstrdup(message);
			return;
		}
	e = add(events);
	e->user = xstrdup(user);
	e->type = xstrdup("log");
	e->node = xstrdup(node);
	e->message = xstrdup(message);
	e->start = e->end = at;
	e->told = told;
	e->vmid = vmid;
}

const char *who_options(const struct who_event *event)
{
	const char *colon;

	if (!event->message || !text_starts_with(event->message, "update "))
		return NULL;
	colon = strstr(event->message, ": ");
	return colon && strstr(colon, " -") ? colon + 1 : NULL;
}

static bool take_word(const char **cursor, const char *ends, char *ret, size_t size)
{
	size_t length = strcspn(*cursor, ends);
	bool fits = length > 0 && length < size;

	if (fits) {
		memcpy(ret, *cursor, length);
		ret[length] = '\0';
	}
	*cursor += length;
	return fits;
}

bool who_next_option(const char **cursor, bool *in_delete, char *ret, size_t size)
{
	while (**cursor) {
		if (*in_delete && (**cursor == ',' || **cursor == ' ') && (*cursor)[1] != '-') {
			(*cursor)++;
			if (take_word(cursor, ", ", ret, size))
				return true;
			continue;
		}
		*in_delete = false;
		if (!text_starts_with(*cursor, " -")) {
			(*cursor)++;
			continue;
		}
		*cursor += 2;
		*cursor += **cursor == '-';
		if (take_word(cursor, " ", ret, size) && strcmp(ret, "delete") != 0)
			return true;
		*in_delete = strcmp(ret, "delete") == 0;
	}
	return false;
}

/* --- reading */

static bool concerns_only_guest(const struct who_event *e)
{
	if (e->vmid < 0)
		return false;
	for (const struct who_rule *rule = who_rules; e->upid && rule->types; rule++)
		if (rule->object != WHO_GUEST && who_has_word(rule->types, e->type))
			return false;
	return true;
}

/* An older store may lack a table: then there is nothing to read. */
static bool read_rows(struct who_events *events, sqlite3 *db, const char *sql, const struct who_span *span,
		      void take(struct who_events *, sqlite3_stmt *), struct fault *f)
{
	struct fault missing = FAULT_INIT;
	AUTO_KEPT sqlite3_stmt *rows = query_keep(db, sql, &missing);
	int found;

	fault_clear(&missing);
	if (!rows)
		return true;
	query_bind_text(rows, 1, span->cluster);
	sqlite3_bind_int64(rows, 2, span->from);
	sqlite3_bind_int64(rows, 3, span->last);
	while ((found = query_step(rows, f)) == 1)
		take(events, rows);
	return found == 0;
}

static const char line_sql[] =
	"SELECT node, time, user, msg, since FROM main.cluster_log_history WHERE +cluster = ?1 AND "
	"since > ?2 AND since <= ?3 ORDER BY time, uid";

static int by_start(const void *a, const void *b)
{
	const struct who_event *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return strcmp(x->upid ? x->upid : x->message, y->upid ? y->upid : y->message);
}

static int by_guest(const void *a, const void *b)
{
	const struct who_event *x = *(struct who_event *const *)a, *y = *(struct who_event *const *)b;

	if (x->vmid != y->vmid)
		return x->vmid < y->vmid ? -1 : 1;
	return (x > y) - (x < y);
}

/* Most concern one guest alone: they are found by its number, the others are looked through. */
static void index_guests(struct who_events *events)
{
	size_t first = 0, last = events->count;

	events->index = xcalloc(events->count + 1, sizeof(struct who_event *));
	for (size_t i = 0; i < events->count; i++) {
		struct who_event *e = &events->items[i];
		if (concerns_only_guest(e))
			events->index[--last] = e;
		else
			events->index[first++] = e;
	}
	events->n_others = first;
	if (first < events->count)
		qsort(events->index + first, events->count - first, sizeof(struct who_event *), by_guest);
}

size_t who_events_find(const struct who_events *events, int64_t vmid)
{
	size_t low = events->n_others, high = events->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (events->index[middle]->vmid < vmid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool who_events_read(struct who_events *ret, sqlite3 *db, const struct who_span *span, struct fault *f)
{
	*ret = (struct who_events){ 0 };
	if (!read_rows(ret, db, task_sql, span, take_task, f) ||
	    !read_rows(ret, db, line_sql, span, take_line, f) ||
	    !who_silence_read(&ret->silence, db, span, f)) {
		who_events_clear(ret);
		return false;
	}
	if (ret->count)
		qsort(ret->items, ret->count, sizeof *ret->items, by_start);
	index_guests(ret);
	return true;
}
