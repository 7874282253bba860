/* staged_list.h - rows that wait for the merge: taken in any order, given back in the order of their keys.
 *
 * A row is a tuple (tuple.h) that begins with its key. What was taken last is in memory, what came before
 * lies in temp.stage_chunk, as bytes; the list as a whole is in memory only while it is open.
 */
#ifndef PVEINV_STAGED_LIST_H
#define PVEINV_STAGED_LIST_H

#include "store/sql.h"
#include "store/tuple.h"

#define STAGED_CHUNKS_SQL                                                                                    \
	"CREATE TABLE temp.stage_chunk (list INTEGER, number INTEGER, rows BLOB,\n"                          \
	"	PRIMARY KEY (list, number)) WITHOUT ROWID;\n"

struct staged_row {
	char *tuple;
	size_t key_size;
};

struct staged_list {
	const struct store *store;
	size_t list;               /* its number in temp.stage_chunk */
	unsigned n_keys, n_values; /* of a row */
	struct text last;          /* rows that are not in a chunk yet */
	size_t n_chunks, size;     /* bytes of all rows */
	size_t n_taken;
	/* While it is open: */
	unsigned opened;
	char *tuples;
	struct staged_row *rows; /* by key; of equal keys, what was taken last */
	size_t n_rows;
};

struct staged_list staged_list_of(const struct store *store, size_t list, unsigned n_keys, unsigned n_values);
bool staged_list_take(struct staged_list *list, const struct text *tuple, struct fault *f);
/* Each time it is opened (which a fault is not), it is to be closed. No row is taken meanwhile. */
bool staged_list_open(struct staged_list *list, struct fault *f);
void staged_list_close(struct staged_list *list);
/* Has an open list a row with that key, a tuple? */
bool staged_list_has(const struct staged_list *list, const struct text *key);
void staged_list_clear(struct staged_list *list);

#endif
