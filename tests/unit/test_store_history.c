/* test_store_history.c - random histories of two clusters with random deletions, against a naive model that
 * keeps every snapshot as a whole: what each remaining snapshot says, and all diffs among them.
 *
 * The model knows nothing of versions. A snapshot is a state; a diff is a function of two states.
 * PVEINV_STEPS and PVEINV_SEEDS make it longer.
 */
#include "store_fixture.h"

#define GUESTS 4
#define SLOTS  3
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
	struct model_walk w = { .quorum = chance(12) == 0 ? QUORUM_LOST : chance(12) == 0 ? QUORUM_UNKNOWN
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

static void merge_part(struct model_guest *g, const struct model_guest *said, enum part_state part, bool carry)
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

static void merge_guest(struct model_state *s, const struct model_walk *w, bool first, int i, struct fate *fate)
{
	const struct model_guest *said = &w->said.g[i];
	struct model_guest *g = &s->g[i];
	bool lost = w->quorum == QUORUM_LOST && !first, was = g->present, carry;
	enum part_state part = lost ? PART_UNKNOWN : w->part[i];

	if (!was && (!w->made[i] || lost))
		return;
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
	} else if (fate->closed || (w->quorum == QUORUM_HELD && (w->said.scope_disk[i] || w->said.scope_all_disks))) {
		d->present = false;
	}
}

static void close_guest(struct model_state *s, const struct model_walk *w, int i, struct fate *fate)
{
	enum confirmation answer = w->confirmed[i];

	if (!w->said.scope_guest && !w->said.filtered)
		answer = CONFIRM_UNKNOWN; /* nobody asked */
	if (w->quorum != QUORUM_HELD || answer == CONFIRM_EXISTS || (answer != CONFIRM_GONE && !w->said.scope_guest))
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

static struct model_state model_merge(const struct model *m, const struct model_walk *w, int64_t id)
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

/* --- what a snapshot says */

static void add_shown(struct text *t, int value, const char *prefix)
{
	if (value < 0)
		text_add(t, "|-");
	else
		text_addf(t, "|%s%d", prefix, value);
}

static void add_unknown_name(struct text *t, const char *name)
{
	text_addf(t, "%s\"%s\"", t->size ? "," : "[", name);
}

static void add_shown_guest(struct text *t, const struct model_guest *g, int i, bool newest)
{
	AUTO_TEXT struct text unknown = TEXT_INIT;
	int uptime = newest ? g->uptime : NO_ROW;

	text_addf(t, "%d", 100 + i);
	for (int c = 0; c < M_COLUMNS; c++) {
		add_shown(t, g->v[c], prefix_of(c));
		if (g->v[c] == UNKNOWN)
			add_unknown_name(&unknown, column_names[c]);
	}
	add_shown(t, uptime, "");
	if (g->partial)
		add_unknown_name(&unknown, "extra.cfg");
	if (uptime <= UNKNOWN)
		add_unknown_name(&unknown, "uptime");
	text_addf(t, "|%s%s|", unknown.size ? unknown.data : "-", unknown.size ? "]" : "");
	if (g->x < 0 && g->y < 0)
		text_add(t, "-\n");
	else if (g->y < 0)
		text_addf(t, "{\"cfg\":{\"x\":%d}}\n", g->x);
	else if (g->x < 0)
		text_addf(t, "{\"cfg\":{\"y\":%d}}\n", g->y);
	else
		text_addf(t, "{\"cfg\":{\"x\":%d,\"y\":%d}}\n", g->x, g->y);
}

static char *model_dump(const struct model_state *s, bool newest)
{
	static const char *const endings[] = { "", "ok", "denied", "timeout" };
	struct text t = TEXT_INIT;

	for (int i = 0; i < GUESTS; i++)
		if (s->g[i].present)
			add_shown_guest(&t, &s->g[i], i, newest);
	for (int i = 0; i < GUESTS; i++)
		for (int slot = 0; slot < SLOTS; slot++) {
			const struct model_disk *d = &s->d[i][slot];

			if (!d->present)
				continue;
			text_addf(&t, "%d|%c", 100 + i, 'a' + slot);
			add_shown(&t, d->volume, "v");
			add_shown(&t, d->size, "");
			text_addf(&t, "|%s\n",
				  d->volume == UNKNOWN && d->size == UNKNOWN ? "[\"volume\",\"size\"]"
				  : d->volume == UNKNOWN                     ? "[\"volume\"]"
				  : d->size == UNKNOWN                       ? "[\"size\"]"
									     : "-");
		}
	for (int i = 0; i < GUESTS; i++)
		if (s->cfg[i] && !s->cfg_skipped)
			text_addf(&t, "guest_config|%d|-|%s\n", 100 + i, endings[s->cfg[i]]);
	if (s->cfg_skipped)
		text_add(&t, "guest_config||-|skipped\n");
	text_addf(&t, "resources||-|%s\n", s->roster_failed ? "error" : "ok");
	if (s->filtered)
		text_add(&t, "resources||guest|filtered\n");
	for (int i = 0; i < 3; i++)
		for (int n = 0; n < s->leftover[i]; n++)
			text_addf(&t, "p|%d\n", i);
	return text_take(&t);
}

static char *store_dump(struct store *store, const char *cluster, int64_t id, bool newest)
{
	struct fault f = FAULT_INIT;
	struct moment_cluster of = { (char *)(uintptr_t)cluster, id, 0, true, newest };
	struct moment moment = { NULL, 1, &of };
	static const char *const queries[] = {
		"SELECT vmid, type, name, status, node, created, uuid, uptime, unknown, extra FROM guest ORDER BY 1",
		"SELECT vmid, slot, volume, size, unknown FROM guest_disk ORDER BY 1, 2",
		"SELECT read, target, entity, outcome FROM outcome ORDER BY 1, 2, 3",
		"SELECT path, json FROM leftover ORDER BY 1, 2",
	};
	struct text all = TEXT_INIT;

	assert_done(store_show(store, &moment, &f), &f);
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
		AUTO_FREE char *part = query(store, queries[i]);

		text_add(&all, part);
	}
	return text_take(&all);
}

