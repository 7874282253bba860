/* layout.c - how each entity lies in the file, from the schema; which columns the file has since when. */
#include <stdlib.h>
#include <string.h>

#include "store/sql.h"

bool label_is_metric(const struct label *label)
{
	return label->rest == CLASS_METRIC;
}

unsigned table_flags(const struct table *table)
{
	return table->n_history + table->n_labels;
}

const struct column *table_column(const struct table *table, unsigned place)
{
	return &table->entity->columns[table->history[place]];
}

unsigned table_place(const struct table *table, const struct column *column)
{
	return table->place_of[column - table->entity->columns];
}

int table_flag(const struct table *table, const char *name, size_t size)
{
	size_t prefix = strlen(EXTRA_PREFIX);

	if (size > prefix && strncmp(name, EXTRA_PREFIX, prefix) == 0) {
		for (unsigned i = 0; i < table->n_labels; i++)
			if (strlen(table->labels[i].name) == size - prefix &&
			    strncmp(table->labels[i].name, name + prefix, size - prefix) == 0)
				return (int)(table->n_history + i);
		return -1;
	}
	for (unsigned i = 0; i < table->n_history; i++) {
		const char *column = table_column(table, i)->name;

		if (strncmp(column, name, size) == 0 && !column[size])
			return (int)i;
	}
	return -1;
}

static const struct epochs *flag_epochs(const struct table *table, unsigned flag)
{
	return flag < table->n_history ? &table->epochs[flag]
				       : &table->labels[flag - table->n_history].epochs;
}

void table_add_epoch(struct table *table, unsigned flag, int64_t since)
{
	struct epochs *epochs = flag < table->n_history ? &table->epochs[flag]
							: &table->labels[flag - table->n_history].epochs;

	epochs->since = xreallocarray(epochs->since, epochs->count + 1, sizeof *epochs->since);
	epochs->since[epochs->count++] = since;
}

void table_forget_epochs(struct table *table)
{
	for (unsigned i = 0; i < table->n_history; i++)
		table->epochs[i].count = 0;
	for (unsigned i = 0; i < table->n_labels; i++)
		table->labels[i].epochs.count = 0;
}

int64_t table_epoch(const struct table *table, unsigned flag, int64_t snapshot)
{
	const struct epochs *epochs = flag_epochs(table, flag);
	int64_t epoch = EPOCH_NEVER;

	for (size_t i = 0; i < epochs->count && epochs->since[i] <= snapshot; i++)
		epoch = epochs->since[i];
	return epochs->count ? epoch : 0;
}

int64_t table_first(const struct table *table, unsigned flag)
{
	const struct epochs *epochs = flag_epochs(table, flag);

	return epochs->count ? epochs->since[0] : 0;
}

/* --- revisions: FNV-1a of what decides which keys are in a part of extra, besides the columns */

static uint32_t hash_text(uint32_t hash, const char *s)
{
	for (; s && *s; s++)
		hash = (hash ^ (unsigned char)*s) * 16777619u;
	return hash;
}

static uint32_t hash_digit(uint32_t hash, unsigned digit)
{
	return hash_text(hash, (const char[]){ (char)('0' + digit), '\0' });
}

static uint32_t hash_words(uint32_t hash, const char *const *words)
{
	for (; words && *words; words++)
		hash = hash_text(hash_text(hash, *words), " ");
	return hash;
}

static uint32_t hash_format(uint32_t hash, const struct format *format)
{
	const char *const texts[] = { format->name, format->default_key, format->key_name,
				      format->key_value };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		hash = hash_text(hash_text(hash, texts[i]), "|");
	hash = hash_digit(hash, format->raw_first);
	for (const struct alias *alias = format->aliases; alias && alias->from; alias++) {
		hash = hash_text(hash_text(hash, "|"), alias->from);
		hash = hash_text(hash_text(hash, "="), alias->to);
	}
	return hash_words(hash, format->key_alias);
}

static uint32_t hash_parsing(uint32_t hash, const struct entity_source *source)
{
	for (const struct step *step = source->each; step && step->kind != STEP_END; step++) {
		hash = hash_text(hash_digit(hash, step->kind), " ");
		hash = hash_text(hash_text(hash, step->name), " ");
		hash = hash_words(hash, step->patterns);
	}
	for (const struct parse *parse = source->parse; parse && parse->keys; parse++)
		hash = hash_format(hash_words(hash, parse->keys), parse->format);
	for (const struct ignored *ignored = source->ignored; ignored && ignored->key; ignored++)
		hash = hash_text(hash_text(hash_text(hash, "-"), ignored->key), " ");
	return hash;
}

