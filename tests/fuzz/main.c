/* main.c - runs a fuzz target on its seeds, on the files given, and on mutations of them; prints TAP.
 *
 * The mutations are the same in each run: what fails once fails again. PVEINV_FUZZ_RUNS says how many.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fuzz.h"

#define DEFAULT_RUNS 100000
#define LONGEST 4096

static struct text corpus[256];
static size_t corpus_size;
static struct text current; /* what the target is looking at */

_Noreturn void fuzz_fail(const char *file, int line, const char *condition)
{
	printf("not ok 1\n# %s:%d: %s\n# input (%zu bytes): ", file, line, condition, current.size);
	for (size_t i = 0; i < current.size; i++)
		printf("%02x", (unsigned char)current.data[i]);
	printf("\n");
	fflush(stdout);
	abort();
}

static void run(const char *bytes, size_t size)
{
	/* An exact copy, so that reading over the end is seen. */
	uint8_t *copy = xmalloc(size);

	if (size)
		memcpy(copy, bytes, size);
	text_reset(&current);
	text_add_bytes(&current, bytes, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void add_to_corpus(const char *bytes, size_t size)
{
	if (corpus_size < sizeof corpus / sizeof corpus[0]) {
		corpus[corpus_size] = (struct text)TEXT_INIT;
		text_add_bytes(&corpus[corpus_size++], bytes, size);
	}
}

static void read_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *buffer = xmalloc(LONGEST);

	if (file) {
		add_to_corpus(buffer, fread(buffer, 1, LONGEST, file));
		fclose(file);
	}
	free(buffer);
}

/* splitmix64: small, and the same everywhere. */
static uint64_t random_state = 20261120;

static size_t random_below(size_t limit)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return limit ? (size_t)((z ^ z >> 31) % limit) : 0;
}

/* Bytes on which parsers turn. */
static char interesting(void)
{
	static const char bytes[] = "{}[]\",:\\u0000ntf-+.eE19 \n\x01\x7f\x80\xc3\xed\xff=;'KMGTPiB";

	return bytes[random_below(sizeof bytes)];
}

static void splice(struct text *t)
{
	const struct text *other = &corpus[random_below(corpus_size)];
	size_t from = random_below(other->size), at = random_below(t->size + 1);
	struct text joined = TEXT_INIT;

	text_add_bytes(&joined, t->data, at);
	text_add_bytes(&joined, other->data + from, random_below(other->size - from + 1));
	text_add_bytes(&joined, t->data + at, t->size - at);
	text_clear(t);
	*t = joined;
}

static void mutate(struct text *t)
{
	size_t at = random_below(t->size), count;

	switch (random_below(6)) {
	case 0:
		if (t->size)
			t->data[at] = interesting();
		break;
	case 1:
		if (t->size)
			t->data[at] = (char)random_below(256);
		break;
	case 2: /* cut the end */
		t->size = at;
		break;
	case 3: /* take out a piece */
		count = random_below(t->size - at + 1);
		memmove(t->data + at, t->data + at + count, t->size - at - count);
		t->size -= count;
		break;
	case 4: /* repeat a byte */
		count = random_below(130);
		while (count-- && t->size)
			text_add_char(t, t->data[at]);
		break;
	default:
		splice(t);
	}
	if (t->size > LONGEST)
		t->size = LONGEST;
}

int main(int argc, char **argv)
{
	const char *runs_wanted = getenv("PVEINV_FUZZ_RUNS");
	long runs = runs_wanted ? strtol(runs_wanted, NULL, 10) : DEFAULT_RUNS;
	struct text t = TEXT_INIT;

	current = (struct text)TEXT_INIT;
	for (const char *const *seed = fuzz_seeds; *seed; seed++)
		add_to_corpus(*seed, strlen(*seed));
	for (int i = 1; i < argc; i++)
		read_file(argv[i]);
	printf("1..1\n");
	fflush(stdout);
	for (size_t i = 0; i < corpus_size; i++)
		run(corpus[i].data, corpus[i].size);
	for (long i = 0; i < runs; i++) {
		const struct text *seed = &corpus[random_below(corpus_size)];

		text_reset(&t);
		text_add_bytes(&t, seed->data, seed->size);
		for (size_t n = 1 + random_below(6); n; n--)
			mutate(&t);
		run(t.data, t.size);
	}
	printf("ok 1 - %zu inputs, %ld mutations\n", corpus_size, runs);
	text_clear(&t);
	text_clear(&current);
	for (size_t i = 0; i < corpus_size; i++)
		text_clear(&corpus[i]);
	return 0;
}
