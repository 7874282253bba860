/* fetch - asks a PVE API for paths and prints the answers as lines of JSON; for tests of the source.
 *
 *   fetch [OPTION...] [NODE:]PATH...
 *
 *   --url URL (several)  --token-file FILE  --ca-file FILE  --fingerprint AA:… (several)  --insecure
 *   --proxy URL  --connect-timeout MS  --timeout MS  --total MS  --body-limit BYTES  --direct
 *   --user USER  --password-file FILE  --code CODE (the second factor)  --renew MS
 *   --pause MS           before each path, one after the other
 *   --repeat N           each path so often
 *   --sequential         one after the other
 *   --advance            go on with the next endpoint when the anchor is lost
 *   --look               show the certificate of the first URL instead
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "source/pve_api.h"
#include "source/token.h"

#define LIMIT 64

static volatile int interrupted;

static void on_signal(int number)
{
	interrupted = number;
}

struct command {
	struct pve_api_options options;
	const char *urls[LIMIT], *fingerprints[LIMIT];
	size_t n_urls, n_fingerprints;
	struct token_place place;
	long repeat, pause;
	const char *code;
	bool sequential, advance, look;
	char **paths;
};

static long number(const char *s)
{
	return strtol(s, NULL, 10);
}

static bool parse_flag(struct command *c, const char *name)
{
	if (strcmp(name, "--insecure") == 0)
		c->options.insecure = true;
	else if (strcmp(name, "--direct") == 0)
		c->options.direct = true;
	else if (strcmp(name, "--sequential") == 0)
		c->sequential = true;
	else if (strcmp(name, "--advance") == 0)
		c->advance = true;
	else if (strcmp(name, "--look") == 0)
		c->look = true;
	else
		return false;
	return true;
}

static bool parse_value(struct command *c, const char *name, const char *value)
{
	if (strcmp(name, "--url") == 0 && c->n_urls < LIMIT - 1)
		c->urls[c->n_urls++] = value;
	else if (strcmp(name, "--fingerprint") == 0 && c->n_fingerprints < LIMIT - 1)
		c->fingerprints[c->n_fingerprints++] = value;
	else if (strcmp(name, "--token-file") == 0)
		c->place.file = value;
	else if (strcmp(name, "--cluster") == 0)
		c->place.cluster = value;
	else if (strcmp(name, "--ca-file") == 0)
		c->options.ca_file = value;
	else if (strcmp(name, "--proxy") == 0)
		c->options.proxy = value;
	else if (strcmp(name, "--connect-timeout") == 0)
		c->options.connect_timeout = number(value);
	else if (strcmp(name, "--timeout") == 0)
		c->options.request_timeout = number(value);
	else if (strcmp(name, "--total") == 0)
		c->options.total_timeout = number(value);
	else if (strcmp(name, "--body-limit") == 0)
		c->options.body_limit = (size_t)number(value);
	else if (strcmp(name, "--user") == 0)
		c->options.user = value;
	else if (strcmp(name, "--password-file") == 0)
		c->place = (struct token_place){ .file = value, .password = true };
	else if (strcmp(name, "--code") == 0)
		c->code = value;
	else if (strcmp(name, "--renew") == 0)
		c->options.renew_after = number(value);
	else if (strcmp(name, "--pause") == 0)
		c->pause = number(value);
	else if (strcmp(name, "--repeat") == 0)
		c->repeat = number(value);
	else
		return false;
	return true;
}

static bool say_code(void *context, const char *user, char **ret, struct fault *f)
{
	(void)user, (void)f;
	*ret = xstrdup(((struct command *)context)->code);
	return true;
}

static bool parse(struct command *c, char **argv)
{
	for (; *argv && text_starts_with(*argv, "--"); argv++) {
		if (parse_flag(c, *argv))
			continue;
		if (!argv[1] || !parse_value(c, argv[0], argv[1]))
			return false;
		argv++;
	}
	c->paths = argv;
	c->options.urls = c->urls;
	c->options.fingerprints = c->n_fingerprints ? c->fingerprints : NULL;
	c->options.interrupted = &interrupted;
	c->options.second_factor = c->code ? say_code : NULL;
	c->options.second_factor_context = c;
	return true;
}

/* --- asking */

