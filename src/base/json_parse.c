/* json_parse.c - JSON text made safe for cJSON, then parsed by it; json.h says why. */
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/number.h"

#define REPLACEMENT    "\xef\xbf\xbd" /* U+FFFD */
#define NUL_SYMBOL     "\xe2\x90\x80" /* U+2400 */

/* Puts 'with' in the place of from…to; what stands before is copied now. */
static void replace(struct json_scan *scan, const char *from, const char *to, const char *with)
{
	text_add_bytes(scan->clean, scan->copied, (size_t)(from - scan->copied));
	text_add(scan->clean, with);
	scan->copied = to;
}

/* Four hexadecimal digits; -1: not. */
static long read_hex(const char *p, const char *end)
{
	long code = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = p[i];

		if (c >= '0' && c <= '9')
			code = code * 16 + (c - '0');
		else if (c >= 'a' && c <= 'f')
			code = code * 16 + (c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			code = code * 16 + (c - 'A' + 10);
		else
			return -1;
	}
	return code;
}

/* An escape at 'p'; returns what follows it, or null with a fault. */
static const char *clean_escape(struct json_scan *scan, const char *p, const char *end)
{
	long code, low = -1;

	if (p[1] != 'u') {
		if (strchr("\"\\/bfnrt", p[1]) && p[1])
			return p + 2;
		json_scan_fail(scan, p, "no such escape");
		return NULL;
	}
	code = read_hex(p + 2, end);
	if (code < 0) {
		json_scan_fail(scan, p, "expected four hexadecimal digits");
		return NULL;
	}
	if (code == 0)
		replace(scan, p, p + 6, NUL_SYMBOL);
	if (code < 0xd800 || code > 0xdfff)
		return p + 6;
	if (code < 0xdc00 && end - p >= 12 && p[6] == '\\' && p[7] == 'u')
		low = read_hex(p + 8, end);
	if (low >= 0xdc00 && low <= 0xdfff)
		return p + 12;
	replace(scan, p, p + 6, REPLACEMENT);
	return p + 6;
}

static bool clean_string(struct json_scan *scan, const char *from, const char *to, unsigned holds)
{
	(void)holds;
	for (const char *p = from; p < to;) {
		unsigned char c = (unsigned char)*p;
		size_t length;

		if (c == '\\') {
			p = clean_escape(scan, p, to);
			if (!p)
				return false;
		} else if (c >= 0x80) {
			if (utf8_decode(p, (size_t)(to - p), &length) < 0)
				replace(scan, p, p + 1, REPLACEMENT);
			p += length;
		} else {
			if (c < ' ') {
				static const char hex[] = "0123456789abcdef";
				const char escape[] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15], '\0' };

				replace(scan, p, p + 1, c ? escape : NUL_SYMBOL);
			}
			p++;
		}
	}
	return true;
}

static void clean_number(struct json_scan *scan, const char *from, const char *to)
{
	char number[NUMBER_LONGEST + 1], quoted[NUMBER_LONGEST + 3];
	size_t size = (size_t)(to - from);

	if (size > NUMBER_LONGEST) {
		replace(scan, from, from, "\"");
		replace(scan, to, to, "\"");
		return;
	}
	memcpy(number, from, size);
	number[size] = '\0';
	if (number_is_exact(number))
		return;
	quoted[0] = '"';
	memcpy(quoted + 1, number, size);
	memcpy(quoted + 1 + size, "\"", 2);
	replace(scan, from, to, quoted);
}

cJSON *json_parse(struct json_slice s, struct fault *f)
{
	AUTO_TEXT struct text clean = TEXT_INIT;
	struct json_scan scan = json_scan_of(s, f);
	cJSON *ret;

	scan.clean = &clean;
	scan.on_string = clean_string;
	scan.on_number = clean_number;
	if (!json_scan_value(&scan))
		return NULL;
	json_scan_blanks(&scan);
	if (scan.at < scan.end) {
		json_scan_fail(&scan, scan.at, "bytes after the end");
		return NULL;
	}
	if (clean.size) {
		text_add_bytes(&clean, scan.copied, (size_t)(scan.end - scan.copied));
		s = (struct json_slice){ clean.data, clean.size };
	}
	ret = cJSON_ParseWithLengthOpts(s.text, s.size, NULL, 0);
	if (!ret)
		fault_set(f, FAULT_BUG, "cJSON refuses a text that the scanner accepted");
	return ret;
}

