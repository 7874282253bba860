/* test_json_scratch.c - what makes reading JSON fast changes nothing: the scanner's steps of eight bytes, the
 * index of members, trees in one piece of memory. */
#include "base/json.h"

#include "unit.h"

#include <pthread.h>
#include <string.h>

/* Whatever eight bytes at once are taken for: each special byte at each place. */
static void test_special_bytes_at_each_place(void **state)
{
	static const char *const special[] = { "\"", "\\n", "\x01", "\xc3\xa4", "\x7f" };

	(void)state;
	for (size_t size = 0; size < 28; size++) {
		for (size_t i = 0; i < sizeof(special) / sizeof(*special); i++) {
			AUTO_TEXT struct text t = TEXT_INIT;
			struct fault f = FAULT_INIT;
			size_t all = size + strlen("the rest") + (i == 3 ? 2 : 1);
			cJSON *item;

			text_addf(&t, "\"%.*s%s%s\"", (int)size, "[abcdefghijklmnopqrstuvwxyz]", special[i],
				  "the rest");
			item = json_parse(json_slice_of(t.data), &f);
			assert_int_equal(item != NULL, i != 0);
			assert_true(!item || strlen(item->valuestring) == all);
			cJSON_Delete(item);
			fault_clear(&f);
		}
	}
}

static void test_index_and_scratch(void **state)
{
	static const char text[] =
		"{\"net0\":{\"a\":1,\"bridge\":2},\"name\":3,\"\":4,\"l\":[{\"x\":5}]}";

	(void)state;
	for (int again = 0; again < 3; again++) {
		cJSON *item, *net0;

		json_scratch_begin();
		item = json_parse(json_slice_of(text), NULL);
		json_index(item);
		net0 = json_member(item, "net0");
		assert_true(json_may_have(item, "net[n]"));
		assert_false(json_may_have(item, "usb0"));
		assert_null(json_member(item, "usb0"));
		assert_null(json_member(item, "net1"));
		assert_int_equal(json_member(item, "name")->valuedouble, 3);
		assert_int_equal(json_member(item, "")->valuedouble, 4);
		assert_int_equal(json_member(net0, "a")->valuedouble, 1);
		assert_int_equal(json_member(json_member(item, "l")->child, "x")->valuedouble, 5);
		for (int i = 0; i < 3000; i++) /* more than one block */
			cJSON_AddItemToObject(net0, "again", cJSON_CreateString("again and again"));
		json_scratch_end();
	}
	json_scratch_free();
}

static void *parse_beside(void *text)
{
	return json_parse(json_slice_of(text), NULL);
}

/* What another thread parses meanwhile is its own, and stays. */
static void test_threads(void **state)
{
	static char text[] = "{\"name\":\"of another thread\"}", other[] = "{\"name\":\"of this thread\"}";
	pthread_t thread;
	void *tree;

	(void)state;
	json_scratch_begin();
	assert_int_equal(pthread_create(&thread, NULL, parse_beside, text), 0);
	assert_int_equal(pthread_join(thread, &tree), 0);
	json_scratch_end();
	json_scratch_begin();
	json_parse(json_slice_of(other), NULL);
	assert_string_equal(json_member_text(tree, "name"), "of another thread");
	cJSON_Delete(tree);
	json_scratch_end();
	json_scratch_free();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_special_bytes_at_each_place),
		cmocka_unit_test(test_index_and_scratch),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
