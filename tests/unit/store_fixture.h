/* store_fixture.h - walks written as text, and what a store says as text; the schema is store_schema.h's.
 *
 * A walk is written line by line:
 *   guest vmid=100 name=web memory=? tags=["a"] cfg:{"x":1} resources:?
 * column=value, "?" unknown, "-" not set; source:part, "?" unknown, "!" never, "~{…}" some, "{…}" whole.
 * "*=?", first, makes all columns unknown of which the line says nothing; "made=0": a joined source only.
 *   scope guest        scope guest_disk vmid=100        scope guest_disk vmid=100 slot=a|b   (seen whole)
 *   outcome resources ok      outcome guest_config/100 denied needs-VM.Audit      leftover resources path
 * {json}
 */
#ifndef PVEINV_STORE_FIXTURE_H
#define PVEINV_STORE_FIXTURE_H

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/diff.h"
#include "store_schema.h"

#define UNUSED __attribute__((unused))

/* --- files */

static char fixture_directory[64], fixture_path[128];

static UNUSED int fixture_setup(void **state)
{
	(void)state;
	snprintf(fixture_directory, sizeof fixture_directory, "/tmp/pveinv-store-XXXXXX");
	if (!mkdtemp(fixture_directory))
		return -1;
	snprintf(fixture_path, sizeof fixture_path, "%s/store.db", fixture_directory);
	return 0;
}

static UNUSED int fixture_teardown(void **state)
{
	(void)state;
	store_remove(fixture_path);
	return rmdir(fixture_directory);
}

static UNUSED void assert_done(bool done, struct fault *f)
{
	if (!done)
		fail_msg("%s (%s)", f->message ? f->message : "no message", f->hint ? f->hint : "no hint");
}

static UNUSED struct store *open_fixture_with(const struct entity *const *entities, enum store_mode mode)
{
	struct fault f = FAULT_INIT;
	struct store *store = store_open_with(fixture_path, mode, entities, fixture_reads, &f);

	assert_done(store != NULL, &f);
	return store;
}

static UNUSED struct store *open_fixture(void)
{
	return open_fixture_with(fixture_entities, STORE_WRITE);
}

/* --- walks as text */

struct words {
	char *text, *words[64];
	size_t count;
};

static UNUSED struct words split_words(const char *line, size_t size)
{
	struct words w = { .text = xstrndup(line, size) };
	char *rest = NULL;

	for (char *word = strtok_r(w.text, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest))
		w.words[w.count++] = word;
	return w;
}

static UNUSED const struct column *find_column(const struct entity *entity, const char *name, size_t size)
{
	for (unsigned i = 0; i < entity->n_columns; i++)
		if (strlen(entity->columns[i].name) == size &&
		    strncmp(entity->columns[i].name, name, size) == 0)
			return &entity->columns[i];
	return NULL;
}

static UNUSED struct value parse_value(const struct column *column, const char *text)
{
	struct value value = { .kind = VALUE_NULL };

	if (strcmp(text, "?") == 0)
		return (struct value){ .kind = VALUE_UNKNOWN };
	if (strcmp(text, "-") == 0)
		return value;
	assert_int_not_equal(value_from_text(&value, &column->rule, text), VALUE_UNREADABLE);
	return value;
}

static UNUSED struct part parse_part(const char *text)
{
	if (*text == '?')
		return (struct part){ PART_UNKNOWN, NULL };
	if (*text == '!')
		return (struct part){ PART_NEVER, NULL };
	if (*text == '~')
		return (struct part){ PART_SOME, text + 1 };
	return (struct part){ PART_WHOLE, text };
}

static UNUSED void parse_word(const struct entity *entity, char *word, struct row *row, struct value *values,
			      struct part *parts)
{
	char *sign = strpbrk(word, "=:");
	const struct column *column;

	if (!sign) {
		fail_msg("neither column=value nor source:part: %s", word);
	} else if (strcmp(word, "made=0") == 0) {
		row->made = false;
	} else if (strcmp(word, "*=?") == 0) {
		for (unsigned i = entity->n_keys; i < entity->n_columns; i++)
			values[i].kind = VALUE_UNKNOWN;
	} else if (*sign == ':') {
		*sign = '\0';
		for (unsigned i = 0; i < entity->n_sources; i++)
			if (strcmp(entity->sources[i].label, word) == 0)
				parts[i] = parse_part(sign + 1);
	} else if ((column = find_column(entity, word, (size_t)(sign - word)))) {
		values[column - entity->columns] = parse_value(column, sign + 1);
	} else {
		fail_msg("no column %s", word);
	}
}

static UNUSED void send_row(struct sink *sink, const struct entity *entity, struct words *w)
{
	struct fault f = FAULT_INIT;
	struct value *values = xcalloc(entity->n_columns, sizeof *values);
	struct part *parts = xcalloc(entity->n_sources, sizeof *parts);
	struct row row = { entity, true, values, parts };

	for (unsigned i = 0; i < entity->n_columns; i++)
		values[i].kind = VALUE_NULL;
	for (unsigned i = 0; i < entity->n_sources; i++)
		parts[i].state = PART_WHOLE;
	for (size_t i = 1; i < w->count; i++)
		parse_word(entity, w->words[i], &row, values, parts);
	assert_done(sink->row(sink, &row, &f), &f);
	for (unsigned i = 0; i < entity->n_columns; i++)
		value_clear(&values[i]);
	free(values);
	free(parts);
}

