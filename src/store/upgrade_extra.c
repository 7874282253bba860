/* upgrade_extra.c - values leave extra for the columns that the schema has got for them.
 *
 * An older program kept a key that no column named in extra, under its dotted path. A column can take it
 * over if every place it comes from is such a plain path, which no other column claims, and if some
 * version has it there: then the older program did keep it, and where it is missing from a part that was
 * read, it was not set. Otherwise (computed, taken from outside of the element, a list whose order extra
 * does not keep) the column stays unknown in the versions there are, and the key is dropped all the same,
 * since the next walk won't bring it. A value that can't be read as the column's type stays in extra.
 */
#include <stdlib.h>
#include <string.h>

#include "store/sql.h"
#include "store/upgrade.h"

struct place { /* a key of extra that the schema now gives to a column */
	const struct fill *fill;
	unsigned label;
	unsigned flag; /* of the column; of metrics: n_history */
	char *key;
};

struct mover {
	struct upgrade *u;
	struct place *places;
	size_t n_places;
	bool *stuck; /* by flag: can't be moved */
	bool *found; /* by flag: some version has it in extra */
	/* of the version at hand: */
	cJSON **parts; /* by label */
	struct extra_parts slices;
	bool *unknown;
};

/* --- what the schema now takes out of extra */

/* "a.b" for a path below the element itself; null for any other expression. */
static char *path_key(const struct from *from)
{
	struct text key = TEXT_INIT;

	if (from->kind != FROM_PATH || from->up || !from->path || !from->path[0])
		return NULL;
	for (const char *const *name = from->path; *name; name++)
		text_addf(&key, "%s%s", key.size ? "." : "", *name);
	return text_take(&key);
}

/* Takes over the place. */
static void add_place(struct mover *m, struct place place)
{
	m->places = xreallocarray(m->places, m->n_places + 1, sizeof *m->places);
	m->places[m->n_places++] = place;
}

static bool is_fresh(const struct mover *m, const struct column *column)
{
	const struct table *table = m->u->table;
	unsigned place = table_place(table, column);

	if (place < table->n_history)
		return m->u->fresh[place];
	for (unsigned i = 0; i < table->n_metrics; i++)
		if (&table->entity->columns[table->metrics[i]] == column)
			return m->u->fresh_metrics[i];
	return false;
}

static void add_fill(struct mover *m, const struct fill *fill, unsigned label)
{
	const struct table *table = m->u->table;
	bool plain = !fill->compute && fill->n_args == 1;

	for (unsigned i = 0; i < fill->n_args; i++) {
		char *key = path_key(&fill->args[i]);

		if (key)
			add_place(m, (struct place){ fill, label, table_place(table, fill->column), key });
		else
			plain = false;
	}
	if (!plain)
		m->stuck[table_place(table, fill->column)] = true;
}

/* A key that a column had already was never in extra, so its absence there says nothing. */
static void check_claims(struct mover *m, const struct fill *fill, unsigned label)
{
	for (unsigned i = 0; i < fill->n_args; i++) {
		AUTO_FREE char *key = path_key(&fill->args[i]);

		for (size_t j = 0; key && j < m->n_places; j++)
			if (m->places[j].label == label && strcmp(m->places[j].key, key) == 0)
				m->stuck[m->places[j].flag] = true;
	}
}

static void find_places(struct mover *m)
{
	const struct table *table = m->u->table;

	for (int pass = 0; pass < 2; pass++)
		for (unsigned i = 0; i < table->entity->n_sources; i++) {
			const struct entity_source *source = &table->entity->sources[i];

			for (const struct fill *fill = source->fills; fill && fill->column; fill++) {
				bool fresh = is_fresh(m, fill->column);

				if (source->ignores || fresh == (pass == 1))
					continue;
				if (pass == 0)
					add_fill(m, fill, table->label_of[i]);
				else
					check_claims(m, fill, table->label_of[i]);
			}
		}
}

/* --- one version */

