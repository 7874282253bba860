#include "report/blame.h"

#include <stdlib.h>
#include <string.h>

#include "report/render.h"

enum {
	CELL_CLUSTER,
	CELL_KEY,
	CELL_COLUMN,
	CELL_VALUE,
	CELL_SINCE,
	CELL_SNAPSHOT,
	CELL_HOW,
	CELL_WAS,
	CELL_BY,
	CELL_BEFORE,
	CELLS
};

static const struct print_column columns[] = {
	[CELL_CLUSTER] = { "cluster", TYPE_TEXT },  [CELL_KEY] = { "key", TYPE_TEXT },
	[CELL_COLUMN] = { "column", TYPE_TEXT },    [CELL_VALUE] = { "value", TYPE_JSON },
	[CELL_SINCE] = { "since", TYPE_TIMESTAMP }, [CELL_SNAPSHOT] = { "snapshot", TYPE_INT },
	[CELL_HOW] = { "how", TYPE_TEXT },          [CELL_WAS] = { "was", TYPE_JSON },
	[CELL_BY] = { "who", TYPE_JSON },           [CELL_BEFORE] = { "not_yet", TYPE_TIMESTAMP },
};

const struct sheet blame_sheet = { columns, CELLS, false, "\"blame\":1", "rows" };
const struct sheet blame_table_sheet = { columns + CELL_COLUMN, CELL_BY - CELL_COLUMN + 1, false, NULL,
					 NULL };

struct blaming {
	const struct blame_request *request;
	const char *cluster;
	const struct value *key;
	struct who *who;
	struct printer *printer;
	int64_t who_from, who_to; /* for which 'who' was begun */
};

static const char *how(const struct blaming *b, const struct blame *blame)
{
	if (blame->value.kind == VALUE_UNKNOWN)
		return "unknown";
	switch (blame->origin) {
	case BLAME_ADDED:
		return "added";
	case BLAME_CHANGED:
		return "changed";
	case BLAME_KNOWN:
		break;
	}
	return print_is_for_people(b->request->format) ? "known since" : "known";
}

static enum value_type type_of(const struct blame *blame)
{
	return blame->column ? blame->column->rule.type : TYPE_TEXT;
}

static struct value as_json(const struct blaming *b, enum value_type type, const struct value *v)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	if (v->kind == VALUE_UNKNOWN || v->kind == VALUE_NULL)
		return (struct value){ .kind = v->kind };
	if (print_is_for_people(b->request->format))
		render_human(&t, type, v);
	else if (b->request->format == PRINT_CSV || b->request->format == PRINT_TSV)
		render_raw(&t, type, v);
	else
		render_json(&t, type, v);
	return (struct value){ .kind = VALUE_TEXT, .text = text_take(&t) };
}

/* --- who */

static bool begin_who(struct blaming *b, const struct blame *blame, struct fault *f)
{
	if (blame->before.snapshot == b->who_from && blame->at.snapshot == b->who_to)
		return true;
	b->who_from = blame->before.snapshot;
	b->who_to = blame->at.snapshot;
	return who_begin(b->who, b->cluster, b->who_from, b->who_to, f);
}

static void add_matches(const struct blaming *b, struct text *t, const struct who_match *matches,
			size_t count, const struct change *change)
{
	if (print_is_for_people(b->request->format)) {
		for (size_t i = 0; i < count; i++) {
			text_add(t, i ? "; " : who_is_cause(matches, count) ? "" : "candidate ");
			who_add_text(t, &matches[i], change);
		}
	} else if (count) {
		struct json_writer w;
		json_writer_init(&w, t, false);
		json_open(&w, '{');
		who_write_json(&w, matches, count, change);
		json_close(&w, '}');
	}
}

/* The one column as a change. */
static bool add_who(struct blaming *b, const struct blame *blame, struct text *t, struct fault *f)
{
	struct change_column column = { blame->name, blame->column, blame->class, blame->was, blame->value };
	struct change change = { .kind = blame->origin == BLAME_ADDED ? CHANGE_ADDED : CHANGE_CHANGED,
				 .entity = b->request->entity,
				 .key = b->key,
				 .class = blame->class,
				 .n_columns = 1,
				 .columns = &column };
	struct who_match *matches = NULL;
	if (blame->value.kind == VALUE_UNKNOWN || blame->origin == BLAME_KNOWN || !blame->before.snapshot)
		return true;
	if (!begin_who(b, blame, f))
		return false;
	size_t count = who_match(b->who, &change, &matches);
	add_matches(b, t, matches, count, &change);
	who_matches_free(matches, count);
	return true;
}

/* --- a row each */

static bool is_wanted(const struct blaming *b, const struct blame *blame)
{
	const struct words *wanted = b->request->columns;
	bool set = blame->value.kind != VALUE_NULL && blame->value.kind != VALUE_UNKNOWN;
	for (size_t i = 0; i < wanted->count; i++)
		if (strcmp(wanted->items[i], blame->name) == 0)
			return true;
	if (wanted->count)
		return false;
	return set || !print_is_for_people(b->request->format) ||
	       (blame->value.kind == VALUE_NULL && blame->origin == BLAME_CHANGED);
}

static struct value time_of(const struct touched_side *side)
{
	return side->snapshot ? value_int(side->taken) : (struct value){ .kind = VALUE_NULL };
}

static bool print_row(void *context, const struct blame *blame, struct fault *f)
{
	struct blaming *b = context;
	AUTO_TEXT struct text key = TEXT_INIT, by = TEXT_INIT;
	struct value cells[CELLS];
	bool known = blame->value.kind != VALUE_UNKNOWN;
	if (!is_wanted(b, blame))
		return true;
	if (!add_who(b, blame, &by, f))
		return false;
	render_key(&key, b->key, b->request->entity->n_keys);
	cells[CELL_CLUSTER] = value_text(b->cluster);
	cells[CELL_KEY] = value_text(key.data);
	cells[CELL_COLUMN] = value_text(blame->name);
	cells[CELL_VALUE] = as_json(b, type_of(blame), &blame->value);
	cells[CELL_SINCE] = known ? time_of(&blame->at) : (struct value){ .kind = VALUE_NULL };
	cells[CELL_SNAPSHOT] = known ? value_int(blame->at.snapshot) : (struct value){ .kind = VALUE_NULL };
	cells[CELL_HOW] = value_text(how(b, blame));
	cells[CELL_WAS] = known && blame->origin == BLAME_CHANGED ? as_json(b, type_of(blame), &blame->was)
								  : (struct value){ .kind = VALUE_NULL };
	cells[CELL_BY] = value_text(by.size ? by.data : NULL);
	cells[CELL_BEFORE] = known ? time_of(&blame->before) : (struct value){ .kind = VALUE_NULL };
	bool people = print_is_for_people(b->request->format);
	printer_row(b->printer, people ? cells + (b->request->several ? 0 : CELL_COLUMN) : cells, NULL);
	for (size_t i = 0; i < CELLS; i++)
		value_clear(&cells[i]);
	return true;
}

bool blame_print(struct store *store, const struct blame_request *request, const char *cluster,
		 const struct value *key, int64_t snapshot, struct who *who, struct printer *printer,
		 bool *ret_found, struct fault *f)
{
	struct blaming b = {
		.request = request, .cluster = cluster, .key = key, .who = who, .printer = printer
	};
	return store_blame(store, cluster, request->entity, key, snapshot, print_row, &b, ret_found, f);
}
