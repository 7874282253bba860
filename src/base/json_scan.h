/* json_scan.h - the scanner under json_next_element() and json_parse(); for src/base only.
 *
 * It checks the grammar of one value in one pass and builds nothing. Strings and numbers that may need
 * cleaning are handed to the functions of 'struct json_scan', if there are any.
 */
#ifndef PVEINV_JSON_SCAN_H
#define PVEINV_JSON_SCAN_H

#include "base/json.h"

/* What a string holds besides printable ASCII. */
enum { STRING_ESCAPES = 1, STRING_CONTROLS = 2, STRING_HIGH = 4 };

struct json_scan {
	const char *begin, *at, *end;
	struct fault *fault;
	/* Called with what stands between the quotes, when it holds any of the above. */
	bool (*on_string)(struct json_scan *scan, const char *from, const char *to, unsigned holds);
	/* Called with numbers that a double may not keep. */
	void (*on_number)(struct json_scan *scan, const char *from, const char *to);
	struct text *clean;  /* for the two functions: the text so far, once something had to be cleaned */
	const char *copied;  /* … and up to where it stands there */
	int depth;
	char open[JSON_DEPTH_LIMIT]; /* the closing bracket of each level */
};

struct json_scan json_scan_of(struct json_slice s, struct fault *f);

void json_scan_blanks(struct json_scan *scan);

/* Steps over one value. */
bool json_scan_value(struct json_scan *scan);

/* Fills the fault: "malformed JSON at byte N: …". */
bool json_scan_fail(struct json_scan *scan, const char *at, const char *what);

#endif
