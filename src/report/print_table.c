/* print_table.c - rows as a table for people, laid out by libsmartcols.
 *
 * Cells come escaped (render_human), in pipes too: a name with a line break must never look like a row.
 */
#include <ctype.h>
#include <libsmartcols.h>
#include <stdlib.h>

#include "report/print_format.h"
#include "report/render.h"

static void add_heading(struct printer *printer, const char *name, enum value_type type)
{
	AUTO_FREE char *heading = xstrdup(name);
	for (char *c = heading; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	scols_table_new_column(printer->table, heading, 0, type_is_number(type) ? SCOLS_FL_RIGHT : 0);
}

static void begin(struct printer *printer)
{
	const struct sheet *sheet = printer->sheet;
	printer->table = scols_new_table();
	if (!printer->table)
		abort();
	/* In a locale of single bytes the library never ends over other bytes, unless it encodes them. */
	scols_table_enable_noencoding(printer->table, MB_CUR_MAX > 1);
	scols_table_set_termforce(printer->table, SCOLS_TERMFORCE_NEVER);
	for (size_t i = 0; i < sheet->n_columns; i++)
		add_heading(printer, sheet->columns[i].name, sheet->columns[i].type);
	if (sheet->names_unknown)
		add_heading(printer, "unknown", TYPE_LIST);
}

static void set_cell(struct libscols_line *line, size_t i, struct text *cell)
{
	/* The line owns the memory from here on. */
	if (scols_line_refer_data(line, i, text_take(cell)) != 0)
		abort();
}

static void row(struct printer *printer, const struct value *values)
{
	const struct sheet *sheet = printer->sheet;
	struct libscols_line *line = scols_table_new_line(printer->table, NULL);
	struct text cell = TEXT_INIT;
	if (!line)
		abort();
	for (size_t i = 0; i < sheet->n_columns; i++) {
		render_human(&cell, sheet->columns[i].type, &values[i]);
		set_cell(line, i, &cell);
	}
	if (sheet->names_unknown) {
		AUTO_TEXT struct text names = TEXT_INIT;
		struct value list = { .kind = VALUE_NULL };
		if (print_add_unknown(&names, printer, values))
			list = (struct value){ .kind = VALUE_TEXT, .text = names.data };
		render_human(&cell, TYPE_LIST, &list);
		set_cell(line, sheet->n_columns, &cell);
	}
}

/* Nothing at all is nothing, not a lonely heading. */
static void end(struct printer *printer)
{
	char *page = NULL;
	if (printer->rows > 0 && scols_print_table_to_string(printer->table, &page) == 0 && page) {
		output_string(printer->out, page);
		output_bytes(printer->out, "\n", 1);
	}
	free(page);
}

const struct format_operations print_table = { begin, row, end };
