#include "report/user_sql.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/suggest.h"
#include "report/query.h"
#include "schema/schema.h"

/* --- what users may do */

static int allow_reading(void *context, int action, const char *a, const char *b, const char *c,
			 const char *d)
{
	(void)context, (void)a, (void)c, (void)d;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		return b && sqlite3_stricmp(b, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
	default:
		return SQLITE_DENY;
	}
}

void user_sql_restrict(sqlite3 *db)
{
	sqlite3_set_authorizer(db, allow_reading, NULL);
}

void user_sql_release(sqlite3 *db)
{
	sqlite3_set_authorizer(db, NULL, NULL);
}

/* --- what is wrong, and where */

static void add_place(struct text *t, const char *sql, size_t offset)
{
	size_t line = 1, column = 1;
	for (size_t i = 0, length; i < offset && sql[i]; i += length) {
		utf8_decode(sql + i, strlen(sql + i), &length);
		column = sql[i] == '\n' ? 1 : column + 1;
		line += sql[i] == '\n';
	}
	text_addf(t, "line %zu, column %zu: ", line, column);
}

static void suggest_column(struct fault *f, const char *name)
{
	const char *dot = strrchr(name, '.');
	struct suggestion near = { dot ? dot + 1 : name, NULL, 0 };
	for (const struct entity *const *e = schema_entities; *e; e++) {
		for (unsigned i = 0; i < (*e)->n_columns; i++)
			suggestion_offer(&near, (*e)->columns[i].name);
	}
	if (near.name && strcmp(near.name, near.word) != 0)
		fault_hint(f, "did you mean %s? 'pveinv schema' shows all", near.name);
	else
		fault_hint(f, "'pveinv schema ENTITY' shows the columns");
}

static void suggest_table(struct fault *f, const char *name)
{
	struct suggestion near = { name, NULL, 0 };
	for (const struct entity *const *e = schema_entities; *e; e++) {
		if (strcmp((*e)->plural, name) == 0)
			near = (struct suggestion){ name, (*e)->name, 0 };
		else if (!near.name || near.distance > 0)
			suggestion_offer(&near, (*e)->name);
	}
	if (near.name)
		fault_hint(f, "did you mean %s?", near.name);
	else
		fault_hint(f, "'pveinv explain' lists the tables");
}

static void add_hint(struct fault *f, int code, const char *message)
{
	static const char column[] = "no such column: ", table[] = "no such table: ";
	if (text_starts_with(message, column))
		suggest_column(f, message + strlen(column));
	else if (text_starts_with(message, table))
		suggest_table(f, message + strlen(table));
	else if (code == SQLITE_AUTH || text_starts_with(message, "not authorized") ||
		 text_starts_with(message, "cannot modify"))
		fault_hint(f, "a query is one SELECT; it can't change anything, nor read other files");
}

/* SQL of a user, perhaps behind words of ours; what messages call it. */
struct user_sql {
	const char *all, *users; /* 'users' within 'all' */
	const char *what;
};

/* Bytes of the user's before the place; -1: SQLite does not say. */
static long find_offset(sqlite3 *db, const struct user_sql *sql, const char *message)
{
	const char *name = strstr(message, ": "), *found = name ? strstr(sql->users, name + 2) : NULL;
	int offset = -1;
#if SQLITE_VERSION_NUMBER >= 3038000
	offset = sqlite3_error_offset(db);
#else
	(void)db;
#endif
	if (offset >= sql->users - sql->all)
		return offset - (sql->users - sql->all);
	if (strcmp(message, "incomplete input") == 0)
		return (long)strlen(sql->users);
	return found ? found - sql->users : -1;
}

static bool refuse(sqlite3 *db, const struct user_sql *sql, struct fault *f)
{
	AUTO_TEXT struct text place = TEXT_INIT;
	AUTO_FREE char *message = xstrdup(sqlite3_errmsg(db));
	int code = sqlite3_errcode(db) & 0xff;
	long offset = find_offset(db, sql, message);
	if (offset >= 0)
		add_place(&place, sql->users, (size_t)offset);
	fault_set(f, FAULT_USAGE, "%s: %s%s", sql->what, place.data, message);
	add_hint(f, code, message);
	return false;
}

/* Blanks, comments and semicolons. */
static size_t skip_nothing(const char *sql)
{
	const char *s = sql;
	while (*s) {
		if (strspn(s, " \t\r\n;\f") > 0)
			s += strspn(s, " \t\r\n;\f");
		else if (text_starts_with(s, "--"))
			s += strcspn(s, "\n");
		else if (text_starts_with(s, "/*"))
			s = strstr(s, "*/") ? strstr(s, "*/") + 2 : s + strlen(s);
		else
			break;
	}
	return (size_t)(s - sql);
}

static bool check_rest(const struct user_sql *sql, const char *rest, struct fault *f)
{
	AUTO_TEXT struct text place = TEXT_INIT;
	rest += skip_nothing(rest);
	if (!*rest)
		return true;
	add_place(&place, sql->users, (size_t)(rest - sql->users));
	return fault_set(f, FAULT_USAGE, "%s: %sa second statement", sql->what, place.data);
}

