/* endpoint.h - the paths that PVE offers, and the reads that ask them. */
#ifndef PVEINV_ENDPOINT_H
#define PVEINV_ENDPOINT_H

#include "coverage/coverage.h"

/* Does the read ask this path? Names of variables don't matter; {type} stands for qemu and lxc. */
bool endpoint_is_read(const char *path, const struct read *read);
/* The facts about a path, or null. */
const struct fact_endpoint *endpoint_facts(const struct facts *facts, const char *path);

/* Fills coverage->endpoints: what is declared in its versions, and what the reads ask beyond. */
void endpoints_collect(struct coverage *coverage);

/* What a read is about: the area of the rows that it makes. */
const struct area *read_area(const struct read *read);

#endif
