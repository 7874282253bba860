/* worker.c - the thread in which curl works, so that the caller can take one answer apart while the next
 * are received, deciphered and inflated; and what the two hand each other.
 *
 * Requests and answers change hands in struct worker, under its lock. All else of the source under way
 * (curl, nodes, retries) has one owner at a time and no lock: the thread, from worker_begin() to
 * worker_stop(), or the caller. What asks people, reads JSON or looks at *interrupted is done by the caller.
 */
#include <string.h>
#include <time.h>

#include "source/pve_api_internal.h"

/* Answers that may wait for the caller; large ones are fewer. Below half of it requests are sent again. */
#define DONE_LIMIT 64
#define DONE_BYTES_LIMIT ((size_t)4 << 20)

void worker_init(struct worker *worker)
{
	pthread_condattr_t attributes;

	pthread_mutex_init(&worker->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&worker->answered, &attributes);
	pthread_condattr_destroy(&attributes);
}

void worker_clear(struct worker *worker)
{
	pthread_cond_destroy(&worker->answered);
	pthread_mutex_destroy(&worker->lock);
}

/* --- the thread */

static void give_answers(struct worker *worker, struct queue *done)
{
	struct transfer *t;

	while ((t = queue_take(done))) {
		worker->n_done++;
		worker->done_bytes += t->body.size;
		queue_append(&worker->done, t);
	}
	if (worker->n_done >= DONE_LIMIT || worker->done_bytes >= DONE_BYTES_LIMIT)
		worker->full = true;
}

static void forget_seen(struct queue *seen)
{
	struct transfer *t;

	while ((t = queue_take(seen))) {
		t->node->held--;
		transfer_free(t);
	}
}

/* Gives answers, takes requests. *busy: there is something to do at once, or, on return, has come with what
 * was taken. False: the end. */
static bool exchange(struct pve_api *api, bool *busy)
{
	struct worker *worker = &api->worker;
	struct queue submitted = { 0 }, seen = { 0 };
	bool end;

	pthread_mutex_lock(&worker->lock);
	give_answers(worker, &api->done);
	queue_move(&submitted, &worker->submitted);
	queue_move(&seen, &worker->seen);
	*busy |= submitted.first || seen.first;
	api->full = worker->full;
	worker->asleep = !*busy;
	worker->hungry = !api->full && api->busy < IN_FLIGHT_LIMIT;
	end = worker->ended = worker->stop || api->loss;
	if (worker->done.first || end)
		pthread_cond_signal(&worker->answered);
	pthread_mutex_unlock(&worker->lock);
	forget_seen(&seen);
	nodes_queue(api, &submitted);
	return !end;
}

static void *run(void *data)
{
	struct pve_api *api = data;
	bool busy = true;

	while (exchange(api, &busy))
		busy = dispatch(api, busy ? 0 : TICK);
	return NULL;
}

/* Signals are for the caller; and none comes out of writing to a connection that was closed. */
static bool start(struct pve_api *api, struct fault *f)
{
	struct worker *worker = &api->worker;
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&worker->thread, NULL, run, api);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	worker->running = !error;
	return !error || fault_set(f, FAULT_BUG, "can't start a thread: %s", strerror(error));
}

/* --- the caller */

static void wake(struct pve_api *api)
{
	api->worker.asleep = false;
	curl_multi_wakeup(api->multi);
}

bool worker_begin(struct pve_api *api, struct fault *f)
{
	struct worker *worker = &api->worker;

	pthread_mutex_lock(&worker->lock);
	queue_move(&worker->submitted, &api->submitted);
	queue_move(&worker->seen, &api->seen);
	if (worker->asleep && (worker->seen.first || (worker->hungry && worker->submitted.first)))
		wake(api);
	pthread_mutex_unlock(&worker->lock);
	return worker->running || start(api, f);
}

static void wait_for_answer(struct worker *worker)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += TICK * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_cond_timedwait(&worker->answered, &worker->lock, &until);
}

static struct transfer *take_answer(struct pve_api *api)
{
	struct worker *worker = &api->worker;
	struct transfer *t = queue_take(&worker->done);

	if (!t)
		return NULL;
	worker->n_done--;
	worker->done_bytes -= t->body.size;
	if (worker->full && worker->n_done < DONE_LIMIT / 2 && worker->done_bytes < DONE_BYTES_LIMIT / 2) {
		worker->full = false;
		if (worker->asleep)
			wake(api);
	}
	return t;
}

struct transfer *worker_take(struct pve_api *api)
{
	struct worker *worker = &api->worker;
	struct transfer *t = NULL;
	bool ended;

	pthread_mutex_lock(&worker->lock);
	if (!worker->running)
		give_answers(worker, &api->done);
	else if (!worker->done.first && !worker->ended)
		wait_for_answer(worker);
	ended = worker->ended;
	if (!ended)
		t = take_answer(api);
	pthread_mutex_unlock(&worker->lock);
	if (ended)
		worker_stop(api);
	return t;
}

void worker_stop(struct pve_api *api)
{
	struct worker *worker = &api->worker;

	if (!worker->running)
		return;
	pthread_mutex_lock(&worker->lock);
	worker->stop = true;
	wake(api);
	pthread_mutex_unlock(&worker->lock);
	pthread_join(worker->thread, NULL);
	/* What came after it had lost the anchor. */
	exchange(api, &(bool){ true });
	worker->running = worker->stop = worker->ended = false;
}

void worker_drop_all(struct worker *worker)
{
	struct transfer *t;

	queue_move(&worker->done, &worker->submitted); /* where no thread could be started */
	queue_move(&worker->done, &worker->seen);
	while ((t = queue_take(&worker->done)))
		transfer_free(t);
	worker->n_done = worker->done_bytes = 0;
	worker->full = false;
}
