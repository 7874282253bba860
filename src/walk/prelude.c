/* prelude.c - see prelude.h. The only place that knows reads by name: rights, quorum and identity are
 * the walk's own business. */
#include "walk/prelude.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "base/value.h"
#include "walk/outcome.h"

static const char *const first_reads[] = { "version", "cluster_status", "permissions", "acl", "nodes" };

static char *slice_text(struct json_slice s)
{
	return s.text ? xstrndup(s.text, s.size) : NULL;
}

static bool submit(struct prelude *p, struct source *source, const struct read *read, const char *path,
		   const char *node, struct fault *f)
{
	struct request request = { .path = path, .node = node, .tag = (void *)(uintptr_t)read };

	p->requests++;
	return source_submit(source, &request, f);
}

/* Takes the next answer and keeps it, which is valid until the next call. Null: the source's fault. */
static struct kept_answer *take(struct prelude *p, struct source *source, const char *node, struct fault *f)
{
	struct kept_answer *kept;
	struct answer answer;
	int got = source_next(source, &answer, f);

	if (got == 0)
		fault_set(f, FAULT_BUG, "the source has lost a request");
	if (got <= 0)
		return NULL;
	p->answers = xreallocarray(p->answers, p->n_answers + 1, sizeof(*p->answers));
	kept = &p->answers[p->n_answers++];
	*kept = (struct kept_answer){ answer.tag, xstrdup(node), answer.status, xstrdup(answer.reason),
				      slice_text(answer.body) };
	return kept;
}

static struct kept_answer *ask(struct prelude *p, struct source *source, const struct read *read,
			       const char *path, const char *node, struct fault *f)
{
	return submit(p, source, read, path, node, f) ? take(p, source, node, f) : NULL;
}

static const char *body_of(const struct kept_answer *kept)
{
	return kept->status == 200 && kept->body ? kept->body : NULL;
}

/* The "data" of an answer, parsed; null when it was not read. The caller deletes it. */
static cJSON *data_of(const struct kept_answer *kept)
{
	struct fault ignored = FAULT_INIT;
	struct json_slice data;
	const char *body = kept ? body_of(kept) : NULL;
	cJSON *item = NULL;

	if (body && json_find_member(json_slice_of(body), "data", &data, &ignored) == 1)
		item = json_parse(data, &ignored);
	fault_clear(&ignored);
	return item;
}

static bool accept(const struct kept_answer *kept, struct fault *f)
{
	if (!kept || kept->status != 401)
		return kept != NULL;
	fault_set(f, FAULT_AUTH, "authentication failed: %s", kept->reason);
	return fault_hint(f, "check the token: its name, its secret, and whether it has expired");
}

/* What needs no other answer, as much of it at once as the source takes. */
static bool ask_first(struct prelude *p, struct source *source, struct fault *f)
{
	size_t count = sizeof(first_reads) / sizeof(*first_reads), asked = 0;
	unsigned parallel = source->parallel ? source->parallel : 1;

	for (size_t answered = 0; answered < count;) {
		if (asked < count && asked - answered < parallel) {
			const struct read *read = schema_read(first_reads[asked++]);

			if (!submit(p, source, read, read->path, NULL, f))
				return false;
		} else if (accept(take(p, source, NULL, f), f)) {
			answered++;
		} else {
			return false;
		}
	}
	return true;
}

static cJSON *data_named(const struct prelude *p, const char *name)
{
	return data_of(prelude_find(p, schema_read(name), NULL));
}

static bool is_of_type(const cJSON *item, const char *type)
{
	const char *text = json_member_text(item, "type");

	return text && strcmp(text, type) == 0;
}

/* Without an entry of type cluster it is a stand-alone node, or one whose pmxcfs has no member list yet
 * and serves what it had: only corosync's configuration tells them apart. */
static bool judge_lone_node(struct prelude *p, struct source *source, const cJSON *node, struct fault *f)
{
	const struct read *read = schema_read("totem");
	struct kept_answer *kept = read ? ask(p, source, read, read->path, NULL, f) : NULL;
	cJSON *totem = NULL;

	if (!kept)
		return !read;
	totem = data_of(kept);
	if (totem)
		p->quorum = cJSON_IsNull(totem) ? QUORUM_HELD : QUORUM_LOST;
	if (p->quorum == QUORUM_HELD)
		p->identity.name = xstrdup(json_member_text(node, "name"));
	cJSON_Delete(totem);
	return true;
}

static enum quorum quorum_of(const cJSON *cluster)
{
	return value_is_true(json_member(cluster, "quorate")) ? QUORUM_HELD : QUORUM_LOST;
}

static bool judge_status(struct prelude *p, struct source *source, const cJSON *status, struct fault *f)
{
	const cJSON *item, *cluster = NULL, *node = NULL;

	cJSON_ArrayForEach(item, status) {
		if (is_of_type(item, "cluster"))
			cluster = item;
		else if (is_of_type(item, "node"))
			node = item;
		else if (!json_member_text(item, "type"))
			return true; /* it may have been the cluster's: unknown */
	}
	if (cluster) {
		p->quorum = quorum_of(cluster);
		p->identity.name = xstrdup(json_member_text(cluster, "name"));
		return true;
	}
	return !node || judge_lone_node(p, source, node, f);
}

