#include "report/filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/suggest.h"
#include "report/query.h"
#include "report/user_sql.h"

#define MANY 40 /* columns that a hint names; a guest has 150 */

const struct column *select_column(const struct entity *entity, const char *name, struct fault *f)
{
	struct suggestion near = { name, NULL, 0 };
	AUTO_TEXT struct text all = TEXT_INIT;
	for (unsigned i = 0; i < entity->n_columns; i++) {
		const struct column *column = &entity->columns[i];
		if (strcmp(column->name, name) == 0)
			return column;
		suggestion_offer(&near, column->name);
		if (i < MANY)
			text_addf(&all, "%s%s", i > 0 ? ", " : "", column->name);
	}
	fault_set(f, FAULT_USAGE, "%s has no column '%s'", entity->name, name);
	if (near.name)
		fault_hint(f, "did you mean %s?", near.name);
	else if (entity->n_columns > MANY)
		fault_hint(f, "its columns are %s …; `pveinv explain %s` has all", all.data, entity->name);
	else
		fault_hint(f, "its columns are %s", all.data);
	return NULL;
}

/* --- reading conditions */

static const char *const operations[] = { "!=", "!~", "<=", ">=", "=", "~", "<", ">" };

static const char *find_operation(const char *text, size_t *ret_at)
{
	size_t at = strcspn(text, "=!~<>");
	*ret_at = at;
	for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
		if (text_starts_with(text + at, operations[i]))
			return operations[i];
	}
	return NULL;
}

static bool is_order(const char *operation)
{
	return *operation == '<' || *operation == '>';
}

static bool is_contains(const char *operation)
{
	return strchr(operation, '~') != NULL;
}

static bool condition_fault(struct fault *f, const char *text, const char *why)
{
	fault_set(f, FAULT_USAGE, "condition '%s': %s", text, why);
	return fault_hint(f, "conditions look like status=running, tags~prod, memory>8GiB");
}

/* The value as the column's type has it; numbers count in base units here. */
static bool read_value(struct condition *condition, const char *word, const char *text, struct fault *f)
{
	struct value_rule rule = condition->column->rule;
	bool is_text = rule.type == TYPE_TEXT || rule.type == TYPE_LIST || rule.type == TYPE_JSON;
	int64_t seconds;
	rule.unit = 1;
	if (!*word) {
		condition->value = (struct value){ .kind = VALUE_NULL };
		return !is_order(condition->operation) || condition_fault(f, text, "the value is missing");
	}
	if (is_text || is_contains(condition->operation)) {
		condition->value = value_text(word);
	} else if (rule.type == TYPE_TIMESTAMP && clock_parse(word, &seconds)) {
		condition->value = value_int(seconds);
	} else if (value_from_text(&condition->value, &rule, word) != VALUE_READ) {
		value_clear(&condition->value);
		AUTO_FREE char *why = xasprintf("'%s' is no %s", word, value_type_name(rule.type));
		return condition_fault(f, text, why);
	}
	if (rule.type == TYPE_LIST && is_order(condition->operation))
		return condition_fault(f, text, "a list has no order");
	return true;
}

static bool add_condition(struct filter *filter, const char *text, struct fault *f)
{
	size_t at;
	struct condition condition = { .operation = find_operation(text, &at) };
	AUTO_FREE char *name = xstrndup(text, at);
	if (!condition.operation)
		return condition_fault(f, text, "there is no = != ~ !~ < <= > >= in it");
	condition.column = select_column(filter->entity, name, f);
	if (!condition.column)
		return fault_prefix(f, "condition '%s'", text);
	if (!read_value(&condition, text + at + strlen(condition.operation), text, f)) {
		value_clear(&condition.value);
		return false;
	}
	filter->conditions = xreallocarray(filter->conditions, filter->count + 1, sizeof *filter->conditions);
	filter->conditions[filter->count++] = condition;
	return true;
}

bool filter_init(struct filter *ret, const struct entity *entity, const struct words *conditions,
		 const struct words *where, struct fault *f)
{
	*ret = (struct filter){ entity, NULL, 0, where };
	for (size_t i = 0; conditions && i < conditions->count; i++) {
		const char *word = conditions->items[i];
		while (*word) {
			size_t length = strcspn(word, ",");
			AUTO_FREE char *text = xstrndup(word, length);
			if (*text && !add_condition(ret, text, f)) {
				filter_clear(ret);
				return false;
			}
			word += length + (word[length] == ',');
		}
	}
	return true;
}

