/* pve_api_internal.h - the PVE API source under way; shared by pve_api.c (open, submit, next, free),
 * worker.c (the thread in which curl works while the caller takes answers apart), dispatch.c (what is sent
 * when, retries), endpoint.c (which endpoint is the anchor), node.c (queues, and addresses of nodes), look.c
 * (certificates) and file.c (files beside the API).
 */
#ifndef PVEINV_PVE_API_INTERNAL_H
#define PVEINV_PVE_API_INTERNAL_H

#include <pthread.h>
#include <signal.h>

#include "source/pve_api.h"
#include "source/transfer.h"

#define PER_NODE_LIMIT 2 /* a node has 3 workers, and people who use them */
#define IN_FLIGHT_LIMIT 32
#define RETRY_LIMIT 3   /* after the first try */
#define RETRY_DELAY 500 /* ms; doubles each time, plus as much at random */
#define SILENCE_COUNT 3 /* requests without an answer, in a row, until the anchor is asked for its health */
#define TICK 200        /* ms between looks at the interrupt flag */
#define FLYING_LIMIT (IN_FLIGHT_LIMIT + 2) /* with questions after the anchor's health and a ticket */

#define STATUS_FAILED 599
#define STATUS_TIMEOUT 596

struct login;

struct queue {
	struct transfer *first, *last;
};
void queue_append(struct queue *queue, struct transfer *transfer);
void queue_prepend(struct queue *queue, struct transfer *transfer);
struct transfer *queue_take(struct queue *queue); /* null: empty */
void queue_move(struct queue *to, struct queue *from);

/* A node of the cluster: whose requests wait for whom, and where it can be reached. */
struct node {
	char *name; /* "": the anchor's, as long as its name is not known */
	char *version_path;
	struct queue queue;
	unsigned in_flight;
	unsigned silent; /* answers in a row that say: it does not answer */
	unsigned held;   /* those of them that the caller has not seen yet */
	bool asked;      /* whether it answers at all is being asked */
	char *gone;      /* reason of the answer by which it was given up, or null */
	int gone_status;

	bool online;
	char *address; /* IP address as the cluster knows it, or null */
	struct fingerprint fingerprint;
	bool has_fingerprint;
	struct peer direct; /* url null: not made yet */
	bool indirect;      /* straight to it failed: through the anchor from now on */
};

struct endpoint {
	struct peer peer;
	bool lost;    /* was the anchor */
	char *remark; /* why it was passed over, or null */
};

/* What the caller and the thread hand each other; see worker.c. */
struct worker {
	pthread_t thread;
	bool running; /* the caller's: the thread is there */

	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t answered;
	struct queue submitted, seen; /* for the thread */
	struct queue done;            /* for the caller */
	size_t n_done, done_bytes;
	bool full;   /* so many are done that nothing new is started */
	bool asleep; /* the thread waits for answers from the network … */
	bool hungry; /* … and could start more than it has */
	bool stop;   /* the caller wants it to end */
	bool ended;  /* it has: the anchor is lost */
};

/* Of its parts the thread owns from 'multi' to 'done', while it is there. */
struct pve_api {
	struct source source;
	/* the options, copied */
	char *authorization; /* the header line; overwritten when freed; null with a login */
	struct login *login; /* or null: a token */
	char *ca_file, *proxy;
	struct fingerprint *fingerprints;
	size_t n_fingerprints;
	struct endpoint *endpoints;
	size_t n_endpoints;
	struct transfer_settings settings;
	long connect_timeout, total_timeout;
	bool insecure, direct;
	const volatile int *interrupted;

	struct endpoint *anchor;  /* null: not chosen yet; the thread begins when it is */
	struct text remarks;
	struct queue submitted;   /* not handed over yet */
	struct queue seen;        /* the same: answers that a node had to wait for */
	struct transfer *current; /* the answer that the caller looks at */
	size_t outstanding;       /* submitted, not given back yet */
	int64_t deadline;         /* of all; 0: none */
	struct worker worker;

