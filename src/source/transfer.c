/* transfer.c - see transfer.h. */
#include "source/transfer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define REASON_LIMIT 2000

/* PVE closes idle connections after 5 s. */
#define IDLE_LIMIT 4L
/* Bytes a second, and for how long (s) it may be slower. A node answers within 30 s, one that is
 * overloaded within 48; a trickle is no answer. */
#define SLOW_RATE 32L
#define SLOW_TIME 60L
/* Until a silent network counts as dead: seconds. */
#define KEEPALIVE_IDLE 10
#define SILENCE_LIMIT 30

void peer_clear(struct peer *peer)
{
	trust_clear(&peer->trust);
	free(peer->url);
	*peer = (struct peer){ 0 };
}

struct transfer *transfer_new(const char *path, void *tag)
{
	struct transfer *t = xcalloc(1, sizeof(*t));

	t->path = xstrdup(path);
	t->tag = tag;
	t->reason = t->type = t->body = (struct text)TEXT_INIT;
	return t;
}

void transfer_free(struct transfer *t)
{
	if (!t)
		return;
	free(t->path);
	free(t->node_name);
	if (t->form)
		explicit_bzero(t->form, strlen(t->form));
	free(t->form);
	text_clear(&t->reason);
	text_clear(&t->type);
	text_clear(&t->body);
	free(t);
}

/* --- what curl hands over */

/* "HTTP/1.1 500 text": older servers say what is wrong nowhere else. */
static void take_status_line(struct transfer *t, const char *line, size_t size)
{
	const char *end = line + size, *p = memchr(line, ' ', size);
	int status = 0;

	text_reset(&t->reason);
	text_reset(&t->type);
	while (p && p < end && *p == ' ')
		p++;
	for (; p && p < end && *p >= '0' && *p <= '9' && status < 1000; p++)
		status = status * 10 + (*p - '0');
	t->status = status;
	while (p && p < end && *p == ' ')
		p++;
	if (p && p < end)
		text_add_bytes(&t->reason, p, end - p < REASON_LIMIT ? (size_t)(end - p) : REASON_LIMIT);
}

static void measure_date(struct measurement *m, const char *line, size_t size)
{
	AUTO_FREE char *date = xstrndup(line, size);
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	m->local = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	m->date = curl_getdate(date, NULL);
}

static size_t on_header(char *line, size_t one, size_t size, void *data)
{
	static const char type[] = "content-type:", date[] = "date:";
	struct transfer *t = data;
	size_t length = size;

	(void)one;
	while (length && strchr("\r\n \t", line[length - 1]))
		length--;
	if (length > 5 && memcmp(line, "HTTP/", 5) == 0) {
		take_status_line(t, line, length);
	} else if (length > sizeof(type) && strncasecmp(line, type, sizeof(type) - 1) == 0) {
		text_reset(&t->type);
		text_add_bytes(&t->type, line + sizeof(type) - 1, length - sizeof(type) + 1);
	} else if (t->measurement && length > sizeof(date) &&
		   strncasecmp(line, date, sizeof(date) - 1) == 0) {
		measure_date(t->measurement, line + sizeof(date) - 1, length - sizeof(date) + 1);
	}
	return size;
}

static size_t on_body(char *bytes, size_t one, size_t size, void *data)
{
	struct transfer *t = data;

	(void)one;
	if (size > t->settings->body_limit - t->body.size) {
		t->too_large = true;
		return 0;
	}
	text_add_bytes(&t->body, bytes, size);
	return size;
}

/* A server that vanished (power, network) is noticed before the request's own deadline. */
static int on_socket(void *data, curl_socket_t descriptor, curlsocktype purpose)
{
	unsigned int limit = SILENCE_LIMIT * 1000;
	int idle = KEEPALIVE_IDLE, on = 1;

	(void)data;
	(void)purpose;
	setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
	setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, &idle, sizeof(idle));
	setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &limit, sizeof(limit));
	return CURL_SOCKOPT_OK;
}

/* --- the handle */

static bool set_protocol(CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https") == CURLE_OK;
#else
	return curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)CURLPROTO_HTTPS) == CURLE_OK;
#endif
}

/* Nothing but what was asked for: no redirect, no netrc, no proxy of the environment's. */
static bool set_manners(CURL *easy, const struct transfer_settings *settings)
{
	return set_protocol(easy) && curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_PROXY, settings->proxy ? settings->proxy : "") == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_NOPROXY, "") == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
}

