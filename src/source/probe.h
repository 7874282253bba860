/* probe.h - one endpoint of a live cluster, looked at closely: how far a request gets, and what is said. */
#ifndef PVEINV_PROBE_H
#define PVEINV_PROBE_H

#include "source/pve_api.h"

enum probe_step {
	PROBE_RESOLVE, /* its name has an address */
	PROBE_CONNECT, /* something listens there */
	PROBE_SECURE,  /* and speaks TLS */
	PROBE_VERIFY,  /* it is who it has to be */
	PROBE_ANSWER,  /* it answers as PVE does */
	PROBE_LOG_IN,  /* and takes the credentials */
	PROBE_DONE,
};

struct probe {
	char *url;
	enum probe_step step;            /* that failed; PROBE_DONE: none */
	char *reason, *hint;             /* why, and what to do; or null */
	char *address;                   /* at which it was reached; or null */
	struct certificate *certificate; /* that it shows; null: it did not come so far */
	bool verified;                   /* certificate checked: by a CA or a fingerprint */
	int64_t connect_us;              /* for address, connection and TLS */
	int64_t latency_us;              /* of a request afterwards; -1: not known */
	int64_t skew_ms;                 /* its clock minus ours, exact to a second; see has_skew */
	bool has_skew;
	char *version; /* "9.1.4"; or null */
	char *cluster; /* its name; null: it stands alone, or doesn't say */
	int quorate;   /* 1, 0; -1: it doesn't say */
};

/* How many endpoints a source of pve_api_open() has. */
size_t pve_api_endpoints(const struct source *source);

/* Looks at the i-th: a few requests, without further tries. False only when interrupted, out of time, or when
 * nobody is there to say a second factor. */
bool pve_api_probe(struct source *source, size_t i, struct probe *ret, struct fault *f);
void probe_clear(struct probe *probe);

#endif
