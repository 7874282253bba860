#include "source/config_keys.h"

#include "source/config.h"

#define GLOBAL(name) offsetof(struct config, name)
#define CLUSTER(name) offsetof(struct config_cluster, name)

const struct config_key config_global_keys[] = {
	{ "store", KEY_PATH, GLOBAL(store), "FILE",
	  "the store, where neither `--store` nor `PVEINV_STORE` says", 0 },
	{ "default", KEY_TEXT, GLOBAL(default_cluster), "NAME",
	  "the cluster that is meant without `--cluster`, where there are several", 0 },
	{ "token-file-mode", KEY_TOKEN_MODE, GLOBAL(token_any_mode), "MODE",
	  "`private` (default): token files that others can read are refused; `any`: they are taken", 0 },
	{ .name = NULL },
};

const struct config_key config_cluster_keys[] = {
	{ "url", KEY_URLS, CLUSTER(urls), "URL",
	  "an endpoint, `https://HOST:8006`; several: the next one is asked when one is down or has no "
	  "quorum", 0 },
	{ "token-file", KEY_PATH, CLUSTER(token_file), "FILE",
	  "a file with `USER@REALM!TOKENID=SECRET`, mode 0600", 0 },
	{ "user", KEY_TEXT, CLUSTER(user), "USER",
	  "instead of a token: log in as `USER@REALM`, with a password", 0 },
	{ "password-file", KEY_PATH, CLUSTER(password_file), "FILE",
	  "a file with the password, mode 0600; without it the terminal is asked", 0 },
	{ "ca-file", KEY_PATH, CLUSTER(ca_file), "FILE",
	  "trust this CA alone: a copy of `/etc/pve/pve-root-ca.pem`", 0 },
	{ "fingerprint", KEY_FINGERPRINTS, CLUSTER(fingerprints), "SHA256",
	  "instead, trust the certificate with this SHA-256; several: any of them", 0 },
	{ "proxy", KEY_PROXY, CLUSTER(proxy), "URL",
	  "go through this proxy; those of the environment are ignored", 0 },
	{ "timeout", KEY_SECONDS, CLUSTER(timeout), "SECONDS", "seconds for a request",
	  REQUEST_TIMEOUT },
	{ "level", KEY_LEVEL, CLUSTER(level), "LEVEL",
	  "of snapshots: `basic`, `standard` (default), `detailed`, `diagnostic`", 0 },
	{ "guest-agent", KEY_FLAG, CLUSTER(guest_agent), "YES",
	  "`yes`: ask inside running guests, too, as with `--guest-agent`; `no` (default)", 0 },
	{ "guest-timeout", KEY_SECONDS, CLUSTER(guest_timeout), "SECONDS",
	  "seconds for all that one guest is asked", GUEST_TIMEOUT },
	{ "guest-total-timeout", KEY_SECONDS, CLUSTER(guest_total_timeout), "SECONDS",
	  "seconds for all guests together", GUEST_TOTAL_TIMEOUT },
	{ "preferred-networks", KEY_NETWORKS, CLUSTER(preferred_networks), "NETWORKS",
	  "where the address of a guest is looked for first, as `10.0.0.0/8, 2001:db8::/32`", 0 },
	{ "expect-gap", KEY_GAPS, CLUSTER(expected_gaps), "GAP",
	  "what may be missing without making a snapshot partial: `node/NAME`, `read/NAME`, "
	  "`read/NAME/TARGET`; several",
	  0 },
	{ .name = NULL },
};
