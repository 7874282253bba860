#include "report/mdoc.h"

#include <ctype.h>
#include <string.h>

#define LINE_WIDTH 78

/* --- characters */

static void add_escaped(struct text *t, const char *s, size_t size, bool code)
{
	while (size > 0) {
		size_t length;
		long code_point = utf8_decode(s, size, &length);
		if (code_point == '\\')
			text_add(t, "\\e");
		else if (code_point == '-' && code)
			text_add(t, "\\-");
		else if (code_point > 0x7e)
			text_addf(t, "\\[u%04lX]", (unsigned long)code_point);
		else
			text_add_char(t, *s);
		s += length;
		size -= length;
	}
}

/* A line that begins so would be a macro. */
static void add_guard(struct text *t, char first)
{
	if (first == '.' || first == '\'')
		text_add(t, "\\&");
}

void mdoc_add_argument(struct text *t, const char *s)
{
	bool quoted = strchr(s, ' ') || !*s;
	text_add_char(t, ' ');
	if (quoted)
		text_add_char(t, '"');
	/* Two or three letters may be the name of a macro; a lone sign is punctuation. */
	if (strlen(s) < 4)
		text_add(t, "\\&");
	for (; *s; s++) {
		if (*s == '"')
			text_add(t, "\\(dq");
		else
			add_escaped(t, s, 1, true);
	}
	if (quoted)
		text_add_char(t, '"');
}

void mdoc_add_literal(struct text *t, const char *s)
{
	text_add(t, ".Bd -literal -offset indent\n");
	while (*s) {
		size_t size = strcspn(s, "\n");
		add_guard(t, *s);
		add_escaped(t, s, size, true);
		text_add_char(t, '\n');
		s += size + (s[size] == '\n');
	}
	text_add(t, ".Ed\n");
}

/* --- running text */

/* Where `code` and *emphasis* begin and end; other '*' are themselves. */
struct fonts {
	bool code, emphasis;
};

static bool is_emphasis(const struct fonts *fonts, const char *s, bool at_begin)
{
	if (fonts->code)
		return false;
	return fonts->emphasis || (at_begin && isalpha((unsigned char)s[1]) && strchr(s + 1, '*'));
}

static void add_word(struct text *t, const char *s, size_t size, struct fonts *fonts)
{
	for (size_t i = 0; i < size; i++) {
		if (s[i] == '`') {
			fonts->code = !fonts->code;
			text_add(t, fonts->code ? "\\fB" : "\\fR");
		} else if (s[i] == '*' && is_emphasis(fonts, s + i, i == 0 || s[i - 1] == '(')) {
			fonts->emphasis = !fonts->emphasis;
			text_add(t, fonts->emphasis ? "\\fI" : "\\fR");
		} else {
			size_t length;
			utf8_decode(s + i, size - i, &length);
			add_escaped(t, s + i, length, fonts->code || (i == 0 && s[i] == '-'));
			i += length - 1;
		}
	}
}

static bool ends_sentence(const char *word, size_t size)
{
	while (size > 0 && strchr(")\"'`*", word[size - 1]))
		size--;
	return size > 1 && strchr(".!?", word[size - 1]);
}

void mdoc_add_text(struct text *t, const char *s)
{
	struct fonts fonts = { false, false };
	size_t column = 0;
	bool new_line = false;
	while (*(s += strspn(s, " \n"))) {
		size_t size = strcspn(s, " \n");
		AUTO_TEXT struct text word = TEXT_INIT;
		bool code = fonts.code;
		add_word(&word, s, size, &fonts);
		/* Within code no sentence ends, and the font goes on. */
		if (column > 0 && (column + 1 + word.size > LINE_WIDTH || new_line)) {
			text_add_char(t, '\n');
			column = 0;
		}
		if (column > 0)
			text_add_char(t, ' ');
		else if (!code)
			add_guard(t, word.data[0]);
		text_add_bytes(t, word.data, word.size);
		column += word.size + 1;
		new_line = !fonts.code && ends_sentence(s, size);
		s += size;
	}
	if (column > 0)
		text_add_char(t, '\n');
}

/* --- Markdown */

struct markdown {
	struct text *t;
	struct text paragraph; /* in work */
	bool literal, list;
	bool parted; /* a paragraph needs a .Pp before it */
};

static void end_paragraph(struct markdown *m)
{
	if (!m->paragraph.size)
		return;
	if (m->parted && !m->list)
		text_add(m->t, ".Pp\n");
	mdoc_add_text(m->t, m->paragraph.data);
	text_reset(&m->paragraph);
	m->parted = true;
}

static void end_list(struct markdown *m)
{
	end_paragraph(m);
	if (m->list)
		text_add(m->t, ".El\n");
	m->list = false;
}

static void add_heading(struct markdown *m, const char *macro, const char *title)
{
	end_list(m);
	bool capitals = strcmp(macro, ".Sh") == 0;
	text_addf(m->t, "%s ", macro);
	for (; *title; title++)
		text_add_char(m->t, capitals ? (char)toupper((unsigned char)*title) : *title);
	text_add_char(m->t, '\n');
	m->parted = false;
}

static void toggle_literal(struct markdown *m)
{
	end_list(m);
	m->literal = !m->literal;
	text_add(m->t, m->literal ? ".Bd -literal -offset indent\n" : ".Ed\n");
	m->parted = true;
}

static void add_item(struct markdown *m, const char *line)
{
	end_paragraph(m);
	if (!m->list)
		text_addf(m->t, "%s.Bl -bullet -compact\n", m->parted ? ".Pp\n" : "");
	m->list = true;
	text_add(m->t, ".It\n");
	text_add(&m->paragraph, line);
}

static void add_line(struct markdown *m, const char *line)
{
	if (text_starts_with(line, "```")) {
		toggle_literal(m);
	} else if (m->literal) {
		add_guard(m->t, *line);
		add_escaped(m->t, line, strlen(line), true);
		text_add_char(m->t, '\n');
	} else if (text_starts_with(line, "### ")) {
		add_heading(m, ".Ss", line + 4);
	} else if (text_starts_with(line, "## ")) {
		add_heading(m, ".Sh", line + 3);
	} else if (text_starts_with(line, "- ")) {
		add_item(m, line + 2);
	} else if (!*line) {
		end_paragraph(m);
	} else {
		if (m->list && *line != ' ')
			end_list(m);
		text_addf(&m->paragraph, "%s%s", m->paragraph.size ? " " : "", line);
	}
}

static bool follows_heading(const struct text *t)
{
	size_t at = t->size > 0 ? t->size - 1 : 0;
	while (at > 0 && t->data[at - 1] != '\n')
		at--;
	return text_starts_with(t->data + at, ".Sh") || text_starts_with(t->data + at, ".Ss");
}

void mdoc_add_markdown(struct text *t, const char *s)
{
	struct markdown m = { .t = t, .paragraph = TEXT_INIT, .parted = !follows_heading(t) };
	while (*s) {
		size_t size = strcspn(s, "\n");
		AUTO_FREE char *line = xstrndup(s, size);
		/* Comments steer the tests. */
		if (!text_starts_with(line, "<!--"))
			add_line(&m, line);
		s += size + (s[size] == '\n');
	}
	end_list(&m);
	text_clear(&m.paragraph);
}
