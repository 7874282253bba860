/* dispatch.c - what is sent when, and what follows from how it ended: another try, another way, the end of
 * a node or of the anchor. */
#include "source/pve_api_internal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"

/* --- into curl and out again */

static CURL *take_handle(struct pve_api *api)
{
	return api->n_idle ? api->idle[--api->n_idle] : transfer_handle(&api->settings);
}

static bool start(struct pve_api *api, struct transfer *t, struct peer *peer)
{
	CURL *easy = take_handle(api);

	if (easy && transfer_prepare(t, &api->settings, peer, easy) &&
	    curl_multi_add_handle(api->multi, easy) == CURLM_OK) {
		api->flying[api->n_flying++] = t;
		api->moves++;
		return true;
	}
	curl_easy_cleanup(easy);
	t->easy = NULL;
	transfer_fail(t, FAILURE_CONTENT, "libcurl refused the request");
	return false;
}

static void stop(struct pve_api *api, struct transfer *t)
{
	for (size_t i = 0; i < api->n_flying; i++)
		if (api->flying[i] == t)
			api->flying[i] = api->flying[--api->n_flying];
	curl_multi_remove_handle(api->multi, t->easy);
	api->idle[api->n_idle++] = t->easy;
	t->easy = NULL;
}

static void abandon(struct pve_api *api, struct transfer *t)
{
#if LIBCURL_VERSION_NUM >= 0x075700
	/* A thread that waits for a name server is not waited for. */
	if (api->interrupted && *api->interrupted)
		curl_easy_setopt(t->easy, CURLOPT_QUICK_EXIT, 1L);
#endif
	stop(api, t);
}

int64_t dispatch_delay(unsigned tries)
{
	int64_t delay = (int64_t)RETRY_DELAY << tries;
	unsigned jitter = 0;

	/* Without random bytes it only is less random. */
	if (getrandom(&jitter, sizeof(jitter), GRND_NONBLOCK) < 0)
		jitter = 0;
	return delay + jitter % delay;
}

/* --- answers */

/* The status that stands for a failure. */
static void put_status(struct transfer *t)
{
	if (t->failure != FAILURE_NONE)
		t->status = t->failure == FAILURE_DEADLINE ? STATUS_TIMEOUT : STATUS_FAILED;
}

static bool says_nobody_home(const struct transfer *t)
{
	return t->failure == FAILURE_CUT || t->status == 595 || t->status == STATUS_TIMEOUT;
}

static void give_back(struct pve_api *api, struct transfer *t)
{
	if (t->status == 401 && !api->refusal)
		api->refusal = xstrdup(t->reason.data);
	queue_append(&api->done, t);
}

/* --- nodes that fall silent */

static bool is_version(const struct transfer *t)
{
	return strcmp(t->path, t->node->version_path) == 0;
}

static void answer_for_gone(struct pve_api *api, struct transfer *t)
{
	t->status = t->node->gone_status;
	text_add(&t->reason, t->node->gone);
	queue_append(&api->done, t);
}

/* A node that does not even tell its version has nothing else to say: what waits for it would only wait. */
static void give_node_up(struct pve_api *api, struct node *node, const struct transfer *answer)
{
	struct transfer *t;

	free(node->gone);
	node->gone = xstrdup(answer->reason.data);
	node->gone_status = answer->status;
	node->silent = 0;
	while ((t = queue_take(&node->queue)))
		answer_for_gone(api, t);
}

/* The caller asks, too, but only once. */
static void ask_node(struct node *node)
{
	struct transfer *t;

	if (node->asked || (node->queue.first && is_version(node->queue.first)))
		return;
	t = transfer_new(node->version_path, NULL);
	t->node = node;
	t->internal = true;
	queue_prepend(&node->queue, t);
}

static void judge_node(struct pve_api *api, struct transfer *t)
{
	struct node *node = t->node;
	bool version = is_version(t);

	if (version)
		node->asked = false;
	if (!says_nobody_home(t)) {
		node->silent = 0;
		free(node->gone);
		node->gone = NULL;
		return;
	}
	node->silent++;
	t->held = !t->internal;
	node->held += t->held;
	if (node == api->home)
		return;
	if (version && node->silent > 1)
		give_node_up(api, node, t);
	else if (node->silent >= SILENCE_COUNT)
		ask_node(node);
}

/* --- the anchor */

static void ask_health(struct pve_api *api)
{
	if (api->health)
		return;
	api->health = transfer_new("/version", NULL);
	api->health->internal = true;
	if (start(api, api->health, &api->anchor->peer))
		return;
	transfer_free(api->health);
	api->health = NULL;
}

static void lose_anchor(struct pve_api *api, const struct transfer *t)
{
	if (!api->loss)
		api->loss = xstrdup(t->reason.data);
}