static bool has_prefix(const char *key, const char *prefix)
{
	size_t size = strlen(prefix);

	return strncmp(key, prefix, size) == 0 && key[size] == '.';
}

static bool load_version(struct mover *m, sqlite3_stmt *version)
{
	const struct table *table = m->u->table;

	if (!unknown_parse(table, sql_text(version, 1), m->unknown, m->u->fault) ||
	    !extra_parse(&m->slices, table, sql_text(version, 2), m->u->fault))
		return false;
	for (unsigned i = 0; i < table->n_labels; i++) {
		cJSON_Delete(m->parts[i]);
		m->parts[i] = NULL;
		if (m->slices.labels[i].size && !(m->parts[i] = json_parse(m->slices.labels[i], m->u->fault)))
			return false;
	}
	return true;
}

/* A list from which the order is gone, or more than one value. */
static bool is_ambiguous(const struct column *column, const cJSON *item)
{
	return cJSON_IsArray(item) && (column->rule.ordered || column->rule.type == TYPE_JSON);
}

static void look_at_version(struct mover *m)
{
	for (size_t i = 0; i < m->n_places; i++) {
		const struct place *place = &m->places[i];
		const cJSON *part = m->parts[place->label];

		for (const cJSON *item = part ? part->child : NULL; item; item = item->next) {
			bool same = strcmp(item->string, place->key) == 0;

			if (same)
				m->found[place->flag] = true;
			if ((same && is_ambiguous(place->fill->column, item)) ||
			    has_prefix(item->string, place->key))
				m->stuck[place->flag] = true;
		}
	}
}

static struct value read_item(const struct column *column, const cJSON *item)
{
	struct value value = { .kind = VALUE_UNKNOWN };

	if (value_from_json(&value, &column->rule, item) == VALUE_UNREADABLE)
		return (struct value){ .kind = VALUE_UNKNOWN };
	if (column->class == CLASS_SECRET && value.kind != VALUE_NULL) {
		value_clear(&value);
		value = value_text("set");
	}
	return value;
}

static void add_value_json(struct text *t, const struct value *value)
{
	if (value->kind == VALUE_INT)
		json_add_int(t, value->integer);
	else if (value->kind == VALUE_REAL)
		json_add_real(t, value->real);
	else
		json_add_string(t, value->text);
}

/* The walk keeps a place that lost and says something else, as typed JSON. */
static void keep_dissent(struct mover *m, const struct place *place, const struct value *value)
{
	AUTO_TEXT struct text json = TEXT_INIT;
	struct fault ignored = FAULT_INIT;
	const struct from *from = &place->fill->args[0];
	const char *key = from->path[1] ? place->fill->column->name : place->key;
	cJSON *item;

	add_value_json(&json, value);
	item = json_parse(json_slice_of(json.data), &ignored);
	fault_clear(&ignored);
	if (item)
		cJSON_AddItemToObject(m->parts[place->label], key, item);
}

/* The column's value in this version; VALUE_UNKNOWN where extra does not tell. 'held': what the column
 * holds already, if it was in an earlier schema, too. */
static struct value take_value(struct mover *m, unsigned flag, struct value held)
{
	const struct column *column = table_column(m->u->table, flag);
	struct value best = { .kind = VALUE_NULL };
	unsigned best_alternative = 0;
	bool missing = false;

	for (size_t i = 0; i < m->n_places; i++) {
		const struct place *place = &m->places[i];
		struct value value;
		cJSON *item;

		if (place->flag != flag)
			continue;
		item = cJSON_GetObjectItemCaseSensitive(m->parts[place->label], place->key);
		if (!item) {
			missing = missing || m->unknown[m->u->table->n_history + place->label];
			continue;
		}
		value = read_item(column, item);
		if (value.kind == VALUE_UNKNOWN) {
			missing = true;
			continue;
		}
		cJSON_DeleteItemFromObjectCaseSensitive(m->parts[place->label], place->key);
		if (value.kind == VALUE_NULL)
			continue;
		if (best.kind == VALUE_NULL || place->fill->alternative < best_alternative) {
			struct value swap = best;

			best = value;
			value = swap;
			best_alternative = place->fill->alternative;
		}
		if (value.kind != VALUE_NULL && !value_equal(&value, &best))
			keep_dissent(m, place, &value);
		value_clear(&value);
	}
	if (best.kind != VALUE_NULL || held.kind != VALUE_NULL)
		return best.kind != VALUE_NULL ? best : value_copy(&held);
	if (missing)
		return (struct value){ .kind = VALUE_UNKNOWN };
	if (column->missing)
		value_from_text(&best, &column->rule, column->missing);
	return best;
}

