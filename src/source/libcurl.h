/* libcurl.h - libcurl, loaded when it is first needed.
 *
 * It brings thirty libraries along, whose loading takes longer than most commands (completion among them),
 * and most commands ask no cluster. Its functions are called by their own names, after libcurl_load().
 */
#ifndef PVEINV_LIBCURL_H
#define PVEINV_LIBCURL_H

#define CURL_DISABLE_TYPECHECK /* its macros would call the functions themselves */
#include <curl/curl.h>
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

#include "base/fault.h"

#define LIBCURL_FUNCTIONS(X)                                                                                 \
	X(curl_global_init)                                                                                  \
	X(curl_version_info)                                                                                 \
	X(curl_getdate)                                                                                      \
	X(curl_free)                                                                                         \
	X(curl_easy_init)                                                                                    \
	X(curl_easy_setopt)                                                                                  \
	X(curl_easy_getinfo)                                                                                 \
	X(curl_easy_escape)                                                                                  \
	X(curl_easy_strerror)                                                                                \
	X(curl_easy_cleanup)                                                                                 \
	X(curl_multi_init)                                                                                   \
	X(curl_multi_setopt)                                                                                 \
	X(curl_multi_add_handle)                                                                             \
	X(curl_multi_remove_handle)                                                                          \
	X(curl_multi_perform)                                                                                \
	X(curl_multi_poll)                                                                                   \
	X(curl_multi_info_read)                                                                              \
	X(curl_multi_cleanup)                                                                                \
	X(curl_slist_append)                                                                                 \
	X(curl_slist_free_all)                                                                               \
	X(curl_url)                                                                                          \
	X(curl_url_set)                                                                                      \
	X(curl_url_get)                                                                                      \
	X(curl_url_cleanup)

extern struct libcurl {
	void *handle; /* null: not loaded */
#define POINTER(name) __typeof__(name) *name;
	LIBCURL_FUNCTIONS(POINTER)
#undef POINTER
} libcurl;

/* False with a fault when it isn't there. */
bool libcurl_load(struct fault *f);

#ifndef LIBCURL_OWN_NAMES
#define curl_global_init libcurl.curl_global_init
#define curl_version_info libcurl.curl_version_info
#define curl_getdate libcurl.curl_getdate
#define curl_free libcurl.curl_free
#define curl_easy_init libcurl.curl_easy_init
#define curl_easy_setopt libcurl.curl_easy_setopt
#define curl_easy_getinfo libcurl.curl_easy_getinfo
#define curl_easy_escape libcurl.curl_easy_escape
#define curl_easy_strerror libcurl.curl_easy_strerror
#define curl_easy_cleanup libcurl.curl_easy_cleanup
#define curl_multi_init libcurl.curl_multi_init
#define curl_multi_setopt libcurl.curl_multi_setopt
#define curl_multi_add_handle libcurl.curl_multi_add_handle
#define curl_multi_remove_handle libcurl.curl_multi_remove_handle
#define curl_multi_perform libcurl.curl_multi_perform
#define curl_multi_poll libcurl.curl_multi_poll
#define curl_multi_info_read libcurl.curl_multi_info_read
#define curl_multi_cleanup libcurl.curl_multi_cleanup
#define curl_slist_append libcurl.curl_slist_append
#define curl_slist_free_all libcurl.curl_slist_free_all
#define curl_url libcurl.curl_url
#define curl_url_set libcurl.curl_url_set
#define curl_url_get libcurl.curl_url_get
#define curl_url_cleanup libcurl.curl_url_cleanup
#endif

#endif
