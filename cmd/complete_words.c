/* complete_words.c - what the words in capitals of the tables stand for. */
#include <string.h>

#include "base/clock.h"
#include "cmd/complete.h"
#include "cmd/connection.h"
#include "coverage/coverage.h"
#include "report/query.h"
#include "report/select.h"

#define KEYS_OFFERED 500
#define SNAPSHOTS_OFFERED 30

/* --- what the store knows */

static sqlite3 *database(struct completion *c)
{
	if (!c->store && !c->store_tried)
		c->store = command_open_store(c->command, STORE_GLANCE, &c->ignored);
	c->store_tried = true;
	return c->store ? store_database(c->store) : NULL;
}

static const struct entity *entity_of(const struct completion *c)
{
	return c->arguments.count ? schema_entity(c->arguments.items[0]) : NULL;
}

/* Rows of a word and what it is; ?1 is what the word begins with, ?2 the cluster or null. */
static void offer_rows(struct completion *c, const char *sql)
{
	sqlite3 *db = database(c);
	if (!db)
		return;
	AUTO_QUERY sqlite3_stmt *row = query_prepare(db, sql, &c->ignored);
	if (!row)
		return;
	query_bind_text(row, 1, c->prefix + c->skip);
	query_bind_text(row, 2, c->command->common.cluster);
	while (query_step(row, &c->ignored) == 1)
		complete_offer(c, query_text(row, 0), query_text(row, 1));
}

static void offer_keys(struct completion *c)
{
	const struct entity *entity = entity_of(c);
	const struct column *name = entity ? schema_column(entity, "name") : NULL;
	AUTO_TEXT struct text sql = TEXT_INIT;
	if (!entity)
		return;
	text_add(&sql, "SELECT ");
	select_add_key(&sql, entity, entity->n_keys);
	text_addf(&sql, " AS path, %s FROM ", name ? "name" : "NULL");
	/* What stands: the view would look for metrics, too. */
	text_addf(&sql,
		  "%s_history WHERE until IS NULL AND substr(path, 1, length(?1)) = ?1 AND (?2 IS NULL OR "
		  "cluster = ?2) LIMIT %d",
		  entity->name, KEYS_OFFERED);
	offer_rows(c, sql.data);
}

static void offer_tags(struct completion *c)
{
	offer_rows(c, "SELECT DISTINCT name, 'tag' FROM tag\n"
		      "WHERE ?1 IS NOT NULL AND (?2 IS NULL OR cluster = ?2)");
}

/* "live" where the verb can ask a cluster. */
static void offer_refs(struct completion *c)
{
	static const char sql[] =
		"SELECT id, strftime('%Y-%m-%dT%H:%M:%SZ', taken, 'unixepoch') || ' ' || cluster\n"
		"FROM snapshot WHERE ?1 IS NOT NULL AND (?2 IS NULL OR cluster = ?2) ORDER BY id DESC LIMIT ";
	AUTO_FREE char *limited = xasprintf("%s%d", sql, SNAPSHOTS_OFFERED);
	if (c->syntax->shared == connection_options)
		complete_offer(c, "live", "as it is now");
	complete_offer(c, "latest", "the newest snapshot");
	complete_offer(c, "latest~1", "the one before");
	offer_tags(c);
	offer_rows(c, limited);
}

static void offer_clusters(struct completion *c)
{
	const struct config *config = command_config(c->command, &c->ignored);
	c->command->common.cluster = NULL;
	for (size_t i = 0; config && i < config->n_clusters; i++)
		complete_offer(c, config->clusters[i].name, config->clusters[i].urls.count
								    ? config->clusters[i].urls.items[0]
								    : NULL);
	offer_rows(c, "SELECT name, 'in the store' FROM known_cluster WHERE ?1 IS NOT NULL OR ?2");
}

/* --- what the schema knows */

/* The plural once the singular will not do. */
static void offer_entity_names(struct completion *c)
{
	for (const struct entity *const *e = schema_entities; *e; e++) {
		const char *name = (*e)->name;
		if (!text_starts_with(name, c->prefix + c->skip))
			name = (*e)->plural;
		complete_offer(c, name, (*e)->summary);
	}
}

static void offer_columns_of(struct completion *c, const struct entity *entity, const char *sign)
{
	for (unsigned i = 0; entity && i < entity->n_columns; i++) {
		AUTO_FREE char *word = xasprintf("%s%s", sign, entity->columns[i].name);
		complete_offer(c, word, entity->columns[i].help);
	}
}

/* "guest", and "guest.memory" where the verb takes that. */
static void offer_entities(struct completion *c)
{
	const char *dot = strchr(c->prefix, '.');
	if (!dot) {
		offer_entity_names(c);
		return;
	}
	AUTO_FREE char *name = xstrndup(c->prefix, (size_t)(dot - c->prefix));
	if (!strstr(c->syntax->arguments, ".COLUMN"))
		return;
	c->skip = (size_t)(dot + 1 - c->prefix);
	offer_columns_of(c, schema_entity(name), "");
}

/* Items of a list: the last one is in work. */
static void skip_items(struct completion *c)
{
	const char *comma = strrchr(c->prefix, ',');
	c->skip = comma ? (size_t)(comma + 1 - c->prefix) : 0;
}

static void offer_column_list(struct completion *c)
{
	skip_items(c);
	offer_columns_of(c, entity_of(c), c->prefix[c->skip] == '+' ? "+" : "");
}

static void offer_column(struct completion *c)
{
	offer_columns_of(c, entity_of(c), "");
}

/* After the operator, values that there are. Few are distinct, and only these are looked at: "LIMIT -1" keeps
 * SQLite from asking of each row what is asked of them. The view would look for metrics, too. */
