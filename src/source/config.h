/* config.h - the configuration: which clusters there are, and how to reach them.
 *
 * INI through inih, whose traps are closed: leading blanks are stripped (inih would take the line for more
 * of the one before), and lines over its limit, unknown sections and keys, keys and sections given twice
 * and empty values are faults with "file:line". No secrets are in it: tokens have files of their own.
 */
#ifndef PVEINV_CONFIG_H
#define PVEINV_CONFIG_H

#include "base/fault.h"
#include "schema/schema.h"

#define CONFIG_KEYS 16 /* at most in one table */

/* Seconds, where nobody says it: for a request, all questions to one guest, to all guests. */
#define REQUEST_TIMEOUT     60
#define GUEST_TIMEOUT       30
#define GUEST_TOTAL_TIMEOUT 1800

struct config_list {
	char **items; /* ended by null once there is one */
	size_t count;
	unsigned *lines; /* of each */
};

/* A section [cluster NAME]. Texts are null where their key is not given. */
struct config_cluster {
	char *name;
	struct config_list urls, fingerprints, expected_gaps;
	char *token_file, *user, *password_file, *ca_file, *proxy;
	char *preferred_networks;
	bool guest_agent;                                 /* ask inside running guests, too */
	long timeout, guest_timeout, guest_total_timeout; /* seconds; 0: the default */
	int level;                                        /* enum level; -1: the default */
	unsigned line;
	unsigned lines[CONFIG_KEYS]; /* of each key of config_cluster_keys; 0: not given */
};

struct config {
	char *path; /* null: there is none */
	char *store, *default_cluster;
	bool token_any_mode; /* token-file-mode = any: token files that others can read are taken */
	struct config_cluster *clusters;
	size_t n_clusters;
	unsigned lines[CONFIG_KEYS]; /* of each key of config_global_keys */
};

/* Reads 'path'; null: $XDG_CONFIG_HOME/pveinv/config, else /etc/pveinv/config, the first that exists;
 * "none": nothing. In paths ~ is the home directory; relative ones begin where the file is.
 * All faults are FAULT_USAGE. */
bool config_read(const char *path, struct config *ret, struct fault *f);
void config_clear(struct config *config);

/* Where config_read(path) reads, or would if it were there: the user's own, unless only the system's is
 * there. The caller frees it. Null: there is no home. */
char *config_path(const char *path);

/* Can a section have that name? */
bool config_check_name(const char *name, struct fault *f);

/* The section of that name; null when there is none. */
const struct config_cluster *config_find(const struct config *config, const char *name);

/* The cluster that is meant when nobody says which: the only one, else the default. */
const struct config_cluster *config_default(const struct config *config, struct fault *f);

/* FAULT_USAGE: no section has that name; lists them. */
bool config_refuse(const struct config *config, const char *name, struct fault *f);

#endif
