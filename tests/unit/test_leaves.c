/* test_leaves - no leaf is lost: change any leaf of any document that a walk reads, and a column, an
 * extra or a leftover changes, or the specs name a reason to ignore it. Over the genuine recordings
 * and the single answers of many PVE versions. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#include "base/json.h"
#include "base/text.h"
#include "walk/extract.h"
#include "walk/leftover.h"
#include "source/secret.h"

static const char *shared(void)
{
	const char *path = getenv("PVEINV_SHARED");

	return path ? path : "../shared";
}

/* --- what the sink was given, as sorted lines */

struct capture {
	struct sink sink;
	char **lines;
	size_t count, space;
};

static void keep_line(struct capture *c, struct text *line)
{
	if (c->count == c->space) {
		c->space = c->space ? c->space * 2 : 64;
		c->lines = xreallocarray(c->lines, c->space, sizeof(*c->lines));
	}
	c->lines[c->count++] = text_take(line);
}

static bool take_row(struct sink *sink, const struct row *row, struct fault *f)
{
	struct text line = TEXT_INIT;

	(void)f;
	text_addf(&line, "row %s", row->entity->name);
	for (unsigned i = 0; i < row->entity->n_columns; i++) {
		AUTO_FREE char *text = value_to_text(&row->values[i]);

		text_addf(&line, "|%d:%s", (int)row->values[i].kind, text ? text : "");
	}
	for (unsigned i = 0; i < row->entity->n_sources; i++)
		text_addf(&line, "|%d:%s", (int)row->parts[i].state,
			  row->parts[i].extra ? row->parts[i].extra : "");
	keep_line((struct capture *)sink, &line);
	return true;
}