unsigned table_revision(const struct table *table, unsigned flag)
{
	uint32_t hash = 2166136261u;

	if (flag < table->n_history)
		return (unsigned)table_column(table, flag)->revision;
	for (unsigned i = 0; i < table->entity->n_sources; i++)
		if (table->label_of[i] == flag - table->n_history)
			hash = hash_parsing(hash, &table->entity->sources[i]);
	return hash & 0x7fffffff;
}

/* --- from the schema */

static void place_columns(struct table *table)
{
	const struct entity *entity = table->entity;

	table->history = xcalloc(entity->n_columns, sizeof *table->history);
	table->metrics = xcalloc(entity->n_columns, sizeof *table->metrics);
	table->place_of = xcalloc(entity->n_columns, sizeof *table->place_of);
	table->missing_columns = xcalloc(entity->n_columns, sizeof *table->missing_columns);
	for (unsigned i = 0; i < entity->n_columns; i++) {
		if (entity->columns[i].sql)
			continue;
		if (entity->columns[i].class == CLASS_METRIC)
			table->metrics[table->n_metrics++] = i;
		else
			table->history[table->n_history++] = i;
	}
	for (unsigned i = 0; i < entity->n_columns; i++)
		table->place_of[i] = table->n_history;
	for (unsigned i = 0; i < table->n_history; i++)
		table->place_of[table->history[i]] = i;
	table->epochs = xcalloc(table->n_history, sizeof *table->epochs);
}

static int by_name(const void *a, const void *b)
{
	const struct label *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static unsigned find_label(const struct table *table, const char *name)
{
	unsigned i = 0;

	while (i < table->n_labels && strcmp(table->labels[i].name, name) != 0)
		i++;
	return i;
}

static void place_labels(struct table *table)
{
	const struct entity *entity = table->entity;

	table->labels = xcalloc(entity->n_sources + 1, sizeof *table->labels);
	table->label_of = xcalloc(entity->n_sources + 1, sizeof *table->label_of);
	for (unsigned i = 0; i < entity->n_sources; i++) {
		const struct entity_source *source = &entity->sources[i];

		if (!source->ignores && find_label(table, source->label) == table->n_labels)
			table->labels[table->n_labels++] =
				(struct label){ .name = source->label, .rest = source->rest };
	}
	if (table->n_labels)
		qsort(table->labels, table->n_labels, sizeof *table->labels, by_name);
	table->has_metric_table = table->n_metrics > 0;
	for (unsigned i = 0; i < entity->n_sources; i++) {
		const struct entity_source *source = &entity->sources[i];

		table->label_of[i] = source->ignores ? table->n_labels : find_label(table, source->label);
		if (!source->ignores && source->rest == CLASS_METRIC)
			table->has_metric_table = true;
	}
}

void layout_build(struct store *store)
{
	while (store->entities[store->n_tables])
		store->n_tables++;
	store->tables = xcalloc(store->n_tables + 1, sizeof *store->tables);
	for (size_t i = 0; i < store->n_tables; i++) {
		struct table *table = &store->tables[i];

		table->entity = store->entities[i];
		place_columns(table);
		place_labels(table);
		for (size_t j = 0; j < store->n_tables; j++)
			for (const struct parent *p = store->entities[j]->parents; p->entity; p++)
				table->has_children = table->has_children || p->entity == table->entity;
	}
}

void layout_clear(struct store *store)
{
	for (size_t i = 0; i < store->n_tables; i++) {
		struct table *table = &store->tables[i];

		for (unsigned j = 0; j < table->n_history; j++)
			free(table->epochs[j].since);
		for (unsigned j = 0; j < table->n_labels; j++)
			free(table->labels[j].epochs.since);
		free(table->history);
		free(table->metrics);
		free(table->place_of);
		free(table->labels);
		free(table->label_of);
		free(table->epochs);
		free(table->missing_columns);
	}
	free(store->tables);
	store->tables = NULL;
	store->n_tables = 0;
}

/* --- look-ups */

const struct table *store_table(const struct store *store, const struct entity *entity)
{
	for (size_t i = 0; i < store->n_tables; i++)
		if (store->tables[i].entity == entity)
			return &store->tables[i];
	return NULL;
}

const struct read *store_read(const struct store *store, const char *name)
{
	for (size_t i = 0; store->reads[i]; i++)
		if (strcmp(store->reads[i]->name, name) == 0)
			return store->reads[i];
	return NULL;
}

const struct entity *store_entity(const struct store *store, const char *name)
{
	for (size_t i = 0; store->entities[i]; i++)
		if (strcmp(store->entities[i]->name, name) == 0)
			return store->entities[i];
	return NULL;
}
