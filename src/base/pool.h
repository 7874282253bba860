/* pool.h - memory for many short-lived pieces: taken by moving on in a block, given back all at once. */
#ifndef PVEINV_POOL_H
#define PVEINV_POOL_H

#include <stdbool.h>
#include <stddef.h>

struct pool {
	struct pool_block *newest;
	size_t least; /* bytes of a block; 0: as many as suit a row */
};

/* Memory for anything, not initialised, from a pool that was all 0 at first. Nobody frees it; allocation
 * failure ends the process. */
void *pool_take(struct pool *pool, size_t size);
void *pool_zeroed(struct pool *pool, size_t count, size_t size);
char *pool_text(struct pool *pool, const char *text); /* a copy; null gives null */

bool pool_holds(const struct pool *pool, const void *piece);

/* Gives all pieces back; a block is kept for the next ones. */
void pool_reset(struct pool *pool);
/* The same, and releases the memory. */
void pool_clear(struct pool *pool);

#endif