static bool take_leftover(struct sink *sink, const struct leftover *leftover, struct fault *f)
{
	struct text line = TEXT_INIT;

	(void)f;
	text_addf(&line, "leftover %s %s", leftover->path, leftover->json);
	keep_line((struct capture *)sink, &line);
	return true;
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *join_lines(struct capture *c)
{
	struct text all = TEXT_INIT;

	if (c->count)
		qsort(c->lines, c->count, sizeof(*c->lines), compare_lines);
	for (size_t i = 0; i < c->count; i++) {
		text_addf(&all, "%s\n", c->lines[i]);
		free(c->lines[i]);
	}
	free(c->lines);
	return text_take(&all);
}

/* --- one document, extracted on its own */

struct subject {
	const struct read *read;
	const struct partial_row *context;
	const struct rights *rights;
	bool keep_ignored;
	bool malformed; /* the last document was no answer to the read */
};

static char *extracted_text(struct subject *subject, const cJSON *data)
{
	struct capture capture = { .sink = { .row = take_row, .leftover = take_leftover } };
	struct extractor x;
	AUTO_TEXT struct text json = TEXT_INIT;
	struct document document = { .read = subject->read, .context = subject->context, .target = "" };
	struct fault f = FAULT_INIT;

	json_add_canonical(&json, data);
	document.data = (struct json_slice){ json.data, json.size };
	extractor_init(&x, &capture.sink, subject->rights);
	x.keep_ignored = subject->keep_ignored;
	x.hand_scopes = false;
	/* A handwritten fixture may be no answer of its kind: then it is an error. */
	subject->malformed = extract_document(&x, &document, &f) == EXTRACT_MALFORMED;
	fault_clear(&f);
	for (unsigned i = 0; i < schema_entity_count; i++)
		for (size_t j = 0; j < x.rows[i].n_rows; j++)
			assert_true(extractor_hand_over(&x, x.rows[i].rows[j], &f));
	extractor_clear(&x);
	return join_lines(&capture);
}

static bool changes(struct subject *subject, const cJSON *root, const char *before)
{
	AUTO_FREE char *after = extracted_text(subject, root);

	return strcmp(before, after) != 0;
}

/* Puts another value in the leaf's place, asks, and puts the old one back. */
static bool shows(struct subject *subject, const cJSON *root, cJSON *leaf, const char *before)
{
	cJSON old = *leaf;
	bool shown = false;

	for (int attempt = 0; attempt < 3 && !shown; attempt++) {
		AUTO_FREE char *text = NULL;

		*leaf = old;
		if (cJSON_IsBool(leaf)) {
			leaf->type = cJSON_IsTrue(&old) ? cJSON_False : cJSON_True;
		} else if (cJSON_IsNumber(leaf)) {
			leaf->valuedouble = attempt == 0 ? 1.0 - old.valuedouble
							 : old.valuedouble + 1.0 + attempt;
		} else {
			text = attempt == 0   ? xasprintf("%s7", old.valuestring)
			       : attempt == 1 ? xasprintf("z%s", old.valuestring)
					      : xstrdup(strcmp(old.valuestring, "0") ? "0" : "1");
			leaf->valuestring = text;
		}
		shown = changes(subject, root, before);
	}
	*leaf = old;
	return shown;
}

/* Credentials are kept as set or not set only: taking them away must show. */
static bool shows_absence(struct subject *subject, const cJSON *root, cJSON *leaf,
			  const char *before)
{
	int type = leaf->type;
	bool shown;

	leaf->type = cJSON_NULL;
	shown = changes(subject, root, before);
	leaf->type = type;
	return shown;
}

struct tally {
	size_t leaves, ignored, secret, lost, malformed;
};

static bool is_secret_path(const cJSON *const *path, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		if (path[i]->string && secret_key(path[i]->string))
			return true;
	return false;
}

static bool names_secret_column(const struct read *read, const cJSON *leaf)
{
	for (const struct entity_source *const *s = read->sources; *s; s++)
		for (const struct fill *fill = (*s)->fills; fill && fill->column; fill++)
			if (fill->column->class == CLASS_SECRET && leaf->string &&
			    fill->args[0].path && fill->args[0].path[0] &&
			    strcmp(fill->args[0].path[0], leaf->string) == 0)
				return true;
	return false;
}

struct leaf_walk {
	struct subject *subject;
	const cJSON *root;
	const char *before;        /* as the specs stand */
	char *before_ignored;      /* with nothing ignored */
	struct tally *tally;
	const cJSON *path[64];
};

static void judge_leaf(struct leaf_walk *w, cJSON *leaf, size_t depth)
{
	bool secret = is_secret_path(w->path, depth) || names_secret_column(w->subject->read, leaf);
	bool shown;

	w->tally->leaves++;
	if (shows(w->subject, w->root, leaf, w->before))
		return;
	w->subject->keep_ignored = true;
	shown = shows(w->subject, w->root, leaf, w->before_ignored) ||
		(secret && shows_absence(w->subject, w->root, leaf, w->before_ignored));
	w->subject->keep_ignored = false;
	if (shown) {
		w->tally->ignored++;
		return;
	}
	if (secret && shows_absence(w->subject, w->root, leaf, w->before)) {
		w->tally->secret++;
		return;
	}
	w->tally->lost++;
	printf("# lost: %s", w->subject->read->name);
	for (size_t i = 0; i < depth; i++)
		printf(" %s", w->path[i]->string ? w->path[i]->string : "[]");
	printf("\n");
}

static void judge_all(struct leaf_walk *w, cJSON *item, size_t depth)
{
	if (depth >= 64 || cJSON_IsNull(item))
		return;
	w->path[depth] = item;
	if (!cJSON_IsObject(item) && !cJSON_IsArray(item))
		judge_leaf(w, item, depth + 1);
	for (cJSON *child = item->child; child; child = child->next)
		judge_all(w, child, depth + 1);
}

static void judge_whole(struct subject *subject, cJSON *data, struct tally *tally)
{
	AUTO_FREE char *before = extracted_text(subject, data);
	struct leaf_walk w = { subject, data, before, NULL, tally, { 0 } };

	tally->malformed += subject->malformed;
	if (subject->malformed)
		return;
	subject->keep_ignored = true;
	w.before_ignored = extracted_text(subject, data);
	subject->keep_ignored = false;
	judge_all(&w, data, 0);
	free(w.before_ignored);
}

/* A long list in pieces: for each leaf all that is judged with it is extracted again, several times. */
static void judge_document(struct subject *subject, cJSON *data, struct tally *tally)
{
	const cJSON *element = cJSON_IsArray(data) ? data->child : NULL;

	if (!element)
		judge_whole(subject, data, tally);
	while (element) {
		cJSON *piece = cJSON_CreateArray();

		for (int i = 0; i < 4 && element; i++, element = element->next)
			cJSON_AddItemToArray(piece, cJSON_Duplicate(element, true));
		judge_whole(subject, piece, tally);
		cJSON_Delete(piece);
	}
}

/* --- which read an answer belongs to, and the row it was made for */

static void bind_variable(struct partial_row *row, const char *name, const char *text)
{
	struct cell cell = { .column = schema_column(row->entity, name) };

	if (!cell.column)
		return; /* of a row further out: only the path needs it */
	value_from_text(&cell.value, &cell.column->rule, text);
	row_add_cell(row, &cell, row->n_cells);
	value_clear(&cell.value);
}

/* Matches a path against a template and binds the variables; 'query' says whether it counts. */
static bool match_path(const char *template, const char *path, bool query, struct partial_row *row)
{
	while (*template && *path) {
		if (*template == '{') {
			size_t name_size = strcspn(template + 1, "}"), size = strcspn(path, "/?");
			AUTO_FREE char *name = xstrndup(template + 1, name_size);
			AUTO_FREE char *text = xstrndup(path, size);

			if (!size)
				return false;
			if (row)
				bind_variable(row, name, text);
			template += name_size + 2;
			path += size;
		} else if (*template != *path) {
			break;
		} else {
			template++;
			path++;
		}
	}
	if (!query)
		return (*template == '\0' || *template == '?') && (*path == '\0' || *path == '?');
	return *template == '\0' && *path == '\0';
}

static const struct read *find_read(const char *path, bool query)
{
	for (unsigned i = 0; i < schema_read_count; i++) {
		const struct read *read = schema_reads[i];

		if (read->sources && read->sources[0] && !read->confirms &&
		    match_path(read->path, path, query, NULL))
			return read;
	}
	return NULL;
}

static void judge_answer(const char *path, bool query, cJSON *data, const struct rights *rights,
			 struct tally *tally)
{
	const struct read *read = find_read(path, query);
	struct subject subject = { .read = read, .rights = rights };
	struct row_set set;

	if (!read)
		return;
	row_set_init(&set, read->per ? read->per : schema_entities[0]);
	if (read->per) {
		subject.context = row_set_add(&set, "context");
		match_path(read->path, path, query, set.rows[0]);
	}
	judge_document(&subject, data, tally);
	row_set_clear(&set);
}

/* --- the material */

static cJSON *answer_data(cJSON *answer)
{
	cJSON *body = cJSON_GetObjectItemCaseSensitive(answer, "body");
	const cJSON *status = cJSON_GetObjectItemCaseSensitive(answer, "status");

	if (!cJSON_IsNumber(status) || (int)status->valuedouble != 200)
		return NULL;
	return cJSON_GetObjectItemCaseSensitive(body, "data");
}

static cJSON *find_data(cJSON *const *answers, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++) {
		const char *at = cJSON_GetStringValue(
			cJSON_GetObjectItemCaseSensitive(answers[i], "path"));

		if (at && strcmp(at, path) == 0)
			return answer_data(answers[i]);
	}
	return NULL;
}

