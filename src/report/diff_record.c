/* diff_record.c - differences as JSON: one document, or one record a line. */
#include <inttypes.h>

#include "base/json.h"
#include "report/diff_format.h"
#include "report/fingerprint.h"
#include "report/render.h"

static void write_snapshot(struct json_writer *w, const char *name, const struct diff_side *side)
{
	json_key(w, name);
	if (side->live)
		json_null(w);
	else
		json_int(w, side->snapshot);
}

static void write_side(struct json_writer *w, const char *name, const struct diff_side *side)
{
	json_key(w, name);
	json_open(w, '{');
	write_snapshot(w, "snapshot", side);
	if (side->file)
		json_put_string(w, "store", side->file);
	json_put_int(w, "taken", side->taken);
	json_put_bool(w, "complete", side->complete);
	json_close(w, '}');
}

static void write_pairs(struct json_writer *w, const struct diff_printer *printer)
{
	json_key(w, "clusters");
	json_open(w, '[');
	for (size_t i = 0; i < printer->n_pairs; i++) {
		json_open(w, '{');
		json_put_string(w, "cluster", printer->pairs[i].cluster);
		write_side(w, "from", &printer->pairs[i].from);
		write_side(w, "to", &printer->pairs[i].to);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void begin_document(struct diff_printer *printer)
{
	struct json_writer w;
	text_addf(&printer->line, "{\"pveinv\":1,\"%s\":", printer->options->log ? "log" : "diff");
	json_writer_init(&w, &printer->line, false);
	json_open(&w, '{');
	json_put_bool(&w, "state", printer->options->diff.state);
	json_put_bool(&w, "all", printer->options->diff.all);
	if (!printer->options->log)
		write_pairs(&w, printer);
	json_close(&w, '}');
	text_add(&printer->line, ",\"changes\":[");
	output_json(printer->out, &printer->line);
}

static void write_value(struct json_writer *w, const char *name, enum value_type type, const struct value *v)
{
	AUTO_TEXT struct text json = TEXT_INIT;
	if (v->kind == VALUE_UNKNOWN)
		return;
	render_json(&json, type, v);
	json_key(w, name);
	json_raw(w, json.data);
}

static void write_key(struct json_writer *w, const char *name, const struct entity *entity,
		      const struct value *key)
{
	json_key(w, name);
	json_open(w, '{');
	for (size_t i = 0; i < entity->n_keys; i++)
		write_value(w, entity->columns[i].name, entity->columns[i].rule.type, &key[i]);
	json_close(w, '}');
}

static void write_columns(struct json_writer *w, const struct change *change)
{
	json_key(w, "columns");
	json_open(w, '{');
	for (size_t i = 0; i < change->n_columns; i++) {
		const struct change_column *c = &change->columns[i];
		json_key(w, c->name);
		json_open(w, '{');
		if (change->kind != CHANGE_ADDED)
			write_value(w, "from", change_value_type(c, &c->from), &c->from);
		if (change->kind != CHANGE_REMOVED)
			write_value(w, "to", change_value_type(c, &c->to), &c->to);
		json_close(w, '}');
	}
	json_close(w, '}');
}

/* What is no longer read: the read instead of a key. */
static void write_gap(struct json_writer *w, const struct change *change)
{
	if (change->entity)
		json_put_string(w, "entity", change->entity->name);
	json_put_string(w, "change", "unknown");
	if (change->read)
		json_put_string(w, "read", change->read->name);
	json_put_string(w, "outcome", outcome_name(change->outcome));
	json_put_string(w, "reason", change->reason);
	json_put_int(w, "count", change->count);
}

static void write_object(struct json_writer *w, const struct change *change)
{
	json_put_string(w, "entity", change->entity->name);
	write_key(w, "key", change->entity, change->key);
	if (change->old_key)
		write_key(w, "old_key", change->entity, change->old_key);
	json_put_string(w, "change", change_kind_name(change->kind));
	if (change->replaced)
		json_put_bool(w, "replaced", true);
	write_columns(w, change);
}

static void write_fingerprint(struct json_writer *w, const struct diff_printer *printer,
			      const struct change *change)
{
	AUTO_TEXT struct text fingerprint = TEXT_INIT;
	fingerprint_add(&fingerprint, printer->pair->cluster, change);
	json_put_string(w, "fingerprint", fingerprint.data);
}

static void write_who(struct json_writer *w, const struct diff_printer *printer, const struct change *change)
{
	struct who *who = printer->options->who;
	struct who_match *matches = NULL;
	size_t count = who ? who_match(who, change, &matches) : 0;
	who_write_json(w, matches, count, change);
	who_matches_free(matches, count);
}

static void add_record(struct diff_printer *printer, const struct change *change)
{
	struct json_writer w;
	json_writer_init(&w, &printer->line, false);
	json_open(&w, '{');
	json_put_string(&w, "cluster", printer->pair->cluster);
	if (change->kind == CHANGE_UNKNOWN)
		write_gap(&w, change);
	else
		write_object(&w, change);
	write_snapshot(&w, "from", &printer->pair->from);
	write_snapshot(&w, "to", &printer->pair->to);
	if (printer->options->log)
		json_put_int(&w, "taken", printer->pair->to.taken);
	write_fingerprint(&w, printer, change);
	write_who(&w, printer, change);
	json_close(&w, '}');
}

static void document_change(struct diff_printer *printer, const struct change *change)
{
	text_add(&printer->line, printer->records++ > 0 ? ",\n" : "\n");
	add_record(printer, change);
	output_json(printer->out, &printer->line);
}

/* "guest.cputype, guest.vga" as a list. */
static void add_notes(struct text *t, const char *notes)
{
	text_add(t, ",\"not_compared\":[\"");
	for (; *notes; notes++) {
		if (*notes == ',')
			text_add(t, "\",\"");
		else if (*notes != ' ')
			text_add_char(t, *notes);
	}
	text_add(t, "\"]");
}

static void end_document(struct diff_printer *printer)
{
	text_add(&printer->line, printer->records > 0 ? "\n]" : "]");
	if (printer->notes.size)
		add_notes(&printer->line, printer->notes.data);
	text_add(&printer->line, "}\n");
	output_json(printer->out, &printer->line);
}

static void line_change(struct diff_printer *printer, const struct change *change)
{
	add_record(printer, change);
	text_add_char(&printer->line, '\n');
	output_json(printer->out, &printer->line);
}

static void nothing(struct diff_printer *printer)
{
	(void)printer;
}

const struct diff_format_operations diff_json = { begin_document, document_change, nothing, end_document };
const struct diff_format_operations diff_ndjson = { nothing, line_change, nothing, nothing };
