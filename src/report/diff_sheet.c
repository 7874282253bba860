/* diff_sheet.c - differences as csv and table: a line for each changed column. */
#include "report/diff_format.h"
#include "report/render.h"

enum {
	CELL_CLUSTER,
	CELL_ENTITY,
	CELL_KEY,
	CELL_CHANGE,
	CELL_COLUMN,
	CELL_FROM,
	CELL_TO,
	CELL_REASON,
	CELLS_OF_TABLE,
	CELL_READ = CELLS_OF_TABLE,
	CELL_OUTCOME,
	CELL_COUNT,
	CELL_FROM_SNAPSHOT,
	CELL_TO_SNAPSHOT,
	CELLS_OF_CSV,
};

static const struct print_column columns[] = {
	[CELL_CLUSTER] = { "cluster", TYPE_TEXT },
	[CELL_ENTITY] = { "entity", TYPE_TEXT },
	[CELL_KEY] = { "key", TYPE_TEXT },
	[CELL_CHANGE] = { "change", TYPE_TEXT },
	[CELL_COLUMN] = { "column", TYPE_TEXT },
	[CELL_FROM] = { "from", TYPE_JSON },
	[CELL_TO] = { "to", TYPE_JSON },
	[CELL_REASON] = { "reason", TYPE_TEXT },
	[CELL_READ] = { "read", TYPE_TEXT },
	[CELL_OUTCOME] = { "outcome", TYPE_TEXT },
	[CELL_COUNT] = { "count", TYPE_INT },
	[CELL_FROM_SNAPSHOT] = { "from_snapshot", TYPE_INT },
	[CELL_TO_SNAPSHOT] = { "to_snapshot", TYPE_INT },
};

static const struct sheet table_sheet = { columns, CELLS_OF_TABLE, false, NULL, NULL };
static const struct sheet csv_sheet = { columns, CELLS_OF_CSV, false, NULL, NULL };

static bool is_csv(const struct diff_printer *printer)
{
	return printer->options->format == DIFF_CSV;
}

static void begin(struct diff_printer *printer)
{
	struct print_options options = { is_csv(printer) ? PRINT_CSV : PRINT_TABLE,
					 printer->options->csv_safe };
	printer->sheet = printer_new(printer->out, &options, is_csv(printer) ? &csv_sheet : &table_sheet);
}

/* The types of from and to differ from line to line, so they become text here. */
static struct value as_text(const struct diff_printer *printer, enum value_type type, const struct value *v)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	if (v->kind == VALUE_UNKNOWN || v->kind == VALUE_NULL)
		return (struct value){ .kind = v->kind };
	if (is_csv(printer))
		render_raw(&t, type, v);
	else
		render_human(&t, type, v);
	return (struct value){ .kind = VALUE_TEXT, .text = text_take(&t) };
}

static void print_column(struct diff_printer *printer, const struct change *change,
			 const struct change_column *c, struct value *cells)
{
	cells[CELL_COLUMN] = value_text(c->name);
	cells[CELL_FROM] = cells[CELL_TO] = (struct value){ .kind = VALUE_NULL };
	if (change->kind != CHANGE_ADDED)
		cells[CELL_FROM] = as_text(printer, change_value_type(c, &c->from), &c->from);
	if (change->kind != CHANGE_REMOVED)
		cells[CELL_TO] = as_text(printer, change_value_type(c, &c->to), &c->to);
	printer_row(printer->sheet, cells, NULL);
	for (size_t i = CELL_COLUMN; i <= CELL_TO; i++)
		value_clear(&cells[i]);
}

static void fill_gap(struct value *cells, const struct change *change)
{
	cells[CELL_ENTITY] = value_text(change->entity ? change->entity->name : NULL);
	cells[CELL_REASON] = value_text(change->reason);
	cells[CELL_READ] = value_text(change->read ? change->read->name : NULL);
	cells[CELL_OUTCOME] = value_text(outcome_name(change->outcome));
	cells[CELL_COUNT] = value_int(change->count);
}

static void fill_object(struct value *cells, const struct change *change)
{
	AUTO_TEXT struct text key = TEXT_INIT;
	render_key(&key, change->key, change->entity->n_keys);
	cells[CELL_ENTITY] = value_text(change->entity->name);
	cells[CELL_KEY] = value_text(key.data);
	if (change->replaced)
		cells[CELL_REASON] = value_text("replaced");
	if (change->old_key) {
		text_reset(&key);
		text_add(&key, "was ");
		render_key(&key, change->old_key, change->entity->n_keys);
		cells[CELL_REASON] = value_text(key.data);
	}
}

static void change_line(struct diff_printer *printer, const struct change *change)
{
	struct value cells[CELLS_OF_CSV];
	for (size_t i = 0; i < CELLS_OF_CSV; i++)
		cells[i] = (struct value){ .kind = VALUE_NULL };
	cells[CELL_CLUSTER] = value_text(printer->pair->cluster);
	cells[CELL_CHANGE] = value_text(change_kind_name(change->kind));
	cells[CELL_FROM_SNAPSHOT] = value_int(printer->pair->from.snapshot);
	cells[CELL_TO_SNAPSHOT] = value_int(printer->pair->to.snapshot);
	if (change->kind == CHANGE_UNKNOWN)
		fill_gap(cells, change);
	else
		fill_object(cells, change);
	if (change->n_columns == 0)
		printer_row(printer->sheet, cells, NULL);
	for (size_t i = 0; i < change->n_columns; i++)
		print_column(printer, change, &change->columns[i], cells);
	for (size_t i = 0; i < CELLS_OF_CSV; i++)
		value_clear(&cells[i]);
}

static void end_pair(struct diff_printer *printer)
{
	(void)printer;
}

static void end(struct diff_printer *printer)
{
	printer_end(printer->sheet);
}

const struct diff_format_operations diff_sheet = { begin, change_line, end_pair, end };
