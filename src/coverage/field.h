/* field.h - paths of fields, and what the specs take of them. */
#ifndef PVEINV_FIELD_H
#define PVEINV_FIELD_H

#include "schema/schema.h"

/* "[].tokens[].comment" in parts: "[]" "tokens" "[]" "comment". */
struct field {
	char *memory;
	const char **parts;
	size_t count;
};
struct field field_parse(const char *path);
void field_clear(struct field *field);

enum field_relation { FIELD_OTHER, FIELD_SAME, FIELD_ABOVE, FIELD_BELOW };
/* Is 'seen' (as received) the declared field, above it, or below it? */
enum field_relation field_compare(const struct field *seen, const struct field *declared);

struct claim_part {
	const char *name;
	const char *const *patterns; /* instead of a name: any of these; ended by null */
	bool any;
};

/* A place in a read's answer that a spec looks at. */
struct claim {
	const struct entity_source *source;
	const struct column *column; /* that takes it; null: it tells rows apart, or is ignored */
	const char *reason;          /* ignored: why */
	struct claim_part *parts;
	size_t count;
	size_t base;  /* how many of them lead to the element */
	char *memory; /* of names that are no text of the tables */
};
struct claims {
	struct claim *items;
	size_t count;
};

/* All claims of all specs on a read. */
struct claims claims_of(const struct read *read);
void claims_clear(struct claims *claims);
/* Does the claim speak of this field, of something above it, or of its parts? */
bool claim_covers(const struct claim *claim, const struct field *field);
/* The claim as a path (of several patterns the first). */
void claim_add_path(struct text *t, const struct claim *claim);
/* Do both look at the same place in their elements? */
bool claim_is_alike(const struct claim *a, const struct claim *b);

#endif
