/* compute_agent.c - what guest agents say: whether they answer, what they may do, which disks they see. */
#include "walk/compute.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/json.h"
#include "base/text.h"
#include "base/value.h"

/* Outcome of asking, and its reason, in a few words; null where the agent itself was not reached. */
char *compute_agent_answer(const char *const *args, size_t count)
{
	static const char *const words[][2] = {
		{ "ok", "answers" },
		{ "denied", "no privilege" },
		{ "unsupported", "not configured" },
		{ "timeout", ANSWER_NONE },
		{ "stopped", ANSWER_STOPPED },
		{ "skipped", ANSWER_NOT_ASKED },
	};
	const char *outcome = count > 0 ? args[0] : NULL, *reason = count > 1 ? args[1] : NULL;

	for (size_t i = 0; outcome && i < sizeof words / sizeof *words; i++)
		if (strcmp(outcome, words[i][0]) == 0)
			return xstrdup(words[i][1]);
	if (!outcome || strcmp(outcome, "error") != 0)
		return NULL;
	/* "VM 100 is not running" */
	return xstrdup(reason && text_starts_with(reason, "VM ") && strstr(reason, " is not running")
			       ? "not running"
			       : "error");
}

/* A document in an argument; an object alone stands for a list of one. The caller deletes it. */
static cJSON *read_list(const char *const *args, size_t count)
{
	struct fault ignored = FAULT_INIT;
	cJSON *item = count > 0 && args[0] ? json_parse(json_slice_of(args[0]), &ignored) : NULL;
	cJSON *list;

	fault_clear(&ignored);
	if (!cJSON_IsObject(item))
		return item;
	list = cJSON_CreateArray();
	cJSON_AddItemToArray(list, item);
	return list;
}

static const char *member(const cJSON *item, const char *name)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, name));
}

/* Appends one more text to a JSON list. */
static void add_item(struct text *list, const char *item)
{
	struct value value = value_text(item);

	text_add(list, list->size ? "," : "[");
	value_add_json(list, &value);
	value_clear(&value);
}

static char *finish_list(struct text *list)
{
	if (!list->size)
		return xstrdup("[]");
	text_add_char(list, ']');
	return text_take(list);
}

static const char *mark(const cJSON *command, const char *flag, const char *otherwise)
{
	return cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(command, flag)) ? otherwise : "";
}

/* "supported_commands": their names; only those that can be used have nothing behind it. */
char *compute_agent_commands(const char *const *args, size_t count)
{
	cJSON *commands = read_list(args, count);
	struct text list = TEXT_INIT;
	const cJSON *command;

	if (!commands)
		return NULL;
	cJSON_ArrayForEach (command, commands) {
		const char *name = member(command, "name");
		const char *disabled = mark(command, "enabled", " (disabled)");
		const char *mute = mark(command, "success-response", " (no response)");
		AUTO_FREE char *marked = name ? xasprintf("%s%s%s", name, disabled, mute) : NULL;

		if (name)
			add_item(&list, marked);
	}
	cJSON_Delete(commands);
	return finish_list(&list);
}

/* "disk" of a file system: "/dev/sda2", "\\\\.\\PhysicalDrive0". */
char *compute_agent_disk_devices(const char *const *args, size_t count)
{
	cJSON *disks = read_list(args, count);
	struct text list = TEXT_INIT;
	const cJSON *disk;

	if (!disks)
		return NULL;
	cJSON_ArrayForEach (disk, disks) {
		if (member(disk, "dev"))
			add_item(&list, member(disk, "dev"));
	}
	cJSON_Delete(disks);
	return finish_list(&list);
}

/* PVE gives its disks serial numbers such as "drive-scsi0", which Linux shows as
 * "0QEMU_QEMU_HARDDISK_drive-scsi0". */
char *compute_agent_disk_slots(const char *const *args, size_t count)
{
	cJSON *disks = read_list(args, count);
	struct text list = TEXT_INIT;
	const cJSON *disk;

	cJSON_ArrayForEach (disk, disks) {
		const char *serial = member(disk, "serial");
		const char *drive = serial ? strstr(serial, "drive-") : NULL;

		if (drive && drive[6])
			add_item(&list, drive + 6);
	}
	cJSON_Delete(disks);
	return list.size ? finish_list(&list) : NULL;
}
