/* render.h - one value as text: for people, as JSON, as a CSV field. */
#ifndef PVEINV_RENDER_H
#define PVEINV_RENDER_H

#include "base/text.h"
#include "base/value.h"

/* For people: bytes as "4.0 GiB", durations as "3d 4h", timestamps as RFC 3339 in UTC, fractions as
 * percent, booleans as yes and no, lists with commas; '-' is not set, '?' is unknown. Hostile characters
 * are always escaped, so that a cell is one line wherever it ends up. */
void render_human(struct text *t, enum value_type type, const struct value *v);

/* The value in JSON: numbers in base units, lists and JSON as such. Unknown and not set are null. */
void render_json(struct text *t, enum value_type type, const struct value *v);

/* The value as plain text in base units, as in the database but true and false; null and unknown give
 * nothing. */
void render_raw(struct text *t, enum value_type type, const struct value *v);

/* Key values as a path: "104/net1". */
void render_key(struct text *t, const struct value *key, size_t count);

/* Appends text that is free of hidden characters so that Markdown shows it as it is. */
void render_markdown(struct text *t, const char *s);

/* Appends JSON text with hidden characters as \uXXXX: the same JSON, harmless on a terminal. */
void render_visible_json(struct text *t, const char *json);

/* Numbers stand on the right. */
bool type_is_number(enum value_type type);

#endif
