#include "report/requests.h"

#include <stdlib.h>
#include <string.h>

#include "report/query.h"
#include "report/read_text.h"
#include "walk/outcome.h"
#include "walk/plan.h"
#include "walk/prelude.h"

enum { COLUMN_TIMES, COLUMN_PATH, COLUMN_FOR, COLUMN_NEEDS, COLUMN_READ, COLUMNS };

static const struct print_column columns[COLUMNS] = {
	[COLUMN_TIMES] = { "times", TYPE_INT }, [COLUMN_PATH] = { "path", TYPE_TEXT },
	[COLUMN_FOR] = { "for", TYPE_TEXT },    [COLUMN_NEEDS] = { "needs", TYPE_TEXT },
	[COLUMN_READ] = { "read", TYPE_TEXT },
};

const struct sheet requests_sheet = {
	.columns = columns,
	.n_columns = COLUMNS,
	.envelope = "\"entity\":\"request\"",
	.rows_name = "rows",
};

/* The path says as much as the name. */
const struct sheet requests_table_sheet = {
	.columns = columns,
	.n_columns = COLUMN_READ,
};

struct asked {
	const struct walk_options *options;
	struct plan plan;
	sqlite3 *db;         /* or null */
	const char *cluster; /* whose newest snapshot counts, or null */
	char *version;       /* of PVE then; null: not known */
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
	if (term->kind == TERM_HAS) {
		text_addf(t, "EXISTS (SELECT 1 FROM json_each(%s) WHERE value = ?)", name.data);
		return true;
	}
	text_addf(t, "CAST(%s AS TEXT) %sIN (", name.data, term->kind == TERM_NOT_EQUAL ? "NOT " : "");
	add_words(t, term);
	text_add_char(t, ')');
	return true;
}

/* False: it says something that a snapshot does not know. */
static bool add_terms(struct text *t, const struct term *terms, const struct entity *entity)
{
	for (const struct term *term = terms; term && term->kind != TERM_END; term++) {
		text_add(t, term == terms ? " AND (" : term->or_before ? " OR " : " AND ");
		if (!add_condition(t, term, entity))
			return false;
	}
	text_add(t, terms ? ")" : "");
	return true;
}

static void bind_terms(sqlite3_stmt *query, const struct term *terms, int *index)
{
	for (const struct term *term = terms; term && term->kind != TERM_END; term++) {
		if (term->kind == TERM_PRESENT || term->kind == TERM_ABSENT)
			continue;
		for (const char *const *word = term->words; *word; word++)
			query_bind_text(query, (*index)++, *word);
	}
}

static bool count_rows(sqlite3 *db, const char *cluster, const struct read *read, struct value *ret,
		       struct fault *f)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	int index = 1;
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
	text_add(&sql, " WHERE cluster = ?");
	if (!add_terms(&sql, read->where, read->per) || !add_terms(&sql, read->up, read->per))
		return true;
	text_add_char(&sql, ')');
	AUTO_QUERY sqlite3_stmt *query = query_prepare(db, sql.data, f);
	if (!query)
		return false;
	query_bind_text(query, index++, cluster);
	bind_terms(query, read->where, &index);
	bind_terms(query, read->up, &index);
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

/* One answer serves, or it is of the cluster. */
static bool is_once(const struct asked *asked, const struct read *read)
{
	bool any = read->once && !(read->once_columns && *read->once_columns);
	bool full = read->level <= asked->options->level && plan_reading(&asked->plan, read)->needed &&
		    read_brings_rows(read);
	return !read->per || any || (prelude_asks(read) && !full);
}

static bool count(const struct asked *asked, const struct read *read, struct value *ret, struct fault *f)
{
	*ret = (struct value){ .kind = VALUE_UNKNOWN };
	if (read->confirms)
		return true;
	if (is_once(asked, read))
		*ret = value_int(1);
	else if (asked->options->only == read->per)
		*ret = value_int((int64_t)count_ids(asked->options->only_ids));
	else if (asked->db && asked->cluster)
		return count_rows(asked->db, asked->cluster, read, ret, f);
	return true;
}

/* --- all of them */

static bool find_version(struct asked *asked, struct fault *f)
{
	AUTO_QUERY sqlite3_stmt *query = NULL;
	if (!asked->db || !asked->cluster)
		return true;
	query = query_prepare(asked->db,
			      "SELECT pve_version FROM main.snapshot WHERE cluster = ? ORDER BY id DESC", f);
	if (!query)
		return false;
	query_bind_text(query, 1, asked->cluster);
	int found = query_step(query, f);
	if (found == 1)
		asked->version = xstrdup(query_text(query, 0));
	return found >= 0;
}

/* What is read in any case, what brings rows, and what confirms that a row is gone. */
static bool is_made(const struct asked *asked, const struct read *read)
{
	if (prelude_asks(read))
		return true;
	if (read->confirms)
		return !asked->options->wanted;
	if (read->level > asked->options->level || (read->agent && !asked->options->guest_agent))
		return false;
	return plan_reading(&asked->plan, read)->needed && read_brings_rows(read) &&
	       (!asked->version || read_is_supported(read, asked->version));
}

static void print_read(const struct asked *asked, const struct read *read, const struct value *times,
		       struct printer *printer)
{
	AUTO_TEXT struct text made_for = TEXT_INIT, needs = TEXT_INIT;
	struct value values[COLUMNS];
	if (read->per && is_once(asked, read))
		text_addf(&made_for, "one %s", read->per->name);
	else
		read_add_occasion(&made_for, read);
	read_add_needs(&needs, read);
	values[COLUMN_TIMES] = *times;
	values[COLUMN_PATH] = value_text(read->path);
	values[COLUMN_FOR] = value_text(made_for.data);
	values[COLUMN_NEEDS] = value_text(needs.size ? needs.data : NULL);
	values[COLUMN_READ] = value_text(read->name);
	printer_row(printer, values, NULL);
	for (size_t i = 0; i < COLUMNS; i++)
		value_clear(&values[i]);
}

bool requests_print(const struct walk_options *options, sqlite3 *db, const char *cluster,
		    struct printer *printer, int64_t *ret_total, struct fault *f)
{
	struct asked asked = { .options = options, .db = db, .cluster = cluster };
	*ret_total = 0;
	plan_init(&asked.plan, options);
	bool ok = find_version(&asked, f);
	for (const struct read *const *read = schema_reads; *read && ok; read++) {
		struct value times;
		if (!is_made(&asked, *read))
			continue;
		ok = count(&asked, *read, &times, f);
		if (ok && times.kind == VALUE_INT)
			*ret_total += times.integer;
		if (ok)
			print_read(&asked, *read, &times, printer);
	}
	plan_clear(&asked.plan);
	free(asked.version);
	return ok;
}
