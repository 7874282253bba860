#include "source/record_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

#define COMPRESSION_LEVEL 9 /* answers come slower than that */

struct record_file {
	char *path, *part;
	FILE *stream;
	int error; /* errno of the first write that failed */
	bool placed;
#ifdef HAVE_ZSTD
	ZSTD_CStream *zstd; /* null: plain */
	char *buffer;
	size_t space;
#endif
};

static bool is_compressed(const char *path)
{
	size_t size = strlen(path);

	return size > 4 && strcmp(path + size - 4, ".zst") == 0;
}

static void write_bytes(struct record_file *file, const char *bytes, size_t size)
{
	errno = 0;
	if (!file->error && fwrite(bytes, 1, size, file->stream) != size)
		file->error = errno ? errno : EIO;
}

/* --- compression */

#ifdef HAVE_ZSTD
static bool set_up_compression(struct record_file *file, struct fault *f)
{
	(void)f;
	file->zstd = ZSTD_createCStream();
	ZSTD_CCtx_setParameter(file->zstd, ZSTD_c_compressionLevel, COMPRESSION_LEVEL);
	ZSTD_CCtx_setParameter(file->zstd, ZSTD_c_checksumFlag, 1);
	file->space = ZSTD_CStreamOutSize();
	file->buffer = xmalloc(file->space);
	return true;
}

static void compress_bytes(struct record_file *file, const char *bytes, size_t size, ZSTD_EndDirective end)
{
	ZSTD_inBuffer input = { bytes, size, 0 };
	size_t left;

	do {
		ZSTD_outBuffer output = { file->buffer, file->space, 0 };

		left = ZSTD_compressStream2(file->zstd, &output, &input, end);
		if (ZSTD_isError(left)) {
			file->error = EIO;
			return;
		}
		write_bytes(file, file->buffer, output.pos);
	} while (end == ZSTD_e_end ? left > 0 : input.pos < input.size);
}

static void add_bytes(struct record_file *file, const char *bytes, size_t size)
{
	if (file->zstd)
		compress_bytes(file, bytes, size, ZSTD_e_continue);
	else
		write_bytes(file, bytes, size);
}

static void end_compression(struct record_file *file)
{
	if (file->zstd)
		compress_bytes(file, "", 0, ZSTD_e_end);
}

static void restart_compression(struct record_file *file)
{
	if (file->zstd)
		ZSTD_CCtx_reset(file->zstd, ZSTD_reset_session_only);
}

static void free_compression(struct record_file *file)
{
	ZSTD_freeCStream(file->zstd);
	free(file->buffer);
}
#else
static bool set_up_compression(struct record_file *file, struct fault *f)
{
	fault_set(f, FAULT_USAGE, "%s: this pveinv was built without zstd", file->path);
	return fault_hint(f, "record into a file whose name does not end with .zst");
}

static void add_bytes(struct record_file *file, const char *bytes, size_t size)
{
	write_bytes(file, bytes, size);
}

static void end_compression(struct record_file *file)
{
	(void)file;
}

static void restart_compression(struct record_file *file)
{
	(void)file;
}

static void free_compression(struct record_file *file)
{
	(void)file;
}
#endif

/* --- the file */

static bool is_recording(const char *path)
{
	static const char *const begins[] = { "{\"recording\"", "\x28\xb5\x2f\xfd" }; /* or compressed */
	FILE *stream = fopen(path, "r");
	char head[16] = "";
	size_t size = stream ? fread(head, 1, sizeof head - 1, stream) : 0;

	if (stream)
		fclose(stream);
	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
		if (strncmp(head, begins[i], strlen(begins[i])) == 0)
			return true;
	return stream && size == 0;
}

/* What is there must be a file that may be replaced: no device, no pipe, no store. */
static bool check_place(const char *path, struct fault *f)
{
	struct stat about;

	if (stat(path, &about) != 0)
		return true;
	if (!S_ISREG(about.st_mode))
		return fault_set(f, FAULT_USAGE, "%s: is there, and no regular file", path);
	if (is_recording(path))
		return true;
	fault_set(f, FAULT_USAGE, "%s: is there, and no recording", path);
	return fault_hint(f, "record into another file");
}

static bool make_part(struct record_file *file, struct fault *f)
{
	int fd;

	unlink(file->part);
	fd = open(file->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	file->stream = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (file->stream)
		return true;
	return fault_set(f, FAULT_USAGE, "%s: %s", file->part, strerror(errno));
}

struct record_file *record_file_open(const char *path, struct fault *f)
{
	struct record_file *file;

	if (!check_place(path, f))
		return NULL;
	file = xcalloc(1, sizeof(*file));
	file->path = xstrdup(path);
	file->part = xasprintf("%s.part", path);
	if ((!is_compressed(path) || set_up_compression(file, f)) && make_part(file, f))
		return file;
	record_file_free(file);
	return NULL;
}

void record_file_write(struct record_file *file, const struct text *t)
{
	add_bytes(file, t->data, t->size);
}

void record_file_restart(struct record_file *file)
{
	file->error = 0;
	restart_compression(file);
	rewind(file->stream);
	if (ftruncate(fileno(file->stream), 0) != 0)
		file->error = errno;
}

bool record_file_finish(struct record_file *file, struct fault *f)
{
	end_compression(file);
	errno = 0;
	if (!file->error && (fflush(file->stream) != 0 || fsync(fileno(file->stream)) != 0))
		file->error = errno ? errno : EIO;
	if (!check_place(file->path, f))
		return false; /* it has come meanwhile */
	if (!file->error && rename(file->part, file->path) != 0)
		file->error = errno;
	file->placed = !file->error;
	if (file->placed)
		return true;
	return fault_set(f, FAULT_STORE, "can't write the recording %s: %s", file->path,
			 strerror(file->error));
}

void record_file_free(struct record_file *file)
{
	if (!file)
		return;
	if (file->stream) {
		fclose(file->stream);
		if (!file->placed)
			unlink(file->part);
	}
	free_compression(file);
	free(file->part);
	free(file->path);
	free(file);
}
