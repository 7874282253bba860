/* extraction.h - one answer while it is taken apart; shared by the files that do it:
 * extract.c (units and documents), steps.c (to the elements), element.c (one element into a row's
 * cells), scope_list.c (the lists that were opened). */
#ifndef PVEINV_EXTRACTION_H
#define PVEINV_EXTRACTION_H

#include "walk/extract.h"
#include "walk/leftover.h"

struct pending_scope {
	const struct entity_source *source;
	struct scope scope;
	const struct column **columns;
	struct value *values;
};

/* One answer being taken apart. */
struct extraction {
	struct extractor *x;
	const struct document *document;
	struct scene scene;
	struct shape *shape; /* of the read; null: not asked for */
	const char *list; /* whose element the unit is: the document ("") or its member; null: of none */
	struct visit_list visits; /* of the unit */
	bool bent;                /* an item of the unit is not what it should be: see mark_bent() */
	struct text id;           /* of the row at hand */
	unsigned twin;            /* the element is the n-th of its key in an ordered list; 1: the first */
	struct pending_scope *scopes;
	size_t n_scopes, scope_space;
	const struct entity_source **spoiled; /* had an element without a key: their lists are not whole */
	size_t n_spoiled;
};

/* The extractor's rows of an entity. */
struct row_set *extraction_rows(struct extractor *x, const struct entity *entity);

/* --- steps.c: opens the elements of a source, one after the other, and calls 'take' for each. With
 * 'take' being take_element(), inner lists become scopes. */
typedef void element_function(struct extraction *e, const struct entity_source *source);
void follow_steps(struct extraction *e, const struct entity_source *source, const struct step *step,
		  cJSON *current, element_function *take);

/* --- element.c: what the source says of the element on top of the scene. */
/* Does a joined source join rows that its own read makes? */
bool joins_same_read(const struct entity_source *source);
void take_element(struct extraction *e, const struct entity_source *source);

/* --- scope_list.c */

/* A list of 'source' is opened here, with 'still_to_open' lists to come, this one included. */
void open_scope(struct extraction *e, const struct entity_source *source, unsigned still_to_open);
/* The outermost list: whole only if the user sees all of it. */
void open_outermost(struct extraction *e, const struct entity_source *source);
/* How many lists these steps open. */
unsigned count_opening(const struct step *steps);
/* The source had an element that could not be told: its lists are not whole. */
void spoil(struct extraction *e, const struct entity_source *source);
bool is_spoiled(const struct extraction *e, const struct entity_source *source);
/* Gives the whole lists to the sink. */
bool hand_scopes(struct extraction *e, struct fault *f);
void scope_list_clear(struct extraction *e);

#endif