/* What stays in the columns' places goes, too, and what the schema now ignores. */
static void drop_keys(struct mover *m)
{
	const struct table *table = m->u->table;

	for (size_t i = 0; i < m->n_places; i++) {
		cJSON *part = m->parts[m->places[i].label], *next;
		bool movable = m->places[i].flag < table->n_history && !m->stuck[m->places[i].flag];

		for (cJSON *item = part && !movable ? part->child : NULL; item; item = next) {
			next = item->next;
			if (strcmp(item->string, m->places[i].key) == 0 ||
			    has_prefix(item->string, m->places[i].key))
				cJSON_Delete(cJSON_DetachItemViaPointer(part, item));
		}
	}
	for (unsigned i = 0; i < table->entity->n_sources; i++) {
		const struct entity_source *source = &table->entity->sources[i];
		cJSON *part = source->ignores ? NULL : m->parts[table->label_of[i]], *next;

		for (const struct ignored *g = source->ignored; part && g && g->key; g++)
			for (cJSON *item = part->child; item; item = next) {
				next = item->next;
				if (strcmp(item->string, g->key) == 0 || has_prefix(item->string, g->key))
					cJSON_Delete(cJSON_DetachItemViaPointer(part, item));
			}
	}
}

/* --- all versions */

static sqlite3_stmt *prepare_versions(struct mover *m)
{
	const struct table *table = m->u->table;
	AUTO_TEXT struct text sql = TEXT_INIT;

	text_add(&sql, "SELECT rowid, unknown, extra");
	for (unsigned i = 0; i < table->n_history; i++)
		if (m->u->fresh[i]) {
			text_add(&sql, ", ");
			ddl_add_name(&sql, table_column(table, i)->name);
		}
	text_addf(&sql, " FROM main.%s_history ORDER BY rowid", table->entity->name);
	return sql_prepare(m->u->store, sql.data, m->u->fault);
}

static sqlite3_stmt *prepare_update(struct mover *m)
{
	const struct table *table = m->u->table;
	AUTO_TEXT struct text sql = TEXT_INIT;
	int parameter = 4;

	text_addf(&sql, "UPDATE main.%s_history SET unknown = ?2, extra = ?3", table->entity->name);
	for (unsigned i = 0; i < table->n_history; i++)
		if (m->u->fresh[i]) {
			text_add(&sql, ", ");
			ddl_add_name(&sql, table_column(table, i)->name);
			text_addf(&sql, " = ?%d", parameter++);
		}
	text_add(&sql, " WHERE rowid = ?1");
	return sql_prepare(m->u->store, sql.data, m->u->fault);
}

static bool is_movable(const struct mover *m, unsigned flag)
{
	return !m->stuck[flag] && m->found[flag];
}

/* Binds the fresh columns. */
static void bind_fresh(struct mover *m, sqlite3_stmt *version, sqlite3_stmt *update)
{
	const struct table *table = m->u->table;
	int n = 0;

	for (unsigned flag = 0; flag < table_flags(table); flag++) {
		struct value value, held;

		if (!m->u->fresh[flag])
			continue;
		m->unknown[flag] = true;
		if (flag >= table->n_history)
			continue;
		held = sql_value(version, 3 + n);
		if (is_movable(m, flag))
			value = take_value(m, flag, held);
		else
			value = held.kind == VALUE_NULL ? (struct value){ .kind = VALUE_UNKNOWN }
							: value_copy(&held);
		value_clear(&held);
		m->unknown[flag] = value.kind == VALUE_UNKNOWN;
		if (value.kind == VALUE_TEXT)
			sqlite3_bind_text(update, 4 + n, value.text, -1, SQLITE_TRANSIENT);
		else
			statement_bind_value(update, 4 + n, &value);
		value_clear(&value);
		n++;
	}
}

