/* secret.c - see secret.h. */
#include "source/secret.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "schema/schema.h"

bool secret_key(const char *name)
{
	for (const char *const *exception = secret_exceptions; *exception; exception++)
		if (text_matches(name, *exception))
			return false;
	for (const char *const *word = secret_words; *word; word++)
		if (strcasestr(name, *word))
			return true;
	return false;
}

bool secret_option(const char *name)
{
	return strcmp(name, "env") == 0 || text_starts_with(name, "lxc.environment") || secret_key(name);
}

#define SCHEME_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-"

/* Where the host part of a URL ends. Of a text that begins with the URL all else may be a password; behind
 * words the URL ends where no URL has that character. */
static const char *host_end(const char *text, const char *host, const char *scheme)
{
	return host + strcspn(host, scheme == text ? "/?# \t\n" : "/?# \t\r\n\"'<>\\^`{|}");
}

static char *last_at(char *host, const char *end)
{
	return memrchr(host, '@', (size_t)(end - host));
}

void secret_strip_userinfo(char *text)
{
	/* Most texts hold none. */
	char *first = strchr(text, '@') ? strstr(text, "://") : NULL;

	for (char *colon = first; colon; colon = strstr(colon + 3, "://")) {
		char *scheme = colon, *host = colon + 3, *at;

		while (scheme > text && strchr(SCHEME_CHARACTERS, scheme[-1]))
			scheme--;
		if (scheme == colon)
			continue;
		at = last_at(host, host_end(text, host, scheme));
		if (at)
			memmove(host, at + 1, strlen(at + 1) + 1);
	}
}

char *secret_url_origin(const char *text)
{
	size_t scheme = strspn(text, SCHEME_CHARACTERS);
	AUTO_FREE char *copy = NULL;

	if (!scheme || strncmp(text + scheme, "://", 3) != 0)
		return NULL;
	copy = xstrdup(text);
	secret_strip_userinfo(copy);
	return xstrndup(copy, scheme + 3 + strcspn(copy + scheme + 3, "/?#"));
}

/* Stored as people wrote them (DESIGN section 8). */
static bool is_free_text(const char *key)
{
	static const char *const keys[] = { "description", "notes", "args" };

	for (size_t i = 0; key && i < sizeof(keys) / sizeof(*keys); i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

static void strip_string(cJSON *item, const char *option)
{
	AUTO_FREE char *hidden = option ? secret_hide_encoded(option, item->valuestring) : NULL;

	if (hidden)
		cJSON_SetValuestring(item, hidden);
	else if (strchr(item->valuestring, '@') && !is_free_text(item->string))
		secret_strip_userinfo(item->valuestring);
}

/* Of {"key": "sshkeys", "value": …, "pending": …} the key says whose values they are. */
static const cJSON *find_key(const cJSON *item)
{
	if (cJSON_IsObject(item))
		for (const cJSON *child = item->child; child; child = child->next)
			if ((child->string[0] | 0x20) == 'k' && strcasecmp(child->string, "key") == 0)
				return child;
	return NULL;
}

void secret_strip(cJSON *item)
{
	const cJSON *key = find_key(item);
	const char *option = cJSON_GetStringValue(key);

	if (cJSON_IsString(item))
		strip_string(item, item->string);
	for (cJSON *child = item->child; child; child = child->next) {
		if (cJSON_IsString(child) && option && child != key)
			strip_string(child, option);
		if (child->child || cJSON_IsString(child))
			secret_strip(child);
	}
}

static bool is_property_name(const char *name)
{
	return name[0] && !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					     "0123456789_-")];
}

/* The value of a part; null if there is no such part. The caller frees it. */
static char *part_value(const char *text, const char *name)
{
	size_t size = strlen(name);

	for (const char *part = text; part; part = strchr(part, ',') ? strchr(part, ',') + 1 : NULL)
		if (strncmp(part, name, size) == 0 && part[size] == '=')
			return xstrndup(part + size + 1, strcspn(part + size + 1, ","));
	return NULL;
}

