/* manual.h - the manual pages: what the tables say, and the prose of man/.
 *
 * A page of a verb needs no prose: synopsis, description, options, exit codes and examples are in its
 * tables. man/NAME.md, where there is one, is put between description and options.
 */
#ifndef PVEINV_MANUAL_H
#define PVEINV_MANUAL_H

#include "cmd/verbs.h"

/* A page in work. */
struct page {
	struct text text;
	const char *name; /* "pveinv-get" */
	int section;
	const char *date;   /* "November 20, 2026" */
	const char *source; /* the folder that has man/ and doc/ */
};

/* The lines up to the section NAME, with its summary. */
void page_begin(struct page *page, const char *summary);
/* The prose of the page, if there is any. Its line "@queries" stands for all of doc/queries. */
bool page_add_prose(struct page *page, struct fault *f);
/* SEE ALSO: all other pages. */
void page_add_others(struct page *page);

/* Calls back with the name and section of each page, in order. */
typedef void page_function(void *context, const char *name, int section);
void manual_each(page_function *function, void *context);

/* The pages. */
bool manual_program(struct page *page, struct fault *f);
bool manual_verb(struct page *page, const struct verb *verb, struct fault *f);
bool manual_config(struct page *page, struct fault *f);
bool manual_schema(struct page *page, struct fault *f);

/* Reads a file whole; the caller frees it. Null with FAULT_USAGE; 'must' not: null without one if it is not
 * there. */
char *manual_read(const char *path, bool must, struct fault *f);

#endif
