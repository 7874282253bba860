/* read_file.h - a file that the user names, as a whole. */
#ifndef PVEINV_READ_FILE_H
#define PVEINV_READ_FILE_H

#include "base/fault.h"
#include "base/text.h"

/* Appends it. Faults: FAULT_USAGE. */
bool read_file(struct text *ret, const char *file, struct fault *f);

#endif
