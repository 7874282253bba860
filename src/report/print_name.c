/* print_name.c - what each row is called, one a line: for scripts that loop over it. */
#include "report/print_format.h"
#include "report/render.h"

static void nothing(struct printer *printer)
{
	(void)printer;
}

static void row(struct printer *printer, const struct value *values)
{
	AUTO_TEXT struct text name = TEXT_INIT;
	render_raw(&name, printer->sheet->columns[0].type, &values[0]);
	text_add_visible(&printer->line, name.data); /* one line, wherever it goes */
	text_add_char(&printer->line, '\n');
	output_text(printer->out, &printer->line);
}

const struct format_operations print_name = { nothing, row, nothing };
