/* text.c - memory that never fails, and text that grows. Unicode is in unicode.c. */
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"

char text_empty[1] = "";

static void *checked(void *memory)
{
	if (!memory) {
		fputs("pveinv: out of memory\n", stderr);
		exit(FAULT_BUG);
	}
	return memory;
}

void *xmalloc(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
	return checked(count && size ? calloc(count, size) : calloc(1, 1));
}

void *xrealloc(void *old, size_t size)
{
	return checked(realloc(old, size ? size : 1));
}

void *xreallocarray(void *old, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		checked(NULL);
	return xrealloc(old, bytes);
}

char *xstrdup(const char *s)
{
	return s ? checked(strdup(s)) : NULL;
}

char *xstrndup(const char *s, size_t size)
{
	size_t length = strnlen(s, size);
	char *copy = xmalloc(length + 1);

	memcpy(copy, s, length);
	copy[length] = '\0';
	return copy;
}

char *xasprintf(const char *format, ...)
{
	struct text t = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_addv(&t, format, args);
	va_end(args);
	return text_take(&t);
}

void text_clear(struct text *t)
{
	if (t->space)
		free(t->data);
	*t = (struct text)TEXT_INIT;
}

void text_reset(struct text *t)
{
	t->size = 0;
	if (t->space)
		t->data[0] = '\0';
}

/* Makes room for 'more' bytes and the final NUL. */
static void text_reserve(struct text *t, size_t more)
{
	size_t need, space;

	if (__builtin_add_overflow(t->size, more, &need) || need > SIZE_MAX / 2 - 1)
		checked(NULL);
	need++;
	if (need <= t->space)
		return;
	space = t->space < 32 ? 32 : t->space * 2;
	if (space < need)
		space = need;
	t->data = xrealloc(t->space ? t->data : NULL, space);
	t->space = space;
}

void text_add_bytes(struct text *t, const char *bytes, size_t size)
{
	if (!size)
		return;
	if (size >= t->space - t->size)
		text_reserve(t, size);
	memcpy(t->data + t->size, bytes, size);
	t->size += size;
	t->data[t->size] = '\0';
}

void text_add(struct text *t, const char *s)
{
	text_add_bytes(t, s, strlen(s));
}

void text_add_char(struct text *t, char c)
{
	if (t->size + 1 >= t->space)
		text_reserve(t, 1);
	t->data[t->size++] = c;
	t->data[t->size] = '\0';
}

void text_addv(struct text *t, const char *format, va_list args)
{
	size_t room = t->space ? t->space - t->size : 0;
	va_list again;
	int length;

	va_copy(again, args);
	length = vsnprintf(room ? t->data + t->size : NULL, room, format, args);
	if (length < 0)
		checked(NULL);
	if ((size_t)length >= room) {
		text_reserve(t, (size_t)length);
		vsnprintf(t->data + t->size, (size_t)length + 1, format, again);
	}
	t->size += (size_t)length;
	va_end(again);
}

void text_addf(struct text *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_addv(t, format, args);
	va_end(args);
}

char *text_take(struct text *t)
{
	char *data = t->space ? t->data : xstrdup("");

	*t = (struct text)TEXT_INIT;
	return data;
}

void text_add_alternative(struct text *t, size_t i, size_t count, const char *name)
{
	text_addf(t, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " or ", name);
}

void text_add_shell(struct text *t, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@._/:,=+-";

	if (word[0] && !word[strspn(word, plain)]) {
		text_add(t, word);
		return;
	}
	text_add_char(t, '\'');
	for (; *word; word++)
		text_add(t, *word == '\'' ? "'\\''" : (const char[]){ *word, '\0' });
	text_add_char(t, '\'');
}

bool text_starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool text_matches(const char *s, const char *pattern)
{
	const char *star = NULL, *retry = NULL;

	while (*s) {
		if (*pattern == '*') {
			star = ++pattern;
			retry = s;
		} else if (*pattern == *s) {
			pattern++;
			s++;
		} else if (star) {
			/* The last '*' takes one more byte. */
			pattern = star;
			s = ++retry;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}
