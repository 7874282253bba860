/* pve_api.h - a live cluster over HTTPS: the source "PVE API".
 *
 * One thread around libcurl's multi interface: it goes on while the caller looks at an answer. At most 2
 * requests are under way per node and 32 in all; connection errors and 502, 503, 504 are tried again; TLS is
 * verified before a credential is sent.
 *
 * What becomes of a request that no server answered:
 *   599  it failed by itself (reset, cut, too large, no JSON …); the reason is the text for people
 *   596  it was not answered in time; as PVE's own 596
 *   -1   from source_next(), FAULT_UNREACHABLE: the endpoint that answers for the cluster, the anchor,
 *        is lost. When pve_api_has_next(), pve_api_advance() lets another take its place.
 * A 401 ends it for all: every later request is answered 401 without being sent.
 */
#ifndef PVEINV_PVE_API_H
#define PVEINV_PVE_API_H

#include "source/source.h"

struct pve_api_options {
	const char *const *urls; /* endpoints "https://HOST[:8006]", the preferred first; ended by null */
	const char *token;       /* USER@REALM!TOKENID=SECRET; copied; overwritten when freed */
	const char *user;        /* instead of a token: USER@REALM … */
	const char *password;    /* … with this password; copied; overwritten when freed */
	/* Asks a person for the user's code; *ret goes to token_free(). Null: nobody is there. */
	bool (*second_factor)(void *context, const char *user, char **ret, struct fault *f);
	void *second_factor_context;
	bool nobody;         /* instead of either: no credentials, which is enough for pve_api_read_file() */
	int64_t renew_after; /* ms until a login is renewed; 0: 1 hour */
	const char *ca_file; /* PEM of the cluster CA, or null: the system's */
	const char *const *fingerprints; /* SHA-256 of leaf certificates, AA:BB:…, any of them; or null */
	bool insecure;                   /* no verification; the caller has warned */
	const char *proxy;               /* URL, or null: none, whatever the environment says */
	long connect_timeout;            /* ms; 0: 10000 */
	long request_timeout;            /* ms a request; 0: REQUEST_TIMEOUT (a node's own limit is 30 s) */
	long total_timeout;              /* ms from the first request on; 0: none */
	size_t body_limit;               /* bytes of a body after decompression; 0: 256 MiB */
	bool direct;                     /* go straight to nodes where that is safe */
	const char *interface_name;      /* reserved */
	const volatile int
		*interrupted; /* set by a signal handler: FAULT_INTERRUPTED within 200 ms; or null */
};

/* Copies the options; connects to nothing yet. Faults (FAULT_USAGE): a URL, fingerprint, token or CA file
 * that is none, options that contradict each other. Removes SSLKEYLOGFILE from the environment. */
struct source *pve_api_open(const struct pve_api_options *options, struct fault *f);

/* Is there another endpoint after the anchor, or were all lost? */
bool pve_api_has_next(const struct source *source);

/* Gives the anchor up, and with it all requests that are not answered yet; the caller walks again from the
 * start. The next endpoint is chosen at the next request. */
void pve_api_advance(struct source *source);

/* The URL of the anchor, or null before the first answer. */
const char *pve_api_anchor(const struct source *source);

/* Why endpoints were passed over, one a line ("https://pve1:8006: no quorum"); "" when none was. Borrowed. */
const char *pve_api_remarks(const struct source *source);

/* Reads a file that nodes serve beside their API ("/pve-docs/…"), from the first endpoint that has it; its
 * URL becomes *ret_url, to free. 1: it is appended to 'ret'; 0: who answers has no such file (FAULT_USAGE);
 * -1: nobody answers. */
int pve_api_read_file(struct source *source, const char *path, struct text *ret, char **ret_url,
		      struct fault *f);

/* Certificate of a server, as it shows it. */
struct certificate {
	char *subject, *issuer; /* "CN=pve1.lab.example,O=PVE Cluster Node,…" */
	char *names;            /* what it is valid for: "pve1, pve1.lab.example, 10.0.0.1" */
	char *fingerprint;      /* SHA-256, "AA:BB:…" */
	int64_t not_before, not_after;
};
void certificate_clear(struct certificate *certificate);

/* Looks at the certificate of an endpoint without verifying it, and without sending anything to it: for
 * people who have to decide what to trust. Of the options proxy, connect_timeout and interrupted count. */
bool pve_api_look_at(const struct pve_api_options *options, const char *url, struct certificate *ret,
		     struct fault *f);

/* The canonical form of an endpoint's URL ("https://pve1:8006"), to free; null with FAULT_USAGE. */
char *pve_api_url(const char *url, struct fault *f);

#endif
