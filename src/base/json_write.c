/* json_write.c - JSON text: strings, numbers, canonical form, and the streaming writer. */
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"

static void add_escape(struct text *t, unsigned char c)
{
	static const char named[] = "\bb\ff\nn\rr\tt\"\"\\\\";

	for (const char *n = named; *n; n += 2) {
		if ((unsigned char)*n == c) {
			const char escape[] = { '\\', n[1] };

			text_add_bytes(t, escape, sizeof escape);
			return;
		}
	}
	text_addf(t, "\\u%04x", c);
}

void json_add_string(struct text *t, const char *s)
{
	const char *plain = s; /* begins what needs no escape */

	text_add_char(t, '"');
	while (*s) {
		unsigned char c = (unsigned char)*s;
		size_t size = 1, length = 1;
		bool invalid = false;

		if (c >= 0x80) {
			while (size < 4 && s[size])
				size++;
			invalid = utf8_decode(s, size, &length) < 0;
		}
		if (invalid || c < ' ' || c == '"' || c == '\\') {
			text_add_bytes(t, plain, (size_t)(s - plain));
			if (invalid)
				text_add_code_point(t, 0xfffd);
			else
				add_escape(t, c);
			plain = s + length;
		}
		s += length;
	}
	text_add_bytes(t, plain, (size_t)(s - plain));
	text_add_char(t, '"');
}

void json_add_int(struct text *t, int64_t integer)
{
	char digits[NUMBER_SIZE];

	text_add(t, number_format_int(digits, integer));
}

void json_add_real(struct text *t, double real)
{
	char digits[NUMBER_SIZE];

	text_add(t, number_format_real(digits, real));
}

/* --- canonical form */

struct member {
	const cJSON *item;
	size_t position; /* equal keys keep their order */
};

static int compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = strcmp(x->item->string, y->item->string);

	return order ? order : (x->position > y->position) - (x->position < y->position);
}

static void add_member(struct text *t, const cJSON *item)
{
	json_add_string(t, item->string);
	text_add_char(t, ':');
	json_add_canonical(t, item);
}

static void add_object(struct text *t, const cJSON *object)
{
	AUTO_FREE struct member *members = NULL;
	const cJSON *item;
	size_t count = 0, n = 0;
	bool sorted = true;

	cJSON_ArrayForEach (item, object) {
		sorted = sorted && (!item->next || strcmp(item->string, item->next->string) <= 0);
		count++;
	}
	text_add_char(t, '{');
	if (!sorted) {
		members = xreallocarray(NULL, count, sizeof *members);
		cJSON_ArrayForEach (item, object) {
			members[n] = (struct member){ item, n };
			n++;
		}
		qsort(members, count, sizeof *members, compare_members);
	}
	item = object->child;
	for (n = 0; n < count; n++, item = item->next) {
		if (n)
			text_add_char(t, ',');
		add_member(t, members ? members[n].item : item);
	}
	text_add_char(t, '}');
}

static void add_array(struct text *t, const cJSON *array)
{
	const cJSON *item;

	text_add_char(t, '[');
	cJSON_ArrayForEach (item, array) {
		if (item != array->child)
			text_add_char(t, ',');
		json_add_canonical(t, item);
	}
	text_add_char(t, ']');
}

void json_add_canonical(struct text *t, const cJSON *item)
{
	if (cJSON_IsString(item))
		json_add_string(t, item->valuestring);
	else if (cJSON_IsNumber(item))
		json_add_real(t, item->valuedouble);
	else if (cJSON_IsObject(item))
		add_object(t, item);
	else if (cJSON_IsArray(item))
		add_array(t, item);
	else if (cJSON_IsBool(item))
		text_add(t, cJSON_IsTrue(item) ? "true" : "false");
	else if (cJSON_IsRaw(item))
		text_add(t, item->valuestring);
	else
		text_add(t, "null");
}

/* --- the writer */

void json_writer_init(struct json_writer *w, struct text *out, bool pretty)
{
	*w = (struct json_writer){ .out = out, .pretty = pretty };
}

static void new_line(struct json_writer *w)
{
	if (!w->pretty)
		return;
	text_add_char(w->out, '\n');
	for (int i = 0; i < w->depth; i++)
		text_add(w->out, "  ");
}

/* Before an element or key: the comma, the new line. A value after its key needs neither. */
static void begin(struct json_writer *w)
{
	if (w->after_key) {
		w->after_key = false;
		return;
	}
	if (w->filled[w->depth])
		text_add_char(w->out, ',');
	if (w->depth)
		new_line(w);
	w->filled[w->depth] = w->depth > 0;
}

void json_open(struct json_writer *w, char bracket)
{
	begin(w);
	if (w->depth == JSON_DEPTH_LIMIT)
		abort(); /* nothing that we write nests like this */
	text_add_char(w->out, bracket);
	w->filled[++w->depth] = false;
}

void json_close(struct json_writer *w, char bracket)
{
	bool filled = w->filled[w->depth];

	w->depth--;
	if (filled)
		new_line(w);
	text_add_char(w->out, bracket);
}

void json_key(struct json_writer *w, const char *key)
{
	begin(w);
	json_add_string(w->out, key);
	text_add(w->out, w->pretty ? ": " : ":");
	w->after_key = true;
}

void json_string(struct json_writer *w, const char *s)
{
	begin(w);
	if (s)
		json_add_string(w->out, s);
	else
		text_add(w->out, "null");
}

void json_int(struct json_writer *w, int64_t integer)
{
	begin(w);
	json_add_int(w->out, integer);
}

void json_real(struct json_writer *w, double real)
{
	begin(w);
	json_add_real(w->out, real);
}

void json_bool(struct json_writer *w, bool b)
{
	begin(w);
	text_add(w->out, b ? "true" : "false");
}

void json_null(struct json_writer *w)
{
	begin(w);
	text_add(w->out, "null");
}

void json_raw(struct json_writer *w, const char *json)
{
	begin(w);
	text_add(w->out, json);
}

void json_put_string(struct json_writer *w, const char *key, const char *s)
{
	json_key(w, key);
	json_string(w, s);
}

void json_put_int(struct json_writer *w, const char *key, int64_t integer)
{
	json_key(w, key);
	json_int(w, integer);
}

void json_put_bool(struct json_writer *w, const char *key, bool b)
{
	json_key(w, key);
	json_bool(w, b);
}
