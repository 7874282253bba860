/* secret.h - keeping credentials out of everything that is stored (DESIGN section 8). */
#ifndef PVEINV_SECRET_H
#define PVEINV_SECRET_H

#include <stdbool.h>

#include <cjson/cJSON.h>

#define SECRET_SET "set" /* what is stored in place of a secret */

/* Does the name of a key that no spec knows look like a credential's? */
bool secret_key(const char *name);

/* The same of an option of a guest: people keep credentials also where the name does not say so. */
bool secret_option(const char *name);

/* Replaces, below 'item', every string and number under such a key by "set", also within property strings,
 * and takes the userinfo out of URLs. 'name' is the key of the item itself, or null. */
void secret_redact(cJSON *item, const char *name);

/* The member that only names what the value is, of {"key": NAME, "value": …} (or "Key" and "Values"); null if
 * the item is no such pair. */
const cJSON *secret_pair_key(const cJSON *item);

/* A property string ("a=1,password=x") with "set" in place of the values whose names 'is_secret' says are
 * credentials'; null when there are none. The caller frees it. */
typedef bool secret_name_function(const void *context, const char *name);
secret_name_function secret_name; /* secret_key(), whatever the context */
char *secret_hide_properties(const char *text, secret_name_function *is_secret, const void *context);

/* The value of an option of a guest without credentials: "set", or without those among its properties or
 * lines; null when there are none. Notes stay as people wrote them. The caller frees it. */
char *secret_hide_option(const char *option, const char *value);

/* A text of several lines "NAME = VALUE", comments among them, with "set" in place of the values whose names
 * look like a credential's; null when there are none. The caller frees it. */
char *secret_hide_lines(const char *text);

/* Takes "user:password@" out of every URL in a text; in place. */
void secret_strip_userinfo(char *text);

/* "https://hooks.example:8443" of a URL, whose path may be the credential; null if the text does not begin
 * with one. The caller frees it. */
char *secret_url_origin(const char *text);

/* The value of a guest's option that PVE keeps encoded, without the credentials in it: SSH keys keep their
 * options, but those of environment variables are "set". Null: no such option, or none in it. The caller
 * frees it. */
char *secret_hide_encoded(const char *option, const char *value);

/* Takes the credentials out of all texts of a document that are not credentials as a whole: those in URLs,
 * and those in encoded options. Notes and arguments of VMs stay as people wrote them. */
void secret_strip(cJSON *item);

#endif
