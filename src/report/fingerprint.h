/* fingerprint.h - a change's own number: the same change has the same in every run and on every machine. */
#ifndef PVEINV_FINGERPRINT_H
#define PVEINV_FINGERPRINT_H

#include "base/text.h"
#include "store/store.h"

/* Appends 16 hexadecimal digits made of the cluster's name, the entity, the key, the kind of change, and
 * what changed from what to what. Snapshots, times and options have no part in it: columns of class state
 * count only where nothing else changed. Of what came or went it is what tells it from others (a guest's
 * creation time), not all that was known of it. */
void fingerprint_add(struct text *t, const char *cluster, const struct change *change);

#endif
