/* print_csv.c - rows as RFC 4180 has it: CRLF, a header, quotes where they are needed; and the same with
 * tabs and without quotes (a tab, line break or backslash in a field is \t, \n, \r, \\).
 *
 * Not set and unknown are empty fields; in CSV an empty text is "". Lists and JSON are JSON text.
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

static void add_escaped(struct text *line, const char *s)
{
	static const char special[] = "\t\n\r\\", letters[] = "tnr\\";
	for (; *s; s++) {
		const char *found = strchr(special, *s);
		if (found)
			text_add_char(line, '\\');
		text_add_char(line, found ? letters[found - special] : *s);
	}
}

static char separator(const struct printer *printer)
{
	return printer->options.format == PRINT_TSV ? '\t' : ',';
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
	if (printer->options.format == PRINT_TSV) {
		add_escaped(line, s);
		return;
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
	text_add(&printer->line, printer->options.format == PRINT_TSV ? "\n" : "\r\n");
	output_text(printer->out, &printer->line);
}

static void begin(struct printer *printer)
{
	const struct sheet *sheet = printer->sheet;
	for (size_t i = 0; i < sheet->n_columns + sheet->names_unknown; i++) {
		if (i > 0)
			text_add_char(&printer->line, separator(printer));
		text_add(&printer->line, i < sheet->n_columns ? sheet->columns[i].name : "unknown");
	}
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
			text_add_char(&printer->line, separator(printer));
		add_field(printer, field.data, values[i].kind == VALUE_TEXT || (lone && !field.size));
	}
	if (sheet->names_unknown) {
		text_reset(&field);
		bool any = print_add_unknown(&field, printer, values);
		text_add_char(&printer->line, separator(printer));
		add_field(printer, any ? field.data : "", false);
	}
	end_line(printer);
}

static void end(struct printer *printer)
{
	(void)printer;
}

const struct format_operations print_csv = { begin, row, end };
const struct format_operations print_tsv = { begin, row, end };
