/* clusters.h - the same for every cluster of the configuration, in parallel: a process each. */
#ifndef PVEINV_CLUSTERS_H
#define PVEINV_CLUSTERS_H

#include "cmd/connection.h"

/* What is done for one cluster, in its process; 'command' names it (common.cluster). */
typedef bool cluster_function(struct command *command, void *context, struct fault *f);

/* --all-clusters: checks that the options and the configuration go with it. */
bool clusters_check(struct command *command, const struct connection_options *options, struct fault *f);

/* Runs it for each. A process prints its own faults; the worst exit code becomes that of the command.
 * Faults: interrupted, or no process can be made. */
bool clusters_run(struct command *command, cluster_function *function, void *context, struct fault *f);

#endif
