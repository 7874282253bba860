#include "cmd/connection.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/credentials.h"
#include "cmd/first_run.h"
#include "source/record.h"
#include "source/token.h"

#define LONGEST_TIMEOUT 86400         /* seconds */
#define FILE_LIMIT ((size_t)32 << 20) /* bytes; the API's schema has 4 MB */

/* " (default: 60)", of a macro */
#define DEFAULT(seconds)       DEFAULT_NUMBER(seconds)
#define DEFAULT_NUMBER(number) " (default: " #number ")"

#define MEMBER(name) offsetof(struct connection_options, name)

const struct option connection_options[] = {
	{ OPTION_TITLE, 0, NULL, NULL, "The cluster (otherwise that of the configuration)", 0, NULL },
	{ OPTION_LIST, 0, "url", "URL", "endpoint, as https://pve1:8006; more of them stand by", MEMBER(urls),
	  NULL },
	{ OPTION_TEXT, 0, "token-file", "FILE",
	  "file with the API token, USER@REALM!TOKENID=SECRET; - is stdin", MEMBER(token_file), NULL },
	{ OPTION_TEXT, 0, "user", "USER@REALM", "log in with a password instead, as root@pam", MEMBER(user),
	  NULL },
	{ OPTION_TEXT, 0, "password-file", "FILE",
	  "file with the password; - is stdin (default: the terminal is asked)", MEMBER(password_file),
	  NULL },
	{ OPTION_TEXT, 0, "ca-file", "FILE", "trust this CA alone: a copy of /etc/pve/pve-root-ca.pem",
	  MEMBER(ca_file), NULL },
	{ OPTION_LIST, 0, "fingerprint", "SHA256", "instead, trust the certificate with this fingerprint",
	  MEMBER(fingerprints), NULL },
	{ OPTION_FLAG, 0, "insecure", NULL, "verify nothing: whoever is in between can read the token",
	  MEMBER(insecure), NULL },
	{ OPTION_TEXT, 0, "proxy", "URL", "go through this proxy (those of the environment are ignored)",
	  MEMBER(proxy), NULL },
	{ OPTION_NUMBER, 0, "timeout", "SECONDS", "for each request" DEFAULT(REQUEST_TIMEOUT),
	  MEMBER(timeout), NULL },
	{ OPTION_NUMBER, 0, "total-timeout", "SECONDS", "for all of them (default: none)",
	  MEMBER(total_timeout), NULL },
	{ OPTION_FLAG, 0, "guest-agent", NULL,
	  "ask inside running guests, too: agents of VMs, interfaces of containers", MEMBER(guest_agent),
	  NULL },
	{ OPTION_NUMBER, 0, "guest-timeout", "SECONDS",
	  "for all that one guest is asked" DEFAULT(GUEST_TIMEOUT), MEMBER(guest_timeout), NULL },
	{ OPTION_NUMBER, 0, "guest-total-timeout", "SECONDS",
	  "for all guests together" DEFAULT(GUEST_TOTAL_TIMEOUT), MEMBER(guest_total_timeout), NULL },
	{ OPTION_TEXT, 0, "record", "FILE", "write the answers down, without secrets; FILE.zst: compressed",
	  MEMBER(record), NULL },
	{ OPTION_FLAG, 0, "record-shapes", NULL, "only their keys and types: no value, no name",
	  MEMBER(record_shapes), NULL },
	{ OPTION_TEXT, 's', "source", "SOURCE", "walk this instead: recording:FILE", MEMBER(source), NULL },
	{ .kind = OPTION_END },
};

/* --- what is meant */

bool connection_exists(struct command *command, const struct connection_options *options, bool *ret,
		       struct fault *f)
{
	const struct config *config;
	*ret = options->source || options->urls.count || options->all_clusters;
	if (*ret)
		return true;
	config = command_config(command, f);
	if (config)
		*ret = config->n_clusters > 0;
	return config != NULL;
}

static bool check_seconds(int64_t seconds, const char *name, struct fault *f)
{
	if (seconds <= LONGEST_TIMEOUT)
		return true;
	return fault_set(f, FAULT_USAGE, "--%s: at most %d seconds", name, LONGEST_TIMEOUT);
}

static const char *live_option(const struct connection_options *o)
{
	return o->urls.count           ? "--url"
	       : o->token_file         ? "--token-file"
	       : o->user               ? "--user"
	       : o->password_file      ? "--password-file"
	       : o->ca_file            ? "--ca-file"
	       : o->fingerprints.count ? "--fingerprint"
	       : o->insecure           ? "--insecure"
	       : o->proxy              ? "--proxy"
				       : NULL;
}

const char *connection_one_cluster(const struct connection_options *o)
{
	return o->source ? "--source" : o->record ? "--record" : live_option(o);
}

