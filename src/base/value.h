/* value.h - one typed value, and the one place where loosely typed JSON becomes typed.
 *
 * The PVE API sends any scalar as string, number, boolean or null, and two rows of one list may
 * differ in that (Perl). Every column has one type; value_from_json() bends what arrives into it.
 */
#ifndef PVEINV_VALUE_H
#define PVEINV_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/number.h"
#include "base/text.h"

/* What a column holds. Decides SQL affinity, JSON type, alignment, sort order, human rendering. */
enum value_type {
	TYPE_TEXT,
	TYPE_INT,
	TYPE_REAL,
	TYPE_BOOL,      /* 0 or 1 */
	TYPE_BYTES,     /* always bytes, whatever unit PVE uses */
	TYPE_DURATION,  /* seconds */
	TYPE_TIMESTAMP, /* seconds since 1970-01-01 UTC */
	TYPE_FRACTION,  /* 0 to 1 */
	TYPE_LIST,      /* JSON array of texts or numbers; sorted unless its order means something */
	TYPE_JSON,      /* any JSON, settled (json_settle) and in canonical form */
};

enum value_kind {
	VALUE_UNKNOWN, /* not read: neither "not set" nor "gone" */
	VALUE_NULL,    /* read, and not set */
	VALUE_INT,
	VALUE_REAL,
	VALUE_TEXT, /* also lists and JSON, as text */
};

struct value {
	enum value_kind kind;
	union {
		int64_t integer;
		double real;
		char *text; /* owned; UTF-8, no NUL inside */
	};
};

/* How a column reads its values. */
struct value_rule {
	enum value_type type;
	int64_t unit; /* factor for a bare number of TYPE_BYTES (1048576 for MiB); 1 otherwise */
	bool ordered; /* TYPE_LIST, TYPE_JSON: the order means something, don't sort */
	enum value_type items; /* TYPE_LIST: TYPE_INT or TYPE_REAL: items are numbers where readable so */
};

enum value_read {
	VALUE_READ,       /* read as its type */
	VALUE_BENT,       /* read, but it said more than the type keeps (a timestamp for a bool) */
	VALUE_UNREADABLE, /* not readable as its type; *ret is VALUE_UNKNOWN */
};

/* Reads 'item' (may be null: absent) by 'rule' into *ret, which the caller clears.
 * Absent, JSON null, and "" for any type but text and bool, give VALUE_NULL. A boolean is the number 0
 * or 1 wherever a number is wanted. Numbers in text: decimal, a sign, a point, an exponent, blanks around
 * them; nothing else (no hex, no NaN). Arrays and objects are unreadable but for text, list and json.
 * Text: numbers digit by digit where exact, "1" and "0" for booleans; arrays and objects as canonical
 *   JSON, VALUE_BENT.
 * Int: must be whole and fit.
 * Bool: 0 1 "" true false yes no on off (any case); any other number is true and VALUE_BENT.
 * Bytes: a number times rule->unit, or digits with K M G T P, "iB" or "B" (powers of 1024; "32G", "528K",
 *   "1.5 GiB"); a fraction of a byte is cut, VALUE_BENT; negative ones are unreadable.
 * Duration, timestamp: whole seconds; a fraction is cut, VALUE_BENT.
 * Real, fraction: finite.
 * List: an array, or a string split at commas, semicolons and blanks, or one number; nested things as
 *   JSON text. Unless ordered, sorted (texts bytewise, after the numbers) and each item once.
 * Json: canonical; the items of an array sorted, unless ordered. */
enum value_read value_from_json(struct value *ret, const struct value_rule *rule,
				const cJSON *item);

/* The same from plain text (constants, defaults, computed text). For json, and for a list that begins
 * with '[', the text is JSON. */
enum value_read value_from_text(struct value *ret, const struct value_rule *rule, const char *text);

/* Is 'item' (may be null: absent), read as a bool, known and true? For what the program itself asks. */
bool value_is_true(const cJSON *item);

struct value value_int(int64_t integer);
struct value value_real(double real);
struct value value_text(const char *text); /* copies; null gives VALUE_NULL */
struct value value_copy(const struct value *from);

/* Releases what 'v' owns and makes it VALUE_UNKNOWN. */
void value_clear(struct value *v);

/* Same kind and same content. */
bool value_equal(const struct value *a, const struct value *b);

/* The value as text for keys, paths and predicates: integers in decimal, reals in shortest form that
 * round-trips, unknown and null as null. Borrowed: a text's own, or made in 'digits'. */
const char *value_as_text(const struct value *v, char digits[NUMBER_SIZE]);
/* The same, as a copy that the caller frees. */
char *value_to_text(const struct value *v);

/* Appends the value as JSON: a number, a string, null for not set and unknown. */
void value_add_json(struct text *t, const struct value *v);

const char *value_type_name(enum value_type type); /* "text", "int", … as the specs write it */
bool value_type_from_name(const char *name, enum value_type *ret);

#endif