/* A single request may fail by its own fault; the anchor is lost when it can't be connected to, or when
 * it answers nothing any more. */
static void judge_anchor(struct pve_api *api, const struct transfer *t)
{
	if (t->failure == FAILURE_CONNECT || t->failure == FAILURE_CONNECT_TIMEOUT ||
	    t->failure == FAILURE_VERIFY)
		lose_anchor(api, t);
	else if (transfer_is_answered(t))
		api->silent = 0;
	else if (++api->silent >= SILENCE_COUNT)
		ask_health(api);
}

static void judge_health(struct pve_api *api)
{
	struct transfer *t = api->health;

	api->health = NULL;
	api->silent = 0;
	if (!transfer_is_answered(t))
		lose_anchor(api, t);
	transfer_free(t);
}

/* --- one transfer has ended */

/* Where tries have come to nothing, time and again, there are fewer of them, and then none. */
static unsigned retry_limit(const struct pve_api *api, const struct transfer *t)
{
	bool connected = t->failure == FAILURE_CUT || t->failure == FAILURE_NONE;

	if (!connected || api->futile < 4)
		return RETRY_LIMIT;
	return api->futile < 12 ? 1 : 0;
}

static bool may_retry(const struct pve_api *api, const struct transfer *t)
{
	return t->node && transfer_is_worth_retrying(t) && t->tries < retry_limit(api, t) && !api->loss;
}

/* Straight to a node is an optimisation: whatever is wrong with it, the anchor is asked instead. */
static bool should_go_around(const struct pve_api *api, const struct transfer *t)
{
	return t->node && t->peer != &api->anchor->peer && t->failure != FAILURE_CONTENT &&
	       t->failure != FAILURE_DEADLINE && (!transfer_is_answered(t) || t->status == 401);
}

static void finish(struct pve_api *api, struct transfer *t)
{
	t->node->in_flight--;
	api->busy--;
	put_status(t);
	if (t->peer == &api->anchor->peer)
		judge_anchor(api, t);
	judge_node(api, t);
	if (t->internal)
		transfer_free(t);
	else
		give_back(api, t);
}

static void begin(struct pve_api *api, struct transfer *t)
{
	if (!start(api, t, node_peer(api, t->node)))
		finish(api, t);
}

static void settle(struct pve_api *api, struct transfer *t)
{
	if (should_go_around(api, t)) {
		t->node->indirect = true;
		begin(api, t);
		return;
	}
	if (may_retry(api, t)) {
		t->due = clock_monotonic_ms() + dispatch_delay(t->tries++);
		queue_append(&api->resting, t);
		return;
	}
	if (transfer_is_worth_retrying(t))
		api->futile++;
	else if (t->tries)
		api->futile = 0;
	finish(api, t);
}

static void end(struct pve_api *api, CURL *easy, CURLcode code)
{
	struct transfer *t;
	bool stale;

	curl_easy_getinfo(easy, CURLINFO_PRIVATE, &t);
	stale = transfer_was_stale(t, code);
	transfer_conclude(t, code);
	/* It is still curl's until here. */
	t->easy = easy;
	stop(api, t);
	api->moves++;
	if (stale && !t->repeated) {
		t->repeated = true;
		if (start(api, t, t->peer))
			return;
	}
	if (t == api->health)
		judge_health(api);
	else if (t->node)
		settle(api, t);
	else
		t->ended = true;
}

static void collect(struct pve_api *api)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(api->multi, &left)))
		if (message->msg == CURLMSG_DONE)
			end(api, message->easy_handle, message->data.result);
}

/* --- what may start */

/* A node that fell silent is left in peace until the caller had the chance to ask whether it is there. */
static bool may_start(const struct node *node)
{
	return node->queue.first && node->in_flight < PER_NODE_LIMIT && !node->held && !node->asked;
}

/* Answers that need no asking. True: it was one. */
static bool answer_at_once(struct pve_api *api, struct transfer *t)
{
	struct transfer *kept = api->status;

	if (t->node->gone && !is_version(t)) {
		answer_for_gone(api, t);
		return true;
	}
	if (api->refusal) {
		t->status = 401;
		text_add(&t->reason, api->refusal);
	} else if (kept && strcmp(t->path, kept->path) == 0) {
		struct text body = t->body, reason = t->reason;

		t->status = kept->status;
		t->failure = kept->failure;
		t->body = kept->body;
		t->reason = kept->reason;
		kept->body = body;
		kept->reason = reason;
		transfer_free(kept);
		api->status = NULL;
	} else {
		return false;
	}
	give_back(api, t);
	return true;
}