static bool check_options(const struct connection_options *o, struct fault *f)
{
	const char *live = live_option(o);
	if (o->source && live) {
		fault_set(f, FAULT_USAGE, "--source and %s exclude each other", live);
		return fault_hint(f, "a recording needs no connection");
	}
	if (o->insecure && (o->ca_file || o->fingerprints.count)) {
		fault_set(f, FAULT_USAGE, "--insecure and %s exclude each other",
			  o->ca_file ? "--ca-file" : "--fingerprint");
		return fault_hint(f, "leave --insecure out: the other one verifies");
	}
	if (o->record_shapes && !o->record)
		return fault_set(f, FAULT_USAGE, "--record-shapes needs --record FILE");
	return check_seconds(o->timeout, "timeout", f) &&
	       check_seconds(o->total_timeout, "total-timeout", f) &&
	       check_seconds(o->guest_timeout, "guest-timeout", f) &&
	       check_seconds(o->guest_total_timeout, "guest-total-timeout", f);
}

static bool nothing_to_walk(const struct config *config, struct fault *f)
{
	if (config->path)
		fault_set(f, FAULT_USAGE, "which cluster? %s names none", config->path);
	else
		fault_set(f, FAULT_USAGE, "which cluster? None is configured, and no --url is given");
	return fault_hint(f, "begin with 'pveinv get guests --url https://HOST:8006'; it leads on");
}

/* The section of the configuration that counts, if any does. */
static bool choose_section(struct connection *c, struct fault *f)
{
	const struct connection_options *o = c->options;
	const char *name = c->command->common.cluster;
	if (name)
		c->section = config_find(c->config, name);
	if (c->section || o->source || o->urls.count)
		return true;
	if (c->config->n_clusters == 0)
		return nothing_to_walk(c->config, f);
	if (name)
		return config_refuse(c->config, name, f);
	c->section = config_default(c->config, f);
	return c->section != NULL;
}

/* "pve1" of "https://pve1:8006"; the brackets of an IPv6 address stay. */
static char *host_of(const char *url)
{
	const char *host = strstr(url, "://"), *end;
	host = host ? host + 3 : url;
	end = host[0] == '[' ? strchr(host, ']') : NULL;
	return xstrndup(host, end ? (size_t)(end + 1 - host) : strcspn(host, ":/"));
}

static void cut_ending(char *name, const char *ending)
{
	size_t length = strlen(name), cut = strlen(ending);
	if (length > cut && strcmp(name + length - cut, ending) == 0)
		name[length - cut] = '\0';
}

/* "lab" of "recording:/tmp/lab.ndjson.zst". */
static char *name_of(const char *source)
{
	const char *slash = strrchr(source, '/'), *colon = strchr(source, ':');
	char *name = xstrdup(slash ? slash + 1 : colon ? colon + 1 : source);
	cut_ending(name, ".zst");
	cut_ending(name, ".ndjson");
	return name;
}

bool connection_choose(struct connection *ret, struct command *command,
		       const struct connection_options *options, struct fault *f)
{
	*ret = (struct connection){ .command = command, .options = options };
	if (!check_options(options, f))
		return false;
	ret->config = command_config(command, f);
	if (!ret->config || !choose_section(ret, f))
		return false;
	ret->cluster = ret->section ? ret->section->name : command->common.cluster;
	if (options->source) {
		ret->host = name_of(options->source);
		return true;
	}
	ret->urls = options->urls.items;
	if (!ret->urls && ret->section->urls.count)
		ret->urls = (const char *const *)ret->section->urls.items;
	if (!ret->urls)
		return fault_set(f, FAULT_USAGE, "%s:%u: [cluster %s] has no url", ret->config->path,
				 ret->section->line, ret->section->name);
	ret->host = host_of(ret->urls[0]);
	return true;
}

const char *const *connection_gaps(const struct connection *c)
{
	return c->section ? (const char *const *)c->section->expected_gaps.items : NULL;
}

void connection_set_guests(const struct connection *c, struct walk_options *walk)
{
	static const struct config_cluster none = { .name = NULL };
	const struct connection_options *o = c->options;
	const struct config_cluster *section = c->section ? c->section : &none;
	walk->guest_agent = o->guest_agent || section->guest_agent;
	walk->guest_timeout = o->guest_timeout ? (long)o->guest_timeout : section->guest_timeout;
	walk->guest_total_timeout =
		o->guest_total_timeout ? (long)o->guest_total_timeout : section->guest_total_timeout;
	walk->preferred_networks = section->preferred_networks;
}

enum level connection_level(const struct connection *c, int asked)
{
	if (asked >= 0)
		return (enum level)asked;
	return c->section && c->section->level >= 0 ? (enum level)c->section->level : LEVEL_STANDARD;
}

/* --- opening */

