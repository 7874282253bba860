/* prelude.h - what the walk must know before it can judge anything: the user's rights, quorum, version,
 * and who the cluster is. Its answers are kept, so that no read is made twice. */
#ifndef PVEINV_PRELUDE_H
#define PVEINV_PRELUDE_H

#include "source/source.h"
#include "walk/rights.h"
#include "walk/walk.h"

/* An answer that was read early; 'read' null ends a list. */
struct kept_answer {
	const struct read *read;
	char *node; /* for which it was made, or null */
	int status;
	char *reason;
	char *body;
};

struct prelude {
	struct kept_answer *answers;
	size_t n_answers;
	struct rights rights;
	bool powerless; /* nothing is held anywhere */
	bool offline;   /* some node is */
	enum quorum quorum;
	struct identity identity;
	unsigned requests;
};

/* Is it one of the reads that every walk begins with? */
bool prelude_asks(const struct read *read);

/* Asks. False: the source is broken, or authentication failed. */
bool prelude_ask(struct prelude *prelude, struct source *source, struct fault *f);
/* Asks once more whether there is quorum; an endpoint that can't say so any more has it no more. What an
 * endpoint told that had quorum when the walk began is never older than that, so nothing is taken as gone
 * wrongly if it was cut off since; but it takes the other nodes for offline. */
bool prelude_ask_again(struct prelude *prelude, struct source *source, struct fault *f);
void prelude_clear(struct prelude *prelude);

/* The kept answer of a read that was made for no row or for this node; null when there is none. */
const struct kept_answer *prelude_find(const struct prelude *prelude, const struct read *read,
				       const char *node);

#endif
