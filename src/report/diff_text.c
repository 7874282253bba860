/* diff_text.c - differences for people: grouped by object, folded where one line says it all. */
#include <stdlib.h>
#include <string.h>

#include "report/diff_fold.h"
#include "report/diff_words.h"

#define NAME_WIDTH 20 /* of a column's name */

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
	output_text(printer->out, &printer->line);
}

static void add_color(struct diff_printer *printer, const char *color)
{
	if (printer->out->color)
		text_add(&printer->line, color);
}

/* --- one change */

static void write_column(struct diff_printer *printer, const struct change_column *c, enum change_kind kind,
			 size_t indent)
{
	text_addf(&printer->line, "%*s%-*s ", (int)indent, "", NAME_WIDTH, c->name);
	diff_add_values(&printer->line, c, kind);
	text_add_char(&printer->line, '\n');
	flush(printer);
}

static void write_columns(struct diff_printer *printer, const struct change *change, size_t indent)
{
	size_t left_out = 0;
	bool said;
	if (change->kind == CHANGE_REMOVED)
		return;
	for (size_t i = 0; i < change->n_columns; i++) {
		if (diff_shows_column(change, &change->columns[i], &said))
			write_column(printer, &change->columns[i], change->kind, indent);
		else
			left_out += !said;
	}
	if (left_out == 0)
		return;
	text_addf(&printer->line, "%*s… and %zu more column%s (-o json)\n", (int)indent, "", left_out,
		  left_out == 1 ? "" : "s");
	flush(printer);
}

static void write_who(struct diff_printer *printer, const struct change *change, size_t indent)
{
	AUTO_FREE char *before = xasprintf("%*s%s", (int)indent, "", printer->out->color ? COLOR_DIM : "");
	AUTO_FREE char *after = xasprintf("%s\n", printer->out->color ? COLOR_END : "");
	diff_add_who(&printer->line, printer, change, before, after);
	flush(printer);
}

static void write_heading(struct diff_printer *printer, const struct change *change, size_t indent,
			  struct kept_change *const *below, size_t n_below)
{
	text_addf(&printer->line, "%*s", (int)indent, "");
	add_color(printer, diff_signs[change->kind].color);
	text_addf(&printer->line, "%c ", diff_signs[change->kind].sign);
	diff_add_subject(&printer->line, printer, change, below, n_below);
	add_color(printer, COLOR_END);
	text_add_char(&printer->line, '\n');
	flush(printer);
}

static void write_change(struct diff_printer *printer, struct kept_change *const *items, size_t count,
			 size_t indent)
{
	const struct change *change = &items[0]->change;
	write_heading(printer, change, indent, items + 1, count - 1);
	write_columns(printer, change, indent + 4);
	write_who(printer, change, indent + 4);
}

/* --- groups */

static bool is_root(const struct kept_change *kept)
{
	return kept->change.entity == kept->root;
}

/* Changes of one object and of what is below it. */
static void write_group(struct diff_printer *printer, struct kept_change *const *items, size_t count)
{
	/* What came or went with its object is folded, but not where the object itself was not asked for. */
	bool root_shown = is_root(items[0]);
	if (!root_shown) {
		text_add(&printer->line, "  ");
		diff_add_object(&printer->line, printer, items[0]->root, items[0]->root_key, NULL);
		text_add_char(&printer->line, '\n');
		flush(printer);
	}
	for (size_t i = 0; i < count; i++) {
		if (items[i]->change.child && root_shown)
			continue;
		write_change(printer, items + i, root_shown ? count - i : 1, is_root(items[i]) ? 0 : 2);
	}
}

static void write_gap(struct diff_printer *printer, const struct change *change)
{
	add_color(printer, diff_signs[CHANGE_UNKNOWN].color);
	text_add(&printer->line, "? ");
	diff_add_gap(&printer->line, change);
	add_color(printer, COLOR_END);
	text_add_char(&printer->line, '\n');
	flush(printer);
}

static void write_fold(struct diff_printer *printer, const struct fold *fold)
{
	add_color(printer, diff_signs[fold->kind].color);
	text_addf(&printer->line, "%c ", diff_signs[fold->kind].sign);
	fold_add_subject(&printer->line, fold);
	add_color(printer, COLOR_END);
	text_addf(&printer->line, ": %s ", fold->column.name);
	fold_add_values(&printer->line, fold);
	text_add_char(&printer->line, '\n');
	flush(printer);
}

/* --- the whole */

static void write_title(struct diff_printer *printer)
{
	add_color(printer, COLOR_BOLD);
	text_add_visible(&printer->line, printer->pair->cluster);
	add_color(printer, COLOR_END);
	text_add(&printer->line, printer->pair->from.live ? ": " : ": snapshot ");
	diff_add_side(&printer->line, &printer->pair->from);
	text_add(&printer->line, " → ");
	diff_add_side(&printer->line, &printer->pair->to);
	text_add(&printer->line, "\n\n");
	flush(printer);
}

static void write_sum(struct diff_printer *printer)
{
	text_add_char(&printer->line, '\n');
	diff_add_sum(&printer->line, printer);
	text_add_char(&printer->line, '\n');
	flush(printer);
}

static void write_groups(struct diff_printer *printer)
{
	struct kept_changes *kept = printer->kept;
	for (size_t i = 0, end; i < kept->count && !output_gone(printer->out); i = end) {
		end = kept_changes_group_end(kept, i);
		if (kept->items[i]->change.kind != CHANGE_UNKNOWN) {
			write_group(printer, kept->items + i, end - i);
			continue;
		}
		for (size_t j = i; j < end; j++)
			write_gap(printer, &kept->items[j]->change);
	}
}

static void end_pair(struct diff_printer *printer)
{
	struct kept_changes *kept = printer->kept;
	struct folds folds = { NULL, 0 };
	size_t count = kept->count;
	if (count > 0) {
		if (printer->records > 0)
			output_string(printer->out, "\n");
		write_title(printer);
	}
	folds_find(&folds, kept);
	for (size_t i = 0; i < folds.count; i++)
		write_fold(printer, &folds.items[i]);
	folds_clear(&folds);
	kept_changes_group(kept);
	write_groups(printer);
	if (count > 0)
		write_sum(printer);
	printer->records += count;
	kept_changes_clear(kept);
}

static void end(struct diff_printer *printer)
{
	if (printer->records > 0 && printer->notes.size)
		text_addf(&printer->line,
			  "\nnot compared, because one side was read by another version: %s\n",
			  printer->notes.data);
	flush(printer);
}

const struct diff_format_operations diff_text = { begin, keep, end_pair, end };