/* A set of rows serves as a set of texts. */
static bool seen_before(struct row_set *seen, const char *path, const cJSON *data)
{
	AUTO_TEXT struct text text = TEXT_INIT;
	size_t before = seen->n_rows;

	text_addf(&text, "%s ", path);
	json_add_canonical(&text, data);
	row_set_add(seen, text.data);
	return seen->n_rows == before;
}

static void judge_recording(const char *file, struct row_set *seen, struct tally *tally)
{
	FILE *in = fopen(file, "r");
	AUTO_FREE char *line = NULL;
	AUTO_FREE cJSON **answers = NULL;
	size_t space = 0, count = 0;
	struct fault f = FAULT_INIT;
	struct rights rights;
	ssize_t size;

	assert_non_null(in);
	while ((size = getline(&line, &space, in)) > 0) {
		answers = xreallocarray(answers, count + 1, sizeof(*answers));
		answers[count] = json_parse((struct json_slice){ line, (size_t)size }, &f);
		assert_non_null(answers[count++]);
	}
	fclose(in);
	rights_init(&rights, find_data(answers, count, "/access/permissions"),
		    find_data(answers, count, "/access/acl"));
	for (size_t i = 0; i < count; i++) {
		const char *path = cJSON_GetStringValue(
			cJSON_GetObjectItemCaseSensitive(answers[i], "path"));
		cJSON *data = path ? answer_data(answers[i]) : NULL;

		if (data && find_read(path, true) && !seen_before(seen, path, data))
			judge_answer(path, true, data, &rights, tally);
	}
	for (size_t i = 0; i < count; i++)
		cJSON_Delete(answers[i]);
	rights_clear(&rights);
}

