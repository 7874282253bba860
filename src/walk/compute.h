/* compute.h - see compute.c; the generated tables name these functions. */
#ifndef PVEINV_COMPUTE_H
#define PVEINV_COMPUTE_H

#include "schema/schema.h"

compute_function compute_volume_storage;
compute_function compute_digest;
compute_function compute_percent_decoded;
compute_function compute_smbios_text;

#endif
