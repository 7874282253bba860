/* collect.c - which units there are: the declared fields, those that are known to be sent, what was received,
 * and what only the specs know (phantoms); then the state of each. */
#include "coverage/coverage.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "coverage/endpoint.h"
#include "coverage/observe.h"
#include "report/query.h"
#include "walk/outcome.h"
#include "walk/plan.h"

const char *const unit_state_names[] = { "captured", "unseen",   "missed", "new",         "phantom",
					 "dead",     "excluded", "denied", "unreachable", NULL };
const char *const unit_state_meanings[] = {
	"a column takes it, and holds it",
	"a column would take it; nothing here has it",
	"PVE documents it, and no column takes it",
	"received, but neither documented nor taken by a column: it is in extra",
	"a column takes it, but nobody documents it and it was never received",
	"received, but the column that takes it is empty",
	"left out on purpose",
	"the token may not read it",
	"its node or agent did not answer",
};

#define WHOLE_ANSWER "@value"

/* A unit in work, with its path in parts. */
struct draft {
	struct unit unit;
	struct field field;
	bool sent; /* known to be, without being documented */
	bool part; /* of a declared field: a unit of its own only where nothing takes it */
};

/* The units of one read, or of one endpoint that is not read. */
struct group {
	struct coverage *coverage;
	const struct observation *observation; /* null: the facts alone */
	const struct read *read;
	const struct observed_read *observed;
	const struct endpoint *endpoint; /* the first of the read's */
	struct claims claims;
	struct draft *drafts;
	size_t count;
};

static struct draft *find_draft(const struct group *g, const char *path)
{
	for (size_t i = 0; i < g->count; i++)
		if (strcmp(g->drafts[i].unit.field, path) == 0)
			return &g->drafts[i];
	return NULL;
}

static struct draft *add_draft(struct group *g, const char *path)
{
	struct draft *draft = find_draft(g, path);

	if (draft)
		return draft;
	g->drafts = xreallocarray(g->drafts, g->count + 1, sizeof *g->drafts);
	draft = &g->drafts[g->count++];
	*draft = (struct draft){ .unit = { .endpoint = g->endpoint,
					   .read = g->read,
					   .field = xstrdup(path),
					   .area = g->endpoint->area },
				 .field = field_parse(path) };
	return draft;
}

/* --- what there is */

static void add_facts(struct group *g, const struct facts *facts, const struct endpoint *endpoint,
		      bool declares)
{
	const struct fact_endpoint *known = endpoint_facts(facts, endpoint->path);

	for (size_t i = 0; known && i < known->n_fields; i++) {
		const struct fact_field *field = &known->fields[i];
		bool declared = declares && (field->versions & g->coverage->versions);
		struct draft *draft;

		if (!declared && !g->read)
			continue;
		draft = add_draft(g, field->path);
		draft->unit.known = true;
		draft->sent = draft->sent || facts == &facts_undeclared;
		if (facts == &facts_declared && !draft->unit.line)
			draft->unit.line = field->line;
		if (declared && !draft->unit.declared) {
			draft->unit.declared = true;
			draft->unit.endpoint = endpoint;
			draft->unit.line = field->line ? field->line : draft->unit.line;
		}
	}
}

/* Of a path that nobody reads, and of whose answer no field is documented. */
static void add_answer(struct group *g)
{
	struct draft *draft = add_draft(g, WHOLE_ANSWER);

	draft->unit.known = draft->unit.declared = true;
}

/* What a read's column looks at, is it known from anywhere? */
static bool is_known(const struct group *g, const struct claim *claim)
{
	for (size_t i = 0; i < g->count; i++)
		if ((g->drafts[i].unit.known || g->drafts[i].unit.seen) &&
		    claim_covers(claim, &g->drafts[i].field))
			return true;
	for (size_t i = 0; g->observed && i < g->observed->n_ever; i++)
		if (claim_covers(claim, &g->observed->ever[i].field))
			return true;
	return false;
}

