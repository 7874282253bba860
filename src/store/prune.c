/* prune.c - which snapshots stay, by the rules with which PVE prunes backups.
 *
 * For each rule in turn (last, hourly, … yearly), newest first: of each hour (day, …; of the local time
 * zone) the newest snapshot is kept, until the rule has kept as many as it may. Periods in which an earlier
 * rule has kept one don't count, nor do tagged snapshots, which stay whatever the rules say.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/sql.h"

static const char *const rule_names[PRUNE_RULES] = {
	[PRUNE_LAST] = "last",     [PRUNE_HOURLY] = "hourly",   [PRUNE_DAILY] = "daily",
	[PRUNE_WEEKLY] = "weekly", [PRUNE_MONTHLY] = "monthly", [PRUNE_YEARLY] = "yearly",
};

static size_t format_period(char *buffer, size_t size, enum prune_rule rule, const struct tm *local)
{
	switch (rule) {
	case PRUNE_HOURLY:
		return strftime(buffer, size, "%Y-%m-%dT%H", local);
	case PRUNE_DAILY:
		return strftime(buffer, size, "%Y-%m-%d", local);
	case PRUNE_WEEKLY:
		return strftime(buffer, size, "%G-W%V", local);
	case PRUNE_MONTHLY:
		return strftime(buffer, size, "%Y-%m", local);
	case PRUNE_YEARLY:
		return strftime(buffer, size, "%Y", local);
	case PRUNE_LAST:
	case PRUNE_RULES:
		break;
	}
	return 0;
}

/* For the last ones, each snapshot is a period of its own. */
static void add_period(struct text *t, enum prune_rule rule, const struct prune_item *item)
{
	char buffer[32];
	struct tm local;
	time_t taken = (time_t)item->taken;

	if (localtime_r(&taken, &local) && format_period(buffer, sizeof buffer, rule, &local) > 0)
		text_addf(t, "%s %s", rule_names[rule], buffer);
	else
		text_addf(t, "%s %lld", rule_names[rule], (long long)item->snapshot);
}

/* --- one cluster: items are newest first, so those of a period stand together */

struct period {
	char *name;
	bool kept_before; /* by another rule */
	bool kept;
};

/* of[i]: the period of item i. */
static void find_periods(const struct prune_item *items, size_t count, enum prune_rule rule,
			 struct period *periods, struct period **of)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		struct text t = TEXT_INIT;

		add_period(&t, rule, &items[i]);
		if (n == 0 || strcmp(periods[n - 1].name, t.data) != 0)
			periods[n++].name = text_take(&t);
		text_clear(&t);
		of[i] = &periods[n - 1];
		of[i]->kept_before = of[i]->kept_before || (items[i].kept && !items[i].tagged);
	}
}

static void keep(struct prune_item *item, struct period *period, enum prune_rule rule)
{
	period->kept = true;
	item->kept = true;
	item->reason = xstrdup(rule == PRUNE_LAST ? rule_names[rule] : period->name);
}

static void apply(struct prune_item *items, size_t count, enum prune_rule rule, int64_t most)
{
	struct period *periods = xcalloc(count + 1, sizeof *periods);
	AUTO_FREE struct period **of = xcalloc(count + 1, sizeof *of);

	find_periods(items, count, rule, periods, of);
	for (size_t i = 0; i < count; i++) {
		if (items[i].kept || items[i].passed || of[i]->kept_before)
			continue;
		if (of[i]->kept) {
			items[i].passed = true;
			continue;
		}
		if (most-- == 0)
			break;
		keep(&items[i], of[i], rule);
	}
	for (size_t i = 0; i < count; i++)
		free(periods[i].name);
	free(periods);
}

static void judge(struct prune_item *items, size_t count, const int64_t most[PRUNE_RULES])
{
	for (int rule = 0; rule < PRUNE_RULES; rule++)
		if (most[rule] > 0)
			apply(items, count, (enum prune_rule)rule, most[rule]);
}

/* --- all of them */

static struct prune_item read_item(sqlite3_stmt *row)
{
	struct prune_item item = { .snapshot = sqlite3_column_int64(row, 0),
				   .cluster = xstrdup(sql_text(row, 1)),
				   .taken = sqlite3_column_int64(row, 2) };
	const char *tags = sql_text(row, 3);

	if (tags) {
		item.tagged = item.kept = true;
		item.reason = xasprintf("tag %s", tags);
	}
	return item;
}

static bool read_items(struct store *store, const char *cluster, struct prune_plan *ret, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(
		store,
		"SELECT id, cluster, taken, (SELECT group_concat(name, ', ') FROM (SELECT name FROM main.tag "
		"t WHERE t.cluster = s.cluster AND t.snapshot = s.id ORDER BY name)) FROM main.snapshot s "
		"WHERE ?1 IS NULL OR cluster = ?1 ORDER BY cluster, taken DESC, id DESC",
		f);
	int found = -1;

	if (query)
		sql_bind_text(query, 1, cluster);
	while (query && (found = sql_step(store, query, f)) == 1) {
		ret->items = xreallocarray(ret->items, ret->count + 1, sizeof *ret->items);
		ret->items[ret->count++] = read_item(query);
	}
	return found == 0;
}

bool store_prune_plan(struct store *store, const char *cluster, const int64_t most[PRUNE_RULES],
		      struct prune_plan *ret, struct fault *f)
{
	struct prune_plan plan = { 0 };

	if (!read_items(store, cluster, &plan, f)) {
		prune_plan_clear(&plan);
		return false;
	}
	for (size_t i = 0, end; i < plan.count; i = end) {
		for (end = i + 1; end < plan.count; end++)
			if (strcmp(plan.items[end].cluster, plan.items[i].cluster) != 0)
				break;
		judge(plan.items + i, end - i, most);
	}
	*ret = plan;
	return true;
}

void prune_plan_clear(struct prune_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		free(plan->items[i].cluster);
		free(plan->items[i].reason);
	}
	free(plan->items);
	*plan = (struct prune_plan){ 0 };
}
