/* view.c - the views named like the entities: plain SQL over history and metrics.
 *
 * 'unknown' of a view is a JSON array with the name of every column that is unknown in that row and
 * moment, metrics included, and "extra.<source>" for parts of extra; NULL when all is known. A column
 * that is null and not in it was read, and is not set. Where the moment is older than a column (or the
 * file lacks it), the column is unknown, even if a version that began earlier was filled later.
 */
#include <string.h>

#include "store/sql.h"

const char *const view_other_names[] = { "outcome", "leftover", "shape", NULL };

/* Appends when a history column or label is to be hidden; false: never. */
static bool add_hidden(struct text *t, const struct table *table, unsigned flag)
{
	int64_t first = table_first(table, flag);

	if (flag < table->n_history && table->missing_columns[table->history[flag]])
		text_add(t, "1");
	else if (first > 0)
		text_addf(t, "s.snapshot < %lld", (long long)first);
	else
		return false;
	return true;
}

/* Short texts are read faster; an alias only where another table has such names, too. */
static const char *prefix_of(const struct table *table, bool moment)
{
	return moment || table->has_metric_table ? "h." : "";
}

static void add_column(struct text *t, const struct table *table, unsigned index, bool moment)
{
	const struct column *column = &table->entity->columns[index];
	bool metric = table->place_of[index] == table->n_history;
	AUTO_TEXT struct text hidden = TEXT_INIT;

	text_add(t, ",\n\t");
	if (column->sql) {
		text_addf(t, "(%s) AS ", column->sql);
	} else if (table->missing_columns[index]) {
		text_add(t, "NULL AS ");
	} else if (moment && !metric && add_hidden(&hidden, table, table->place_of[index])) {
		text_addf(t, "CASE WHEN NOT %s THEN h.", hidden.data);
		ddl_add_name(t, column->name);
		text_add(t, " END AS ");
	} else {
		text_add(t, metric ? "m." : prefix_of(table, moment));
	}
	ddl_add_name(t, column->name);
}

/* --- unknown */

static void add_metric_unknown(struct text *t, const struct table *table)
{
	text_add(t, table->has_metric_table ? "CASE WHEN m.cluster IS NULL THEN '" : "'");
	for (unsigned i = 0; i < table->n_metrics; i++)
		text_addf(t, "%s\"%s\"", i ? "," : "[", table->entity->columns[table->metrics[i]].name);
	text_add(t, table->has_metric_table ? "]' ELSE m.unknown END" : "]'");
}

/* Joins two JSON arrays or objects, either of which may be null. */
static void add_joined(struct text *t, const char *a, const char *b)
{
	text_addf(t,
		  "CASE WHEN %s IS NULL THEN %s WHEN %s IS NULL THEN %s\n\t\t"
		  "ELSE substr(%s, 1, length(%s) - 1) || ',' || substr(%s, 2) END",
		  b, a, a, b, a, a, b);
}

static void add_hidden_names(struct text *t, const struct table *table)
{
	for (unsigned flag = 0; flag < table_flags(table); flag++) {
		bool label = flag >= table->n_history;
		AUTO_TEXT struct text when = TEXT_INIT;

		if (!add_hidden(&when, table, flag) ||
		    (label && label_is_metric(&table->labels[flag - table->n_history])))
			continue;
		text_addf(t, " UNION SELECT '%s%s' WHERE %s", label ? EXTRA_PREFIX : "",
			  label ? table->labels[flag - table->n_history].name
				: table_column(table, flag)->name,
			  when.data);
	}
	for (unsigned i = 0; i < table->n_metrics; i++)
		if (table->missing_columns[table->metrics[i]])
			text_addf(t, " UNION SELECT '%s'", table->entity->columns[table->metrics[i]].name);
}

