/* dry_run.h - --dry-run: what would be asked; nothing is. */
#ifndef PVEINV_DRY_RUN_H
#define PVEINV_DRY_RUN_H

#include "cmd/connection.h"
#include "report/print.h"
#include "walk/walk.h"

/* Prints the requests of a walk. How often each is made is counted in the newest snapshot of the cluster,
 * if the store has one. */
bool dry_run(const struct connection *connection, struct command *command, const struct walk_options *options,
	     const struct print_options *print, struct fault *f);

#endif
