/* store_model.h - the naive model of test_store_history.c: every snapshot is kept as a whole, and a walk
 * makes the next one from the last. It knows nothing of versions. */
#ifndef PVEINV_STORE_MODEL_H
#define PVEINV_STORE_MODEL_H

#include "store_fixture.h"

#define GUESTS 4
#define SLOTS 3
enum { M_TYPE, M_NAME, M_STATUS, M_NODE, M_CREATED, M_UUID, M_COLUMNS };
static const char *const column_names[M_COLUMNS] = { "type", "name", "status", "node", "created", "uuid" };
enum { UNKNOWN = -2, NOT_SET = -1, NO_ROW = -3 };

struct model_guest {
	bool present;
	int v[M_COLUMNS];
	bool partial; /* cfg was never whole: absent keys are unknown */
	int x, y;     /* keys of cfg; NOT_SET: absent */
	int uptime;   /* of the newest walk */
};

struct model_disk {
	bool present;
	int volume, size;
};

enum { CFG_NONE, CFG_OK, CFG_DENIED, CFG_TIMEOUT };

struct model_state {
	int64_t id;
	struct model_guest g[GUESTS];
	struct model_disk d[GUESTS][SLOTS];
	bool scope_guest, scope_disk[GUESTS], scope_all_disks; /* lists known whole by then */
	bool roster_failed, filtered, cfg_skipped;
	int cfg[GUESTS];
	int leftover[3]; /* how often the values 0 to 2 are left over */
};

/* What a walk hands over. */
struct model_walk {
	enum quorum quorum;
	struct model_state said; /* present: staged; scopes: complete in this walk */
	bool made[GUESTS];
	enum part_state part[GUESTS];
	enum confirmation confirmed[GUESTS];
	bool leftovers_whole;
};

#define MOST 12
struct model {
	const char *cluster;
	struct model_state snapshots[MOST];
	size_t count;
};

/* --- what the store says of a snapshot: the answers to 'queries', ended by null */

static char *say_snapshot(struct store *store, const char *cluster, int64_t id, bool newest,
			  const char *const *queries)
{
	struct fault f = FAULT_INIT;
	struct moment_cluster of = { (char *)(uintptr_t)cluster, id, 0, true, newest };
	struct moment moment = { NULL, 1, &of };
	struct text all = TEXT_INIT;

	assert_done(store_show(store, &moment, &f), &f);
	for (; *queries; queries++) {
		AUTO_FREE char *part = query(store, *queries);

		text_add(&all, part);
	}
	return text_take(&all);
}

/* --- chance */

static unsigned chance_state;

static unsigned chance(unsigned below)
{
	chance_state = chance_state * 1664525u + 1013904223u;
	return (chance_state >> 8) % below;
}

static int some_value(unsigned below)
{
	unsigned c = chance(10);

	return c == 0 ? NOT_SET : (int)chance(below);
}

/* --- a walk of whatever: the store must not care whether it makes sense */

static void invent_guest(struct model_walk *w, int i, bool readable)
{
	struct model_guest *g = &w->said.g[i];

	g->present = true;
	w->made[i] = chance(12) != 0;
	for (int c = 0; c < M_COLUMNS; c++)
		g->v[c] = chance(readable ? 12 : 2) == 0 ? UNKNOWN : some_value(2);
	g->uptime = chance(4) == 0 ? UNKNOWN : some_value(5);
	w->part[i] = !readable ? PART_UNKNOWN : chance(5) == 0 ? PART_SOME : PART_WHOLE;
	g->x = w->part[i] == PART_UNKNOWN ? NOT_SET : some_value(2);
	g->y = w->part[i] == PART_UNKNOWN || chance(3) ? NOT_SET : some_value(2);
}

static void invent_disks(struct model_walk *w, int i)
{
	for (int s = 0; s < SLOTS; s++) {
		struct model_disk *d = &w->said.d[i][s];

		if (chance(2))
			continue;
		d->present = true;
		d->volume = chance(8) == 0 ? UNKNOWN : some_value(3);
		d->size = chance(8) == 0 ? UNKNOWN : some_value(2);
	}
	w->said.scope_disk[i] = chance(6) != 0;
}

static struct model_walk invent_walk(void)
{
	struct model_walk w = { .quorum = chance(12) == 0   ? QUORUM_LOST
					  : chance(12) == 0 ? QUORUM_UNKNOWN
							    : QUORUM_HELD };
	w.said.roster_failed = chance(8) == 0;
	w.said.filtered = !w.said.roster_failed && chance(5) == 0;
	w.said.scope_guest = !w.said.roster_failed && !w.said.filtered;
	w.said.cfg_skipped = chance(5) == 0;
	w.said.scope_all_disks = chance(15) == 0;
	for (int i = 0; i < GUESTS; i++) {
		bool readable = !w.said.cfg_skipped && chance(4) != 0;

		w.confirmed[i] = chance(3) ? CONFIRM_UNKNOWN : chance(2) ? CONFIRM_GONE : CONFIRM_EXISTS;
		if (w.said.roster_failed || chance(4) == 0)
			continue;
		invent_guest(&w, i, readable);
		if (!w.said.cfg_skipped)
			w.said.cfg[i] = readable ? CFG_OK : chance(2) ? CFG_DENIED : CFG_TIMEOUT;
		if (readable)
			invent_disks(&w, i);
	}
	w.leftovers_whole = !w.said.roster_failed && !w.said.filtered;
	for (int i = 0; i < 3; i++)
		w.said.leftover[i] = w.said.roster_failed ? 0 : (int)chance(3);
	return w;
}

