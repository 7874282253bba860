#include "source/libcurl.h"

#include <dlfcn.h>
#include <stdarg.h>

/* Macros that check types: here the functions are meant. */
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

#define LIBRARY "libcurl.so.4" /* its ABI since 2006 */

/* What is used of it: "return" if there is a result, its type, parameters, arguments. */
#define PLAIN_FUNCTIONS(X)                                                                                   \
	X(curl_global_init, return, CURLcode, (long flags), (flags))                                         \
	X(curl_version_info, return, curl_version_info_data *, (CURLversion age), (age))                     \
	X(curl_getdate, return, time_t, (const char *p, const time_t *unused), (p, unused))                  \
	X(curl_free, , void, (void *p), (p))                                                                 \
	X(curl_easy_init, return, CURL *, (void), ())                                                        \
	X(curl_easy_escape, return, char *, (CURL *handle, const char *string, int length),                  \
	  (handle, string, length))                                                                          \
	X(curl_easy_strerror, return, const char *, (CURLcode code), (code))                                 \
	X(curl_easy_cleanup, , void, (CURL *curl), (curl))                                                   \
	X(curl_multi_init, return, CURLM *, (void), ())                                                      \
	X(curl_multi_add_handle, return, CURLMcode, (CURLM *multi_handle, CURL *curl_handle),                \
	  (multi_handle, curl_handle))                                                                       \
	X(curl_multi_remove_handle, return, CURLMcode, (CURLM *multi_handle, CURL *curl_handle),             \
	  (multi_handle, curl_handle))                                                                       \
	X(curl_multi_perform, return, CURLMcode, (CURLM *multi_handle, int *running_handles),                \
	  (multi_handle, running_handles))                                                                   \
	X(curl_multi_poll, return, CURLMcode,                                                                \
	  (CURLM *multi_handle, struct curl_waitfd extra_fds[], unsigned extra_nfds, int timeout_ms,         \
	   int *ret),                                                                                        \
	  (multi_handle, extra_fds, extra_nfds, timeout_ms, ret))                                            \
	X(curl_multi_wakeup, return, CURLMcode, (CURLM *multi_handle), (multi_handle))                       \
	X(curl_multi_info_read, return, CURLMsg *, (CURLM *multi_handle, int *msgs_in_queue),                \
	  (multi_handle, msgs_in_queue))                                                                     \
	X(curl_multi_cleanup, return, CURLMcode, (CURLM *multi_handle), (multi_handle))                      \
	X(curl_slist_append, return, struct curl_slist *, (struct curl_slist *list, const char *data),       \
	  (list, data))                                                                                      \
	X(curl_slist_free_all, , void, (struct curl_slist *list), (list))                                    \
	X(curl_url, return, CURLU *, (void), ())                                                             \
	X(curl_url_set, return, CURLUcode, (CURLU *handle, CURLUPart what, const char *part, unsigned flags),\
	  (handle, what, part, flags))                                                                       \
	X(curl_url_get, return, CURLUcode, (CURLU *handle, CURLUPart what, char **part, unsigned flags),     \
	  (handle, what, part, flags))                                                                       \
	X(curl_url_cleanup, , void, (CURLU *handle), (handle))

/* These take one more argument, of a type that follows from the option. */
#define OPTION_FUNCTIONS(X) X(curl_easy_setopt, ) X(curl_easy_getinfo, ) X(curl_multi_setopt, )

static struct {
	void *handle; /* null: not loaded */
#define POINTER(name, ...) __typeof__(name) *name;
	PLAIN_FUNCTIONS(POINTER)
	OPTION_FUNCTIONS(POINTER)
} library;

static bool find(const char *name, void *ret)
{
	/* ISO C knows no cast from an object's address to a function's; POSIX does. */
	*(void **)ret = dlsym(library.handle, name);
	return *(void **)ret != NULL;
}

static bool find_all(void)
{
#define FIND(name, ...) find(#name, (void *)&library.name) &&
	return PLAIN_FUNCTIONS(FIND) OPTION_FUNCTIONS(FIND) true;
}

bool libcurl_load(struct fault *f)
{
	const char *why;

	if (library.handle)
		return true;
	library.handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (library.handle && find_all())
		return true;
	why = dlerror();
	fault_set(f, FAULT_UNREACHABLE, "libcurl can't be loaded: %s", why ? why : LIBRARY);
	library.handle = NULL;
	return fault_hint(f, "install it; its package is called libcurl4, or libcurl");
}

/* --- libcurl's functions, as its header declares them */

#define FORWARD(name, result, type, parameters, arguments)                                                   \
	type name parameters                                                                                 \
	{                                                                                                    \
		result library.name arguments;                                                               \
	}
PLAIN_FUNCTIONS(FORWARD)

/* Calls 'function' with the next argument, which has the type of 'option'. */
#define IS_A(option, type) ((option) / 10000 * 10000 == CURLOPTTYPE_##type)
#define CALL(function, handle, option, more)                                                                 \
	(IS_A(option, LONG)    ? (function)(handle, option, va_arg(more, long))                              \
	 : IS_A(option, OFF_T) ? (function)(handle, option, va_arg(more, curl_off_t))                        \
			       : (function)(handle, option, va_arg(more, void *)))

CURLcode curl_easy_setopt(CURL *curl, CURLoption option, ...)
{
	va_list more;
	va_start(more, option);
	/* NOLINTNEXTLINE(bugprone-branch-clone): to it all types of va_arg() are one */
	CURLcode code = CALL(library.curl_easy_setopt, curl, option, more);
	va_end(more);
	return code;
}

CURLMcode curl_multi_setopt(CURLM *multi_handle, CURLMoption option, ...)
{
	va_list more;
	va_start(more, option);
	/* NOLINTNEXTLINE(bugprone-branch-clone) */
	CURLMcode code = CALL(library.curl_multi_setopt, multi_handle, option, more);
	va_end(more);
	return code;
}

CURLcode curl_easy_getinfo(CURL *curl, CURLINFO info, ...)
{
	va_list more;
	va_start(more, info);
	CURLcode code = library.curl_easy_getinfo(curl, info, va_arg(more, void *));
	va_end(more);
	return code;
}
