/* who.h - which tasks and cluster-log lines may stand behind a change.
 *
 * Candidates are those that ran in the change's window (between the last time that the thing was read and
 * the walk that saw the change), name its object, and are of a kind that can do such a thing. One is said
 * to be the cause ("by") only if it is the only one, succeeded, and nothing says that others may be unknown:
 * the token sees all tasks, each node that may have had to do with it was asked, and what it tells reaches
 * back to where the window begins.
 * Much is changed without a task (`qm set`, an editor), so even that is an inference, and stands beside the
 * change, not in it.
 */
#ifndef PVEINV_WHO_H
#define PVEINV_WHO_H

#include <sqlite3.h>

#include "base/json.h"
#include "store/store.h"

struct who_event {
	char *user;         /* "root@pam", "root@pam!inventory" */
	char *type;         /* of the task ("qmconfig"); "log" for a line of the cluster log */
	char *id;           /* what it was done to, or null */
	char *node;         /* or null */
	char *status;       /* "OK", or why it failed; null: runs, or a line */
	char *upid;         /* null: a line */
	char *message;      /* the line that says what it did, or null */
	int64_t start, end; /* end -1: runs */
	int64_t vmid;       /* -1: names no guest */
	int64_t told;       /* in this snapshot */
};

struct who_match {
	const struct who_event *event;
	bool alone;   /* all others are known */
	bool strong;  /* it names the object, succeeded, and does just such things */
	bool *covers; /* by column of the change: can be its work; owned */
	bool covers_all;
};

struct who;
struct who *who_new(sqlite3 *db);
void who_free(struct who *who); /* takes null */

/* Of one cluster, between two of its snapshots, whose ids are in the store. */
bool who_begin(struct who *who, const char *cluster, int64_t from, int64_t to, struct fault *f);

/* The candidates of a change between them, as time goes; *ret is freed with who_matches_free(). */
size_t who_match(struct who *who, const struct change *change, struct who_match **ret);
void who_matches_free(struct who_match *matches, size_t count);
/* Is the only one the cause? */
bool who_is_cause(const struct who_match *matches, size_t count);

/* "root@pam!full: qmconfig, 2026-11-20T03:26:38Z (tags)", for a terminal. */
void who_add_text(struct text *t, const struct who_match *match, const struct change *change);
/* Members "by" or "candidates" of a record; nothing without candidates. */
void who_write_json(struct json_writer *w, const struct who_match *matches, size_t count,
		    const struct change *change);

/* --- who_rules.c: what tasks do */

enum who_object {
	WHO_GUEST,  /* the task's id is the guest's number */
	WHO_NODE,   /* the node's things */
	WHO_ID,     /* the task's id is in the key */
	WHO_ANYONE, /* it doesn't say to which */
};

struct who_rule {
	const char *types; /* of tasks, between blanks */
	enum who_object object;
	const char *entities; /* between blanks */
	const char *kinds;    /* of "ARC": added, removed, changed or moved */
	const char *columns;  /* only these, between blanks; all but these after '!'; null: all */
	bool weak;            /* may have to do with it */
};
extern const struct who_rule who_rules[]; /* ended by a null types */

/* Is 'word' one of the words of 'list'? */
bool who_has_word(const char *list, const char *word);

#endif
