#include <string.h>

#include "base/json.h"
#include "doctor/report.h"

/* 1, 0; -1: null. */
static void put_maybe(struct json_writer *w, const char *key, int value)
{
	json_key(w, key);
	if (value < 0)
		json_null(w);
	else
		json_bool(w, value != 0);
}

static void put_names(struct json_writer *w, const char *key, const struct names *names)
{
	json_key(w, key);
	json_open(w, '[');
	for (size_t i = 0; i < names->count; i++)
		json_string(w, names->items[i]);
	json_close(w, ']');
}

/* --- endpoints */

static void put_certificate(struct json_writer *w, const struct probe *probe)
{
	const struct certificate *certificate = probe->certificate;

	json_key(w, "certificate");
	if (!certificate) {
		json_null(w);
		return;
	}
	json_open(w, '{');
	json_put_string(w, "subject", certificate->subject);
	json_put_string(w, "issuer", certificate->issuer);
	json_put_string(w, "names", certificate->names);
	json_put_string(w, "fingerprint", certificate->fingerprint);
	json_put_int(w, "not_before", certificate->not_before);
	json_put_int(w, "not_after", certificate->not_after);
	json_put_bool(w, "verified", probe->verified);
	json_close(w, '}');
}

static void put_seconds(struct json_writer *w, const char *key, bool known, double seconds)
{
	json_key(w, key);
	if (known)
		json_real(w, seconds);
	else
		json_null(w);
}

static const char *const step_names[] = {
	[PROBE_RESOLVE] = "resolve", [PROBE_CONNECT] = "connect", [PROBE_SECURE] = "secure",
	[PROBE_VERIFY] = "verify",   [PROBE_ANSWER] = "answer",   [PROBE_LOG_IN] = "log in",
	[PROBE_DONE] = NULL,
};

static void put_endpoint(struct json_writer *w, const struct probe *probe)
{
	json_open(w, '{');
	json_put_string(w, "url", probe->url);
	json_put_string(w, "failed", step_names[probe->step]);
	json_put_string(w, "reason", probe->reason);
	json_put_string(w, "address", probe->address);
	put_seconds(w, "connect_seconds", probe->connect_us > 0, (double)probe->connect_us / 1e6);
	put_seconds(w, "latency_seconds", probe->latency_us >= 0, (double)probe->latency_us / 1e6);
	put_seconds(w, "clock_ahead_seconds", probe->has_skew, (double)probe->skew_ms / 1000);
	put_certificate(w, probe);
	json_put_string(w, "version", probe->version);
	json_put_string(w, "cluster", probe->cluster);
	put_maybe(w, "quorate", probe->quorate);
	json_close(w, '}');
}

/* --- what is lacking */

static void put_effect(struct json_writer *w, const struct lack *lack, const struct effect *effect)
{
	json_open(w, '{');
	json_put_string(w, "read", effect->read->name);
	if (effect->entity)
		json_put_string(w, "entity", effect->entity->name);
	put_names(w, "targets", &effect->targets);
	json_put_string(w, "privilege", lack->privilege);
	json_put_string(w, "path", lack->path);
	json_put_bool(w, "beyond", lack->beyond);
	json_close(w, '}');
}

static void put_effects(struct json_writer *w, const char *key, const struct lacks *lacks,
			enum effect_kind kind)
{
	json_key(w, key);
	json_open(w, '[');
	for (size_t i = 0; i < lacks->count; i++)
		for (size_t k = 0; k < lacks->items[i].n_effects; k++)
			if (lacks->items[i].effects[k].kind == kind)
				put_effect(w, &lacks->items[i], &lacks->items[i].effects[k]);
	json_close(w, ']');
}

static void put_lacks(struct json_writer *w, const struct lacks *lacks)
{
	json_put_int(w, "reads", (int64_t)lacks->reads);
	json_put_int(w, "reads_allowed", (int64_t)(lacks->reads - lacks->refused));
	put_effects(w, "denied", lacks, EFFECT_DENIED);
	put_effects(w, "filtered", lacks, EFFECT_FILTERED);
	put_effects(w, "columns_unknown", lacks, EFFECT_COLUMNS);
}

/* --- findings */

static void put_lack(struct json_writer *w, const struct lack *lack)
{
	json_put_string(w, "privilege", lack->privilege);
	json_put_string(w, "path", lack->path);
	json_key(w, "lacking");
	json_open(w, '[');
	if (lack->user)
		json_string(w, "user");
	if (lack->token)
		json_string(w, "token");
	json_close(w, ']');
}

static void put_finding(struct json_writer *w, const struct finding *finding)
{
	json_open(w, '{');
	json_put_string(w, "code", finding->code->name);
	json_put_string(w, "severity", severity_names[finding_severity(finding)]);
	json_put_int(w, "exit", finding_exit(finding));
	json_put_bool(w, "expected", finding->expected);
	json_put_string(w, "subject", finding->subject);
	json_put_string(w, "message", finding->message);
	json_put_string(w, "detail", finding->detail);
	if (finding->lack)
		put_lack(w, finding->lack);
	json_close(w, '}');
}

static void put_findings(struct json_writer *w, const struct findings *findings)
{
	json_key(w, "findings");
	json_open(w, '[');
	for (size_t i = 0; i < findings->count; i++)
		put_finding(w, &findings->items[i]);
	json_close(w, ']');
}

static void put_examination(struct json_writer *w, const struct examination *e)
{
	const struct powers *p = &e->powers;

	json_open(w, '{');
	json_put_string(w, "cluster", e->cluster);
	json_put_string(w, "source", e->source);
	json_put_string(w, "level", level_name(e->level));
	json_key(w, "endpoints");
	json_open(w, '[');
	for (size_t i = 0; i < e->n_probes; i++)
		put_endpoint(w, &e->probes[i]);
	json_close(w, ']');
	json_put_string(w, "version", p->version);
	json_put_string(w, "user", p->user);
	json_put_string(w, "token", p->token);
	put_maybe(w, "separated", p->separation == SEPARATION_UNKNOWN ? -1 : p->separation == SEPARATED);
	if (e->asked && p->known)
		put_lacks(w, &e->lacks);
	put_names(w, "commands", &e->commands);
	put_findings(w, &e->findings);
	json_close(w, '}');
}

void checkup_add_json(struct text *t, const struct checkup *checkup)
{
	struct json_writer w;

	json_writer_init(&w, t, true);
	json_open(&w, '{');
	json_put_int(&w, "pveinv", 1);
	json_put_int(&w, "exit", checkup_exit(checkup));
	json_key(&w, "clusters");
	json_open(&w, '[');
	for (size_t i = 0; i < checkup->count; i++)
		put_examination(&w, &checkup->clusters[i]);
	json_close(&w, ']');
	put_findings(&w, &checkup->host);
	json_close(&w, '}');
	text_add_char(t, '\n');
}
