/* endpoint.c - URLs of endpoints, and which of them is the anchor: one endpoint answers for the cluster
 * throughout a walk (DESIGN section 4). An endpoint without quorum serves old state with status 200. */
#include "source/pve_api_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/value.h"
#include "source/login.h"

#define DEFAULT_PORT "8006"
/* After the first: people wait for it, and a restart of pveproxy takes a second or two. */
#define ROUND_LIMIT 2

/* --- URLs */

static bool has_part(CURLU *url, CURLUPart part)
{
	char *text = NULL;
	bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;

	curl_free(text);
	return has;
}

static bool part_is(CURLU *url, CURLUPart part, const char *expected)
{
	char *text = NULL;
	bool is = curl_url_get(url, part, &text, 0) == CURLUE_OK && strcmp(text, expected) == 0;

	curl_free(text);
	return is;
}

/* Why it is none, without showing what may be a password in it. */
static const char *objection(CURLU *parsed, CURLUcode code)
{
	if (code != CURLUE_OK)
		return "is no URL of an endpoint";
	if (has_part(parsed, CURLUPART_USER) || has_part(parsed, CURLUPART_PASSWORD))
		return "a URL holds no user and no password";
	if (!part_is(parsed, CURLUPART_SCHEME, "https"))
		return "only https is spoken";
	if (!part_is(parsed, CURLUPART_PATH, "/") || has_part(parsed, CURLUPART_QUERY) ||
	    has_part(parsed, CURLUPART_FRAGMENT))
		return "a URL ends after host and port";
	return NULL;
}

static char *without_userinfo(const char *url)
{
	const char *start = strstr(url, "://");
	const char *at = strrchr(url, '@');

	start = start ? start + 3 : url;
	return at && at >= start ? xasprintf("%.*s…%s", (int)(start - url), url, at) : xstrdup(url);
}

char *pve_api_url(const char *url, struct fault *f)
{
	CURLU *parsed = libcurl_load(f) ? curl_url() : NULL;
	const char *wrong = parsed ? objection(parsed, curl_url_set(parsed, CURLUPART_URL, url, 0)) : NULL;
	AUTO_FREE char *shown = wrong ? without_userinfo(url) : NULL;
	char *host = NULL, *port = NULL, *ret = NULL;

	if (!parsed)
		return NULL;
	if (wrong) {
		fault_set(f, FAULT_USAGE, "%s: %s", shown, wrong);
		fault_hint(f, "for example https://pve1.example:8006");
	} else if (curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
		curl_url_get(parsed, CURLUPART_PORT, &port, 0);
		ret = xasprintf("https://%s:%s", host, port ? port : DEFAULT_PORT);
	} else {
		fault_set(f, FAULT_USAGE, "%s: names no host", url);
	}
	curl_free(host);
	curl_free(port);
	curl_url_cleanup(parsed);
	return ret;
}

/* --- what an endpoint said, worst first */

enum rank { RANK_NONE, RANK_ANSWERS, RANK_REFUSES, RANK_ALONE, RANK_NO_QUORUM, RANK_GOOD };

static bool is_of_type(const cJSON *entry, const char *type)
{
	const char *text = cJSON_GetStringValue(json_member(entry, "type"));

	return text && strcmp(text, type) == 0;
}

/* A node that knows no cluster stands alone, or its corosync is down: then another endpoint knows more. */
static enum rank rank_of_status(const struct transfer *t)
{
	struct fault ignored = FAULT_INIT;
	struct json_slice data;
	cJSON *list = NULL;
	const cJSON *entry;
	enum rank rank = RANK_ANSWERS;

	if (json_find_member((struct json_slice){ t->body.data, t->body.size }, "data", &data, &ignored) == 1)
		list = json_parse(data, &ignored);
	cJSON_ArrayForEach (entry, list) {
		if (is_of_type(entry, "node"))
			rank = RANK_ALONE;
		if (!is_of_type(entry, "cluster"))
			continue;
		rank = value_is_true(json_member(entry, "quorate")) ? RANK_GOOD : RANK_NO_QUORUM;
		break;
	}
	cJSON_Delete(list);
	fault_clear(&ignored);
	return rank;
}