/* Derived columns that share their "known", which stand together, are unknown together. */
static void add_derived_unknown(struct text *known, const struct table *table)
{
	const struct entity *entity = table->entity;

	for (unsigned i = 0; i < entity->n_columns; i++) {
		const char *sql = entity->columns[i].known;
		AUTO_TEXT struct text names = TEXT_INIT, joined = TEXT_INIT;

		if (!sql)
			continue;
		text_addf(&names, "(CASE WHEN %s THEN NULL ELSE '[\"%s\"", sql, entity->columns[i].name);
		for (; i + 1 < entity->n_columns && entity->columns[i + 1].known &&
		       strcmp(entity->columns[i + 1].known, sql) == 0;
		     i++)
			text_addf(&names, ",\"%s\"", entity->columns[i + 1].name);
		text_add(&names, "]' END)");
		add_joined(&joined, known->data, names.data);
		text_reset(known);
		text_addf(known, "(%s)", joined.data);
	}
}

static void add_unknown(struct text *t, const struct table *table, bool moment)
{
	AUTO_TEXT struct text metrics = TEXT_INIT, known = TEXT_INIT, hidden = TEXT_INIT;

	if (table->n_metrics) {
		text_add_char(&metrics, '(');
		add_metric_unknown(&metrics, table);
		text_add_char(&metrics, ')');
		add_joined(&known, "h.unknown", metrics.data);
	} else {
		text_add(&known, "h.unknown");
	}
	add_derived_unknown(&known, table);
	if (moment)
		add_hidden_names(&hidden, table);
	if (hidden.size)
		text_addf(t,
			  "nullif((SELECT json_group_array(value) FROM (SELECT value FROM "
			  "json_each(coalesce(%s, '[]'))%s)), '[]')",
			  known.data, hidden.data);
	else
		text_add(t, known.data);
}

/* --- extra */

static void add_history_extra(struct text *t, const struct table *table, bool moment)
{
	AUTO_TEXT struct text paths = TEXT_INIT;

	for (unsigned i = 0; moment && i < table->n_labels; i++) {
		AUTO_TEXT struct text when = TEXT_INIT;

		if (add_hidden(&when, table, table->n_history + i))
			text_addf(&paths, ", CASE WHEN %s THEN '$.\"%s\"' ELSE '$.\"\"' END", when.data,
				  table->labels[i].name);
	}
	if (paths.size)
		text_addf(t, "nullif(json_remove(h.extra%s), '{}')", paths.data);
	else
		text_add(t, "h.extra");
}

static void add_extra(struct text *t, const struct table *table, bool moment)
{
	AUTO_TEXT struct text history = TEXT_INIT;

	add_history_extra(&history, table, moment);
	if (table->has_metric_table)
		add_joined(t, history.data, "m.extra");
	else
		text_add(t, history.data);
}

/* --- whole views */

static void add_from(struct text *t, const struct table *table, bool moment)
{
	const char *name = table->entity->name;

	if (moment)
		text_addf(t,
			  "FROM temp.moment s JOIN main.%s_history h ON h.cluster = s.cluster\n"
			  "\tAND h.since <= s.snapshot AND (h.until IS NULL OR h.until > s.snapshot)",
			  name);
	else
		text_addf(t, "FROM %s_history h", name);
	if (table->has_metric_table) {
		text_addf(t, "\nLEFT JOIN %s%s_metric m ON %sm.cluster = h.cluster", moment ? "main." : "",
			  name, moment ? "s.newest AND " : "");
		for (unsigned i = 0; i < table->entity->n_keys; i++) {
			text_add(t, " AND m.");
			ddl_add_name(t, table->entity->columns[i].name);
			text_add(t, " = h.");
			ddl_add_name(t, table->entity->columns[i].name);
		}
	}
	if (!moment)
		text_add(t, "\nWHERE h.until IS NULL");
}

/* An entity that the file does not know: no rows, and nothing is known of it. */
static void add_empty_view(struct text *t, const struct table *table)
{
	text_add(t, "SELECT NULL AS cluster");
	for (unsigned i = 0; i < table->entity->n_columns; i++) {
		text_add(t, ", NULL AS ");
		ddl_add_name(t, table->entity->columns[i].name);
	}
	text_add(t, ", NULL AS unknown, NULL AS extra WHERE 0;\n");
}