/* --- what a diff says */

static void add_change_value(struct text *t, const char *name, const char *prefix, int from, int to)
{
	const int sides[] = { from, to };

	text_addf(t, " %s:", name);
	for (int i = 0; i < 2; i++) {
		if (i)
			text_add(t, ">");
		if (sides[i] >= 0)
			text_addf(t, "%s%d", prefix, sides[i]);
		else
			text_add(t, sides[i] == UNKNOWN ? "?" : "-");
	}
}

static void add_guest_columns(struct text *t, const struct model_guest *g, bool removed)
{
	for (int c = 0; c < M_COLUMNS; c++) {
		/* in the order of the schema, status comes before node */
		if (g->v[c] >= 0)
			add_change_value(t, column_names[c], prefix_of(c), removed ? g->v[c] : UNKNOWN,
					 removed ? UNKNOWN : g->v[c]);
	}
	if (g->x >= 0)
		add_change_value(t, "extra.cfg.x", "", removed ? g->x : UNKNOWN, removed ? UNKNOWN : g->x);
	if (g->y >= 0)
		add_change_value(t, "extra.cfg.y", "", removed ? g->y : UNKNOWN, removed ? UNKNOWN : g->y);
	text_add(t, "\n");
}

static void compare_extra(struct text *changed, struct text *learned, const char *name, const struct model_guest *a,
			  int x, const struct model_guest *b, int y)
{
	if (x < 0 && y < 0)
		return; /* on neither side */
	if (x < 0)
		x = a->partial ? UNKNOWN : NOT_SET;
	if (y < 0)
		y = b->partial ? UNKNOWN : NOT_SET;
	if (x != y && y != UNKNOWN)
		add_change_value(x == UNKNOWN ? learned : changed, name, "", x, y);
}

static void add_guest_pair(struct text *t, const struct model_guest *a, const struct model_guest *b, int i,
			   const struct diff_options *options)
{
	AUTO_TEXT struct text changed = TEXT_INIT, learned = TEXT_INIT;
	bool moved = false;

	for (int c = 0; c < M_COLUMNS; c++) {
		if (a->v[c] == b->v[c] || (c == M_STATUS && !options->state) || b->v[c] == UNKNOWN)
			continue;
		add_change_value(a->v[c] == UNKNOWN ? &learned : &changed, column_names[c], prefix_of(c), a->v[c],
				 b->v[c]);
		moved = moved || (c == M_NODE && a->v[c] != UNKNOWN);
	}
	compare_extra(&changed, &learned, "extra.cfg.x", a, a->x, b, b->x);
	compare_extra(&changed, &learned, "extra.cfg.y", a, a->y, b, b->y);
	if (changed.size)
		text_addf(t, "guest %d %s%s\n", 100 + i, moved ? "moved" : "changed", changed.data);
	if (learned.size && options->all)
		text_addf(t, "guest %d learned%s\n", 100 + i, learned.data);
}

