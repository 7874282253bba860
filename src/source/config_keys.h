/* config_keys.h - the keys of the configuration: one table for the reader, `config` and the manual. */
#ifndef PVEINV_CONFIG_KEYS_H
#define PVEINV_CONFIG_KEYS_H

#include <stddef.h>

enum config_key_kind {
	KEY_TEXT,
	KEY_PATH,
	KEY_PROXY,
	KEY_URLS, /* a list; each is checked */
	KEY_FINGERPRINTS,
	KEY_GAPS,
	KEY_SECONDS,
	KEY_LEVEL,
	KEY_NETWORKS,
	KEY_FLAG, /* yes or no */
	KEY_TOKEN_MODE,
};

struct config_key {
	const char *name; /* null ends a table */
	enum config_key_kind kind;
	size_t offset;     /* in struct config, or struct config_cluster */
	const char *value; /* "FILE" */
	const char *help;  /* may have `code` */
	long seconds;      /* KEY_SECONDS: when nobody says it; the manual puts it behind the help */
};

/* Before the first section; in a section [cluster NAME]. */
extern const struct config_key config_global_keys[], config_cluster_keys[];

#endif
