/* extract.h - one answer into rows, scopes and leftovers: the generic engine over the specs. */
#ifndef PVEINV_EXTRACT_H
#define PVEINV_EXTRACT_H

#include "base/json.h"
#include "walk/expression.h"
#include "walk/shape.h"
#include "walk/walk.h"

/* A list of which the server shows this user a part only. */
struct filtered_list {
	const struct entity *entity;
	char *privilege; /* "VM.Audit on /vms", or "never": the list is never whole */
};

struct extractor {
	struct sink *sink;
	const struct rights *rights;
	struct row_set *rows; /* by entity; retained ones live as long as the walk, others one answer */
	bool hand_scopes;     /* false without quorum: what is not listed may exist all the same */
	bool no_notes;
	bool **seen_whole; /* see struct weighing */
	struct shape **shapes; /* by read; null: nothing came yet. Or null: not asked for */
	bool keep_ignored; /* tests: treat what the specs ignore like any other key */
	const char *preferred_networks; /* borrowed, or null */
	struct pool pool;     /* while a unit is taken apart */
	struct pool weighing; /* while a row is handed over */
	int64_t now;   /* when the answers were given */
	unsigned bent; /* values that were bent into their type, or could not be */
	struct filtered_list *filtered; /* of the last answer */
	size_t n_filtered;
};

void extractor_init(struct extractor *x, struct sink *sink, const struct rights *rights);
void extractor_clear(struct extractor *x);

/* Hands a row over with what this extractor knows. */
bool extractor_hand_over(struct extractor *x, struct partial_row *row, struct fault *f);

/* Hands over what the answers looked like, at the end of a walk. */
bool extractor_hand_shapes(const struct extractor *x, struct fault *f);

/* What is in the answer of 'read' that was made for 'context'. */
struct document {
	const struct read *read;
	const struct partial_row *context; /* or null */
	const char *target;                /* for leftovers */
	struct json_slice data;
	bool of_outcome; /* 'data' says how the read ended: for the sources that read that, and only them */
	bool none; /* an answer that means "there is none": every list is empty, 'data' is not looked at */
};

enum extracted {
	EXTRACT_DONE,
	EXTRACT_MALFORMED, /* fault says where; what came before is kept, no list counts as whole */
	EXTRACT_REFUSED,   /* the sink's fault */
};

enum extracted extract_document(struct extractor *x, const struct document *document,
				struct fault *f);

#endif