/* --- the same, as lines for the stage */

static void add_number(struct text *t, const char *name, int value, const char *prefix)
{
	if (value == UNKNOWN)
		text_addf(t, " %s=?", name);
	else if (value == NOT_SET)
		text_addf(t, " %s=-", name);
	else
		text_addf(t, " %s=%s%d", name, prefix, value);
}

static const char *prefix_of(int column)
{
	return column == M_CREATED ? "" : "v";
}

static void add_guest_line(struct text *t, const struct model_walk *w, int i)
{
	const struct model_guest *g = &w->said.g[i];

	text_addf(t, "guest vmid=%d", 100 + i);
	for (int c = 0; c < M_COLUMNS; c++)
		add_number(t, column_names[c], g->v[c], prefix_of(c));
	add_number(t, "uptime", g->uptime, "");
	if (w->part[i] == PART_UNKNOWN) {
		text_add(t, " cfg:?");
	} else {
		text_addf(t, " cfg:%s{", w->part[i] == PART_SOME ? "~" : "");
		if (g->x >= 0)
			text_addf(t, "\"x\":%d", g->x);
		if (g->y >= 0)
			text_addf(t, "%s\"y\":%d", g->x >= 0 ? "," : "", g->y);
		text_add(t, "}");
	}
	text_add(t, w->made[i] ? "\n" : " made=0\n");
}

static void add_lists(struct text *t, const struct model_walk *w)
{
	static const char *const endings[] = { "", "ok", "denied no", "timeout" };

	text_addf(t, "outcome resources %s\n", w->said.roster_failed ? "error" : "ok");
	if (w->said.filtered)
		text_add(t, "outcome resources@guest filtered r\n");
	if (w->said.scope_guest)
		text_add(t, "scope guest\n");
	if (w->said.cfg_skipped)
		text_add(t, "outcome guest_config skipped level\n");
	if (w->said.scope_all_disks)
		text_add(t, "scope guest_disk\n");
	for (int i = 0; i < GUESTS; i++) {
		if (w->said.cfg[i])
			text_addf(t, "outcome guest_config/%d %s\n", 100 + i, endings[w->said.cfg[i]]);
		if (w->said.scope_disk[i])
			text_addf(t, "scope guest_disk vmid=%d\n", 100 + i);
	}
	for (int i = 0; i < 3; i++)
		for (int n = 0; n < w->said.leftover[i]; n++)
			text_addf(t, "leftover resources p %d\n", i);
}

static char *walk_lines(const struct model_walk *w)
{
	struct text t = TEXT_INIT;

	for (int i = 0; i < GUESTS; i++) {
		if (w->said.g[i].present)
			add_guest_line(&t, w, i);
		for (int s = 0; s < SLOTS; s++) {
			const struct model_disk *d = &w->said.d[i][s];

			if (!d->present)
				continue;
			text_addf(&t, "guest_disk vmid=%d slot=%c", 100 + i, 'a' + s);
			add_number(&t, "volume", d->volume, "v");
			add_number(&t, "size", d->size, "");
			text_add(&t, "\n");
		}
	}
	add_lists(&t, w);
	return text_take(&t);
}

static bool confirm_by_model(void *context, const struct entity *entity, const char *const *key,
			     enum confirmation *ret, struct fault *f)
{
	const struct model_walk *w = context;

	(void)entity;
	(void)f;
	*ret = w->confirmed[strtol(key[0], NULL, 10) - 100];
	return true;
}

static struct merge_result walk_by_model(struct store *store, const char *cluster, struct model_walk *w)
{
	struct fault f = FAULT_INIT;
	AUTO_FREE char *lines = walk_lines(w);
	struct stage *stage = begin_walk(store, cluster);

	send_lines(store, stage_sink(stage), lines);
	assert_done(stage_confirm_missing(stage, w->quorum, confirm_by_model, w, &f), &f);
	return end_walk(stage, w->quorum);
}

/* --- what the walk makes of the state before */

struct fate {
	bool closed, replaced;
};

static bool distrusted(const struct model_walk *w, bool first, int column)
{
	return w->quorum == QUORUM_LOST && !first && column != M_STATUS;
}

static bool both_differ(int a, int b)
{
	return a >= 0 && b >= 0 && a != b;
}

