/* print_markdown.c - rows as a table of GitHub's Markdown, for mails and merge requests: human units,
 * '-' not set, '?' unknown, as in tables. */
#include "report/print_format.h"
#include "report/render.h"

static void add_cell(struct text *line, const char *plain)
{
	text_add(line, " ");
	render_markdown(line, plain);
	text_add(line, " |");
}

static void begin(struct printer *printer)
{
	(void)printer;
}

/* With the first row: nothing at all is nothing, not a lonely heading. */
static void add_heading(struct printer *printer)
{
	const struct sheet *sheet = printer->sheet;
	text_add_char(&printer->line, '|');
	for (size_t i = 0; i < sheet->n_columns; i++)
		add_cell(&printer->line, sheet->columns[i].name);
	text_add(&printer->line, sheet->names_unknown ? " unknown |\n|" : "\n|");
	for (size_t i = 0; i < sheet->n_columns; i++)
		text_add(&printer->line, type_is_number(sheet->columns[i].type) ? " ---: |" : " --- |");
	text_add(&printer->line, sheet->names_unknown ? " --- |\n" : "\n");
}

static void row(struct printer *printer, const struct value *values)
{
	const struct sheet *sheet = printer->sheet;
	AUTO_TEXT struct text cell = TEXT_INIT;
	if (printer->rows == 0)
		add_heading(printer);
	text_add_char(&printer->line, '|');
	for (size_t i = 0; i < sheet->n_columns; i++) {
		text_reset(&cell);
		render_human(&cell, sheet->columns[i].type, &values[i]);
		add_cell(&printer->line, cell.data);
	}
	if (sheet->names_unknown) {
		text_reset(&cell);
		bool any = print_add_unknown(&cell, printer, values);
		add_cell(&printer->line, any ? cell.data : "-");
	}
	text_add_char(&printer->line, '\n');
	output_text(printer->out, &printer->line);
}

const struct format_operations print_markdown = { begin, row, begin };
