/* migrate.c - brings a file to the newest layout: numbered steps for what is ours; the tables and views of
 * the schema's entities follow the schema's fingerprint (sync.c). */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/sql.h"

#define BUSY_INTERVAL 10 /* ms */

/* --- numbered steps: never changed once released, only followed by others */

/* Step n brings a file from n to n + 1. */
static const char *const migrations[STORE_VERSION] = {
	[0] =
		/* How this file was written: schema, program, views. */
	"CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;\n"
	/* From which snapshot on a column (or part of extra) is filled, by which revision of its rule. */
	"CREATE TABLE meta_column (entity TEXT NOT NULL, \"column\" TEXT NOT NULL,\n"
	"	revision INTEGER NOT NULL, since INTEGER NOT NULL,\n"
	"	PRIMARY KEY (entity, \"column\", since));\n"
	/* Which clusters are in here, and by what to know them again. */
	"CREATE TABLE known_cluster (name TEXT PRIMARY KEY, ca_fingerprint TEXT, pve_name TEXT)\n"
	"	WITHOUT ROWID;\n"
	/* The numbers of rows are as compared with the snapshot before, when this one was stored. */
	"CREATE TABLE snapshot (id INTEGER PRIMARY KEY AUTOINCREMENT, cluster TEXT NOT NULL,\n"
	"	taken INTEGER NOT NULL, duration INTEGER NOT NULL, level TEXT NOT NULL,\n"
	"	complete INTEGER NOT NULL, quorum TEXT NOT NULL, requests INTEGER NOT NULL,\n"
	"	gaps INTEGER NOT NULL, source TEXT, pve_version TEXT, program TEXT,\n"
	"	rows INTEGER, added INTEGER, changed INTEGER, state INTEGER, removed INTEGER,\n"
	"	unchanged INTEGER, learned INTEGER, kept INTEGER);\n"
	"CREATE INDEX snapshot_cluster ON snapshot (cluster, id);\n"
	"CREATE TABLE tag (cluster TEXT NOT NULL, name TEXT NOT NULL, snapshot INTEGER NOT NULL,\n"
	"	PRIMARY KEY (cluster, name)) WITHOUT ROWID;\n"
	/* Which lists were seen whole: 'scope' is {\"vmid\":100}, 'columns' its keys, and with their words
	 * those of which the rows have a constant ("kind=pci usb,vmid"). Until the thing that they belong
	 * to is closed. */
	"CREATE TABLE scope_history (cluster TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER,\n"
	"	entity TEXT NOT NULL, columns TEXT NOT NULL, scope TEXT NOT NULL);\n"
	"CREATE INDEX scope_key ON scope_history (cluster, entity, columns, scope);\n"
	/* How each read ended; see outcome.c. */
	"CREATE TABLE outcome_history (cluster TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER,\n"
	"	read TEXT NOT NULL, target TEXT NOT NULL, entity TEXT NOT NULL, outcome TEXT NOT NULL,\n"
	"	reason TEXT, path TEXT, expected INTEGER NOT NULL);\n"
	"CREATE INDEX outcome_key ON outcome_history (cluster, read, target, entity);\n"
	"CREATE INDEX outcome_open ON outcome_history (cluster, read, target, entity) WHERE until IS NULL;\n"
	"CREATE INDEX outcome_skipped ON outcome_history (cluster, read) WHERE target = '' AND entity = ''\n"
	"	AND outcome = 'skipped';\n"
	"CREATE INDEX outcome_since ON outcome_history (cluster, since);\n"
	"CREATE INDEX outcome_until ON outcome_history (cluster, until) WHERE until IS NOT NULL;\n"
	/* What the cluster says and no entity takes; json null: a secret that is set. */
	"CREATE TABLE leftover_history (cluster TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER,\n"
	"	read TEXT NOT NULL, target TEXT NOT NULL, path TEXT NOT NULL, json TEXT);\n"
	"CREATE INDEX leftover_open ON leftover_history (cluster, read, target)\n"
	"	WHERE until IS NULL;\n",
	[1] =
		/* What the answers of a read looked like, without values: {\"net[n].tag\":\"n\"}; see
		 * shape.c and walk/shape.h. */
	"CREATE TABLE shape_history (cluster TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER,\n"
	"	read TEXT NOT NULL, fields TEXT NOT NULL);\n"
	"CREATE INDEX shape_open ON shape_history (cluster, read) WHERE until IS NULL;\n",
};

void migrate_add_sql(struct text *t)
{
	for (int version = 0; version < STORE_VERSION; version++)
		text_add(t, migrations[version]);
}

static bool run_migrations(struct store *store, int64_t from, struct fault *f)
{
	for (int64_t version = from; version < STORE_VERSION; version++)
		if (!sql_run(store, migrations[version], f) ||
		    !sql_runf(store, f, "PRAGMA user_version = %d", (int)version + 1))
			return false;
	return sql_runf(store, f, "PRAGMA application_id = %d", STORE_APPLICATION_ID);
}

