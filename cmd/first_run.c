#include "cmd/first_run.h"

#include <string.h>

#include "base/clock.h"

#define USER "pveinv@pve"
#define TOKEN "inventory"

/* --- the certificate */

static void add_line(struct text *t, const char *name, const char *value)
{
	text_addf(t, "  %-12s", name);
	text_add_visible(t, value);
	text_add_char(t, '\n');
}

void first_run_add_certificate(struct text *t, const char *url, const struct certificate *certificate)
{
	AUTO_TEXT struct text valid = TEXT_INIT;
	clock_add_time(&valid, certificate->not_before);
	text_add(&valid, " to ");
	clock_add_time(&valid, certificate->not_after);
	text_add_visible(t, url);
	text_add(t, " shows this certificate, not verified yet:\n");
	add_line(t, "subject", certificate->subject);
	add_line(t, "issuer", certificate->issuer);
	add_line(t, "names", certificate->names);
	add_line(t, "valid", valid.data);
	add_line(t, "SHA-256", certificate->fingerprint);
}

/* --- what to do */

static void add_trust(struct text *t, const char *name, const char *host)
{
	text_add(t, "\n1. Trust it: copy the cluster's CA, which survives renewals of the nodes' "
		    "certificates.\n\n");
	text_add(t, "     install -d -m 700 ~/.config/pveinv\n");
	AUTO_FREE char *from = xasprintf("root@%s:/etc/pve/pve-root-ca.pem", host);
	text_add(t, "     scp ");
	text_add_shell(t, from); /* an IPv6 address has brackets */
	text_addf(t, " ~/.config/pveinv/%s-ca.pem\n\n", name);
	text_add(t, "   Or, once 'pvenode cert info' on the node has shown the same SHA-256 as above, trust\n"
		    "   this one certificate by its fingerprint.\n");
}

static void add_token(struct text *t, const char *name)
{
	text_add(t, "\n2. Make a token that can only read. As root on a node:\n\n");
	text_add(t, "     pveum user add " USER "\n");
	text_add(t, "     pveum acl modify / --users " USER " --roles PVEAuditor\n");
	text_add(t, "     pveum user token add " USER " " TOKEN " --privsep 1\n");
	text_add(t, "     pveum acl modify / --tokens '" USER "!" TOKEN "' --roles PVEAuditor\n");
	text_add(t, "\n3. Put it, as " USER "!" TOKEN
		    "=SECRET, where only you can read it\n   (paste it, Enter, Ctrl-D):\n\n");
	text_addf(t, "     (umask 077; cat >~/.config/pveinv/%s.token)\n", name);
}

static void add_configuration(struct text *t, const char *name, const char *const *urls,
			      const struct certificate *certificate)
{
	text_add(t, "\n4. Write ~/.config/pveinv/config:\n\n");
	text_addf(t, "     [cluster %s]\n", name);
	for (; *urls; urls++)
		text_addf(t, "     url         = %s\n", *urls);
	text_addf(t, "     token-file  = ~/.config/pveinv/%s.token\n", name);
	text_addf(t, "     ca-file     = ~/.config/pveinv/%s-ca.pem\n", name);
	text_addf(t, "     ; instead of the CA:\n     ; fingerprint = %s\n", certificate->fingerprint);
	text_add(t, "\nThen 'pveinv get guests' shows what there is, and 'pveinv snapshot' keeps it.\n");
}

static void guide(const struct connection *c, const char *url, const struct certificate *certificate)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	const char *name = c->cluster ? c->cluster : "lab";
	first_run_add_certificate(&t, url, certificate);
	add_trust(&t, name, c->host);
	add_token(&t, name);
	add_configuration(&t, name, c->urls, certificate);
	command_say(c->command, &t);
}

bool first_run(const struct connection *c, const struct pve_api_options *options, struct fault *f)
{
	struct certificate certificate;
	if (c->cluster && !config_check_name(c->cluster, f))
		return fault_prefix(f, "--cluster");
	AUTO_FREE char *url = pve_api_url(c->urls[0], f);
	if (!url || !pve_api_look_at(options, url, &certificate, f))
		return false;
	guide(c, url, &certificate);
	certificate_clear(&certificate);
	fault_set(f, FAULT_USAGE, "no API token was given");
	return fault_hint(f, "follow the steps above, or say --token-file FILE");
}

void first_run_hint_refused(const struct connection *c, struct fault *f)
{
	const char *id = c->token_id ? c->token_id : USER "!" TOKEN;
	int user = (int)strcspn(id, "!");
	if (!strchr(id, '!')) {
		fault_hint(f, "is %s spelled so, with its realm, the password and the code right, and the "
			      "user neither expired, disabled nor locked? `pveum user list` shows it",
			   id);
		return;
	}
	fault_hint(
		f,
		"is %s spelled so, its secret right, and neither it nor its user expired or disabled? On a "
		"node, `pveum user token list %.*s` shows it, and `pveum user token add %.*s %s --privsep "
		"1` makes it",
		id, user, id, user, id, id + user + (id[user] == '!'));
}

void first_run_hint_blind(const struct connection *c, struct fault *f)
{
	const char *id = c->token_id ? c->token_id : USER "!" TOKEN;
	int user = (int)strcspn(id, "!");
	if (!strchr(id, '!')) {
		fault_hint(f, "give the user a role: on a node, `pveum acl modify / --users %s --roles "
			      "PVEAuditor`",
			   id);
		return;
	}
	fault_hint(
		f,
		"a token with privilege separation needs a role of its own, beside its user's: on a node, "
		"`pveum acl modify / --users %.*s --roles PVEAuditor` and `pveum acl modify / --tokens '%s' "
		"--roles PVEAuditor`",
		user, id, id);
}
