/* config_add.c - pveinv config add: a cluster is added step by step, each of them tried at once.
 *
 * It asks on the terminal, the token without echo. Nothing is written before everything has worked.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cluster_check.h"
#include "cmd/connection.h"
#include "cmd/first_run.h"
#include "cmd/prompt.h"
#include "cmd/verbs.h"
#include "source/tls.h"
#include "source/token.h"

static const struct example examples[] = {
	{ "pveinv config add lab", "asks for URL, trust and token, and tries them" },
	{ NULL, NULL },
};

static const struct syntax syntax = {
	.command = "pveinv config add",
	.arguments = "[NAME]",
	.summary = "Adds a cluster to the configuration, asking on the terminal.",
	.description =
		"It shows the server's certificate and asks how to trust it: by the cluster's CA, or by this "
		"certificate's fingerprint. The token is typed without being shown, tried, and put into a "
		"file of its own that only you can read.",
	.most = 1,
	.common = common_options,
	.exits = exits_of_walking,
	.examples = examples,
};

struct adding {
	struct command *command;
	char *path, *token_path; /* the configuration, and the token's file beside it */
	char *name, *url, *ca_file, *fingerprint, *token;
	struct certificate certificate;
};

static void adding_clear(struct adding *a)
{
	free(a->path);
	free(a->token_path);
	free(a->name);
	free(a->url);
	free(a->ca_file);
	free(a->fingerprint);
	token_free(a->token);
	certificate_clear(&a->certificate);
}

/* What can be typed better is asked again. */
static bool may_retry(struct adding *a, struct fault *f)
{
	if (f->kind == FAULT_INTERRUPTED || f->kind == FAULT_BUG)
		return false;
	command_print_fault(a->command, f);
	fault_clear(f);
	return true;
}

/* --- where it goes: what would fail at the end is said before anything is asked */

static bool find_place(struct adding *a, struct fault *f)
{
	const char *given = a->command->common.config;
	if (given && strcmp(given, "none") == 0) {
		fault_set(f, FAULT_USAGE, "where to? --config none is no file");
		return false;
	}
	a->path = config_path(given);
	if (!a->path)
		fault_set(f, FAULT_USAGE, "where to? HOME is not set: say --config FILE");
	return a->path != NULL;
}

/* The file, or the folder in which it, or the first of its folders, will be made. */
static bool check_writable(const char *path, struct fault *f)
{
	AUTO_FREE char *part = xstrdup(path);
	const char *first = part;
	while (access(first, W_OK) != 0) {
		char *slash = strrchr(part, '/');
		if (errno != ENOENT || (!slash && first != part)) {
			fault_set(f, FAULT_USAGE, "%s: %s", first, strerror(errno));
			return fault_hint(f, "nothing can be written there: "
					     "--config FILE names another place");
		}
		if (slash)
			slash[slash == part] = '\0'; /* "/" stays */
		else
			first = ".";
	}
	return true;
}

static bool check_place(struct adding *a, struct fault *f)
{
	const char *slash = strrchr(a->path, '/');
	a->token_path = xasprintf("%.*s%s.token", slash ? (int)(slash + 1 - a->path) : 0, a->path, a->name);
	if (access(a->token_path, F_OK) == 0) {
		fault_set(f, FAULT_USAGE, "%s is there already", a->token_path);
		return fault_hint(f, "remove it, or give the cluster another name");
	}
	return check_writable(a->path, f) && check_writable(a->token_path, f);
}

/* --- the steps */

static bool check_name(struct adding *a, struct fault *f)
{
	bool made = a->command->common.config && access(a->path, F_OK) != 0;
	const struct config *config = made ? NULL : command_config(a->command, f);
	if (!made && !config)
		return false;
	if (config && config_find(config, a->name))
		return fault_set(f, FAULT_USAGE, "%s has a cluster %s already", config->path, a->name);
	return config_check_name(a->name, f);
}

static bool ask_name(struct adding *a, struct fault *f)
{
	while (!a->name) {
		if (!prompt_line("Name of the cluster: ", &a->name, f))
			return false;
		if (check_name(a, f))
			return true;
		free(a->name);
		a->name = NULL;
		if (!may_retry(a, f))
			return false;
	}
	return check_name(a, f);
}

static struct pve_api_options api_options(const struct adding *a, const char *const *urls,
					  const char *const *fingerprints)
{
	return (struct pve_api_options){
		.urls = urls,
		.token = a->token,
		.ca_file = a->ca_file,
		.fingerprints = a->fingerprint ? fingerprints : NULL,
		.interrupted = &command_interrupted,
	};
}

static bool ask_url(struct adding *a, struct fault *f)
{
	struct pve_api_options options = { .interrupted = &command_interrupted };
	for (;;) {
		AUTO_FREE char *typed = NULL;
		if (!prompt_line("URL of a node (https://HOST:8006): ", &typed, f))
			return false;
		AUTO_FREE char *whole = strstr(typed, "://") ? xstrdup(typed)
							     : xasprintf("https://%s", typed);
		a->url = pve_api_url(whole, f);
		if (a->url && pve_api_look_at(&options, a->url, &a->certificate, f))
			return true;
		free(a->url);
		a->url = NULL;
		if (!may_retry(a, f))
			return false;
	}
}

static bool is_fingerprint_agreed(const struct adding *a, const char *typed)
{
	return strcmp(typed, "yes") == 0 || strcasecmp(typed, a->certificate.fingerprint) == 0;
}

