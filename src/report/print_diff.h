/* print_diff.h - the differences that the store finds, for people and for programs.
 *
 * text and markdown group the changes by object, fold the children of what was added or removed into a
 * count and equal changes of many objects into a line, and say what they left out; json, ndjson are the
 * records of DESIGN section 6, with a fingerprint each; csv and table have a line for each changed column.
 * Text and markdown collect (the changes of one cluster); the others stream.
 */
#ifndef PVEINV_PRINT_DIFF_H
#define PVEINV_PRINT_DIFF_H

#include "report/output.h"
#include "report/who.h"
#include "store/store.h"

enum diff_format { DIFF_TEXT, DIFF_TABLE, DIFF_JSON, DIFF_NDJSON, DIFF_CSV, DIFF_MARKDOWN };
extern const char *const diff_format_names[]; /* ended by null */

struct diff_side {
	int64_t id; /* of the snapshot in the store that is compared */
	int64_t snapshot, taken;
	bool complete;
	bool live;        /* just walked: 'snapshot' means nothing */
	const char *file; /* another store that it comes from, or null */
};

/* One cluster's two moments. */
struct diff_pair {
	const char *cluster;
	struct diff_side from, to;
};

struct diff_print_options {
	enum diff_format format;
	bool stat;          /* only how many changes, by entity */
	bool log;           /* many pairs of one history: JSON has no list of them, records say when */
	bool brief;         /* text: a line each */
	bool columns_asked; /* brief: what is new or gone is said with its columns */
	bool csv_safe;
	struct diff_options
		diff; /* what was asked for; learned records are counted, but only shown with 'all' */
	/* What people call an object ("web01"), or null; the caller frees it. Null: no names. */
	char *(*label)(void *context, const char *cluster, const struct entity *entity,
		       const struct value *key);
	void *label_context;
	struct who *who; /* who_begin() was called for the pair in work; or null */
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

/* Does the format itself say which columns could not be compared? */
bool diff_format_says_notes(const struct diff_print_options *options);
/* For eyes, on a terminal: through the pager. */
bool diff_format_is_paged(const struct diff_print_options *options);

const char *change_kind_name(enum change_kind kind);

#endif
