/* human.h - sizes and durations as people read them; machines get the raw numbers. */
#ifndef PVEINV_HUMAN_H
#define PVEINV_HUMAN_H

#include "base/text.h"

/* Appends "4.0 GiB", "512 B": one decimal, powers of 1024. */
void human_add_bytes(struct text *t, double bytes);

/* Appends the two largest units: "2d 3h", "7m 8s", "2h" when the next is zero; "0s". */
void human_add_duration(struct text *t, double seconds);

/* Appends a fraction as "12.5%". */
void human_add_fraction(struct text *t, double fraction);

#endif
