#include "source/login.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/value.h"
#include "source/token.h"

#define RENEW_AFTER 3600000 /* ms; a ticket lives for two hours */
#define TRY_AGAIN 60000     /* ms, after a renewal that failed */

struct login {
	char *user, *password;
	bool (*second_factor)(void *context, const char *user, char **ret, struct fault *f);
	void *context;
	char *ticket; /* null: none yet */
	int64_t renew_after, due;
	/* Header lists of older tickets: requests under way may still look at them. */
	struct curl_slist **old;
	size_t n_old;
};

struct login *login_new(const struct pve_api_options *options, struct fault *f)
{
	const char *realm = strchr(options->user, '@');
	struct login *login;

	if (!realm || realm == options->user || !realm[1]) {
		fault_set(f, FAULT_USAGE, "'%s' is no USER@REALM", options->user);
		fault_hint(f, "for example root@pam or audit@pve");
		return NULL;
	}
	if (!options->password || !options->password[0]) {
		fault_set(f, FAULT_USAGE, "no password of %s was given", options->user);
		return NULL;
	}
	login = xcalloc(1, sizeof *login);
	login->user = xstrdup(options->user);
	login->password = xstrdup(options->password);
	login->second_factor = options->second_factor;
	login->context = options->second_factor_context;
	login->renew_after = options->renew_after > 0 ? options->renew_after : RENEW_AFTER;
	return login;
}

static void free_headers(struct curl_slist *headers)
{
	for (struct curl_slist *header = headers; header; header = header->next)
		explicit_bzero(header->data, strlen(header->data));
	curl_slist_free_all(headers);
}

void login_free(struct login *login)
{
	if (!login)
		return;
	for (size_t i = 0; i < login->n_old; i++)
		free_headers(login->old[i]);
	free(login->old);
	free(login->user);
	token_free(login->password);
	token_free(login->ticket);
	free(login);
}

bool login_done(const struct pve_api *api)
{
	return !api->login || api->login->ticket;
}

/* --- a question */

static void add_escaped(struct text *t, const char *s)
{
	char *escaped = curl_easy_escape(NULL, s, 0);

	text_add(t, escaped ? escaped : "");
	if (escaped)
		explicit_bzero(escaped, strlen(escaped));
	curl_free(escaped);
}

/* POST /access/ticket; 'challenge' or null. The transfer in *ret is freed with free_answer(). */
static bool ask(struct pve_api *api, struct peer *peer, const char *password, const char *challenge,
		struct transfer **ret, struct fault *f)
{
	struct text form = TEXT_INIT;

	text_add(&form, "new-format=1&username=");
	add_escaped(&form, api->login->user);
	text_add(&form, "&password=");
	add_escaped(&form, password);
	if (challenge) {
		text_add(&form, "&tfa-challenge=");
		add_escaped(&form, challenge);
	}
	*ret = transfer_new("/access/ticket", NULL);
	(*ret)->form = text_take(&form);
	if (dispatch_ask(api, peer, *ret, f))
		return true;
	transfer_free(*ret);
	*ret = NULL;
	return false;
}

static void free_answer(struct transfer *t)
{
	explicit_bzero(t->body.data, t->body.size);
	transfer_free(t);
}

/* The data of a good answer; null for any other. */
static cJSON *data_of(const struct transfer *t)
{
	struct json_slice data;
	struct fault ignored = FAULT_INIT;
	cJSON *ret = NULL;

	if (t->failure == FAILURE_NONE && t->status == 200 &&
	    json_find_member((struct json_slice){ t->body.data, t->body.size }, "data", &data, &ignored) == 1)
		ret = json_parse(data, &ignored);
	fault_clear(&ignored);
	return ret;
}

/* --- the ticket */

static const char *text_of(const cJSON *object, const char *name)
{
	return cJSON_GetStringValue(json_member(object, name));
}

