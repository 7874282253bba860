/* merge_row.c - one staged row against its open version: what carries over, what differs, what is
 * written. */
#include <string.h>

#include "store/stage.h"

/* How a row differs from its open version. */
enum {
	DIFFERS_CONFIG = 1,
	DIFFERS_STATE = 2,
	DIFFERS_LEARNED = 4, /* known now, or no longer */
	DIFFERS_REVISED = 8, /* in a column that another rule fills now */
	DIFFERS_FRESH = 16,  /* in a column that was not filled yet */
};

/* Looks at the staged row that the statement stands on. */
static void take_staged(struct merge_table *mt)
{
	mt->states = staged_states(mt->staged);
	for (unsigned i = 0; i < mt->table->n_history; i++)
		mt->staged_unknown[i] =
			mt->distrusted[i] || states_unknown(mt->states, mt->table->history[i]);
}

/* --- is it another thing under the same key? */

static bool differs_known(const struct merge_table *mt, const struct column *column)
{
	unsigned place = table_place(mt->table, column);
	int old = OPEN_COLUMNS + (int)place, new = STAGED_COLUMNS + (int)place;

	return place < mt->table->n_history && !mt->old_unknown[place] && !mt->staged_unknown[place] &&
	       !mt->fresh[place] && !mt->revised[place] &&
	       sqlite3_column_type(mt->open, old) != SQLITE_NULL &&
	       sqlite3_column_type(mt->staged, new) != SQLITE_NULL &&
	       sql_compare(mt->open, old, mt->staged, new) != 0;
}

static bool is_replaced(const struct merge_table *mt)
{
	const struct column *const *group = mt->table->entity->replaced;

	for (; group && *group; group++) {
		bool all = true;

		for (; *group; group++)
			all = all && differs_known(mt, *group);
		if (all)
			return true;
	}
	return false;
}

/* It ended with its parent, and what has its key now is another parent's: the OSD 0 of another Ceph. */
static bool has_left(struct merge_table *mt)
{
	return merge_parent_was(mt, PARENT_CLOSED, mt->open, OPEN_COLUMNS) &&
	       !merge_parent_was(mt, PARENT_CLOSED, mt->staged, STAGED_COLUMNS);
}

/* --- what the new version would be */

static bool parse_old(struct merge_table *mt)
{
	const char *unknown = sql_text(mt->open, OPEN_UNKNOWN);

	/* Neighbours are often unknown in the same columns. */
	if (strcmp(unknown ? unknown : "", mt->old_unknown_text.data) != 0) {
		if (!unknown_parse(mt->table, unknown, mt->old_unknown, mt->m->fault))
			return false;
		text_reset(&mt->old_unknown_text);
		text_add(&mt->old_unknown_text, unknown ? unknown : "");
	}
	return extra_parse(&mt->old_extra, mt->table, sql_text(mt->open, OPEN_EXTRA), mt->m->fault);
}

/* Sets new_unknown of the columns; 'carry': what is unknown now keeps the last known value. */
static void judge_columns(struct merge_table *mt, bool carry)
{
	for (unsigned i = 0; i < mt->table->n_history; i++)
		mt->new_unknown[i] = mt->staged_unknown[i] && (!carry || mt->old_unknown[i]);
}

static bool judge_label(struct merge_table *mt, unsigned label, bool carry, size_t *begin)
{
	const struct table *table = mt->table;
	enum part_state state = states_part(mt->states, table, label);
	struct json_slice staged = sql_slice(mt->staged, staged_extra(table, label));
	struct json_slice none = { NULL, 0 }, old = carry ? mt->old_extra.labels[label] : none;
	struct json_slice *new = &mt->new_extra.labels[label];
	bool *unknown = &mt->new_unknown[table->n_history + label];

	if (mt->distrusted[table->n_history + label])
		state = PART_UNKNOWN;
	*unknown = false;
	*new = none;
	switch (state) {
	case PART_UNKNOWN:
		*new = old;
		*unknown = !carry || mt->old_unknown[table->n_history + label];
		break;
	case PART_SOME: /* keys that it did not name are as they were */
		*unknown = !carry || mt->old_unknown[table->n_history + label];
		*begin = mt->overlay.size;
		if (!extra_overlay(&mt->overlay, old, staged, mt->m->fault))
			return false;
		new->size = mt->overlay.size - *begin;
		break;
	case PART_WHOLE:
		*new = staged;
		break;
	case PART_NEVER:
		break;
	}
	return true;
}

