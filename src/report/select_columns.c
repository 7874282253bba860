#include "report/select_columns.h"

#include <string.h>

static bool has_column(const struct selection *s, const char *name)
{
	for (size_t i = 0; i < s->n_columns; i++) {
		if (strcmp(s->selected[i].name, name) == 0)
			return true;
	}
	return false;
}

static void add_column(struct selection *s, const struct column *column, const char *name,
		       enum value_type type)
{
	if (has_column(s, name))
		return;
	s->selected[s->n_columns] = (struct selected){ column, name };
	s->columns[s->n_columns++] = (struct print_column){ name, type };
}

static bool is_data(enum print_format format)
{
	return !print_is_for_people(format);
}

static bool is_flat(enum print_format format)
{
	return format == PRINT_CSV || format == PRINT_TSV;
}

static bool has_objects(enum print_format format)
{
	return format == PRINT_JSON || format == PRINT_NDJSON || format == PRINT_YAML;
}

static void add_format_columns(struct selection *s)
{
	enum print_format format = s->request->format;
	enum column_view most = is_data(format) ? VIEW_FULL : format == PRINT_WIDE ? VIEW_WIDE : VIEW_TABLE;
	add_column(s, NULL, "cluster", TYPE_TEXT);
	for (unsigned i = 0; i < s->entity->n_columns; i++) {
		const struct column *column = &s->entity->columns[i];
		if (i < s->entity->n_keys || column->view <= most)
			add_column(s, column, column->name, column->rule.type);
	}
	if (is_data(format))
		add_column(s, NULL, "extra", TYPE_JSON);
	s->names_unknown = is_flat(format);
}

/* "cluster", "extra" and "unknown" are no columns of the entity, but can be asked for. */
static bool add_named(struct selection *s, const char *name, struct fault *f)
{
	const struct column *column;
	if (strcmp(name, "cluster") == 0) {
		s->cluster_asked = true;
		add_column(s, NULL, "cluster", TYPE_TEXT);
	} else if (strcmp(name, "extra") == 0) {
		add_column(s, NULL, "extra", TYPE_JSON);
	} else if (strcmp(name, "unknown") == 0) {
		s->names_unknown = true;
	} else {
		column = select_column(s->entity, name, f);
		if (!column)
			return false;
		add_column(s, column, column->name, column->rule.type);
	}
	return true;
}

/* Of "a,b,+c" those with (or without) a plus. */
static bool add_listed(struct selection *s, const char *list, bool plus, size_t *count, struct fault *f)
{
	while (*list) {
		size_t length = strcspn(list, ",");
		AUTO_FREE char *word = xstrndup(list, length);
		list += length + (list[length] == ',');
		if (!*word || (*word == '+') != plus)
			continue;
		(*count)++;
		if (!add_named(s, word + plus, f))
			return false;
	}
	return true;
}

static bool add_all_listed(struct selection *s, bool plus, size_t *count, struct fault *f)
{
	const struct words *columns = s->request->columns;
	for (size_t i = 0; columns && i < columns->count; i++) {
		if (!add_listed(s, columns->items[i], plus, count, f))
			return false;
	}
	return true;
}

/* -o name: what the paths are made of. */
static bool choose_path(struct selection *s, struct fault *f)
{
	if (s->request->columns && s->request->columns->count > 0)
		return fault_set(f, FAULT_USAGE, "-o name prints paths: it takes no -c");
	add_column(s, NULL, "cluster", TYPE_TEXT);
	for (unsigned i = 0; i < s->entity->n_keys; i++)
		add_column(s, &s->entity->columns[i], s->entity->columns[i].name, TYPE_TEXT);
	return true;
}

/* Rows of JSON begin with their cluster, whatever was asked for. */
bool selection_choose_columns(struct selection *s, struct fault *f)
{
	enum print_format format = s->request->format;
	size_t plain = 0, added = 0;
	if (format == PRINT_NAME)
		return choose_path(s, f);
	if (has_objects(format))
		add_column(s, NULL, "cluster", TYPE_TEXT);
	if (!add_all_listed(s, false, &plain, f))
		return false;
	if (plain == 0) {
		add_format_columns(s);
		s->all = is_data(format);
	}
	if (!add_all_listed(s, true, &added, f))
		return false;
	if (s->request->columns && s->request->columns->count > 0 && plain + added == 0) {
		fault_set(f, FAULT_USAGE, "-c names no column");
		return fault_hint(f, "such as -c name,node or -c +tags");
	}
	return true;
}
