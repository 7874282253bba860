/* test_pool.c - pieces of a pool lie beside each other, for anything, until all are given back. */
#include "base/pool.h"

#include "unit.h"

#include <stdint.h>
#include <string.h>

#define PIECES 200

static size_t size_of(size_t i)
{
	return i % 17 == 0 ? i * 400 : i % 50; /* none, small ones, and some that are larger than a block */
}

static void fill(struct pool *pool, char *pieces[PIECES])
{
	for (size_t i = 0; i < PIECES; i++) {
		pieces[i] = pool_take(pool, size_of(i));
		assert_int_equal((uintptr_t)pieces[i] % 16, 0);
		memset(pieces[i], (int)i, size_of(i));
	}
}

static void test_pieces(void **state)
{
	struct pool pool = { 0 };
	char *pieces[PIECES];

	(void)state;
	for (int round = 0; round < 3; round++) {
		fill(&pool, pieces);
		for (size_t i = 0; i < PIECES; i++) {
			for (size_t j = 0; j < size_of(i); j++)
				assert_int_equal((unsigned char)pieces[i][j], i);
			assert_true(!size_of(i) || pool_holds(&pool, pieces[i]));
		}
		assert_false(pool_holds(&pool, &pool));
		pool_reset(&pool);
	}
	pool_clear(&pool);
	assert_false(pool_holds(&pool, pieces[1]));
}

static void test_made(void **state)
{
	struct pool pool = { .least = 64 };
	int *numbers;

	(void)state;
	memset(pool_take(&pool, 60), 0xff, 60);
	pool_reset(&pool);
	numbers = pool_zeroed(&pool, 10, sizeof(*numbers));
	for (int i = 0; i < 10; i++)
		assert_int_equal(numbers[i], 0);
	assert_string_equal(pool_text(&pool, "vmbr0"), "vmbr0");
	assert_null(pool_text(&pool, NULL));
	pool_clear(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