/* --- fingerprint of the schema: of all that decides what is in the file */

/* FNV-1a, of the end of the string, too. */
static uint64_t hash_text(uint64_t hash, const char *s)
{
	for (; s && *s; s++)
		hash = (hash ^ (unsigned char)*s) * 1099511628211u;
	return (hash ^ (s ? 0x100 : 0x101)) * 1099511628211u;
}

static uint64_t hash_number(uint64_t hash, uint64_t n)
{
	return (hash ^ n) * 1099511628211u;
}

static uint64_t hash_column(uint64_t hash, const struct column *column)
{
	hash = hash_text(hash, column->name);
	hash = hash_text(hash, column->sql);
	hash = hash_text(hash, column->known);
	hash = hash_text(hash, column->list_view);
	hash = hash_text(hash, column->list_view_column);
	return hash_number(hash, column->rule.type << 16 | column->rule.items << 8 | column->class);
}

static uint64_t hash_source(uint64_t hash, const struct entity_source *source)
{
	hash = hash_text(hash, source->label);
	hash = hash_number(hash, source->rest);
	for (const struct ignored *g = source->ignored; g && g->key; g++)
		hash = hash_text(hash, g->key);
	for (const struct fill *fill = source->fills; fill && fill->column; fill++) {
		hash = hash_text(hash, fill->column->name);
		hash = hash_number(hash, fill->alternative << 16 | fill->n_args);
	}
	return hash;
}

char *schema_fingerprint(const struct store *store)
{
	uint64_t hash = LAYOUT;

	for (size_t i = 0; i < store->n_tables; i++) {
		const struct table *table = &store->tables[i];
		const struct entity *entity = table->entity;

		hash = hash_text(hash, entity->name);
		hash = hash_number(hash, entity->n_keys);
		for (unsigned j = 0; j < entity->n_columns; j++)
			hash = hash_column(hash, &entity->columns[j]);
		for (unsigned j = 0; j < entity->n_sources; j++)
			hash = hash_source(hash, &entity->sources[j]);
		for (unsigned flag = 0; flag < table_flags(table); flag++)
			hash = hash_number(hash, table_revision(table, flag));
	}
	return xasprintf("%016llx", (unsigned long long)hash);
}

bool meta_get(const struct store *store, const char *key, char **ret, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query =
		sql_prepare(store, "SELECT value FROM main.meta WHERE key = ?", f);
	int found;

	if (!query)
		return false;
	sql_bind_text(query, 1, key);
	found = sql_step(store, query, f);
	*ret = found == 1 ? xstrdup(sql_text(query, 0)) : NULL;
	return found >= 0;
}

bool meta_set(const struct store *store, const char *key, const char *value, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *insert =
		sql_prepare(store, "INSERT OR REPLACE INTO main.meta VALUES (?, ?)", f);

	if (!insert)
		return false;
	sql_bind_text(insert, 1, key);
	sql_bind_text(insert, 2, value);
	return sql_finish(store, insert, f);
}

static bool same_schema(const struct store *store, bool *ret, struct fault *f)
{
	AUTO_FREE char *ours = schema_fingerprint(store), *theirs = NULL;

	if (!meta_get(store, "schema", &theirs, f))
		return false;
	*ret = theirs && strcmp(ours, theirs) == 0;
	return true;
}

bool store_check_schema(struct store *store, struct fault *f)
{
	bool same = false;

	if (!same_schema(store, &same, f))
		return false;
	if (same)
		return true;
	fault_set(f, FAULT_STORE, "%s: another version of pveinv has changed its layout meanwhile",
		  store->path);
	return fault_hint(f, "run the command again");
}

/* --- what the file says of itself */

static struct table *find_table(struct store *store, const char *name)
{
	for (size_t i = 0; i < store->n_tables; i++)
		if (strcmp(store->tables[i].entity->name, name) == 0)
			return &store->tables[i];
	return NULL;
}

bool store_load_epochs(struct store *store, struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query = sql_prepare(
		store,
		"SELECT entity, \"column\", since FROM main.meta_column WHERE (entity, \"column\") IN "
		"(SELECT entity, \"column\" FROM main.meta_column WHERE since > 0) ORDER BY 1, 2, 3",
		f);
	struct table *table = NULL; /* the last one: rows of one follow each other */
	int found = query ? 0 : -1, flag;

	for (size_t i = 0; i < store->n_tables; i++)
		table_forget_epochs(&store->tables[i]);
	while (query && (found = sql_step(store, query, f)) == 1) {
		const char *of = sql_text(query, 0), *name = sql_text(query, 1);

		if (!table || strcmp(table->entity->name, of) != 0)
			table = find_table(store, of);
		flag = table ? table_flag(table, name, strlen(name)) : -1;
		if (flag >= 0)
			table_add_epoch(table, (unsigned)flag, sqlite3_column_int64(query, 2));
	}
	return found == 0;
}

