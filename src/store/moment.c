/* moment.c - REF: which snapshot of each cluster a user means; and views bound to it. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/number.h"
#include "store/sql.h"

enum ref_kind { REF_LATEST, REF_NUMBER, REF_TIME, REF_TAG };

struct ref {
	enum ref_kind kind;
	int64_t number; /* snapshots back, an id, or seconds */
	const char *text;
};

static bool parse_number(const char *text, int64_t *ret)
{
	return *text >= '0' && *text <= '9' && strspn(text, "0123456789") == strlen(text) &&
	       number_parse_int(text, ret);
}

static bool parse_ref(const char *text, struct ref *ret, struct fault *f)
{
	*ret = (struct ref){ REF_TAG, 0, text };
	if (strcmp(text, "latest") == 0 || text_starts_with(text, "latest~")) {
		ret->kind = REF_LATEST;
		if (strcmp(text, "latest~") == 0)
			ret->number = 1; /* as git's HEAD~ */
		else if (text[6] && !parse_number(text + 7, &ret->number))
			return fault_set(f, FAULT_USAGE, "%s: a number must follow latest~", text) ||
			       fault_hint(f, "latest~2 is the second before the newest");
	} else if (parse_number(text, &ret->number)) {
		ret->kind = REF_NUMBER;
	} else if (clock_parse(text, &ret->number)) {
		ret->kind = REF_TIME;
	}
	return true;
}

/* --- per cluster */

static const char *query_of(enum ref_kind kind)
{
#define SNAPSHOT_COLUMNS                                                                                     \
	"SELECT id, taken, complete, id = (SELECT max(id) FROM main.snapshot WHERE cluster = ?1) "
	switch (kind) {
	case REF_LATEST:
		return SNAPSHOT_COLUMNS
			"FROM main.snapshot WHERE cluster = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2";
	case REF_NUMBER:
		return SNAPSHOT_COLUMNS "FROM main.snapshot WHERE cluster = ?1 AND id <= ?2 "
					"ORDER BY id DESC LIMIT 1";
	case REF_TIME:
		return SNAPSHOT_COLUMNS "FROM main.snapshot WHERE cluster = ?1 AND taken <= ?2 "
					"ORDER BY taken DESC, id DESC LIMIT 1";
	case REF_TAG:
		break;
	}
	return SNAPSHOT_COLUMNS "FROM main.snapshot WHERE cluster = ?1 AND id = "
				"(SELECT snapshot FROM main.tag WHERE cluster = ?1 AND name = ?2)";
#undef SNAPSHOT_COLUMNS
}

static bool resolve_cluster(struct store *store, const struct ref *ref, struct moment_cluster *cluster,
			    struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(store, query_of(ref->kind), f);
	int found;

	if (!query)
		return false;
	sql_bind_text(query, 1, cluster->cluster);
	if (ref->kind == REF_TAG)
		sql_bind_text(query, 2, ref->text);
	else
		sqlite3_bind_int64(query, 2, ref->number);
	found = sql_step(store, query, f);
	if (found == 1) {
		cluster->snapshot = sqlite3_column_int64(query, 0);
		cluster->taken = sqlite3_column_int64(query, 1);
		cluster->complete = sqlite3_column_int(query, 2);
		cluster->newest = sqlite3_column_int(query, 3);
	}
	return found >= 0;
}

static bool read_clusters(struct store *store, const char *only, struct moment *ret, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query =
		sql_prepare(store,
			    "SELECT name FROM main.known_cluster WHERE ?1 IS NULL OR name = ?1 ORDER BY 1",
			    f);
	int found = -1;

	if (query)
		sql_bind_text(query, 1, only);
	while (query && (found = sql_step(store, query, f)) == 1) {
		ret->clusters = xreallocarray(ret->clusters, ret->count + 1, sizeof *ret->clusters);
		ret->clusters[ret->count++] =
			(struct moment_cluster){ .cluster = xstrdup(sql_text(query, 0)) };
	}
	return found == 0;
}

/* --- what is wrong with it */

static bool refuse_cluster(struct store *store, const char *cluster, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query =
		sql_prepare(store,
			    "SELECT group_concat(name, ', ') FROM (SELECT name FROM main.known_cluster ORDER "
			    "BY 1)",
			    f);

	if (!query || sql_step(store, query, f) < 0)
		return false;
	if (!sql_text(query, 0)) {
		fault_set(f, FAULT_USAGE, "%s holds no snapshot yet", store->path);
		return fault_hint(f, "`pveinv snapshot` takes one");
	}
	fault_set(f, FAULT_USAGE, "%s holds no snapshot of %s", store->path, cluster);
	return fault_hint(f, "it holds %s", sql_text(query, 0));
}

static bool hint_ref(const struct store *store, struct fault *f)
{
	AUTO_TEXT struct text option = TEXT_INIT;

	if (store->mentioned) {
		text_add(&option, " --store ");
		text_add_shell(&option, store->path);
	}
	return fault_hint(f,
			  "`pveinv snapshot list%s` shows what there is; a REF is latest, latest~2, 12, a "
			  "tag, or a time such as 2026-11-20 or 2026-11-20T03:19:56Z",
			  option.data);
}

