/* record.c - see record.h. Answers are written as they pass; the first lines wait until the version is
 * known, which the header names. */
#include "source/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "source/record_file.h"
#include "source/record_redact.h"
#include "source/secret.h"

#define HELD_LIMIT ((size_t)1 << 20) /* then it goes without the version */

/* A request on its way: the answer does not say its path. */
struct passing {
	struct passing *next, *previous;
	char *path;
	void *tag;
};

struct record {
	struct source source;
	struct source *inner;
	struct record_file *file;
	bool shapes;
	struct passing passing; /* head of the ring */
	char *version;
	bool begun;       /* the header is written */
	struct text held; /* lines until then */
	struct text line;
	char **lines; /* shapes: those that were written; each once */
	size_t n_lines, lines_space;
};

/* --- requests */

static void forget(struct passing *passing)
{
	passing->next->previous = passing->previous;
	passing->previous->next = passing->next;
	free(passing->path);
	free(passing);
}

static bool record_submit(struct source *source, const struct request *request, struct fault *f)
{
	struct record *r = (struct record *)source;
	struct passing *passing = xcalloc(1, sizeof(*passing));
	struct request inner = { request->path, request->node, passing, request->timeout };

	*passing = (struct passing){ &r->passing, r->passing.previous, xstrdup(request->path), request->tag };
	passing->previous->next = passing;
	r->passing.previous = passing;
	return source_submit(r->inner, &inner, f);
}

/* --- lines */

static void add_header(struct record *r, struct text *t)
{
	AUTO_TEXT struct text taken = TEXT_INIT;

	clock_add_time(&taken, r->inner->taken ? r->inner->taken : clock_now());
	text_add(t, "{\"recording\":1,");
	if (r->version) {
		text_add(t, "\"pve\":");
		json_add_string(t, r->version);
		text_add_char(t, ',');
	}
	text_addf(t, "\"taken\":\"%s\"}\n", taken.data);
}

static void begin(struct record *r)
{
	struct text header = TEXT_INIT;

	if (r->begun)
		return;
	add_header(r, &header);
	record_file_write(r->file, &header);
	record_file_write(r->file, &r->held);
	text_clear(&header);
	text_clear(&r->held);
	r->begun = true;
}

/* The "version" of /version's data. */
static void learn_version(struct record *r, const char *path, const struct answer *answer)
{
	struct fault ignored = FAULT_INIT;
	struct json_slice data, version;

	if (r->version || strcmp(path, "/version") != 0 || answer->status != 200)
		return;
	if (json_find_member(answer->body, "data", &data, &ignored) == 1 &&
	    json_find_member(data, "version", &version, &ignored) == 1 && version.size > 2 &&
	    version.text[0] == '"')
		r->version = xstrndup(version.text + 1, version.size - 2);
	fault_clear(&ignored);
}

static bool add_item(struct record *r, struct json_slice slice, const char *name,
		     const struct record_reads *reads)
{
	struct fault ignored = FAULT_INIT;
	cJSON *item = json_parse(slice, &ignored), *object;

	fault_clear(&ignored);
	if (!item)
		return false;
	/* Its name decides what it may keep. */
	object = cJSON_CreateObject();
	cJSON_AddItemToObject(object, name ? name : "", item);
	secret_strip(item);
	record_redact(item, reads);
	if (r->shapes)
		record_shape(item);
	json_add_canonical(&r->line, item);
	cJSON_Delete(object);
	return true;
}

/* A long list is never parsed as a whole. */
static bool add_list(struct record *r, struct json_slice list, const struct record_reads *reads)
{
	struct fault ignored = FAULT_INIT;
	struct json_slice element;
	size_t cursor = 0, count = 0;
	int found;

	text_add_char(&r->line, '[');
	while ((found = json_next_element(list, &cursor, &element, &ignored)) == 1) {
		if (count++)
			text_add_char(&r->line, ',');
		if (!add_item(r, element, NULL, reads))
			return false;
	}
	text_add_char(&r->line, ']');
	fault_clear(&ignored);
	return found == 0;
}

static bool add_body(struct record *r, struct json_slice body, const struct record_reads *reads)
{
	struct fault ignored = FAULT_INIT;
	struct json_slice key, value;
	size_t cursor = 0, count = 0;
	int found;

	text_add_char(&r->line, '{');
	while ((found = json_next_member(body, &cursor, &key, &value, &ignored)) == 1) {
		AUTO_FREE char *name = xstrndup(key.text, key.size);
		bool streams = !r->shapes && json_slice_kind(value) == '[';

		text_addf(&r->line, "%s\"%s\":", count++ ? "," : "", name);
		if (streams ? !add_list(r, value, reads) : !add_item(r, value, name, reads))
			return false;
	}
	text_add_char(&r->line, '}');
	fault_clear(&ignored);
	return found == 0;
}

