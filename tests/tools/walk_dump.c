/* walk_dump - prints, as lines of JSON, everything that a walk of a recording hands to its sink:
 * what the store would be given. For tests, and for looking at what a spec does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "walk/walk.h"

static void add_value(struct json_writer *w, const struct value *v)
{
	if (v->kind == VALUE_INT)
		json_int(w, v->integer);
	else if (v->kind == VALUE_REAL)
		json_real(w, v->real);
	else if (v->kind == VALUE_TEXT)
		json_string(w, v->text);
	else
		json_null(w);
}

static bool put(struct text *t)
{
	puts(t->data);
	text_clear(t);
	return true;
}

static bool on_identified(struct sink *s, const struct identity *i, struct fault *f)
{
	(void)s;
	(void)f;
	printf("{\"identity\":\"%s\",\"ca\":\"%s\",\"version\":\"%s\"}\n", i->name ? i->name : "",
	       i->ca_fingerprint ? i->ca_fingerprint : "", i->version ? i->version : "");
	return true;
}

static bool on_row(struct sink *s, const struct row *row, struct fault *f)
{
	static const char *const states[] = { "unknown", "some", "whole", "never" };
	struct text t = TEXT_INIT;
	struct json_writer w;

	(void)s;
	(void)f;
	json_writer_init(&w, &t, false);
	json_open(&w, '{');
	json_put_string(&w, "row", row->entity->name);
	json_put_bool(&w, "made", row->made);
	json_key(&w, "values");
	json_open(&w, '{');
	for (unsigned i = 0; i < row->entity->n_columns; i++) {
		if (row->values[i].kind <= VALUE_NULL)
			continue;
		json_key(&w, row->entity->columns[i].name);
		add_value(&w, &row->values[i]);
	}
	json_close(&w, '}');
	json_key(&w, "unknown");
	json_open(&w, '[');
	for (unsigned i = 0; i < row->entity->n_columns; i++)
		if (row->values[i].kind == VALUE_UNKNOWN)
			json_string(&w, row->entity->columns[i].name);
	json_close(&w, ']');
	json_key(&w, "parts");
	json_open(&w, '{');
	for (unsigned i = 0; i < row->entity->n_sources; i++) {
		if (row->entity->sources[i].ignores)
			continue;
		json_key(&w, row->entity->sources[i].label);
		if (row->parts[i].extra)
			json_raw(&w, row->parts[i].extra);
		else
			json_string(&w, states[row->parts[i].state]);
	}
	json_close(&w, '}');
	json_close(&w, '}');
	return put(&t);
}

static bool on_scope(struct sink *s, const struct scope *scope, struct fault *f)
{
	struct text t = TEXT_INIT;
	struct json_writer w;

	(void)s;
	(void)f;
	json_writer_init(&w, &t, false);
	json_open(&w, '{');
	json_put_string(&w, "scope", scope->entity->name);
	for (unsigned i = 0; i < scope->count; i++) {
		json_key(&w, scope->columns[i]->name);
		add_value(&w, &scope->values[i]);
	}
	json_close(&w, '}');
	return put(&t);
}

static bool on_outcome(struct sink *s, const struct outcome *o, struct fault *f)
{
	struct text t = TEXT_INIT;
	struct json_writer w;

	(void)s;
	(void)f;
	json_writer_init(&w, &t, false);
	json_open(&w, '{');
	json_put_string(&w, "outcome", outcome_name(o->kind));
	json_put_string(&w, "read", o->read->name);
	json_put_string(&w, "target", o->target);
	json_put_string(&w, "path", o->path);
	json_put_string(&w, "entity", o->entity ? o->entity->name : NULL);
	json_put_string(&w, "reason", o->reason);
	json_put_bool(&w, "expected", o->expected);
	json_close(&w, '}');
	return put(&t);
}

static bool on_leftover(struct sink *s, const struct leftover *l, struct fault *f)
{
	(void)s;
	(void)f;
	printf("{\"leftover\":\"%s\",\"target\":\"%s\",\"path\":\"%s\",\"json\":%s}\n", l->read->name,
	       l->target, l->path, l->json ? l->json : "null");
	return true;
}

static bool on_shape(struct sink *s, const struct read *read, const char *json, struct fault *f)
{
	(void)s;
	(void)f;
	printf("{\"shape\":\"%s\",\"fields\":%s}\n", read->name, json);
	return true;
}

int main(int argc, char **argv)
{
	struct sink sink = { on_identified, on_row, on_scope, on_outcome, on_leftover, on_shape };
	struct walk_options options = { .level = LEVEL_STANDARD };
	struct fault f = FAULT_INIT;
	struct source *source = argc > 1 ? recording_open(argv[1], &f) : NULL;
	struct walk *walk;
	bool done = false;

	if (argc > 2 && !level_from_name(argv[2], &options.level))
		return 2;
	if (source) {
		walk = walk_new(source, &options, &sink);
		done = walk_run(walk, &f);
		printf("{\"requests\":%u,\"gaps\":%u,\"bent\":%u,\"quorum\":%d}\n",
		       walk_summary(walk)->requests, walk_summary(walk)->gaps, walk_summary(walk)->bent,
		       (int)walk_summary(walk)->quorum);
		walk_free(walk);
	}
	source_free(source);
	if (!done)
		fprintf(stderr, "walk_dump: %s\n",
			f.message ? f.message : "usage: walk_dump RECORDING [LEVEL]");
	fault_clear(&f);
	return done ? 0 : 1;
}