enum { GONE = 1, NEW = 2, OTHER = 4 };

/* Says what became of the guest. */
static int add_guest_diff(struct text *t, const struct model_state *a, const struct model_state *b, int i,
			  const struct diff_options *options)
{
	const struct model_guest *x = &a->g[i], *y = &b->g[i];

	if (x->present && y->present && !other_guest(x, y)) {
		add_guest_pair(t, x, y, i, options);
		return 0;
	}
	if (x->present) {
		text_addf(t, "guest %d removed%s", 100 + i, y->present ? " replaced" : "");
		add_guest_columns(t, x, true);
	}
	if (!y->present)
		return x->present ? GONE : 0;
	if (x->present || a->scope_guest) {
		text_addf(t, "guest %d added%s", 100 + i, x->present ? " replaced" : "");
		add_guest_columns(t, y, false);
		return x->present ? GONE | NEW | OTHER : NEW;
	}
	if (options->all) {
		text_addf(t, "guest %d learned", 100 + i);
		add_guest_columns(t, y, false);
	}
	return 0;
}

static void add_disk(struct text *t, const struct model_disk *d, int i, int slot, const char *how, bool removed)
{
	text_addf(t, "guest_disk %d/%c %s", 100 + i, 'a' + slot, how);
	if (d->volume >= 0)
		add_change_value(t, "volume", "v", removed ? d->volume : UNKNOWN, removed ? UNKNOWN : d->volume);
	if (d->size >= 0)
		add_change_value(t, "size", "", removed ? d->size : UNKNOWN, removed ? UNKNOWN : d->size);
	text_add(t, "\n");
}

static void add_disk_pair(struct text *t, const struct model_disk *a, const struct model_disk *b, int i, int slot,
			  const struct diff_options *options)
{
	AUTO_TEXT struct text changed = TEXT_INIT, learned = TEXT_INIT;

	if (a->volume != b->volume && b->volume != UNKNOWN)
		add_change_value(a->volume == UNKNOWN ? &learned : &changed, "volume", "v", a->volume, b->volume);
	if (a->size != b->size && b->size != UNKNOWN)
		add_change_value(a->size == UNKNOWN ? &learned : &changed, "size", "", a->size, b->size);
	if (changed.size)
		text_addf(t, "guest_disk %d/%c changed%s\n", 100 + i, 'a' + slot, changed.data);
	if (learned.size && options->all)
		text_addf(t, "guest_disk %d/%c learned%s\n", 100 + i, 'a' + slot, learned.data);
}

/* The slot on the other side that has the same volume, if it is the only one on either side. */
static int find_twin(const struct model_disk *from, const struct model_disk *to, int slot)
{
	int twin = -1;

	if (from[slot].volume < 0)
		return -1;
	for (int s = 0; s < SLOTS; s++) {
		if (from[s].present && !to[s].present && s != slot && from[s].volume == from[slot].volume)
			return -1;
		if (to[s].present && !from[s].present && to[s].volume == from[slot].volume) {
			if (twin >= 0)
				return -1;
			twin = s;
		}
	}
	return twin;
}

static void add_moved(struct text *t, const struct model_disk *a, const struct model_disk *b, int i, int from, int to)
{
	text_addf(t, "guest_disk %d/%c -> %d/%c moved", 100 + i, 'a' + from, 100 + i, 'a' + to);
	if (a[from].size != b[to].size && a[from].size != UNKNOWN && b[to].size != UNKNOWN)
		add_change_value(t, "size", "", a[from].size, b[to].size);
	text_add(t, "\n");
}

static void add_disk_diff(struct text *t, const struct model_state *a, const struct model_state *b, int i, int slot,
			  int fate, const struct diff_options *options)
{
	const struct model_disk *x = &a->d[i][slot], *y = &b->d[i][slot];
	bool known = a->scope_disk[i] || a->scope_all_disks;
	bool twins = known && !(fate & (GONE | NEW));

	if (x->present && y->present && !(fate & OTHER)) {
		add_disk_pair(t, x, y, i, slot, options);
		return;
	}
	if (x->present && !(twins && find_twin(a->d[i], b->d[i], slot) >= 0))
		add_disk(t, x, i, slot, fate & GONE ? "removed child" : "removed", true);
	if (!y->present)
		return;
	if (twins && find_twin(b->d[i], a->d[i], slot) >= 0)
		add_moved(t, a->d[i], b->d[i], i, find_twin(b->d[i], a->d[i], slot), slot);
	else if ((fate & NEW) || known)
		add_disk(t, y, i, slot, fate & NEW ? "added child" : "added", false);
	else if (options->all)
		add_disk(t, y, i, slot, "learned", false);
}

