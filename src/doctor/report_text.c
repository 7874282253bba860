#include <string.h>

#include "base/clock.h"
#include "base/wrap.h"
#include "doctor/report.h"

#define LABEL 12 /* columns of what stands in front */

/* "  label     text", in lines. */
static void add_line(struct text *t, const char *label, const char *said, size_t width)
{
	AUTO_TEXT struct text visible = TEXT_INIT;

	text_add_visible(&visible, said);
	text_addf(t, "  %-*s", LABEL, label);
	text_add_wrapped(t, visible.data, LABEL + 2, LABEL + 2, width);
	text_add_char(t, '\n');
}

/* --- endpoints */

static void add_ms(struct text *t, int64_t us)
{
	text_addf(t, "%lld ms", (long long)((us + 500) / 1000));
}

static void add_certificate(struct text *t, const struct probe *probe, size_t width)
{
	const struct certificate *certificate = probe->certificate;
	AUTO_TEXT struct text said = TEXT_INIT;

	if (!certificate)
		return;
	text_addf(&said, "%s, issued by %s, until ", certificate->subject, certificate->issuer);
	clock_add_time(&said, certificate->not_after);
	text_add(&said, probe->verified ? ", verified" : ", NOT verified");
	add_line(t, "", said.data, width);
}

static void add_meeting(struct text *t, const struct probe *probe, size_t width)
{
	AUTO_TEXT struct text said = TEXT_INIT;
	int64_t apart = (probe->skew_ms < 0 ? -probe->skew_ms : probe->skew_ms) / 1000;

	if (probe->address && probe->connect_us > 0) {
		text_addf(&said, "%s, connected in ", probe->address);
		add_ms(&said, probe->connect_us);
	}
	if (probe->latency_us >= 0) {
		text_add(&said, ", answers in ");
		add_ms(&said, probe->latency_us);
	}
	if (probe->has_skew && apart > 1)
		text_addf(&said, ", clock %lld s %s", (long long)apart,
			  probe->skew_ms > 0 ? "ahead" : "behind");
	if (said.size)
		add_line(t, "", said.data, width);
}

static void add_state(struct text *t, const struct probe *probe, size_t width)
{
	AUTO_TEXT struct text said = TEXT_INIT;

	if (!probe->version)
		return;
	text_addf(&said, "PVE %s", probe->version);
	if (probe->cluster)
		text_addf(&said, ", cluster %s", probe->cluster);
	if (probe->quorate >= 0)
		text_add(&said, probe->quorate ? ", quorate" : ", NO QUORUM");
	add_line(t, "", said.data, width);
}

static void add_endpoints(struct text *t, const struct examination *e, size_t width)
{
	for (size_t i = 0; i < e->n_probes; i++) {
		const struct probe *probe = &e->probes[i];

		add_line(t, i ? "" : "endpoints", probe->url, width);
		add_meeting(t, probe, width);
		add_certificate(t, probe, width);
		add_state(t, probe, width);
	}
	if (e->source)
		add_line(t, "source", e->source, width);
	if (e->source)
		add_line(t, "", "network, credentials and files of this machine were not looked at", width);
}

/* --- who asks */

static void add_who(struct text *t, const struct examination *e, size_t width)
{
	const struct powers *p = &e->powers;
	AUTO_TEXT struct text said = TEXT_INIT;

	if (!e->asked)
		return;
	if (p->user) {
		text_add(&said, p->token ? p->token : p->user);
		if (p->token && p->separation != SEPARATION_UNKNOWN)
			text_add(&said, p->separation == SEPARATED ? ", with privileges of its own"
								   : ", with all privileges of its user");
		add_line(t, p->token ? "token" : "user", said.data, width);
	}
	if (!p->known)
		return;
	text_reset(&said);
	text_addf(&said, "%s: %zu of %zu reads are allowed", level_name(e->level),
		  e->lacks.reads - e->lacks.refused, e->lacks.reads);
	add_line(t, "level", said.data, width);
}

/* --- findings */

static void add_finding(struct text *t, const struct finding *finding, size_t width)
{
	AUTO_TEXT struct text said = TEXT_INIT;

	text_addf(&said, "%s (%s%s)", finding->message, finding->code->name,
		  finding->expected ? ", expected" : "");
	add_line(t, severity_names[finding_severity(finding)], said.data, width);
	for (const char *line = finding->detail; line && *line;) {
		size_t size = strcspn(line, "\n");
		AUTO_FREE char *one = xstrndup(line, size);

		add_line(t, "", one, width);
		line += size + (line[size] == '\n');
	}
}

/* Does it say itself what to do, or does a later one of its kind? */
static bool is_advised(const struct findings *findings, size_t i)
{
	const struct finding *finding = &findings->items[i];

	if (finding->detail || finding->expected)
		return true;
	for (i++; i < findings->count; i++)
		if (findings->items[i].code == finding->code && !findings->items[i].expected)
			return true;
	return false;
}

/* What is worst comes first. */
static size_t add_findings(struct text *t, const struct findings *findings, size_t width)
{
	for (int severity = SEVERITY_PROBLEM; severity >= SEVERITY_NOTE; severity--)
		for (size_t i = 0; i < findings->count; i++) {
			if ((int)finding_severity(&findings->items[i]) != severity)
				continue;
			add_finding(t, &findings->items[i], width);
			if (!is_advised(findings, i))
				add_line(t, "", findings->items[i].code->advice, width);
		}
	return findings->count;
}

static void add_commands(struct text *t, const struct names *commands)
{
	if (!commands->count)
		return;
	text_add(t, "  as root on a node, to give what is lacking:\n");
	for (size_t i = 0; i < commands->count; i++) {
		text_add(t, "    ");
		text_add_visible(t, commands->items[i]);
		text_add_char(t, '\n');
	}
}

static void add_examination(struct text *t, const struct examination *e, size_t width)
{
	text_add_visible(t, e->cluster ? e->cluster : "the cluster");
	text_add_char(t, '\n');
	add_endpoints(t, e, width);
	add_who(t, e, width);
	if (add_findings(t, &e->findings, width) == 0)
		text_add(t, "  nothing is missing\n");
	add_commands(t, &e->commands);
}

void checkup_add_text(struct text *t, const struct checkup *checkup, size_t width)
{
	for (size_t i = 0; i < checkup->count; i++)
		add_examination(t, &checkup->clusters[i], width);
	if (!checkup->host.count)
		return;
	text_add(t, "this machine\n");
	add_findings(t, &checkup->host, width);
}

/* --- the manual */

void codes_add_markdown(struct text *t)
{
	for (const struct code *code = codes; code->name; code++) {
		text_addf(t, "- `%s` (%s", code->name, severity_names[code->severity]);
		if (code->exit)
			text_addf(t, ", exit %d", code->exit);
		text_addf(t, "): %s *What to do:* %s\n", code->meaning, code->advice);
	}
}
