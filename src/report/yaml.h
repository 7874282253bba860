/* yaml.h - JSON text as YAML in blocks.
 *
 * JSON is YAML, so scalars are written as JSON has them: quoted. Only a text that no version of YAML can
 * take for anything else stands plain. No library: what one adds is the choice of styles, and the little
 * that is needed here is simpler than calling it. What comes out is harmless on a terminal, too.
 */
#ifndef PVEINV_YAML_H
#define PVEINV_YAML_H

#include "base/text.h"

/* A document. */
void yaml_add(struct text *t, const char *json);
/* An item of a list that is not indented: "- …". */
void yaml_add_item(struct text *t, const char *json);

#endif
