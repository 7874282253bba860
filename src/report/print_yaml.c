/* print_yaml.c - rows as YAML: the document that -o json prints. */
#include "report/print_format.h"
#include "report/yaml.h"

static void begin(struct printer *printer)
{
	const struct sheet *sheet = printer->sheet;
	AUTO_TEXT struct text head = TEXT_INIT;
	text_addf(&head, "{\"pveinv\":1%s%s}", sheet->envelope ? "," : "",
		  sheet->envelope ? sheet->envelope : "");
	yaml_add(&printer->line, head.data);
	text_addf(&printer->line, "%s:", sheet->rows_name);
	output_text(printer->out, &printer->line);
}

static void row(struct printer *printer, const struct value *values)
{
	AUTO_TEXT struct text object = TEXT_INIT;
	print_add_object(&object, printer, values);
	if (printer->rows == 0)
		text_add_char(&printer->line, '\n');
	yaml_add_item(&printer->line, object.data);
	output_text(printer->out, &printer->line);
}

static void end(struct printer *printer)
{
	output_string(printer->out, printer->rows > 0 ? "" : " []\n");
}

const struct format_operations print_yaml = { begin, row, end };