static void add_extra(struct mover *m, struct text *t)
{
	const struct table *table = m->u->table;
	AUTO_TEXT struct text all = TEXT_INIT;
	AUTO_FREE size_t *ends = xcalloc(table->n_labels + 1, sizeof *ends);

	for (unsigned i = 0; i < table->n_labels; i++) {
		if (m->parts[i] && m->parts[i]->child)
			json_add_canonical(&all, m->parts[i]);
		ends[i] = all.size;
	}
	for (unsigned i = 0; i < table->n_labels; i++) {
		size_t begin = i ? ends[i - 1] : 0;

		m->slices.labels[i] = (struct json_slice){ all.data + begin, ends[i] - begin };
	}
	extra_add(t, table, &m->slices);
}

static bool is_same(sqlite3_stmt *version, int column, const struct text *text)
{
	const char *old = sql_text(version, column);

	return strcmp(old ? old : "", text->data) == 0;
}

static bool move_version(struct mover *m, sqlite3_stmt *version, sqlite3_stmt *update)
{
	AUTO_TEXT struct text unknown = TEXT_INIT, extra = TEXT_INIT;

	if (!load_version(m, version))
		return false;
	sqlite3_clear_bindings(update);
	bind_fresh(m, version, update);
	drop_keys(m);
	add_extra(m, &extra);
	unknown_add(&unknown, m->u->table, m->unknown);
	if (sqlite3_column_count(version) == 3 && is_same(version, 1, &unknown) &&
	    is_same(version, 2, &extra))
		return true;
	sqlite3_bind_int64(update, 1, sqlite3_column_int64(version, 0));
	sql_bind_bytes(update, 2, unknown.data, unknown.size);
	sql_bind_bytes(update, 3, extra.data, extra.size);
	return sql_finish(m->u->store, update, m->u->fault);
}

static bool move_all(struct mover *m)
{
	AUTO_STATEMENT sqlite3_stmt *versions = prepare_versions(m);
	AUTO_STATEMENT sqlite3_stmt *update = versions ? prepare_update(m) : NULL;
	int found = -1;

	/* First see what extra holds anywhere; then decide version by version. */
	while (update && (found = sql_step(m->u->store, versions, m->u->fault)) == 1) {
		if (!load_version(m, versions))
			return false;
		look_at_version(m);
	}
	if (found < 0)
		return false;
	sqlite3_reset(versions);
	while ((found = sql_step(m->u->store, versions, m->u->fault)) == 1)
		if (!move_version(m, versions, update))
			return false;
	for (unsigned i = 0; i < m->u->table->n_history; i++)
		m->u->moved[i] = m->u->fresh[i] && is_movable(m, i);
	return found == 0;
}

bool upgrade_extra(struct upgrade *u)
{
	const struct table *table = u->table;
	struct mover m = { .u = u };
	bool done;

	m.stuck = xcalloc(table->n_history + 1, sizeof *m.stuck);
	m.found = xcalloc(table->n_history + 1, sizeof *m.found);
	m.unknown = xcalloc(table_flags(table), sizeof *m.unknown);
	m.parts = xcalloc(table->n_labels + 1, sizeof(cJSON *));
	extra_init(&m.slices, table);
	find_places(&m);
	done = move_all(&m);
	for (unsigned i = 0; i < table->n_labels; i++)
		cJSON_Delete(m.parts[i]);
	for (size_t i = 0; i < m.n_places; i++)
		free(m.places[i].key);
	free(m.places);
	free(m.stuck);
	free(m.found);
	free(m.unknown);
	free(m.parts);
	extra_clear(&m.slices);
	return done;
}
