/* fuzz_json.c - any bytes as JSON: no crash, and what is accepted has the properties json.h promises. */
#include <string.h>

#include "base/json.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = {
	"{\"data\":[{\"vmid\":100,\"name\":\"web\",\"cpu\":0.0123,\"tags\":\"a;b\"},{\"vmid\":\"101\",\"x\":"
	"null}]}",
	"[1,-2.5e-3,12345678901234567890,0.1234567890123456789,1e400,true,false,null,\"\"]",
	"{\"a\":{\"b\":{\"c\":[[[[]]]]}},\"a\":2,\"\":{}}",
	"[19022222222222224e0,5e-324,1.7976931348623157e308,-0.0]",
	"\"\\u0000\\ud83d\\ude00\\ud800x\\n\\\\\\\"\\/\"",
	"\"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \xff\xc3\x28\x01\"",
	" [ \n\t1 , [ ] , { } ] ",
	"",
	"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
	NULL,
};

static bool is_utf8(const char *s)
{
	size_t size = strlen(s), length;

	for (size_t i = 0; i < size; i += length)
		if (utf8_decode(s + i, size - i, &length) < 0)
			return false;
	return true;
}

/* Elements and members step over exactly what parsing accepts. */
static void check_steps(struct json_slice s, const cJSON *item)
{
	struct json_slice key, value;
	size_t cursor = 0;
	int count = 0, more;

	if (!cJSON_IsArray(item) && !cJSON_IsObject(item))
		return;
	while ((more = cJSON_IsArray(item) ? json_next_element(s, &cursor, &value, NULL)
					   : json_next_member(s, &cursor, &key, &value, NULL)) > 0) {
		cJSON *part = json_parse(value, NULL);

		FUZZ_CHECK(part != NULL);
		cJSON_Delete(part);
		count++;
	}
	FUZZ_CHECK(more == 0);
	FUZZ_CHECK(count == cJSON_GetArraySize(item));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct json_slice s = { (const char *)bytes, size }, found;
	AUTO_TEXT struct text first = TEXT_INIT, second = TEXT_INIT;
	struct fault f = FAULT_INIT;
	cJSON *item = json_parse(s, &f), *again;

	FUZZ_CHECK(!item == (f.kind == FAULT_PARTIAL));
	if (!item) {
		size_t cursor = 0;

		FUZZ_CHECK(f.message != NULL);
		fault_clear(&f);
		while (json_next_element(s, &cursor, &found, NULL) > 0)
			;
		json_find_member(s, "data", &found, NULL);
		return 0;
	}
	/* Canonical text is JSON, UTF-8, and its own canonical text. */
	json_add_canonical(&first, item);
	FUZZ_CHECK(strlen(first.data) == first.size && is_utf8(first.data));
	again = json_parse((struct json_slice){ first.data, first.size }, NULL);
	FUZZ_CHECK(again != NULL);
	json_add_canonical(&second, again);
	FUZZ_CHECK(strcmp(first.data, second.data) == 0);
	check_steps(s, item);
	cJSON_Delete(again);
	cJSON_Delete(item);
	return 0;
}
