/* compute.c - the pure functions that specs name in "compute": texts in, one text out. */
#include "walk/compute.h"

#include <string.h>

#include <openssl/evp.h>

#include "base/text.h"

/* "data:vm-100-disk-0" -> "data"; a path or "none" has no storage. */
char *compute_volume_storage(const char *const *args, size_t count)
{
	const char *volume = count > 0 ? args[0] : NULL;
	const char *colon = volume && volume[0] != '/' ? strchr(volume, ':') : NULL;

	return colon && colon != volume ? xstrndup(volume, (size_t)(colon - volume)) : NULL;
}

/* Twelve hexadecimal digits of what the arguments say together: the identity of things that have no
 * name, such as a firewall rule. An absent argument differs from an empty one. */
char *compute_digest(const char *const *args, size_t count)
{
	AUTO_TEXT struct text all = TEXT_INIT;
	struct text digest = TEXT_INIT;
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned size = 0;

	for (size_t i = 0; i < count; i++) {
		if (args[i])
			text_addf(&all, "%zu:%s", strlen(args[i]), args[i]);
		text_add_char(&all, ';');
	}
	if (!EVP_Digest(all.data, all.size, hash, &size, EVP_sha256(), NULL))
		return NULL;
	for (unsigned i = 0; i < 6 && i < size; i++)
		text_addf(&digest, "%02x", hash[i]);
	return text_take(&digest);
}
