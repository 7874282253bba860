/* json_scan.c - stepping over JSON text without building anything. */
#include "base/json_scan.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

void json_scan_init(struct json_scan *scan, struct json_slice s, struct fault *f)
{
	/* The levels' brackets need no initial value. */
	scan->begin = scan->at = s.text;
	scan->end = s.text + s.size;
	scan->fault = f;
	scan->on_key = NULL;
	scan->on_value = NULL;
	scan->depth = 0;
}

bool json_scan_fail(struct json_scan *scan, const char *at, const char *what)
{
	if (at >= scan->end)
		what = "it ends too early";
	return fault_set(scan->fault, FAULT_PARTIAL, "malformed JSON at byte %zu: %s",
			 (size_t)(at - scan->begin), what);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

void json_scan_blanks(struct json_scan *scan)
{
	while (scan->at < scan->end && is_blank(*scan->at))
		scan->at++;
}

/* The next byte that is no blank; NUL (which no JSON holds outside a string) at the end. */
static inline char next_byte(struct json_scan *scan)
{
	if (scan->at < scan->end && *scan->at > ' ')
		return *scan->at;
	json_scan_blanks(scan);
	if (scan->at == scan->end)
		return '\0';
	return *scan->at;
}

/* ASCII that stands for itself. */
static bool is_plain(unsigned char c)
{
	return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
}

/* Of eight bytes those that are not plain: the lowest bit set is in the first of them. */
static inline uint64_t find_special(const char *p)
{
	const uint64_t each = 0x0101010101010101;
	uint64_t bytes, quotes, backslashes;

	memcpy(&bytes, p, sizeof(bytes));
	bytes = le64toh(bytes); /* what is borrowed spoils only what is behind the first special one */
	quotes = bytes ^ each * '"';
	backslashes = bytes ^ each * '\\';
	return (bytes | (bytes - each * ' ') | (quotes - each) | (backslashes - each)) & each * 0x80;
}

static inline const char *skip_plain(const char *p, const char *end)
{
	for (; end - p >= 8; p += 8) {
		uint64_t special = find_special(p);

		if (special)
			return p + __builtin_ctzll(special) / 8;
	}
	while (p < end && is_plain((unsigned char)*p))
		p++;
	return p;
}

const char *json_skip_plain(const char *p, const char *end)
{
	return skip_plain(p, end);
}

/* From what is not plain to the closing quote, or the end of the text. */
static const char *find_quote(const char *p, const char *end)
{
	while (p < end && *p != '"') {
		p += *p == '\\' && end - p > 1 ? 2 : 1;
		p = json_skip_plain(p, end);
	}
	return p;
}

static bool scan_string(struct json_scan *scan, struct json_token *ret)
{
	const char *from = scan->at + 1, *plain = skip_plain(from, scan->end);
	const char *to = find_quote(plain, scan->end);

	if (to == scan->end)
		return json_scan_fail(scan, to, "");
	*ret = (struct json_token){ '"', to == plain, from, to };
	scan->at = to + 1;
	return true;
}

static bool scan_literal(struct json_scan *scan, const char *literal)
{
	size_t size = strlen(literal);

	if ((size_t)(scan->end - scan->at) < size || memcmp(scan->at, literal, size) != 0)
		return json_scan_fail(scan, scan->at, "expected a value");
	scan->at += size;
	return true;
}

static const char *skip_digits(const char *p, const char *end)
{
	while (p < end && is_digit(*p))
		p++;
	return p;
}

static bool scan_number(struct json_scan *scan, struct json_token *ret)
{
	const char *from = scan->at, *end = scan->end, *p = from, *digits;

	if (p < end && *p == '-')
		p++;
	digits = p;
	p = skip_digits(p, end);
	if (p == digits)
		return json_scan_fail(scan, from, "expected a value");
	if (*digits == '0' && p > digits + 1)
		return json_scan_fail(scan, digits, "a number with a leading zero");
	if (p < end && *p == '.') {
		digits = p + 1;
		p = skip_digits(digits, end);
		if (p == digits)
			return json_scan_fail(scan, p, "expected a digit");
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		digits = p;
		p = skip_digits(digits, end);
		if (p == digits)
			return json_scan_fail(scan, p, "expected a digit");
	}
	ret->from = from;
	ret->to = scan->at = p;
	return true;
}

static bool scan_key(struct json_scan *scan)
{
	struct json_token key;

	if (next_byte(scan) != '"')
		return json_scan_fail(scan, scan->at, "expected a key");
	if (!scan_string(scan, &key) || (scan->on_key && !scan->on_key(scan, &key)))
		return false;
	if (next_byte(scan) != ':')
		return json_scan_fail(scan, scan->at, "expected ':'");
	scan->at++;
	return true;
}

/* Steps into '{' or '['. *ret_empty: and out of it again, since nothing is in it. */
static bool scan_open(struct json_scan *scan, bool *ret_empty)
{
	char close = *scan->at == '{' ? '}' : ']';

	if (scan->depth == JSON_DEPTH_LIMIT)
		return fault_set(scan->fault, FAULT_PARTIAL, "JSON nested deeper than %d at byte %zu",
				 JSON_DEPTH_LIMIT, (size_t)(scan->at - scan->begin));
	if (scan->on_value &&
	    !scan->on_value(scan, &(struct json_token){ .kind = *scan->at, .from = scan->at }))
		return false;
	scan->at++;
	*ret_empty = next_byte(scan) == close;
	if (*ret_empty) {
		scan->at++;
		return true;
	}
	scan->open[scan->depth++] = close;
	return close == ']' || scan_key(scan);
}

/* After a value: closes what ends here. *ret_done: the outermost value is complete; else another
 * value follows (its key is behind us). */
static bool scan_close(struct json_scan *scan, int outside, bool *ret_done)
{
	while (scan->depth > outside) {
		char close = scan->open[scan->depth - 1], c = next_byte(scan);

		if (c == ',') {
			scan->at++;
			*ret_done = false;
			return close == ']' || scan_key(scan);
		}
		if (c != close)
			return json_scan_fail(scan, scan->at,
					      close == ']' ? "expected ',' or ']'" : "expected ',' or '}'");
		scan->at++;
		scan->depth--;
	}
	*ret_done = true;
	return true;
}

static bool scan_text(struct json_scan *scan, struct json_token *ret)
{
	switch (ret->kind) {
	case '"':
		return scan_string(scan, ret);
	case 't':
		return scan_literal(scan, "true");
	case 'f':
		return scan_literal(scan, "false");
	case 'n':
		return scan_literal(scan, "null");
	default:
		return scan_number(scan, ret);
	}
}

static bool scan_scalar(struct json_scan *scan, char first)
{
	struct json_token value = { .kind = first, .plain = true };

	return scan_text(scan, &value) && (!scan->on_value || scan->on_value(scan, &value));
}

bool json_scan_value(struct json_scan *scan)
{
	int outside = scan->depth;
	bool done = false;

	while (!done) {
		char first = next_byte(scan);

		if (first == '{' || first == '[') {
			bool empty = false;

			if (!scan_open(scan, &empty))
				return false;
			if (!empty)
				continue;
		} else if (!scan_scalar(scan, first)) {
			return false;
		}
		if (!scan_close(scan, outside, &done))
			return false;
	}
	return true;
}

/* --- slices */

struct json_slice json_slice_of(const char *text)
{
	return (struct json_slice){ text, strlen(text) };
}

char json_slice_kind(struct json_slice s)
{
	for (size_t i = 0; i < s.size; i++)
		if (!is_blank(s.text[i]))
			return s.text[i];
	return '\0';
}

static int fail_step(struct json_scan *scan, const char *what)
{
	json_scan_fail(scan, scan->at, what);
	return -1;
}

/* Brings the scanner before the next element or key: 1; over the end: 0; -1 with a fault. */
static int step(struct json_scan *scan, size_t cursor, char open, char close)
{
	if (cursor > (size_t)(scan->end - scan->begin))
		return 0;
	scan->at = scan->begin + cursor;
	scan->depth = 1;
	if (cursor == 0) {
		if (next_byte(scan) != open)
			return fail_step(scan, open == '[' ? "expected '['" : "expected '{'");
		scan->at++;
		if (next_byte(scan) != close)
			return 1;
	} else if (next_byte(scan) == ',') {
		scan->at++;
		return 1;
	}
	if (next_byte(scan) != close)
		return fail_step(scan, close == ']' ? "expected ',' or ']'" : "expected ',' or '}'");
	scan->at++;
	json_scan_blanks(scan);
	return scan->at < scan->end ? fail_step(scan, "bytes after the end") : 0;
}

/* The value before which the scanner stands. */
static int step_over(struct json_scan *scan, size_t *cursor, struct json_slice *ret)
{
	const char *from;

	json_scan_blanks(scan);
	from = scan->at;
	if (!json_scan_value(scan))
		return -1;
	*ret = (struct json_slice){ from, (size_t)(scan->at - from) };
	*cursor = (size_t)(scan->at - scan->begin);
	return 1;
}

int json_scan_element(struct json_scan *scan, size_t *cursor, struct json_slice *ret)
{
	int more = step(scan, *cursor, '[', ']');

	if (more > 0)
		return step_over(scan, cursor, ret);
	*cursor = (size_t)(scan->end - scan->begin) + 1; /* at the end for good */
	return more;
}

int json_next_element(struct json_slice array, size_t *cursor, struct json_slice *ret, struct fault *f)
{
	struct json_scan scan;

	json_scan_init(&scan, array, f);
	return json_scan_element(&scan, cursor, ret);
}

int json_next_member(struct json_slice object, size_t *cursor, struct json_slice *ret_key,
		     struct json_slice *ret, struct fault *f)
{
	struct json_scan scan;
	const char *from, *to;
	int more;

	json_scan_init(&scan, object, f);
	more = step(&scan, *cursor, '{', '}');
	if (more <= 0) {
		*cursor = object.size + 1;
		return more;
	}
	json_scan_blanks(&scan);
	from = scan.at + 1;
	if (!scan_key(&scan))
		return -1;
	/* Behind the key are its quote, blanks and the colon. */
	for (to = scan.at - 1; *to != '"'; to--)
		;
	*ret_key = (struct json_slice){ from, (size_t)(to - from) };
	return step_over(&scan, cursor, ret);
}

int json_find_member(struct json_slice object, const char *key, struct json_slice *ret, struct fault *f)
{
	size_t cursor = 0, length = strlen(key);
	struct json_slice name, value;
	int found = 0, more;

	while ((more = json_next_member(object, &cursor, &name, &value, f)) > 0) {
		if (name.size == length && memcmp(name.text, key, length) == 0) {
			*ret = value;
			found = 1;
		}
	}
	return more < 0 ? -1 : found;
}
