/* tls.h - whom a server has to be before it gets a credential.
 *
 * The check is made in the handshake, by a callback of OpenSSL's: a server that fails it has seen nothing
 * but a ClientHello.
 */
#ifndef PVEINV_TLS_H
#define PVEINV_TLS_H

#include "source/libcurl.h"

#include "base/text.h"
#include "source/pve_api.h"

struct fingerprint {
	unsigned char bytes[32]; /* SHA-256 of the certificate as DER */
};

/* "AA:BB:…" in either case, or without colons. */
bool fingerprint_parse(const char *s, struct fingerprint *ret);
void text_add_fingerprint(struct text *t, const struct fingerprint *fingerprint);

/* How one server is verified. Its address goes to the connections: it must outlive them. */
struct trust {
	const char *ca_file;                    /* null: the system's CAs; borrowed */
	const struct fingerprint *fingerprints; /* if there are any, they decide alone; borrowed */
	size_t n_fingerprints;
	bool insecure;
	bool keep;                       /* take the certificate down */
	struct certificate *certificate; /* of the last handshake; owned; null if there was none */
};
void trust_clear(struct trust *trust);

/* Sets the options of a handle. False: this libcurl can't do it. */
bool trust_apply(struct trust *trust, CURL *easy);

/* Is this libcurl one whose handshake can be looked into? */
bool tls_usable(struct fault *f);

/* Holds the file certificates? */
bool tls_check_ca_file(const char *file, struct fault *f);

#endif
