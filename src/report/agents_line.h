/* agents_line.h - how many guests answered when their agents were asked, and why the others did not. */
#ifndef PVEINV_AGENTS_LINE_H
#define PVEINV_AGENTS_LINE_H

#include <stdint.h>

#include <sqlite3.h>

#include "base/fault.h"
#include "base/text.h"

/* "answered" comes first; 'guests' lists those of a reason that calls for a look ("101, 103"), or is null. */
typedef void agents_function(void *context, const char *why, int64_t count, const char *guests);

/* Of the snapshot that the views show. Nothing, where no guest was asked. */
bool agents_each(sqlite3 *db, const char *cluster, agents_function *function, void *context, struct fault *f);

/* Appends "2 no answer (101, 103)". */
void agents_add_reason(struct text *t, const char *why, int64_t count, const char *guests);

#endif