static void test_recordings(void **state)
{
	AUTO_FREE char *folder = xasprintf("%s/recordings", shared());
	struct dirent **entries;
	struct tally tally = { 0 };
	struct row_set seen;
	int count = scandir(folder, &entries, NULL, alphasort), walked = 0;

	(void)state;
	assert_true(count > 0);
	row_set_init(&seen, schema_entities[0]);
	for (int i = 0; i < count; i++) {
		AUTO_FREE char *file = xasprintf("%s/%s", folder, entries[i]->d_name);

		if (strstr(entries[i]->d_name, ".ndjson") && !strstr(entries[i]->d_name, "auth")) {
			judge_recording(file, &seen, &tally);
			walked++;
		}
		free(entries[i]);
	}
	free(entries);
	row_set_clear(&seen);
	printf("# %d recordings: %zu leaves, %zu ignored with a reason, %zu kept as set, %zu lost\n",
	       walked, tally.leaves, tally.ignored, tally.secret, tally.lost);
	assert_int_equal(tally.malformed, 0);
	assert_true(walked >= 10 && tally.leaves > 1000);
	assert_int_equal(tally.lost, 0);
}

static cJSON *read_body(const char *file)
{
	FILE *in = fopen(file, "r");
	AUTO_FREE char *body = NULL;
	struct fault f = FAULT_INIT;
	size_t space = 0;
	ssize_t size = in ? getdelim(&body, &space, '\0', in) : -1;
	cJSON *root = size < 0 ? NULL : json_parse((struct json_slice){ body, (size_t)size }, &f);

	if (in)
		fclose(in);
	fault_clear(&f);
	return root;
}

/* Bodies taken behind a client library have no {"data": …} around them. */
static void judge_fixture(const char *folder, const char *name, const char *path,
			  struct tally *tally)
{
	AUTO_FREE char *file = xasprintf("%s/%s", folder, name);
	static const struct rights none;
	cJSON *root = find_read(path, false) ? read_body(file) : NULL;
	cJSON *data = cJSON_GetObjectItemCaseSensitive(root, "data");

	if (root)
		judge_answer(path, false, data ? data : root, &none, tally);
	cJSON_Delete(root);
}

static void test_fixtures(void **state)
{
	AUTO_FREE char *folder = xasprintf("%s/reference/fixtures", shared());
	AUTO_FREE char *index = xasprintf("%s/INDEX.tsv", folder);
	FILE *in = fopen(index, "r");
	AUTO_FREE char *line = NULL;
	size_t space = 0;
	struct tally tally = { 0 };

	(void)state;
	assert_non_null(in);
	while (getline(&line, &space, in) > 0) {
		char *rest = line, *columns[9] = { 0 };

		for (int i = 0; i < 9; i++)
			columns[i] = strsep(&rest, "\t\n");
		if (columns[7] && strcmp(columns[6], "GET") == 0 && strcmp(columns[7], "200") == 0)
			judge_fixture(folder, columns[0], columns[1], &tally);
	}
	fclose(in);
	printf("# fixtures: %zu leaves, %zu ignored with a reason, %zu kept as set, %zu lost\n",
	       tally.leaves, tally.ignored, tally.secret, tally.lost);
	assert_true(tally.leaves > 1000);
	assert_int_equal(tally.lost, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recordings),
		cmocka_unit_test(test_fixtures),
	};

	return cmocka_run_group_tests_name("leaves", tests, NULL, NULL);
}