static bool ask_trust(struct adding *a, struct fault *f)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	first_run_add_certificate(&t, a->url, &a->certificate);
	text_add(&t, "\nTrust it by the cluster's CA, which survives renewals: a copy of the node's\n"
		     "/etc/pve/pve-root-ca.pem. Or, if 'pvenode cert info' on the node shows the same\n"
		     "SHA-256, say yes: then this one certificate is trusted.\n");
	command_say(a->command, &t);
	for (;;) {
		AUTO_FREE char *typed = NULL;
		if (!prompt_line("CA file, or yes: ", &typed, f))
			return false;
		if (is_fingerprint_agreed(a, typed)) {
			a->fingerprint = xstrdup(a->certificate.fingerprint);
			return true;
		}
		a->ca_file = realpath(typed, NULL);
		if (a->ca_file && tls_check_ca_file(a->ca_file, f))
			return true;
		if (!a->ca_file)
			fault_set(f, FAULT_USAGE, "%s: %s", typed, strerror(errno));
		free(a->ca_file);
		a->ca_file = NULL;
		if (!may_retry(a, f))
			return false;
	}
}

static bool try_token(struct adding *a, struct fault *f)
{
	const char *const urls[] = { a->url, NULL };
	const char *const fingerprints[] = { a->fingerprint, NULL };
	struct pve_api_options options = api_options(a, urls, fingerprints);
	struct source *source = pve_api_open(&options, f);
	AUTO_TEXT struct text said = TEXT_INIT;
	size_t missing = 0;
	bool ok = source && cluster_check(&said, source, &missing, f);
	source_free(source);
	if (!ok)
		return false;
	AUTO_TEXT struct text visible = TEXT_INIT;
	for (const char *line = said.data; *line; line += strcspn(line, "\n") + 1) {
		AUTO_FREE char *one = xstrndup(line, strcspn(line, "\n"));
		text_add(&visible, "  ");
		text_add_visible(&visible, one);
		text_add_char(&visible, '\n');
	}
	if (missing > 0)
		text_add(&visible,
			 "Give the token and its user the role PVEAuditor on / to read all. It can be used\n"
			 "as it is: what it may not read is unknown then.\n");
	command_say(a->command, &visible);
	return true;
}

static bool ask_token(struct adding *a, struct fault *f)
{
	for (;;) {
		if (!prompt_secret("API token (USER@REALM!TOKENID=SECRET; it is not shown): ", &a->token, f))
			return false;
		if (token_check(a->token, "what was typed", f) && try_token(a, f))
			return true;
		token_free(a->token);
		a->token = NULL;
		/* Another token does not help where the server can't be verified. */
		if (f->kind == FAULT_UNREACHABLE || !may_retry(a, f))
			return false;
	}
}

/* --- writing it down */

static bool make_folders(const char *file, struct fault *f)
{
	AUTO_FREE char *path = xstrdup(file);
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return fault_set(f, FAULT_USAGE, "%s: %s", path, strerror(errno));
		*slash = '/';
	}
	return true;
}

/* All or nothing of 's', at the end of the file. */
static bool append(const char *path, int flags, mode_t mode, const char *s, struct fault *f)
{
	int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | flags, mode);
	struct stat before = { .st_size = 0 };
	size_t size = strlen(s);
	if (file < 0 || fstat(file, &before) != 0)
		return fault_set(f, FAULT_USAGE, "%s: %s", path, strerror(errno));
	bool ok = write(file, s, size) == (ssize_t)size;
	if (!ok && ftruncate(file, before.st_size) != 0)
		ok = false;
	if (!ok)
		fault_set(f, FAULT_USAGE, "%s: %s", path, strerror(errno));
	return close(file) == 0 && ok;
}

static bool write_token(const struct adding *a, const char *path, struct fault *f)
{
	char *line = xasprintf("%s\n", a->token);
	bool ok = append(path, O_EXCL, 0600, line, f);
	token_free(line);
	return ok;
}

static void add_section(struct text *t, const struct adding *a, const char *token_file)
{
	struct stat there;
	if (stat(a->path, &there) == 0 && there.st_size > 0)
		text_add_char(t, '\n');
	text_addf(t, "[cluster %s]\nurl         = %s\n", a->name, a->url);
	if (a->ca_file)
		text_addf(t, "ca-file     = %s\n", a->ca_file);
	else
		text_addf(t, "fingerprint = %s\n", a->fingerprint);
	text_addf(t, "token-file  = %s\n", token_file);
}

static bool write_down(const struct adding *a, struct fault *f)
{
	const char *slash = strrchr(a->token_path, '/');
	AUTO_TEXT struct text section = TEXT_INIT;
	add_section(&section, a, slash ? slash + 1 : a->token_path);
	if (!make_folders(a->path, f) || !write_token(a, a->token_path, f))
		return false;
	if (!append(a->path, 0, 0644, section.data, f)) {
		unlink(a->token_path);
		return false;
	}
	AUTO_TEXT struct text t = TEXT_INIT;
	text_addf(&t, "%s has [cluster %s] now; its token is in %s.\n", a->path, a->name, a->token_path);
	text_addf(&t, "'pveinv get guests --cluster %s' shows what there is, 'pveinv snapshot --cluster %s' "
		      "keeps it.\n",
		  a->name, a->name);
	command_say(a->command, &t);
	return true;
}

static bool run(struct command *command, void *options, struct fault *f)
{
	struct adding a = { .command = command };
	(void)options;
	if (!prompt_possible()) {
		fault_set(f, FAULT_USAGE, "this asks questions: it needs a terminal");
		return fault_hint(f, "without one, write the configuration as pveinv-config(5) says");
	}
	if (command->arguments.count)
		a.name = xstrdup(command->arguments.items[0]);
	bool ok = find_place(&a, f) && ask_name(&a, f) && check_place(&a, f) && ask_url(&a, f) &&
		  ask_trust(&a, f) && ask_token(&a, f) && write_down(&a, f);
	adding_clear(&a);
	return ok;
}

const struct verb verb_config_add = { .name = "add", .syntax = &syntax, .run = run };
