#include "coverage/markup.h"

static const char *entity_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return NULL;
	}
}

void text_add_markup(struct text *t, const char *s)
{
	AUTO_TEXT struct text visible = TEXT_INIT;

	text_add_visible(&visible, s);
	for (const char *c = visible.data; *c; c++) {
		const char *entity = entity_of(*c);

		if (entity)
			text_add(t, entity);
		else
			text_add_char(t, *c);
	}
}

void text_add_attribute(struct text *t, const char *name, const char *value)
{
	text_addf(t, " %s=\"", name);
	text_add_markup(t, value);
	text_add_char(t, '"');
}