/* A property string may be received in parts, or whole; PVE may document it in parts, or whole. */
static void add_observed(struct group *g, const struct observed *observed)
{
	bool found = false, below = false;
	struct draft *draft;

	for (size_t i = 0; i < g->count; i++) {
		struct draft *other = &g->drafts[i];
		enum field_relation relation =
			other->unit.known ? field_compare(&observed->field, &other->field) : FIELD_OTHER;

		if (relation == FIELD_OTHER)
			continue;
		other->unit.present = true;
		other->unit.seen = other->unit.seen || observed->seen;
		found = true;
		below = below || relation == FIELD_BELOW;
	}
	if (found && !below)
		return;
	draft = add_draft(g, observed->path);
	draft->unit.present = true;
	draft->unit.seen = draft->unit.seen || observed->seen;
	draft->part = below && !draft->unit.known;
}

/* A place that only the specs know; the same place in another list of the same things may be known. */
static bool is_phantom(const struct group *groups, size_t n_groups, const struct group *g,
		       const struct claim *claim)
{
	if (!claim->column || is_known(g, claim))
		return false;
	for (size_t i = 0; i < n_groups; i++)
		for (size_t j = 0; j < groups[i].claims.count; j++) {
			const struct claim *other = &groups[i].claims.items[j];

			if (other->column == claim->column && claim_is_alike(claim, other) &&
			    is_known(&groups[i], other))
				return false;
		}
	return true;
}

static void add_phantoms(struct group *groups, size_t n_groups, struct group *g)
{
	for (size_t i = 0; i < g->claims.count; i++) {
		AUTO_TEXT struct text path = TEXT_INIT;

		if (!is_phantom(groups, n_groups, g, &g->claims.items[i]))
			continue;
		claim_add_path(&path, &g->claims.items[i]);
		add_draft(g, path.size ? path.data : WHOLE_ANSWER);
	}
}

/* --- the state of each */

static void add_column(struct text *columns, const struct column *column, const struct entity *entity)
{
	AUTO_FREE char *name = xasprintf("%s.%s", entity->name, column->name);
	size_t size = strlen(name);

	for (const char *known = columns->data; known; known = strchr(known, ','), known += known ? 1 : 0)
		if (strncmp(known, name, size) == 0 && (!known[size] || known[size] == ','))
			return;
	text_addf(columns, "%s%s", columns->size ? "," : "", name);
}

/* What the specs say of the unit; *ret_empty: it has columns, and all of them are empty. */
static void apply_claims(const struct group *g, struct draft *draft, const char **ret_exclusion,
			 bool *ret_empty)
{
	AUTO_TEXT struct text columns = TEXT_INIT;
	struct unit *unit = &draft->unit;
	bool unknown = false;

	for (size_t i = 0; i < g->claims.count; i++) {
		const struct claim *claim = &g->claims.items[i];
		const struct entity *entity = claim->source->entity;
		int64_t values = 0;

		if (!claim_covers(claim, &draft->field))
			continue;
		if (claim->reason) {
			*ret_exclusion = claim->reason;
			continue;
		}
		if (!unit->mapped)
			unit->area = entity->area;
		unit->mapped = true;
		if (!claim->column)
			continue;
		add_column(&columns, claim->column, entity);
		if (g->observation)
			values =
				g->observation->values[entity->index][claim->column - entity->columns];
		unknown = unknown || values < 0;
		unit->hits = values > unit->hits ? values : unit->hits;
	}
	*ret_empty = columns.size && !unknown && unit->hits == 0;
	if (columns.size)
		unit->columns = text_take(&columns);
}

static void give_reason(struct unit *unit, enum unit_state state, const char *reason)
{
	unit->state = state;
	unit->reason = xstrdup(reason);
}

/* A column takes it, and it did not come: why? It may be where the read failed, though it was answered
 * elsewhere. */
static void judge_unseen(const struct group *g, struct unit *unit)
{
	const struct observed_read *observed = g->observed;
	enum outcome_kind outcome = observed->outcome;

	if (!unit->known && !unit->present)
		unit->state = UNIT_PHANTOM;
	else if (outcome == OUTCOME_DENIED)
		give_reason(unit, UNIT_DENIED, observed->reason);
	else if (outcome == OUTCOME_OFFLINE || outcome == OUTCOME_TIMEOUT || outcome == OUTCOME_ERROR)
		give_reason(unit, UNIT_UNREACHABLE, observed->reason);
	else if (!observed->asked || (observed->answered && outcome != OUTCOME_FILTERED))
		unit->state = UNIT_UNSEEN;
	else
		give_reason(unit, UNIT_UNSEEN, observed->reason ? observed->reason : outcome_name(outcome));
}

