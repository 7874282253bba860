/* print.h - rows of typed columns in any format.
 *
 * A report describes its columns once (struct sheet) and hands over one row of values after the other;
 * the format decides what becomes of them. Rows stream, except into tables, which must know all widths.
 * To add a format: one file with begin, row and end, one line in print.c.
 *
 * Not set and unknown: tables show '-' and '?'. JSON has null for not set, leaves unknown columns out of the
 * row and names them in its "unknown": […]. CSV fields are empty for both (an empty *text* is ""), and the
 * last column, "unknown", names the unknown ones; TSV does as CSV, YAML as JSON, Markdown as a table.
 * "name" prints the first column alone: for things their path (path.h), for other rows what identifies them.
 */
#ifndef PVEINV_PRINT_H
#define PVEINV_PRINT_H

#include "base/value.h"
#include "report/output.h"

enum print_format {
	PRINT_TABLE,
	PRINT_WIDE,
	PRINT_JSON,
	PRINT_NDJSON,
	PRINT_CSV,
	PRINT_TSV,
	PRINT_YAML,
	PRINT_MARKDOWN,
	PRINT_NAME,
};
extern const char *const print_format_names[]; /* ended by null */

/* Human units, for eyes; the others have raw numbers, for programs. */
bool print_is_for_people(enum print_format format);

struct print_column {
	const char *name;
	enum value_type type;
};

struct sheet {
	const struct print_column *columns;
	size_t n_columns;
	bool names_unknown;    /* tables and CSV: add the column "unknown" */
	const char *envelope;  /* JSON: members that stand before "rows", without braces; or null */
	const char *rows_name; /* JSON: "rows" */
};

struct print_options {
	enum print_format format;
	bool csv_safe; /* CSV, TSV: neutralise cells that a spreadsheet would execute */
};

struct printer;

/* The sheet and the output must outlive the printer. */
struct printer *printer_new(struct output *out, const struct print_options *options,
			    const struct sheet *sheet);
/* sheet->n_columns values. 'unknown_parts': further names for "unknown", as quoted JSON strings with
 * commas between ("\"extra.cfg\""), or null. */
void printer_row(struct printer *printer, const struct value *values, const char *unknown_parts);
/* Closes the document. */
void printer_end(struct printer *printer);
void printer_free(struct printer *printer); /* takes null */

#endif
