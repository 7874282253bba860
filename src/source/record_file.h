/* record_file.h - a file that is written under another name, perhaps compressed, and then put in its place;
 * for src/source/record.c only. */
#ifndef PVEINV_RECORD_FILE_H
#define PVEINV_RECORD_FILE_H

#include "base/fault.h"
#include "base/text.h"

struct record_file;

/* FILE.part is made; only its owner can read it. Compressed when 'path' ends with ".zst". */
struct record_file *record_file_open(const char *path, struct fault *f);
/* Errors stick, until record_file_finish(). */
void record_file_write(struct record_file *file, const struct text *t);
/* Empties it. */
void record_file_restart(struct record_file *file);
bool record_file_finish(struct record_file *file, struct fault *f);
/* Takes null; what was not finished is removed. */
void record_file_free(struct record_file *file);

#endif
