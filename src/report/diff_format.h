/* diff_format.h - what a format of print_diff.h has to offer. */
#ifndef PVEINV_DIFF_FORMAT_H
#define PVEINV_DIFF_FORMAT_H

#include "report/print.h"
#include "report/print_diff.h"

#define CHANGE_KINDS (CHANGE_UNKNOWN + 1)

struct kept_changes; /* of diff_text.c */

struct diff_printer {
	struct output *out;
	const struct diff_print_options *options;
	const struct diff_pair *pairs;
	size_t n_pairs;
	const struct diff_format_operations *operations;
	const struct diff_pair *pair; /* the one in work */
	size_t counts[CHANGE_KINDS];  /* of the pair in work */
	size_t total;                 /* differences of all pairs */
	struct text line;             /* the record in work */
	struct text notes;            /* "guest.cputype, …" */
	size_t records;               /* written so far */
	struct printer *sheet;        /* csv and table */
	struct kept_changes *kept;    /* text, markdown */
	size_t (*stat)[CHANGE_KINDS]; /* by entity, of the pair in work; the last: of no entity */
};

struct diff_format_operations {
	void (*begin)(struct diff_printer *printer);
	void (*change)(struct diff_printer *printer, const struct change *change);
	void (*end_pair)(struct diff_printer *printer);
	void (*end)(struct diff_printer *printer);
};

extern const struct diff_format_operations diff_text, diff_json, diff_ndjson, diff_sheet,
	diff_markdown, diff_brief, diff_stat;

/* Type of one side of a changed column. A key that no column names has none: its text is JSON where it is
 * an object or a list. */
enum value_type change_value_type(const struct change_column *column, const struct value *value);

#endif
