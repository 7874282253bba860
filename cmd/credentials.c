#include "cmd/credentials.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/prompt.h"
#include "source/token.h"

/* Typed once, used again: by --watch, or after an endpoint was lost. */
static struct {
	char *user, *password;
} typed;

void credentials_forget(void)
{
	free(typed.user);
	token_free(typed.password);
	typed.user = typed.password = NULL;
}

/* The user who logs in, or null: a token. An option replaces what the section says. */
static const char *user_of(const struct connection *c)
{
	const struct connection_options *o = c->options;
	if (o->user || o->token_file || !c->section)
		return o->user;
	return c->section->user;
}

static struct token_place place_of(const struct connection *c)
{
	const struct connection_options *o = c->options;
	bool password = user_of(c) != NULL;
	const char *file = password ? o->password_file : o->token_file;
	if (!file && c->section)
		file = password ? c->section->password_file : c->section->token_file;
	return (struct token_place){
		.file = file,
		.any_mode = c->config->token_any_mode,
		.cluster = c->cluster,
		.one_of_many = o->all_clusters && c->config->n_clusters > 1,
		.password = password,
	};
}

bool credentials_exist(const struct connection *c)
{
	struct token_place place = place_of(c);
	return place.password || token_exists(&place);
}

/* --- a user */

static bool may_ask(const struct connection *c, const char *what, const char *hint, struct fault *f)
{
	if (prompt_possible() && !c->options->all_clusters)
		return true;
	fault_set(f, FAULT_USAGE, "%s of %s: there is no terminal to ask for it", what, user_of(c));
	return fault_hint(f, "%s", hint);
}

static bool ask_password(const struct connection *c, const char *user, char **ret, struct fault *f)
{
	AUTO_FREE char *question = xasprintf("Password of %s at %s: ", user, c->urls[0]);
	if (typed.user && strcmp(typed.user, user) == 0) {
		*ret = xstrdup(typed.password);
		return true;
	}
	if (!may_ask(c, "the password", "say --password-file FILE, or use an API token", f) ||
	    !prompt_secret(question, ret, f))
		return false;
	credentials_forget();
	typed.user = xstrdup(user);
	typed.password = xstrdup(*ret);
	return true;
}

static bool ask_code(void *context, const char *user, char **ret, struct fault *f)
{
	AUTO_FREE char *question = xasprintf("Code of %s's app (TOTP): ", user);
	return may_ask(context, "the code", "an API token needs none", f) && prompt_secret(question, ret, f);
}

static bool read_password(struct connection *c, struct pve_api_options *options, char **ret, struct fault *f)
{
	struct token_place place = place_of(c);
	const char *user = user_of(c);
	if (!(token_exists(&place) ? token_read(&place, ret, f) : ask_password(c, user, ret, f)))
		return false;
	c->token_id = xstrdup(user);
	options->user = user;
	options->password = *ret;
	options->second_factor = ask_code;
	options->second_factor_context = c;
	return true;
}

bool credentials_read(struct connection *c, struct pve_api_options *options, char **ret, struct fault *f)
{
	const struct connection_options *o = c->options;
	const struct config_cluster *section = c->section;
	struct token_place place = place_of(c);
	if (o->user && o->token_file)
		return fault_set(f, FAULT_USAGE, "--user and --token-file exclude each other");
	if (o->password_file && !place.password)
		return fault_set(f, FAULT_USAGE, "--password-file needs --user USER@REALM");
	if (section && section->user && section->token_file && !o->user && !o->token_file)
		return fault_set(f, FAULT_USAGE,
				 "%s:%u: [cluster %s] has a user and a token-file: one of them",
				 c->config->path, section->line, section->name);
	if (place.password)
		return read_password(c, options, ret, f);
	if (!token_read(&place, ret, f))
		return false;
	c->token_id = xstrndup(*ret, strcspn(*ret, "="));
	options->token = *ret;
	return true;
}