static void start_one(struct pve_api *api, struct node *node)
{
	struct transfer *t = queue_take(&node->queue);

	if (answer_at_once(api, t))
		return;
	if (node->silent && is_version(t))
		node->asked = true;
	node->in_flight++;
	api->busy++;
	begin(api, t);
}

/* One of each node in turn, so that none waits for another. */
static void start_waiting(struct pve_api *api)
{
	bool started = true;

	while (started && !api->full && api->busy < IN_FLIGHT_LIMIT) {
		started = false;
		for (size_t i = 0; i < api->n_nodes && api->busy < IN_FLIGHT_LIMIT; i++) {
			struct node *node = api->nodes[api->turn++ % api->n_nodes];

			if (!may_start(node))
				continue;
			start_one(api, node);
			started = true;
		}
	}
}

static void start_rested(struct pve_api *api)
{
	struct queue all = api->resting;
	int64_t now = clock_monotonic_ms();
	struct transfer *t;

	api->resting = (struct queue){ 0 };
	while ((t = queue_take(&all))) {
		if (t->due <= now)
			begin(api, t);
		else
			queue_append(&api->resting, t);
	}
}

/* --- for the others */

static int shortest(const struct pve_api *api, int wait)
{
	int64_t now = clock_monotonic_ms();

	for (const struct transfer *t = api->resting.first; t; t = t->next)
		if (t->due - now < wait)
			wait = t->due > now ? (int)(t->due - now) : 0;
	return wait;
}

static void work(struct pve_api *api, int wait)
{
	int running;

	if (wait > 0)
		curl_multi_poll(api->multi, NULL, 0, shortest(api, wait), NULL);
	curl_multi_perform(api->multi, &running);
	collect(api);
}

bool dispatch(struct pve_api *api, int wait)
{
	unsigned before = api->moves;

	start_rested(api);
	start_waiting(api);
	work(api, api->moves != before || api->done.first || api->loss ? 0 : wait);
	return api->moves != before || api->done.first;
}

static bool out_of_time(const struct pve_api *api, struct fault *f)
{
	if (!api->deadline || clock_monotonic_ms() < api->deadline)
		return false;
	fault_set(f, FAULT_UNREACHABLE, "%s: not done within %ld s", api->source.description,
		  (api->total_timeout + 999) / 1000);
	return true;
}

bool dispatch_ask(struct pve_api *api, struct peer *peer, struct transfer *t, struct fault *f)
{
	struct pipe_guard guard = pipe_guard_begin();
	bool asked = true;

	t->internal = true;
	t->ended = !start(api, t, peer);
	while (asked && !t->ended) {
		asked = !pve_api_is_interrupted(api, f) && !out_of_time(api, f);
		if (asked)
			work(api, TICK);
		else
			abandon(api, t);
	}
	pipe_guard_end(&guard);
	return asked;
}

bool dispatch_sleep(struct pve_api *api, int64_t ms, struct fault *f)
{
	int64_t until = clock_monotonic_ms() + ms, left;

	while ((left = until - clock_monotonic_ms()) > 0) {
		if (pve_api_is_interrupted(api, f) || out_of_time(api, f))
			return false;
		curl_multi_poll(api->multi, NULL, 0, left < TICK ? (int)left : TICK, NULL);
	}
	return true;
}

/* Takes all that is under way or waits out of everything. */
static struct queue gather(struct pve_api *api)
{
	struct pipe_guard guard = pipe_guard_begin();
	struct queue all = { 0 };

	queue_move(&all, &api->resting);
	queue_move(&all, &api->submitted);
	while (api->n_flying) {
		struct transfer *t = api->flying[0];

		abandon(api, t);
		queue_append(&all, t);
	}
	pipe_guard_end(&guard);
	for (size_t i = 0; i < api->n_nodes; i++) {
		queue_move(&all, &api->nodes[i]->queue);
		api->nodes[i]->in_flight = 0;
		api->nodes[i]->asked = false;
	}
	api->busy = 0;
	api->health = NULL;
	return all;
}

void dispatch_end_all(struct pve_api *api, const char *reason)
{
	struct queue all = gather(api);
	struct transfer *t;

	while ((t = queue_take(&all))) {
		if (t->internal) {
			transfer_free(t);
			continue;
		}
		transfer_fail(t, FAILURE_CONTENT, reason);
		put_status(t);
		give_back(api, t);
	}
}

void dispatch_drop_all(struct pve_api *api)
{
	struct queue all = gather(api);
	struct transfer *t;

	queue_move(&all, &api->done);
	queue_move(&all, &api->seen);
	while ((t = queue_take(&all)))
		transfer_free(t);
	for (size_t i = 0; i < api->n_nodes; i++)
		node_forget(api->nodes[i]);
}