/* Null in *ret: there is none. */
static bool prepare(sqlite3 *db, const struct user_sql *sql, sqlite3_stmt **ret, struct fault *f)
{
	const char *rest = NULL;
	user_sql_add_functions(db);
	user_sql_restrict(db);
	bool ok = sqlite3_prepare_v2(db, sql->all, -1, ret, &rest) == SQLITE_OK || refuse(db, sql, f);
	user_sql_release(db);
	return ok && check_rest(sql, rest, f);
}

sqlite3_stmt *user_sql_prepare(sqlite3 *db, const char *sql, struct fault *f)
{
	const struct user_sql query = { sql, sql, "SQL" };
	sqlite3_stmt *statement = NULL;
	if (prepare(db, &query, &statement, f) && statement)
		return statement;
	if (!f->kind)
		fault_set(f, FAULT_USAGE, "SQL: there is no statement");
	if (!f->hint)
		fault_hint(f, "a query is one SELECT, such as: pveinv query \"SELECT name, node FROM "
			      "guest\"");
	sqlite3_finalize(statement);
	return NULL;
}

bool user_sql_check_condition(sqlite3 *db, const char *table, const char *condition, const char *what,
			      struct fault *f)
{
	AUTO_FREE char *all = xasprintf("SELECT 1 FROM \"%s\" WHERE %s", table, condition);
	const struct user_sql sql = { all, all + strlen(all) - strlen(condition), what };
	AUTO_QUERY sqlite3_stmt *statement = NULL;
	bool ok = prepare(db, &sql, &statement, f);
	if (ok && sqlite3_bind_parameter_count(statement) > 0)
		ok = fault_set(f, FAULT_USAGE, "%s: a condition has no parameters", what);
	if (!ok && !f->hint)
		fault_hint(f, "it is the condition of a SELECT, such as: memory > 8e9 AND pool IS NOT NULL");
	return ok;
}

/* --- parameters */

static void bind_word(sqlite3_stmt *statement, int index, const char *word)
{
	int64_t integer;
	double real;
	AUTO_FREE char *plain = NULL;
	if (number_parse_int(word, &integer)) {
		plain = xasprintf("%lld", (long long)integer);
		if (strcmp(plain, word) == 0) {
			sqlite3_bind_int64(statement, index, integer);
			return;
		}
	} else if (number_parse_real(word, &real)) {
		sqlite3_bind_double(statement, index, real);
		return;
	}
	query_bind_text(statement, index, word); /* "007" is none */
}

static const char *value_of(const struct words *parameters, const char *name)
{
	size_t length = strlen(name);
	for (size_t i = parameters->count; i-- > 0;) {
		const char *word = parameters->items[i];
		if (strncmp(word, name, length) == 0 && word[length] == '=')
			return word + length + 1;
	}
	return NULL;
}

static bool has_parameter(sqlite3_stmt *statement, const char *word)
{
	for (int i = 1; i <= sqlite3_bind_parameter_count(statement); i++) {
		const char *name = sqlite3_bind_parameter_name(statement, i);
		if (name && name[1] && text_starts_with(word, name + 1) && word[strlen(name + 1)] == '=')
			return true;
	}
	return false;
}

bool user_sql_bind(sqlite3_stmt *statement, const struct words *parameters, struct fault *f)
{
	for (int i = 1; i <= sqlite3_bind_parameter_count(statement); i++) {
		const char *name = sqlite3_bind_parameter_name(statement, i);
		if (!name || *name == '?') {
			fault_set(f, FAULT_USAGE, "SQL: the parameter %s has no name", name ? name : "?");
			return fault_hint(f, "write :name, and say --param name=value");
		}
		const char *value = value_of(parameters, name + 1);
		if (!value) {
			fault_set(f, FAULT_USAGE, "SQL: the parameter %s has no value", name);
			return fault_hint(f, "say --param %s=VALUE", name + 1);
		}
		bind_word(statement, i, value);
	}
	for (size_t i = 0; i < parameters->count; i++) {
		const char *word = parameters->items[i];
		if (has_parameter(statement, word))
			continue;
		fault_set(f, FAULT_USAGE, "--param %s: %s", word,
			  strchr(word, '=') ? "the query has no such parameter" : "there is no '=' in it");
		return fault_hint(f, "a parameter stands in the query as :name, in --param as name=value");
	}
	return true;
}

int user_sql_step(sqlite3_stmt *statement, const char *what, struct fault *f)
{
	sqlite3 *db = sqlite3_db_handle(statement);
	int state = query_step(statement, f), code = sqlite3_errcode(db) & 0xff;
	if (state < 0 && (code == SQLITE_ERROR || code == SQLITE_TOOBIG || code == SQLITE_MISMATCH))
		fault_set(f, FAULT_USAGE, "%s: %s", what, sqlite3_errmsg(db));
	return state;
}
