/* markup.h - text in XML and HTML. */
#ifndef PVEINV_MARKUP_H
#define PVEINV_MARKUP_H

#include "base/text.h"

/* Appends text as the content of an element or an attribute; hidden characters as text_add_visible(). */
void text_add_markup(struct text *t, const char *s);
/* Appends ' name="value"'. */
void text_add_attribute(struct text *t, const char *name, const char *value);

#endif
