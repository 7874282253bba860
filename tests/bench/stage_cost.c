/* stage_cost - what a live walk costs until all of it is staged: reading, parsing, rows into the temporary
 * tables of a store. What `pveinv snapshot` does but for its last step, the merge.
 *
 *   stage_cost URL CA TOKEN-FILE STORE LEVEL
 */
#include <stdio.h>

#include "source/pve_api.h"
#include "source/token.h"
#include "store/store.h"
#include "walk/walk.h"

static struct source *open_source(char **argv, const char *token, struct fault *f)
{
	const char *const urls[] = { argv[1], NULL };
	struct pve_api_options options = {
		.urls = urls, .token = token, .ca_file = argv[2], .direct = true
	};

	return pve_api_open(&options, f);
}

static bool walk_into(struct source *source, struct store *store, enum level level, struct fault *f)
{
	struct walk_options options = { .level = level };
	struct stage_options naming = { .otherwise = "bench" };
	struct stage *stage = stage_new(store, &naming, f);
	struct walk *walk = stage ? walk_new(source, &options, stage_sink(stage)) : NULL;
	bool walked = walk && walk_run(walk, f);

	walk_free(walk);
	stage_free(stage);
	return walked;
}

int main(int argc, char **argv)
{
	struct fault f = FAULT_INIT;
	enum level level = LEVEL_STANDARD;
	bool understood = argc == 6 && level_from_name(argv[5], &level);
	struct token_place place = { .file = understood ? argv[3] : NULL };
	char *token = NULL;
	struct source *source =
		understood && token_read(&place, &token, &f) ? open_source(argv, token, &f) : NULL;
	struct store *store = source ? store_open(argv[4], STORE_WRITE, &f) : NULL;
	bool walked = store && walk_into(source, store, level, &f);

	if (!understood)
		fprintf(stderr, "usage: stage_cost URL CA TOKEN-FILE STORE LEVEL\n");
	else if (!walked)
		fprintf(stderr, "stage_cost: %s\n", f.message ? f.message : "failed");
	store_close(store);
	source_free(source);
	token_free(token);
	fault_clear(&f);
	return walked ? 0 : 1;
}
