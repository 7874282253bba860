/* json_scan.h - the scanner under json_next_element() and json_parse(), and the memory that the latter takes;
 * for src/base only.
 *
 * The scanner checks the grammar of one value in one pass and builds nothing: whoever wants to hears of each
 * key and value.
 */
#ifndef PVEINV_JSON_SCAN_H
#define PVEINV_JSON_SCAN_H

#include "base/json.h"

/* A key or a value as it is written; of a list or an object only its bracket. */
struct json_token {
	char kind; /* its first byte */
	bool plain; /* it holds printable ASCII only, and no escapes */
	const char *from, *to; /* of a string: what stands between the quotes */
};

struct json_scan {
	const char *begin, *at, *end;
	struct fault *fault;
	/* Called with each key and each value as they stand in the text, a list or an object before what is
	 * in it; false with a fault. Or null: the value is only stepped over. */
	bool (*on_key)(struct json_scan *scan, const struct json_token *key);
	bool (*on_value)(struct json_scan *scan, const struct json_token *value);
	int depth; /* how many lists and objects are open */
	char open[JSON_DEPTH_LIMIT]; /* the closing bracket of each */
};

/* Sets all but what calls it. */
void json_scan_init(struct json_scan *scan, struct json_slice s, struct fault *f);

void json_scan_blanks(struct json_scan *scan);

/* Steps over one value. */
bool json_scan_value(struct json_scan *scan);

/* As json_next_element(), with a scanner of the array. */
int json_scan_element(struct json_scan *scan, size_t *cursor, struct json_slice *ret);

/* Past what is printable ASCII, but no quote and no backslash. */
const char *json_skip_plain(const char *p, const char *end);

/* Fills the fault: "malformed JSON at byte N: …". */
bool json_scan_fail(struct json_scan *scan, const char *at, const char *what);

/* A piece of a tree: of the scratch memory, if it is open, else for cJSON_free(). */
void *json_take(size_t size);

#endif
