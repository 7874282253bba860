#include "report/print_diff.h"

#include <stdlib.h>

#include "base/json.h"
#include "report/diff_format.h"
#include "report/diff_keep.h"

const char *const diff_format_names[] = { "text", "table", "json", "ndjson", "csv", "markdown", NULL };

static const struct diff_format_operations *const formats[] = {
	[DIFF_TEXT] = &diff_text,     [DIFF_TABLE] = &diff_sheet, [DIFF_JSON] = &diff_json,
	[DIFF_NDJSON] = &diff_ndjson, [DIFF_CSV] = &diff_sheet,   [DIFF_MARKDOWN] = &diff_markdown,
};

const char *change_kind_name(enum change_kind kind)
{
	static const char *const names[] = {
		[CHANGE_ADDED] = "added", [CHANGE_REMOVED] = "removed", [CHANGE_CHANGED] = "changed",
		[CHANGE_MOVED] = "moved", [CHANGE_LEARNED] = "learned", [CHANGE_UNKNOWN] = "unknown",
	};
	return names[kind];
}

enum value_type change_value_type(const struct change_column *column, const struct value *value)
{
	struct fault f = FAULT_INIT;
	if (column->column)
		return column->column->rule.type;
	if (value->kind != VALUE_TEXT || (*value->text != '{' && *value->text != '['))
		return TYPE_TEXT;
	cJSON *json = json_parse(json_slice_of(value->text), &f);
	fault_clear(&f);
	cJSON_Delete(json);
	return json ? TYPE_JSON : TYPE_TEXT;
}

struct diff_printer *diff_printer_new(struct output *out, const struct diff_print_options *options,
				      const struct diff_pair *pairs, size_t n_pairs)
{
	struct diff_printer *printer = xcalloc(1, sizeof *printer);
	printer->out = out;
	printer->options = options;
	printer->pairs = pairs;
	printer->n_pairs = n_pairs;
	printer->operations = options->stat                                    ? &diff_stat
			      : options->brief && options->format == DIFF_TEXT ? &diff_brief
									       : formats[options->format];
	text_clear(&printer->line);
	text_clear(&printer->notes);
	printer->operations->begin(printer);
	return printer;
}

void diff_printer_begin_pair(struct diff_printer *printer, const struct diff_pair *pair)
{
	printer->pair = pair;
	for (size_t i = 0; i < CHANGE_KINDS; i++)
		printer->counts[i] = 0;
}

bool diff_printer_change(void *context, const struct change *change, struct fault *f)
{
	struct diff_printer *printer = context;
	(void)f;
	printer->counts[change->kind]++;
	if (change->kind == CHANGE_LEARNED && !printer->options->diff.all)
		return true;
	printer->total++;
	printer->operations->change(printer, change);
	return true;
}

bool diff_printer_note(void *context, const struct diff_note *note, struct fault *f)
{
	struct diff_printer *printer = context;
	(void)f;
	text_addf(&printer->notes, "%s%s.%s", printer->notes.size ? ", " : "", note->entity->name,
		  note->column->name);
	return true;
}

void diff_printer_end_pair(struct diff_printer *printer)
{
	printer->operations->end_pair(printer);
}

void diff_printer_end(struct diff_printer *printer)
{
	printer->operations->end(printer);
}

size_t diff_printer_count(const struct diff_printer *printer)
{
	return printer->total;
}

const char *diff_printer_notes(const struct diff_printer *printer)
{
	return printer->notes.size ? printer->notes.data : NULL;
}

bool diff_format_says_notes(const struct diff_print_options *options)
{
	return !options->stat && (options->format == DIFF_TEXT || options->format == DIFF_JSON ||
				  options->format == DIFF_MARKDOWN);
}

bool diff_format_is_paged(const struct diff_print_options *options)
{
	return options->format <= DIFF_TABLE;
}

void diff_printer_free(struct diff_printer *printer)
{
	if (!printer)
		return;
	text_clear(&printer->line);
	text_clear(&printer->notes);
	printer_free(printer->sheet);
	if (printer->kept)
		kept_changes_clear(printer->kept);
	free(printer->kept);
	free(printer);
}
