/* diff_unknown.c - what could be read then, and can't now: one record a read, outcome and reason.
 *
 * A read skipped as a whole (outcome.c) counts for all targets that it was read for before. Targets that
 * were not asked for are no record: they are gone, or the list that leaves them out has its own.
 */
#include <stdlib.h>
#include <string.h>

#include "store/diff.h"

/* Outcomes of the other side that were otherwise at the first: ?1 cluster, ?2 from, ?3 to; 'changed' picks
 * the versions that are valid at ?3 only. An entity's own outcome (filtered) is new when the read was fine
 * for it before. */
/* "+": found by their key, which tells more than the snapshot. */
#define VALID(v, at) "+" v ".since <= " at " AND (" v ".until IS NULL OR " v ".until > " at ")"
#define READABLE "('ok', 'empty', 'absent')"
#define WHOLE "target = '' AND entity = '' AND outcome = 'skipped'"
#define QUERY(changed)                                                                                       \
	"WITH skipped AS (SELECT read FROM main.outcome_history s WHERE cluster = ?1 AND " WHOLE             \
	" AND " VALID(                                                                                       \
		"s",                                                                                         \
		"?2") "), covered AS (SELECT read FROM main.outcome_history s WHERE cluster = ?1 AND " WHOLE \
		      " AND " VALID(                                                                         \
			      "s",                                                                           \
			      "?3") ")\n"                                                                    \
				    "SELECT n.read, n.entity, n.outcome, n.reason, CASE WHEN n.target = '' " \
				    "AND n.entity = '' AND "                                                 \
				    "n.outcome = 'skipped' THEN (SELECT count(DISTINCT o.target) FROM "      \
				    "main.outcome_history o WHERE "                                          \
				    "o.cluster = ?1 AND o.read = n.read AND o.outcome IN " READABLE          \
				    " AND " VALID(                                                           \
					    "o",                                                             \
					    "?2") ")\n"                                                      \
						  "ELSE EXISTS (SELECT 1 FROM main.outcome_history o WHERE " \
						  "o.cluster = ?1 AND o.read = n.read AND "                  \
						  "o.target = n.target AND o.outcome IN " READABLE           \
						  " AND " VALID(                                             \
							  "o",                                               \
							  "?2") ")\n"                                        \
								"AND NOT EXISTS (SELECT 1 FROM "             \
								"main.outcome_history o WHERE o.cluster = "  \
								"?1 AND o.read = n.read AND "                \
								"o.target = n.target AND o.entity = "        \
								"n.entity AND o.outcome NOT IN " READABLE    \
								" AND " VALID(                               \
									"o",                                 \
									"?2") ") END, n.target\n"            \
									      "FROM main.outcome_history n " \
									      "WHERE n.cluster = ?1 AND "    \
									      "n.outcome NOT IN " READABLE   \
									      " AND " changed "\n"           \
									      "AND n.read NOT IN skipped "   \
									      "AND (n.read NOT IN covered "  \
									      "OR (n.target = '' AND "       \
									      "n.entity = ''))"

static const char forward_text[] =
	QUERY("n.since > ?2 AND n.since <= ?3 AND (n.until IS NULL OR n.until > ?3)");
static const char backward_text[] = QUERY("n.until > ?3 AND n.until <= ?2 AND n.since <= ?3");

struct transition {
	const struct read *read;
	const struct entity *entity;
	enum outcome_kind outcome;
	char *reason;
	unsigned count;
	size_t rank; /* of the read */
};

struct transitions {
	struct transition *items;
	size_t count;
};

static size_t rank_of(const struct store *store, const struct read *read)
{
	size_t rank = 0;

	while (store->reads[rank] && store->reads[rank] != read)
		rank++;
	return rank;
}

static int compare_texts(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static bool is_same(const struct transition *a, const struct transition *b)
{
	return a->read == b->read && a->entity == b->entity && a->outcome == b->outcome &&
	       compare_texts(a->reason, b->reason) == 0;
}

static void add_transition(struct transitions *list, struct transition *transition)
{
	for (size_t i = 0; i < list->count; i++)
		if (is_same(&list->items[i], transition)) {
			list->items[i].count += transition->count;
			free(transition->reason);
			return;
		}
	list->items = xreallocarray(list->items, list->count + 1, sizeof *list->items);
	list->items[list->count++] = *transition;
}

static int by_read(const void *a, const void *b)
{
	const struct transition *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->outcome != y->outcome)
		return x->outcome < y->outcome ? -1 : 1;
	if (x->entity != y->entity)
		return compare_texts(x->entity ? x->entity->name : "", y->entity ? y->entity->name : "");
	return compare_texts(x->reason, y->reason);
}