/* "a|b": one such kind of scope a walk. */
static UNUSED const struct one_of *parse_constants(const struct column *column, const char *text)
{
	static char copy[64];
	static const char *words[8];
	static struct one_of one_of[2];
	size_t count = 0;

	snprintf(copy, sizeof copy, "%s", text);
	for (char *rest = copy, *word; (word = strsep(&rest, "|")) && count < 7;)
		words[count++] = word;
	words[count] = NULL;
	one_of[0] = (struct one_of){ column, words };
	return one_of;
}

static UNUSED void send_scope(struct sink *sink, const struct entity *entity, struct words *w)
{
	struct fault f = FAULT_INIT;
	struct value values[8];
	const struct column *columns[8];
	struct scope scope = { .entity = entity, .columns = columns, .values = values };

	for (size_t i = 2; i < w->count; i++) {
		char *sign = strchr(w->words[i], '=');

		if (!sign)
			break;
		columns[scope.count] = find_column(entity, w->words[i], (size_t)(sign - w->words[i]));
		if (strchr(sign, '|')) {
			scope.one_of = parse_constants(columns[scope.count], sign + 1);
			continue;
		}
		values[scope.count] = parse_value(columns[scope.count], sign + 1);
		scope.count++;
	}
	assert_done(sink->scope(sink, &scope, &f), &f);
	for (unsigned i = 0; i < scope.count; i++)
		value_clear(&values[i]);
}

static UNUSED const struct entity *entity_in(const struct store *store, const char *name)
{
	const struct entity *entity = store_entity(store, name);

	if (!entity)
		fail_msg("no entity %s", name);
	return entity;
}

/* What follows the first 'sign', which becomes the word's end; null: there is none. */
static UNUSED char *cut(char *word, char sign)
{
	char *found = word ? strchr(word, sign) : NULL;

	if (found)
		*found = '\0';
	return found ? found + 1 : NULL;
}

/* outcome READ[/TARGET][@ENTITY] KIND [REASON] */
static UNUSED void send_outcome(const struct store *store, struct sink *sink, struct words *w)
{
	struct fault f = FAULT_INIT;
	struct outcome outcome = { .path = "/asked", .reason = w->count > 3 ? w->words[3] : NULL };
	const char *entity = cut(w->words[1], '@'), *target = cut(w->words[1], '/');

	if (entity)
		outcome.entity = entity_in(store, entity);
	outcome.target = target ? target : "";
	outcome.read = store_read(store, w->words[1]);
	if (!outcome.read)
		fail_msg("no read %s", w->words[1]);
	assert_true(outcome_from_name(w->words[2], &outcome.kind));
	assert_done(sink->outcome(sink, &outcome, &f), &f);
}

static UNUSED void send_leftover(const struct store *store, struct sink *sink, struct words *w)
{
	struct fault f = FAULT_INIT;
	const char *target = cut(w->words[1], '/');
	struct leftover leftover = { .path = w->words[2], .json = w->count > 3 ? w->words[3] : NULL };

	leftover.target = target ? target : "";
	leftover.read = store_read(store, w->words[1]);
	assert_done(sink->leftover(sink, &leftover, &f), &f);
}

/* shape READ JSON */
static UNUSED void send_shape(const struct store *store, struct sink *sink, struct words *w)
{
	struct fault f = FAULT_INIT;

	assert_done(sink->shape(sink, store_read(store, w->words[1]), w->words[2], &f), &f);
}

static UNUSED void send_line(const struct store *store, struct sink *sink, const char *line, size_t size)
{
	struct words w = split_words(line, size);

	if (w.count && strcmp(w.words[0], "scope") == 0)
		send_scope(sink, entity_in(store, w.words[1]), &w);
	else if (w.count && strcmp(w.words[0], "outcome") == 0)
		send_outcome(store, sink, &w);
	else if (w.count && strcmp(w.words[0], "leftover") == 0)
		send_leftover(store, sink, &w);
	else if (w.count && strcmp(w.words[0], "shape") == 0)
		send_shape(store, sink, &w);
	else if (w.count)
		send_row(sink, entity_in(store, w.words[0]), &w);
	free(w.text);
}

static UNUSED void send_lines(const struct store *store, struct sink *sink, const char *lines)
{
	while (*lines) {
		size_t size = strcspn(lines, "\n");

		send_line(store, sink, lines, size);
		lines += size + (lines[size] == '\n');
	}
}

static UNUSED struct stage *begin_walk(struct store *store, const char *cluster)
{
	struct fault f = FAULT_INIT;
	struct stage_options options = { .cluster_name = cluster };
	struct stage *stage = stage_new(store, &options, &f);
	struct identity identity = { .version = (char[]){ "8.4.1" } };
	struct sink *sink;

	assert_done(stage != NULL, &f);
	sink = stage_sink(stage);
	assert_done(sink->identified(sink, &identity, &f), &f);
	return stage;
}