static enum rank rank_of(const struct transfer *t)
{
	if (t->failure != FAILURE_NONE || !transfer_is_answered(t))
		return RANK_NONE;
	if (t->status == 200)
		return rank_of_status(t);
	if (t->status == 403)
		return RANK_GOOD; /* not for this token to know */
	return t->status == 401 ? RANK_REFUSES : RANK_ANSWERS;
}

static char *remark_of(const struct transfer *t, enum rank rank)
{
	if (rank == RANK_NO_QUORUM)
		return xstrdup("no quorum");
	if (rank == RANK_ALONE)
		return xstrdup("knows no cluster");
	if (rank == RANK_NONE && t->failure != FAILURE_NONE)
		return xstrdup(t->reason.data);
	return xasprintf("%d %s", t->status, t->reason.data);
}

/* --- choosing */

struct choice {
	struct endpoint *endpoint;
	struct transfer *answer;
	enum rank rank;
	struct transfer *failed; /* the first that failed */
	bool again;              /* another round may bring more */
};

static void choice_clear(struct choice *choice)
{
	transfer_free(choice->answer);
	transfer_free(choice->failed);
}

static void weigh(struct choice *choice, struct endpoint *endpoint, struct transfer *t)
{
	enum rank rank = rank_of(t);

	free(endpoint->remark);
	endpoint->remark = remark_of(t, rank);
	if (rank > choice->rank) {
		transfer_free(choice->answer);
		choice->endpoint = endpoint;
		choice->answer = t;
		choice->rank = rank;
		return;
	}
	if (rank == RANK_NONE) {
		choice->again |= transfer_is_worth_retrying(t) && t->failure != FAILURE_CONNECT_TIMEOUT;
		if (!choice->failed) {
			choice->failed = t;
			return;
		}
	}
	transfer_free(t);
}

static bool ask_round(struct pve_api *api, struct choice *choice, struct fault *f)
{
	choice->again = false;
	for (size_t i = 0; i < api->n_endpoints && choice->rank < RANK_GOOD; i++) {
		struct endpoint *endpoint = &api->endpoints[i];
		struct transfer *t = NULL;

		if (endpoint->lost)
			continue;
		if (!login_done(api) && !login_enter(api, &endpoint->peer, &t, f))
			return false;
		if (t) {
			bool refused = t->status == 401;

			weigh(choice, endpoint, t);
			/* A wrong password is not tried everywhere: it may lock the user out. */
			if (refused)
				return true;
			continue;
		}
		t = transfer_new("/cluster/status", NULL);
		if (!dispatch_ask(api, &endpoint->peer, t, f)) {
			transfer_free(t);
			return false;
		}
		weigh(choice, endpoint, t);
	}
	return true;
}

static void add_remarks(struct pve_api *api)
{
	text_reset(&api->remarks);
	for (size_t i = 0; i < api->n_endpoints; i++) {
		const struct endpoint *endpoint = &api->endpoints[i];

		if (endpoint != api->anchor && endpoint->remark)
			text_addf(&api->remarks, "%s%s: %s", api->remarks.size ? "\n" : "",
				  endpoint->peer.url, endpoint->remark);
	}
}

static void take(struct pve_api *api, struct choice *choice)
{
	struct transfer *t = choice->answer;

	api->anchor = choice->endpoint;
	free(api->source.description);
	api->source.description = xstrdup(api->anchor->peer.url);
	api->home = node_find(api, "");
	api->silent = 0;
	nodes_learn(api, t);
	if (t->status == 401)
		api->refusal = xstrdup(t->reason.data);
	api->status = t;
	choice->answer = NULL;
	add_remarks(api);
}

