/* shape.h - what a read's answers look like, without their values: which fields came, and of which kinds.
 *
 * A field is a path in the document as the specs write it: "[].tokens[].comment", "net[n].tag" (a property
 * string is in its parts), "mds.*.addr" where names are data. A list of plain values is one field.
 */
#ifndef PVEINV_SHAPE_H
#define PVEINV_SHAPE_H

#include <cjson/cJSON.h>

#include "base/text.h"
#include "schema/schema.h"

/* One letter each, in this order; "-" alone: it was there, and always null, "" or an empty list. */
#define SHAPE_LETTERS "nsbl" /* number, text, boolean, list */
#define SHAPE_EMPTY "-"

struct shape;

struct shape *shape_new(const struct read *read);
void shape_free(struct shape *shape); /* takes null */

/* A document (list: null), or one element of the list that it is ("") or has as a member of that name; its
 * property strings parsed already. */
void shape_add(struct shape *shape, const cJSON *unit, const char *list);

/* As JSON: {"[].vmid":"n","[].name":"s-"}, sorted by field. */
void shape_add_json(struct text *t, const struct shape *shape);

#endif
