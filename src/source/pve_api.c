/* pve_api.c - see pve_api.h: options, and the operations of the source. */
#include "source/pve_api_internal.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/clock.h"
#include "source/config.h"
#include "source/login.h"
#include "source/token.h"

#define DEFAULT_CONNECT_TIMEOUT 10000
#define DEFAULT_BODY_LIMIT ((size_t)256 << 20)
#define HANDED_OVER 256 /* enough that no node waits for another */

/* --- SIGPIPE, of this thread alone */

struct pipe_guard pipe_guard_begin(void)
{
	struct pipe_guard guard = { .pending = false };
	sigset_t pipe, pending;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	if (sigpending(&pending) == 0)
		guard.pending = sigismember(&pending, SIGPIPE) == 1;
	pthread_sigmask(SIG_BLOCK, &pipe, &guard.before);
	return guard;
}

void pipe_guard_end(const struct pipe_guard *guard)
{
	const struct timespec at_once = { 0, 0 };
	sigset_t pipe;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	/* One that was there before is somebody else's. */
	while (!guard->pending && sigtimedwait(&pipe, NULL, &at_once) == SIGPIPE)
		;
	pthread_sigmask(SIG_SETMASK, &guard->before, NULL);
}

/* --- opening */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool initialized;

/* libcurl writes the keys of its sessions to $SSLKEYLOGFILE. It looks for it here. */
static void initialize(void)
{
	unsetenv("SSLKEYLOGFILE");
	initialized = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

bool pve_api_prepare(struct fault *f)
{
	if (!libcurl_load(f))
		return false;
	pthread_once(&once, initialize);
	if (!initialized)
		return fault_set(f, FAULT_BUG, "libcurl does not start");
	return tls_usable(f);
}

bool pve_api_is_interrupted(const struct pve_api *api, struct fault *f)
{
	if (!api->interrupted || !*api->interrupted)
		return false;
	fault_set(f, FAULT_INTERRUPTED, "interrupted");
	return true;
}

/* The server takes escapes out of the header and stops at a semicolon. */
static char *authorization_line(const char *token)
{
	static const char hex[] = "0123456789ABCDEF", plain[] = "@!=-._~:+";
	size_t size = strlen("Authorization: PVEAPIToken=") + 3 * strlen(token) + 1;
	char *line = xcalloc(1, size), *end = stpcpy(line, "Authorization: PVEAPIToken=");

	for (const unsigned char *p = (const unsigned char *)token; *p; p++) {
		bool letter = (*p | 0x20) >= 'a' && (*p | 0x20) <= 'z';

		if (letter || (*p >= '0' && *p <= '9') || strchr(plain, *p)) {
			*end++ = (char)*p;
		} else {
			*end++ = '%';
			*end++ = hex[*p >> 4];
			*end++ = hex[*p & 15];
		}
	}
	return line;
}

static bool take_fingerprints(struct pve_api *api, const char *const *list, struct fault *f)
{
	for (; list && *list; list++) {
		struct fingerprint parsed;

		if (!fingerprint_parse(*list, &parsed)) {
			fault_set(f, FAULT_USAGE, "%s: is no SHA-256 fingerprint of a certificate", *list);
			return fault_hint(
				f, "32 bytes in hexadecimal, as 1F:AF:…; `pvenode cert info` shows it");
		}
		api->fingerprints = xreallocarray(api->fingerprints, api->n_fingerprints + 1, sizeof(parsed));
		api->fingerprints[api->n_fingerprints++] = parsed;
	}
	return true;
}

/* Before the endpoints: they refer to what is copied here. */
static bool take_trust(struct pve_api *api, const struct pve_api_options *options, struct fault *f)
{
	api->insecure = options->insecure;
	api->ca_file = xstrdup(options->ca_file);
	if (api->ca_file && !tls_check_ca_file(api->ca_file, f))
		return false;
	if (!take_fingerprints(api, options->fingerprints, f))
		return false;
	if (api->insecure && (api->ca_file || api->n_fingerprints))
		return fault_set(f, FAULT_USAGE,
				 "a CA or a fingerprint to verify the server by, and no "
				 "verification, exclude each other");
	return true;
}

static bool take_proxy(struct pve_api *api, const char *proxy, struct fault *f)
{
	api->proxy = proxy && proxy[0] ? xstrdup(proxy) : NULL;
	if (!api->proxy || strncasecmp(api->proxy, "https:", 6) != 0)
		return true;
	/* The check of a fingerprint can't tell the proxy's handshake from the server's. */
	api->direct = false;
	if (api->n_fingerprints)
		return fault_set(f, FAULT_USAGE,
				 "a proxy that is reached by https, and fingerprints of "
				 "certificates, can't be used together: give a CA file");
	return true;
}

static bool take_urls(struct pve_api *api, const char *const *urls, struct fault *f)
{
	size_t count = 0;

	while (urls && urls[count])
		count++;
	if (!count)
		return fault_set(f, FAULT_USAGE, "no URL of an endpoint was given");
	api->endpoints = xcalloc(count, sizeof(*api->endpoints));
	for (size_t i = 0; i < count; i++) {
		struct peer *peer = &api->endpoints[i].peer;

		peer->url = pve_api_url(urls[i], f);
		if (!peer->url)
			return false;
		peer->connect_timeout = api->connect_timeout;
		peer->trust = (struct trust){
			.ca_file = api->ca_file,
			.fingerprints = api->fingerprints,
			.n_fingerprints = api->n_fingerprints,
			.insecure = api->insecure,
		};
		api->n_endpoints++;
	}
	api->source.description = xstrdup(api->endpoints[0].peer.url);
	return true;
}

static void take_limits(struct pve_api *api, const struct pve_api_options *options)
{
	api->settings.proxy = api->proxy;
	api->settings.body_limit = options->body_limit ? options->body_limit : DEFAULT_BODY_LIMIT;
	api->settings.request_timeout =
		options->request_timeout > 0 ? options->request_timeout : 1000L * REQUEST_TIMEOUT;
	api->connect_timeout =
		options->connect_timeout > 0 ? options->connect_timeout : DEFAULT_CONNECT_TIMEOUT;
	api->total_timeout = options->total_timeout;
}

static bool take_token(struct pve_api *api, const char *token, struct fault *f)
{
	struct curl_slist *headers;

	if (!token || !token_check(token, "the token", f))
		return token ? false : fault_set(f, FAULT_USAGE, "no API token was given");
	api->authorization = authorization_line(token);
	headers = curl_slist_append(NULL, "Accept: application/json");
	if (headers)
		api->settings.headers = headers;
	return headers && curl_slist_append(headers, api->authorization) ? true
									 : fault_set(f, FAULT_BUG, "libcurl");
}

/* Until there is a ticket, a request is nobody's. */
static bool take_user(struct pve_api *api, const struct pve_api_options *options, struct fault *f)
{
	struct curl_slist *form_headers = curl_slist_append(NULL, "Accept: application/json");

	api->login = login_new(options, f);
	if (!api->login) {
		curl_slist_free_all(form_headers);
		return false;
	}
	api->settings.form_headers = form_headers;
	api->settings.headers = curl_slist_append(NULL, "Accept: application/json");
	return form_headers && api->settings.headers && curl_slist_append(form_headers, "Expect:")
		       ? true
		       : fault_set(f, FAULT_BUG, "libcurl");
}

static bool take_credentials(struct pve_api *api, const struct pve_api_options *options, struct fault *f)
{
	if (options->nobody)
		return true;
	if (options->user && options->token)
		return fault_set(f, FAULT_USAGE, "a token and a user exclude each other");
	return options->user ? take_user(api, options, f) : take_token(api, options->token, f);
}

static bool set_up(struct pve_api *api, const struct pve_api_options *options, struct fault *f)
{
	api->direct = options->direct;
	api->interrupted = options->interrupted;
	if (!take_trust(api, options, f) || !take_proxy(api, options->proxy, f))
		return false;
	take_limits(api, options);
	if (!take_urls(api, options->urls, f) || !take_credentials(api, options, f))
		return false;
	api->multi = curl_multi_init();
	if (api->multi &&
	    curl_multi_setopt(api->multi, CURLMOPT_MAXCONNECTS, 2L * IN_FLIGHT_LIMIT) == CURLM_OK &&
	    curl_multi_setopt(api->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING) == CURLM_OK)
		return true;
	return fault_set(f, FAULT_BUG, "libcurl does not start");
}

/* --- the source */

static bool api_submit(struct source *source, const struct request *request, struct fault *f)
{
	struct pve_api *api = (struct pve_api *)source;
	struct transfer *t;

	if (request->path[0] != '/')
		return fault_set(f, FAULT_BUG, "%s: is no path of the API", request->path);
	t = transfer_new(request->path, request->tag);
	t->timeout = request->timeout;
	t->node_name = xstrdup(request->node);
	api->outstanding++;
	queue_append(&api->submitted, t);
	return true;
}

static void release_current(struct pve_api *api)
{
	struct transfer *t = api->current;

	if (t && t->held)
		queue_append(&api->seen, t);
	else
		transfer_free(t);
	api->current = NULL;
}

static int hand_over(struct pve_api *api, struct transfer *t, struct answer *ret)
{
	bool last = --api->outstanding == 0;

	api->current = t;
	if (last || nodes_can_learn(t))
		worker_stop(api);
	if (nodes_can_learn(t))
		nodes_learn(api, t);
	*ret = (struct answer){ .tag = t->tag, .status = t->status, .reason = t->reason.data };
	if (t->body.data[strspn(t->body.data, " \t\r\n")] == '{')
		ret->body = (struct json_slice){ t->body.data, t->body.size };
	return 1;
}

static int lost(const struct pve_api *api, struct fault *f)
{
	fault_set(f, FAULT_UNREACHABLE, "%s does not answer any more: %s", api->anchor->peer.url, api->loss);
	return -1;
}

static bool is_late(const struct pve_api *api)
{
	return api->deadline && clock_monotonic_ms() >= api->deadline;
}

static void end_all(struct pve_api *api)
{
	AUTO_FREE char *reason = xasprintf("not done within %ld s", (api->total_timeout + 999) / 1000);

	worker_stop(api);
	dispatch_end_all(api, reason);
}

static bool renew_login(struct pve_api *api, struct fault *f)
{
	worker_stop(api);
	return login_renew(api, f);
}

static int api_next(struct source *source, struct answer *ret, struct fault *f)
{
	struct pve_api *api = (struct pve_api *)source;
	struct transfer *t;

	release_current(api);
	if (!api->outstanding)
		return 0;
	if (!api->deadline && api->total_timeout > 0)
		api->deadline = clock_monotonic_ms() + api->total_timeout;
	if (!api->anchor && !endpoints_choose(api, f))
		return -1;
	do {
		if (pve_api_is_interrupted(api, f))
			return -1;
		if (login_is_old(api) && !renew_login(api, f))
			return -1;
		if (is_late(api))
			end_all(api);
		else if (!worker_begin(api, f))
			return -1;
		t = worker_take(api);
		if (!api->worker.running && api->loss)
			return lost(api, f);
	} while (!t);
	return hand_over(api, t, ret);
}

static void free_headers(struct pve_api *api)
{
	for (struct curl_slist *header = api->settings.headers; header; header = header->next)
		explicit_bzero(header->data, strlen(header->data));
	curl_slist_free_all(api->settings.headers);
	curl_slist_free_all(api->settings.form_headers);
	login_free(api->login);
	token_free(api->authorization);
}

static void give_all_up(struct pve_api *api)
{
	worker_stop(api);
	release_current(api);
	dispatch_drop_all(api);
	worker_drop_all(&api->worker);
	api->outstanding = 0;
}

static void close_connections(struct pve_api *api)
{
	struct pipe_guard guard = pipe_guard_begin();

	for (size_t i = 0; i < api->n_idle; i++)
		curl_easy_cleanup(api->idle[i]);
	curl_multi_cleanup(api->multi);
	pipe_guard_end(&guard);
}

static void api_free(struct source *source)
{
	struct pve_api *api = (struct pve_api *)source;

	give_all_up(api);
	close_connections(api);
	worker_clear(&api->worker);
	transfer_free(api->status);
	for (size_t i = 0; i < api->n_nodes; i++)
		node_free(api->nodes[i]);
	free(api->nodes);
	for (size_t i = 0; i < api->n_endpoints; i++) {
		peer_clear(&api->endpoints[i].peer);
		free(api->endpoints[i].remark);
	}
	free(api->endpoints);
	free_headers(api);
	free(api->fingerprints);
	free(api->ca_file);
	free(api->proxy);
	free(api->refusal);
	free(api->loss);
	text_clear(&api->remarks);
	free(source->description);
	free(api);
}

static const struct source_operations operations = {
	.submit = api_submit,
	.next = api_next,
	.free = api_free,
};

struct source *pve_api_open(const struct pve_api_options *options, struct fault *f)
{
	struct pve_api *api;

	if (!pve_api_prepare(f))
		return NULL;
	api = xcalloc(1, sizeof(*api));
	api->source.operations = &operations;
	api->source.parallel = HANDED_OVER;
	api->remarks = (struct text)TEXT_INIT;
	worker_init(&api->worker);
	if (set_up(api, options, f))
		return &api->source;
	source_free(&api->source);
	return NULL;
}

/* --- beyond struct source */

bool pve_api_has_next(const struct source *source)
{
	return endpoint_is_left((const struct pve_api *)source);
}

void pve_api_advance(struct source *source)
{
	struct pve_api *api = (struct pve_api *)source;

	give_all_up(api);
	transfer_free(api->status);
	api->status = NULL;
	if (api->anchor) {
		api->anchor->lost = true;
		free(api->anchor->remark);
		api->anchor->remark = xstrdup(api->loss ? api->loss : "given up");
	}
	api->anchor = NULL;
	free(api->loss);
	api->loss = NULL;
}

const char *pve_api_anchor(const struct source *source)
{
	const struct pve_api *api = (const struct pve_api *)source;

	return api->anchor ? api->anchor->peer.url : NULL;
}

const char *pve_api_remarks(const struct source *source)
{
	return ((const struct pve_api *)source)->remarks.data;
}
