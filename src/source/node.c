/* node.c - the nodes as the source sees them: a queue each, and, learnt from the answers that pass
 * through, where and who they are. */
#include "source/pve_api_internal.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/value.h"

#define DIRECT_CONNECT_TIMEOUT 2000

/* --- queues */

void queue_append(struct queue *queue, struct transfer *t)
{
	t->next = NULL;
	if (queue->last)
		queue->last->next = t;
	else
		queue->first = t;
	queue->last = t;
}

void queue_prepend(struct queue *queue, struct transfer *t)
{
	t->next = queue->first;
	queue->first = t;
	if (!queue->last)
		queue->last = t;
}

struct transfer *queue_take(struct queue *queue)
{
	struct transfer *t = queue->first;

	if (!t)
		return NULL;
	queue->first = t->next;
	if (!queue->first)
		queue->last = NULL;
	t->next = NULL;
	return t;
}

void queue_move(struct queue *to, struct queue *from)
{
	if (!from->first)
		return;
	if (to->last)
		to->last->next = from->first;
	else
		to->first = from->first;
	to->last = from->last;
	*from = (struct queue){ 0 };
}

/* --- nodes */

struct node *node_find(struct pve_api *api, const char *name)
{
	struct node *node;

	for (size_t i = 0; i < api->n_nodes; i++)
		if (strcmp(api->nodes[i]->name, name) == 0)
			return api->nodes[i];
	node = xcalloc(1, sizeof(*node));
	node->name = xstrdup(name);
	node->version_path = xasprintf("/nodes/%s/version", name);
	api->nodes = xreallocarray(api->nodes, api->n_nodes + 1, sizeof(struct node *));
	api->nodes[api->n_nodes++] = node;
	return node;
}

void node_forget(struct node *node)
{
	free(node->gone);
	node->gone = NULL;
	node->silent = node->held = 0;
}

void node_free(struct node *node)
{
	struct transfer *t;

	while ((t = queue_take(&node->queue)))
		transfer_free(t);
	peer_clear(&node->direct);
	free(node->name);
	free(node->version_path);
	free(node->address);
	free(node->gone);
	free(node);
}

/* Whose turn a request is, is known when the anchor is. */
void nodes_queue(struct pve_api *api, struct queue *submitted)
{
	struct transfer *t;

	while ((t = queue_take(submitted))) {
		t->node = t->node_name ? node_find(api, t->node_name) : api->home;
		if (t->node->silent && strcmp(t->path, t->node->version_path) == 0)
			queue_prepend(&t->node->queue, t);
		else
			queue_append(&t->node->queue, t);
	}
}

/* --- learning */

static bool is_address(const char *s)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return s && (inet_pton(AF_INET, s, bytes) == 1 || inet_pton(AF_INET6, s, bytes) == 1);
}

static void learn_status(struct pve_api *api, const cJSON *entry)
{
	const char *type = json_member_text(entry, "type"), *name = json_member_text(entry, "name");
	const char *address = json_member_text(entry, "ip");
	struct node *node;

	if (!type || strcmp(type, "node") != 0 || !name)
		return;
	node = node_find(api, name);
	node->online = value_is_true(json_member(entry, "online"));
	if (is_address(address) && !node->address)
		node->address = xstrdup(address);
	if (value_is_true(json_member(entry, "local")))
		api->home = node;
}

static void learn_fingerprint(struct pve_api *api, const cJSON *entry)
{
	const char *name = json_member_text(entry, "node");
	const char *print = json_member_text(entry, "ssl_fingerprint");
	struct node *node = name && print ? node_find(api, name) : NULL;

	if (node && !node->has_fingerprint)
		node->has_fingerprint = fingerprint_parse(print, &node->fingerprint);
}

bool nodes_can_learn(const struct transfer *t)
{
	return t->failure == FAILURE_NONE && t->status == 200 &&
	       (strcmp(t->path, "/cluster/status") == 0 || strcmp(t->path, "/nodes") == 0);
}

void nodes_learn(struct pve_api *api, const struct transfer *t)
{
	bool status = strcmp(t->path, "/cluster/status") == 0;
	struct fault ignored = FAULT_INIT;
	struct json_slice data;
	cJSON *list = NULL;
	const cJSON *entry;

	if (!nodes_can_learn(t))
		return;
	if (json_find_member((struct json_slice){ t->body.data, t->body.size }, "data", &data, &ignored) == 1)
		list = json_parse(data, &ignored);
	cJSON_ArrayForEach (entry, list) {
		if (status)
			learn_status(api, entry);
		else
			learn_fingerprint(api, entry);
	}
	cJSON_Delete(list);
	fault_clear(&ignored);
}

/* --- straight to a node */

/* Port of the anchor's URL: all nodes of a cluster have the same, unless something stands in between. */
static const char *anchor_port(const struct pve_api *api)
{
	return strrchr(api->anchor->peer.url, ':') + 1;
}

/* A node proves who it is by the certificate that the cluster knows of it, or by the cluster's CA. */
static bool can_be_direct(const struct pve_api *api, const struct node *node)
{
	return api->direct && !api->insecure && node != api->home && node->online && node->address &&
	       !node->indirect && (node->has_fingerprint || api->ca_file);
}

struct peer *node_peer(struct pve_api *api, struct node *node)
{
	bool six;

	if (!can_be_direct(api, node))
		return &api->anchor->peer;
	if (!node->direct.url) {
		six = strchr(node->address, ':') != NULL;
		node->direct.url = xasprintf("https://%s%s%s:%s", six ? "[" : "", node->address,
					     six ? "]" : "", anchor_port(api));
		node->direct.connect_timeout = api->connect_timeout < DIRECT_CONNECT_TIMEOUT
						       ? api->connect_timeout
						       : DIRECT_CONNECT_TIMEOUT;
		node->direct.trust = (struct trust){ .ca_file = api->ca_file };
		if (node->has_fingerprint) {
			node->direct.trust.fingerprints = &node->fingerprint;
			node->direct.trust.n_fingerprints = 1;
		}
	}
	return &node->direct;
}
