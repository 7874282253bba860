/* ddl.c - the tables of an entity, made of its columns. Plain types with CHECK, no STRICT: any SQLite
 * of the last ten years opens the file. */
#include <string.h>

#include "store/sql.h"

static bool is_plain(const char *name)
{
	for (const char *s = name; *s; s++)
		if (!((*s >= 'a' && *s <= 'z') || *s == '_' || (s > name && *s >= '0' && *s <= '9')))
			return false;
	return *name && !sqlite3_keyword_check(name, (int)strlen(name));
}

void ddl_add_name(struct text *t, const char *name)
{
	if (is_plain(name))
		text_add(t, name);
	else
		text_addf(t, "\"%s\"", name);
}

const char *ddl_affinity(const struct column *column)
{
	if (column->class == CLASS_SECRET)
		return "TEXT"; /* "set" */
	switch (column->rule.type) {
	case TYPE_INT:
	case TYPE_BOOL:
	case TYPE_BYTES:
	case TYPE_DURATION:
	case TYPE_TIMESTAMP:
		return "INTEGER";
	case TYPE_REAL:
	case TYPE_FRACTION:
		return "REAL";
	case TYPE_TEXT:
	case TYPE_LIST:
	case TYPE_JSON:
		break;
	}
	return "TEXT";
}

const char *ddl_storage_class(const struct column *column)
{
	switch (ddl_affinity(column)[0]) {
	case 'I':
		return "integer";
	case 'R':
		return "real";
	default:
		return "text";
	}
}

/* SQLite reads all of it for every command. A column of texts makes texts of numbers: it needs no CHECK. */
void ddl_column(struct text *t, const struct table *table, const struct column *column)
{
	bool key = (size_t)(column - table->entity->columns) < table->entity->n_keys;

	ddl_add_name(t, column->name);
	text_addf(t, " %s%s", ddl_affinity(column), key ? " NOT NULL" : "");
	if (ddl_affinity(column)[0] == 'T')
		return;
	text_add(t, " CHECK (typeof(");
	ddl_add_name(t, column->name);
	if (key)
		text_addf(t, ") = '%s')", ddl_storage_class(column));
	else
		text_addf(t, ") IN ('%s', 'null'))", ddl_storage_class(column));
}

static void add_keys(struct text *t, const struct table *table)
{
	for (unsigned i = 0; i < table->entity->n_keys; i++) {
		text_add(t, ", ");
		ddl_add_name(t, table->entity->columns[i].name);
	}
}

/* What a column holds, in a line above it. */
static void add_comment(struct text *t, const struct column *column, bool comments)
{
	if (!comments)
		return;
	text_addf(t, "\t-- %s", column->help);
	if (column->class == CLASS_SECRET)
		text_add(t, " ('set', or NULL)");
	else if (column->rule.type != TYPE_TEXT && column->rule.type != TYPE_INT)
		text_addf(t, " (%s)", value_type_name(column->rule.type));
	text_add_char(t, '\n');
}

const char *const ddl_indexes[] = { "since", "until", "open", "key", NULL };

/* The number of a snapshot says the cluster, too: were that in the first two, SQLite would look there for the
 * versions of one thing. Those that stand and those that have ended have an index by key each. */
void ddl_index(struct text *t, const struct table *table, const char *which)
{
	const char *name = table->entity->name;
	bool open = *which == 'o', by_key = open || *which == 'k';

	text_addf(t, "CREATE %sINDEX %s_%s ON %s_history (%s", open ? "UNIQUE " : "", name, which, name,
		  by_key ? "cluster" : which);
	if (by_key)
		add_keys(t, table);
	text_add(t, *which == 's' ? ")" : open ? ") WHERE until IS NULL" : ") WHERE until IS NOT NULL");
}

static void add_history(struct text *t, const struct table *table, bool comments)
{
	const char *name = table->entity->name;

	text_addf(t,
		  "CREATE TABLE %s_history (\n\tcluster TEXT NOT NULL,\n\tsince INTEGER NOT NULL,\n"
		  "\tuntil INTEGER,\n\tunknown TEXT,\n",
		  name);
	for (unsigned i = 0; i < table->n_history; i++) {
		add_comment(t, table_column(table, i), comments);
		text_add_char(t, '\t');
		ddl_column(t, table, table_column(table, i));
		text_add(t, ",\n");
	}
	text_add(t, "\textra TEXT\n);\n");
	for (const char *const *index = ddl_indexes; *index; index++) {
		ddl_index(t, table, *index);
		text_add(t, ";\n");
	}
}

void ddl_metric_table(struct text *t, const struct table *table, bool comments)
{
	text_addf(t, "CREATE TABLE %s_metric (\n\tcluster TEXT NOT NULL,\n\tunknown TEXT,\n",
		  table->entity->name);
	for (unsigned i = 0; i < table->entity->n_keys; i++) {
		text_add_char(t, '\t');
		ddl_column(t, table, &table->entity->columns[i]);
		text_add(t, ",\n");
	}
	for (unsigned i = 0; i < table->n_metrics; i++) {
		add_comment(t, &table->entity->columns[table->metrics[i]], comments);
		text_add_char(t, '\t');
		ddl_column(t, table, &table->entity->columns[table->metrics[i]]);
		text_add(t, ",\n");
	}
	text_add(t, "\textra TEXT,\n\tPRIMARY KEY (cluster");
	add_keys(t, table);
	text_add(t, ")\n) WITHOUT ROWID;\n");
}

void ddl_tables(struct text *t, const struct table *table, bool comments)
{
	add_history(t, table, comments);
	if (table->has_metric_table)
		ddl_metric_table(t, table, comments);
}