static bool judge_parts(struct merge_table *mt, bool carry)
{
	const struct table *table = mt->table;
	AUTO_FREE size_t *begins = xcalloc(table->n_labels + 1, sizeof *begins);

	text_reset(&mt->overlay);
	text_reset(&mt->new_extra.others);
	if (carry)
		text_add(&mt->new_extra.others, mt->old_extra.others.data);
	for (unsigned i = 0; i < table->n_labels; i++) {
		begins[i] = SIZE_MAX;
		mt->new_unknown[table->n_history + i] = false;
		mt->new_extra.labels[i].size = 0;
		if (!label_is_metric(&table->labels[i]) && !judge_label(mt, i, carry, &begins[i]))
			return false;
	}
	for (unsigned i = 0; i < table->n_labels; i++) /* the text has settled */
		if (begins[i] != SIZE_MAX)
			mt->new_extra.labels[i].text = mt->overlay.data + begins[i];
	return true;
}

/* --- how it differs */

static unsigned class_difference(const struct merge_table *mt, enum column_class class)
{
	bool state = class == CLASS_STATE || mt->table->entity->class == CLASS_STATE;

	return state ? DIFFERS_STATE : DIFFERS_CONFIG;
}

static unsigned judge_difference(const struct merge_table *mt, unsigned flag, unsigned difference)
{
	if (!difference || mt->fresh[flag])
		return difference ? DIFFERS_FRESH : 0;
	return mt->revised[flag] ? DIFFERS_REVISED : difference;
}

static unsigned compare_columns(const struct merge_table *mt)
{
	unsigned differs = 0;

	for (unsigned i = mt->table->entity->n_keys; i < mt->table->n_history; i++) {
		unsigned difference = 0;

		if (mt->new_unknown[i] != mt->old_unknown[i])
			difference = DIFFERS_LEARNED;
		else if (!mt->new_unknown[i] && !mt->staged_unknown[i] &&
			 sql_compare(mt->open, OPEN_COLUMNS + (int)i, mt->staged, STAGED_COLUMNS + (int)i) !=
				 0)
			difference = class_difference(mt, table_column(mt->table, i)->class);
		differs |= judge_difference(mt, i, difference);
	}
	return differs;
}

static unsigned compare_parts(const struct merge_table *mt)
{
	unsigned differs = 0;

	for (unsigned i = 0; i < mt->table->n_labels; i++) {
		const struct json_slice *old = &mt->old_extra.labels[i], *new = &mt->new_extra.labels[i];
		unsigned flag = mt->table->n_history + i, difference = 0;

		if (label_is_metric(&mt->table->labels[i]))
			continue;
		if (mt->new_unknown[flag] != mt->old_unknown[flag])
			difference = DIFFERS_LEARNED;
		else if (old->size != new->size ||
			 (old->size && memcmp(old->text, new->text, old->size) != 0))
			difference = mt->new_unknown[flag] ? DIFFERS_LEARNED
							   : class_difference(mt, mt->table->labels[i].rest);
		differs |= judge_difference(mt, flag, difference);
	}
	return differs;
}

/* --- writing */

/* Binds unknown, extra and the history columns from parameter 3 on; a column that is unknown in the
 * staged row comes from the open version. */
static void bind_version(struct merge_table *mt, sqlite3_stmt *statement, bool carry, struct text *unknown,
			 struct text *extra)
{
	unknown_add(unknown, mt->table, mt->new_unknown);
	extra_add(extra, mt->table, &mt->new_extra);
	sqlite3_clear_bindings(statement); /* most columns are not set */
	sql_bind_text(statement, 1, mt->m->cluster);
	sqlite3_bind_int64(statement, 2, mt->m->snapshot);
	sql_bind_bytes(statement, 3, unknown->data, unknown->size);
	sql_bind_bytes(statement, 4, extra->data, extra->size);
	for (unsigned i = 0; i < mt->table->n_history; i++) {
		bool old = carry && mt->staged_unknown[i];
		sqlite3_stmt *from = old ? mt->open : mt->staged;
		int column = (old ? OPEN_COLUMNS : STAGED_COLUMNS) + (int)i;

		if (!mt->new_unknown[i] && sqlite3_column_type(from, column) != SQLITE_NULL)
			sql_bind_cell(statement, 5 + (int)i, from, column);
	}
}

static bool insert_version(struct merge_table *mt, bool carry)
{
	AUTO_TEXT struct text unknown = TEXT_INIT, extra = TEXT_INIT;

	bind_version(mt, mt->insert, carry, &unknown, &extra);
	return sql_finish(mt->m->store, mt->insert, mt->m->fault);
}

static bool update_version(struct merge_table *mt)
{
	AUTO_TEXT struct text unknown = TEXT_INIT, extra = TEXT_INIT;

	bind_version(mt, mt->update, true, &unknown, &extra);
	sqlite3_bind_int64(mt->update, 5 + (int)mt->table->n_history,
			   sqlite3_column_int64(mt->open, OPEN_ROWID));
	return sql_finish(mt->m->store, mt->update, mt->m->fault);
}

static const char *staged_key(struct merge_table *mt)
{
	text_reset(&mt->key);
	add_row_key(&mt->key, mt->table, mt->staged, STAGED_COLUMNS);
	return mt->key.data;
}

