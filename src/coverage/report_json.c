/* report_json.c - for programs. */
#include <string.h>

#include "base/json.h"
#include "coverage/report.h"

static void put_list(struct json_writer *w, const char *key, const char *list)
{
	AUTO_FREE char *copy = xstrdup(list ? list : "");
	char *rest = copy, *word;

	json_key(w, key);
	json_open(w, '[');
	while (list && (word = strsep(&rest, ",")))
		json_string(w, word);
	json_close(w, ']');
}

static void put_percent(struct json_writer *w, const char *key, int tenths)
{
	json_key(w, key);
	if (tenths < 0)
		json_null(w);
	else
		json_real(w, tenths / 10.0);
}

static void put_subject(struct json_writer *w, const struct coverage *c)
{
	json_put_string(w, "cluster", c->cluster);
	json_key(w, "snapshot");
	if (c->snapshot)
		json_int(w, c->snapshot);
	else
		json_null(w);
	json_key(w, "taken");
	if (c->cluster)
		json_int(w, c->taken);
	else
		json_null(w);
	json_put_bool(w, "complete", !c->cluster || c->complete);
	json_put_string(w, "pve", c->pve);
	json_key(w, "declared_by");
	json_open(w, '[');
	for (unsigned i = 0; c->facts->versions[i]; i++)
		if (c->versions & 1u << i)
			json_string(w, c->facts->versions[i]);
	json_close(w, ']');
}

static void put_tally(struct json_writer *w, const struct tally *tally)
{
	json_put_int(w, "declared", tally->declared);
	json_put_int(w, "mapped", tally->mapped);
	put_percent(w, "schema_percent", tenths_of(tally->mapped, tally->declared));
	json_put_int(w, "seen", tally->seen);
	json_put_int(w, "captured", tally->captured);
	put_percent(w, "live_percent", tenths_of(tally->captured, tally->seen));
	json_put_int(w, "endpoints", tally->endpoints);
	json_put_int(w, "endpoints_read", tally->endpoints_read);
	json_put_int(w, "endpoints_excluded", tally->endpoints_excluded);
	json_key(w, "states");
	json_open(w, '{');
	for (int state = 0; state < UNIT_STATES; state++)
		json_put_int(w, unit_state_names[state], tally->states[state]);
	json_close(w, '}');
}