static void add_config_transitions(struct text *t, const struct model_state *a, const struct model_state *b)
{
	int count[4] = { 0 }, readable = 0;

	if (a->cfg_skipped)
		return;
	for (int i = 0; i < GUESTS; i++) {
		if (a->cfg[i] != CFG_OK)
			continue;
		readable++;
		count[b->cfg[i]]++;
	}
	if (b->cfg_skipped) {
		if (readable)
			text_addf(t, "unknown guest_config skipped level x%d\n", readable);
		return;
	}
	if (count[CFG_DENIED])
		text_addf(t, "unknown guest_config denied no x%d\n", count[CFG_DENIED]);
	if (count[CFG_TIMEOUT])
		text_addf(t, "unknown guest_config timeout - x%d\n", count[CFG_TIMEOUT]);
}

static char *model_diff(const struct model_state *a, const struct model_state *b, const struct diff_options *options)
{
	struct text t = TEXT_INIT;
	int fates[GUESTS];

	for (int i = 0; i < GUESTS; i++)
		fates[i] = add_guest_diff(&t, a, b, i, options);
	for (int i = 0; i < GUESTS; i++)
		for (int slot = 0; slot < SLOTS; slot++)
			add_disk_diff(&t, a, b, i, slot, fates[i], options);
	if (!a->roster_failed && b->filtered && !a->filtered)
		text_add(&t, "unknown resources@guest filtered r x1\n");
	if (!a->roster_failed && b->roster_failed)
		text_add(&t, "unknown resources error - x1\n");
	add_config_transitions(&t, a, b);
	return text_take(&t);
}

/* --- both, side by side */

static bool confirm_by_model(void *context, const struct entity *entity, const char *const *key,
			     enum confirmation *ret, struct fault *f)
{
	const struct model_walk *w = context;

	(void)entity;
	(void)f;
	*ret = w->confirmed[strtol(key[0], NULL, 10) - 100];
	return true;
}

static void take_step(struct store *store, struct model *m)
{
	struct fault f = FAULT_INIT;
	struct model_walk w = invent_walk();
	AUTO_FREE char *lines = walk_lines(&w);
	struct stage *stage = begin_walk(store, m->cluster);
	struct merge_result result;

	send_lines(store, stage_sink(stage), lines);
	assert_done(stage_confirm_missing(stage, w.quorum, confirm_by_model, &w, &f), &f);
	result = end_walk(stage, w.quorum);
	m->snapshots[m->count] = model_merge(m, &w, result.snapshot);
	m->count++;
}

static void delete_step(struct store *store, struct model *m, size_t at)
{
	struct fault f = FAULT_INIT;
	bool newest = at + 1 == m->count;

	assert_done(store_delete(store, m->snapshots[at].id, &f), &f);
	memmove(&m->snapshots[at], &m->snapshots[at + 1], (m->count - at - 1) * sizeof *m->snapshots);
	m->count--;
	for (int i = 0; newest && m->count && i < GUESTS; i++)
		m->snapshots[m->count - 1].g[i].uptime = NO_ROW;
}

static void assert_same(const char *found, const char *expected, const char *what, unsigned seed, int step)
{
	if (strcmp(found, expected) != 0)
		fail_msg("seed %u, step %d: %s\n--- found:\n%s--- expected:\n%s", seed, step, what, found, expected);
}

static void check_states(struct store *store, const struct model *m, unsigned seed, int step)
{
	for (size_t i = 0; i < m->count; i++) {
		bool newest = i + 1 == m->count;
		AUTO_FREE char *found = store_dump(store, m->cluster, m->snapshots[i].id, newest);
		AUTO_FREE char *expected = model_dump(&m->snapshots[i], newest);

		assert_same(found, expected, "a snapshot", seed, step);
	}
}

static void check_diff(struct store *store, const struct model *m, size_t a, size_t b, unsigned seed, int step)
{
	static const struct diff_options plain = { 0 };
	const struct diff_options *options = chance(2) ? &with_all : &plain;
	AUTO_FREE char *found =
		diff_text(store, m->cluster, m->snapshots[a].id, m->snapshots[b].id, options);
	AUTO_FREE char *expected = model_diff(&m->snapshots[a], &m->snapshots[b], options);

	assert_same(found, expected, "a diff", seed, step);
}