	CURLM *multi;
	CURL *idle[FLYING_LIMIT]; /* handles that wait for work */
	size_t n_idle;
	struct transfer *flying[FLYING_LIMIT];
	size_t n_flying;

	struct transfer *status; /* the anchor's /cluster/status, until somebody asks for it */
	char *refusal;           /* reason of a 401: nobody is asked again */
	unsigned silent;         /* requests in a row that the anchor did not answer */
	unsigned futile;         /* requests in a row that no further try made better */
	struct transfer *health; /* the question whether it is there at all */
	char *loss;              /* why the anchor is lost, or null */

	struct node **nodes;
	size_t n_nodes;
	struct node *home;    /* the anchor's */
	size_t turn;          /* of the nodes: who may start first */
	struct queue resting; /* will be tried again; they keep their place among those in flight */
	unsigned busy;        /* in flight or resting */
	bool full;            /* nothing new is started */
	unsigned moves;       /* requests sent, and ended */
	struct queue done;    /* answers on their way to the caller */
};

/* --- pve_api.c */

/* Starts libcurl, once in a process. */
bool pve_api_prepare(struct fault *f);
bool pve_api_is_interrupted(const struct pve_api *api, struct fault *f);

/* --- node.c */

struct node *node_find(struct pve_api *api, const char *name); /* makes it, if need be */
void node_free(struct node *node);
void node_forget(struct node *node); /* how it answered so far */
/* Gives requests to the nodes that shall answer them. */
void nodes_queue(struct pve_api *api, struct queue *submitted);
/* What passes through is read: /cluster/status for addresses, /nodes for fingerprints. */
bool nodes_can_learn(const struct transfer *transfer);
void nodes_learn(struct pve_api *api, const struct transfer *transfer);
/* Where its requests are to be sent: straight to it, or to the anchor. */
struct peer *node_peer(struct pve_api *api, struct node *node);

/* --- endpoint.c */

bool endpoints_choose(struct pve_api *api, struct fault *f);
bool endpoint_is_left(const struct pve_api *api);
/* What can be done about a failure to reach it. */
void endpoint_hint(const struct pve_api *api, const struct transfer *transfer, struct fault *f);

/* --- dispatch.c */

/* Asks a peer, for the source itself, and waits. False only if interrupted or out of time. */
bool dispatch_ask(struct pve_api *api, struct peer *peer, struct transfer *transfer, struct fault *f);
/* Starts what may start, and lets curl work for at most 'wait' ms. False: nothing was sent or ended. */
bool dispatch(struct pve_api *api, int wait);
/* Ends all that was submitted with 599 and this reason. */
void dispatch_end_all(struct pve_api *api, const char *reason);
/* Forgets all that was submitted. */
void dispatch_drop_all(struct pve_api *api);
/* Waits 'ms', or until interrupted. */
bool dispatch_sleep(struct pve_api *api, int64_t ms, struct fault *f);
/* How long to wait before try number 'tries' + 1: ms. */
int64_t dispatch_delay(unsigned tries);

/* --- worker.c */

void worker_init(struct worker *worker);
void worker_clear(struct worker *worker); /* which has been stopped */
/* Hands over what was submitted and seen, and starts the thread if there is none. */
bool worker_begin(struct pve_api *api, struct fault *f);
/* The next answer; waits for it for at most TICK. Null: none came, or the thread has ended. */
struct transfer *worker_take(struct pve_api *api);
/* Ends the thread: what it owned is the caller's until the next worker_begin(). */
void worker_stop(struct pve_api *api);
/* Forgets what nobody has taken. */
void worker_drop_all(struct worker *worker);

/* --- calls into curl may write to closed connections: no SIGPIPE out of them, in this thread */
struct pipe_guard {
	sigset_t before;
	bool pending;
};
struct pipe_guard pipe_guard_begin(void);
void pipe_guard_end(const struct pipe_guard *guard);

#endif
