/* diff_brief.c - a log for people: for each snapshot its changes, a line each. */
#include <stdlib.h>
#include <string.h>

#include "report/diff_fold.h"
#include "report/diff_words.h"
#include "report/render.h"

#define COLUMNS_SHOWN 4 /* of a changed object */

static void begin(struct diff_printer *printer)
{
	printer->kept = xcalloc(1, sizeof *printer->kept);
}

static void keep(struct diff_printer *printer, const struct change *change)
{
	kept_changes_add(printer->kept, change);
}

static void flush(struct diff_printer *printer)
{
	text_add_char(&printer->line, '\n');
	output_text(printer->out, &printer->line);
}

static void add_color(struct diff_printer *printer, const char *color)
{
	if (printer->out->color)
		text_add(&printer->line, color);
}

static void write_title(struct diff_printer *printer)
{
	const struct diff_side *to = &printer->pair->to;
	struct value taken = { .kind = VALUE_INT, .integer = to->taken };
	add_color(printer, COLOR_BOLD);
	text_addf(&printer->line, "snapshot %lld of ", (long long)to->snapshot);
	text_add_visible(&printer->line, printer->pair->cluster);
	text_add(&printer->line, ", ");
	render_human(&printer->line, TYPE_TIMESTAMP, &taken);
	add_color(printer, COLOR_END);
	flush(printer);
}

/* Of what is new or gone the heading says it all, unless columns were asked for. */
static void add_columns(struct diff_printer *printer, const struct change *change)
{
	bool one_sided = change->kind == CHANGE_ADDED || change->kind == CHANGE_REMOVED || change->first;
	const char *before = ": ";
	if (one_sided && !printer->options->columns_asked)
		return;
	for (size_t i = 0; i < change->n_columns; i++) {
		if (i == COLUMNS_SHOWN && change->n_columns > COLUMNS_SHOWN + 1) {
			text_addf(&printer->line, "; … and %zu more columns", change->n_columns - i);
			return;
		}
		text_addf(&printer->line, "%s%s ", before, change->columns[i].name);
		diff_add_values(&printer->line, &change->columns[i], change->kind);
		before = "; ";
	}
}

static void write_change(struct diff_printer *printer, struct kept_change *const *items, size_t count)
{
	const struct change *change = &items[0]->change;
	add_color(printer, diff_signs[change->kind].color);
	text_addf(&printer->line, "  %c ", diff_signs[change->kind].sign);
	diff_add_subject(&printer->line, printer, change, items + 1, count - 1);
	add_color(printer, COLOR_END);
	add_columns(printer, change);
	flush(printer);
	diff_add_who(&printer->line, printer, change, "      ", "\n");
	output_text(printer->out, &printer->line);
}

static void write_group(struct diff_printer *printer, struct kept_change *const *items, size_t count)
{
	bool root_shown = items[0]->change.entity == items[0]->root;
	for (size_t i = 0; i < count; i++) {
		if (items[i]->change.kind == CHANGE_UNKNOWN) {
			text_add(&printer->line, "  ? ");
			diff_add_gap(&printer->line, &items[i]->change);
			flush(printer);
		} else if (!items[i]->change.child || !root_shown) {
			write_change(printer, items + i, root_shown ? count - i : 1);
		}
	}
}

static void write_folds(struct diff_printer *printer, struct kept_changes *kept)
{
	struct folds folds = { NULL, 0 };
	folds_find(&folds, kept);
	for (size_t i = 0; i < folds.count; i++) {
		text_addf(&printer->line, "  %c ", diff_signs[folds.items[i].kind].sign);
		fold_add_subject(&printer->line, &folds.items[i]);
		text_addf(&printer->line, ": %s ", folds.items[i].column.name);
		fold_add_values(&printer->line, &folds.items[i]);
		flush(printer);
	}
	folds_clear(&folds);
}

static void end_pair(struct diff_printer *printer)
{
	struct kept_changes *kept = printer->kept;
	if (kept->count == 0)
		return;
	if (printer->records > 0)
		output_string(printer->out, "\n");
	printer->records += kept->count;
	write_title(printer);
	write_folds(printer, kept);
	kept_changes_group(kept);
	for (size_t i = 0, end; i < kept->count && !output_gone(printer->out); i = end) {
		end = kept_changes_group_end(kept, i);
		write_group(printer, kept->items + i, end - i);
	}
	kept_changes_clear(kept);
}

static void end(struct diff_printer *printer)
{
	if (printer->records == 0 || !printer->notes.size)
		return;
	text_addf(&printer->line, "\nnot compared, because one side was read by another version: %s",
		  printer->notes.data);
	flush(printer);
}

const struct diff_format_operations diff_brief = { begin, keep, end_pair, end };
