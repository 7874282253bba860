/* read_text.h - reads and where values come from, in the words of the specs. */
#ifndef PVEINV_READ_TEXT_H
#define PVEINV_READ_TEXT_H

#include "base/text.h"
#include "schema/schema.h"

/* "the cluster", "each guest with status=running". */
void read_add_occasion(struct text *t, const struct read *read);
/* "VM.Audit on /vms/{vmid}", "to see all: VM.Audit on /vms"; nothing when anyone may. */
void read_add_needs(struct text *t, const struct read *read);
/* The same for one entity's part of it. */
void source_add_needs(struct text *t, const struct entity_source *source);

/* "type in qemu lxc and node"; nothing for null. */
void terms_add(struct text *t, const struct term *terms);
/* "[].tokens[]", "{scsi[n] ide[n]}". */
void steps_add(struct text *t, const struct step *steps);
/* "memory.current", "@vmid", "computed of a, b". */
void fill_add_origin(struct text *t, const struct fill *fill);

#endif
