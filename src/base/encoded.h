/* encoded.h - texts within texts: percent-encoding and Base64. */
#ifndef PVEINV_ENCODED_H
#define PVEINV_ENCODED_H

#include <stdbool.h>

#include "base/text.h"

/* UTF-8 without NUL. */
bool utf8_is_text(const char *s, size_t size);

/* Append what 's' decodes to. False when that is no text, or (with *t spoilt) when 's' is not in that code:
 * of Base64 the padding may be missing, as Perl has it; a stray '%' stands for itself. */
bool percent_decode(struct text *t, const char *s);
bool base64_decode(struct text *t, const char *s);
bool base64_bytes(struct text *t, const char *s); /* also what is no text */

/* Append 's' in that code; all but letters, digits and -_.!~*'() as %XX, as PVE does. */
void percent_encode(struct text *t, const char *s);
void base64_encode(struct text *t, const char *s);

#endif
