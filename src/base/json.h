/* json.h - reading JSON into cJSON's trees, safely; writing JSON with our own writer.
 *
 * cJSON loses digits beyond 2^53, cuts strings at \u0000, accepts trailing bytes and passes invalid
 * UTF-8 on. json_parse() therefore builds cJSON's trees itself: an integer that a double can't hold and a
 * number with more digits than a double keeps become strings with the same digits (the value layer
 * takes either), \u0000 becomes U+2400, bytes that are no UTF-8 become U+FFFD, lone surrogates too,
 * and control characters that stand in a string unescaped are let in. Otherwise the grammar is RFC
 * 8259's, checked once by our own scanner. Faults are FAULT_PARTIAL with the byte offset.
 *
 * Large documents are never parsed whole: a json_slice points into the text, and
 * json_next_element()/json_next_member() step over it without building anything.
 *
 * Who parses deletes (cJSON_Delete); everybody else borrows 'const cJSON *'.
 */
#ifndef PVEINV_JSON_H
#define PVEINV_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/fault.h"
#include "base/number.h"
#include "base/text.h"

#define JSON_DEPTH_LIMIT 100 /* PVE nests less than 10 deep */

struct json_slice {
	const char *text;
	size_t size;
};

struct json_slice json_slice_of(const char *text);

/* First byte that is no blank: '{' '[' '"' 't' 'f' 'n' '-' or a digit; 0 for an empty slice. */
char json_slice_kind(struct json_slice s);

/* Steps through an array. *cursor starts at 0. Returns 1 with the element, 0 at the end, -1 with a
 * fault when the text is malformed, cut, or nested deeper than JSON_DEPTH_LIMIT. Bytes after the
 * closing bracket are malformed. */
int json_next_element(struct json_slice array, size_t *cursor, struct json_slice *ret, struct fault *f);

/* Steps through an object; *ret_key is the key as written, without quotes and still escaped. */
int json_next_member(struct json_slice object, size_t *cursor, struct json_slice *ret_key,
		     struct json_slice *ret, struct fault *f);

/* The member 'key' (plain ASCII, in the text without escapes) of an object; the last one if it is
 * there twice. Scans the whole object. Returns 1 found, 0 not there, -1 malformed. */
int json_find_member(struct json_slice object, const char *key, struct json_slice *ret, struct fault *f);

/* Null with a fault when malformed (with the byte offset). */
cJSON *json_parse(struct json_slice s, struct fault *f);

/* As json_next_element(), but parses the element; null with a fault (-1). */
int json_parse_element(struct json_slice array, size_t *cursor, cJSON **ret, struct fault *f);

/* Appends a member to an object; name and text are copied as they are. */
void json_add_text(cJSON *object, struct json_slice name, struct json_slice text);

/* Between begin and end, trees (parsed, copied, created) take no memory of their own: they all go with the
 * end, without cJSON_Delete(), which does no harm. Not nested. json_scratch_free() gives back what is kept
 * for the next time. */
void json_scratch_begin(void);
void json_scratch_end(void);
void json_scratch_free(void);

/* What an item is, as cJSON_IsObject() and so on say, but inline. Null is nothing of these. */
static inline bool json_is(const cJSON *item, int type)
{
	return item && (item->type & 0xff) == type;
}
static inline bool json_is_object(const cJSON *item)
{
	return json_is(item, cJSON_Object);
}
static inline bool json_is_array(const cJSON *item)
{
	return json_is(item, cJSON_Array);
}
static inline bool json_is_string(const cJSON *item)
{
	return json_is(item, cJSON_String);
}
static inline bool json_is_null(const cJSON *item)
{
	return json_is(item, cJSON_NULL);
}

/* Notes in each object of a tree how the names of its members begin, so that json_member() knows at once of
 * most names that they are not there. Nothing may be added to these objects afterwards. */
void json_index(cJSON *item);

/* A bit for the first two bytes. */
static inline uint64_t json_beginning(const char *name)
{
	unsigned first = (unsigned char)name[0], second = first ? (unsigned char)name[1] : 0;

	return UINT64_C(1) << (first * 7 + second) % 64;
}

/* False: no member's name begins with the first two bytes of 'name'. The note is in 'valuedouble', which
 * cJSON has for numbers; 0: there is none. */
static inline bool json_may_have(const cJSON *object, const char *name)
{
	uint64_t beginnings;

	memcpy(&beginnings, &object->valuedouble, sizeof(beginnings));
	return !beginnings || (beginnings & json_beginning(name));
}

/* The member 'name' of an object, the first if it is doubled; null for anything else. As
 * cJSON_GetObjectItemCaseSensitive, but it looks at the first byte before it compares: specs look up
 * hundreds of names in each guest's configuration. */
cJSON *json_member(const cJSON *object, const char *name);
/* The text that a member holds; null when it is none, or empty. */
const char *json_member_text(const cJSON *object, const char *name);

/* A scalar as text, "1" and "0" for booleans: the item's own, or made in 'digits'. Null for anything else. */
const char *json_scalar_text(const cJSON *item, char digits[NUMBER_SIZE]);

/* Brings scalars into one form, in place: PVE sends one fact as 1, "1" or true, from call to call.
 * Booleans become 1 and 0; texts that are numbers, written as a number is written here, become numbers. */
void json_settle(cJSON *item);

/* Sorts the items of an array by their canonical text, in place. Anything else stays as it is. */
void json_sort(cJSON *array);

/* Canonical text of any cJSON tree: no blanks, keys sorted bytewise, whole numbers up to 2^53 as
 * integers, others in the shortest form that round-trips. Duplicate keys are kept, in order. */
void json_add_canonical(struct text *t, const cJSON *item);

/* Appends a quoted JSON string; invalid UTF-8 becomes U+FFFD, control characters are escaped. */
void json_add_string(struct text *t, const char *s);

/* Appends a number: integers exactly, reals in the shortest form that round-trips. */
void json_add_int(struct text *t, int64_t integer);
void json_add_real(struct text *t, double real); /* not finite: null */

/* --- the writer: streams nested objects and arrays, puts the commas, can indent */
struct json_writer {
	struct text *out;
	bool pretty;
	int depth;
	bool filled[JSON_DEPTH_LIMIT + 1]; /* this level has an element already */
	bool after_key;
};
void json_writer_init(struct json_writer *w, struct text *out, bool pretty);
void json_open(struct json_writer *w, char bracket);  /* '{' or '[' */
void json_close(struct json_writer *w, char bracket); /* '}' or ']' */
void json_key(struct json_writer *w, const char *key);
void json_string(struct json_writer *w, const char *s); /* null writes null */
void json_int(struct json_writer *w, int64_t integer);
void json_real(struct json_writer *w, double real);
void json_bool(struct json_writer *w, bool b);
void json_null(struct json_writer *w);
void json_raw(struct json_writer *w, const char *json); /* text that is JSON already */

/* A key and its value. */
void json_put_string(struct json_writer *w, const char *key, const char *s); /* null writes null */
void json_put_int(struct json_writer *w, const char *key, int64_t integer);
void json_put_bool(struct json_writer *w, const char *key, bool b);

#endif
