#include "report/yaml.h"
#include <string.h>
#include <strings.h>

#include "base/json.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* YAML 1.1 has booleans of many names. */
static bool is_reserved(const char *s, size_t size)
{
	static const char *const words[] = { "true", "false", "yes", "no", "on", "off", "null", "y", "n" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strlen(words[i]) == size && strncasecmp(words[i], s, size) == 0)
			return true;
	}
	return false;
}

static bool is_plain(const char *s, size_t size)
{
	if (size == 0 || !strchr(LETTERS, *s) || is_reserved(s, size))
		return false;
	for (size_t i = 0; i < size; i++) {
		if (!s[i] || !strchr(LETTERS "0123456789_-./", s[i]))
			return false;
	}
	return true;
}

/* JSON's escapes are YAML's. What YAML does not let stand, or takes for a line break, is escaped. */
static void add_quoted(struct text *t, struct json_slice s)
{
	for (size_t at = 0, length; at < s.size; at += length) {
		long code_point = utf8_decode(s.text + at, s.size - at, &length);
		if (!utf8_is_hidden(code_point) && code_point != 0xfffe && code_point != 0xffff)
			text_add_bytes(t, s.text + at, length);
		else
			text_addf(t, code_point > 0xffff ? "\\U%08lx" : "\\u%04lx",
				  code_point < 0 ? 0xfffdUL : (unsigned long)code_point);
	}
}

static void add_scalar(struct text *t, struct json_slice s)
{
	if (*s.text == '"' && is_plain(s.text + 1, s.size - 2))
		text_add_bytes(t, s.text + 1, s.size - 2);
	else
		add_quoted(t, s);
}

static void add_indent(struct text *t, unsigned indent)
{
	text_addf(t, "\n%*s", (int)indent, "");
}

static bool is_flow(struct json_slice s)
{
	for (size_t i = 1; i < s.size; i++) {
		if (s.text[i] == '{' || s.text[i] == '[')
			return false;
	}
	return true;
}

/* A list of scalars, or an empty thing, on one line. */
static void add_flow(struct text *t, struct json_slice s)
{
	struct json_slice item;
	const char *comma = "";
	if (json_slice_kind(s) == '{') {
		text_add(t, "{}");
		return;
	}
	text_add_char(t, '[');
	for (size_t cursor = 0; json_next_element(s, &cursor, &item, NULL) == 1; comma = ", ") {
		text_add(t, comma);
		add_scalar(t, item);
	}
	text_add_char(t, ']');
}

static void add_value(struct text *t, struct json_slice s, unsigned indent);

static void add_members(struct text *t, struct json_slice object, unsigned indent, bool first)
{
	struct json_slice key, value;
	for (size_t cursor = 0; json_next_member(object, &cursor, &key, &value, NULL) == 1; first = false) {
		struct json_slice quoted = { key.text - 1, key.size + 2 };
		if (!first)
			add_indent(t, indent);
		add_scalar(t, quoted);
		text_add_char(t, ':');
		add_value(t, value, indent);
	}
}

static bool is_empty(struct json_slice s)
{
	struct json_slice key, value;
	size_t cursor = 0;
	return json_next_member(s, &cursor, &key, &value, NULL) != 1;
}

static void add_item(struct text *t, struct json_slice s, unsigned indent)
{
	bool block = json_slice_kind(s) == '{' && !is_empty(s);
	text_add(t, "-");
	if (block)
		text_add_char(t, ' ');
	if (block)
		add_members(t, s, indent + 2, true);
	else
		add_value(t, s, indent + 2);
}

/* What stands behind "key:" or "-". */
static void add_value(struct text *t, struct json_slice s, unsigned indent)
{
	struct json_slice item;
	char kind = json_slice_kind(s);
	if (kind == '{' && !is_empty(s)) {
		add_indent(t, indent + 2);
		add_members(t, s, indent + 2, true);
	} else if (kind == '[' && !is_flow(s)) {
		for (size_t cursor = 0; json_next_element(s, &cursor, &item, NULL) == 1;) {
			add_indent(t, indent);
			add_item(t, item, indent);
		}
	} else {
		text_add_char(t, ' ');
		if (kind == '{' || kind == '[')
			add_flow(t, s);
		else
			add_scalar(t, s);
	}
}

void yaml_add(struct text *t, const char *json)
{
	struct json_slice s = json_slice_of(json);
	if (json_slice_kind(s) == '{')
		add_members(t, s, 0, true);
	else
		add_value(t, s, 0);
	text_add_char(t, '\n');
}

void yaml_add_item(struct text *t, const char *json)
{
	add_item(t, json_slice_of(json), 0);
	text_add_char(t, '\n');
}
