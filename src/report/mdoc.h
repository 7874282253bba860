/* mdoc.h - manual pages: text and a little Markdown as mdoc(7).
 *
 * Markdown is what the prose in man/ needs: "## Section", "### Part", paragraphs, "- " lists, ``` blocks,
 * `code` and *emphasis*. Lines come out as mandoc's lint wants them: short, and each sentence on a new one.
 */
#ifndef PVEINV_MDOC_H
#define PVEINV_MDOC_H

#include "base/text.h"

/* Lines of running text, with `code` and *emphasis*; ends with a newline. */
void mdoc_add_text(struct text *t, const char *s);

/* An argument of a macro, with a blank before it. */
void mdoc_add_argument(struct text *t, const char *s);

/* Lines as they are, indented. */
void mdoc_add_literal(struct text *t, const char *s);

/* Markdown. What stands before its first section goes on in the section that is open. */
void mdoc_add_markdown(struct text *t, const char *s);

#endif
