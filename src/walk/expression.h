/* expression.h - looking things up in a document: expressions, templates, predicates. */
#ifndef PVEINV_EXPRESSION_H
#define PVEINV_EXPRESSION_H

#include <cjson/cJSON.h>

#include "schema/schema.h"
#include "walk/rights.h"
#include "walk/rows.h"

#define FRAME_LIMIT 16 /* opened elements; specs open 3 at most, trees nest more */

/* An opened element of the document. */
struct frame {
	cJSON *element;  /* null: stands for an element that is not opened yet */
	const char *key; /* member name under which it was opened, or null */
	char number[12]; /* what [n] matched in it, or "" */
};

/* Where expressions are evaluated. */
struct scene {
	struct frame frames[FRAME_LIMIT]; /* [0] is the document */
	unsigned depth;                   /* frames in use */
	const struct partial_row *context; /* row that the read was made for, or null */
	const struct rights *rights;
	const char *preferred_networks; /* @preferred_networks: as configured, or null */
	int64_t now; /* @now: when the answers were given, seconds since 1970 */
	struct pool *pool; /* for texts that are made: scene_text() */
};

/* The JSON item that a FROM_PATH or FROM_VALUE names; null when absent. */
cJSON *scene_item(const struct scene *scene, const struct from *from);

/* Any expression as text; null when absent. Borrowed from the document or the context, or made in the
 * scene's pool. */
const char *scene_text(const struct scene *scene, const struct from *from);

/* Fills {variables} of a template from the context ({n}: the element's number, {key}: its name).
 * With 'encode' the
 * values are percent-encoded, for request paths. Null when a variable is not bound;
 * *ret_missing then names it (borrowed), if it is not null. */
char *template_fill(const char *text, const struct scene *scene, bool encode, char **ret_missing);

/* Predicates; a null list holds. */
bool predicate_holds(const struct term *terms, const struct scene *scene);
bool predicate_holds_for_row(const struct term *terms, const struct partial_row *row);

/* A "complete" predicate: does the user hold the privilege in the whole area? */
bool predicate_covers(const struct term *terms, const struct scene *scene);

/* "VM.Audit on /vms" for messages; the caller frees it. */
char *predicate_privilege(const struct term *terms, const struct scene *scene);

/* Does a member name match a pattern such as "net[n]"? Sets number to what [n] matched. */
bool pattern_matches_all(const char *pattern, const char *name, char number[12]);

/* The same. Most names differ in their first byte: for them nothing is called, and number stays. */
static inline bool pattern_matches(const char *pattern, const char *name, char number[12])
{
	return (*pattern == *name || *pattern == '[') && pattern_matches_all(pattern, name, number);
}

#endif
