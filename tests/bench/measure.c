/* measure - runs a command and writes what it cost into a file: seconds, peak memory in KiB, exit
 * status, processor seconds.
 *
 * A small process of its own, because Linux counts the memory of a process that forks into the peak of
 * what it starts: under Python everything would seem to need Python's memory. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: measure RESULT COMMAND…\n");
		return 2;
	}
	double start = now();
	pid_t child = fork();
	if (child == 0) {
		execvp(argv[2], argv + 2);
		fprintf(stderr, "measure: %s: %s\n", argv[2], strerror(errno));
		_exit(127);
	}
	int status;
	struct rusage usage;
	if (child < 0 || wait4(child, &status, 0, &usage) != child)
		return 2;
	double end = now();
	FILE *result = fopen(argv[1], "w");
	if (!result)
		return 2;
	fprintf(result, "%.6f %ld %d %.6f\n", end - start, usage.ru_maxrss,
		WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
		seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime));
	return fclose(result) == 0 ? 0 : 2;
}
