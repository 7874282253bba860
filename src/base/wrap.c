#include "base/wrap.h"

#include <string.h>

static void add_spaces(struct text *t, size_t count)
{
	while (count-- > 0)
		text_add_char(t, ' ');
}

void text_add_wrapped(struct text *t, const char *s, size_t column, size_t indent, size_t width)
{
	bool first = true;
	while (*s) {
		size_t length = strcspn(s, " \n");
		AUTO_FREE char *word = xstrndup(s, length);
		size_t columns = text_width(word);
		if (!first && column + 1 + columns > width) {
			text_add_char(t, '\n');
			add_spaces(t, indent);
			column = indent;
			first = true;
		}
		if (!first) {
			text_add_char(t, ' ');
			column++;
		}
		text_add(t, word);
		column += columns;
		first = false;
		s += length;
		if (*s == '\n') {
			text_add_char(t, '\n');
			add_spaces(t, s[1] == '\n' || !s[1] ? 0 : indent);
			column = indent;
			first = true;
		}
		s += *s != 0;
	}
}
