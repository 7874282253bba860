/* file.c - a file that nodes serve beside their API. Who asks does not matter there. */
#include <stdlib.h>

#include "source/pve_api_internal.h"

/* An endpoint that has no such file says more than one that does not answer. */
static void take_fault(const struct pve_api *api, const struct endpoint *endpoint, const struct transfer *t,
		       struct fault *f)
{
	const char *url = endpoint->peer.url;

	if (f->kind == FAULT_USAGE)
		return;
	fault_clear(f);
	if (transfer_is_answered(t) && t->failure == FAILURE_NONE) {
		fault_set(f, FAULT_USAGE, "%s%s: %d %s", url, t->path, t->status, t->reason.data);
		return;
	}
	fault_set(f, FAULT_UNREACHABLE, "%s: %s", url, t->reason.data);
	endpoint_hint(api, t, f);
}

/* *ret_done: it came; else the fault says why not. False: no other endpoint is to be asked. */
static bool read_from(struct pve_api *api, struct endpoint *endpoint, const char *path, struct text *ret,
		      bool *ret_done, struct fault *f)
{
	struct transfer *t = transfer_new(path, NULL);
	bool asked;

	t->file = true;
	asked = dispatch_ask(api, &endpoint->peer, t, f);
	*ret_done = asked && t->failure == FAILURE_NONE && t->status == 200;
	if (*ret_done)
		text_add_bytes(ret, t->body.data, t->body.size);
	else if (asked)
		take_fault(api, endpoint, t, f);
	transfer_free(t);
	return asked;
}

int pve_api_read_file(struct source *source, const char *path, struct text *ret, char **ret_url,
		      struct fault *f)
{
	struct pve_api *api = (struct pve_api *)source;
	bool done = false;

	for (size_t i = 0; i < api->n_endpoints && !done; i++) {
		if (!read_from(api, &api->endpoints[i], path, ret, &done, f))
			break;
		if (done)
			*ret_url = xasprintf("%s%s", api->endpoints[i].peer.url, path);
	}
	if (!done)
		return f->kind == FAULT_USAGE ? 0 : -1;
	fault_clear(f);
	return 1;
}
