/* rows.h - rows while they are put together: what each source said of each column.
 *
 * A row's columns come from several answers (a guest's from the roster and from its config). What a
 * source says is a cell for one of the places a column may come from; row_finish() weighs them:
 * the first place with a value wins; all known to be absent means not set; otherwise it is unknown.
 */
#ifndef PVEINV_ROWS_H
#define PVEINV_ROWS_H

#include "base/pool.h"
#include "schema/schema.h"
#include "walk/walk.h"

struct cell {
	const struct column *column;
	unsigned alternative;
	unsigned source;    /* index in entity->sources */
	struct value value; /* never VALUE_NULL: what is not there has no cell */
};

/* A key that no column names, with its canonical JSON. */
struct extra {
	unsigned source;
	unsigned copies; /* of this key, for the first of them */
	char *key;
	char *json;
};

/* Whose turn it is, of the guests that are asked. */
enum agent_rank {
	AGENT_BEGUN, /* it has answered in this walk */
	AGENT_OVERDUE, /* the last time none was left for it */
	AGENT_NEW,
	AGENT_LATE, /* it did not answer the last time */
	AGENT_RANKS
};

struct partial_row {
	const struct entity *entity;
	const struct partial_row *context; /* row that the read was made for, or null */
	struct pool *pool;                 /* holds its cells; null: they are malloc'ed */
	char *id;                          /* the key's values, joined by '/' */
	bool made;                         /* by a row-making source */
	bool handed_over;
	enum agent_rank rank; /* of a guest */
	const char *spared;   /* why nothing more is asked of it, or null; not owned */
	int64_t asked;        /* when it was first, in milliseconds; 0: not yet */
	unsigned jobs; /* reads to come that say something of it: read_fills_rows() */
	struct cell *cells;
	unsigned n_cells, cell_space;
	struct extra *extras;
	unsigned n_extras, extra_space;
	enum part_state *parts; /* by source */
	/* How many elements of this row's key, the first of which is this row's, that source had so far. */
	unsigned twins, twins_source;
};

/* The rows of one entity, found by id. */
struct row_set {
	const struct entity *entity;
	struct partial_row **rows; /* in the order in which they came */
	size_t n_rows, row_space;
	size_t *slots; /* open addressing: index + 1 into rows, 0 free */
	size_t n_slots;
	/* Of rows that go together, with the answer that they came from: themselves, and their cells. */
	struct pool pool, cells;
};

void row_set_init(struct row_set *set, const struct entity *entity);
void row_set_clear(struct row_set *set);
/* Forgets the rows, and keeps memory for the next ones. */
void row_set_empty(struct row_set *set);
/* Forgets all but the ids of the rows from 'first' on; those before are shrunk, and none is retained. */
void row_set_shrink(struct row_set *set, size_t first);
struct partial_row *row_set_find(const struct row_set *set, const char *id);
/* Finds the row, or adds an empty one. */
struct partial_row *row_set_add(struct row_set *set, const char *id);

/* Adds a copy of what one source says. Only the first 'old' cells may be of the same place. False when
 * the place has another value already (a doubled element). */
bool row_add_cell(struct partial_row *row, const struct cell *cell, unsigned old);

/* Adds a key that no column names; a doubled key gets "#2". Takes over 'json'. */
void row_add_extra(struct partial_row *row, unsigned source, const char *key, char *json);

/* Value of a column as far as it is known: the first place's. Null when there is none. */
const struct value *row_known(const struct partial_row *row, const struct column *column);

/* A variable of the context: a column of the row, else of the row for which it was read, and so on.
 * Null when nobody binds it. */
const struct value *row_variable(const struct partial_row *row, const char *name);
/* The same as text, which the caller frees. */
char *row_variable_text(const struct partial_row *row, const char *name);

/* What weighing needs to know besides the row itself. */
struct weighing {
	bool no_notes; /* columns named description stay unknown */
	/* Joined sources whose cluster-wide read was seen whole: a row that has no element there has
	 * nothing set. [entity][source]; null: none. */
	bool *const *seen_whole;
	struct pool *pool; /* to work in: emptied */
};

/* Weighs the cells and calls sink->row. */
bool row_hand_over(struct partial_row *row, const struct weighing *weighing, struct sink *sink,
		   struct fault *f);

/* Forgets everything but the key and the columns that later reads take as variables
 * (bindings: entity->n_columns flags), of a row that is retained. */
void row_shrink(struct partial_row *row, const bool *bindings);

#endif
