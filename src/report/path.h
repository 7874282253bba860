/* path.h - what a row is called everywhere: "lab/vm/100/disk/scsi0".
 *
 * The cluster, then for each thing from the outermost on its word (struct entity's "path") and what its key
 * adds. The path of a thing does not change when the thing moves, and no two have the same: '/', '%', blanks
 * and what is no ASCII are %-encoded within a part, an empty part is "-".
 */
#ifndef PVEINV_PATH_H
#define PVEINV_PATH_H

#include "base/text.h"
#include "schema/schema.h"

/* 'key': entity->n_keys values. */
void path_add(struct text *t, const struct entity *entity, const char *cluster, const struct value *key);

#endif