static void add_reason(struct record *r, const char *reason)
{
	AUTO_FREE char *plain = xstrdup(r->shapes || !reason ? "" : reason);

	secret_strip_userinfo(plain);
	json_add_string(&r->line, plain);
}

/* A body that can't be read is left out: nobody could tell what is secret in it. */
static void add_answer(struct record *r, const char *path, const struct answer *answer)
{
	struct record_reads reads;
	size_t before;

	record_find_reads(path, &reads);
	text_reset(&r->line);
	text_add(&r->line, "{\"path\":");
	json_add_string(&r->line, r->shapes && reads.reads[0] ? reads.reads[0]->path : path);
	text_addf(&r->line, ",\"status\":%d,\"reason\":", answer->status);
	add_reason(r, answer->reason);
	before = r->line.size;
	text_add(&r->line, ",\"body\":");
	if (!answer->body.size || !add_body(r, answer->body, &reads)) {
		r->line.size = before;
		r->line.data[before] = '\0';
	}
	text_add(&r->line, "}\n");
}

static bool is_repeated(struct record *r)
{
	for (size_t i = 0; i < r->n_lines; i++)
		if (strcmp(r->lines[i], r->line.data) == 0)
			return true;
	if (r->n_lines == r->lines_space) {
		r->lines_space = r->lines_space ? 2 * r->lines_space : 64;
		r->lines = xreallocarray(r->lines, r->lines_space, sizeof(*r->lines));
	}
	r->lines[r->n_lines++] = xstrdup(r->line.data);
	return false;
}

static void write_answer(struct record *r, const char *path, const struct answer *answer)
{
	learn_version(r, path, answer);
	add_answer(r, path, answer);
	if (r->shapes && is_repeated(r))
		return;
	if (r->version || r->held.size > HELD_LIMIT)
		begin(r);
	if (r->begun)
		record_file_write(r->file, &r->line);
	else
		text_add_bytes(&r->held, r->line.data, r->line.size);
}

static int record_next(struct source *source, struct answer *ret, struct fault *f)
{
	struct record *r = (struct record *)source;
	struct passing *passing;
	int got = source_next(r->inner, ret, f);

	source->description = r->inner->description;
	source->taken = r->inner->taken;
	if (got != 1)
		return got;
	passing = ret->tag;
	ret->tag = passing->tag;
	if (ret->status)
		write_answer(r, passing->path, ret);
	forget(passing);
	return got;
}

/* --- the whole */

static void forget_all(struct record *r)
{
	for (struct passing *p = r->passing.next, *next; p != &r->passing; p = next) {
		next = p->next;
		free(p->path);
		free(p);
	}
	r->passing.next = r->passing.previous = &r->passing;
	for (size_t i = 0; i < r->n_lines; i++)
		free(r->lines[i]);
	r->n_lines = 0;
	free(r->version);
	r->version = NULL;
	text_clear(&r->held);
	r->begun = false;
}

void record_restart(struct source *record)
{
	struct record *r = (struct record *)record;

	forget_all(r);
	record_file_restart(r->file);
}

bool record_finish(struct source *record, struct fault *f)
{
	struct record *r = (struct record *)record;

	begin(r);
	return record_file_finish(r->file, f);
}

static void record_free(struct source *source)
{
	struct record *r = (struct record *)source;

	forget_all(r);
	free(r->lines);
	text_clear(&r->line);
	record_file_free(r->file);
	source_free(r->inner);
	free(r);
}

static const struct source_operations operations = {
	.submit = record_submit,
	.next = record_next,
	.free = record_free,
};

struct source *record_open(struct source *source, const struct record_options *options, struct fault *f)
{
	struct record *r = xcalloc(1, sizeof(*r));

	r->inner = source;
	r->source = (struct source){ &operations, source->description, source->taken, source->parallel };
	r->shapes = options->shapes;
	r->passing.next = r->passing.previous = &r->passing;
	r->held = r->line = (struct text)TEXT_INIT;
	r->file = record_file_open(options->path, f);
	if (r->file)
		return &r->source;
	source_free(&r->source);
	return NULL;
}
