#include "report/path.h"

#include <string.h>

#include "report/render.h"

static void add_part(struct text *t, const struct value *value)
{
	AUTO_TEXT struct text plain = TEXT_INIT;
	render_key(&plain, value, 1);
	text_add_char(t, '/');
	if (!plain.size)
		text_add_char(t, '-');
	for (const char *s = plain.data; *s; s++) {
		if ((unsigned char)(*s - 0x21) > 0x7e - 0x21 || *s == '/' || *s == '%')
			text_addf(t, "%%%02X", (unsigned char)*s);
		else
			text_add_char(t, *s);
	}
}

static bool is_outer_key(const struct parent *outer, const struct column *key)
{
	for (size_t i = 0; outer && outer->columns[i]; i++) {
		if (outer->columns[i] == key)
			return true;
	}
	return false;
}

static void add_parts(struct text *t, const struct entity *entity, const struct value *key)
{
	const struct parent *outer = schema_outer(entity);
	if (outer) {
		AUTO_FREE struct value *above = xcalloc(outer->entity->n_keys, sizeof *above);
		for (unsigned i = 0; i < outer->entity->n_keys; i++)
			above[i] = key[outer->columns[i] - entity->columns];
		add_parts(t, outer->entity, above);
	}
	text_addf(t, "/%s", entity->path);
	for (unsigned i = 0; i < entity->n_keys; i++) {
		if (!is_outer_key(outer, &entity->columns[i]))
			add_part(t, &key[i]);
	}
}

void path_add(struct text *t, const struct entity *entity, const char *cluster, const struct value *key)
{
	AUTO_TEXT struct text name = TEXT_INIT;
	struct value value = value_text(cluster);
	add_part(&name, &value);
	value_clear(&value);
	text_add(t, name.data + 1);
	add_parts(t, entity, key);
}
