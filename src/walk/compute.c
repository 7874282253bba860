/* compute.c - the pure functions that specs name in "compute": texts in, one text out. */
#include "walk/compute.h"

#include <string.h>

#include "base/text.h"

/* "data:vm-100-disk-0" -> "data"; a path or "none" has no storage. */
char *compute_volume_storage(const char *const *args, size_t count)
{
	const char *volume = count > 0 ? args[0] : NULL;
	const char *colon = volume && volume[0] != '/' ? strchr(volume, ':') : NULL;

	return colon && colon != volume ? xstrndup(volume, (size_t)(colon - volume)) : NULL;
}
