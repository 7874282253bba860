/* fetch - the least that a client of libcurl and cJSON can do: fetches URLs, parses each body, keeps nothing.
 *
 *   fetch CA TOKEN-FILE CONNECTIONS URL-FILE
 *
 * The yardstick for what pveinv's walk costs above that. A handle a connection, used again and again. */
#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct body {
	char *data;
	size_t size, space;
};

static FILE *urls;
static CURLM *multi;
static unsigned under_way;

static size_t on_body(char *bytes, size_t one, size_t size, void *data)
{
	struct body *body = data;

	(void)one;
	if (body->size + size > body->space) {
		body->space = 2 * (body->size + size);
		body->data = realloc(body->data, body->space);
		if (!body->data)
			return 0;
	}
	memcpy(body->data + body->size, bytes, size);
	body->size += size;
	return size;
}

static CURL *handle(const char *ca, struct curl_slist *headers)
{
	CURL *easy = curl_easy_init();
	struct body *body = calloc(1, sizeof(*body));

	curl_easy_setopt(easy, CURLOPT_CAINFO, ca);
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, body);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, body);
	return easy;
}

static void start(CURL *easy)
{
	char line[4096];

	if (!fgets(line, sizeof(line), urls))
		return;
	line[strcspn(line, "\n")] = '\0';
	curl_easy_setopt(easy, CURLOPT_URL, line);
	curl_multi_add_handle(multi, easy);
	under_way++;
}

static int finish(CURLMsg *message)
{
	CURL *easy = message->easy_handle;
	CURLcode code = message->data.result;
	struct body *body;
	cJSON *document;
	long status = 0;

	curl_easy_getinfo(easy, CURLINFO_PRIVATE, &body);
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	document = cJSON_ParseWithLength(body->data, body->size);
	cJSON_Delete(document);
	body->size = 0;
	curl_multi_remove_handle(multi, easy);
	under_way--;
	if (code == CURLE_OK && (document || status != 200)) {
		start(easy);
		return 0;
	}
	fprintf(stderr, "fetch: %s\n", code == CURLE_OK ? "no JSON" : curl_easy_strerror(code));
	return 1;
}

static int run(void)
{
	int failed = 0, running, left;
	CURLMsg *message;

	while (under_way && !failed) {
		curl_multi_perform(multi, &running);
		while (!failed && (message = curl_multi_info_read(multi, &left)))
			if (message->msg == CURLMSG_DONE)
				failed = finish(message);
		if (under_way && running)
			curl_multi_poll(multi, NULL, 0, 200, NULL);
	}
	return failed;
}

static struct curl_slist *authorization(const char *file)
{
	FILE *stream = fopen(file, "r");
	char token[256] = "", line[512];

	if (!stream || !fgets(token, sizeof(token), stream))
		exit(2);
	fclose(stream);
	token[strcspn(token, "\n")] = '\0';
	snprintf(line, sizeof(line), "Authorization: PVEAPIToken=%s", token);
	return curl_slist_append(NULL, line);
}

int main(int argc, char **argv)
{
	struct curl_slist *headers;

	if (argc != 5 || !(urls = fopen(argv[4], "r"))) {
		fprintf(stderr, "usage: fetch CA TOKEN-FILE CONNECTIONS URL-FILE\n");
		return 2;
	}
	curl_global_init(CURL_GLOBAL_DEFAULT);
	multi = curl_multi_init();
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 2L * strtol(argv[3], NULL, 10));
	headers = authorization(argv[2]);
	for (long i = strtol(argv[3], NULL, 10); i > 0; i--)
		start(handle(argv[1], headers));
	return run();
}
