/* endpoints.c - what probes of the endpoints mean. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "doctor/doctor.h"

#define SKEW_LIMIT 5000 /* ms */
#define ENDING ((int64_t)14 * 86400)

static void check_step(struct findings *findings, const struct probe *probe)
{
	static const char *const names[] = {
		[PROBE_RESOLVE] = "name-unknown", [PROBE_CONNECT] = "connection-failed",
		[PROBE_SECURE] = "tls-failed",    [PROBE_VERIFY] = "certificate-refused",
		[PROBE_ANSWER] = "no-answer",     [PROBE_LOG_IN] = "not-accepted",
	};
	struct finding *finding;

	if (probe->step == PROBE_DONE)
		return;
	finding = findings_add(findings, names[probe->step], probe->url, "%s: %s", probe->url, probe->reason);
	if (probe->hint)
		finding_detail(finding, xstrdup(probe->hint));
}

static void check_certificate(struct findings *findings, const struct probe *probe)
{
	const struct certificate *certificate = probe->certificate;
	AUTO_TEXT struct text until = TEXT_INIT;

	if (!certificate || probe->step == PROBE_VERIFY)
		return;
	if (!probe->verified)
		findings_add(findings, "tls-unverified", probe->url, "%s: its certificate was not verified",
			     probe->url);
	if (certificate->not_after - clock_now() >= ENDING)
		return;
	clock_add_time(&until, certificate->not_after);
	findings_add(findings, "certificate-ends", probe->url, "%s: its certificate is valid until %s",
		     probe->url, until.data);
}

static void check_clock(struct findings *findings, const struct probe *probe)
{
	int64_t apart = probe->skew_ms < 0 ? -probe->skew_ms : probe->skew_ms;

	if (probe->has_skew && apart > SKEW_LIMIT)
		findings_add(findings, "clock-apart", probe->url, "%s: its clock is %lld s %s ours",
			     probe->url, (long long)(apart / 1000),
			     probe->skew_ms > 0 ? "ahead of" : "behind");
}

static void check_quorum(struct findings *findings, const struct probe *probe)
{
	if (probe->quorate == 0)
		findings_add(findings, "no-quorum", probe->url, "%s: no quorum", probe->url);
}

/* The first that says something and another that says something else. */
static void check_agreement(struct examination *e)
{
	const struct probe *first_version = NULL, *first_cluster = NULL;
	bool versions = false, clusters = false;

	for (size_t i = 0; i < e->n_probes; i++) {
		const struct probe *p = &e->probes[i];

		if (p->version && !first_version)
			first_version = p;
		if (p->cluster && !first_cluster)
			first_cluster = p;
		if (p->version && strcmp(p->version, first_version->version) != 0 && !versions) {
			findings_add(&e->findings, "versions-differ", p->url, "%s has PVE %s, %s has %s",
				     first_version->url, first_version->version, p->url, p->version);
			versions = true;
		}
		if (p->cluster && strcmp(p->cluster, first_cluster->cluster) != 0 && !clusters) {
			findings_add(&e->findings, "clusters-differ", p->url, "%s is of %s, %s of %s",
				     first_cluster->url, first_cluster->cluster, p->url, p->cluster);
			clusters = true;
		}
	}
}

void check_cluster_quorum(struct examination *e)
{
	if (e->powers.quorate == 0 && !e->n_probes)
		findings_add(&e->findings, "no-quorum", e->source, "no quorum");
}

void check_endpoints(struct examination *e)
{
	for (size_t i = 0; i < e->n_probes; i++) {
		check_step(&e->findings, &e->probes[i]);
		check_certificate(&e->findings, &e->probes[i]);
		check_clock(&e->findings, &e->probes[i]);
		check_quorum(&e->findings, &e->probes[i]);
	}
	check_agreement(e);
}
