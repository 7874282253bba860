/* pool.c - see pool.h. */
#include "base/pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* The address sanitizer sees the ends of what is a block of its own. */
#if defined(__SANITIZE_ADDRESS__)
#define BLOCK_SIZE ((size_t)1)
#else
#define BLOCK_SIZE ((size_t)16384)
#endif
#define ALIGNMENT 16

struct pool_block {
	struct pool_block *before;
	size_t size, used; /* of data */
	_Alignas(ALIGNMENT) char data[];
};

static struct pool_block *add_block(struct pool *pool, size_t size)
{
	struct pool_block *block;

	if (size < BLOCK_SIZE)
		size = BLOCK_SIZE;
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

static void drop_newest(struct pool *pool)
{
	struct pool_block *block = pool->newest;

	pool->newest = block->before;
	free(block);
}

void pool_reset(struct pool *pool)
{
	while (pool->newest && (pool->newest->before || pool->newest->size > BLOCK_SIZE))
		drop_newest(pool);
	if (pool->newest)
		pool->newest->used = 0;
}

void pool_clear(struct pool *pool)
{
	while (pool->newest)
		drop_newest(pool);
}
