/* unknown.c - the list of names that were never read for a row: ["memory","extra.cfg"]. */
#include <string.h>

#include "store/sql.h"

bool unknown_parse(const struct table *table, const char *text, bool *flags, struct fault *f)
{
	struct json_slice names, name;
	size_t cursor = 0;
	int found = 0;

	memset(flags, 0, table_flags(table) * sizeof *flags);
	if (!text || !*text)
		return true;
	names = json_slice_of(text);
	while ((found = json_next_element(names, &cursor, &name, f)) == 1) {
		int flag = name.size > 2 ? table_flag(table, name.text + 1, name.size - 2) : -1;

		if (flag >= 0)
			flags[flag] = true;
	}
	if (found < 0) {
		fault_prefix(f, "column unknown of %s_history", table->entity->name);
		if (f)
			f->kind = FAULT_STORE;
		return false;
	}
	return true;
}

void unknown_add(struct text *t, const struct table *table, const bool *flags)
{
	size_t before = t->size;

	for (unsigned flag = 0; flag < table_flags(table); flag++) {
		if (!flags[flag])
			continue;
		text_add_char(t, t->size == before ? '[' : ',');
		text_add_char(t, '"');
		if (flag < table->n_history) {
			text_add(t, table_column(table, flag)->name);
		} else {
			text_add(t, EXTRA_PREFIX);
			text_add(t, table->labels[flag - table->n_history].name);
		}
		text_add_char(t, '"');
	}
	if (t->size > before)
		text_add_char(t, ']');
}
