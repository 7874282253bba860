/* recording.c - a source that answers from an NDJSON file, one answer a line (DESIGN section 9).
 *
 * Opening reads the file once and keeps where each path's answers are; the bodies stay on disk. A
 * compressed recording is unpacked into an unlinked temporary file first.
 */
#include "source/source.h"

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

#include "base/clock.h"
#include "base/text.h"

struct line {
	char *path;
	off_t offset;
	size_t size;
	size_t order; /* in the file */
	bool used;    /* given already: the next answer of the path is due */
};

struct waiting {
	char *path;
	void *tag;
};

struct recording {
	struct source source;
	FILE *file;
	char *name;
	struct line *lines; /* by path, then by order */
	size_t n_lines, space;
	struct waiting *queue;
	size_t queue_start, queue_end, queue_space;
	struct text current; /* the line of the answer that the caller looks at */
	char *reason;
};

/* --- opening */

#ifdef HAVE_ZSTD
static const unsigned char zstd_magic[4] = { 0x28, 0xb5, 0x2f, 0xfd };

static bool unpack_stream(FILE *from, FILE *to, ZSTD_DStream *stream, bool *ret_whole)
{
	size_t in_size = ZSTD_DStreamInSize(), out_size = ZSTD_DStreamOutSize(), got, left = 1;
	AUTO_FREE char *in = xmalloc(in_size);
	AUTO_FREE char *out = xmalloc(out_size);

	while ((got = fread(in, 1, in_size, from)) > 0) {
		ZSTD_inBuffer input = { in, got, 0 };

		while (input.pos < input.size) {
			ZSTD_outBuffer output = { out, out_size, 0 };

			left = ZSTD_decompressStream(stream, &output, &input);
			if (ZSTD_isError(left) || fwrite(out, 1, output.pos, to) != output.pos)
				return false;
		}
	}
	*ret_whole = left == 0;
	return !ferror(from);
}

/* Replaces r->file by its unpacked contents when it is compressed. */
static bool unpack(struct recording *r, struct fault *f)
{
	unsigned char magic[4];
	bool whole = false, done;
	size_t got = fread(magic, 1, sizeof(magic), r->file);
	ZSTD_DStream *stream;
	FILE *to;

	rewind(r->file);
	if (got < sizeof(magic) || memcmp(magic, zstd_magic, sizeof(magic)) != 0)
		return true;
	to = tmpfile();
	if (!to)
		return fault_set(f, FAULT_USAGE, "%s: no temporary file to unpack into: %s", r->name,
				 strerror(errno));
	stream = ZSTD_createDStream();
	done = unpack_stream(r->file, to, stream, &whole);
	ZSTD_freeDStream(stream);
	fclose(r->file);
	r->file = to;
	rewind(to);
	if (!done || !whole)
		return fault_set(f, FAULT_USAGE, "%s: the compressed recording is damaged or cut", r->name);
	return true;
}
#else
static bool unpack(struct recording *r, struct fault *f)
{
	(void)r;
	(void)f;
	return true;
}
#endif

static bool read_header(struct recording *r, struct json_slice line, struct fault *f)
{
	struct fault ignored = FAULT_INIT;
	struct json_slice version, taken;

	if (json_find_member(line, "recording", &version, &ignored) != 1 || version.size != 1 ||
	    version.text[0] < '1' || version.text[0] > '9') {
		fault_clear(&ignored);
		fault_set(f, FAULT_USAGE, "%s: not a recording (its first line is no header)", r->name);
		return fault_hint(f, "a recording begins with {\"recording\": 1, …}");
	}
	if (version.text[0] != '1') {
		fault_set(f, FAULT_USAGE, "%s: recording format %c is newer than this program", r->name,
			  version.text[0]);
		return fault_hint(f, "use a newer pveinv");
	}
	if (json_find_member(line, "taken", &taken, &ignored) == 1 && taken.size > 2 &&
	    taken.text[0] == '"') {
		AUTO_FREE char *text = xstrndup(taken.text + 1, taken.size - 2);

		if (!clock_parse(text, &r->source.taken))
			r->source.taken = 0;
	}
	fault_clear(&ignored);
	return true;
}

/* The text of a JSON string, or null when the slice is none. */
static char *string_of(struct json_slice s)
{
	struct fault ignored = FAULT_INIT;
	cJSON *item = json_slice_kind(s) == '"' ? json_parse(s, &ignored) : NULL;
	char *text = item ? xstrdup(item->valuestring) : NULL;

	cJSON_Delete(item);
	fault_clear(&ignored);
	return text;
}

/* Malformed JSON, wherever it was found: the file is no usable recording. */
static bool malformed(const struct recording *r, size_t number, struct fault *f)
{
	f->kind = FAULT_USAGE;
	if (number)
		return fault_prefix(f, "%s:%zu", r->name, number);
	return fault_prefix(f, "%s", r->name);
}

static bool add_line(struct recording *r, struct json_slice line, off_t offset, size_t number,
		     struct fault *f)
{
	struct json_slice path, status;
	int found = json_find_member(line, "path", &path, f);
	char *text;

	if (found == 1)
		found = json_find_member(line, "status", &status, f);
	if (found < 0)
		return malformed(r, number, f);
	text = found == 1 ? string_of(path) : NULL;
	if (!text)
		return fault_set(f, FAULT_USAGE, "%s:%zu: an answer needs a path and a status", r->name,
				 number);
	if (r->n_lines == r->space) {
		r->space = r->space ? r->space * 2 : 256;
		r->lines = xreallocarray(r->lines, r->space, sizeof(*r->lines));
	}
	r->lines[r->n_lines] = (struct line){ text, offset, line.size, r->n_lines, false };
	r->n_lines++;
	return true;
}

