/* staged_list.c - see staged_list.h. */
#include "store/staged_list.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK 16384 /* bytes; a longer row is a chunk of its own */

struct staged_list staged_list_of(const struct store *store, size_t number, unsigned n_keys,
				  unsigned n_values)
{
	return (struct staged_list){ .store = store,
				     .number = (uint32_t)number,
				     .n_keys = n_keys,
				     .n_values = n_values,
				     .values = xcalloc(n_values, sizeof(struct value)),
				     .last = TEXT_INIT };
}

static int64_t chunk_id(const struct staged_list *list, uint32_t chunk)
{
	return (int64_t)((uint64_t)list->number << 32 | chunk);
}

static bool write_chunk(struct staged_list *list, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *insert =
		sql_prepare(list->store, "INSERT INTO temp.stage_chunk VALUES (?, ?)", f);

	if (!insert)
		return false;
	sqlite3_bind_int64(insert, 1, chunk_id(list, list->n_chunks));
	if (sqlite3_bind_blob64(insert, 2, list->last.data, list->last.size, SQLITE_STATIC) != SQLITE_OK)
		return sql_fault(list->store, f); /* too large */
	if (!sql_finish(list->store, insert, f))
		return false;
	list->n_chunks++;
	if (list->last.size > CHUNK)
		text_clear(&list->last);
	text_reset(&list->last);
	return true;
}

bool staged_list_take(struct staged_list *list, const struct text *tuple, struct fault *f)
{
	if (list->last.size && list->last.size + tuple->size >= CHUNK && !write_chunk(list, f))
		return false;
	text_add_bytes(&list->last, tuple->data, tuple->size);
	list->keys_size += (size_t)(tuple_read(tuple->data, list->values, list->n_keys) - tuple->data);
	list->n_taken++;
	return list->last.size < CHUNK || write_chunk(list, f);
}

/* --- all keys, in order */

static int compare_keys(const void *a, const void *b)
{
	const struct staged_row *x = a, *y = b;

	/* No key is the beginning of another one. */
	return memcmp(x->key, y->key, x->key_size < y->key_size ? x->key_size : y->key_size);
}

static int compare_rows(const void *a, const void *b)
{
	const struct staged_row *x = a, *y = b;
	int order = compare_keys(a, b);

	if (!order)
		order = (x->chunk > y->chunk) - (x->chunk < y->chunk);
	return order ? order : (x->offset > y->offset) - (x->offset < y->offset);
}

static void add_rows(struct staged_list *list, uint32_t chunk, const char *bytes, size_t size)
{
	char *rows = (char *)(uintptr_t)bytes, *next;
	char *key = list->n_rows ? list->rows[list->n_rows - 1].key + list->rows[list->n_rows - 1].key_size
				 : list->keys;

	for (char *at = rows; at < rows + size; at = next) {
		char *key_end = tuple_read(at, list->values, list->n_keys);
		uint32_t key_size = (uint32_t)(key_end - at);

		next = tuple_read(key_end, list->values, list->n_values - list->n_keys);
		memcpy(key, at, key_size);
		list->rows[list->n_rows++] = (struct staged_row){ key, key_size, (uint32_t)(next - at), chunk,
								  (uint32_t)(at - rows) };
		key += key_size;
	}
}

static bool read_keys(struct staged_list *list, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query =
		sql_prepare(list->store, "SELECT rows FROM temp.stage_chunk WHERE id = ?", f);

	if (!query)
		return false;
	list->keys = xmalloc(list->keys_size + 1);
	list->rows = xcalloc(list->n_taken + 1, sizeof *list->rows);
	for (uint32_t i = 0; i < list->n_chunks; i++) {
		int found;

		sqlite3_bind_int64(query, 1, chunk_id(list, i));
		found = sql_step(list->store, query, f);
		if (found < 1)
			return found < 0 ? false : fault_set(f, FAULT_BUG, "staged rows are lost");
		add_rows(list, i, sqlite3_column_blob(query, 0), (size_t)sqlite3_column_bytes(query, 0));
		sqlite3_reset(query);
	}
	add_rows(list, list->n_chunks, list->last.data, list->last.size);
	return true;
}

static void sort_rows(struct staged_list *list)
{
	struct staged_row *rows = list->rows;
	size_t count = 0;

	qsort(rows, list->n_rows, sizeof *rows, compare_rows);
	for (size_t i = 0; i < list->n_rows; i++) {
		if (count && compare_keys(&rows[count - 1], &rows[i]) == 0)
			count--;
		rows[count++] = rows[i];
	}
	list->n_rows = count;
}

static void forget_keys(struct staged_list *list)
{
	free(list->keys);
	free(list->rows);
	list->keys = NULL;
	list->rows = NULL;
	list->n_rows = 0;
}

bool staged_list_open(struct staged_list *list, struct fault *f)
{
	if (list->opened++)
		return true;
	if (read_keys(list, f)) {
		sort_rows(list);
		return true;
	}
	staged_list_close(list);
	return false;
}

void staged_list_close(struct staged_list *list)
{
	if (!--list->opened)
		forget_keys(list);
}

bool staged_list_has(const struct staged_list *list, const struct text *key)
{
	struct staged_row row = { .key = key->data, .key_size = (uint32_t)key->size };

	return bsearch(&row, list->rows, list->n_rows, sizeof row, compare_keys) != NULL;
}

void staged_list_clear(struct staged_list *list)
{
	text_clear(&list->last);
	free(list->values);
	forget_keys(list);
}

/* --- rows */

static bool find_chunk(struct staged_reader *reader, const struct staged_list *list, uint32_t chunk)
{
	int code = SQLITE_OK;

	if (!reader->blob)
		code = sqlite3_blob_open(list->store->db, "temp", "stage_chunk", "rows",
					 chunk_id(list, chunk), 0, &reader->blob);
	else if (reader->chunk != chunk)
		code = sqlite3_blob_reopen(reader->blob, chunk_id(list, chunk));
	reader->chunk = chunk;
	return code == SQLITE_OK;
}

char *staged_reader_row(struct staged_reader *reader, const struct staged_list *list, size_t i)
{
	const struct staged_row *row = &list->rows[i];

	if (row->chunk == list->n_chunks)
		return list->last.data + row->offset;
	if (row->size > reader->space) {
		reader->row = xrealloc(reader->row, row->size);
		reader->space = row->size;
	}
	if (!find_chunk(reader, list, row->chunk) ||
	    sqlite3_blob_read(reader->blob, reader->row, (int)row->size, (int)row->offset) != SQLITE_OK)
		return NULL;
	return reader->row;
}

void staged_reader_clear(struct staged_reader *reader)
{
	sqlite3_blob_close(reader->blob);
	free(reader->row);
}
