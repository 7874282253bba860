/* record_redact.h - what a recording may keep of an answer; for src/source/record.c only. */
#ifndef PVEINV_RECORD_REDACT_H
#define PVEINV_RECORD_REDACT_H

#include <cjson/cJSON.h>

#include "schema/schema.h"

/* The reads whose paths a request's may be; ended by null. */
#define RECORD_READS 4
struct record_reads {
	const struct read *reads[RECORD_READS + 1];
};
void record_find_reads(const char *path, struct record_reads *ret);

/* Replaces the credentials below 'item', in an answer to one of these reads, by "set". */
void record_redact(cJSON *item, const struct record_reads *reads);

/* Leaves nothing but keys and types: texts are "", numbers 0, booleans false, of equal elements of a list
 * one, and of keys that are paths ("/vms/100") the first part. */
void record_shape(cJSON *item);

#endif