/* Of "key=NAME,value=…" the key says whose value it is. */
static char *pair_name(const char *text)
{
	AUTO_FREE char *value = part_value(text, "value");

	return value ? part_value(text, "key") : NULL;
}

struct hiding {
	secret_name_function *is_secret;
	const void *context;
	const char *pair; /* or null */
};

static bool is_hidden(const struct hiding *hiding, const char *name)
{
	if (hiding->pair && strcmp(name, "key") == 0)
		return false;
	return hiding->is_secret(hiding->context,
				 hiding->pair && strcmp(name, "value") == 0 ? hiding->pair : name);
}

/* "name=value" with "set" in place of the value, if the name is a credential's. */
static bool hide_part(struct text *t, const char *part, size_t size, const struct hiding *hiding)
{
	const char *equals = memchr(part, '=', size);
	AUTO_FREE char *name = equals ? xstrndup(part, (size_t)(equals - part)) : NULL;

	if (!name || !is_property_name(name) || !is_hidden(hiding, name) || equals + 1 == part + size) {
		text_add_bytes(t, part, size);
		return false;
	}
	text_addf(t, "%s=%s", name, SECRET_SET);
	return true;
}

char *secret_hide_properties(const char *text, secret_name_function *is_secret, const void *context)
{
	AUTO_FREE char *pair = pair_name(text);
	const struct hiding hiding = { is_secret, context, pair };
	struct text t = TEXT_INIT;
	bool hidden = false;

	if (!strchr(text, '='))
		return NULL;
	for (const char *part = text; part;) {
		size_t size = strcspn(part, ",");

		hidden |= hide_part(&t, part, size, &hiding);
		if (part[size])
			text_add_char(&t, ',');
		part = part[size] ? part + size + 1 : NULL;
	}
	if (!hidden)
		text_clear(&t);
	return hidden ? text_take(&t) : NULL;
}

bool secret_name(const void *context, const char *name)
{
	(void)context;
	return secret_key(name);
}

char *secret_hide_option(const char *option, const char *value)
{
	AUTO_FREE char *lines = NULL;
	char *properties;

	if (secret_option(option) || is_free_text(option))
		return secret_option(option) ? xstrdup(SECRET_SET) : NULL;
	lines = secret_hide_lines(value);
	properties = secret_hide_properties(lines ? lines : value, secret_name, NULL);
	return properties ? properties : xstrdup(lines);
}

static void redact_string(cJSON *item)
{
	AUTO_FREE char *lines = NULL, *properties = NULL;

	secret_strip_userinfo(item->valuestring);
	lines = secret_hide_lines(item->valuestring);
	properties = secret_hide_properties(lines ? lines : item->valuestring, secret_name, NULL);
	if (lines || properties)
		cJSON_SetValuestring(item, properties ? properties : lines);
}

static void replace_by_set(cJSON *item)
{
	char *name = item->string;
	cJSON *next = item->next, *previous = item->prev, *set = cJSON_CreateString(SECRET_SET);

	cJSON_Delete(item->child);
	cJSON_free(item->valuestring);
	*item = *set;
	item->string = name;
	item->next = next;
	item->prev = previous;
	set->valuestring = NULL;
	cJSON_Delete(set);
}

static bool is_pair_value(const cJSON *item)
{
	return strcasecmp(item->string, "value") == 0 || strcasecmp(item->string, "values") == 0;
}

const cJSON *secret_pair_key(const cJSON *item)
{
	const cJSON *key = find_key(item);

	if (cJSON_IsString(key))
		for (const cJSON *child = item->child; child; child = child->next)
			if (is_pair_value(child))
				return key;
	return NULL;
}

static void redact_member(cJSON *child, const cJSON *key)
{
	if (key && is_pair_value(child))
		secret_redact(child, key->valuestring);
	else if (child != key)
		secret_redact(child, child->string);
}

void secret_redact(cJSON *item, const char *name)
{
	const cJSON *key = secret_pair_key(item);

	if (name && secret_key(name) && !cJSON_IsNull(item)) {
		replace_by_set(item);
		return;
	}
	if (cJSON_IsString(item))
		redact_string(item);
	for (cJSON *child = item->child; child; child = child->next)
		redact_member(child, key);
}
