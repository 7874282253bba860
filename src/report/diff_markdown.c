/* diff_markdown.c - differences as Markdown, for mails and merge requests: a heading and a table for each
 * cluster. */
#include <stdlib.h>
#include <string.h>

#include "report/diff_fold.h"
#include "report/diff_words.h"
#include "report/render.h"

static void begin(struct diff_printer *printer)
{
	printer->kept = xcalloc(1, sizeof *printer->kept);
}

static void keep(struct diff_printer *printer, const struct change *change)
{
	kept_changes_add(printer->kept, change);
}

/* Empties 'cell'. */
static void add_cell(struct diff_printer *printer, struct text *cell)
{
	text_add(&printer->line, cell->size ? " " : "");
	render_markdown(&printer->line, cell->data);
	text_add(&printer->line, " |");
	text_reset(cell);
}

static void begin_row(struct diff_printer *printer, char sign)
{
	text_addf(&printer->line, "| `%c` |", sign);
}

static void end_row(struct diff_printer *printer)
{
	text_add_char(&printer->line, '\n');
	output_text(printer->out, &printer->line);
}

static void write_row(struct diff_printer *printer, char sign, struct text *object, const char *column,
		      struct text *values)
{
	AUTO_TEXT struct text name = TEXT_INIT;
	text_add(&name, column);
	begin_row(printer, sign);
	add_cell(printer, object);
	add_cell(printer, &name);
	add_cell(printer, values);
	end_row(printer);
}

/* The object stands in the first of its rows. */
static void write_change(struct diff_printer *printer, struct kept_change *const *items, size_t count)
{
	const struct change *change = &items[0]->change;
	char sign = diff_signs[change->kind].sign;
	AUTO_TEXT struct text object = TEXT_INIT, values = TEXT_INIT, who = TEXT_INIT;
	bool said, any = false;
	diff_add_subject(&object, printer, change, items + 1, count - 1);
	for (size_t i = 0; change->kind != CHANGE_REMOVED && i < change->n_columns; i++) {
		if (!diff_shows_column(change, &change->columns[i], &said))
			continue;
		diff_add_values(&values, &change->columns[i], change->kind);
		write_row(printer, sign, &object, change->columns[i].name, &values);
		any = true;
	}
	if (!any)
		write_row(printer, sign, &object, "", &values);
	diff_add_who(&who, printer, change, "", "; ");
	if (who.size) {
		who.data[who.size -= strlen("; ")] = '\0';
		write_row(printer, ' ', &object, "", &who);
	}
}

static void write_group(struct diff_printer *printer, struct kept_change *const *items, size_t count)
{
	bool root_shown = items[0]->change.entity == items[0]->root;
	for (size_t i = 0; i < count; i++) {
		AUTO_TEXT struct text gap = TEXT_INIT, none = TEXT_INIT;
		if (items[i]->change.kind == CHANGE_UNKNOWN) {
			diff_add_gap(&gap, &items[i]->change);
			write_row(printer, '?', &gap, "", &none);
		} else if (!items[i]->change.child || !root_shown) {
			write_change(printer, items + i, root_shown ? count - i : 1);
		}
	}
}

static void write_title(struct diff_printer *printer)
{
	AUTO_TEXT struct text title = TEXT_INIT;
	text_add_visible(&title, printer->pair->cluster);
	text_add(&title, printer->pair->from.live ? ": " : ": snapshot ");
	diff_add_side(&title, &printer->pair->from);
	text_add(&title, " → ");
	diff_add_side(&title, &printer->pair->to);
	text_add(&printer->line, printer->records > 0 ? "\n### " : "### ");
	render_markdown(&printer->line, title.data);
	text_add(&printer->line, "\n\n| | object | column | change |\n| --- | --- | --- | --- |\n");
	output_text(printer->out, &printer->line);
}

static void write_folds(struct diff_printer *printer, const struct folds *folds)
{
	AUTO_TEXT struct text object = TEXT_INIT, values = TEXT_INIT;
	for (size_t i = 0; i < folds->count; i++) {
		const struct fold *fold = &folds->items[i];
		fold_add_subject(&object, fold);
		fold_add_values(&values, fold);
		write_row(printer, diff_signs[fold->kind].sign, &object, fold->column.name, &values);
	}
}

static void write_sum(struct diff_printer *printer)
{
	AUTO_TEXT struct text sum = TEXT_INIT;
	diff_add_sum(&sum, printer);
	text_add_char(&printer->line, '\n');
	render_markdown(&printer->line, sum.data);
	text_add_char(&printer->line, '\n');
	output_text(printer->out, &printer->line);
}

static void end_pair(struct diff_printer *printer)
{
	struct kept_changes *kept = printer->kept;
	struct folds folds = { NULL, 0 };
	size_t count = kept->count;
	if (count == 0)
		return;
	write_title(printer);
	folds_find(&folds, kept);
	write_folds(printer, &folds);
	folds_clear(&folds);
	kept_changes_group(kept);
	for (size_t i = 0, end; i < kept->count && !output_gone(printer->out); i = end) {
		end = kept_changes_group_end(kept, i);
		write_group(printer, kept->items + i, end - i);
	}
	write_sum(printer);
	printer->records += count;
	kept_changes_clear(kept);
}

static void end(struct diff_printer *printer)
{
	AUTO_TEXT struct text notes = TEXT_INIT;
	if (printer->records == 0 || !printer->notes.size)
		return;
	text_add(&notes, "Not compared, because one side was read by another version: ");
	text_add(&notes, printer->notes.data);
	text_add_char(&printer->line, '\n');
	render_markdown(&printer->line, notes.data);
	text_add_char(&printer->line, '\n');
	output_text(printer->out, &printer->line);
}

const struct diff_format_operations diff_markdown = { begin, keep, end_pair, end };
