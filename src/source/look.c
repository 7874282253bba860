/* look.c - a server's certificate, for people who have to decide whether to trust it. */
#include "source/pve_api_internal.h"

#include <string.h>

#define DEFAULT_TIMEOUT 10000

struct look {
	CURLM *multi;
	CURL *easy;
	struct transfer *transfer; /* what curl's callbacks want; nothing is transferred */
	struct peer peer;
	struct transfer_settings settings;
	const volatile int *interrupted;
};

static bool wait_for(struct look *look, CURLcode *ret, struct fault *f)
{
	const CURLMsg *message;
	int running, left;

	for (;;) {
		curl_multi_perform(look->multi, &running);
		message = curl_multi_info_read(look->multi, &left);
		if (message) {
			*ret = message->data.result;
			return true;
		}
		if (look->interrupted && *look->interrupted)
			return fault_set(f, FAULT_INTERRUPTED, "interrupted");
		curl_multi_poll(look->multi, NULL, 0, TICK, NULL);
	}
}

static bool connect_to(struct look *look, struct fault *f)
{
	CURLcode code = CURLE_OK;

	if (!wait_for(look, &code, f))
		return false;
	if (look->peer.trust.certificate)
		return true;
	transfer_conclude(look->transfer, code == CURLE_OK ? CURLE_SSL_CONNECT_ERROR : code);
	return fault_set(f, FAULT_UNREACHABLE, "%s: %s", look->peer.url, look->transfer->reason.data);
}

static bool begin(struct look *look, const struct pve_api_options *options)
{
	look->settings = (struct transfer_settings){
		.proxy = options->proxy,
		.request_timeout = look->peer.connect_timeout,
		.body_limit = 1,
	};
	look->multi = curl_multi_init();
	look->easy = transfer_handle(&look->settings);
	look->transfer = transfer_new("/", NULL);
	return look->multi && look->easy &&
	       transfer_prepare(look->transfer, &look->settings, &look->peer, look->easy) &&
	       curl_easy_setopt(look->easy, CURLOPT_CONNECT_ONLY, 1L) == CURLE_OK &&
	       curl_multi_add_handle(look->multi, look->easy) == CURLM_OK;
}

static void finish(struct look *look)
{
	if (look->multi && look->easy)
		curl_multi_remove_handle(look->multi, look->easy);
	curl_easy_cleanup(look->easy);
	curl_multi_cleanup(look->multi);
	transfer_free(look->transfer);
	peer_clear(&look->peer);
}

bool pve_api_look_at(const struct pve_api_options *options, const char *url, struct certificate *ret,
		     struct fault *f)
{
	struct look look = { .interrupted = options->interrupted };
	struct certificate *shown;
	struct pipe_guard guard;
	bool done;

	if (!pve_api_prepare(f))
		return false;
	look.peer.url = pve_api_url(url, f);
	if (!look.peer.url)
		return false;
	look.peer.connect_timeout = options->connect_timeout > 0 ? options->connect_timeout : DEFAULT_TIMEOUT;
	look.peer.trust = (struct trust){ .insecure = true, .keep = true };
	guard = pipe_guard_begin();
	done = begin(&look, options) ? connect_to(&look, f)
				     : fault_set(f, FAULT_BUG, "libcurl does not start");
	shown = look.peer.trust.certificate;
	if (done && shown) {
		*ret = *shown;
		*shown = (struct certificate){ 0 };
	}
	finish(&look);
	pipe_guard_end(&guard);
	return done;
}