static bool use_ticket(struct pve_api *api, const char *ticket)
{
	struct login *login = api->login;
	AUTO_TEXT struct text cookie = TEXT_INIT;
	struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
	struct curl_slist *before = api->settings.headers;

	text_add(&cookie, "Cookie: PVEAuthCookie=");
	add_escaped(&cookie, ticket);
	if (!headers || !curl_slist_append(headers, cookie.data)) {
		curl_slist_free_all(headers);
		return false;
	}
	explicit_bzero(cookie.data, cookie.size);
	login->old = xreallocarray(login->old, login->n_old + 1, sizeof *login->old);
	login->old[login->n_old++] = before;
	api->settings.headers = headers;
	token_free(login->ticket);
	login->ticket = xstrdup(ticket);
	login->due = clock_monotonic_ms() + login->renew_after;
	return true;
}

static bool wants_second_factor(const cJSON *data)
{
	const char *ticket = text_of(data, "ticket");

	return value_is_true(json_member(data, "NeedTFA")) ||
	       (ticket && text_starts_with(ticket, "PVE:!tfa!"));
}

/* A challenge lists what the user has: {"totp":true,…}, more or less escaped. */
static bool offers_totp(const char *ticket)
{
	return strstr(ticket, "totp") != NULL;
}

static bool ask_second_factor(struct pve_api *api, struct peer *peer, const char *challenge,
			      struct transfer **ret, struct fault *f)
{
	struct login *login = api->login;
	char *code = NULL, *password;
	bool asked;

	if (!offers_totp(challenge) || !login->second_factor) {
		fault_set(f, FAULT_AUTH, "%s has a second factor%s", login->user,
			  offers_totp(challenge) ? "" : " other than codes of an app");
		return fault_hint(f, "an API token needs none: it is the better way for programs");
	}
	if (!login->second_factor(login->context, login->user, &code, f))
		return false;
	password = xasprintf("totp:%s", code);
	asked = ask(api, peer, password, challenge, ret, f);
	token_free(password);
	token_free(code);
	return asked;
}

/* True: a ticket, or *ret_refused. */
static bool take_answer(struct pve_api *api, struct transfer *t, struct transfer **ret_refused,
			struct fault *f)
{
	cJSON *data = data_of(t);
	const char *ticket = text_of(data, "ticket");
	bool ok = true;

	*ret_refused = NULL;
	if (t->status == 200 && t->failure == FAILURE_NONE && (!ticket || wants_second_factor(data)))
		ok = fault_set(f, FAULT_UNREACHABLE, "%s: a login was answered without a ticket",
			       t->peer->url);
	else if (ticket)
		ok = use_ticket(api, ticket) || fault_set(f, FAULT_BUG, "libcurl");
	else
		*ret_refused = t;
	cJSON_Delete(data);
	if (!*ret_refused)
		free_answer(t);
	return ok;
}

bool login_enter(struct pve_api *api, struct peer *peer, struct transfer **ret_refused, struct fault *f)
{
	struct transfer *t = NULL;
	cJSON *data;
	bool ok = true;

	*ret_refused = NULL;
	if (!ask(api, peer, api->login->password, NULL, &t, f))
		return false;
	data = data_of(t);
	if (wants_second_factor(data)) {
		free_answer(t);
		ok = ask_second_factor(api, peer, text_of(data, "ticket"), &t, f);
	}
	cJSON_Delete(data);
	return ok && take_answer(api, t, ret_refused, f);
}

bool login_is_old(const struct pve_api *api)
{
	const struct login *login = api->login;

	return login && login->ticket && clock_monotonic_ms() >= login->due;
}

bool login_renew(struct pve_api *api, struct fault *f)
{
	struct login *login = api->login;
	struct transfer *t = NULL, *refused = NULL;

	login->due = clock_monotonic_ms() + (login->renew_after < TRY_AGAIN ? login->renew_after : TRY_AGAIN);
	if (!ask(api, &api->anchor->peer, login->ticket, NULL, &t, f))
		return false;
	/* One that is not renewed may still be good; when it is not, the next answer says so. */
	if (!take_answer(api, t, &refused, NULL))
		return true;
	if (refused)
		free_answer(refused);
	return true;
}
