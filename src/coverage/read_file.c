#include "coverage/read_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool read_file(struct text *ret, const char *file, struct fault *f)
{
	FILE *stream = fopen(file, "re");
	char buffer[65536];
	size_t size;
	bool fine;

	if (!stream)
		return fault_set(f, FAULT_USAGE, "%s: %s", file, strerror(errno));
	while ((size = fread(buffer, 1, sizeof buffer, stream)) > 0)
		text_add_bytes(ret, buffer, size);
	fine = !ferror(stream) || fault_set(f, FAULT_USAGE, "%s: %s", file, strerror(errno));
	fclose(stream);
	return fine;
}
