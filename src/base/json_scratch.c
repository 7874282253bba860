/* json_scratch.c - memory for short-lived trees: taken by moving on in a block, given back all at once.
 * A guest's configuration is some 200 pieces, which malloc() and free() would cost more than parsing. */
#include <stdlib.h>
#include <string.h>

#include "base/json_scan.h"

/* The address sanitizer sees the ends of what is a block of its own. */
#if defined(__SANITIZE_ADDRESS__)
#define BLOCK_SIZE ((size_t)1)
#else
#define BLOCK_SIZE ((size_t)65536)
#endif
#define ALIGNMENT 16

struct block {
	struct block *before;
	size_t size, used; /* with this head */
	_Alignas(ALIGNMENT) char data[];
};

static _Thread_local struct block *newest;
static _Thread_local bool open;

static bool is_inside(const void *piece)
{
	for (const struct block *b = newest; b; b = b->before)
		if ((const char *)piece >= b->data && (const char *)piece < (const char *)b + b->size)
			return true;
	return false;
}

static void add_block(size_t size)
{
	size_t whole = sizeof(struct block) + (size > BLOCK_SIZE ? size : BLOCK_SIZE);
	struct block *block = xmalloc(whole);

	*block = (struct block){ .before = newest, .size = whole, .used = sizeof(*block) };
	newest = block;
}

void *json_take(size_t size)
{
	size_t room = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	void *piece;

	if (!open)
		return xmalloc(size);
	if (!newest || newest->size - newest->used < room)
		add_block(room);
	piece = (char *)newest + newest->used;
	newest->used += room;
	return piece;
}

static void give_back(void *piece)
{
	if (!is_inside(piece))
		free(piece);
}

/* cJSON's hooks are those of all threads: set before there are any, they look at what is their thread's. */
__attribute__((constructor)) static void set_hooks(void)
{
	cJSON_Hooks hooks = { json_take, give_back };

	cJSON_InitHooks(&hooks);
}

void json_scratch_begin(void)
{
	open = true;
}

static void drop_newest(void)
{
	struct block *block = newest;

	newest = block->before;
	free(block);
}

/* The first block is kept for the next tree. */
void json_scratch_end(void)
{
	open = false;
	while (newest && newest->before)
		drop_newest();
	if (newest && newest->size > 2 * BLOCK_SIZE)
		drop_newest();
	if (newest)
		newest->used = sizeof(*newest);
}

void json_scratch_free(void)
{
	json_scratch_end();
	if (newest)
		drop_newest();
}
