/* property.h - PVE's property strings ("data:vm-100-disk-0,size=32G,ssd=1") into JSON objects. */
#ifndef PVEINV_PROPERTY_H
#define PVEINV_PROPERTY_H

#include <cjson/cJSON.h>

#include "schema/schema.h"

/* Turns the string 'item' (or another scalar: "agent: 1" arrives as a number) into an object in place, by
 * 'format'. False: it is a list, or a number or so long a text that no property string is, and stays as it
 * is; an object and null stay, too. The new object is indexed (json_index()).
 * Follows PVE::JSONSchema::parse_property_string, which splits at every comma and at the first '=';
 * but where PVE gives the whole string up (a doubled key, a second value without key), both values are
 * kept, joined by a comma: an inventory must not lose what the file says. */
bool property_parse(cJSON *item, const struct format *format);

#endif
