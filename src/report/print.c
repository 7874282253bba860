#include "report/print.h"

#include <libsmartcols.h>
#include <stdlib.h>

#include "base/json.h"
#include "report/print_format.h"

const char *const print_format_names[] = { "table", "wide",     "json", "ndjson", "csv", "tsv",
					   "yaml",  "markdown", "name", NULL };

static const struct format_operations *const formats[] = {
	[PRINT_TABLE] = &print_table,   [PRINT_WIDE] = &print_table, [PRINT_JSON] = &print_json,
	[PRINT_NDJSON] = &print_ndjson, [PRINT_CSV] = &print_csv,
	[PRINT_TSV] = &print_tsv,       [PRINT_YAML] = &print_yaml,
	[PRINT_NAME] = &print_name,     [PRINT_MARKDOWN] = &print_markdown,
};

bool print_is_for_people(enum print_format format)
{
	return format == PRINT_TABLE || format == PRINT_WIDE || format == PRINT_MARKDOWN;
}

struct printer *printer_new(struct output *out, const struct print_options *options,
			    const struct sheet *sheet)
{
	struct printer *printer = xmalloc(sizeof *printer);
	*printer = (struct printer){
		.out = out,
		.options = *options,
		.sheet = sheet,
		.operations = formats[options->format],
		.line = TEXT_INIT,
	};
	printer->operations->begin(printer);
	return printer;
}

void printer_row(struct printer *printer, const struct value *values, const char *unknown_parts)
{
	printer->unknown_parts = unknown_parts;
	printer->operations->row(printer, values);
	printer->rows++;
}

void printer_end(struct printer *printer)
{
	printer->operations->end(printer);
}

void printer_free(struct printer *printer)
{
	if (!printer)
		return;
	scols_unref_table(printer->table);
	text_clear(&printer->line);
	free(printer);
}

bool print_add_unknown(struct text *t, const struct printer *printer, const struct value *values)
{
	const struct sheet *sheet = printer->sheet;
	bool any = false;
	text_add_char(t, '[');
	for (size_t i = 0; i < sheet->n_columns; i++) {
		if (values[i].kind != VALUE_UNKNOWN)
			continue;
		if (any)
			text_add_char(t, ',');
		json_add_string(t, sheet->columns[i].name);
		any = true;
	}
	if (printer->unknown_parts)
		text_addf(t, "%s%s", any ? "," : "", printer->unknown_parts);
	text_add_char(t, ']');
	return any || printer->unknown_parts;
}
