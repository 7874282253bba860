/* compute_place.c - names for things that the API tells in pieces. */
#include "walk/compute.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

/* Where a storage's contents are: 'shared' (a flag), and the node that sees it. No storage is both. */
char *compute_home(const char *const *args, size_t count)
{
	if (count > 0 && args[0] && strcmp(args[0], "1") == 0)
		return xstrdup("shared");
	return xstrdup(count > 1 ? args[1] : NULL);
}

/* The kernel's name of a USB device: its path, or "usb" and the bus for the bus itself. */
char *compute_usb_path(const char *const *args, size_t count)
{
	if (count > 0 && args[0])
		return xstrdup(args[0]);
	return count > 1 && args[1] ? xasprintf("usb%s", args[1]) : NULL;
}

static void add_word(struct text *t, const char *word)
{
	text_addf(t, "%s%s", t->size ? " " : "", word);
}

static void add_words(struct text *t, const char *arg)
{
	struct fault ignored = FAULT_INIT;
	cJSON *list = arg[0] == '[' ? json_parse(json_slice_of(arg), &ignored) : NULL;
	const cJSON *item;

	if (!list)
		add_word(t, arg);
	cJSON_ArrayForEach(item, list)
		if (cJSON_IsString(item))
			add_word(t, item->valuestring);
	cJSON_Delete(list);
	fault_clear(&ignored);
}

/* Texts and lists of texts in one line. */
char *compute_words(const char *const *args, size_t count)
{
	AUTO_TEXT struct text t = TEXT_INIT;

	for (size_t i = 0; i < count; i++)
		if (args[i])
			add_words(&t, args[i]);
	return t.size ? text_take(&t) : NULL;
}
