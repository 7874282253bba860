#define LIBCURL_OWN_NAMES
#include "source/libcurl.h"

#include <dlfcn.h>

#define LIBRARY "libcurl.so.4" /* its ABI since 2006 */

struct libcurl libcurl;

static bool find(const char *name, void *ret)
{
	/* ISO C knows no cast from an object's address to a function's; POSIX does. */
	*(void **)ret = dlsym(libcurl.handle, name);
	return *(void **)ret != NULL;
}

static bool find_all(void)
{
#define FIND(name) find(#name, (void *)&libcurl.name) &&
	return LIBCURL_FUNCTIONS(FIND) true;
}

bool libcurl_load(struct fault *f)
{
	const char *why;

	if (libcurl.handle)
		return true;
	libcurl.handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (libcurl.handle && find_all())
		return true;
	why = dlerror();
	fault_set(f, FAULT_UNREACHABLE, "libcurl can't be loaded: %s", why ? why : LIBRARY);
	libcurl.handle = NULL;
	return fault_hint(f, "install it; its package is called libcurl4, or libcurl");
}
