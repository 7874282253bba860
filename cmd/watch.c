#include "cmd/watch.h"

#include <time.h>

#include "base/clock.h"

/* A signal ends the sleep early. */
static void sleep_until(int64_t end)
{
	for (int64_t left; !command_interrupted && (left = end - clock_monotonic_ms()) > 0;) {
		struct timespec span = { (time_t)(left / 1000), (long)(left % 1000) * 1000000 };
		nanosleep(&span, NULL);
	}
}

static bool may_pass(const struct fault *f)
{
	return f->kind == FAULT_PARTIAL || f->kind == FAULT_UNREACHABLE || f->kind == FAULT_STORE;
}

bool watch(struct command *command, watch_function *function, void *context, int64_t seconds, struct fault *f)
{
	for (;;) {
		int64_t began = clock_monotonic_ms();
		command->out.clear = true;
		bool ok = function(command, context, f);
		if (!output_finish(&command->out, ok ? f : NULL))
			return false;
		if (!ok && !may_pass(f))
			return false;
		if (output_gone(&command->out))
			return true;
		if (!ok)
			command_print_fault(command, f);
		fault_clear(f);
		sleep_until(began + 1000 * seconds);
		if (command_interrupted)
			return fault_set(f, FAULT_INTERRUPTED, "interrupted");
	}
}
