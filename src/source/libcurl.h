/* libcurl.h - libcurl, loaded when it is first needed.
 *
 * It brings thirty libraries along, whose loading takes longer than most commands (completion among them),
 * and most commands ask no cluster. Its functions, those that libcurl.c names, are called as always, but only
 * after libcurl_load().
 */
#ifndef PVEINV_LIBCURL_H
#define PVEINV_LIBCURL_H

#include <curl/curl.h>

#include "base/fault.h"

/* False with a fault when it isn't there. */
bool libcurl_load(struct fault *f);

#endif
