/* fuzz_value.c - any bytes as a value of any type: the result is readable again as itself. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/value.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = {
	"\"32G\"",
	"\"1.5 TiB\"",
	"\"-1\"",
	"1700000000",
	"\"1e3\"",
	"true",
	"null",
	"\"\"",
	"\"yes\"",
	"\"a;b,c d\"",
	"[\"b\",\"a\",{\"x\":[1]},null,1.5]",
	"{\"b\":1,\"a\":2}",
	"9223372036854775807",
	"\"9223372036854775808\"",
	"0.5",
	"\"0x10\"",
	"\" 7 \"",
	"1e400",
	"plain, text; here",
	"2026-11-20",
	NULL,
};

static void check_value(const struct value *v, enum value_read read, const struct value_rule *rule)
{
	AUTO_FREE char *text = value_to_text(v);
	struct value again;

	FUZZ_CHECK((read == VALUE_UNREADABLE) == (v->kind == VALUE_UNKNOWN));
	FUZZ_CHECK((text != NULL) == (v->kind > VALUE_NULL));
	if (v->kind == VALUE_REAL)
		FUZZ_CHECK(isfinite(v->real));
	if (rule->type == TYPE_BYTES && v->kind == VALUE_INT)
		FUZZ_CHECK(v->integer >= 0);
	/* A bare number of bytes would count in the unit once more. */
	if (v->kind <= VALUE_NULL || rule->unit != 1)
		return;
	FUZZ_CHECK(value_from_text(&again, rule, text) == VALUE_READ);
	FUZZ_CHECK(value_equal(v, &again));
	value_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	AUTO_FREE char *text = xstrndup((const char *)bytes, size);
	cJSON *item = json_parse((struct json_slice){ (const char *)bytes, size }, NULL);

	for (int i = 0; i <= TYPE_JSON * 4 + 3; i++) {
		const struct value_rule rule = {
			.type = (enum value_type)(i / 4),
			.unit = i % 2 ? 1048576 : 1,
			.ordered = i % 4 > 1,
		};
		struct value v;
		enum value_read read = value_from_json(&v, &rule, item);

		check_value(&v, read, &rule);
		value_clear(&v);
		read = value_from_text(&v, &rule, text);
		/* Not so for texts and lists: they are taken byte by byte, UTF-8 or not. */
		if (rule.type != TYPE_TEXT && rule.type != TYPE_LIST)
			check_value(&v, read, &rule);
		value_clear(&v);
	}
	cJSON_Delete(item);
	return 0;
}