static bool set_request(CURL *easy, const struct transfer_settings *settings)
{
	/* Where the deadline of the whole request is shorter, that comes first. */
	long seconds = settings->request_timeout / 1000 + 1;
	long slow = seconds > SLOW_TIME + 1 ? SLOW_TIME : seconds;

	return curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
	       /* A proxy gets none of them. */
	       curl_easy_setopt(easy, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_USERAGENT, "pveinv/" PVEINV_VERSION) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate") == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, SLOW_RATE) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, slow) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, IDLE_LIMIT) == CURLE_OK;
}

static bool set_callbacks(CURL *easy)
{
	return curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, on_socket) == CURLE_OK;
}

CURL *transfer_handle(const struct transfer_settings *settings)
{
	CURL *easy = curl_easy_init();

	if (easy && set_manners(easy, settings) && set_request(easy, settings) && set_callbacks(easy))
		return easy;
	curl_easy_cleanup(easy);
	return NULL;
}

static bool set_method(const struct transfer *t, const struct transfer_settings *settings, CURL *easy)
{
	if (!t->form)
		return curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK &&
		       curl_easy_setopt(easy, CURLOPT_HTTPHEADER, settings->headers) == CURLE_OK;
	return curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)strlen(t->form)) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_POSTFIELDS, t->form) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_HTTPHEADER, settings->form_headers) == CURLE_OK;
}

static long time_limit(const struct transfer *t, const struct transfer_settings *settings)
{
	bool own = t->timeout && t->timeout < settings->request_timeout;

	return own ? t->timeout : settings->request_timeout;
}

bool transfer_prepare(struct transfer *t, const struct transfer_settings *settings, struct peer *peer,
		      CURL *easy)
{
	AUTO_FREE char *url = xasprintf("%s%s%s", peer->url, t->file ? "" : "/api2/json", t->path);

	t->peer = peer;
	t->easy = easy;
	t->settings = settings;
	t->status = 0;
	t->failure = FAILURE_NONE;
	t->too_large = false;
	t->error[0] = '\0';
	text_reset(&t->reason);
	text_reset(&t->type);
	text_clear(&t->body);
	if (trust_apply(&peer->trust, easy) && set_method(t, settings, easy) &&
	    curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, peer->connect_timeout) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, time_limit(t, settings)) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_PRIVATE, t) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_HEADERDATA, t) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_WRITEDATA, t) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t->error) == CURLE_OK)
		return true;
	t->easy = NULL;
	transfer_fail(t, FAILURE_CONTENT, "libcurl refused the request");
	return false;
}

/* --- the result */

void transfer_fail(struct transfer *t, enum failure failure, const char *text)
{
	t->failure = failure;
	text_reset(&t->reason);
	text_add(&t->reason, text);
	text_clear(&t->body);
}

/* Was the connection there? (Its handshake includes the verification.) */
static bool was_connected(const struct transfer *t)
{
	curl_off_t begun = 0;

	curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &begun);
	return begun > 0;
}

static enum failure failure_of(const struct transfer *t, CURLcode code)
{
	/* All others come from what was received, or are curl's own troubles. */
	if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
	    code == CURLE_SSL_ISSUER_ERROR || code == CURLE_SSL_INVALIDCERTSTATUS)
		return FAILURE_VERIFY;
	if (t->too_large)
		return FAILURE_CONTENT;
	if (code == CURLE_OPERATION_TIMEDOUT)
		return was_connected(t) ? FAILURE_DEADLINE : FAILURE_CONNECT_TIMEOUT;
	if (!was_connected(t) && code != CURLE_URL_MALFORMAT)
		return FAILURE_CONNECT;
	if (code == CURLE_GOT_NOTHING || code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR ||
	    code == CURLE_PARTIAL_FILE)
		return FAILURE_CUT;
	return FAILURE_CONTENT;
}

static void add_seconds(struct text *t, long ms)
{
	if (ms % 1000)
		text_addf(t, "%ld.%03ld s", ms / 1000, ms % 1000);
	else
		text_addf(t, "%ld s", ms / 1000);
}

/* "Connection refused" says more than curl's own text. */
static void explain_connection(const struct transfer *t, CURLcode code, struct text *said)
{
	long number = 0;

	curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &number);
	if (code == CURLE_COULDNT_CONNECT && number && !t->settings->proxy)
		text_add(said, strerror((int)number));
	else
		text_add(said, t->error[0] ? t->error : curl_easy_strerror(code));
}

