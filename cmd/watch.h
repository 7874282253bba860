/* watch.h - the same again, until the user has seen enough. */
#ifndef PVEINV_WATCH_H
#define PVEINV_WATCH_H

#include "cmd/command.h"

typedef bool watch_function(struct command *command, void *context, struct fault *f);

/* Calls it every 'seconds', each time on an empty screen where it is a terminal. What may pass (an endpoint
 * that does not answer, something that could not be read) is reported, and it goes on. Ends with
 * FAULT_INTERRUPTED, or with a fault that will not pass; true when nobody reads any more. */
bool watch(struct command *command, watch_function *function, void *context, int64_t seconds,
	   struct fault *f);

#endif
