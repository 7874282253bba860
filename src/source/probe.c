#include "source/probe.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/value.h"
#include "source/login.h"
#include "source/pve_api_internal.h"

/* One look under way. */
struct look {
	struct pve_api *api;
	struct endpoint *endpoint;
	struct probe *probe;
	struct measurement measurement; /* of the first request */
};

size_t pve_api_endpoints(const struct source *source)
{
	return ((const struct pve_api *)source)->n_endpoints;
}

void probe_clear(struct probe *probe)
{
	free(probe->url);
	free(probe->reason);
	free(probe->hint);
	free(probe->address);
	if (probe->certificate)
		certificate_clear(probe->certificate);
	free(probe->certificate);
	free(probe->version);
	free(probe->cluster);
	*probe = (struct probe){ 0 };
}

/* --- how far it came */

static enum probe_step failed_step(const struct transfer *t, const struct measurement *m)
{
	if (t->failure == FAILURE_NONE)
		return t->status == 401 ? PROBE_LOG_IN : PROBE_ANSWER;
	if (t->failure == FAILURE_VERIFY)
		return PROBE_VERIFY;
	if (t->failure != FAILURE_CONNECT && t->failure != FAILURE_CONNECT_TIMEOUT)
		return PROBE_ANSWER;
	if (m->code == CURLE_COULDNT_RESOLVE_HOST || m->code == CURLE_COULDNT_RESOLVE_PROXY)
		return PROBE_RESOLVE;
	if (m->code == CURLE_COULDNT_CONNECT || m->code == CURLE_PROXY)
		return PROBE_CONNECT;
	return m->code == CURLE_OPERATION_TIMEDOUT && !m->connected ? PROBE_CONNECT : PROBE_SECURE;
}

static void take_failure(struct look *look, const struct transfer *t, const struct measurement *m)
{
	struct fault fault = FAULT_INIT;
	struct probe *probe = look->probe;

	probe->step = failed_step(t, m);
	free(probe->reason);
	probe->reason = t->failure == FAILURE_NONE ? xasprintf("%d %s", t->status, t->reason.data)
						   : xstrdup(t->reason.data);
	endpoint_hint(look->api, t, &fault);
	free(probe->hint);
	probe->hint = xstrdup(fault.hint);
	fault_clear(&fault);
}

static void take_connection(struct look *look)
{
	const struct measurement *m = &look->measurement;
	struct trust *trust = &look->endpoint->peer.trust;
	struct probe *probe = look->probe;

	probe->address = m->address[0] ? xstrdup(m->address) : NULL;
	probe->connect_us = m->secured;
	probe->certificate = trust->certificate;
	trust->certificate = NULL;
	probe->verified = m->secured > 0 && !trust->insecure && probe->step != PROBE_VERIFY;
	if (m->date > 0) {
		/* The header has whole seconds, the middle of which is the best guess. */
		probe->skew_ms = (int64_t)m->date * 1000 + 500 - m->local;
		probe->has_skew = true;
	}
}

/* --- asking */

static cJSON *data_of(const struct transfer *t)
{
	struct fault ignored = FAULT_INIT;
	struct json_slice data, body = { t->body.data, t->body.size };
	cJSON *item = NULL;

	if (t->failure == FAILURE_NONE && t->status == 200 &&
	    json_find_member(body, "data", &data, &ignored) == 1)
		item = json_parse(data, &ignored);
	fault_clear(&ignored);
	return item;
}

/* *ret is the answer's data, null where there is none; *ret_transfer to free. */
static bool ask(struct look *look, const char *path, struct measurement *m, struct transfer **ret_transfer,
		cJSON **ret, struct fault *f)
{
	struct transfer *t = transfer_new(path, NULL);

	*m = (struct measurement){ .date = -1 };
	t->measurement = m;
	*ret_transfer = t;
	*ret = NULL;
	if (!dispatch_ask(look->api, &look->endpoint->peer, t, f))
		return false;
	*ret = data_of(t);
	return true;
}

/* Who logs in with a password is nobody before: a 401 is what has to come then. */
static bool ask_version(struct look *look, struct fault *f)
{
	struct transfer *t;
	cJSON *data;
	struct measurement again, *m = look->measurement.date ? &again : &look->measurement;
	bool nobody = !login_done(look->api);
	bool ok = ask(look, "/version", m, &t, &data, f);

	look->probe->version = xstrdup(json_member_text(data, "version"));
	look->probe->step = PROBE_DONE;
	if (ok && !look->probe->version && !(nobody && t->failure == FAILURE_NONE && t->status == 401))
		take_failure(look, t, m);
	cJSON_Delete(data);
	transfer_free(t);
	return ok;
}

static bool log_in(struct look *look, struct fault *f)
{
	struct measurement unknown = { .code = CURLE_OK };
	struct transfer *t = NULL;

	if (!login_enter(look->api, &look->endpoint->peer, &t, f))
		return false;
	if (!t)
		return ask_version(look, f);
	take_failure(look, t, &unknown);
	transfer_free(t);
	return true;
}

static void take_status(struct probe *probe, const cJSON *status)
{
	const cJSON *entry;

	cJSON_ArrayForEach (entry, status) {
		const char *type = json_member_text(entry, "type");

		if (!type || strcmp(type, "cluster") != 0)
			continue;
		probe->quorate = value_is_true(json_member(entry, "quorate"));
		probe->cluster = xstrdup(json_member_text(entry, "name"));
		return;
	}
}

static bool ask_status(struct look *look, struct fault *f)
{
	struct measurement m;
	struct transfer *t;
	cJSON *data;
	bool ok = ask(look, "/cluster/status", &m, &t, &data, f);

	if (ok && t->failure == FAILURE_NONE) {
		look->probe->latency_us = m.ended;
		take_status(look->probe, data);
	}
	cJSON_Delete(data);
	transfer_free(t);
	return ok;
}

static bool look_at(struct look *look, struct fault *f)
{
	if (!ask_version(look, f))
		return false;
	take_connection(look);
	if (look->probe->step == PROBE_DONE && !login_done(look->api) && !log_in(look, f))
		return false;
	return look->probe->step != PROBE_DONE || ask_status(look, f);
}

bool pve_api_probe(struct source *source, size_t i, struct probe *ret, struct fault *f)
{
	struct pve_api *api = (struct pve_api *)source;
	struct endpoint *endpoint = &api->endpoints[i];
	struct look look = { .api = api, .endpoint = endpoint, .probe = ret };
	bool ok;

	*ret = (struct probe){ .url = xstrdup(endpoint->peer.url), .latency_us = -1, .quorate = -1 };
	endpoint->peer.trust.keep = true;
	ok = look_at(&look, f);
	endpoint->peer.trust.keep = false;
	return ok;
}
