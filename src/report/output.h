/* output.h - where reports go: stdout, with the pager before it, and errors that stick.
 *
 * Writing never fails in the middle of a report: the first error is kept, the rest is dropped, and
 * output_finish() says what happened. A reader that went away (a closed pipe, a pager that was left) is no
 * error.
 */
#ifndef PVEINV_OUTPUT_H
#define PVEINV_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/fault.h"
#include "base/text.h"

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct output {
	FILE *stream;
	bool terminal; /* hostile characters must be escaped */
	bool color;
	bool page;   /* start the pager with the first byte */
	bool clear;  /* clear the terminal before the first byte */
	pid_t pager; /* or 0 */
	int error;   /* errno of the first write that failed */
};

/* Colours on a terminal unless NO_COLOR is set or TERM is "dumb". */
void output_init(struct output *out, FILE *stream, enum color_choice color);

/* From now on text goes through $PAGER ("less -FRX") when stdout is a terminal. */
void output_use_pager(struct output *out);

void output_bytes(struct output *out, const char *bytes, size_t size);
void output_string(struct output *out, const char *s);
/* Writes and empties 't'. */
void output_text(struct output *out, struct text *t);
/* The same with JSON, whose hidden characters are escaped as JSON does it where a terminal shows them. */
void output_json(struct output *out, struct text *t);

/* Nobody reads any more, or nothing can be written: a long report may stop. */
bool output_gone(const struct output *out);

/* Flushes; waits for the pager. */
bool output_finish(struct output *out, struct fault *f);

#endif