static int compare_lines(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static bool read_index(struct recording *r, struct fault *f)
{
	AUTO_FREE char *buffer = NULL;
	size_t space = 0, number = 0;
	off_t offset = 0;
	ssize_t size;

	while ((size = getline(&buffer, &space, r->file)) > 0) {
		size_t length = (size_t)size;
		struct json_slice line;

		while (length > 0 && (buffer[length - 1] == '\n' || buffer[length - 1] == '\r'))
			length--;
		line = (struct json_slice){ buffer, length };
		number++;
		if (json_slice_kind(line) != '{' && (number == 1 || json_slice_kind(line)))
			return fault_set(f, FAULT_USAGE, "%s:%zu: %s", r->name, number,
					 number == 1 ? "not a recording" : "no JSON object");
		if (number == 1 ? !read_header(r, line, f)
				: json_slice_kind(line) && !add_line(r, line, offset, number, f))
			return false;
		offset += size;
	}
	if (ferror(r->file))
		return fault_set(f, FAULT_USAGE, "%s: %s", r->name, strerror(errno));
	if (number == 0)
		return fault_set(f, FAULT_USAGE, "%s: the recording is empty", r->name);
	if (r->n_lines)
		qsort(r->lines, r->n_lines, sizeof(*r->lines), compare_lines);
	return true;
}

/* --- answering */

static struct line *find_answer(struct recording *r, const char *path)
{
	struct line *last = NULL;
	size_t low = 0, high = r->n_lines;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(r->lines[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < r->n_lines && strcmp(r->lines[low].path, path) == 0; low++) {
		last = &r->lines[low];
		if (!last->used)
			break;
	}
	if (last)
		last->used = true;
	return last;
}

static bool read_line(struct recording *r, const struct line *line, struct fault *f)
{
	text_reset(&r->current);
	if (fseeko(r->file, line->offset, SEEK_SET) == 0) {
		AUTO_FREE char *bytes = xmalloc(line->size + 1);

		if (fread(bytes, 1, line->size, r->file) == line->size) {
			text_add_bytes(&r->current, bytes, line->size);
			return true;
		}
	}
	return fault_set(f, FAULT_USAGE, "%s: changed while it was read", r->name);
}

static bool fill_answer(struct recording *r, struct answer *ret, struct fault *f)
{
	struct json_slice line = { r->current.data, r->current.size }, member;

	free(r->reason);
	r->reason = NULL;
	if (json_find_member(line, "status", &member, f) < 0)
		return malformed(r, 0, f);
	ret->status = 0;
	for (size_t i = 0; i < member.size && member.text[i] >= '0' && member.text[i] <= '9' && i < 4; i++)
		ret->status = ret->status * 10 + (member.text[i] - '0');
	if (json_find_member(line, "reason", &member, f) == 1)
		r->reason = string_of(member);
	ret->reason = r->reason ? r->reason : "";
	if (json_find_member(line, "body", &member, f) == 1 && json_slice_kind(member) == '{')
		ret->body = member;
	return true;
}

static bool recording_submit(struct source *source, const struct request *request, struct fault *f)
{
	struct recording *r = (struct recording *)source;

	(void)f;
	if (r->queue_end == r->queue_space) {
		r->queue_space = r->queue_space ? r->queue_space * 2 : 16;
		r->queue = xreallocarray(r->queue, r->queue_space, sizeof(*r->queue));
	}
	r->queue[r->queue_end++] = (struct waiting){ xstrdup(request->path), request->tag };
	return true;
}

static int recording_next(struct source *source, struct answer *ret, struct fault *f)
{
	struct recording *r = (struct recording *)source;
	struct line *line;
	struct waiting next;

	if (r->queue_start == r->queue_end)
		return 0;
	next = r->queue[r->queue_start++];
	if (r->queue_start == r->queue_end)
		r->queue_start = r->queue_end = 0;
	*ret = (struct answer){ .tag = next.tag, .reason = "" };
	line = find_answer(r, next.path);
	free(next.path);
	if (line && (!read_line(r, line, f) || !fill_answer(r, ret, f)))
		return -1;
	return 1;
}

static void recording_free(struct source *source)
{
	struct recording *r = (struct recording *)source;

	for (size_t i = 0; i < r->n_lines; i++)
		free(r->lines[i].path);
	for (size_t i = r->queue_start; i < r->queue_end; i++)
		free(r->queue[i].path);
	if (r->file)
		fclose(r->file);
	free(r->lines);
	free(r->queue);
	free(r->name);
	free(r->reason);
	free(r->source.description);
	text_clear(&r->current);
	free(r);
}

static const struct source_operations operations = {
	.submit = recording_submit,
	.next = recording_next,
	.free = recording_free,
};

struct source *recording_open(const char *path, struct fault *f)
{
	struct recording *r = xcalloc(1, sizeof(*r));
	struct stat information;

	r->source.operations = &operations;
	r->source.parallel = 1;
	r->source.description = xasprintf("recording %s", path);
	r->name = xstrdup(path);
	r->current = (struct text)TEXT_INIT;
	r->file = fopen(path, "re");
	if (!r->file || fstat(fileno(r->file), &information) != 0) {
		fault_set(f, FAULT_USAGE, "%s: %s", path, strerror(errno));
	} else if (S_ISDIR(information.st_mode)) {
		fault_set(f, FAULT_USAGE, "%s: is a directory, not a recording", path);
	} else if (unpack(r, f) && read_index(r, f)) {
		return &r->source;
	}
	source_free(&r->source);
	return NULL;
}
