/* fuzz_extract.c - any bytes as the answer of any read: rows keep their promises. */
#include <string.h>

#include "base/text.h"
#include "fuzz.h"
#include "walk/extract.h"

/* The first byte chooses the read; now and then all of them are tried. */
const char *const fuzz_seeds[] = {
	"a[{\"vmid\":100,\"type\":\"qemu\",\"node\":\"n\",\"status\":\"running\",\"tags\":\"b;a\"},"
	"{\"type\":\"storage\",\"storage\":\"s\",\"node\":\"n\",\"x\":{\"y\":[1,null]}}]",
	"b[{\"type\":\"cluster\",\"quorate\":1,\"name\":\"c\"},{\"type\":\"node\",\"name\":\"n\"}]",
	"c{\"migration\":{\"type\":\"secure\"},\"bwlimit\":\"clone=1,move=2\",\"new\":[]}",
	"d[{\"storage\":\"s\",\"type\":\"dir\",\"content\":\"iso\",\"prune-backups\":\"keep-last=3\"}]",
	"e{\"cpuinfo\":{\"flags\":\"a b\",\"hvm\":\"\"},\"loadavg\":[\"0.1\",\"0.2\"],\"wait\":0.5}",
	"f[{\"iface\":\"vmbr0\",\"type\":\"bridge\",\"active\":1,\"families\":[\"inet\"]}]",
	"g{\"net0\":\"virtio=AA:BB,bridge=vmbr0,tag=5\",\"scsi0\":\"data:x,size=32G\",\"memory\":\"512\","
	"\"ipconfig0\":\"ip=dhcp\",\"lxc\":[[\"a\",\"b\"]],\"agent\":1,\"cipassword\":\"x\"}",
	"hnull", "i\"text\"", "j[[[[]]]]", "k[{},{},null,1,\"x\"]", "l{\"data\":{}}", NULL,
};

static void check_text(const char *text)
{
	size_t length, size = strlen(text);

	for (; size; text += length, size -= length)
		FUZZ_CHECK(utf8_decode(text, size, &length) >= 0);
}

static bool take_row(struct sink *sink, const struct row *row, struct fault *f)
{
	(void)sink;
	(void)f;
	for (unsigned i = 0; i < row->entity->n_columns; i++) {
		const struct column *column = &row->entity->columns[i];

		if (row->values[i].kind == VALUE_TEXT) {
			check_text(row->values[i].text);
			FUZZ_CHECK(column->class != CLASS_SECRET || !strcmp(row->values[i].text, "set"));
		}
		FUZZ_CHECK(i >= row->entity->n_keys || row->values[i].kind > VALUE_NULL);
	}
	for (unsigned i = 0; i < row->entity->n_sources; i++)
		if (row->parts[i].extra) {
			cJSON *extra = json_parse(json_slice_of(row->parts[i].extra), NULL);

			FUZZ_CHECK(cJSON_IsObject(extra));
			cJSON_Delete(extra);
		}
	return true;
}

static bool take_scope(struct sink *sink, const struct scope *scope, struct fault *f)
{
	(void)sink;
	(void)f;
	for (unsigned i = 0; i < scope->count; i++)
		FUZZ_CHECK(scope->values[i].kind > VALUE_NULL);
	return true;
}

static bool take_leftover(struct sink *sink, const struct leftover *leftover, struct fault *f)
{
	cJSON *json = json_parse(json_slice_of(leftover->json), NULL);

	(void)sink;
	(void)f;
	check_text(leftover->path);
	FUZZ_CHECK(json);
	cJSON_Delete(json);
	return true;
}

static bool take_shape(struct sink *sink, const struct read *read, const char *json, struct fault *f)
{
	cJSON *fields = json_parse(json_slice_of(json), NULL);

	(void)sink;
	(void)read;
	(void)f;
	check_text(json);
	FUZZ_CHECK(cJSON_IsObject(fields));
	cJSON_Delete(fields);
	return true;
}

static const struct read *choose(uint8_t byte)
{
	unsigned skip = byte;

	for (unsigned i = 0;; i = (i + 1) % schema_read_count) {
		const struct read *read = schema_reads[i];

		if (read->sources && read->sources[0] && !read->confirms && skip-- == 0)
			return read;
	}
}

/* A row with every column set, to bind any variable of a path from. */
static const struct partial_row *context_for(struct row_set *set)
{
	struct partial_row *row = row_set_add(set, "context");

	for (unsigned i = 0; i < set->entity->n_columns; i++) {
		struct cell cell = { .column = &set->entity->columns[i] };

		value_from_text(&cell.value, &cell.column->rule, "7");
		row_add_cell(row, &cell, 0);
		value_clear(&cell.value);
	}
	return row;
}

static void try_read(const struct read *read, const uint8_t *bytes, size_t size)
{
	struct sink sink = { .row = take_row, .scope = take_scope, .leftover = take_leftover,
			     .shape = take_shape };
	struct document document = { .read = read, .target = "t" };
	static const struct rights none;
	struct fault f = FAULT_INIT;
	struct row_set contexts;
	struct extractor x;

	if (size)
		document.data = (struct json_slice){ (const char *)bytes + 1, size - 1 };
	else
		document.none = true;
	row_set_init(&contexts, read->per ? read->per : schema_entities[0]);
	document.context = read->per ? context_for(&contexts) : NULL;
	extractor_init(&x, &sink, &none);
	FUZZ_CHECK(extract_document(&x, &document, &f) != EXTRACT_REFUSED);
	for (unsigned i = 0; i < schema_entity_count; i++)
		for (size_t j = 0; j < x.rows[i].n_rows; j++)
			FUZZ_CHECK(extractor_hand_over(&x, x.rows[i].rows[j], &f));
	FUZZ_CHECK(extractor_hand_shapes(&x, &f));
	extractor_clear(&x);
	row_set_clear(&contexts);
	fault_clear(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	uint8_t first = size ? bytes[0] : 0;

	for (int i = 0; i < (size % 8 == 0 ? 16 : 1); i++)
		try_read(choose((uint8_t)(first + i)), bytes, size);
	return 0;
}