static int64_t fixture_time = 1000;

static UNUSED struct merge_result end_walk(struct stage *stage, enum quorum quorum)
{
	struct fault f = FAULT_INIT;
	struct snapshot_facts facts = {
		.taken = fixture_time++, .level = LEVEL_STANDARD, .quorum = quorum, .source = "test"
	};
	struct merge_result result = { 0 };

	assert_done(stage_merge(stage, &facts, &result, &f), &f);
	stage_free(stage);
	return result;
}

/* Walks and merges; returns what the merge counted. */
static UNUSED struct merge_result walk_of(struct store *store, const char *cluster, enum quorum quorum,
					  const char *lines)
{
	struct stage *stage = begin_walk(store, cluster);

	send_lines(store, stage_sink(stage), lines);
	return end_walk(stage, quorum);
}

static UNUSED struct merge_result walk(struct store *store, const char *lines)
{
	return walk_of(store, "lab", QUORUM_HELD, lines);
}

/* --- what the store says */

static UNUSED void add_cell(struct text *t, sqlite3_stmt *row, int i)
{
	const char *text = sql_text(row, i);

	text_addf(t, "%s%s", i ? "|" : "", text ? text : "-");
}

/* All rows of a query, one a line, columns separated by "|", "-" for NULL. To be freed. */
static UNUSED char *query(struct store *store, const char *sql)
{
	struct fault f = FAULT_INIT;
	struct text t = TEXT_INIT;
	AUTO_STATEMENT sqlite3_stmt *statement = sql_prepare(store, sql, &f);
	int found = 0;

	assert_done(statement != NULL, &f);
	while ((found = sql_step(store, statement, &f)) == 1) {
		for (int i = 0; i < sqlite3_column_count(statement); i++)
			add_cell(&t, statement, i);
		text_add_char(&t, '\n');
	}
	assert_done(found == 0, &f);
	return text_take(&t);
}

#define assert_query(store, sql, expected)                                                                   \
	do {                                                                                                 \
		char *found_ = query(store, sql);                                                            \
		assert_string_equal(found_, expected);                                                       \
		free(found_);                                                                                \
	} while (0)

static UNUSED void show(struct store *store, const char *ref)
{
	struct fault f = FAULT_INIT;
	struct moment moment;

	assert_done(store_resolve(store, ref, NULL, &moment, &f), &f);
	assert_done(store_show(store, &moment, &f), &f);
	moment_clear(&moment);
}

static UNUSED void add_value(struct text *t, const struct value *value)
{
	AUTO_FREE char *text = value_to_text(value);

	text_add(t, value->kind == VALUE_UNKNOWN ? "?" : value->kind == VALUE_NULL ? "-" : text);
}

static UNUSED void add_key(struct text *t, const struct entity *entity, const struct value *key)
{
	for (unsigned i = 0; i < entity->n_keys; i++) {
		text_add(t, i ? "/" : " ");
		add_value(t, &key[i]);
	}
}

static const char *const change_names[] = { "added", "removed", "changed", "moved", "learned", "unknown" };

static UNUSED bool add_change_text(void *context, const struct change *change, struct fault *f)
{
	struct text *t = context;

	(void)f;
	if (change->kind == CHANGE_UNKNOWN) {
		text_addf(t, "unknown %s%s%s %s %s x%u\n", change->read->name, change->entity ? "@" : "",
			  change->entity ? change->entity->name : "", outcome_name(change->outcome),
			  change->reason ? change->reason : "-", change->count);
		return true;
	}
	text_add(t, change->entity->name);
	if (change->old_key) {
		add_key(t, change->entity, change->old_key);
		text_add(t, " ->");
	}
	add_key(t, change->entity, change->key);
	text_addf(t, " %s%s%s", change_names[change->kind], change->replaced ? " replaced" : "",
		  change->child ? " child" : "");
	for (size_t i = 0; i < change->n_columns; i++) {
		text_addf(t, " %s:", change->columns[i].name);
		add_value(t, &change->columns[i].from);
		text_add(t, ">");
		add_value(t, &change->columns[i].to);
	}
	text_add_char(t, '\n');
	return true;
}

static UNUSED bool add_note_text(void *context, const struct diff_note *note, struct fault *f)
{
	(void)f;
	text_addf(context, "note %s.%s\n", note->entity->name, note->column->name);
	return true;
}

static UNUSED char *diff_text(struct store *store, const char *cluster, int64_t from, int64_t to,
			      const struct diff_options *options)
{
	struct fault f = FAULT_INIT;
	struct text t = TEXT_INIT;

	assert_done(store_diff(store, cluster, from, to, options, add_change_text, add_note_text, &t, &f),
		    &f);
	return text_take(&t);
}

static const struct diff_options with_state = { .state = true }, with_all = { .state = true, .all = true };

#define assert_diff(store, from, to, options, expected)                                                      \
	do {                                                                                                 \
		char *found_ = diff_text(store, "lab", from, to, options);                                   \
		assert_string_equal(found_, expected);                                                       \
		free(found_);                                                                                \
	} while (0)

#endif
