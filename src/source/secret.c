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

void secret_strip_userinfo(char *text)
{
	char *host = strstr(text, "://");
	size_t scheme = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
	char *at = NULL;

	if (!host || scheme == 0 || text + scheme != host)
		return;
	host += 3;
	for (char *p = host; *p && !strchr("/?# \t\n", *p); p++)
		if (*p == '@')
			at = p;
	if (at)
		memmove(host, at + 1, strlen(at + 1) + 1);
}

static bool is_property_name(const char *name)
{
	return name[0] && !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					     "0123456789_-")];
}

/* "name=value" with "set" in place of the value, if the name is a credential's. */
static bool hide_part(struct text *t, const char *part, size_t size, secret_name_function *is_secret,
		      const void *context)
{
	const char *equals = memchr(part, '=', size);
	AUTO_FREE char *name = equals ? xstrndup(part, (size_t)(equals - part)) : NULL;

	if (!name || !is_property_name(name) || !is_secret(context, name) || equals + 1 == part + size) {
		text_add_bytes(t, part, size);
		return false;
	}
	text_addf(t, "%s=%s", name, SECRET_SET);
	return true;
}

char *secret_hide_properties(const char *text, secret_name_function *is_secret, const void *context)
{
	struct text t = TEXT_INIT;
	bool hidden = false;

	if (!strchr(text, '='))
		return NULL;
	for (const char *part = text; part;) {
		size_t size = strcspn(part, ",");

		hidden |= hide_part(&t, part, size, is_secret, context);
		if (part[size])
			text_add_char(&t, ',');
		part = part[size] ? part + size + 1 : NULL;
	}
	if (!hidden)
		text_clear(&t);
	return hidden ? text_take(&t) : NULL;
}

static bool is_secret_name(const void *context, const char *name)
{
	(void)context;
	return secret_key(name);
}

static void redact_string(cJSON *item)
{
	AUTO_FREE char *hidden = NULL;

	secret_strip_userinfo(item->valuestring);
	hidden = secret_hide_properties(item->valuestring, is_secret_name, NULL);
	if (hidden)
		cJSON_SetValuestring(item, hidden);
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

void secret_redact(cJSON *item, const char *name)
{
	if (name && secret_key(name) && !cJSON_IsNull(item)) {
		replace_by_set(item);
		return;
	}
	if (cJSON_IsString(item))
		redact_string(item);
	for (cJSON *child = item->child; child; child = child->next)
		secret_redact(child, child->string);
}