static bool submit(struct source *source, char *path, struct fault *f)
{
	struct request request = { .path = path, .tag = path };
	AUTO_FREE char *node = NULL;

	if (path[0] != '/' && strchr(path, ':')) {
		request.path = strchr(path, ':') + 1;
		node = xstrndup(path, (size_t)(request.path - 1 - path));
		request.node = node;
	}
	return source_submit(source, &request, f);
}

static void print_answer(const struct answer *answer, int64_t start)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	AUTO_FREE char *body = answer->body.size ? xstrndup(answer->body.text, answer->body.size) : NULL;
	struct json_writer w;

	json_writer_init(&w, &t, false);
	json_open(&w, '{');
	json_key(&w, "path");
	json_string(&w, answer->tag);
	json_key(&w, "status");
	json_int(&w, answer->status);
	json_key(&w, "reason");
	json_string(&w, answer->reason);
	json_key(&w, "ms");
	json_int(&w, clock_monotonic_ms() - start);
	json_key(&w, "size");
	json_int(&w, (int64_t)answer->body.size);
	json_key(&w, "body");
	json_string(&w, body);
	json_close(&w, '}');
	puts(t.data);
	fflush(stdout);
}

/* How many answers; -1: fault. */
static int take_all(struct source *source, int64_t start, struct fault *f)
{
	struct answer answer;
	int got, count = 0;

	for (; (got = source_next(source, &answer, f)) > 0; count++)
		print_answer(&answer, start);
	return got < 0 ? -1 : count;
}

static bool rest(const struct command *c)
{
	struct timespec span = { c->pause / 1000, c->pause % 1000 * 1000000 };

	return c->pause == 0 || nanosleep(&span, NULL) == 0;
}

static bool ask_all(const struct command *c, struct source *source, struct fault *f)
{
	int64_t start = clock_monotonic_ms();

	for (long i = 0; i < c->repeat; i++)
		for (char **path = c->paths; *path; path++)
			if (!rest(c) || !submit(source, *path, f) ||
			    (c->sequential && take_all(source, start, f) < 0))
				return false;
	return take_all(source, start, f) >= 0;
}

static bool ask_endpoints(const struct command *c, struct source *source, struct fault *f)
{
	while (!ask_all(c, source, f)) {
		if (!c->advance || f->kind != FAULT_UNREACHABLE || !pve_api_has_next(source))
			return false;
		printf("{\"advance\": \"%s\"}\n", f->message);
		fault_clear(f);
		pve_api_advance(source);
	}
	return true;
}

static bool fetch(struct command *c, struct fault *f)
{
	char *token = NULL;
	struct source *source;
	bool done;

	if (!token_read(&c->place, &token, f))
		return false;
	if (c->options.user)
		c->options.password = token;
	else
		c->options.token = token;
	source = pve_api_open(&c->options, f);
	token_free(token);
	if (!source)
		return false;
	done = ask_endpoints(c, source, f);
	if (pve_api_anchor(source))
		fprintf(stderr, "anchor: %s\n", pve_api_anchor(source));
	if (pve_api_remarks(source)[0])
		fprintf(stderr, "%s\n", pve_api_remarks(source));
	source_free(source);
	return done;
}

static bool look(const struct command *c, struct fault *f)
{
	struct certificate shown;

	if (!pve_api_look_at(&c->options, c->urls[0], &shown, f))
		return false;
	printf("subject %s\nissuer %s\nnames %s\nfingerprint %s\nfrom %lld\nuntil %lld\n", shown.subject,
	       shown.issuer, shown.names, shown.fingerprint, (long long)shown.not_before,
	       (long long)shown.not_after);
	certificate_clear(&shown);
	return true;
}

int main(int argc, char **argv)
{
	struct command c = { .repeat = 1 };
	struct fault f = FAULT_INIT;
	int status = 0;

	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	if (argc < 2 || !parse(&c, argv + 1)) {
		fputs("fetch: see its source\n", stderr);
		return 2;
	}
	if (c.look ? !look(&c, &f) : !fetch(&c, &f)) {
		fprintf(stderr, "fetch: %s\n", f.message);
		if (f.hint)
			fprintf(stderr, "hint: %s\n", f.hint);
		status = (int)f.kind;
	}
	fault_clear(&f);
	return status;
}
