/* print_diff.h - the differences that the store finds, for people and for programs.
 *
 * text groups the changes by object, folds the children of what was added or removed into a count, and
 * says what it left out; json, ndjson are the records of DESIGN section 6; csv and table have a line for
 * each changed column. Only text collects (the changes of one cluster); the others stream.
 */
#ifndef PVEINV_PRINT_DIFF_H
#define PVEINV_PRINT_DIFF_H

#include "report/output.h"
#include "store/store.h"

enum diff_format { DIFF_TEXT, DIFF_TABLE, DIFF_JSON, DIFF_NDJSON, DIFF_CSV };
extern const char *const diff_format_names[]; /* ended by null */

struct diff_side {
	int64_t snapshot, taken;
	bool complete;
};

/* One cluster's two moments. */
struct diff_pair {
	const char *cluster;
	struct diff_side from, to;
};

struct diff_print_options {
	enum diff_format format;
	bool csv_safe;
	struct diff_options
		diff; /* what was asked for; learned records are counted, but only shown with 'all' */
	/* What people call an object ("web01"), or null; the caller frees it. Null: no names. */
	char *(*label)(void *context, const char *cluster, const struct entity *entity,
		       const struct value *key);
	void *label_context;
};

struct diff_printer;

/* Output, options and pairs must outlive the printer. */
struct diff_printer *diff_printer_new(struct output *out, const struct diff_print_options *options,
				      const struct diff_pair *pairs, size_t n_pairs);
/* The changes of one pair: begin, then change and note as store_diff() calls them, then end. */
void diff_printer_begin_pair(struct diff_printer *printer, const struct diff_pair *pair);
bool diff_printer_change(void *printer, const struct change *change, struct fault *f);
bool diff_printer_note(void *printer, const struct diff_note *note, struct fault *f);
void diff_printer_end_pair(struct diff_printer *printer);
/* Closes the document. */
void diff_printer_end(struct diff_printer *printer);

/* How many differences were there; learned ones count only with 'all'. */
size_t diff_printer_count(const struct diff_printer *printer);
/* Columns that could not be compared, for formats that don't say it themselves: "guest.cputype, …", or
 * null. */
const char *diff_printer_notes(const struct diff_printer *printer);
void diff_printer_free(struct diff_printer *printer); /* takes null */

const char *change_kind_name(enum change_kind kind);

#endif