static void judge(const struct group *g, struct draft *draft)
{
	struct unit *unit = &draft->unit;
	const char *exclusion = g->endpoint->reason;
	bool empty = false;

	apply_claims(g, draft, &exclusion, &empty);
	if (!unit->mapped && exclusion)
		give_reason(unit, UNIT_EXCLUDED, exclusion);
	else if (!unit->mapped)
		unit->state = unit->known ? UNIT_MISSED : UNIT_NEW;
	else if (!g->observation)
		unit->state = unit->known ? UNIT_CAPTURED : UNIT_PHANTOM;
	else if (!unit->seen)
		judge_unseen(g, unit);
	else
		unit->state = empty ? UNIT_DEAD : UNIT_CAPTURED;
	if (unit->state == UNIT_MISSED && !g->read)
		unit->reason = xstrdup("the path is not read");
}

/* Facts of other versions, empty values and the parts of what is taken as a whole are no units. */
static bool is_unit(const struct draft *draft)
{
	const struct unit *unit = &draft->unit;

	if (draft->part && unit->state != UNIT_NEW)
		return false;
	if (draft->sent && (unit->state == UNIT_DENIED || unit->state == UNIT_UNREACHABLE))
		return true;
	return unit->declared || unit->seen || unit->state == UNIT_PHANTOM;
}

/* --- groups */

static struct group group_of(struct coverage *c, const struct observation *o, const struct endpoint *endpoint,
			     const struct read *read)
{
	struct group g = { .coverage = c, .observation = o, .endpoint = endpoint, .read = read };

	if (!read) {
		add_facts(&g, c->facts, endpoint, true);
		if (!g.count && endpoint->state == ENDPOINT_MISSED)
			add_answer(&g);
		return g;
	}
	g.observed = o ? &o->reads[read->index] : NULL;
	g.claims = claims_of(read);
	for (size_t i = 0; i < c->n_endpoints; i++)
		if (endpoint_is_read(c->endpoints[i].path, read)) {
			add_facts(&g, c->facts, &c->endpoints[i], true);
			add_facts(&g, &facts_declared, &c->endpoints[i], false);
			add_facts(&g, &facts_undeclared, &c->endpoints[i], false);
		}
	for (size_t i = 0; g.observed && i < g.observed->count; i++)
		add_observed(&g, &g.observed->fields[i]);
	return g;
}

static const struct endpoint *endpoint_of(const struct coverage *c, const struct read *read)
{
	for (size_t i = 0; i < c->n_endpoints; i++)
		if (endpoint_is_read(c->endpoints[i].path, read))
			return &c->endpoints[i];
	return NULL;
}

static void unit_clear(struct unit *unit)
{
	free(unit->field);
	free(unit->columns);
	free(unit->reason);
}

static void take_units(struct group *g)
{
	struct coverage *c = g->coverage;

	c->units = xreallocarray(c->units, c->n_units + g->count + 1, sizeof *c->units);
	for (size_t i = 0; i < g->count; i++) {
		struct unit *unit = &g->drafts[i].unit;

		judge(g, &g->drafts[i]);
		if (is_unit(&g->drafts[i])) {
			c->units[c->n_units++] = *unit;
			continue;
		}
		unit_clear(unit);
	}
}

static void group_clear(struct group *g)
{
	for (size_t i = 0; i < g->count; i++)
		field_clear(&g->drafts[i].field);
	free(g->drafts);
	claims_clear(&g->claims);
}

static const char *unit_read(const struct unit *unit)
{
	return unit->read ? unit->read->name : unit->endpoint->path;
}

static int compare_units(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;
	int order = (x->area > y->area) - (x->area < y->area);

	if (!order)
		order = strcmp(unit_read(x), unit_read(y));
	if (!order)
		order = (x->state > y->state) - (x->state < y->state);
	if (!order)
		order = strcmp(x->reason ? x->reason : "", y->reason ? y->reason : "");
	return order ? order : strcmp(x->field, y->field);
}

