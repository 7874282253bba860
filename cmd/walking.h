/* walking.h - source, walk and stage connected: what `snapshot` and live commands have in common. */
#ifndef PVEINV_WALKING_H
#define PVEINV_WALKING_H

#include "cmd/connection.h"
#include "walk/walk.h"

struct walking {
	struct connection connection;
	struct store *store;
	struct walk_options walk;
	struct stage_options stage;
	/* set by command_walk(): */
	char *cluster; /* name under which it is stored; owned */
	enum quorum quorum;
	struct merge_result result;
	unsigned gaps;  /* unexpected ones */
	bool powerless; /* the token may read next to nothing */
};

/* Walks the connection's source into the store, as one snapshot. When the endpoint that answers for the
 * cluster is lost, it begins again with the next one. */
bool command_walk(struct walking *walking, struct fault *f);
void walking_clear(struct walking *walking);

/* FAULT_PARTIAL "WHAT incomplete: …" that names the first gaps of the walk; true when there were none. */
bool walking_report_gaps(const struct walking *walking, const char *what, const char *hint, struct fault *f);

#endif
