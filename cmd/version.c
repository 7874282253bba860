/* version.c - pveinv version: the program's and its libraries'. */
#include <cjson/cJSON.h>
#include <libsmartcols.h>
#include <sqlite3.h>

#include "cmd/verbs.h"
#include "source/libcurl.h"

static const struct example examples[] = {
	{ "pveinv version", "for a bug report" },
	{ "pveinv --version", "the same" },
	{ NULL, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv version",
	.arguments = "",
	.summary = "Prints the version of pveinv and of the libraries that it uses.",
	.common = common_options,
	.exits = exits_of_reading,
	.examples = examples,
};

static bool run(struct command *command, void *options, struct fault *f)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	const char *smartcols = NULL;
	(void)options;
	if (!libcurl_load(f))
		return false;
	scols_get_library_version(&smartcols);
	const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
	text_addf(&t, "pveinv %s (cJSON %s, libcurl %s with %s, libsmartcols %s, SQLite %s)\n",
		  PVEINV_VERSION, cJSON_Version(), curl->version, curl->ssl_version, smartcols,
		  sqlite3_libversion());
	output_text(&command->out, &t);
	return true;
}

const struct verb verb_version = { .name = "version", .syntax = &syntax, .run = run };
