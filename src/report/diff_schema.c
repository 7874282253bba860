/* diff_schema.c - JSON Schema (2020-12) of what `diff -o json` and `log -o json` print; a line of their
 * ndjson is its $defs/change. */
#include "base/json.h"
#include "report/explain.h"

#define STRING "{\"type\":\"string\"}"
#define INTEGER "{\"type\":\"integer\"}"
#define BOOLEAN "{\"type\":\"boolean\"}"
#define SNAPSHOT                                                                                             \
	"{\"type\":[\"integer\",\"null\"],\"description\":\"number of the snapshot; null: live, not "        \
	"stored\"}"

static const char document[] =
	"\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
	"\"title\":\"pveinv diff -o json, pveinv log -o json\",\"type\":\"object\",\"properties\":{"
	"\"pveinv\":{\"const\":1},\"diff\":{\"$ref\":\"#/$defs/asked\"},\"log\":{\"$ref\":\"#/$defs/asked\"},"
	"\"changes\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/change\"}},"
	"\"not_compared\":{\"description\":\"columns that two versions of pveinv read by different rules\","
	"\"type\":\"array\",\"items\":" STRING "}},\"required\":[\"pveinv\",\"changes\"],"
	"\"oneOf\":[{\"required\":[\"diff\"]},{\"required\":[\"log\"]}],\"additionalProperties\":false";

static const char asked[] =
	"\"asked\":{\"type\":\"object\",\"properties\":{\"state\":" BOOLEAN ",\"all\":" BOOLEAN
	",\"clusters\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"cluster\":" STRING
	",\"from\":{\"$ref\":\"#/$defs/side\"},\"to\":{\"$ref\":\"#/$defs/side\"}},"
	"\"required\":[\"cluster\",\"from\",\"to\"],\"additionalProperties\":false}}},"
	"\"required\":[\"state\",\"all\"],\"additionalProperties\":false},"
	"\"side\":{\"type\":\"object\",\"properties\":{\"snapshot\":" SNAPSHOT
	",\"store\":{\"description\":\"another store that it comes from\",\"type\":\"string\"},"
	"\"taken\":{\"description\":\"seconds since 1970\",\"type\":\"integer\"},\"complete\":" BOOLEAN
	"},\"required\":[\"snapshot\",\"taken\",\"complete\"],\"additionalProperties\":false}";

static const char change_begin[] =
	"\"change\":{\"type\":\"object\",\"properties\":{\"cluster\":" STRING ",\"entity\":{\"enum\":";

static const char change_end[] =
	"},\"key\":{\"description\":\"when removed the former one, else the present "
	"one\",\"type\":\"object\"},"
	"\"old_key\":{\"description\":\"of a thing that is under another key now\",\"type\":\"object\"},"
	"\"change\":{\"enum\":[\"added\",\"removed\",\"changed\",\"moved\",\"learned\",\"unknown\"]},"
	"\"replaced\":{\"description\":\"another thing under the same key\",\"const\":true},"
	"\"columns\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"object\",\"properties\":"
	"{\"from\":{},\"to\":{}},\"additionalProperties\":false}},"
	"\"read\":{\"description\":\"unknown: what can't be read any more\",\"type\":\"string\"},"
	"\"outcome\":" STRING ",\"reason\":{\"type\":[\"string\",\"null\"]},"
	"\"count\":{\"description\":\"unknown: of how many things\",\"type\":\"integer\"},"
	"\"from\":" SNAPSHOT ",\"to\":" SNAPSHOT ","
	"\"taken\":{\"description\":\"log: when 'to' was taken, seconds since 1970\",\"type\":\"integer\"},"
	"\"fingerprint\":{\"description\":\"the same change has the same in every run and on every machine\","
	"\"type\":\"string\",\"pattern\":\"^[0-9a-f]{16}$\"},"
	"\"by\":{\"description\":\"the one task or log line that fits\",\"$ref\":\"#/$defs/event\"},"
	"\"candidates\":{\"description\":\"tasks and log lines that may be behind it\",\"type\":\"array\","
	"\"items\":{\"$ref\":\"#/$defs/event\"},\"minItems\":1}},"
	"\"required\":[\"cluster\",\"change\",\"from\",\"to\",\"fingerprint\"],\"additionalProperties\":"
	"false}";

static const char event[] =
	"\"event\":{\"type\":\"object\",\"properties\":{"
	"\"user\":{\"description\":\"with the token behind '!', if it was one\",\"type\":\"string\"},"
	"\"type\":{\"description\":\"of the task; log: a line of the cluster log\",\"type\":\"string\"},"
	"\"id\":" STRING ",\"node\":" STRING ",\"upid\":" STRING ","
	"\"status\":{\"description\":\"missing: not known to have ended\",\"type\":\"string\"},"
	"\"message\":{\"description\":\"line of the cluster log\",\"type\":\"string\"},"
	"\"start\":" INTEGER ",\"end\":" INTEGER ","
	"\"columns\":{\"description\":\"which of the changed columns it can have changed; missing: all\","
	"\"type\":\"array\",\"items\":" STRING "}},"
	"\"required\":[\"user\",\"type\",\"start\"],\"additionalProperties\":false}";

void explain_diff_schema(struct text *t)
{
	struct json_writer w;

	text_addf(t, "{%s,\"$defs\":{%s,%s", document, asked, change_begin);
	json_writer_init(&w, t, false);
	json_open(&w, '[');
	for (const struct entity *const *e = schema_entities; *e; e++)
		if (!(*e)->event)
			json_string(&w, (*e)->name);
	json_close(&w, ']');
	text_addf(t, "%s,%s}}\n", change_end, event);
}