void filter_clear(struct filter *filter)
{
	for (size_t i = 0; i < filter->count; i++)
		value_clear(&filter->conditions[i].value);
	free(filter->conditions);
	*filter = (struct filter){ NULL, NULL, 0, NULL };
}

/* --- SQL */

static void add_is_unknown(struct text *t, const struct column *column)
{
	text_addf(t, "coalesce(instr(unknown, '\"%s\"'), 0) > 0", column->name);
}

static void add_list_condition(struct text *t, const struct condition *condition)
{
	bool no = condition->operation[0] == '!';
	text_addf(t, "%sEXISTS (SELECT 1 FROM json_each(", no ? "NOT " : "");
	query_add_name(t, condition->column->name);
	text_add(t, ") WHERE CAST(value AS TEXT) = CAST(? AS TEXT))");
}

/* Unset is not equal to anything, so "!=" holds for it. */
static void add_comparison(struct text *t, const struct condition *condition)
{
	bool no = condition->operation[0] == '!';
	if (condition->value.kind == VALUE_NULL) {
		text_addf(t, "%s(", no ? "NOT " : "");
		query_add_name(t, condition->column->name);
		text_add(t, " IS NULL OR ");
		query_add_name(t, condition->column->name);
		text_add(t, " IN ('', '[]'))");
		return;
	}
	if (is_contains(condition->operation)) {
		text_addf(t, "%scoalesce(instr(lower(", no ? "NOT " : "");
		query_add_name(t, condition->column->name);
		text_add(t, "), lower(?)), 0)");
		return;
	}
	query_add_name(t, condition->column->name);
	if (is_order(condition->operation))
		text_addf(t, " %s ?", condition->operation);
	else
		text_add(t, no ? " IS NOT ?" : " IS ?");
}

void filter_add_sql(struct text *t, const struct filter *filter)
{
	for (size_t i = 0; i < filter->count; i++) {
		const struct condition *condition = &filter->conditions[i];
		bool list = condition->column->rule.type == TYPE_LIST && condition->value.kind != VALUE_NULL;
		text_add(t, " AND NOT ");
		add_is_unknown(t, condition->column);
		text_add(t, " AND ");
		if (list)
			add_list_condition(t, condition);
		else
			add_comparison(t, condition);
	}
	for (size_t i = 0; filter->where && i < filter->where->count; i++)
		text_addf(t, " AND (%s\n)", filter->where->items[i]);
}

void filter_add_unknown(struct text *t, const struct filter *filter)
{
	for (size_t i = 0; i < filter->count; i++) {
		text_add(t, i > 0 ? " OR " : " AND (");
		add_is_unknown(t, filter->conditions[i].column);
	}
	if (filter->count > 0)
		text_add_char(t, ')');
}

int filter_bind(const struct filter *filter, sqlite3_stmt *statement, int index)
{
	for (size_t i = 0; i < filter->count; i++) {
		if (filter->conditions[i].value.kind != VALUE_NULL)
			statement_bind_value(statement, index++, &filter->conditions[i].value);
	}
	return index;
}

/* --- SQL of users */

/* Each by itself: the place of a mistake is one in what the user wrote. */
static bool check_where(const struct filter *filter, sqlite3 *db, struct fault *f)
{
	const struct words *where = filter->where;
	for (size_t i = 0; i < where->count; i++) {
		if (!user_sql_check_condition(db, filter->entity->name, where->items[i], "--where", f))
			return false;
	}
	return true;
}

sqlite3_stmt *filter_prepare(const struct filter *filter, sqlite3 *db, const char *sql, struct fault *f)
{
	sqlite3_stmt *statement = NULL;
	if (!filter->where || filter->where->count == 0)
		return query_prepare(db, sql, f);
	if (!check_where(filter, db, f))
		return NULL;
	user_sql_restrict(db);
	int state = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
	AUTO_FREE char *message = xstrdup(sqlite3_errmsg(db));
	user_sql_release(db);
	if (state == SQLITE_OK)
		return statement;
	fault_set(f, FAULT_USAGE, "--where: %s", message); /* "1 LIMIT 1" */
	fault_hint(f, "it is the condition of a SELECT, such as: memory > 8e9 AND pool IS NOT NULL");
	return NULL;
}

int filter_step(const struct filter *filter, sqlite3_stmt *rows, struct fault *f)
{
	bool user_sql = filter->where && filter->where->count > 0;
	return user_sql ? user_sql_step(rows, "--where", f) : query_step(rows, f);
}
