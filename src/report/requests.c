#include "report/requests.h"

#include <string.h>

#include "report/query.h"
#include "report/read_text.h"
#include "walk/plan.h"
#include "walk/prelude.h"

enum { COLUMN_READ, COLUMN_TIMES, COLUMN_FOR, COLUMN_NEEDS, COLUMN_PATH, COLUMNS };

static const struct print_column columns[COLUMNS] = {
	[COLUMN_READ] = { "read", TYPE_TEXT }, [COLUMN_TIMES] = { "times", TYPE_INT },
	[COLUMN_FOR] = { "for", TYPE_TEXT },   [COLUMN_NEEDS] = { "needs", TYPE_TEXT },
	[COLUMN_PATH] = { "path", TYPE_TEXT },
};

const struct sheet requests_sheet = {
	.columns = columns,
	.n_columns = COLUMNS,
	.envelope = "\"entity\":\"request\"",
	.rows_name = "rows",
};

/* --- how often */

static void add_words(struct text *t, const struct term *term)
{
	for (size_t i = 0; term->words[i]; i++)
		text_addf(t, "%s?", i ? "," : "");
}

static bool add_condition(struct text *t, const struct term *term, const struct entity *entity)
{
	AUTO_TEXT struct text name = TEXT_INIT;
	if (!term->key || !schema_column(entity, term->key))
		return false;
	query_add_name(&name, term->key);
	if (term->kind == TERM_PRESENT || term->kind == TERM_ABSENT) {
		text_addf(t, "%s IS %sNULL", name.data, term->kind == TERM_PRESENT ? "NOT " : "");
		return true;
	}
	text_addf(t, "CAST(%s AS TEXT) %sIN (", name.data, term->kind == TERM_NOT_EQUAL ? "NOT " : "");
	add_words(t, term);
	text_add_char(t, ')');
	return true;
}

/* False: it says something that a snapshot does not know. */
static bool add_where(struct text *t, const struct read *read)
{
	text_add(t, " WHERE cluster = ?");
	for (const struct term *term = read->where; term && term->kind != TERM_END; term++) {
		text_add(t, term == read->where ? " AND (" : term->or_before ? " OR " : " AND ");
		if (!add_condition(t, term, read->per))
			return false;
	}
	text_add(t, read->where ? ")" : "");
	return true;
}

static void bind(sqlite3_stmt *query, const struct read *read, const char *cluster)
{
	int index = 1;
	query_bind_text(query, index++, cluster);
	for (const struct term *term = read->where; term && term->kind != TERM_END; term++) {
		if (term->kind == TERM_PRESENT || term->kind == TERM_ABSENT)
			continue;
		for (const char *const *word = term->words; *word; word++)
			query_bind_text(query, index++, *word);
	}
}

static bool count_rows(sqlite3 *db, const char *cluster, const struct read *read, struct value *ret,
		       struct fault *f)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	text_add(&sql, "SELECT count(*) FROM (SELECT DISTINCT ");
	if (read->once) {
		for (const char *const *name = read->once_columns; *name; name++) {
			text_add(&sql, name == read->once_columns ? "" : ", ");
			query_add_name(&sql, *name);
		}
	} else {
		for (unsigned i = 0; i < read->per->n_keys; i++) {
			text_add(&sql, i ? ", " : "");
			query_add_name(&sql, read->per->columns[i].name);
		}
	}
	text_add(&sql, " FROM ");
	query_add_name(&sql, read->per->name);
	if (!add_where(&sql, read))
		return true;
	text_add_char(&sql, ')');
	AUTO_QUERY sqlite3_stmt *query = query_prepare(db, sql.data, f);
	if (!query)
		return false;
	bind(query, read, cluster);
	if (query_step(query, f) != 1)
		return false;
	*ret = query_value(query, 0);
	return true;
}

static size_t count_ids(const char *const *ids)
{
	size_t count = 0;
	while (ids && ids[count])
		count++;
	return count;
}

static bool count(const struct walk_options *options, sqlite3 *db, const char *cluster,
		  const struct read *read, struct value *ret, struct fault *f)
{
	bool once = !read->per || (read->once && !(read->once_columns && *read->once_columns));
	*ret = (struct value){ .kind = VALUE_UNKNOWN };
	if (read->confirms)
		return true;
	if (once)
		*ret = value_int(1);
	else if (options->only == read->per)
		*ret = value_int((int64_t)count_ids(options->only_ids));
	else if (db && cluster)
		return count_rows(db, cluster, read, ret, f);
	return true;
}

/* --- all of them */

/* What is read in any case, what brings rows, and what confirms that a row is gone. */
static bool is_made(const struct walk_options *options, const struct plan *plan, const struct read *read)
{
	if (prelude_asks(read))
		return true;
	if (read->confirms)
		return !options->wanted;
	if (!options->wanted && read->level > options->level)
		return false;
	return plan->needed[read_index(read)] && read_brings_rows(read);
}

static void print_read(const struct read *read, const struct value *times, struct printer *printer)
{
	AUTO_TEXT struct text made_for = TEXT_INIT, needs = TEXT_INIT;
	struct value values[COLUMNS];
	read_add_occasion(&made_for, read);
	read_add_needs(&needs, read);
	values[COLUMN_READ] = value_text(read->name);
	values[COLUMN_TIMES] = *times;
	values[COLUMN_FOR] = value_text(made_for.data);
	values[COLUMN_NEEDS] = value_text(needs.size ? needs.data : NULL);
	values[COLUMN_PATH] = value_text(read->path);
	printer_row(printer, values, NULL);
	for (size_t i = 0; i < COLUMNS; i++)
		value_clear(&values[i]);
}

bool requests_print(const struct walk_options *options, sqlite3 *db, const char *cluster,
		    struct printer *printer, int64_t *ret_total, struct fault *f)
{
	struct plan plan;
	bool ok = true;
	*ret_total = 0;
	plan_init(&plan, options);
	for (const struct read *const *read = schema_reads; *read && ok; read++) {
		struct value times;
		if (!is_made(options, &plan, *read))
			continue;
		ok = count(options, db, cluster, *read, &times, f);
		if (ok && times.kind == VALUE_INT)
			*ret_total += times.integer;
		if (ok)
			print_read(*read, &times, printer);
	}
	plan_clear(&plan);
	return ok;
}
