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

	return xstrdup(value && args[0] && secret_option(args[0]) ? SECRET_SET : value);
}

/* [["lxc.environment", "A=b"], …] */
static void hide_raw_options(cJSON *pairs)
{
	cJSON *pair;

	cJSON_ArrayForEach (pair, pairs) {
		const char *name = cJSON_GetStringValue(cJSON_GetArrayItem(pair, 0));

		if (name && cJSON_GetArrayItem(pair, 1) && secret_option(name))
			cJSON_ReplaceItemInArray(pair, 1, cJSON_CreateString(SECRET_SET));
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