bool prelude_ask_again(struct prelude *p, struct source *source, struct fault *f)
{
	const struct read *read = schema_read("cluster_status");
	struct kept_answer *kept = ask(p, source, read, read->path, NULL, f);
	cJSON *status = data_of(kept);
	const cJSON *item;

	p->quorum = QUORUM_LOST;
	cJSON_ArrayForEach(item, status) {
		if (is_of_type(item, "cluster"))
			p->quorum = quorum_of(item);
	}
	cJSON_Delete(status);
	return kept;
}

static void find_ca(struct prelude *p, const cJSON *certificates)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, certificates) {
		const char *file = json_member_text(item, "filename");
		const char *print = json_member_text(item, "fingerprint");

		if (file && print && !p->identity.ca_fingerprint && strcmp(file, "pve-root-ca.pem") == 0)
			p->identity.ca_fingerprint = xstrdup(print);
	}
}

static char *node_path(const char *template, const char *node)
{
	const char *hole = strstr(template, "{node}");

	return hole ? xasprintf("%.*s%s%s", (int)(hole - template), template, node, hole + 6)
		    : xstrdup(template);
}

static bool is_plain_name(const char *name)
{
	return name && name[0] && !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
						     "0123456789-.")];
}

static bool ask_node_ca(struct prelude *p, struct source *source, const struct read *read,
			const char *node, struct fault *f)
{
	AUTO_FREE char *path = node_path(read->path, node);
	struct kept_answer *kept = ask(p, source, read, path, node, f);
	cJSON *data;

	if (!kept)
		return false;
	data = data_of(kept);
	find_ca(p, data);
	cJSON_Delete(data);
	return true;
}

/* Any node can tell the cluster's CA; those that are online first. */
static bool ask_ca(struct prelude *p, struct source *source, const cJSON *nodes, struct fault *f)
{
	const struct read *read = schema_read("certificates");

	for (int pass = 0; read && pass < 2; pass++) {
		const cJSON *item;

		cJSON_ArrayForEach(item, nodes) {
			const char *name = json_member_text(item, "node");
			const char *status = json_member_text(item, "status");
			bool online = status && strcmp(status, "offline") != 0;

			if (p->identity.ca_fingerprint)
				return true;
			if (is_plain_name(name) && online == (pass == 0) &&
			    !ask_node_ca(p, source, read, name, f))
				return false;
		}
	}
	return true;
}

static bool is_any_offline(const cJSON *nodes)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, nodes) {
		const char *status = json_member_text(item, "status");

		if (status && strcmp(status, "offline") == 0)
			return true;
	}
	return false;
}

static void name_lone_node(struct prelude *p, const cJSON *nodes)
{
	if (!p->identity.name && nodes && cJSON_GetArraySize(nodes) == 1)
		p->identity.name = xstrdup(json_member_text(nodes->child, "node"));
}

bool prelude_asks(const struct read *read)
{
	for (size_t i = 0; i < sizeof(first_reads) / sizeof(*first_reads); i++)
		if (strcmp(read->name, first_reads[i]) == 0)
			return true;
	return strcmp(read->name, "certificates") == 0;
}

static bool judge(struct prelude *p, struct source *source, struct fault *f)
{
	cJSON *version = data_named(p, "version"), *status = data_named(p, "cluster_status");
	cJSON *permissions = data_named(p, "permissions"), *acl = data_named(p, "acl");
	cJSON *nodes = data_named(p, "nodes");
	bool judged;

	p->identity.version = xstrdup(json_member_text(version, "version"));
	rights_init(&p->rights, permissions, acl);
	p->powerless = cJSON_IsObject(permissions) && !permissions->child;
	p->offline = is_any_offline(nodes);
	judged = judge_status(p, source, status, f);
	name_lone_node(p, nodes);
	judged = judged && ask_ca(p, source, nodes, f);
	cJSON_Delete(version);
	cJSON_Delete(status);
	cJSON_Delete(permissions);
	cJSON_Delete(acl);
	cJSON_Delete(nodes);
	return judged;
}

bool prelude_ask(struct prelude *p, struct source *source, struct fault *f)
{
	*p = (struct prelude){ 0 };
	return ask_first(p, source, f) && judge(p, source, f);
}

void prelude_clear(struct prelude *p)
{
	for (size_t i = 0; i < p->n_answers; i++) {
		free(p->answers[i].node);
		free(p->answers[i].reason);
		free(p->answers[i].body);
	}
	free(p->answers);
	rights_clear(&p->rights);
	free(p->identity.ca_fingerprint);
	free(p->identity.name);
	free(p->identity.version);
	*p = (struct prelude){ 0 };
}

const struct kept_answer *prelude_find(const struct prelude *p, const struct read *read,
				       const char *node)
{
	for (size_t i = 0; i < p->n_answers; i++) {
		const struct kept_answer *kept = &p->answers[i];

		if (kept->read == read && (!kept->node || (node && strcmp(kept->node, node) == 0)))
			return kept;
	}
	return NULL;
}