static bool none_left(struct pve_api *api, const struct choice *choice, struct fault *f)
{
	add_remarks(api);
	if (api->n_endpoints == 1) {
		fault_set(f, FAULT_UNREACHABLE, "%s", api->remarks.data);
	} else {
		AUTO_FREE char *all = xstrdup(api->remarks.data);

		for (char *p = all; *p; p++)
			if (*p == '\n')
				*p = ';';
		fault_set(f, FAULT_UNREACHABLE, "no endpoint can be used: %s", all);
	}
	if (choice->failed)
		endpoint_hint(api, choice->failed, f);
	for (size_t i = 0; i < api->n_endpoints; i++)
		api->endpoints[i].lost = true;
	return false;
}

bool endpoints_choose(struct pve_api *api, struct fault *f)
{
	struct choice choice = { 0 };
	bool asked = true;

	for (unsigned round = 0; asked && choice.rank == RANK_NONE && (round == 0 || choice.again); round++) {
		if (round > ROUND_LIMIT)
			break;
		asked = (round == 0 || dispatch_sleep(api, dispatch_delay(round - 1), f)) &&
			ask_round(api, &choice, f);
	}
	if (asked && choice.rank != RANK_NONE)
		take(api, &choice);
	else if (asked)
		asked = none_left(api, &choice, f);
	choice_clear(&choice);
	return asked;
}

bool endpoint_is_left(const struct pve_api *api)
{
	for (size_t i = 0; i < api->n_endpoints; i++)
		if (!api->endpoints[i].lost && &api->endpoints[i] != api->anchor)
			return true;
	return false;
}

/* --- what to do about it */

static void hint_expired(const struct certificate *shown, struct fault *f)
{
	AUTO_TEXT struct text until = TEXT_INIT;

	clock_add_time(&until, shown->not_after);
	fault_hint(
		f,
		"it was valid until %s, if the clock here is right; on the node `pvecm updatecerts --force` "
		"makes a new one",
		until.data);
}

#define HOW_CA "--ca-file FILE (in the configuration: ca-file = FILE)"
#define HOW_FINGERPRINT "--fingerprint %s (fingerprint = …)"

static void hint_trust(const struct pve_api *api, const struct trust *trust, struct fault *f)
{
	const struct certificate *shown = trust->certificate;
	const char *print = shown ? shown->fingerprint : "SHA256";

	if (shown && !trust->n_fingerprints && shown->not_after < clock_now())
		hint_expired(shown, f);
	else if (trust->n_fingerprints)
		fault_hint(f,
			   "compare the one it shows with `pvenode cert info` on the node, then "
			   "say " HOW_FINGERPRINT
			   "; a renewed certificate has a new one, the cluster's CA survives "
			   "that: say " HOW_CA " with a copy of /etc/pve/pve-root-ca.pem",
			   print);
	else if (api->ca_file && shown)
		fault_hint(f,
			   "it shows a certificate of %s for %s: is %s this cluster's "
			   "/etc/pve/pve-root-ca.pem, and the URL one of those names? If not, say " HOW_CA
			   "; or, once compared with `pvenode cert info` on the node, " HOW_FINGERPRINT,
			   shown->issuer, shown->names[0] ? shown->names : shown->subject, api->ca_file,
			   print);
	else
		fault_hint(f,
			   "trust the cluster's CA: say " HOW_CA " with a copy of "
			   "/etc/pve/pve-root-ca.pem; or, once compared with `pvenode cert info` on the "
			   "node, " HOW_FINGERPRINT,
			   print);
}

void endpoint_hint(const struct pve_api *api, const struct transfer *t, struct fault *f)
{
	if (t->failure == FAILURE_VERIFY)
		hint_trust(api, &t->peer->trust, f);
	else if (strstr(t->error, "wrong version number"))
		fault_hint(f, "what listens there does not speak TLS; PVE's API is on port 8006");
	else if (t->failure == FAILURE_CONNECT || t->failure == FAILURE_CONNECT_TIMEOUT)
		fault_hint(f, api->proxy
				      ? "check the URL and the proxy"
				      : "check the URL, and that a firewall lets you through to port 8006");
	else if (t->failure == FAILURE_DEADLINE)
		fault_hint(f, "its pveproxy may hang: `systemctl status pveproxy` on the node");
}
