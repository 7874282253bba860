/* who_window.h - since when a change can have been made; for who.c only. */
#ifndef PVEINV_WHO_WINDOW_H
#define PVEINV_WHO_WINDOW_H

#include "report/who.h"

struct who_reads; /* when reads were made */
struct who_reads *who_reads_new(sqlite3 *db);
void who_reads_free(struct who_reads *reads); /* takes null */

/* The last snapshot up to 'from' in which what has changed was read: a guest whose node was down for three
 * snapshots may have been changed in any of them. 'from' itself where nothing else is known. */
int64_t who_window_begin(struct who_reads *reads, const char *cluster, int64_t from,
			 const struct change *change);

#endif
