/* staged_list.c - see staged_list.h. */
#include "store/staged_list.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK 32768 /* bytes; a row that is longer is a chunk of its own */

struct staged_list staged_list_of(const struct store *store, size_t list, unsigned n_keys, unsigned n_values)
{
	return (struct staged_list){
		.store = store, .list = list, .n_keys = n_keys, .n_values = n_values, .last = TEXT_INIT
	};
}

static bool write_chunk(struct staged_list *list, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *insert =
		sql_prepare(list->store, "INSERT INTO temp.stage_chunk VALUES (?, ?, ?)", f);

	if (!insert)
		return false;
	sqlite3_bind_int64(insert, 1, (int64_t)list->list);
	sqlite3_bind_int64(insert, 2, (int64_t)list->n_chunks);
	if (sqlite3_bind_blob64(insert, 3, list->last.data, list->last.size, SQLITE_STATIC) != SQLITE_OK)
		return sql_fault(list->store, f);
	if (!sql_finish(list->store, insert, f))
		return false;
	list->n_chunks++;
	if (list->last.space > 2 * CHUNK)
		text_clear(&list->last);
	text_reset(&list->last);
	return true;
}

bool staged_list_take(struct staged_list *list, const struct text *tuple, struct fault *f)
{
	if (list->last.size && list->last.size + tuple->size >= CHUNK && !write_chunk(list, f))
		return false;
	text_add_bytes(&list->last, tuple->data, tuple->size);
	list->size += tuple->size;
	list->n_taken++;
	return true;
}

/* --- all of it, in order */

static int compare_keys(const void *a, const void *b)
{
	const struct staged_row *x = a, *y = b;

	/* Keys of equal beginnings are equal. */
	return memcmp(x->tuple, y->tuple, x->key_size < y->key_size ? x->key_size : y->key_size);
}

static int compare_rows(const void *a, const void *b)
{
	const struct staged_row *x = a, *y = b;
	int order = compare_keys(a, b);

	return order ? order : (x->tuple > y->tuple) - (x->tuple < y->tuple);
}

static bool read_chunks(struct staged_list *list, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(
		list->store, "SELECT rows FROM temp.stage_chunk WHERE list = ? ORDER BY number", f);
	char *end;
	int found;

	if (!query)
		return false;
	sqlite3_bind_int64(query, 1, (int64_t)list->list);
	end = list->tuples = xmalloc(list->size + 1);
	while ((found = sql_step(list->store, query, f)) == 1) {
		size_t size = (size_t)sqlite3_column_bytes(query, 0);

		memcpy(end, sqlite3_column_blob(query, 0), size);
		end += size;
	}
	memcpy(end, list->last.data, list->last.size);
	return found == 0;
}

static char *skip_values(char *at, unsigned count)
{
	struct value value;

	while (count--)
		at = tuple_read(at, &value);
	return at;
}

static void find_rows(struct staged_list *list)
{
	char *at = list->tuples;

	list->rows = xcalloc(list->n_taken + 1, sizeof *list->rows);
	for (size_t i = 0; i < list->n_taken; i++) {
		char *key_end = skip_values(at, list->n_keys);

		list->rows[i] = (struct staged_row){ at, (size_t)(key_end - at) };
		at = skip_values(key_end, list->n_values - list->n_keys);
	}
}

static void sort_rows(struct staged_list *list)
{
	struct staged_row *rows = list->rows;

	qsort(rows, list->n_taken, sizeof *rows, compare_rows);
	list->n_rows = 0;
	for (size_t i = 0; i < list->n_taken; i++) {
		if (list->n_rows && compare_keys(&rows[list->n_rows - 1], &rows[i]) == 0)
			list->n_rows--;
		rows[list->n_rows++] = rows[i];
	}
}

static void forget_rows(struct staged_list *list)
{
	free(list->tuples);
	free(list->rows);
	list->tuples = NULL;
	list->rows = NULL;
	list->n_rows = 0;
}

bool staged_list_open(struct staged_list *list, struct fault *f)
{
	if (list->opened++)
		return true;
	if (read_chunks(list, f)) {
		find_rows(list);
		sort_rows(list);
		return true;
	}
	staged_list_close(list);
	return false;
}

void staged_list_close(struct staged_list *list)
{
	if (!--list->opened)
		forget_rows(list);
}

bool staged_list_has(const struct staged_list *list, const struct text *key)
{
	struct staged_row row = { key->data, key->size };

	return bsearch(&row, list->rows, list->n_rows, sizeof row, compare_keys) != NULL;
}

void staged_list_clear(struct staged_list *list)
{
	text_clear(&list->last);
	forget_rows(list);
}
