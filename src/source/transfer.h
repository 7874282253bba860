/* transfer.h - one request of the PVE API source: from curl's handle to status, reason and body. */
#ifndef PVEINV_TRANSFER_H
#define PVEINV_TRANSFER_H

#include <netinet/in.h>
#include <stdint.h>
#include <time.h>

#include "base/text.h"
#include "source/libcurl.h"
#include "source/tls.h"

struct node;

/* A server that requests can be sent to: an endpoint, or a node asked directly. */
struct peer {
	char *url; /* "https://pve1:8006" */
	struct trust trust;
	long connect_timeout; /* ms */
};
void peer_clear(struct peer *peer);

/* Why no answer came. */
enum failure {
	FAILURE_NONE,            /* there is an answer */
	FAILURE_CONNECT,         /* no connection: refused, unknown name, cut during the handshake */
	FAILURE_CONNECT_TIMEOUT, /* no connection in time */
	FAILURE_VERIFY,          /* the server is not who it has to be */
	FAILURE_CUT,             /* the connection was lost before the answer was whole */
	FAILURE_DEADLINE,        /* connected, not answered in time */
	FAILURE_CONTENT,         /* an answer that is none: too large, badly compressed, no JSON */
};

/* What all requests of a source have in common. */
struct transfer_settings {
	struct curl_slist *headers;      /* with the credentials; may change from request to request */
	struct curl_slist *form_headers; /* of a login: without any; or null */
	const char *proxy; /* or null */
	long request_timeout;
	size_t body_limit;
};

/* How it went, for who wants to know: times are microseconds from the start, 0: it did not get so far. */
struct measurement {
	CURLcode code;
	curl_off_t resolved, connected, secured, answered, ended;
	char address[INET6_ADDRSTRLEN]; /* of the server, or of the proxy; "": none was found */
	time_t date;                    /* of the answer's header; -1: none */
	int64_t local;                  /* our clock when the header came, in ms since 1970 */
};

struct transfer {
	struct transfer *next; /* in a queue */
	const struct transfer_settings *settings;
	char *path;
	bool file;  /* beside the API: not below /api2/json, and no JSON */
	char *form; /* POST this; null: GET. Owned; overwritten when freed */
	void *tag;
	long timeout; /* ms; 0: that of the settings */
	char *node_name;   /* as the caller named it; null: any */
	struct node *node; /* whose turn it is */
	struct peer *peer; /* where it was sent */
	CURL *easy;        /* while under way */
	unsigned tries;    /* failures so far */
	int64_t due;       /* when to try again; clock_monotonic_ms() */
	bool repeated;     /* sent again at once, because a kept connection was closed meanwhile */
	bool internal;     /* the source's own; nobody takes the answer */
	bool ended;        /* an internal one: there is a result */
	bool held;         /* its node starts nothing before the caller has seen this answer */
	struct measurement *measurement; /* to be filled; or null */

	int status;
	enum failure failure;
	bool too_large;
	struct text reason; /* of the status line; after a failure, what happened */
	struct text type;   /* Content-Type */
	struct text body;
	char error[CURL_ERROR_SIZE];
};

struct transfer *transfer_new(const char *path, void *tag);
void transfer_free(struct transfer *transfer); /* takes null; its handle must be gone */

/* A handle with all that does not change from request to request; null if libcurl lacks something. */
CURL *transfer_handle(const struct transfer_settings *settings);

/* Prepares 'easy' for the transfer, anew if it was tried before. False: see transfer->failure. */
bool transfer_prepare(struct transfer *transfer, const struct transfer_settings *settings, struct peer *peer,
		      CURL *easy);

/* Takes the result from its handle, which is then free again. */
void transfer_conclude(struct transfer *transfer, CURLcode code);

/* The result is a failure with this text, whatever was there before. */
void transfer_fail(struct transfer *transfer, enum failure failure, const char *text);

/* Had the server closed the connection while it was idle? Then nothing has happened yet. */
bool transfer_was_stale(const struct transfer *transfer, CURLcode code);

/* May it go better a moment later? */
bool transfer_is_worth_retrying(const struct transfer *transfer);

/* Did a PVE server answer? (A gateway's 502, 503, 504 is none.) */
bool transfer_is_answered(const struct transfer *transfer);

#endif
