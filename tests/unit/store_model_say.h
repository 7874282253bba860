/* store_model_say.h - what the model's snapshots say, and how two of them differ, as text. */
#ifndef PVEINV_STORE_MODEL_SAY_H
#define PVEINV_STORE_MODEL_SAY_H

#include "store_model.h"

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

static UNUSED char *model_dump(const struct model_state *s, bool newest)
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

static void compare_extra(struct text *changed, struct text *learned, const char *name,
			  const struct model_guest *a, int x, const struct model_guest *b, int y)
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
		add_change_value(a->v[c] == UNKNOWN ? &learned : &changed, column_names[c], prefix_of(c),
				 a->v[c], b->v[c]);
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

static void add_disk(struct text *t, const struct model_disk *d, int i, int slot, const char *how,
		     bool removed)
{
	text_addf(t, "guest_disk %d/%c %s", 100 + i, 'a' + slot, how);
	if (d->volume >= 0)
		add_change_value(t, "volume", "v", removed ? d->volume : UNKNOWN,
				 removed ? UNKNOWN : d->volume);
	if (d->size >= 0)
		add_change_value(t, "size", "", removed ? d->size : UNKNOWN, removed ? UNKNOWN : d->size);
	text_add(t, "\n");
}

static void add_disk_pair(struct text *t, const struct model_disk *a, const struct model_disk *b, int i,
			  int slot, const struct diff_options *options)
{
	AUTO_TEXT struct text changed = TEXT_INIT, learned = TEXT_INIT;

	if (a->volume != b->volume && b->volume != UNKNOWN)
		add_change_value(a->volume == UNKNOWN ? &learned : &changed, "volume", "v", a->volume,
				 b->volume);
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

static void add_moved(struct text *t, const struct model_disk *a, const struct model_disk *b, int i, int from,
		      int to)
{
	text_addf(t, "guest_disk %d/%c -> %d/%c moved", 100 + i, 'a' + from, 100 + i, 'a' + to);
	if (a[from].size != b[to].size && a[from].size != UNKNOWN && b[to].size != UNKNOWN)
		add_change_value(t, "size", "", a[from].size, b[to].size);
	text_add(t, "\n");
}

static void add_disk_diff(struct text *t, const struct model_state *a, const struct model_state *b, int i,
			  int slot, int fate, const struct diff_options *options)
{
	const struct model_disk *x = &a->d[i][slot], *y = &b->d[i][slot];
	bool known = a->scope_disk[i] || a->scope_all_disks;
	bool known_later = b->scope_disk[i] || b->scope_all_disks;
	bool gone = x->present && ((fate & (GONE | OTHER)) || known_later);
	bool twins = known && known_later && !(fate & (GONE | NEW));

	if (x->present && y->present && !(fate & OTHER)) {
		add_disk_pair(t, x, y, i, slot, options);
		return;
	}
	if (gone && !(twins && find_twin(a->d[i], b->d[i], slot) >= 0))
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

static UNUSED char *model_diff(const struct model_state *a, const struct model_state *b,
			const struct diff_options *options)
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

#endif