/* Without what differs from one time to the next: people see equal texts once. */
static void explain(const struct transfer *t, CURLcode code, enum failure failure, struct text *said)
{
	const char *text = t->error[0] ? t->error : curl_easy_strerror(code);

	if (t->too_large) {
		text_addf(said, "the answer is larger than %zu bytes", t->settings->body_limit);
	} else if (failure == FAILURE_CONNECT) {
		explain_connection(t, code, said);
	} else if (failure == FAILURE_CONNECT_TIMEOUT) {
		text_add(said, "no connection within ");
		add_seconds(said, t->peer->connect_timeout);
	} else if (failure == FAILURE_DEADLINE && !strstr(text, "too slow")) {
		text_add(said, t->status ? "the answer was not complete within " : "no answer within ");
		add_seconds(said, time_limit(t, t->settings));
	} else if (failure == FAILURE_CUT && t->status) {
		text_add(said, "the answer was cut off");
	} else if (failure == FAILURE_CONTENT && t->status) {
		text_addf(said, "the answer can't be read: %s", text);
	} else if (failure == FAILURE_VERIFY && t->peer->trust.n_fingerprints) {
		text_add(said, "its certificate has another fingerprint than expected");
	} else {
		text_add(said, text);
	}
}

static void explain_failure(struct transfer *t, CURLcode code)
{
	enum failure failure = failure_of(t, code);
	AUTO_TEXT struct text said = TEXT_INIT;

	explain(t, code, failure, &said);
	transfer_fail(t, failure, said.data);
}

/* A good answer is a JSON object from its first to its last byte. (Compressed data that end too early
 * are no error for curl.) */
static void check_document(struct transfer *t)
{
	const char *start = t->body.data + strspn(t->body.data, " \t\r\n");
	size_t size = t->body.size;
	AUTO_TEXT struct text said = TEXT_INIT;

	while (size && strchr(" \t\r\n", t->body.data[size - 1]))
		size--;
	if (*start == '{' && t->body.data[size - 1] == '}')
		return;
	if (*start == '{')
		text_add(&said, "the answer was cut off: its JSON has no end");
	else if (t->body.size && t->type.size && !strstr(t->type.data, "application/json"))
		text_addf(&said, "the answer is no JSON, but%s", t->type.data);
	else
		text_add(&said, t->body.size ? "the answer is no JSON object" : "the answer is empty");
	transfer_fail(t, FAILURE_CONTENT, said.data);
}

static void measure(struct measurement *m, CURL *easy, CURLcode code)
{
	char *address = NULL;

	m->code = code;
	curl_easy_getinfo(easy, CURLINFO_NAMELOOKUP_TIME_T, &m->resolved);
	curl_easy_getinfo(easy, CURLINFO_CONNECT_TIME_T, &m->connected);
	curl_easy_getinfo(easy, CURLINFO_APPCONNECT_TIME_T, &m->secured);
	curl_easy_getinfo(easy, CURLINFO_STARTTRANSFER_TIME_T, &m->answered);
	curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &m->ended);
	if (curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address) == CURLE_OK && address)
		snprintf(m->address, sizeof(m->address), "%s", address);
}

void transfer_conclude(struct transfer *t, CURLcode code)
{
	if (t->measurement)
		measure(t->measurement, t->easy, code);
	/* Of an error the status counts: its body may be missing (401, 595) or cut. */
	if (code != CURLE_OK && t->status >= 400 && t->status < 1000)
		text_clear(&t->body);
	else if (code != CURLE_OK || t->status < 200 || t->status >= 1000)
		explain_failure(t, code);
	else if (t->status == 200 && !t->file)
		check_document(t);
	t->easy = NULL;
}

bool transfer_was_stale(const struct transfer *t, CURLcode code)
{
	long connects = 1;

	if (code != CURLE_GOT_NOTHING && code != CURLE_SEND_ERROR && code != CURLE_RECV_ERROR)
		return false;
	curl_easy_getinfo(t->easy, CURLINFO_NUM_CONNECTS, &connects);
	return connects == 0 && t->status == 0;
}

bool transfer_is_worth_retrying(const struct transfer *t)
{
	if (t->failure == FAILURE_CONNECT_TIMEOUT)
		return t->tries < 1;
	if (t->failure == FAILURE_CONNECT || t->failure == FAILURE_CUT)
		return true;
	return t->failure == FAILURE_NONE && t->status >= 502 && t->status <= 504;
}

bool transfer_is_answered(const struct transfer *t)
{
	return t->failure == FAILURE_CONTENT ||
	       (t->failure == FAILURE_NONE && (t->status < 502 || t->status > 504));
}