static void collect(struct coverage *c, const struct observation *o)
{
	size_t most = schema_read_count + c->n_endpoints, count = 0;
	struct group *groups = xcalloc(most, sizeof *groups);

	for (const struct read *const *read = schema_reads; *read; read++) {
		const struct endpoint *endpoint = endpoint_of(c, *read);

		if (endpoint)
			groups[count++] = group_of(c, o, endpoint, *read);
	}
	for (size_t i = 0; i < c->n_endpoints; i++)
		if (!c->endpoints[i].read)
			groups[count++] = group_of(c, o, &c->endpoints[i], NULL);
	for (size_t i = 0; i < count; i++)
		add_phantoms(groups, count, &groups[i]);
	for (size_t i = 0; i < count; i++)
		take_units(&groups[i]);
	for (size_t i = 0; i < count; i++)
		group_clear(&groups[i]);
	free(groups);
	qsort(c->units, c->n_units, sizeof *c->units, compare_units);
}

/* --- the whole */

/* Is the "9" of both the same? */
static bool same_major(const char *a, const char *b)
{
	size_t size = strcspn(a, ".");

	return strcspn(b, ".") == size && strncmp(a, b, size) == 0;
}

/* The version of the facts that fits a version of PVE ("9.1.8"): of the same major version, else the last one
 * that is not newer, else the first; null: the last. */
static unsigned versions_for(const struct facts *facts, const char *pve)
{
	unsigned found = 0;

	for (unsigned i = 0; facts->versions[i]; i++) {
		if (pve && same_major(pve, facts->versions[i]))
			return 1u << i;
		if (i == 0 || !pve || !version_older(pve, facts->versions[i]))
			found = 1u << i;
	}
	return found;
}

static bool find_version(char **ret, sqlite3 *db, int64_t snapshot, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *row =
		query_prepare(db, "SELECT pve_version FROM main.snapshot WHERE id = ?1", f);

	if (!row || sqlite3_bind_int64(row, 1, snapshot) != SQLITE_OK)
		return false;
	if (query_step(row, f) < 0)
		return false;
	*ret = xstrdup(query_text(row, 0));
	return true;
}

static bool observe(struct observation *ret, const struct coverage *c, sqlite3 *db, struct fault *f)
{
	if (!observation_read(ret, db, c->cluster, f))
		return false;
	if (ret->shapes)
		return true;
	fault_set(f, FAULT_USAGE,
		  "snapshot %lld of %s does not say what was received: an older pveinv took it",
		  (long long)c->snapshot, c->cluster);
	fault_hint(f, "take a new one with 'pveinv snapshot'");
	observation_clear(ret);
	return false;
}

bool coverage_take(struct coverage *ret, const struct coverage_question *question, struct fault *f)
{
	struct coverage c = { .snapshot = question->snapshot,
			      .taken = question->taken,
			      .complete = question->complete,
			      .facts = question->facts,
			      .versions = question->versions };
	struct observation o = { 0 };

	if (question->db) {
		c.cluster = xstrdup(question->cluster);
		if (!find_version(&c.pve, question->db, c.snapshot, f) || !observe(&o, &c, question->db, f)) {
			coverage_clear(&c);
			return false;
		}
	}
	if (question->live)
		c.snapshot = 0;
	if (!c.versions)
		c.versions = versions_for(c.facts, c.pve);
	endpoints_collect(&c);
	collect(&c, question->db ? &o : NULL);
	observation_clear(&o);
	*ret = c;
	return true;
}

void coverage_leave_seen(struct coverage *c)
{
	size_t left = 0;

	for (size_t i = 0; i < c->n_units; i++) {
		if (c->units[i].seen)
			c->units[left++] = c->units[i];
		else
			unit_clear(&c->units[i]);
	}
	c->n_units = left;
}

void coverage_clear(struct coverage *c)
{
	for (size_t i = 0; i < c->n_units; i++)
		unit_clear(&c->units[i]);
	free(c->units);
	free(c->endpoints);
	free(c->cluster);
	free(c->pve);
	*c = (struct coverage){ 0 };
}
