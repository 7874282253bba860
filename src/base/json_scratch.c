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
	size_t size; /* of the data */
	_Alignas(ALIGNMENT) char data[];
};

static _Thread_local struct block *newest;
static _Thread_local bool open;
/* What is left of the newest block; nothing unless it is open. */
static _Thread_local char *next, *end;

static bool is_inside(const void *piece)
{
	for (const struct block *b = newest; b; b = b->before)
		if ((const char *)piece >= b->data && (const char *)piece < b->data + b->size)
			return true;
	return false;
}

static void add_block(size_t size)
{
	struct block *block;

	size = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	block = xmalloc(sizeof(*block) + size);
	block->before = newest;
	block->size = size;
	newest = block;
}

static void use_newest(void)
{
	next = newest->data;
	end = next + newest->size;
}

void *json_take(size_t size)
{
	size_t room = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	void *piece;

	if ((size_t)(end - next) <= room) {
		if (!open)
			return xmalloc(size);
		add_block(room);
		use_newest();
	}
	piece = next;
	next += room;
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
	if (newest)
		use_newest();
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
	next = end = NULL;
	while (newest && newest->before)
		drop_newest();
	if (newest && newest->size > 2 * BLOCK_SIZE)
		drop_newest();
}

void json_scratch_free(void)
{
	json_scratch_end();
	if (newest)
		drop_newest();
}
