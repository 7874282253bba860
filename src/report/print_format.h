/* print_format.h - what a format of print.h has to offer. */
#ifndef PVEINV_PRINT_FORMAT_H
#define PVEINV_PRINT_FORMAT_H

#include "report/print.h"

struct libscols_table;

struct printer {
	struct output *out;
	struct print_options options;
	const struct sheet *sheet;
	const struct format_operations *operations;
	size_t rows;                  /* so far */
	const char *unknown_parts;    /* of the row in work */
	struct text line;             /* the row in work */
	struct libscols_table *table; /* collects the cells of a table */
};

struct format_operations {
	void (*begin)(struct printer *printer);
	void (*row)(struct printer *printer, const struct value *values);
	void (*end)(struct printer *printer);
};

extern const struct format_operations print_table, print_json, print_ndjson, print_csv, print_tsv, print_yaml,
	print_markdown, print_name;

/* The row as one JSON object. */
void print_add_object(struct text *t, const struct printer *printer, const struct value *values);

/* Names of the unknown columns of a row as a JSON list in 't'; false when there is none. */
bool print_add_unknown(struct text *t, const struct printer *printer, const struct value *values);

#endif
