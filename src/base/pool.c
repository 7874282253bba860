/* pool.c - see pool.h. */
#include "base/pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define BLOCK_SIZE 16384
#define ALIGNMENT 16

struct pool_block {
	struct pool_block *before;
	size_t size, used; /* of data */
	_Alignas(ALIGNMENT) char data[];
};

/* The address sanitizer sees the ends of what is a block of its own. */
static size_t block_size(const struct pool *pool)
{
#if defined(__SANITIZE_ADDRESS__)
	(void)pool;
	return 1;
#else
	return pool->least ? pool->least : BLOCK_SIZE;
#endif
}

static struct pool_block *add_block(struct pool *pool, size_t size)
{
	struct pool_block *block;

	if (size < block_size(pool))
		size = block_size(pool);
	block = xmalloc(sizeof(*block) + size);
	*block = (struct pool_block){ .before = pool->newest, .size = size };
	return pool->newest = block;
}

void *pool_take(struct pool *pool, size_t size)
{
	struct pool_block *block = pool->newest;
	size_t room = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	char *piece;

	if (!block || block->size - block->used < room)
		block = add_block(pool, room);
	piece = block->data + block->used;
	block->used += room;
	return piece;
}

void *pool_zeroed(struct pool *pool, size_t count, size_t size)
{
	return memset(pool_take(pool, count * size), 0, count * size);
}

char *pool_text(struct pool *pool, const char *text)
{
	size_t size = text ? strlen(text) + 1 : 0;

	return text ? memcpy(pool_take(pool, size), text, size) : NULL;
}

bool pool_holds(const struct pool *pool, const void *piece)
{
	for (const struct pool_block *b = pool->newest; b; b = b->before)
		if ((const char *)piece >= b->data && (const char *)piece < b->data + b->size)
			return true;
	return false;
}

static void drop_newest(struct pool *pool)
{
	struct pool_block *block = pool->newest;

	pool->newest = block->before;
	free(block);
}

void pool_reset(struct pool *pool)
{
	while (pool->newest && (pool->newest->before || pool->newest->size > block_size(pool)))
		drop_newest(pool);
	if (pool->newest)
		pool->newest->used = 0;
}

void pool_clear(struct pool *pool)
{
	while (pool->newest)
		drop_newest(pool);
}
