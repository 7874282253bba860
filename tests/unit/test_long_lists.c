/* test_long_lists - what a guest's agent says may be as long as the guest likes: an element costs the same,
 * however many came before it. (A cost that grew with them would take minutes here.) */
#include "unit.h"

#include "base/text.h"
#include "walk/extract.h"

#define LENGTH 300000

struct counter {
	struct sink sink; /* first */
	size_t rows, set; /* set: with a value in its last column */
	struct text last; /* the last key column of the last row, as text */
};

static bool count_row(struct sink *sink, const struct row *row, struct fault *f)
{
	struct counter *counter = (struct counter *)sink;
	char digits[NUMBER_SIZE];
	const char *last = value_as_text(&row->values[row->entity->n_keys - 1], digits);

	(void)f;
	counter->rows++;
	counter->set += row->values[row->entity->n_columns - 1].kind > VALUE_NULL;
	text_reset(&counter->last);
	text_add(&counter->last, last ? last : "");
	return true;
}

static bool count_scope(struct sink *sink, const struct scope *scope, struct fault *f)
{
	(void)sink, (void)scope, (void)f;
	return true;
}

static bool count_leftover(struct sink *sink, const struct leftover *leftover, struct fault *f)
{
	(void)sink, (void)leftover, (void)f;
	return true;
}

static void add_guest(struct row_set *guests)
{
	struct cell vmid = { .column = schema_column(guests->entity, "vmid"), .value = value_int(100) };

	row_add_cell(row_set_add(guests, "100"), &vmid, 0);
}

/* LENGTH elements, each 'begin', its number and a brace. */
static void extract(const char *read, const char *begin, struct counter *counter)
{
	static const struct rights none;
	struct document document = { .read = schema_read(read), .target = "100" };
	AUTO_TEXT struct text answer = TEXT_INIT;
	struct fault f = FAULT_INIT;
	struct row_set guests;
	struct extractor x;

	*counter = (struct counter){
		.sink = { .row = count_row, .scope = count_scope, .leftover = count_leftover },
		.last = TEXT_INIT,
	};
	text_add(&answer, "{\"result\":[");
	for (int i = 0; i < LENGTH; i++) {
		text_addf(&answer, "%s%s%d}", i ? "," : "", begin, i);
	}
	text_add(&answer, "]}");
	row_set_init(&guests, document.read->per);
	add_guest(&guests);
	document.context = guests.rows[0];
	document.data = json_slice_of(answer.data);
	extractor_init(&x, &counter->sink, &none);
	assert_int_equal(extract_document(&x, &document, &f), EXTRACT_DONE);
	extractor_clear(&x);
	row_set_clear(&guests);
}

static void test_rows_that_leave_with_their_element(void **state)
{
	struct counter counter;

	(void)state;
	extract("agent_vcpus", "{\"online\":true,\"can-offline\":false,\"logical-id\":", &counter);
	assert_int_equal(counter.rows, LENGTH);
	assert_int_equal(counter.set, LENGTH);
	assert_string_equal(counter.last.data, "299999");
	text_clear(&counter.last);
}

static void test_elements_of_one_key_are_numbered(void **state)
{
	struct counter counter;

	(void)state;
	extract("agent_users", "{\"user\":\"root\",\"login-time\":", &counter);
	assert_int_equal(counter.rows, LENGTH);
	assert_string_equal(counter.last.data, "root#300000");
	text_clear(&counter.last);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_that_leave_with_their_element),
		cmocka_unit_test(test_elements_of_one_key_are_numbered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
