#include "cmd/clusters.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "cmd/progress.h"

#define AT_ONCE 16
#define SHOW_EVERY 100 /* milliseconds */

struct crew {
	struct command *command;
	const struct config *config;
	cluster_function *function;
	void *context;
	pid_t *processes; /* by section; 0: not started, or ended */
	struct progress_slot *slots;
	size_t running;
	int64_t shown; /* clock_monotonic_ms() */
};

bool clusters_check(struct command *command, const struct connection_options *o, struct fault *f)
{
	const struct config *config = command_config(command, f);
	const char *one = command->common.cluster ? "--cluster" : connection_one_cluster(o);
	if (!config)
		return false;
	if (one) {
		fault_set(f, FAULT_USAGE, "--all-clusters and %s exclude each other", one);
		return fault_hint(f, "--all-clusters means those of the configuration, as it describes them");
	}
	if (config->n_clusters > 0)
		return true;
	fault_set(f, FAULT_USAGE, "--all-clusters: none is configured");
	return fault_hint(f, "write a section [cluster NAME] for each");
}

/* --- in a process of its own */

static void work(struct crew *crew, size_t i)
{
	const char *cluster = crew->config->clusters[i].name;
	struct command *command = crew->command;
	struct fault fault = FAULT_INIT, late = FAULT_INIT;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	command->common.cluster = cluster;
	command_hand_over_progress(command, &crew->slots[i]);
	crew->function(command, crew->context, &fault);
	command_show_progress(NULL);
	output_finish(&command->out, &late);
	int code = exit_code_worse((int)fault.kind, (int)late.kind);
	if (fault.kind) {
		fault_prefix(&fault, "%s", cluster);
		command_print_fault(command, &fault);
	}
	_exit(exit_code_worse(command->exit_code, code));
}

/* --- in the one that waits for them */

static bool start(struct crew *crew, size_t i, struct fault *f)
{
	fflush(NULL);
	crew->processes[i] = fork();
	if (crew->processes[i] == 0)
		work(crew, i);
	if (crew->processes[i] < 0) {
		crew->processes[i] = 0;
		return fault_set(f, FAULT_BUG, "can't start a process: %s", strerror(errno));
	}
	crew->running++;
	return true;
}

static void end_all(const struct crew *crew)
{
	for (size_t i = 0; i < crew->config->n_clusters; i++) {
		if (crew->processes[i] > 0)
			kill(crew->processes[i], SIGTERM);
	}
}

static void note_end(struct crew *crew, pid_t process, int status)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : FAULT_BUG;
	for (size_t i = 0; i < crew->config->n_clusters; i++) {
		if (crew->processes[i] != process)
			continue;
		crew->processes[i] = 0;
		crew->running--;
		if (!WIFEXITED(status))
			command_warn(crew->command, "%s: its process was ended by signal %d",
				     crew->config->clusters[i].name, WTERMSIG(status));
		crew->command->exit_code = exit_code_worse(crew->command->exit_code, code);
	}
}

/* "reading lab guest_config 12 of 99, home nodes 3 of 40" */
static void show_running(struct crew *crew)
{
	AUTO_TEXT struct text line = TEXT_INIT;
	int64_t now = clock_monotonic_ms();
	if (now - crew->shown < SHOW_EVERY || !command_is_watched(crew->command))
		return;
	crew->shown = now;
	for (size_t i = 0; i < crew->config->n_clusters; i++) {
		if (crew->processes[i] <= 0)
			continue;
		text_add(&line, line.size ? ", " : "reading ");
		progress_add_slot(&line, crew->config->clusters[i].name, &crew->slots[i]);
	}
	command_show_progress(line.data);
}

/* Waits until fewer than 'limit' are running. */
static void wait_for(struct crew *crew, size_t limit)
{
	const struct timespec moment = { 0, 20000000 };
	bool told = false;
	while (crew->running >= limit) {
		show_running(crew);
		int status;
		pid_t process = waitpid(-1, &status, WNOHANG);
		if (process > 0)
			note_end(crew, process, status);
		else if (process == 0)
			nanosleep(&moment, NULL);
		else if (errno != EINTR)
			return;
		if (command_interrupted && !told) {
			end_all(crew);
			told = true;
		}
	}
}

/* One token can't be meant for all of them, and none may see that of another. */
static void forget_token(void)
{
	char *token = getenv("PVEINV_TOKEN");
	if (token)
		explicit_bzero(token, strlen(token));
	unsetenv("PVEINV_TOKEN");
}

static size_t size_of_slots(const struct crew *crew)
{
	return crew->config->n_clusters * sizeof *crew->slots;
}

/* Zeroed memory that the processes have in common. */
static bool share_slots(struct crew *crew, struct fault *f)
{
	crew->slots =
		mmap(NULL, size_of_slots(crew), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (crew->slots != MAP_FAILED)
		return true;
	return fault_set(f, FAULT_BUG, "can't share memory: %s", strerror(errno));
}

bool clusters_run(struct command *command, cluster_function *function, void *context, struct fault *f)
{
	struct crew crew = { .command = command, .function = function, .context = context };
	bool ok = true;
	crew.config = command_config(command, f);
	forget_token();
	command_share_terminal();
	if (!share_slots(&crew, f))
		return false;
	crew.processes = xcalloc(crew.config->n_clusters, sizeof *crew.processes);
	for (size_t i = 0; ok && !command_interrupted && i < crew.config->n_clusters; i++) {
		wait_for(&crew, AT_ONCE);
		ok = start(&crew, i, f);
	}
	if (!ok)
		end_all(&crew);
	wait_for(&crew, 1);
	command_show_progress(NULL);
	free(crew.processes);
	munmap(crew.slots, size_of_slots(&crew));
	if (ok && command_interrupted)
		return fault_set(f, FAULT_INTERRUPTED, "interrupted");
	return ok;
}