/* An option replaces what the section says; how a server is verified is replaced as a whole. */
static struct pve_api_options api_options(const struct connection *c)
{
	static const struct config_cluster none = { .name = NULL };
	const struct connection_options *o = c->options;
	const struct config_cluster *section = c->section ? c->section : &none;
	bool trust = o->insecure || o->ca_file || o->fingerprints.count;
	return (struct pve_api_options){
		.urls = c->urls,
		.ca_file = trust ? o->ca_file : section->ca_file,
		.fingerprints =
			trust ? o->fingerprints.items : (const char *const *)section->fingerprints.items,
		.insecure = o->insecure,
		.proxy = o->proxy ? o->proxy : section->proxy,
		.request_timeout = 1000 * (o->timeout ? (long)o->timeout : section->timeout),
		.total_timeout = 1000 * (long)o->total_timeout,
		.direct = true,
		.interrupted = &command_interrupted,
	};
}

/* 'more': what can be done beside changing the answers. */
static void warn_insecure(const struct connection *c, const char *more)
{
	if (c->options->insecure)
		command_warn(c->command,
			     "TLS is NOT verified (--insecure): whoever is between you and %s can %schange "
			     "the answers",
			     c->urls[0], more);
}

int connection_read_file(const struct connection *c, const char *path, struct text *ret, char **ret_url,
			 struct fault *f)
{
	struct pve_api_options options = api_options(c);
	options.nobody = true;
	options.body_limit = FILE_LIMIT;
	struct source *source = pve_api_open(&options, f);
	if (!source)
		return -1;
	warn_insecure(c, "");
	int found = pve_api_read_file(source, path, ret, ret_url, f);
	source_free(source);
	return found;
}

static bool open_api(struct connection *c, struct fault *f)
{
	struct pve_api_options options = api_options(c);
	char *secret = NULL;
	if (!credentials_exist(c))
		return first_run(c, &options, f);
	if (!credentials_read(c, &options, &secret, f))
		return false;
	warn_insecure(c, options.user ? "read the password and " : "read the token and ");
	c->source = c->api = pve_api_open(&options, f);
	token_free(secret);
	return c->source != NULL;
}

static struct source *open_other(const char *name, struct fault *f)
{
	static const char recording[] = "recording:";
	if (text_starts_with(name, recording) && name[sizeof recording - 1])
		return recording_open(name + sizeof recording - 1, f);
	fault_set(f, FAULT_USAGE, "unknown source '%s'", name);
	if (text_starts_with(name, "https:"))
		return fault_hint(f, "a cluster is given with --url, a source is recording:FILE"), NULL;
	fault_hint(f, "a source is recording:FILE");
	return NULL;
}

/* Is it the recording that is read? It may hold more than what is asked. */
static bool is_source(const char *path, const char *source)
{
	const char *colon = source ? strchr(source, ':') : NULL;
	struct stat a, b;
	return colon && stat(path, &a) == 0 && stat(colon + 1, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

static bool record(struct connection *c, struct fault *f)
{
	struct record_options options = { c->options->record, c->options->record_shapes };
	if (is_source(options.path, c->options->source)) {
		fault_set(f, FAULT_USAGE, "%s: is the recording that is read", options.path);
		return fault_hint(f, "record into another file");
	}
	c->source = c->record = record_open(c->source, &options, f);
	if (!c->record)
		c->api = NULL;
	return c->record != NULL;
}

bool connection_open(struct connection *c, struct fault *f)
{
	if (!c->options->source) {
		if (!open_api(c, f))
			return false;
	} else {
		c->source = open_other(c->options->source, f);
		if (!c->source)
			return false;
	}
	return !c->options->record || record(c, f);
}

bool connection_advance(struct connection *c)
{
	if (!c->api || !pve_api_anchor(c->api) || !pve_api_has_next(c->api))
		return false;
	pve_api_advance(c->api);
	if (c->record)
		record_restart(c->record);
	return true;
}

/* Where the answers were the trouble, not how to get them, they are worth keeping. */
bool connection_finish(struct connection *c, bool ok, struct fault *f)
{
	struct fault second = FAULT_INIT;
	if (!c->record || (!ok && f->kind != FAULT_STORE && f->kind != FAULT_PARTIAL && f->kind != FAULT_BUG))
		return ok;
	if (record_finish(c->record, ok ? f : &second))
		return ok;
	if (!ok)
		command_note(c->command, "%s", second.message);
	fault_clear(&second);
	return false;
}

void connection_close(struct connection *c)
{
	source_free(c->source);
	free(c->token_id);
	free(c->host);
	c->source = c->record = c->api = NULL;
	c->token_id = c->host = NULL;
}

void connection_note_remarks(const struct connection *c)
{
	const char *line = c->api ? pve_api_remarks(c->api) : "";
	while (*line) {
		size_t length = strcspn(line, "\n");
		command_note(c->command, "passed over %.*s", (int)length, line);
		line += length + (line[length] == '\n');
	}
}
