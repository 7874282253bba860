/* source.c - the calls that are the same for every source. */
#include "source/source.h"

bool source_submit(struct source *source, const struct request *request, struct fault *f)
{
	return source->operations->submit(source, request, f);
}

int source_next(struct source *source, struct answer *ret, struct fault *f)
{
	return source->operations->next(source, ret, f);
}

void source_free(struct source *source)
{
	if (source)
		source->operations->free(source);
}
