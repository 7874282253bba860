/* print_json.c - rows as JSON: one document with an envelope, or one object a line.
 *
 * A row is one line in both. On a terminal hidden characters are written as \uXXXX, which is the same
 * JSON.
 */
#include "base/json.h"
#include "report/print_format.h"
#include "report/render.h"

void print_add_object(struct text *t, const struct printer *printer, const struct value *values)
{
	const struct sheet *sheet = printer->sheet;
	AUTO_TEXT struct text unknown = TEXT_INIT;
	const char *comma = "";
	text_add_char(t, '{');
	for (size_t i = 0; i < sheet->n_columns; i++) {
		if (values[i].kind == VALUE_UNKNOWN)
			continue;
		text_add(t, comma);
		json_add_string(t, sheet->columns[i].name);
		text_add_char(t, ':');
		render_json(t, sheet->columns[i].type, &values[i]);
		comma = ",";
	}
	if (print_add_unknown(&unknown, printer, values))
		text_addf(t, "%s\"unknown\":%s", comma, unknown.data);
	text_add_char(t, '}');
}

static void begin(struct printer *printer)
{
	const struct sheet *sheet = printer->sheet;
	text_add(&printer->line, "{\"pveinv\":1,");
	if (sheet->envelope)
		text_addf(&printer->line, "%s,", sheet->envelope);
	text_addf(&printer->line, "\"%s\":[", sheet->rows_name);
	output_json(printer->out, &printer->line);
}

static void row(struct printer *printer, const struct value *values)
{
	text_add(&printer->line, printer->rows > 0 ? ",\n" : "\n");
	print_add_object(&printer->line, printer, values);
	output_json(printer->out, &printer->line);
}

static void end(struct printer *printer)
{
	output_string(printer->out, printer->rows > 0 ? "\n]}\n" : "]}\n");
}

static void begin_lines(struct printer *printer)
{
	(void)printer;
}

static void row_line(struct printer *printer, const struct value *values)
{
	print_add_object(&printer->line, printer, values);
	text_add_char(&printer->line, '\n');
	output_json(printer->out, &printer->line);
}

const struct format_operations print_json = { begin, row, end };
const struct format_operations print_ndjson = { begin_lines, row_line, begin_lines };
