#include "report/render.h"

#include <string.h>

#include "base/clock.h"
#include "base/human.h"
#include "base/json.h"

bool type_is_number(enum value_type type)
{
	switch (type) {
	case TYPE_INT:
	case TYPE_REAL:
	case TYPE_BYTES:
	case TYPE_DURATION:
	case TYPE_FRACTION:
		return true;
	case TYPE_TEXT:
	case TYPE_BOOL:
	case TYPE_TIMESTAMP:
	case TYPE_LIST:
	case TYPE_JSON:
		break;
	}
	return false;
}

static double number_of(const struct value *v)
{
	return v->kind == VALUE_REAL ? v->real : (double)v->integer;
}

static void add_number(struct text *t, const struct value *v)
{
	if (v->kind == VALUE_INT)
		json_add_int(t, v->integer);
	else
		json_add_real(t, v->real);
}

static void add_human_number(struct text *t, enum value_type type, const struct value *v)
{
	switch (type) {
	case TYPE_BYTES:
		human_add_bytes(t, number_of(v));
		break;
	case TYPE_DURATION:
		human_add_duration(t, number_of(v));
		break;
	case TYPE_TIMESTAMP:
		clock_add_time(t, v->kind == VALUE_INT ? v->integer : (int64_t)v->real);
		break;
	case TYPE_FRACTION:
		human_add_fraction(t, number_of(v));
		break;
	case TYPE_BOOL:
		text_add(t, number_of(v) != 0 ? "yes" : "no");
		break;
	case TYPE_TEXT:
	case TYPE_INT:
	case TYPE_REAL:
	case TYPE_LIST:
	case TYPE_JSON:
		add_number(t, v);
		break;
	}
}

static void add_list(struct text *t, const char *json)
{
	struct fault f = FAULT_INIT;
	cJSON *list = json_parse(json_slice_of(json), &f);
	const cJSON *item;
	fault_clear(&f);
	if (!cJSON_IsArray(list)) {
		text_add_visible(t, json);
	} else if (!list->child) {
		text_add(t, "(none)");
	}
	for (item = cJSON_IsArray(list) ? list->child : NULL; item; item = item->next) {
		AUTO_TEXT struct text other = TEXT_INIT;
		if (!cJSON_IsString(item))
			json_add_canonical(&other, item);
		text_add_visible(t, cJSON_IsString(item) ? item->valuestring : other.data);
		if (item->next)
			text_add_char(t, ',');
	}
	cJSON_Delete(list);
}

/* Text that could be taken for one of the signs is quoted. */
static void add_human_text(struct text *t, const char *s)
{
	bool quoted = !*s || strcmp(s, "-") == 0 || strcmp(s, "?") == 0;
	if (quoted)
		text_add_char(t, '"');
	text_add_visible(t, s);
	if (quoted)
		text_add_char(t, '"');
}

void render_human(struct text *t, enum value_type type, const struct value *v)
{
	switch (v->kind) {
	case VALUE_UNKNOWN:
		text_add_char(t, '?');
		break;
	case VALUE_NULL:
		text_add_char(t, '-');
		break;
	case VALUE_INT:
	case VALUE_REAL:
		add_human_number(t, type, v);
		break;
	case VALUE_TEXT:
		if (type == TYPE_LIST)
			add_list(t, v->text);
		else
			add_human_text(t, v->text);
		break;
	}
}

void render_json(struct text *t, enum value_type type, const struct value *v)
{
	switch (v->kind) {
	case VALUE_UNKNOWN:
	case VALUE_NULL:
		text_add(t, "null");
		break;
	case VALUE_INT:
	case VALUE_REAL:
		if (type == TYPE_BOOL)
			text_add(t, number_of(v) != 0 ? "true" : "false");
		else
			add_number(t, v);
		break;
	case VALUE_TEXT:
		if (type == TYPE_LIST || type == TYPE_JSON)
			text_add(t, v->text);
		else
			json_add_string(t, v->text);
		break;
	}
}

void render_raw(struct text *t, enum value_type type, const struct value *v)
{
	if (v->kind == VALUE_TEXT)
		text_add(t, v->text);
	else if (v->kind == VALUE_INT || v->kind == VALUE_REAL)
		render_json(t, type, v);
}

void render_key(struct text *t, const struct value *key, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			text_add_char(t, '/');
		render_raw(t, TYPE_TEXT, &key[i]);
	}
}

/* An underscore within a word means nothing. */
static bool is_markup(const char *s, const char *begin)
{
	if (*s == '_')
		return s == begin || !s[1] || s[-1] == ' ' || s[1] == ' ';
	return strchr("\\`*[]<>|~&", *s) != NULL;
}

void render_markdown(struct text *t, const char *s)
{
	for (const char *begin = s; *s; s++) {
		if (is_markup(s, begin))
			text_add_char(t, '\\');
		text_add_char(t, *s);
	}
}

void render_visible_json(struct text *t, const char *json)
{
	for (size_t size = strlen(json), length; size > 0; json += length, size -= length) {
		long code_point = utf8_decode(json, size, &length);
		if (code_point == '\n' || !utf8_is_hidden(code_point)) {
			text_add_bytes(t, json, length);
		} else if (code_point > 0xffff) {
			unsigned long rest = (unsigned long)code_point - 0x10000;
			text_addf(t, "\\u%04lx\\u%04lx", 0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
		} else {
			text_addf(t, "\\u%04lx", code_point < 0 ? 0xfffdUL : (unsigned long)code_point);
		}
	}
}
