/* tuple.h - values as bytes, one after the other: short, and in the order of SQL. memcmp() of two tuples
 * that begin with a key orders them as ORDER BY does (of a column's type, which is one: 2 and 2.5 do not
 * compare).
 *
 * Each value is a tag and what follows it: small integers nothing, others their bytes, the highest first,
 * without those that the tag implies; a real eight bytes; a text its bytes and a NUL. So no key is the
 * beginning of another one. What is not set, or unknown, is one tag for up to 64 values.
 */
#ifndef PVEINV_TUPLE_H
#define PVEINV_TUPLE_H

#include "base/value.h"

void tuple_add(struct text *tuple, const struct value *value);
void tuple_add_int(struct text *tuple, int64_t integer);
void tuple_add_real(struct text *tuple, double real);
void tuple_add_text(struct text *tuple, const char *text); /* null: not set */
/* So many values of VALUE_NULL or VALUE_UNKNOWN. */
void tuple_add_unset(struct text *tuple, enum value_kind kind, unsigned count);

/* Reads so many values from 'at' on; a text stays where it is, so they are not to be cleared. What was added
 * by one tuple_add_unset() is read at once. Returns what follows. */
char *tuple_read(char *at, struct value *ret, unsigned count);

#endif