static bool is_wanted(const struct diff *d, const struct transition *transition)
{
	if (transition->entity)
		return diff_wants_whole(d, transition->entity);
	for (const struct entity_source *const *source = transition->read->sources; source && *source;
	     source++)
		if (!(*source)->ignores && diff_wants_whole(d, (*source)->entity))
			return true;
	return !d->options->entities && !d->store->limit;
}

/* Does it concern what is asked for? Of the objects of store_limit() only what was asked for each. Who
 * answers inside guests is state. */
static bool concerns(struct diff *d, const struct transition *transition, const char *target, bool *ret)
{
	*ret = false;
	if (transition->read->agent && !d->options->state)
		return true;
	*ret = is_wanted(d, transition);
	return *ret || !d->store->limit ||
	       limit_has_target(d->store, d->cluster, transition->read->per, target, ret, d->fault);
}

static bool collect(struct diff *d, struct transitions *list)
{
	AUTO_KEPT sqlite3_stmt *query =
		sql_keep(d->store, d->backward ? backward_text : forward_text, d->fault);
	int found = -1;

	if (query) {
		sql_bind_text(query, 1, d->cluster);
		sqlite3_bind_int64(query, 2, d->backward ? d->high : d->low);
		sqlite3_bind_int64(query, 3, d->backward ? d->low : d->high);
	}
	while (query && (found = sql_step(d->store, query, d->fault)) == 1) {
		struct transition transition = { .read = store_read(d->store, sql_text(query, 0)) };
		const char *entity = sql_text(query, 1);

		bool wanted = false;

		transition.entity = *entity ? store_entity(d->store, entity) : NULL;
		transition.count = (unsigned)sqlite3_column_int64(query, 4);
		if (!transition.read || !transition.count || (*entity && !transition.entity) ||
		    !outcome_from_name(sql_text(query, 2), &transition.outcome))
			continue;
		if (!concerns(d, &transition, sql_text(query, 5), &wanted))
			return false;
		if (!wanted)
			continue;
		transition.rank = rank_of(d->store, transition.read);
		transition.reason = xstrdup(sql_text(query, 3));
		add_transition(list, &transition);
	}
	return found == 0;
}

/* Names them where it is said that the list can't be read as a whole any more; else says so. */
static void add_hidden(struct diff *d, struct transitions *list, const struct entity_source *source,
		       char *reason, unsigned count)
{
	struct transition hidden = { source->read, source->entity, OUTCOME_FILTERED,
				     reason,       count,          rank_of(d->store, source->read) };

	for (size_t i = 0; i < list->count; i++) {
		struct transition *item = &list->items[i];

		if (item->read != hidden.read || item->entity != hidden.entity ||
		    item->outcome != hidden.outcome)
			continue;
		free(item->reason);
		*item = hidden;
		return;
	}
	add_transition(list, &hidden);
}

static bool collect_hidden(struct diff *d, struct transitions *list)
{
	for (size_t i = 0; i < d->store->n_tables; i++) {
		const struct entity *entity = d->store->tables[i].entity;

		for (unsigned j = 0; j < entity->n_sources; j++) {
			char *reason = NULL;
			unsigned count = 0;

			if (!diff_hidden(d, &entity->sources[j], &reason, &count))
				return false;
			if (count)
				add_hidden(d, list, &entity->sources[j], reason, count);
		}
	}
	return true;
}

bool diff_unknown(struct diff *d)
{
	struct transitions list = { 0 };
	bool done = collect(d, &list) && collect_hidden(d, &list);

	if (list.count)
		qsort(list.items, list.count, sizeof *list.items, by_read);
	for (size_t i = 0; i < list.count; i++) {
		const struct transition *transition = &list.items[i];
		struct change change = { .kind = CHANGE_UNKNOWN,
					 .entity = transition->entity,
					 .read = transition->read,
					 .outcome = transition->outcome,
					 .reason = transition->reason,
					 .count = transition->count };

		done = done && d->change(d->context, &change, d->fault);
		free(transition->reason);
	}
	free(list.items);
	return done;
}
