/* tls.c - see tls.h. */
#include "source/tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

/* --- fingerprints */

static int digit_of(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, c | 0x20) : NULL;

	return found ? (int)(found - digits) : -1;
}

bool fingerprint_parse(const char *s, struct fingerprint *ret)
{
	struct fingerprint parsed;
	bool colons = s[0] && s[1] && s[2] == ':';

	for (size_t i = 0; i < sizeof(parsed.bytes); i++) {
		int high = digit_of(s[0]), low = high < 0 ? -1 : digit_of(s[1]);

		if (low < 0)
			return false;
		parsed.bytes[i] = (unsigned char)(high << 4 | low);
		s += 2;
		if (colons && i + 1 < sizeof(parsed.bytes) && *s++ != ':')
			return false;
	}
	if (*s)
		return false;
	*ret = parsed;
	return true;
}

void text_add_fingerprint(struct text *t, const struct fingerprint *fingerprint)
{
	for (size_t i = 0; i < sizeof(fingerprint->bytes); i++)
		text_addf(t, "%s%02X", i ? ":" : "", fingerprint->bytes[i]);
}

static bool fingerprint_of(X509 *certificate, struct fingerprint *ret)
{
	unsigned int size = sizeof(ret->bytes);

	return certificate && X509_digest(certificate, EVP_sha256(), ret->bytes, &size) &&
	       size == sizeof(ret->bytes);
}

/* --- certificates for people */

void certificate_clear(struct certificate *certificate)
{
	free(certificate->subject);
	free(certificate->issuer);
	free(certificate->names);
	free(certificate->fingerprint);
	*certificate = (struct certificate){ 0 };
}

static char *name_text(const X509_NAME *name)
{
	BIO *memory = BIO_new(BIO_s_mem());
	char *bytes, *text = NULL;
	long size;

	if (memory && X509_NAME_print_ex(memory, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0) {
		size = BIO_get_mem_data(memory, &bytes);
		text = size > 0 ? xstrndup(bytes, (size_t)size) : NULL;
	}
	BIO_free(memory);
	return text ? text : xstrdup("");
}

static void add_name(struct text *t, const GENERAL_NAME *name)
{
	int type;
	const ASN1_STRING *value = GENERAL_NAME_get0_value(name, &type);
	char address[INET6_ADDRSTRLEN];
	int length;

	if (type != GEN_DNS && type != GEN_IPADD)
		return;
	length = ASN1_STRING_length(value);
	text_add(t, t->size ? ", " : "");
	if (type == GEN_DNS)
		text_add_bytes(t, (const char *)ASN1_STRING_get0_data(value), (size_t)length);
	else if (inet_ntop(length == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(value), address,
			   sizeof(address)) &&
		 (length == 4 || length == 16))
		text_add(t, address);
}

static char *names_text(const X509 *certificate)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	struct text t = TEXT_INIT;

	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++)
		add_name(&t, sk_GENERAL_NAME_value(names, i));
	GENERAL_NAMES_free(names);
	return text_take(&t);
}

static int64_t seconds_of(const ASN1_TIME *time)
{
	struct tm parts = { 0 };

	return ASN1_TIME_to_tm(time, &parts) ? timegm(&parts) : 0;
}

static void take_down(struct trust *trust, X509 *certificate)
{
	struct certificate *c;
	struct fingerprint fingerprint;
	AUTO_TEXT struct text t = TEXT_INIT;

	if (!fingerprint_of(certificate, &fingerprint))
		return;
	trust_clear(trust);
	c = trust->certificate = xcalloc(1, sizeof(*c));
	text_add_fingerprint(&t, &fingerprint);
	c->fingerprint = text_take(&t);
	c->subject = name_text(X509_get_subject_name(certificate));
	c->issuer = name_text(X509_get_issuer_name(certificate));
	c->names = names_text(certificate);
	c->not_before = seconds_of(X509_get0_notBefore(certificate));
	c->not_after = seconds_of(X509_get0_notAfter(certificate));
}

void trust_clear(struct trust *trust)
{
	if (trust->certificate)
		certificate_clear(trust->certificate);
	free(trust->certificate);
	trust->certificate = NULL;
}

/* --- the handshake */

static bool is_pinned(const struct trust *trust, X509 *certificate)
{
	struct fingerprint shown;

	if (!fingerprint_of(certificate, &shown))
		return false;
	for (size_t i = 0; i < trust->n_fingerprints; i++)
		if (memcmp(shown.bytes, trust->fingerprints[i].bytes, sizeof(shown.bytes)) == 0)
			return true;
	return false;
}

/* In place of OpenSSL's own verification, which it calls where a CA decides. */
static int verify(X509_STORE_CTX *store, void *data)
{
	struct trust *trust = data;
	X509 *leaf = X509_STORE_CTX_get0_cert(store);
	bool good;

	if (trust->insecure)
		good = true;
	else if (!trust->n_fingerprints)
		good = X509_verify_cert(store) > 0;
	else
		good = is_pinned(trust, leaf);
	if (trust->insecure || trust->n_fingerprints)
		X509_STORE_CTX_set_error(store, good ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
	/* Also for the name, which curl checks afterwards. */
	if (trust->keep || !good || !trust->certificate)
		take_down(trust, leaf);
	return good;
}

static CURLcode set_up_context(CURL *easy, void *context, void *data)
{
	(void)easy;
	SSL_CTX_set_cert_verify_callback(context, verify, data);
	return CURLE_OK;
}

/* The CA files of libcurl's build would count beside the one that was given: both are set, always. */
static bool apply_authorities(const struct trust *trust, CURL *easy)
{
	const curl_version_info_data *built = curl_version_info(CURLVERSION_NOW);
	const char *file = built->cainfo, *folder = built->capath;

	if (trust->ca_file || trust->n_fingerprints || trust->insecure) {
		file = trust->n_fingerprints ? NULL : trust->ca_file;
		folder = NULL;
	}
	return curl_easy_setopt(easy, CURLOPT_CAINFO, file) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_CAPATH, folder) == CURLE_OK;
}

/* A session that is taken up again shows no certificate, so none is. */
bool trust_apply(struct trust *trust, CURL *easy)
{
	bool by_authority = !trust->insecure && !trust->n_fingerprints;

	return apply_authorities(trust, easy) &&
	       curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, trust->insecure ? 0L : 1L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, by_authority ? 2L : 0L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, set_up_context) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, trust) == CURLE_OK;
}

bool tls_usable(struct fault *f)
{
	const curl_version_info_data *about = curl_version_info(CURLVERSION_NOW);

	if (about->ssl_version && text_starts_with(about->ssl_version, "OpenSSL"))
		return true;
	fault_set(f, FAULT_USAGE, "libcurl %s uses %s; pveinv needs one with OpenSSL", about->version,
		  about->ssl_version ? about->ssl_version : "no TLS");
	return fault_hint(f, "on Debian and Ubuntu: the package libcurl4, not libcurl3-gnutls");
}

bool tls_check_ca_file(const char *file, struct fault *f)
{
	FILE *stream = fopen(file, "re");
	X509 *certificate;

	if (!stream)
		return fault_set(f, FAULT_USAGE, "%s: %s", file, strerror(errno));
	certificate = PEM_read_X509(stream, NULL, NULL, NULL);
	fclose(stream);
	if (!certificate) {
		ERR_clear_error();
		fault_set(f, FAULT_USAGE, "%s: holds no certificate in PEM form", file);
		return fault_hint(f, "the cluster's CA is /etc/pve/pve-root-ca.pem on each node");
	}
	X509_free(certificate);
	return true;
}
