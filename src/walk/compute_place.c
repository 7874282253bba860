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

/* "01:00" or "01:00.0": a PCI address without its domain? */
static bool lacks_domain(const char *s)
{
	static const char digits[] = "0123456789abcdefABCDEF";

	return strspn(s, digits) == 2 && s[2] == ':' && strspn(s + 3, digits) == 2 &&
	       (s[5] == '\0' || s[5] == '.' || s[5] == ';');
}

/* PCI addresses, parted by semicolons, with the domain that PVE takes where none is written; all else as it
 * is. */
char *compute_device_host(const char *const *args, size_t count)
{
	const char *host = count > 0 ? args[0] : NULL;
	struct text t = TEXT_INIT;

	if (!host || strncmp(host, "/", 1) == 0)
		return xstrdup(host);
	while (*host) {
		size_t size = strcspn(host, ";");

		size += host[size] == ';';
		text_add(&t, lacks_domain(host) ? "0000:" : "");
		text_add_bytes(&t, host, size);
		host += size;
	}
	return text_take(&t);
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
