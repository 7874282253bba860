/* test_shape - what answers look like: fields by the specs' names, kinds, and nothing of the values. */
#include <stdio.h>
#include <string.h>

#include "unit.h"

#include "base/json.h"
#include "walk/property.h"
#include "walk/shape.h"

static void add(struct shape *shape, const char *json, bool element)
{
	struct fault f = FAULT_INIT;
	cJSON *item = json_parse(json_slice_of(json), &f);

	assert_non_null(item);
	shape_add(shape, item, element ? "" : NULL);
	cJSON_Delete(item);
}

static void check(const struct shape *shape, const char *expected)
{
	AUTO_TEXT struct text t = TEXT_INIT;

	shape_add_json(&t, shape);
	assert_string_equal(t.data, expected);
}

static struct shape *shape_of(const char *read)
{
	assert_non_null(schema_read(read));
	return shape_new(schema_read(read));
}

static void test_names_of_the_specs(void **state)
{
	struct shape *shape = shape_of("guest_config");

	(void)state;
	add(shape, "{\"net0\":{\"tag\":\"5\"},\"net12\":{\"mtu\":\"1\"},\"memory\":512,\"name\":\"a\"}",
	    false);
	add(shape, "{\"name\":null,\"memory\":\"512\",\"net1x\":1,\"onboot\":true}", false);
	check(shape,
	      "{\"memory\":\"ns\",\"name\":\"s\",\"net1x\":\"n\",\"net[n].mtu\":\"s\",\"net[n].tag\":\"s\","
	      "\"onboot\":\"b\"}");
	shape_free(shape);
}

static void test_lists(void **state)
{
	struct shape *shape = shape_of("users");

	(void)state;
	check(shape, "{}");
	add(shape, "{\"userid\":\"a@pam\",\"tokens\":[{\"tokenid\":\"t\"}],\"groups\":[\"g\"]}", true);
	add(shape, "{\"userid\":\"b@pam\",\"tokens\":[],\"email\":\"\"}", true);
	check(shape,
	      "{\"[].email\":\"-\",\"[].groups\":\"l\",\"[].tokens\":\"-\",\"[].tokens[].tokenid\":\"s\","
	      "\"[].userid\":\"s\"}");
	shape_free(shape);
}

static void test_a_tree_is_as_deep_as_its_root(void **state)
{
	struct shape *shape = shape_of("zfs_detail");

	(void)state;
	add(shape,
	    "{\"children\":[{\"name\":\"a\",\"children\":[{\"name\":\"b\",\"children\":[{\"new\":1}]}]}]}",
	    false);
	check(shape, "{\"children[].name\":\"s\",\"children[].new\":\"n\"}");
	shape_free(shape);
}

static void test_names_that_are_data(void **state)
{
	struct shape *shape = shape_of("ceph_metadata");

	(void)state;
	add(shape,
	    "{\"mds\":{\"web01\":{\"addr\":\"x\"},\"db01\":{\"addr\":\"y\"}},\"node\":{\"198.51.100.1\":{"
	    "\"a\":1}}}",
	    false);
	check(shape, "{\"mds.*.addr\":\"s\",\"node.*.a\":\"n\"}");
	shape_free(shape);
}

/* Whoever sends ten thousand names gets no ten thousand fields. */
static void test_many_names(void **state)
{
	struct shape *shape = shape_of("guest_config");
	AUTO_TEXT struct text t = TEXT_INIT;
	size_t commas = 0;

	(void)state;
	for (int i = 0; i < 10000; i++)
		text_addf(&t, "%c\"key%dx\":1", i ? ',' : '{', i);
	text_add(&t, "}");
	add(shape, t.data, false);
	text_reset(&t);
	shape_add_json(&t, shape);
	for (const char *s = t.data; *s; s++)
		commas += *s == ',';
	assert_in_range(commas, 100, 600);
	assert_non_null(strstr(t.data, "\"*\":\"n\""));
	shape_free(shape);
}

static void test_a_plain_value(void **state)
{
	struct shape *shape = shape_of("nodes");

	(void)state;
	add(shape, "[\"a\",2]", false);
	check(shape, "{\"[]\":\"ns\"}");
	shape_free(shape);
	shape = shape_of("version");
	add(shape, "\"text\"", false);
	check(shape, "{\"@value\":\"s\"}");
	shape_free(shape);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_of_the_specs),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_a_tree_is_as_deep_as_its_root),
		cmocka_unit_test(test_names_that_are_data),
		cmocka_unit_test(test_many_names),
		cmocka_unit_test(test_a_plain_value),
	};

	return cmocka_run_group_tests_name("shape", tests, NULL, NULL);
}
