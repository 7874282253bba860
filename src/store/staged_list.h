/* staged_list.h - rows that wait for the merge: taken in any order, given back in the order of their keys.
 *
 * A row is a tuple (tuple.h) that begins with its key. The rows lie in chunks in temp.stage_chunk; in memory
 * are those that were taken last, and, while the list is open, all keys.
 */
#ifndef PVEINV_STAGED_LIST_H
#define PVEINV_STAGED_LIST_H

#include "store/sql.h"
#include "store/tuple.h"

/* id: the list's number, then, in the lower half, the chunk's */
#define STAGED_CHUNKS_SQL "CREATE TABLE temp.stage_chunk (id INTEGER PRIMARY KEY, rows BLOB);\n"

struct staged_row {
	char *key;
	uint32_t key_size, size; /* size: with the key */
	uint32_t chunk, offset;
};

struct staged_list {
	const struct store *store;
	uint32_t number;
	unsigned n_keys, n_values; /* of a row */
	struct value *values;      /* room for one */
	struct text last;          /* rows that are in no chunk yet */
	uint32_t n_chunks;
	size_t n_taken, keys_size;
	/* While it is open: */
	unsigned opened;
	char *keys;
	struct staged_row *rows; /* by key; of equal keys, what was taken last */
	size_t n_rows;
};

struct staged_list staged_list_of(const struct store *store, size_t number, unsigned n_keys,
				  unsigned n_values);
bool staged_list_take(struct staged_list *list, const struct text *tuple, struct fault *f);
/* Each time it is opened (which a fault is not), it is to be closed. No row is taken meanwhile. */
bool staged_list_open(struct staged_list *list, struct fault *f);
void staged_list_close(struct staged_list *list);
/* Has the open list a row with that key, a tuple? */
bool staged_list_has(const struct staged_list *list, const struct text *key);
void staged_list_clear(struct staged_list *list);

/* Reads rows of an open list; all 0 at first. */
struct staged_reader {
	sqlite3_blob *blob;
	uint32_t chunk;
	char *row;
	size_t space;
};
/* The tuple of row i, valid until the next one is read; null: sqlite3_errcode() says why. */
char *staged_reader_row(struct staged_reader *reader, const struct staged_list *list, size_t i);
void staged_reader_clear(struct staged_reader *reader);

#endif
