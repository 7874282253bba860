/* compute_config.c - configurations that are kept as a whole, without the credentials in them. */
#include "walk/compute.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "source/secret.h"

static cJSON *parse(const char *text)
{
	struct fault ignored = FAULT_INIT;
	cJSON *item = text ? json_parse(json_slice_of(text), &ignored) : NULL;

	fault_clear(&ignored);
	return item;
}

static char *canonical(const cJSON *item)
{
	AUTO_TEXT struct text t = TEXT_INIT;

	json_add_canonical(&t, item);
	return text_take(&t);
}

/* A key of a guest's configuration, and its value. */
char *compute_option_value(const char *const *args, size_t count)
{
	const char *value = count > 1 ? args[1] : NULL;
	char *hidden = value && args[0] ? secret_hide_option(args[0], value) : NULL;

	return hidden ? hidden : xstrdup(value);
}

/* [["lxc.environment", "A=b"], …] */
static void hide_raw_options(cJSON *pairs)
{
	cJSON *pair;

	cJSON_ArrayForEach (pair, pairs) {
		const char *name = cJSON_GetStringValue(cJSON_GetArrayItem(pair, 0));
		const cJSON *item = cJSON_GetArrayItem(pair, 1);
		const char *value = cJSON_IsString(item) ? item->valuestring : "";
		AUTO_FREE char *hidden = name && item ? secret_hide_option(name, value) : NULL;

		if (hidden)
			cJSON_ReplaceItemInArray(pair, 1, cJSON_CreateString(hidden));
	}
}

char *compute_raw_lxc(const char *const *args, size_t count)
{
	cJSON *pairs = count > 0 ? parse(args[0]) : NULL;
	char *text;

	if (!pairs)
		return NULL;
	hide_raw_options(pairs);
	text = canonical(pairs);
	cJSON_Delete(pairs);
	return text;
}

/* What the list of snapshots says as well, and the checksum of the whole file, are left out. */
char *compute_snapshot_config(const char *const *args, size_t count)
{
	static const char *const beside[] = { "digest", "description", "snaptime", "parent", "snapstate" };
	cJSON *config = count > 0 ? parse(args[0]) : NULL;
	char *text;

	if (!cJSON_IsObject(config)) {
		cJSON_Delete(config);
		return NULL;
	}
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++)
		cJSON_DeleteItemFromObjectCaseSensitive(config, beside[i]);
	if (cJSON_GetObjectItemCaseSensitive(config, "env"))
		cJSON_ReplaceItemInObjectCaseSensitive(config, "env", cJSON_CreateString(SECRET_SET));
	hide_raw_options(cJSON_GetObjectItemCaseSensitive(config, "lxc"));
	secret_redact(config, NULL);
	text = canonical(config);
	cJSON_Delete(config);
	return text;
}

/* --- ceph.conf */

/* The first 'size' bytes without blanks around them. */
static char *trimmed(const char *s, size_t size)
{
	size_t before = strspn(s, " \t\r");

	if (before >= size)
		return xstrdup("");
	for (s += before, size -= before; size && strchr(" \t\r", s[size - 1]);)
		size--;
	return xstrndup(s, size);
}

/* "[global]" opens a section, "mon host = x" is an option of the last one: mon_host. */
static cJSON *take_conf_line(cJSON *conf, cJSON *section, const char *line, size_t size)
{
	const char *equals = memchr(line, '=', size);
	AUTO_FREE char *text = trimmed(line, equals ? (size_t)(equals - line) : size);
	size_t length = strlen(text);

	if (text[0] == '[' && text[length - 1] == ']') {
		text[length - 1] = '\0';
		section = cJSON_GetObjectItemCaseSensitive(conf, text + 1);
		return section ? section : cJSON_AddObjectToObject(conf, text + 1);
	}
	if (!equals || !length || !section)
		return section;
	for (char *c = text; *c; c++)
		if (strchr(" \t-", *c))
			*c = '_';
	AUTO_FREE char *value = trimmed(equals + 1, size - (size_t)(equals + 1 - line));
	cJSON_DeleteItemFromObjectCaseSensitive(section, text);
	cJSON_AddStringToObject(section, text, value);
	return section;
}

/* A backslash at its end joins a line, but no comment, with the next one; in place. */
static void join_lines(char *line)
{
	while (*line) {
		char *end = line + strcspn(line, "\n#;");

		if (*end == '\n' && end > line && end[-1] == '\\') {
			memmove(end - 1, end + 1, strlen(end + 1) + 1);
			continue;
		}
		line = end + strcspn(end, "\n");
		line += *line == '\n';
	}
}

char *compute_ceph_conf(const char *const *args, size_t count)
{
	const char *given = count > 0 ? args[0] : NULL, *line;
	char *hidden = given ? secret_hide_lines(given) : NULL;
	AUTO_FREE char *joined = hidden ? hidden : xstrdup(given);
	cJSON *conf = joined ? cJSON_CreateObject() : NULL, *section = NULL;
	char *text;

	if (!conf)
		return NULL;
	join_lines(joined);
	for (line = joined; *line;) {
		size_t size = strcspn(line, "\n");

		section = take_conf_line(conf, section, line, strcspn(line, "\n#;"));
		line += size + (line[size] == '\n');
	}
	text = canonical(conf);
	cJSON_Delete(conf);
	return text;
}

/* The server of a URL. */
char *compute_url_origin(const char *const *args, size_t count)
{
	return count > 0 && args[0] ? secret_url_origin(args[0]) : NULL;
}

/* "vers=3.0,password=x" -> "vers=3.0,password=set" */
char *compute_without_credentials(const char *const *args, size_t count)
{
	const char *options = count > 0 ? args[0] : NULL;
	char *hidden = options ? secret_hide_properties(options, secret_name, NULL) : NULL;
	return hidden ? hidden : xstrdup(options);
}