static void add_entity_view(struct text *t, const struct table *table, bool moment)
{
	text_addf(t, "CREATE %sVIEW %s AS ", moment ? "TEMP " : "", table->entity->name);
	if (table->missing) {
		add_empty_view(t, table);
		return;
	}
	text_addf(t, "SELECT %scluster", prefix_of(table, moment));
	for (unsigned i = 0; i < table->entity->n_columns; i++)
		add_column(t, table, i, moment);
	text_add(t, ",\n\t");
	add_unknown(t, table, moment);
	text_add(t, " AS unknown,\n\t");
	add_extra(t, table, moment);
	text_add(t, " AS extra\n");
	add_from(t, table, moment);
	text_add(t, ";\n");
}

static void add_list_view(struct text *t, const struct table *table, const struct column *column, bool moment)
{
	text_addf(t, "CREATE %sVIEW %s AS SELECT e.cluster", moment ? "TEMP " : "", column->list_view);
	for (unsigned i = 0; i < table->entity->n_keys; i++) {
		text_add(t, ", e.");
		ddl_add_name(t, table->entity->columns[i].name);
	}
	/* A list holds texts; one that refers to a number is joined by it. */
	text_add(t, column->rule.items == TYPE_INT ? ", CAST(item.value AS INTEGER) AS "
						   : ", item.value AS ");
	ddl_add_name(t, column->list_view_column);
	text_addf(t, "\nFROM %s%s e, json_each(e.", moment ? "temp." : "", table->entity->name);
	ddl_add_name(t, column->name);
	text_add(t, ") item;\n");
}

void view_add(struct text *t, const struct table *table, bool moment)
{
	add_entity_view(t, table, moment);
	for (unsigned i = 0; i < table->entity->n_columns; i++)
		if (table->entity->columns[i].list_view)
			add_list_view(t, table, &table->entity->columns[i], moment);
}

void view_add_names(struct text *t, const struct table *table)
{
	text_addf(t, "%s\n", table->entity->name);
	for (unsigned i = 0; i < table->entity->n_columns; i++)
		if (table->entity->columns[i].list_view)
			text_addf(t, "%s\n", table->entity->columns[i].list_view);
}

/* A read that was skipped as a whole covers what is on record for its targets: see outcome.c. */
void view_add_others(struct text *t, bool moment)
{
	const char *temporary = moment ? "TEMP " : "", *schema = moment ? "main." : "";
	const char *from = moment ? "temp.moment s JOIN " : "";
	const char *valid = moment ? "s.cluster = v.cluster AND v.since <= s.snapshot AND "
				     "(v.until IS NULL OR v.until > s.snapshot)"
				   : "v.until IS NULL";

	text_addf(t,
		  "CREATE %sVIEW outcome AS SELECT v.cluster, v.read, v.target, "
		  "nullif(v.entity, '') AS entity,\n\tv.outcome, v.reason, v.path, v.expected, v.since\n"
		  "FROM %s%soutcome_history v WHERE %s\n"
		  "AND NOT ((v.target <> '' OR v.entity <> '') AND EXISTS (SELECT 1 FROM "
		  "%soutcome_history w\n\tWHERE w.cluster = v.cluster AND w.read = v.read AND w.target = ''\n"
		  "\tAND w.entity = '' AND w.outcome = 'skipped' AND ",
		  temporary, from, schema, valid, schema);
	/* "+": by the key, not by the snapshot, which most outcomes share */
	text_add(t, moment ? "+w.since <= s.snapshot AND (w.until IS NULL OR w.until > s.snapshot)));\n"
			   : "w.until IS NULL));\n");
	text_addf(t,
		  "CREATE %sVIEW leftover AS SELECT v.cluster, v.read, v.target, v.path, v.json\n"
		  "FROM %s%sleftover_history v WHERE %s;\n",
		  temporary, from, schema, valid);
	/* Of reads that were not made in that snapshot, the last one stays on record. */
	text_addf(t,
		  "CREATE %sVIEW shape AS SELECT v.cluster, v.read, f.key AS field, f.value AS kinds\n"
		  "FROM %s%sshape_history v, json_each(v.fields) f WHERE %s\n"
		  "AND EXISTS (SELECT 1 FROM %soutcome o WHERE o.cluster = v.cluster AND o.read = v.read\n"
		  "\tAND o.outcome = 'ok');\n",
		  temporary, from, schema, valid, moment ? "temp." : "");
}
