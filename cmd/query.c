/* query.c - pveinv query: any SELECT over the store. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "cmd/verbs.h"
#include "report/user_sql.h"

struct query_options {
	const char *at, *file;
	struct words parameters;
	int format;
	bool csv_safe;
};

#define MEMBER(name) offsetof(struct query_options, name)

static const struct option options_of_query[] = {
	{ OPTION_TEXT, 'f', "file", "FILE", "the query is in a file; '-' is standard input", MEMBER(file),
	  NULL },
	{ OPTION_LIST, 0, "param", "NAME=VALUE", "what :NAME in the query stands for", MEMBER(parameters),
	  NULL },
	{ OPTION_TEXT, 0, "at", "REF", "at that moment: latest, latest~2, a number, a tag, a time, FILE@REF",
	  MEMBER(at), NULL },
	OPTION_OUTPUT("format", struct query_options, print_format_names),
	OPTION_CSV_SAFE(struct query_options),
	{ .kind = OPTION_END },
};

static const struct example examples[] = {
	{ "pveinv query \"SELECT node, count(*), sum(memory) FROM guest GROUP BY node\"", "one SELECT" },
	{ "pveinv query \"SELECT vmid, name FROM guest WHERE memory > bytes(:size)\" --param size=8GiB",
	  "with a parameter" },
	{ "pveinv query -f /usr/local/share/doc/pveinv/queries/disks-on-a-storage.sql --param storage=local",
	  "one of those that come with pveinv" },
	{ NULL, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv query",
	.arguments = "[SQL]",
	.summary = "Asks the store in SQL.",
	.description =
		"Each entity is a table of its name (guest, guest_disk …; 'pveinv schema' shows them) with "
		"the "
		"newest snapshot of each cluster, or, with --at, with that moment. Behind each is "
		"ENTITY_history "
		"with all versions. A column that is NULL was read and is not set, unless the row's column "
		"'unknown' names it. Beside what SQLite has there are ip_in(ADDRESS, NETWORK), as in "
		"ip_in(address, '192.0.2.0/24'), and bytes('8GiB'). A query can only read.",
	.most = 1,
	.options = options_of_query,
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples,
};

/* --- the query's text */

static bool read_stream(struct text *t, FILE *stream, const char *name, struct fault *f)
{
	char buffer[4096];
	size_t size;
	while ((size = fread(buffer, 1, sizeof buffer, stream)) > 0)
		text_add_bytes(t, buffer, size);
	if (ferror(stream))
		return fault_set(f, FAULT_USAGE, "%s: %s", name, strerror(errno));
	return strlen(t->data) == t->size || fault_set(f, FAULT_USAGE, "%s is no text", name);
}

static bool read_file(struct text *t, const char *path, struct fault *f)
{
	if (strcmp(path, "-") == 0)
		return read_stream(t, stdin, "standard input", f);
	FILE *file = fopen(path, "re");
	if (!file)
		return fault_set(f, FAULT_USAGE, "%s: %s", path, strerror(errno));
	bool ok = read_stream(t, file, path, f);
	fclose(file);
	return ok;
}

static bool find_sql(struct text *t, const struct command *command, const struct query_options *options,
		     struct fault *f)
{
	bool given = command->arguments.count > 0;
	if (given && options->file)
		return fault_set(f, FAULT_USAGE, "SQL and --file exclude each other");
	if (options->file)
		return read_file(t, options->file, f);
	if (given) {
		text_add(t, command->arguments.items[0]);
		return true;
	}
	if (!isatty(STDIN_FILENO))
		return read_file(t, "-", f);
	fault_set(f, FAULT_USAGE, "what is asked? The query is missing");
	return fault_hint(f, "such as: pveinv query \"SELECT name, node FROM guest\"");
}

/* --- the answer */

static void add_envelope(struct text *t, const struct moment *moment)
{
	struct json_writer w;
	json_writer_init(&w, t, false);
	text_add(t, "\"clusters\":");
	json_open(&w, '[');
	for (size_t i = 0; i < moment->count; i++) {
		const struct moment_cluster *cluster = &moment->clusters[i];
		if (cluster->snapshot == 0)
			continue;
		json_open(&w, '{');
		json_put_string(&w, "cluster", cluster->cluster);
		json_put_int(&w, "snapshot", cluster->snapshot);
		json_put_int(&w, "taken", cluster->taken);
		json_put_bool(&w, "complete", cluster->complete);
		json_close(&w, '}');
	}
	json_close(&w, ']');
}

/* --cluster limits what the views show; so does a moment. */
static bool show(struct command *command, struct store *store, const char *at, struct moment *ret,
		 struct fault *f)
{
	const char *cluster = command->common.cluster;
	return store_resolve(store, at ? at : "latest", cluster, ret, f) &&
	       ((!at && !cluster) || store_show(store, ret, f));
}

static bool ask(struct command *command, struct store *store, const char *at,
		const struct query_options *options, const char *sql, struct fault *f)
{
	struct print_options print = { (enum print_format)options->format, options->csv_safe };
	struct moment moment = { NULL, 0, NULL };
	AUTO_TEXT struct text envelope = TEXT_INIT;
	sqlite3_stmt *statement = NULL;
	size_t rows = 0;
	bool ok = show(command, store, at, &moment, f) &&
		  (statement = user_sql_prepare(store_database(store), sql, f)) &&
		  user_sql_bind(statement, &options->parameters, f);
	add_envelope(&envelope, &moment);
	if (ok && !command->common.no_pager && print_is_for_people(print.format))
		output_use_pager(&command->out);
	ok = ok && user_sql_print(statement, &command->out, &print, envelope.data, &rows, f);
	if (ok && rows == 0)
		command_note(command, "no rows");
	sqlite3_finalize(statement);
	moment_clear(&moment);
	return ok;
}

static bool run(struct command *command, void *values, struct fault *f)
{
	const struct query_options *options = values;
	AUTO_TEXT struct text sql = TEXT_INIT;
	if (!find_sql(&sql, command, options, f))
		return false;
	const char *at = options->at;
	struct store *store = command_open_store_of(command, &at, f);
	bool ok = store && ask(command, store, at, options, sql.data, f);
	store_close(store);
	return ok;
}

const struct verb verb_query = {
	.name = "query",
	.syntax = &syntax,
	.run = run,
	.options_size = sizeof(struct query_options),
};