static void check_diffs(struct store *store, const struct model *m, unsigned seed, int step)
{
	for (size_t a = 0; a < m->count; a++)
		for (size_t b = a; b < m->count; b++)
			if (step % 10 == 0 || chance(8) == 0)
				check_diff(store, m, a, b, seed, step);
}

/* Since and until are snapshots that exist; versions of a key follow each other, and neighbours differ. */
static void check_versions(struct store *store)
{
	static const char *const tables[] = { "guest_history", "guest_disk_history", "outcome_history",
					      "leftover_history", "scope_history" };
	AUTO_TEXT struct text sql = TEXT_INIT;

	for (size_t i = 0; i < 5; i++) {
		text_reset(&sql);
		text_addf(&sql,
			  "SELECT count(*) FROM %s h WHERE since >= until OR since NOT IN (SELECT id FROM snapshot s "
			  "WHERE s.cluster = h.cluster) OR until NOT IN (SELECT id FROM snapshot s WHERE s.cluster = "
			  "h.cluster)",
			  tables[i]);
		assert_query(store, sql.data, "0\n");
	}
	assert_query(store,
		     "SELECT count(*) FROM guest_history a JOIN guest_history b ON a.cluster = b.cluster AND "
		     "a.vmid = b.vmid AND a.rowid <> b.rowid AND a.since <= b.since AND (a.until IS NULL OR "
		     "a.until > b.since)",
		     "0\n");
	assert_query(store,
		     "SELECT count(*) FROM guest_disk_history a JOIN guest_disk_history b ON a.cluster = b.cluster "
		     "AND a.vmid = b.vmid AND a.slot = b.slot AND a.until = b.since AND a.volume IS b.volume AND "
		     "a.size IS b.size AND a.unknown IS b.unknown",
		     "0\n");
}

/* What is said before and after a deletion, backward, too. */
static void delete_checked(struct store *store, struct model *m, size_t at, unsigned seed, int step)
{
	size_t a = chance((unsigned)m->count), b = chance((unsigned)m->count);
	int64_t from = m->snapshots[a].id, to = m->snapshots[b].id;
	AUTO_FREE char *before = NULL, *after = NULL;

	if (a == at || b == at) {
		delete_step(store, m, at);
		return;
	}
	before = diff_text(store, m->cluster, from, to, &with_all);
	delete_step(store, m, at);
	after = diff_text(store, m->cluster, from, to, &with_all);
	assert_same(after, before, "a diff changed by a deletion", seed, step);
}

static void run_history(unsigned seed, int steps)
{
	struct fault f = FAULT_INIT;
	struct store *store = store_open_with(NULL, STORE_MEMORY, fixture_entities, fixture_reads, &f);
	struct model models[2] = { { .cluster = "lab" }, { .cluster = "prod" } };

	assert_done(store != NULL, &f);
	chance_state = seed;
	for (int step = 1; step <= steps; step++) {
		struct model *m = &models[chance(3) == 0];

		if (m->count == MOST || (m->count && chance(3) == 0))
			delete_checked(store, m, chance(3) ? chance((unsigned)m->count) : m->count - 1, seed, step);
		else
			take_step(store, m);
		for (int i = 0; i < 2; i++) {
			check_states(store, &models[i], seed, step);
			check_diffs(store, &models[i], seed, step);
		}
		check_versions(store);
	}
	for (int i = 0; i < 2; i++)
		while (models[i].count)
			delete_step(store, &models[i], chance((unsigned)models[i].count));
	assert_query(store, "SELECT (SELECT count(*) FROM guest_history) + (SELECT count(*) FROM guest_disk_history) + "
			    "(SELECT count(*) FROM outcome_history) + (SELECT count(*) FROM leftover_history) + "
			    "(SELECT count(*) FROM scope_history) + (SELECT count(*) FROM guest_metric) + "
			    "(SELECT count(*) FROM snapshot) + (SELECT count(*) FROM known_cluster)",
		     "0\n");
	store_close(store);
}

static int setting(const char *name, int otherwise)
{
	const char *text = getenv(name);

	return text ? (int)strtol(text, NULL, 10) : otherwise;
}

static void test_random_histories(void **state)
{
	int seeds = setting("PVEINV_SEEDS", 4), steps = setting("PVEINV_STEPS", 120);

	(void)state;
	for (int seed = 1; seed <= seeds; seed++)
		run_history((unsigned)seed * 7919u, steps);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_random_histories) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
