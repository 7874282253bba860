/* wrap.h - text in lines of a given width. */
#ifndef PVEINV_WRAP_H
#define PVEINV_WRAP_H

#include "base/text.h"

/* Appends the words of 's' in lines of at most 'width' columns. 'column' is where the current line
 * stands; later lines are indented. Newlines in 's' are kept; none is added at the end. */
void text_add_wrapped(struct text *t, const char *s, size_t column, size_t indent, size_t width);

#endif