static void put_tallies(struct json_writer *w, const struct tallies *tallies)
{
	json_key(w, "totals");
	json_open(w, '{');
	put_tally(w, &tallies->total);
	json_close(w, '}');
	json_key(w, "areas");
	json_open(w, '[');
	for (size_t i = 0; i < tallies->n_areas; i++) {
		json_open(w, '{');
		json_put_string(w, "area", tallies->areas[i].area->name);
		put_tally(w, &tallies->areas[i]);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void put_gates(struct json_writer *w, const struct gates *gates)
{
	json_key(w, "gates");
	json_open(w, '[');
	for (size_t i = 0; i < gates->count; i++) {
		json_open(w, '{');
		json_put_string(w, "gate", gates->items[i].name);
		json_put_bool(w, "met", gates->items[i].met);
		json_put_string(w, "detail", gates->items[i].detail);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void put_endpoint(struct json_writer *w, const struct endpoint *endpoint)
{
	json_open(w, '{');
	json_put_string(w, "path", endpoint->path);
	json_put_string(w, "area", endpoint->area->name);
	json_put_string(w, "state", endpoint_state_names[endpoint->state]);
	json_put_bool(w, "declared", endpoint->declared);
	json_put_string(w, "read", endpoint->read ? endpoint->read->name : NULL);
	json_put_string(w, "reason", endpoint->reason);
	json_close(w, '}');
}

static void put_unit(struct json_writer *w, const struct unit *unit)
{
	json_open(w, '{');
	json_put_string(w, "read", unit->read ? unit->read->name : NULL);
	json_put_string(w, "path", unit->endpoint->path);
	json_put_string(w, "field", unit->field);
	json_put_string(w, "area", unit->area->name);
	json_put_string(w, "state", unit_state_names[unit->state]);
	json_put_bool(w, "declared", unit->declared);
	json_put_bool(w, "mapped", unit->mapped);
	json_put_bool(w, "seen", unit->seen);
	put_list(w, "columns", unit->columns);
	json_put_string(w, "reason", unit->reason);
	json_close(w, '}');
}

void coverage_add_json(struct text *t, const struct coverage_report *report)
{
	const struct coverage *c = report->coverage;
	struct json_writer w;

	json_writer_init(&w, t, true);
	json_open(&w, '{');
	json_put_int(&w, "pveinv", 1);
	put_subject(&w, c);
	put_tallies(&w, &report->tallies);
	put_gates(&w, &report->gates);
	json_key(&w, "gaps");
	json_open(&w, '[');
	for (size_t i = 0; i < report->gaps.count; i++)
		gap_write_json(&w, &report->gaps.items[i]);
	json_close(&w, ']');
	json_key(&w, "endpoints");
	json_open(&w, '[');
	for (size_t i = 0; i < c->n_endpoints; i++)
		put_endpoint(&w, &c->endpoints[i]);
	json_close(&w, ']');
	json_key(&w, "units");
	json_open(&w, '[');
	for (size_t i = 0; i < c->n_units; i++)
		put_unit(&w, &c->units[i]);
	json_close(&w, ']');
	json_close(&w, '}');
	text_add_char(t, '\n');
}

/* --- its schema */

enum kind {
	KIND_TEXT,
	KIND_TEXT_OR_NULL,
	KIND_INT,
	KIND_INT_OR_NULL,
	KIND_NUMBER_OR_NULL,
	KIND_BOOL,
	KIND_TEXTS
};

struct member {
	const char *name; /* null ends the list */
	enum kind kind;
};

static const struct member subject_members[] = {
	{ "cluster", KIND_TEXT_OR_NULL },
	{ "snapshot", KIND_INT_OR_NULL },
	{ "taken", KIND_INT_OR_NULL },
	{ "complete", KIND_BOOL },
	{ "pve", KIND_TEXT_OR_NULL },
	{ "declared_by", KIND_TEXTS },
	{ NULL, KIND_TEXT },
};
static const struct member tally_members[] = {
	{ "declared", KIND_INT },  { "mapped", KIND_INT },         { "schema_percent", KIND_NUMBER_OR_NULL },
	{ "seen", KIND_INT },      { "captured", KIND_INT },       { "live_percent", KIND_NUMBER_OR_NULL },
	{ "endpoints", KIND_INT }, { "endpoints_read", KIND_INT }, { "endpoints_excluded", KIND_INT },
	{ NULL, KIND_TEXT },
};
static const struct member area_members[] = { { "area", KIND_TEXT }, { NULL, KIND_TEXT } };
static const struct member gate_members[] = {
	{ "gate", KIND_TEXT }, { "met", KIND_BOOL }, { "detail", KIND_TEXT }, { NULL, KIND_TEXT }
};
static const struct member endpoint_members[] = {
	{ "path", KIND_TEXT },         { "area", KIND_TEXT },           { "declared", KIND_BOOL },
	{ "read", KIND_TEXT_OR_NULL }, { "reason", KIND_TEXT_OR_NULL }, { NULL, KIND_TEXT },
};
static const struct member unit_members[] = {
	{ "read", KIND_TEXT_OR_NULL }, { "path", KIND_TEXT },     { "field", KIND_TEXT },
	{ "area", KIND_TEXT },         { "declared", KIND_BOOL }, { "mapped", KIND_BOOL },
	{ "seen", KIND_BOOL },         { "columns", KIND_TEXTS }, { "reason", KIND_TEXT_OR_NULL },
	{ NULL, KIND_TEXT },
};

static void put_kind(struct json_writer *w, enum kind kind)
{
	static const char *const types[] = {
		[KIND_TEXT] = "\"string\"",
		[KIND_TEXT_OR_NULL] = "[\"string\",\"null\"]",
		[KIND_INT] = "\"integer\"",
		[KIND_INT_OR_NULL] = "[\"integer\",\"null\"]",
		[KIND_NUMBER_OR_NULL] = "[\"number\",\"null\"]",
		[KIND_BOOL] = "\"boolean\"",
		[KIND_TEXTS] = "\"array\"",
	};

	json_open(w, '{');
	json_key(w, "type");
	json_raw(w, types[kind]);
	if (kind == KIND_TEXTS) {
		json_key(w, "items");
		json_raw(w, "{\"type\":\"string\"}");
	}
	json_close(w, '}');
}

static void put_members(struct json_writer *w, const struct member *members)
{
	for (; members->name; members++) {
		json_key(w, members->name);
		put_kind(w, members->kind);
	}
}

static void put_enum(struct json_writer *w, const char *key, const char *const *names)
{
	json_key(w, key);
	json_open(w, '{');
	json_key(w, "enum");
	json_open(w, '[');
	for (; *names; names++)
		json_string(w, *names);
	json_close(w, ']');
	json_close(w, '}');
}

static void open_object(struct json_writer *w)
{
	json_open(w, '{');
	json_put_string(w, "type", "object");
	json_key(w, "properties");
	json_open(w, '{');
}

static void put_names(struct json_writer *w, const struct member *members)
{
	for (; members && members->name; members++)
		json_string(w, members->name);
}

/* "required": all of both lists, and 'more'. */
static void close_object(struct json_writer *w, const struct member *a, const struct member *b,
			 const char *const *more)
{
	json_close(w, '}');
	json_key(w, "required");
	json_open(w, '[');
	put_names(w, a);
	put_names(w, b);
	for (; more && *more; more++)
		json_string(w, *more);
	json_close(w, ']');
	json_put_bool(w, "additionalProperties", false);
	json_close(w, '}');
}

static void put_tally_schema(struct json_writer *w, const struct member *more)
{
	static const char *const states[] = { "states", NULL };

	open_object(w);
	if (more)
		put_members(w, more);
	put_members(w, tally_members);
	json_key(w, "states");
	open_object(w);
	for (int state = 0; state < UNIT_STATES; state++) {
		json_key(w, unit_state_names[state]);
		put_kind(w, KIND_INT);
	}
	close_object(w, NULL, NULL, unit_state_names);
	close_object(w, more, tally_members, states);
}

static void open_array(struct json_writer *w, const char *key)
{
	json_key(w, key);
	json_open(w, '{');
	json_put_string(w, "type", "array");
	json_key(w, "items");
}

static void put_objects(struct json_writer *w, const char *key, const struct member *members,
			const char *const *states)
{
	static const char *const state[] = { "state", NULL };

	open_array(w, key);
	open_object(w);
	put_members(w, members);
	if (states)
		put_enum(w, "state", states);
	close_object(w, members, NULL, states ? state : NULL);
	json_close(w, '}');
}

void coverage_add_json_schema(struct text *t)
{
	static const char *const required[] = { "pveinv", "totals",    "areas", "gates",
						"gaps",   "endpoints", "units", NULL };
	struct json_writer w;

	json_writer_init(&w, t, true);
	json_open(&w, '{');
	json_put_string(&w, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_put_string(&w, "title", "pveinv coverage");
	json_put_string(&w, "type", "object");
	json_key(&w, "properties");
	json_open(&w, '{');
	json_key(&w, "pveinv");
	json_raw(&w, "{\"const\":1}");
	put_members(&w, subject_members);
	json_key(&w, "totals");
	put_tally_schema(&w, NULL);
	open_array(&w, "areas");
	put_tally_schema(&w, area_members);
	json_close(&w, '}');
	put_objects(&w, "gates", gate_members, NULL);
	open_array(&w, "gaps");
	json_raw(&w, "{\"type\":\"object\"}");
	json_close(&w, '}');
	put_objects(&w, "endpoints", endpoint_members, endpoint_state_names);
	put_objects(&w, "units", unit_members, unit_state_names);
	close_object(&w, subject_members, NULL, required);
	text_add_char(t, '\n');
}