/* --- members by name */

/* A bit for the first two bytes. */
static uint64_t beginning_of(const char *name)
{
	unsigned first = (unsigned char)name[0], second = first ? (unsigned char)name[1] : 0;

	return UINT64_C(1) << (first * 7 + second) % 64;
}

/* In an object's 'valuedouble', which cJSON has for numbers; 0: not indexed. */
void json_index(cJSON *item)
{
	uint64_t beginnings = 0;

	for (cJSON *child = item->child; child; child = child->next) {
		if (child->string)
			beginnings |= beginning_of(child->string);
		if (child->child)
			json_index(child);
	}
	if (cJSON_IsObject(item))
		memcpy(&item->valuedouble, &beginnings, sizeof(beginnings));
}

bool json_may_have(const cJSON *object, const char *name)
{
	uint64_t beginnings;

	memcpy(&beginnings, &object->valuedouble, sizeof(beginnings));
	return !beginnings || (beginnings & beginning_of(name));
}

cJSON *json_member(const cJSON *object, const char *name)
{
	if (!cJSON_IsObject(object) || !json_may_have(object, name))
		return NULL;
	for (cJSON *child = object->child; child; child = child->next)
		if (child->string && child->string[0] == name[0] && strcmp(child->string, name) == 0)
			return child;
	return NULL;
}

const char *json_member_text(const cJSON *object, const char *name)
{
	const char *text = cJSON_GetStringValue(json_member(object, name));

	return text && text[0] ? text : NULL;
}

/* Would it be written so as a number? "-12", "0", "4.25", but not "007", "+1", "1e3", "9.0", nor more
 * digits than a double keeps. */
static bool is_plain_number(const char *s, double *ret)
{
	size_t whole = strspn(s + (*s == '-'), "0123456789") + (*s == '-');
	char digits[NUMBER_SIZE];

	if (strlen(s) > 16 || !number_parse_real(s, ret) || (s[whole] != '\0' && s[whole] != '.'))
		return false;
	return strcmp(number_format_real(digits, *ret), s) == 0;
}

void json_settle(cJSON *item)
{
	double number;

	if (cJSON_IsBool(item)) {
		item->valuedouble = cJSON_IsTrue(item) ? 1 : 0;
		item->type = (item->type & ~0xff) | cJSON_Number;
	} else if (cJSON_IsString(item) && is_plain_number(item->valuestring, &number)) {
		item->valuedouble = number;
		cJSON_free(item->valuestring);
		item->valuestring = NULL;
		item->type = (item->type & ~0xff) | cJSON_Number;
	}
	for (cJSON *child = item->child; child; child = child->next)
		json_settle(child);
}

struct sortable {
	cJSON *item;
	char *text;
};

static int compare_sortables(const void *a, const void *b)
{
	const struct sortable *x = a, *y = b;

	return strcmp(x->text, y->text);
}

void json_sort(cJSON *array)
{
	size_t count = cJSON_IsArray(array) ? (size_t)cJSON_GetArraySize(array) : 0, i = 0;
	AUTO_FREE struct sortable *sorted = xcalloc(count + 1, sizeof(*sorted));

	for (cJSON *child = count ? array->child : NULL; child; child = child->next) {
		struct text text = TEXT_INIT;

		json_add_canonical(&text, child);
		sorted[i++] = (struct sortable){ child, text_take(&text) };
	}
	qsort(sorted, count, sizeof(*sorted), compare_sortables);
	for (i = 0; i < count; i++) {
		cJSON_DetachItemViaPointer(array, sorted[i].item);
		cJSON_AddItemToArray(array, sorted[i].item);
		free(sorted[i].text);
	}
}
