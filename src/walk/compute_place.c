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

/* The kernel's name of a USB device, by which guests and mappings ask for it: bus and ports ("1-2.3"), or
 * "usb" and the bus for the bus itself. PVE tells the ports alone, which are the same on each bus. */
char *compute_usb_path(const char *const *args, size_t count)
{
	const char *ports = count > 0 ? args[0] : NULL, *bus = count > 1 ? args[1] : NULL;

	if (!bus || (ports && strchr(ports, '-')))
		return xstrdup(ports);
	return ports ? xasprintf("%s-%s", bus, ports) : xasprintf("usb%s", bus);
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
