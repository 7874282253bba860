/* report_schema.c - JSON Schema (2020-12) of what `doctor -o json` prints. */
#include "base/json.h"
#include "doctor/report.h"

#define STRING "{\"type\":\"string\"}"
#define INTEGER "{\"type\":\"integer\"}"
#define BOOLEAN "{\"type\":\"boolean\"}"
#define MAYBE_STRING "{\"type\":[\"string\",\"null\"]}"
#define MAYBE_BOOLEAN "{\"type\":[\"boolean\",\"null\"]}"
#define MAYBE_NUMBER "{\"type\":[\"number\",\"null\"]}"
#define LIST_OF(name) "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/" name "\"}}"

static const char document[] =
	"\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
	"\"title\":\"pveinv doctor -o json\",\"type\":\"object\",\"properties\":{"
	"\"pveinv\":{\"const\":1},\"exit\":{\"description\":\"as the program's\",\"type\":\"integer\"},"
	"\"clusters\":" LIST_OF("cluster") ",\"findings\":" LIST_OF(
		"finding") "},"
			   "\"required\":[\"pveinv\",\"exit\",\"clusters\",\"findings\"],"
			   "\"additionalProperties\":false";

static const char cluster[] =
	"\"cluster\":{\"type\":\"object\",\"properties\":{\"cluster\":" MAYBE_STRING ","
	"\"source\":{\"description\":\"null: a live cluster\",\"type\":[\"string\",\"null\"]},"
	"\"level\":{\"enum\":[\"basic\",\"standard\",\"detailed\",\"diagnostic\"]},"
	"\"endpoints\":" LIST_OF(
		"endpoint") ",\"version\":" MAYBE_STRING ",\"user\":" MAYBE_STRING ","
			    "\"token\":" MAYBE_STRING
			    ",\"separated\":{\"description\":\"has the token privileges of its own?\","
			    "\"type\":[\"boolean\",\"null\"]},"
			    "\"reads\":{\"description\":\"that the level makes\",\"type\":\"integer\"},"
			    "\"reads_allowed\":" INTEGER
			    ",\"denied\":" LIST_OF("effect") ",\"filtered\":" LIST_OF(
				    "effect") ","
					      "\"columns_unknown\":" LIST_OF(
						      "effect") ","
								"\"commands\":{\"description\":\"for root on "
								"a node, to give what is "
								"lacking\",\"type\":\"array\","
								"\"items\":" STRING "},\"findings\":" LIST_OF(
									"finding") "},"
										   "\"required\":["
										   "\"cluster\",\"source\","
										   "\"level\",\"endpoints\","
										   "\"commands\","
										   "\"findings\"],"
										   "\"additionalProperties\":"
										   "false}";

static const char endpoint[] =
	"\"endpoint\":{\"type\":\"object\",\"properties\":{\"url\":" STRING ","
	"\"failed\":{\"description\":\"how far it came; null: all is "
	"well\",\"enum\":[\"resolve\",\"connect\","
	"\"secure\",\"verify\",\"answer\",\"log in\",null]},\"reason\":" MAYBE_STRING ","
	"\"address\":" MAYBE_STRING ",\"connect_seconds\":" MAYBE_NUMBER ",\"latency_seconds\":" MAYBE_NUMBER
	",\"clock_ahead_seconds\":" MAYBE_NUMBER ",\"certificate\":{\"type\":[\"object\",\"null\"],"
	"\"properties\":{\"subject\":" STRING ",\"issuer\":" STRING ",\"names\":" STRING ","
	"\"fingerprint\":" STRING ",\"not_before\":" INTEGER ",\"not_after\":" INTEGER ","
	"\"verified\":" BOOLEAN "},\"additionalProperties\":false},\"version\":" MAYBE_STRING ","
	"\"cluster\":" MAYBE_STRING ",\"quorate\":" MAYBE_BOOLEAN "},"
	"\"required\":[\"url\",\"failed\",\"reason\",\"certificate\",\"version\",\"quorate\"],"
	"\"additionalProperties\":false}";

static const char effect[] =
	"\"effect\":{\"type\":\"object\",\"properties\":{\"read\":" STRING ",\"entity\":" STRING ","
	"\"targets\":{\"description\":\"for which objects; empty: for all\",\"type\":\"array\","
	"\"items\":" STRING "},\"privilege\":" STRING ",\"path\":" STRING ","
	"\"beyond\":{\"description\":\"the role PVEAuditor has it neither\",\"type\":\"boolean\"}},"
	"\"required\":[\"read\",\"targets\",\"privilege\",\"path\",\"beyond\"],"
	"\"additionalProperties\":false}";

static const char finding_begin[] = "\"finding\":{\"type\":\"object\",\"properties\":{\"code\":{\"enum\":";

static const char finding_end[] =
	"},\"severity\":{\"enum\":[\"note\",\"warning\",\"problem\"]},\"exit\":" INTEGER ","
	"\"expected\":" BOOLEAN ",\"subject\":" MAYBE_STRING ",\"message\":" STRING ","
	"\"detail\":" MAYBE_STRING ",\"privilege\":" STRING ",\"path\":" STRING ","
	"\"lacking\":{\"description\":\"who lacks it; empty: not known\",\"type\":\"array\","
	"\"items\":{\"enum\":[\"user\",\"token\"]}}},"
	"\"required\":[\"code\",\"severity\",\"exit\",\"expected\",\"subject\",\"message\",\"detail\"],"
	"\"additionalProperties\":false}";

void checkup_add_schema(struct text *t)
{
	struct json_writer w;

	text_addf(t, "{%s,\"$defs\":{%s,%s,%s,%s", document, cluster, endpoint, effect, finding_begin);
	json_writer_init(&w, t, false);
	json_open(&w, '[');
	for (const struct code *code = codes; code->name; code++)
		json_string(&w, code->name);
	json_close(&w, ']');
	text_addf(t, "%s}}\n", finding_end);
}
