/* text.h - memory that never fails, growing text, UTF-8, and what may reach a terminal. */
#ifndef PVEINV_TEXT_H
#define PVEINV_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Allocation failure ends the process with a message (as git and util-linux do). */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
/* Room for 'count' elements of 'size'; overflow ends the process. */
void *xreallocarray(void *old, size_t count, size_t size);
char *xstrdup(const char *s);                   /* null gives null */
char *xstrndup(const char *s, size_t size);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Frees *p of a local marked AUTO_FREE when it leaves its scope. */
static inline void auto_free(void *p)
{
	void *memory;

	memcpy(&memory, p, sizeof memory);
	if (memory)
		free(memory);
}
#define AUTO_FREE __attribute__((cleanup(auto_free)))

/* Growing text. 'data' is never null and always ends with NUL; TEXT_INIT owns nothing yet. */
struct text {
	char *data;
	size_t size;  /* without the final NUL */
	size_t space; /* allocated; 0 while data is the shared empty string */
};
extern char text_empty[];
#define TEXT_INIT { text_empty, 0, 0 }
#define AUTO_TEXT __attribute__((cleanup(text_clear)))

void text_clear(struct text *t); /* releases; as after TEXT_INIT */
void text_reset(struct text *t); /* empties, keeps the memory */
void text_add(struct text *t, const char *s);
void text_add_bytes(struct text *t, const char *bytes, size_t size);
void text_add_char(struct text *t, char c);
void text_addf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_addv(struct text *t, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
char *text_take(struct text *t); /* hands the memory to the caller, who frees it; t is empty again */

/* The i-th of 'count' alternatives: "a", "a or b", "a, b or c". */
void text_add_alternative(struct text *t, size_t i, size_t count, const char *name);

bool text_starts_with(const char *s, const char *prefix);
/* Shell-like match of a key against a pattern whose only wildcard is '*' (any run of bytes). */
bool text_matches(const char *s, const char *pattern);

/* Decodes one code point of 's' (at most 'size' bytes); sets *ret_length (1 for an invalid byte).
 * Returns -1 for bytes that are no UTF-8 (overlong, surrogate, above U+10FFFF, cut). */
long utf8_decode(const char *s, size_t size, size_t *ret_length);
/* Writes one, at most four bytes, no NUL behind it; U+FFFD for a number that is none. Returns its end. */
char *utf8_encode(char *to, long code_point);
void text_add_code_point(struct text *t, long code_point);
/* What text_add_visible() escapes; -1 (no UTF-8) is one of them. */
bool utf8_is_hidden(long code_point);

/* Appends 's' with control, bidi, zero-width and line-separator characters as \u{…} and invalid
 * bytes as \x{…}: what hostile names look like on a terminal. Newline and tab are escaped, too. */
void text_add_visible(struct text *t, const char *s);

/* Appends one word of a shell's: quoted if it has to be. */
void text_add_shell(struct text *t, const char *word);

/* Columns that 's' takes on a terminal (wide characters count two). */
size_t text_width(const char *s);

#endif