/* The old thing is gone, another one has its key: nothing carries over. */
static bool replace(struct merge_table *mt)
{
	if (!close_version(mt, true) || !insert_version(mt, false))
		return false;
	keyset_add(&mt->sets->replaced, staged_key(mt), 0);
	keyset_add(&mt->sets->added, mt->key.data, 0);
	mt->counts.removed++;
	mt->counts.added++;
	return true;
}

static bool write_difference(struct merge_table *mt, unsigned differs, bool carry)
{
	struct merge_result *counts = &mt->counts;

	if (differs & DIFFERS_CONFIG)
		counts->changed++;
	else if (differs & DIFFERS_STATE)
		counts->state++;
	else if (differs & DIFFERS_LEARNED)
		counts->learned++;
	else
		counts->unchanged++;
	if (!differs)
		return true;
	if (differs == DIFFERS_FRESH && carry)
		return update_version(mt); /* an upgrade is no change */
	return close_version(mt, false) && insert_version(mt, carry);
}

bool merge_known_row(struct merge_table *mt)
{
	bool other, carry;
	int closes;

	take_staged(mt);
	/* A joined source may still speak of what the list has no more (ipconfig1 of a NIC that is gone). */
	closes = states_made(mt->states) ? 0 : merge_closes(mt);
	if (closes < 0)
		return false;
	mt->ended = closes;
	if (closes) {
		mt->counts.removed++;
		return close_version(mt, true) && merge_orphan(mt);
	}
	if (!parse_old(mt))
		return false;
	other = is_replaced(mt) || has_left(mt);
	/* What belongs to a replaced thing is another thing, too, even if it looks the same. */
	carry = !other && !merge_parent_was(mt, PARENT_REPLACED, mt->open, OPEN_COLUMNS);
	judge_columns(mt, carry);
	if (!judge_parts(mt, carry))
		return false;
	if (other)
		return replace(mt);
	if (!carry) {
		keyset_add(&mt->sets->replaced, staged_key(mt), 0);
		if (!end_scopes(mt))
			return false;
	}
	return write_difference(mt, compare_columns(mt) | compare_parts(mt), carry);
}

/* A row that the store does not know. */
bool merge_new_row(struct merge_table *mt)
{
	int added;

	take_staged(mt);
	if (mt->m->quorum == QUORUM_LOST && mt->m->previous)
		return true; /* an isolated endpoint may know what is gone */
	if (!states_made(mt->states))
		return merge_orphan(mt);
	judge_columns(mt, false);
	if (!judge_parts(mt, false) || !insert_version(mt, false) || !merge_write_metrics(mt))
		return false;
	added = merge_is_added(mt);
	if (added < 0)
		return false;
	if (added) {
		keyset_add(&mt->sets->added, staged_key(mt), 0);
		mt->counts.added++;
	} else {
		mt->counts.learned++;
	}
	return true;
}

/* --- metrics: one row a thing, of this walk only */

static bool add_metric_extra(struct merge_table *mt, struct text *extra)
{
	for (unsigned i = 0; i < mt->table->n_labels; i++) {
		struct json_slice part;

		if (!label_is_metric(&mt->table->labels[i]))
			continue;
		part = sql_slice(mt->staged, staged_extra(mt->table, i));
		if (!part.size)
			continue;
		text_add_char(extra, extra->size ? ',' : '{');
		json_add_string(extra, mt->table->labels[i].name);
		text_add_char(extra, ':');
		text_add_bytes(extra, part.text, part.size);
	}
	if (extra->size)
		text_add_char(extra, '}');
	return true;
}

bool merge_write_metrics(struct merge_table *mt)
{
	const struct entity *entity = mt->table->entity;
	AUTO_TEXT struct text unknown = TEXT_INIT, extra = TEXT_INIT;
	int at = 4;

	if (!mt->metric || !add_metric_extra(mt, &extra))
		return mt->metric == NULL;
	for (unsigned i = 0; i < entity->n_keys; i++)
		sql_bind_cell(mt->metric, at++, mt->staged, STAGED_COLUMNS + (int)i);
	for (unsigned i = 0; i < mt->table->n_metrics; i++) {
		unsigned index = mt->table->metrics[i];

		if (states_unknown(mt->states, index))
			text_addf(&unknown, "%c\"%s\"", unknown.size ? ',' : '[',
				  entity->columns[index].name);
		sql_bind_cell(mt->metric, at++, mt->staged, STAGED_COLUMNS + (int)(mt->table->n_history + i));
	}
	if (unknown.size)
		text_add_char(&unknown, ']');
	sql_bind_text(mt->metric, 1, mt->m->cluster);
	sql_bind_bytes(mt->metric, 2, unknown.data, unknown.size);
	sql_bind_bytes(mt->metric, 3, extra.data, extra.size);
	return sql_finish(mt->m->store, mt->metric, mt->m->fault);
}