static void offer_values(struct completion *c, const struct entity *entity, const struct column *column)
{
	AUTO_TEXT struct text sql = TEXT_INIT;
	bool list = column->rule.type == TYPE_LIST, viewed = column->sql || column->class == CLASS_METRIC;
	if (column->rule.type == TYPE_BOOL) {
		complete_offer(c, "yes", NULL);
		complete_offer(c, "no", NULL);
		return;
	}
	text_addf(&sql,
		  "SELECT CAST(value AS TEXT) AS word, NULL FROM (SELECT DISTINCT %s AS value FROM %s%s",
		  list ? "j.value" : column->name, entity->name, viewed ? "" : "_history NOT INDEXED");
	if (list)
		text_addf(&sql, ", json_each(%s) AS j", column->name);
	text_addf(&sql,
		  " WHERE %s AND (?2 IS NULL OR cluster = ?2) LIMIT -1) WHERE substr(word, 1, length(?1)) = "
		  "?1 AND instr(word, ',') = 0 ORDER BY 1 LIMIT %d",
		  viewed ? "1" : "until IS NULL", KEYS_OFFERED);
	offer_rows(c, sql.data);
}

static void offer_conditions(struct completion *c)
{
	const struct entity *entity = entity_of(c);
	skip_items(c);
	const char *item = c->prefix + c->skip;
	size_t length = strcspn(item, "=!~<>");
	size_t sign = strspn(item + length, "=!~<>");
	AUTO_FREE char *name = xstrndup(item, length);
	const struct column *column = entity && sign ? schema_column(entity, name) : NULL;
	if (!sign) {
		offer_columns_of(c, entity, "");
		complete_without_blank(c);
	} else if (column) {
		c->skip += length + sign;
		offer_values(c, entity, column);
	}
}

static void offer_gaps(struct completion *c)
{
	static const char read[] = "read/";
	if (!text_starts_with(c->prefix, read)) {
		complete_offer(c, read, "a read");
		complete_offer(c, "node/", "a node");
		complete_without_blank(c);
		return;
	}
	c->skip = strlen(read);
	for (const struct read *const *r = schema_reads; *r; r++)
		complete_offer(c, (*r)->name, (*r)->path);
}

/* --- coverage */

static void offer_areas(struct completion *c)
{
	for (const struct area *area = schema_areas; area->name; area++) {
		AUTO_FREE char *minimum = xasprintf("%s=", area->name);
		complete_offer(c, minimum, area->title);
	}
	complete_without_blank(c);
}

static void offer_states(struct completion *c)
{
	const char *last = strrchr(c->prefix, ',');
	c->skip = last ? (size_t)(last + 1 - c->prefix) : 0;
	for (int state = 0; state < UNIT_STATES; state++)
		complete_offer(c, unit_state_names[state], unit_state_meanings[state]);
}

static void offer_versions(struct completion *c)
{
	for (const char *const *version = facts_declared.versions; *version; version++)
		complete_offer(c, *version, NULL);
	complete_offer(c, "all", "any of them");
	complete_offer(c, "node", "what the cluster's node says");
	complete_offer_files(c);
}

/* --- the rest */

static void offer_verbs(struct completion *c)
{
	const struct verb *verb =
		c->arguments.count ? verb_find(verbs, c->arguments.items[0], "", &c->ignored) : NULL;
	complete_offer_verbs(c, verb ? verb->verbs : verbs);
}

static void offer_files(struct completion *c)
{
	complete_offer_files(c);
}

static void offer_sources(struct completion *c)
{
	static const char recording[] = "recording:";
	if (text_starts_with(c->prefix, recording)) {
		c->skip = strlen(recording);
		complete_offer_files(c);
	} else {
		complete_offer(c, recording, "a recording of a cluster");
		complete_without_blank(c);
	}
}

static void offer_nothing(struct completion *c)
{
	(void)c;
}

static const struct meaning {
	const char *word;
	void (*offer)(struct completion *c);
} meanings[] = {
	{ "AREA", offer_areas },
	{ "CLUSTER", offer_clusters },
	{ "COLUMN", offer_column },
	{ "COLUMNS", offer_column_list },
	{ "CONDITIONS", offer_conditions },
	{ "ENTITY", offer_entities },
	{ "FILE", offer_files },
	{ "FROM", offer_refs },
	{ "GAP", offer_gaps },
	{ "KEY", offer_keys },
	{ "REF", offer_refs },
	{ "SOURCE", offer_sources },
	{ "STATES", offer_states },
	{ "TAG", offer_tags },
	{ "TO", offer_refs },
	{ "VERB", offer_verbs },
	{ "VERSION", offer_versions },
	/* what nobody can foresee */
	{ "DATE", offer_nothing },
	{ "FOLDER", offer_files },
	{ "N", offer_nothing },
	{ "NAME", offer_nothing },
	{ "PERCENT", offer_nothing },
	{ "SECONDS", offer_nothing },
	{ "SHA", offer_nothing },
	{ "SQL", offer_nothing },
	{ "URL", offer_nothing },
	{ "USER", offer_nothing },
	{ NULL, NULL },
};

void complete_word(struct completion *c, const char *word, size_t size, const char *const *choices)
{
	size_t letters = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	for (; choices && *choices; choices++)
		complete_offer(c, *choices, NULL);
	if (letters < size)
		size = letters;
	for (const struct meaning *m = meanings; m->word; m++) {
		if (strlen(m->word) == size && memcmp(m->word, word, size) == 0) {
			if (m->offer != c->offered)
				m->offer(c);
			c->offered = m->offer;
			return;
		}
	}
}
