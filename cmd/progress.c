#include "cmd/progress.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cmd/command.h"

#define SHOW_EVERY 100  /* milliseconds */
#define RATE_EVERY 2000 /* so that a rate is one of now, and readable */

static struct progress_node *find_node(struct progress *p, const char *name)
{
	for (size_t i = 0; i < p->n_nodes; i++) {
		if (strcmp(p->nodes[i].name, name) == 0)
			return &p->nodes[i];
	}
	p->nodes = xreallocarray(p->nodes, p->n_nodes + 1, sizeof *p->nodes);
	p->nodes[p->n_nodes] = (struct progress_node){ .name = xstrdup(name) };
	return &p->nodes[p->n_nodes++];
}

static unsigned per_second(unsigned count, int64_t milliseconds)
{
	return (unsigned)(((int64_t)count * 1000 + milliseconds / 2) / milliseconds);
}

static void rate(struct progress *p, int64_t now)
{
	int64_t since = now - (p->rated ? p->rated : p->began);
	if (since < RATE_EVERY)
		return;
	p->rated = now;
	p->rate = per_second(p->count, since);
	p->count = 0;
	for (size_t i = 0; i < p->n_nodes; i++) {
		p->nodes[i].rate = per_second(p->nodes[i].count, since);
		p->nodes[i].count = 0;
	}
}

static void add_rates(struct text *t, const struct progress *p)
{
	if (!p->rated)
		return;
	text_addf(t, ", %u/s", p->rate);
	for (size_t i = 0; i < p->n_nodes; i++) {
		if (p->nodes[i].rate == 0)
			continue;
		text_add(t, "  ");
		text_add_visible(t, p->nodes[i].name);
		text_addf(t, " %u/s", p->nodes[i].rate);
	}
}

void progress_show(void *context, const struct walk_progress *progress)
{
	struct progress *p = context;
	int64_t now = clock_monotonic_ms();
	AUTO_TEXT struct text line = TEXT_INIT;
	p->count++;
	if (progress->node)
		find_node(p, progress->node)->count++;
	rate(p, now);
	if (now - p->shown < SHOW_EVERY)
		return;
	p->shown = now;
	text_addf(&line, "reading %s: %u of %u", progress->read->name, progress->done, progress->total);
	add_rates(&line, p);
	command_show_progress(line.data);
}

void progress_clear(struct progress *p)
{
	command_show_progress(NULL);
	for (size_t i = 0; i < p->n_nodes; i++)
		free(p->nodes[i].name);
	free(p->nodes);
}

void progress_note(void *context, const struct walk_progress *progress)
{
	struct progress_slot *slot = context;
	atomic_store(&slot->done, progress->done);
	atomic_store(&slot->total, progress->total);
	atomic_store(&slot->read, progress->read);
}

void progress_add_slot(struct text *t, const char *cluster, const struct progress_slot *slot)
{
	const struct read *read = atomic_load(&slot->read);
	text_add_visible(t, cluster);
	if (read)
		text_addf(t, " %s %u of %u", read->name, atomic_load(&slot->done), atomic_load(&slot->total));
}
