#include "report/envelope.h"

#include <string.h>

static size_t write_gaps(struct json_writer *w, const struct gaps *gaps, const char *cluster)
{
	size_t count = 0;
	json_open(w, '[');
	for (size_t i = 0; i < gaps->count; i++) {
		const struct gap *gap = &gaps->items[i];
		if (strcmp(gap->cluster, cluster) == 0) {
			gap_write_json(w, gap);
			count++;
		}
	}
	json_close(w, ']');
	return count;
}

/* Complete: nothing that feeds these rows is missing. */
static void write_cluster(struct json_writer *w, const struct moment_cluster *cluster, bool live,
			  const struct gaps *gaps)
{
	AUTO_TEXT struct text list = TEXT_INIT;
	struct json_writer inner;
	json_writer_init(&inner, &list, false);
	size_t count = write_gaps(&inner, gaps, cluster->cluster);
	json_open(w, '{');
	json_put_string(w, "cluster", cluster->cluster);
	json_key(w, "snapshot");
	if (live)
		json_null(w);
	else
		json_int(w, cluster->snapshot);
	json_put_int(w, "taken", cluster->taken);
	json_put_bool(w, "complete", count == 0);
	json_key(w, "gaps");
	json_raw(w, list.data);
	json_close(w, '}');
}

void envelope_add(struct text *t, const struct entity *entity, const struct moment *moment, bool live,
		  const struct gaps *gaps)
{
	struct json_writer w;
	json_writer_init(&w, t, false);
	text_add(t, "\"entity\":");
	json_add_string(t, entity->name);
	text_add(t, ",\"clusters\":");
	json_open(&w, '[');
	for (size_t i = 0; i < moment->count; i++) {
		if (moment->clusters[i].snapshot != 0)
			write_cluster(&w, &moment->clusters[i], live, gaps);
	}
	json_close(&w, ']');
}
