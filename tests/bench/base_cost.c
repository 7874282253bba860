/* base_cost - what parts of a snapshot cost alone, as a yardstick for the whole.
 *
 *   base_cost parse RECORDING   reads the file, parses every line with cJSON, keeps nothing
 *   base_cost walk RECORDING    walks it, drops every row: reading and extraction without a store
 */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "walk/walk.h"

static bool parse(const char *path)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t space = 0;
	ssize_t size;
	bool ok = file != NULL;

	while (ok && (size = getline(&line, &space, file)) > 0) {
		cJSON *item = cJSON_ParseWithLength(line, (size_t)size);
		ok = item != NULL;
		cJSON_Delete(item);
	}
	free(line);
	if (file)
		fclose(file);
	return ok;
}

static bool on_identified(struct sink *s, const struct identity *i, struct fault *f)
{
	(void)s, (void)i, (void)f;
	return true;
}

static bool on_row(struct sink *s, const struct row *row, struct fault *f)
{
	(void)s, (void)row, (void)f;
	return true;
}

static bool on_scope(struct sink *s, const struct scope *scope, struct fault *f)
{
	(void)s, (void)scope, (void)f;
	return true;
}

static bool on_outcome(struct sink *s, const struct outcome *outcome, struct fault *f)
{
	(void)s, (void)outcome, (void)f;
	return true;
}

static bool on_leftover(struct sink *s, const struct leftover *leftover, struct fault *f)
{
	(void)s, (void)leftover, (void)f;
	return true;
}

static bool walk(const char *path)
{
	struct sink sink = { on_identified, on_row, on_scope, on_outcome, on_leftover, NULL };
	struct walk_options options = { .level = LEVEL_STANDARD };
	struct fault f = FAULT_INIT;
	struct source *source = recording_open(path, &f);
	struct walk *w = source ? walk_new(source, &options, &sink) : NULL;
	bool ok = w && walk_run(w, &f);

	if (!ok)
		fprintf(stderr, "base_cost: %s\n", f.message ? f.message : "failed");
	walk_free(w);
	source_free(source);
	fault_clear(&f);
	return ok;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "parse") == 0)
		return parse(argv[2]) ? 0 : 1;
	if (argc == 3 && strcmp(argv[1], "walk") == 0)
		return walk(argv[2]) ? 0 : 1;
	fprintf(stderr, "usage: base_cost parse|walk RECORDING\n");
	return 2;
}
