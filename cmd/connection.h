/* connection.h - from the command line and the configuration to a source that can be walked. */
#ifndef PVEINV_CONNECTION_H
#define PVEINV_CONNECTION_H

#include "cmd/command.h"
#include "source/config.h"
#include "source/pve_api.h"
#include "walk/walk.h"

/* What verbs that ask a cluster share on the command line. */
struct connection_options {
	const char *source; /* "recording:FILE" */
	struct words urls, fingerprints;
	const char *token_file, *user, *password_file, *ca_file, *proxy;
	bool insecure, all_clusters, record_shapes, guest_agent;
	const char *record;
	int64_t timeout, total_timeout, guest_timeout, guest_total_timeout; /* seconds; 0: the default */
};
extern const struct option connection_options[];
/* Of a verb that can walk several; 'type' has a member 'connection'. */
#define OPTION_ALL_CLUSTERS(type)                                                                            \
	{ OPTION_FLAG, 0, "all-clusters", NULL, "every cluster of the configuration, in parallel",           \
	  offsetof(type, connection.all_clusters), NULL }

/* One cluster that is to be walked. */
struct connection {
	const struct command *command;
	const struct connection_options *options;
	const struct config *config;
	const struct config_cluster *section; /* or null: all comes from the options */
	const char *cluster;                  /* its name, where the user says one; or null */
	char *host;                           /* of its first URL, or the recording's file, for a cluster
					       * without a name; owned */
	const char *const *urls;              /* ended by null; null: a recording */
	struct source *source;                /* what is walked; owned */
	struct source *record;                /* the same, if it is recorded */
	struct source *api;                   /* the same, or what it wraps, if it is a live cluster */
	char *token_id;                       /* who asks: "audit@pve!inventory", "root@pam"; owned */
};

/* The option by which one cluster is described, as "--url"; or null. */
const char *connection_one_cluster(const struct connection_options *options);

/* Do the options or the configuration name something that can be walked now? */
bool connection_exists(struct command *command, const struct connection_options *options, bool *ret,
		       struct fault *f);

/* Finds out what is meant; opens nothing. Faults (FAULT_USAGE): nothing, or several things. */
bool connection_choose(struct connection *ret, struct command *command,
		       const struct connection_options *options, struct fault *f);

/* The gaps that its section expects; ended by null, or null. */
const char *const *connection_gaps(const struct connection *connection);

/* Whether a walk of it asks inside running guests, and what it prefers there. */
void connection_set_guests(const struct connection *connection, struct walk_options *walk);

/* How much a snapshot of it reads: 'asked' (an enum level), or, where that is -1, what the configuration
 * says. */
enum level connection_level(const struct connection *connection, int asked);

/* Reads a file that its nodes serve beside their API, as anybody may; pve_api_read_file(). */
int connection_read_file(const struct connection *connection, const char *path, struct text *ret,
			 char **ret_url, struct fault *f);

/* Opens the source. Without a token it leads on to one, and fails with FAULT_USAGE. */
bool connection_open(struct connection *connection, struct fault *f);
void connection_close(struct connection *connection);

/* The walk was not finished: it begins again with the next endpoint. False: there is none. */
bool connection_advance(struct connection *connection);

/* The walk ended so: keeps the recording that was asked for, or drops it. */
bool connection_finish(struct connection *connection, bool ok, struct fault *f);

/* Says on stderr which endpoints were passed over, and why. */
void connection_note_remarks(const struct connection *connection);

#endif
