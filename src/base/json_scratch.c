/* json_scratch.c - memory for short-lived trees: taken by moving on in a block, given back all at once.
 * A guest's configuration is some 200 pieces, which malloc() and free() would cost more than parsing. */
#include <stdlib.h>

#include "base/json_scan.h"
#include "base/pool.h"

static _Thread_local struct pool scratch = { NULL, 65536 };
static _Thread_local bool open;

void *json_take(size_t size)
{
	return open ? pool_take(&scratch, size) : xmalloc(size);
}

static void give_back(void *piece)
{
	if (!pool_holds(&scratch, piece))
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

void json_scratch_end(void)
{
	open = false;
	pool_reset(&scratch);
}

void json_scratch_free(void)
{
	open = false;
	pool_clear(&scratch);
}
