/* diff_stat.c - only how many changes there are: a line for each entity, in the formats of a table. */
#include <stdlib.h>

#include "report/diff_format.h"

static const struct print_column columns[] = {
	{ "cluster", TYPE_TEXT }, { "entity", TYPE_TEXT }, { "added", TYPE_INT },   { "removed", TYPE_INT },
	{ "changed", TYPE_INT },  { "moved", TYPE_INT },   { "learned", TYPE_INT }, { "unknown", TYPE_INT },
};
enum { CELLS = sizeof columns / sizeof *columns, FIRST_COUNT = 2 };

static const struct sheet sheet = { columns, CELLS, false, "\"diff\":\"stat\"", "rows" };

static const enum change_kind kinds[] = { CHANGE_ADDED, CHANGE_REMOVED, CHANGE_CHANGED,
					  CHANGE_MOVED, CHANGE_LEARNED, CHANGE_UNKNOWN };

static enum print_format format_of(const struct diff_printer *printer)
{
	static const enum print_format formats[] = {
		[DIFF_TEXT] = PRINT_TABLE,    [DIFF_TABLE] = PRINT_TABLE, [DIFF_JSON] = PRINT_JSON,
		[DIFF_NDJSON] = PRINT_NDJSON, [DIFF_CSV] = PRINT_CSV,     [DIFF_MARKDOWN] = PRINT_MARKDOWN,
	};
	return formats[printer->options->format];
}

static void begin(struct diff_printer *printer)
{
	struct print_options options = { format_of(printer), printer->options->csv_safe };
	printer->sheet = printer_new(printer->out, &options, &sheet);
	printer->stat = xcalloc(schema_entity_count + 1, sizeof *printer->stat);
}

static size_t index_of(const struct entity *entity)
{
	size_t i = 0;
	while (schema_entities[i] && schema_entities[i] != entity)
		i++;
	return i;
}

static void change(struct diff_printer *printer, const struct change *change)
{
	printer->stat[index_of(change->entity)][change->kind]++;
}

static void end_pair(struct diff_printer *printer)
{
	for (size_t i = 0; i <= schema_entity_count; i++) {
		struct value cells[CELLS];
		size_t sum = 0;
		cells[0] = value_text(printer->pair->cluster);
		cells[1] = value_text(schema_entities[i] ? schema_entities[i]->name : NULL);
		for (size_t k = 0; k < CELLS - FIRST_COUNT; k++) {
			size_t *count = &printer->stat[i][kinds[k]];
			cells[FIRST_COUNT + k] = value_int((int64_t)*count);
			sum += *count;
			*count = 0;
		}
		if (sum)
			printer_row(printer->sheet, cells, NULL);
		value_clear(&cells[0]);
		value_clear(&cells[1]);
	}
}

static void end(struct diff_printer *printer)
{
	printer_end(printer->sheet);
	free(printer->stat);
	printer->stat = NULL;
}

const struct diff_format_operations diff_stat = { begin, change, end_pair, end };
