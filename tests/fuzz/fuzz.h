/* fuzz.h - a fuzz target is a function in libFuzzer's form; main.c runs it on a corpus.
 *
 * With clang: `clang -fsanitize=fuzzer,address … tests/fuzz/fuzz_json.c build-san/libpveinv.a`, without
 * main.c.
 */
#ifndef PVEINV_FUZZ_H
#define PVEINV_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Texts to start from, ended by null: what the target's inputs look like. */
extern const char *const fuzz_seeds[];

/* Ends the program with a message unless 'condition' holds. */
#define FUZZ_CHECK(condition)                                                             \
	do {                                                                              \
		if (!(condition))                                                         \
			fuzz_fail(__FILE__, __LINE__, #condition);                        \
	} while (0)
_Noreturn void fuzz_fail(const char *file, int line, const char *condition);

#endif
