/* print_csv.c - rows as RFC 4180 has it: CRLF, a header, quotes where they are needed.
 *
 * Not set and unknown are empty fields; an empty text is "". Lists and JSON are JSON text.
 */
#include <string.h>

#include "report/print_format.h"
#include "report/render.h"

/* Spreadsheets take a cell that begins so as a formula. */
static bool is_formula(const char *s)
{
	static const char *const signs[] = { "=",  "+",      "-",      "@",      "\t",    "\r",
					     "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20" };
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		if (text_starts_with(s, signs[i]))
			return true;
	}
	return false;
}

static void add_field(struct printer *printer, const char *s, bool is_text)
{
	struct text *line = &printer->line;
	AUTO_TEXT struct text changed = TEXT_INIT;
	if (is_text && printer->options.csv_safe && is_formula(s)) {
		text_add_char(&changed, '\'');
		text_add(&changed, s);
		s = changed.data;
	}
	AUTO_TEXT struct text visible = TEXT_INIT;
	if (printer->out->terminal) {
		text_add_visible(&visible, s);
		s = visible.data;
	}
	bool quoted = (is_text && !*s) || strpbrk(s, ",\"\r\n") || *s == ' ';
	if (quoted)
		text_add_char(line, '"');
	for (; *s; s++) {
		if (*s == '"')
			text_add_char(line, '"');
		text_add_char(line, *s);
	}
	if (quoted)
		text_add_char(line, '"');
}

static void end_line(struct printer *printer)
{
	text_add(&printer->line, "\r\n");
	output_text(printer->out, &printer->line);
}

static void begin(struct printer *printer)
{
	const struct sheet *sheet = printer->sheet;
	for (size_t i = 0; i < sheet->n_columns; i++)
		text_addf(&printer->line, "%s%s", i > 0 ? "," : "", sheet->columns[i].name);
	if (sheet->names_unknown)
		text_add(&printer->line, ",unknown");
	end_line(printer);
}

static void row(struct printer *printer, const struct value *values)
{
	const struct sheet *sheet = printer->sheet;
	/* A lone empty field would make an empty line, which readers skip. */
	bool lone = sheet->n_columns == 1 && !sheet->names_unknown;
	AUTO_TEXT struct text field = TEXT_INIT;
	for (size_t i = 0; i < sheet->n_columns; i++) {
		text_reset(&field);
		render_raw(&field, sheet->columns[i].type, &values[i]);
		if (i > 0)
			text_add_char(&printer->line, ',');
		add_field(printer, field.data, values[i].kind == VALUE_TEXT || (lone && !field.size));
	}
	if (sheet->names_unknown) {
		text_reset(&field);
		bool any = print_add_unknown(&field, printer, values);
		text_add_char(&printer->line, ',');
		add_field(printer, any ? field.data : "", false);
	}
	end_line(printer);
}

static void end(struct printer *printer)
{
	(void)printer;
}

const struct format_operations print_csv = { begin, row, end };
