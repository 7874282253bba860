/* lock.c - one walk at a time for (store, cluster): a POSIX record lock on one byte of FILE.lock, whose
 * offset comes from the cluster's name. It ends with the process, however that ends; the file stays. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sql.h"

struct lock {
	int fd;
};

static off_t offset_of(const char *cluster)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */

	for (; *cluster; cluster++)
		hash = (hash ^ (unsigned char)*cluster) * 1099511628211u;
	return (off_t)(hash & 0x3fffffffffffffff);
}

/* Who may write the store may take its lock. */
static int open_lock(const char *path, const char *store)
{
	struct stat about;
	mode_t mode = stat(store, &about) == 0 ? about.st_mode & 0666 : 0600;
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (fd < 0 && errno == EEXIST)
		return open(path, O_RDWR | O_CLOEXEC);
	if (fd >= 0 && (fchmod(fd, mode) != 0 || fchown(fd, (uid_t)-1, about.st_gid) != 0))
		errno = 0; /* another group's store on a foreign file system: the default will do */
	return fd;
}

static bool report_holder(int fd, struct flock lock, const char *cluster, struct fault *f)
{
	if (fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK && lock.l_pid > 0)
		fault_set(f, FAULT_STORE, "process %ld is walking %s already", (long)lock.l_pid, cluster);
	else
		fault_set(f, FAULT_STORE, "another process is walking %s already", cluster);
	return fault_hint(f, "wait until it has finished; a second walk would add nothing");
}

struct lock *lock_take(const struct store *store, const char *cluster, struct fault *f)
{
	AUTO_FREE char *path = xasprintf("%s.lock", store->path);
	struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
	struct lock *lock = xcalloc(1, sizeof *lock);

	lock->fd = -1;
	if (store->mode == STORE_MEMORY)
		return lock;
	range.l_start = offset_of(cluster);
	lock->fd = open_lock(path, store->path);
	if (lock->fd < 0) {
		fault_set(f, FAULT_STORE, "can't open the lock file %s: %s", path, strerror(errno));
		fault_hint(f, "check owner and mode of the file and its directory");
	} else if (fcntl(lock->fd, F_SETLK, &range) == 0) {
		return lock;
	} else if (errno == EACCES || errno == EAGAIN) {
		report_holder(lock->fd, range, cluster, f);
	} else {
		fault_set(f, FAULT_STORE, "can't lock %s: %s", path, strerror(errno));
	}
	lock_release(lock);
	return NULL;
}

void lock_release(struct lock *lock)
{
	if (!lock)
		return;
	if (lock->fd >= 0)
		close(lock->fd);
	free(lock);
}