static bool other_guest(const struct model_guest *a, const struct model_guest *b)
{
	return both_differ(a->v[M_TYPE], b->v[M_TYPE]) ||
	       (both_differ(a->v[M_CREATED], b->v[M_CREATED]) && both_differ(a->v[M_UUID], b->v[M_UUID]));
}

static void merge_part(struct model_guest *g, const struct model_guest *said, enum part_state part,
		       bool carry)
{
	if (!carry) {
		g->x = said->x;
		g->y = said->y;
		g->partial = part != PART_WHOLE;
	} else if (part == PART_WHOLE) {
		g->x = said->x;
		g->y = said->y;
		g->partial = false;
	} else if (part == PART_SOME) {
		g->x = said->x >= 0 ? said->x : g->x;
		g->y = said->y >= 0 ? said->y : g->y;
	}
}

static void merge_guest(struct model_state *s, const struct model_walk *w, bool first, int i,
			struct fate *fate)
{
	const struct model_guest *said = &w->said.g[i];
	struct model_guest *g = &s->g[i];
	bool lost = w->quorum == QUORUM_LOST && !first, was = g->present, carry;
	enum part_state part = lost ? PART_UNKNOWN : w->part[i];

	if (!was && (!w->made[i] || lost))
		return;
	if (was && !w->made[i] && w->quorum == QUORUM_HELD && w->said.scope_guest) {
		/* Another source speaks of it, but the whole list does not have it. */
		g->present = false;
		fate->closed = true;
		return;
	}
	fate->replaced = was && !lost && other_guest(g, said);
	fate->closed = fate->replaced;
	carry = was && !fate->replaced;
	for (int c = 0; c < M_COLUMNS; c++) {
		bool unknown = said->v[c] == UNKNOWN || distrusted(w, first, c);

		if (!unknown || !carry)
			g->v[c] = unknown ? UNKNOWN : said->v[c];
	}
	merge_part(g, said, part, carry);
	g->present = true;
	g->uptime = said->uptime;
}

static void merge_disk(struct model_state *s, const struct model_walk *w, bool first, int i, int slot,
		       const struct fate *fate)
{
	const struct model_disk *said = &w->said.d[i][slot];
	struct model_disk *d = &s->d[i][slot];
	bool lost = w->quorum == QUORUM_LOST && !first, carry = d->present && !fate->replaced;

	if (said->present) {
		if (!d->present && lost)
			return;
		if (!carry || (said->volume != UNKNOWN && !lost))
			d->volume = said->volume;
		if (!carry || (said->size != UNKNOWN && !lost))
			d->size = said->size;
		d->present = true;
	} else if (fate->closed ||
		   (w->quorum == QUORUM_HELD && (w->said.scope_disk[i] || w->said.scope_all_disks))) {
		d->present = false;
	}
}

static void close_guest(struct model_state *s, const struct model_walk *w, int i, struct fate *fate)
{
	enum confirmation answer = w->confirmed[i];

	if (!w->said.scope_guest && !w->said.filtered)
		answer = CONFIRM_UNKNOWN; /* nobody asked */
	if (w->quorum != QUORUM_HELD || answer == CONFIRM_EXISTS ||
	    (answer != CONFIRM_GONE && !w->said.scope_guest))
		return;
	s->g[i].present = false;
	fate->closed = true;
}

static void merge_lists(struct model_state *s, const struct model_walk *w, bool first)
{
	bool lost = w->quorum == QUORUM_LOST;

	s->scope_guest = s->scope_guest || (w->said.scope_guest && !lost);
	s->scope_all_disks = s->scope_all_disks || (w->said.scope_all_disks && !lost);
	for (int i = 0; i < GUESTS; i++)
		s->scope_disk[i] = s->scope_disk[i] || (w->said.scope_disk[i] && !lost);
	s->roster_failed = w->said.roster_failed;
	s->filtered = w->said.filtered;
	s->cfg_skipped = w->said.cfg_skipped;
	memcpy(s->cfg, w->said.cfg, sizeof s->cfg);
	for (int i = 0; i < 3 && (!lost || first); i++)
		if (w->leftovers_whole || w->said.leftover[i] > s->leftover[i])
			s->leftover[i] = w->said.leftover[i];
}

static UNUSED struct model_state model_merge(const struct model *m, const struct model_walk *w, int64_t id)
{
	static const struct model_state nothing = { 0 };
	bool first = m->count == 0;
	struct model_state s = first ? nothing : m->snapshots[m->count - 1];

	s.id = id;
	for (int i = 0; i < GUESTS; i++) {
		struct fate fate = { 0 };

		s.g[i].uptime = NO_ROW;
		if (w->said.g[i].present)
			merge_guest(&s, w, first, i, &fate);
		else if (s.g[i].present)
			close_guest(&s, w, i, &fate);
		if (fate.closed)
			s.scope_disk[i] = false;
		for (int slot = 0; slot < SLOTS; slot++)
			merge_disk(&s, w, first, i, slot, &fate);
	}
	merge_lists(&s, w, first);
	return s;
}

#endif
