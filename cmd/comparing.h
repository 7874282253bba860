/* comparing.h - two moments to compare: of the store, of another file (FILE@REF), or live. */
#ifndef PVEINV_COMPARING_H
#define PVEINV_COMPARING_H

#include "cmd/walking.h"
#include "report/print_diff.h"

struct comparing {
	struct command *command;
	const struct connection_options *connection;
	const char *from_ref, *to_ref; /* null: latest~1, latest */
	int level;                     /* of a live walk; -1: as the other side */
	struct store *store;           /* in which both are */
	struct moment from, to;        /* there */
	struct diff_pair *pairs;       /* by cluster */
	size_t n_pairs;
	bool is_live;
	struct walking walking; /* of the live side; its store is 'store' */
	char *files[2];         /* of FILE@REF; from, to */
};

/* Opens what is to be compared. A cluster that only one side has is told on stderr. */
bool comparing_open(struct comparing *comparing, struct fault *f);
void comparing_close(struct comparing *comparing);

#endif