static bool refuse_ref(const struct store *store, const struct ref *ref, const char *cluster, struct fault *f)
{
	const char *of = cluster ? " of " : "", *name = cluster ? cluster : "";

	if (strcmp(ref->text, "live") == 0) {
		fault_set(f, FAULT_USAGE, "live is no moment of a store");
		return fault_hint(f,
				  "get and describe ask the cluster without --at; diff compares with live");
	}
	switch (ref->kind) {
	case REF_LATEST:
		fault_set(f, FAULT_USAGE, "%s: there are not that many snapshots%s%s", ref->text, of, name);
		break;
	case REF_NUMBER:
		fault_set(f, FAULT_USAGE, "there is no snapshot %s%s%s", ref->text, of, name);
		break;
	case REF_TIME:
		fault_set(f, FAULT_USAGE, "there is no snapshot%s%s from %s or before", of, name, ref->text);
		break;
	case REF_TAG:
		fault_set(f, FAULT_USAGE, "%s is no tag%s%s, nor a snapshot's number, nor a time", ref->text,
			  of, name);
		break;
	}
	return hint_ref(store, f);
}

/* A number names one snapshot, which must be there. */
static bool check_number(struct store *store, const struct ref *ref, struct fault *f)
{
	int64_t found = 0;

	if (ref->kind != REF_NUMBER)
		return true;
	return sql_number(store, "SELECT count(*) FROM main.snapshot WHERE id = CAST(?1 AS INTEGER)",
			  ref->text, 0, &found, f) &&
	       (found || refuse_ref(store, ref, NULL, f));
}

bool store_resolve(struct store *store, const char *text, const char *cluster, struct moment *ret,
		   struct fault *f)
{
	struct moment moment = { .ref = xstrdup(text) };
	struct ref ref;
	bool any = false, done;

	done = parse_ref(text, &ref, f) && read_clusters(store, cluster, &moment, f) &&
	       (moment.count || refuse_cluster(store, cluster, f)) && check_number(store, &ref, f);
	for (size_t i = 0; done && i < moment.count; i++) {
		done = resolve_cluster(store, &ref, &moment.clusters[i], f);
		any = any || moment.clusters[i].snapshot;
	}
	if (done && (any || refuse_ref(store, &ref, cluster, f))) {
		*ret = moment;
		return true;
	}
	moment_clear(&moment);
	return false;
}

void moment_clear(struct moment *moment)
{
	for (size_t i = 0; i < moment->count; i++)
		free(moment->clusters[i].cluster);
	free(moment->clusters);
	free(moment->ref);
	*moment = (struct moment){ 0 };
}

/* --- temporary views */

static bool empty_moment(struct store *store, struct fault *f)
{
	return sql_run(store,
		       "CREATE TABLE IF NOT EXISTS temp.moment (cluster TEXT PRIMARY KEY, snapshot INTEGER "
		       "NOT NULL, "
		       "newest INTEGER NOT NULL) WITHOUT ROWID; DELETE FROM temp.moment",
		       f);
}

static bool fill_moment(struct store *store, const struct moment *moment, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *insert =
		sql_prepare(store, "INSERT INTO temp.moment VALUES (?, ?, ?)", f);

	for (size_t i = 0; insert && i < moment->count; i++) {
		if (!moment->clusters[i].snapshot)
			continue;
		sql_bind_text(insert, 1, moment->clusters[i].cluster);
		sqlite3_bind_int64(insert, 2, moment->clusters[i].snapshot);
		sqlite3_bind_int(insert, 3, moment->clusters[i].newest);
		if (!sql_finish(store, insert, f))
			return false;
	}
	return insert != NULL;
}

/* They are the same for all moments: what they show stands in temp.moment. */
static bool make_moment_views(struct store *store, struct fault *f)
{
	AUTO_TEXT struct text create = TEXT_INIT;

	if (store->has_moment_views)
		return true;
	for (size_t i = 0; i < store->n_tables; i++)
		view_add(&create, &store->tables[i], true);
	view_add_others(&create, true);
	store->has_moment_views = sql_run(store, create.data, f);
	return store->has_moment_views;
}

/* The file's own views show it already. */
static bool is_newest(struct store *store, const struct moment *moment, bool *ret, struct fault *f)
{
	int64_t clusters = 0;

	*ret = false;
	if (store->has_moment_views || !store->own_views)
		return true;
	for (size_t i = 0; i < moment->count; i++)
		if (!moment->clusters[i].newest)
			return true;
	if (!sql_number(store, "SELECT count(*) FROM main.known_cluster", NULL, 0, &clusters, f))
		return false;
	*ret = (size_t)clusters == moment->count;
	return true;
}

bool store_show(struct store *store, const struct moment *moment, struct fault *f)
{
	bool newest = false;

	if (!is_newest(store, moment, &newest, f))
		return false;
	return newest ||
	       (empty_moment(store, f) && fill_moment(store, moment, f) && make_moment_views(store, f));
}

bool store_show_newest(struct store *store, struct fault *f)
{
	return empty_moment(store, f) &&
	       sql_run(store,
		       "INSERT INTO temp.moment SELECT cluster, max(id), 1 FROM main.snapshot GROUP BY "
		       "cluster",
		       f) &&
	       make_moment_views(store, f);
}