/* Which of its columns are in the file? *ret: is the table there at all? */
static bool find_columns(const struct store *store, struct table *table, bool metric, bool *ret,
			 struct fault *f)
{
	const struct entity *entity = table->entity;
	AUTO_STATEMENT sqlite3_stmt *names =
		sql_preparef(store, f, "SELECT name FROM pragma_table_info('%s_%s', 'main')", entity->name,
			     metric ? "metric" : "history");
	int found = -1;

	*ret = false;
	while (names && (found = sql_step(store, names, f)) == 1) {
		const struct column *column = schema_column(entity, sql_text(names, 0));
		size_t place = column ? (size_t)(column - entity->columns) : 0;

		*ret = true;
		if (column && (table->place_of[place] == table->n_history) == metric)
			table->missing_columns[place] = false;
	}
	return found == 0;
}

/* Reading a file of another schema: what it lacks is unknown. */
static bool find_missing(struct store *store, struct fault *f)
{
	for (size_t i = 0; i < store->n_tables; i++) {
		struct table *table = &store->tables[i];
		bool there = false;

		for (unsigned j = 0; j < table->entity->n_columns; j++)
			table->missing_columns[j] = !table->entity->columns[j].sql; /* derived: in no table */
		if (!find_columns(store, table, false, &there, f))
			return false;
		table->missing = !there;
		if (table->has_metric_table && !find_columns(store, table, true, &there, f))
			return false;
		table->has_metric_table = table->has_metric_table && there;
	}
	return true;
}

/* --- versions */

static bool check_version(struct store *store, int64_t *ret_version, struct fault *f)
{
	int64_t application = 0, tables = 0;

	if (!sql_number(store, "PRAGMA main.application_id", NULL, 0, &application, f) ||
	    !sql_number(store, "PRAGMA main.user_version", NULL, 0, ret_version, f) ||
	    !sql_number(store, "SELECT count(*) FROM main.sqlite_master", NULL, 0, &tables, f))
		return false;
	if ((application != STORE_APPLICATION_ID && (tables || application || *ret_version)) ||
	    *ret_version < 0) {
		fault_set(f, FAULT_STORE, "%s: an SQLite database of another program", store->path);
		return fault_hint(f, "give another file with --store");
	}
	if (*ret_version > STORE_VERSION) {
		fault_set(f, FAULT_STORE, "%s: written by a newer pveinv (layout %lld, this one knows %d)",
			  store->path, (long long)*ret_version, STORE_VERSION);
		return fault_hint(f, "use the newer pveinv");
	}
	return true;
}

/* As of one moment: another may be making it just now. */
static bool read_version(struct store *store, int64_t *ret, struct fault *f)
{
	bool read = sql_run(store, "BEGIN", f) && check_version(store, ret, f);

	sql_rollback(store);
	return read;
}

static bool read_only(struct store *store, int64_t version, struct fault *f)
{
	bool same = false;

	if (version < STORE_VERSION) {
		fault_set(f, FAULT_STORE, "%s: %s", store->path,
			  version ? "written by an older pveinv, and opened only for reading"
				  : "an empty file, not a store yet");
		return fault_hint(f, version ? "run `pveinv snapshot` once as a user who may write it"
					     : "`pveinv snapshot` makes one");
	}
	if (!same_schema(store, &same, f) || (!same && !find_missing(store, f)) ||
	    !store_load_epochs(store, f))
		return false;
	store->own_views = same;
	return same || store_show_newest(store, f);
}

static bool write_layout(struct store *store, struct fault *f)
{
	int64_t version = 0;
	bool done;

	if (!sql_run(store, "BEGIN IMMEDIATE", f))
		return false;
	/* Another process may have been faster. */
	done = check_version(store, &version, f) && run_migrations(store, version, f) &&
	       store_sync_schema(store, f) && sql_run(store, "COMMIT", f);
	if (!done)
		sql_rollback(store);
	return done;
}

/* Where two change it at once, in a new file, SQLite tells one of them that it is busy, and does not wait. */
static bool keep_wal(struct store *store, struct fault *f)
{
	int64_t until = clock_monotonic_ms() + BUSY_TIMEOUT;
	int code;

	while ((code = sqlite3_exec(store->db, "PRAGMA main.journal_mode = WAL", NULL, NULL, NULL) & 0xff) ==
		       SQLITE_BUSY &&
	       clock_monotonic_ms() < until)
		sqlite3_sleep(BUSY_INTERVAL);
	return code == SQLITE_OK || sql_fault(store, f);
}

bool store_migrate(struct store *store, struct fault *f)
{
	int64_t version = 0;
	bool same = false;

	if (!read_version(store, &version, f))
		return false;
	if (store->mode == STORE_READ)
		return read_only(store, version, f);
	/* Only now is it sure that the file is ours. */
	if (store->mode == STORE_WRITE && !keep_wal(store, f))
		return false;
	if (version == STORE_VERSION && !same_schema(store, &same, f))
		return false;
	store->own_views = true;
	return (same || write_layout(store, f)) && store_load_epochs(store, f);
}
