/* tuple.h - values as bytes, one after the other: short, and in the order of SQL. memcmp() of two tuples
 * that begin with a key orders them as ORDER BY does (integers, then reals, then texts; within a column of
 * one type, as ours are: 2 and 2.5 do not compare).
 *
 * Each value is a tag and what follows it: nothing (not set, unknown); an integer's bytes, the highest
 * first, without those that its tag implies; eight bytes of a real; a text and its NUL. So no tuple is
 * the beginning of another one with as many values.
 */
#ifndef PVEINV_TUPLE_H
#define PVEINV_TUPLE_H

#include "base/value.h"

void tuple_add(struct text *tuple, const struct value *value);
void tuple_add_int(struct text *tuple, int64_t integer);
void tuple_add_real(struct text *tuple, double real);
void tuple_add_text(struct text *tuple, const char *text); /* null: not set */

/* Reads the value that begins at 'at'; a text stays where it is, so *ret is not to be cleared. Returns
 * what follows. */
char *tuple_read(char *at, struct value *ret);

#endif
