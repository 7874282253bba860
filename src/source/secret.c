/* secret.c - see secret.h. */
#include "source/secret.h"

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
		secret_strip_userinfo(item->valuestring);
	for (cJSON *child = item->child; child; child = child->next)
		secret_redact(child, child->string);
}
