/* test_print.c - rows in each format, in pipes and on terminals, with hostile names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above */
#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "report/path.h"
#include "report/print.h"
#include "report/render.h"

static const struct print_column columns[] = {
	{ "cluster", TYPE_TEXT },    { "vmid", TYPE_INT },      { "name", TYPE_TEXT },
	{ "memory", TYPE_BYTES },    { "template", TYPE_BOOL }, { "tags", TYPE_LIST },
	{ "uptime", TYPE_DURATION }, { "cpu", TYPE_FRACTION },  { "created", TYPE_TIMESTAMP },
	{ "extra", TYPE_JSON },
};
#define N_COLUMNS (sizeof columns / sizeof *columns)

static const struct sheet sheet = {
	.columns = columns,
	.n_columns = N_COLUMNS,
	.names_unknown = false,
	.envelope = "\"entity\":\"guest\",\"clusters\":[]",
	.rows_name = "rows",
};

static const struct print_column name_only[] = { { "name", TYPE_TEXT } };
static const struct sheet names = { name_only, 1, false, NULL, "rows" };

#define TEXT(s)                                                                                              \
	{                                                                                                    \
		.kind = VALUE_TEXT, .text = text(s)                                                          \
	}
#define INTEGER(i)                                                                                           \
	{                                                                                                    \
		.kind = VALUE_INT, .integer = i                                                              \
	}
#define REAL(r)                                                                                              \
	{                                                                                                    \
		.kind = VALUE_REAL, .real = r                                                                \
	}
#define NOTHING                                                                                              \
	{                                                                                                    \
		.kind = VALUE_NULL                                                                           \
	}
#define UNKNOWN                                                                                              \
	{                                                                                                    \
		.kind = VALUE_UNKNOWN                                                                        \
	}

/* Values of rows are borrowed here; nothing writes to them. */
static char *text(const char *s)
{
	static char store[32][256];
	static size_t next;
	char *copy = store[next++ % 32];
	assert_true(strlen(s) < sizeof store[0]);
	memcpy(copy, s, strlen(s) + 1);
	return copy;
}

struct printing {
	enum print_format format;
	bool terminal, csv_safe;
	const struct sheet *sheet;
	const char *unknown_parts;
};

static char *print_rows(const struct printing *how, const struct value *values, size_t n_rows)
{
	char *data = NULL;
	size_t size = 0;
	struct fault f = FAULT_INIT;
	FILE *stream = open_memstream(&data, &size);
	struct output out = { .stream = stream, .terminal = how->terminal };
	struct print_options options = { how->format, how->csv_safe };
	struct printer *printer = printer_new(&out, &options, how->sheet);
	for (size_t i = 0; i < n_rows; i++)
		printer_row(printer, values + i * how->sheet->n_columns, how->unknown_parts);
	printer_end(printer);
	printer_free(printer);
	assert_true(output_finish(&out, &f));
	fclose(stream);
	return data;
}

static void prints(const struct printing *how, const struct value *values, size_t n_rows,
		   const char *expected)
{
	AUTO_FREE char *printed = print_rows(how, values, n_rows);
	assert_string_equal(printed, expected);
}

static void fill_rows(struct value *rows)
{
	struct value filled[] = {
		TEXT("lab"),
		INTEGER(100),
		TEXT("web01"),
		INTEGER(4294967296),
		INTEGER(1),
		TEXT("[\"a\",\"b\"]"),
		INTEGER(273600),
		REAL(0.1234),
		INTEGER(1763613130),
		TEXT("{\"cfg\":{\"x\":1}}"),
		TEXT("lab"),
		INTEGER(101),
		TEXT(""),
		NOTHING,
		INTEGER(0),
		TEXT("[]"),
		NOTHING,
		UNKNOWN,
		UNKNOWN,
		NOTHING,
	};
	memcpy(rows, filled, sizeof filled);
}

static void table(void **state)
{
	(void)state;
	struct value rows[2 * N_COLUMNS];
	struct printing how = { PRINT_TABLE, false, false, &sheet, NULL };
	fill_rows(rows);
	prints(&how, rows, 2,
	       "CLUSTER VMID NAME   MEMORY TEMPLATE TAGS   UPTIME   CPU CREATED              EXTRA\n"
	       "lab      100 web01 4.0 GiB yes      a,b     3d 4h 12.3% 2025-11-20T04:32:10Z "
	       "{\"cfg\":{\"x\":1}}\n"
	       "lab      101 \"\"          - no       (none)      -     ? ?                    -\n");
	prints(&how, rows, 0, "");
}

static void json(void **state)
{
	(void)state;
	struct value rows[2 * N_COLUMNS];
	struct printing how = { PRINT_JSON, false, false, &sheet, NULL };
	fill_rows(rows);
	prints(&how, rows, 2,
	       "{\"pveinv\":1,\"entity\":\"guest\",\"clusters\":[],\"rows\":[\n"
	       "{\"cluster\":\"lab\",\"vmid\":100,\"name\":\"web01\",\"memory\":4294967296,\"template\":true,"
	       "\"tags\":[\"a\",\"b\"],\"uptime\":273600,\"cpu\":0.1234,\"created\":1763613130,"
	       "\"extra\":{\"cfg\":{\"x\":1}}},\n"
	       "{\"cluster\":\"lab\",\"vmid\":101,\"name\":\"\",\"memory\":null,\"template\":false,\"tags\":["
	       "],"
	       "\"uptime\":null,\"extra\":null,\"unknown\":[\"cpu\",\"created\"]}\n"
	       "]}\n");
	prints(&how, rows, 0, "{\"pveinv\":1,\"entity\":\"guest\",\"clusters\":[],\"rows\":[]}\n");
}

static void ndjson(void **state)
{
	(void)state;
	struct value rows[2 * N_COLUMNS];
	struct printing how = { PRINT_NDJSON, false, false, &sheet, NULL };
	fill_rows(rows);
	prints(&how, rows + N_COLUMNS, 1,
	       "{\"cluster\":\"lab\",\"vmid\":101,\"name\":\"\",\"memory\":null,\"template\":false,\"tags\":["
	       "],"
	       "\"uptime\":null,\"extra\":null,\"unknown\":[\"cpu\",\"created\"]}\n");
	prints(&how, rows, 0, "");
	how.unknown_parts = "\"extra.cfg\"";
	how.sheet = &names;
	prints(&how, rows + 2, 1, "{\"name\":\"web01\",\"unknown\":[\"extra.cfg\"]}\n");
}

static void csv(void **state)
{
	(void)state;
	struct value rows[2 * N_COLUMNS];
	struct sheet with_unknown = sheet;
	struct printing how = { PRINT_CSV, false, false, &with_unknown, NULL };
	with_unknown.names_unknown = true;
	fill_rows(rows);
	prints(&how, rows, 2,
	       "cluster,vmid,name,memory,template,tags,uptime,cpu,created,extra,unknown\r\n"
	       "lab,100,web01,4294967296,true,\"[\"\"a\"\",\"\"b\"\"]\",273600,0.1234,1763613130,"
	       "\"{\"\"cfg\"\":{\"\"x\"\":1}}\",\r\n"
	       "lab,101,\"\",,false,[],,,,,\"[\"\"cpu\"\",\"\"created\"\"]\"\r\n");
}

static void csv_quotes_what_it_must(void **state)
{
	(void)state;
	struct printing how = { PRINT_CSV, false, false, &names, NULL };
	struct value rows[] = { TEXT("a,b"), TEXT("say \"x\""), TEXT("line\r\nbreak"), TEXT(" blank"),
				NOTHING,     TEXT("=1+1"),      TEXT("plain") };
	prints(&how, rows, 7,
	       "name\r\n\"a,b\"\r\n\"say \"\"x\"\"\"\r\n\"line\r\nbreak\"\r\n\" blank\"\r\n"
	       "\"\"\r\n=1+1\r\nplain\r\n");
}

static void csv_can_be_made_safe(void **state)
{
	(void)state;
	struct printing how = { PRINT_CSV, false, true, &names, NULL };
	struct value rows[] = { TEXT("=cmd|' /C calc'!A0"),
				TEXT("+1"),
				TEXT("-1"),
				TEXT("@x"),
				TEXT("\t=1"),
				TEXT("\r=1"),
				TEXT("\uff1d1"),
				TEXT("a=1"),
				INTEGER(-5) };
	prints(&how, rows, 9,
	       "name\r\n'=cmd|' /C calc'!A0\r\n'+1\r\n'-1\r\n'@x\r\n'\t=1\r\n\"'\r=1\"\r\n"
	       "'\uff1d1\r\na=1\r\n-5\r\n");
}

static void tsv_has_a_line_a_row(void **state)
{
	(void)state;
	struct sheet with_unknown = names;
	struct printing how = { PRINT_TSV, false, false, &with_unknown, NULL };
	struct value rows[] = { TEXT("a\tb"), TEXT("line\r\nbreak"), TEXT("back\\slash"), TEXT("say \"x\""),
				NOTHING,      UNKNOWN };
	with_unknown.names_unknown = true;
	prints(&how, rows, 6,
	       "name\tunknown\na\\tb\t\nline\\r\\nbreak\t\nback\\\\slash\t\nsay \"x\"\t\n\t\n\t[\"name\"]\n");
	how.csv_safe = true;
	prints(&how, &(struct value)TEXT("=1+1"), 1, "name\tunknown\n'=1+1\t\n");
}

static void yaml(void **state)
{
	(void)state;
	struct value rows[2 * N_COLUMNS];
	struct printing how = { PRINT_YAML, false, false, &sheet, NULL };
	fill_rows(rows);
	prints(&how, rows, 2,
	       "pveinv: 1\nentity: guest\nclusters: []\nrows:\n"
	       "- cluster: lab\n  vmid: 100\n  name: web01\n  memory: 4294967296\n  template: true\n"
	       "  tags: [a, b]\n  uptime: 273600\n  cpu: 0.1234\n  created: 1763613130\n"
	       "  extra:\n    cfg:\n      x: 1\n"
	       "- cluster: lab\n  vmid: 101\n  name: \"\"\n  memory: null\n  template: false\n  tags: []\n"
	       "  uptime: null\n  extra: null\n  unknown: [cpu, created]\n");
	prints(&how, rows, 0, "pveinv: 1\nentity: guest\nclusters: []\nrows: []\n");
}

/* What some version of YAML takes for a boolean, a number, a date, a reference or two lines. */
static void yaml_quotes_what_it_must(void **state)
{
	(void)state;
	struct printing how = { PRINT_YAML, false, false, &names, NULL };
	struct value rows[] = { TEXT("No"),  TEXT("1e3"),    TEXT("2026-11-20"), TEXT("*x"),
				TEXT("a: b"), TEXT("a #b"),   TEXT("~"),	  TEXT("x\u2028y\xc2\x85z"),
				TEXT("-"),   TEXT("null-ish"), TEXT("\U000e0041") };
	prints(&how, rows, 11,
	       "pveinv: 1\nrows:\n- name: \"No\"\n- name: \"1e3\"\n- name: \"2026-11-20\"\n- name: \"*x\"\n"
	       "- name: \"a: b\"\n- name: \"a #b\"\n- name: \"~\"\n- name: \"x\\u2028y\\u0085z\"\n"
	       "- name: \"-\"\n- name: null-ish\n- name: \"\\U000e0041\"\n");
}

static void markdown(void **state)
{
	(void)state;
	struct print_column two[] = { { "name", TYPE_TEXT }, { "memory", TYPE_BYTES } };
	struct sheet small = { two, 2, false, NULL, NULL };
	struct printing how = { PRINT_MARKDOWN, false, false, &small, NULL };
	struct value rows[] = { TEXT("a|b <img> _x_ y_z"), INTEGER(1024), TEXT("line\nbreak"), UNKNOWN };
	prints(&how, rows, 2,
	       "| name | memory |\n| --- | ---: |\n"
	       "| a\\|b \\<img\\> \\_x\\_ y_z | 1.0 KiB |\n| line\\\\u{a}break | ? |\n");
	prints(&how, rows, 0, "");
}

static void name_is_the_first_column(void **state)
{
	(void)state;
	struct value rows[] = { TEXT("lab/vm/100"), TEXT("a\nb") };
	struct printing how = { PRINT_NAME, false, false, &names, NULL };
	prints(&how, rows, 2, "lab/vm/100\na\\u{a}b\n");
}

static void path_of(const char *entity, const struct value *key, const char *expected)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	path_add(&t, schema_entity(entity), "lab", key);
	assert_string_equal(t.data, expected);
}

static void paths_are_unique(void **state)
{
	(void)state;
	struct value disk[] = { INTEGER(100), TEXT("scsi0") };
	struct value interface[] = { TEXT("pve1"), TEXT("vmbr0") };
	struct value pool[] = { TEXT("a/b") }, percent[] = { TEXT("a%2Fb \u00e4") };
	struct value rule[] = { TEXT("cluster"), TEXT(""), TEXT("x/y") };
	path_of("guest", disk, "lab/vm/100");
	path_of("guest_disk", disk, "lab/vm/100/disk/scsi0");
	path_of("node_interface", interface, "lab/node/pve1/interface/vmbr0");
	path_of("pool", pool, "lab/pool/a%2Fb");
	path_of("pool", percent, "lab/pool/a%252Fb%20%C3%A4");
	path_of("firewall_rule", rule, "lab/firewall_rule/cluster/-/x%2Fy");
}

/* ESC, newline, right-to-left override, a tag character beyond the basic plane, and an umlaut. */
#define HOSTILE "\033[31mred\n\u202eevil\U000e0041 \u00e4"

static void terminals_see_no_hostile_character(void **state)
{
	(void)state;
	struct value row[] = { TEXT(HOSTILE) };
	struct printing how = { PRINT_TABLE, true, false, &names, NULL };
	prints(&how, row, 1, "NAME\n\\u{1b}[31mred\\u{a}\\u{202e}evil\\u{e0041} ä\n");
	how.format = PRINT_CSV;
	prints(&how, row, 1, "name\r\n\\u{1b}[31mred\\u{a}\\u{202e}evil\\u{e0041} ä\r\n");
	how.format = PRINT_NDJSON;
	prints(&how, row, 1, "{\"name\":\"\\u001b[31mred\\n\\u202eevil\\udb40\\udc41 ä\"}\n");
	how.format = PRINT_JSON;
	prints(&how, row, 1,
	       "{\"pveinv\":1,\"rows\":[\n"
	       "{\"name\":\"\\u001b[31mred\\n\\u202eevil\\udb40\\udc41 ä\"}\n]}\n");
}

/* libsmartcols 2.38 hangs over "ä" in the C locale when it must not encode. */
static void tables_end_in_any_locale(void **state)
{
	(void)state;
	struct value row[] = { TEXT("x \u00e4") };
	struct printing how = { PRINT_TABLE, false, false, &names, NULL };
	setlocale(LC_CTYPE, "C");
	AUTO_FREE char *printed = print_rows(&how, row, 1);
	assert_non_null(strstr(printed, "x "));
	setlocale(LC_CTYPE, "C.UTF-8");
}

static void pipes_get_raw_data_and_whole_rows(void **state)
{
	(void)state;
	struct value row[] = { TEXT(HOSTILE) };
	struct printing how = { PRINT_CSV, false, false, &names, NULL };
	prints(&how, row, 1, "name\r\n\"" HOSTILE "\"\r\n");
	how.format = PRINT_NDJSON;
	prints(&how, row, 1, "{\"name\":\"\\u001b[31mred\\n\u202eevil\U000e0041 ä\"}\n");
	how.format = PRINT_TABLE; /* a row stays a line */
	prints(&how, row, 1, "NAME\n\\u{1b}[31mred\\u{a}\\u{202e}evil\\u{e0041} ä\n");
}

static void renders(enum value_type type, struct value v, const char *expected)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	render_human(&t, type, &v);
	assert_string_equal(t.data, expected);
}

static void renders_for_people(void **state)
{
	(void)state;
	renders(TYPE_BYTES, (struct value)INTEGER(512), "512 B");
	renders(TYPE_BYTES, (struct value)INTEGER(34359738368), "32.0 GiB");
	renders(TYPE_BYTES, (struct value)REAL(1536), "1.5 KiB");
	renders(TYPE_FRACTION, (struct value)INTEGER(1), "100.0%");
	renders(TYPE_TIMESTAMP, (struct value)INTEGER(0), "1970-01-01T00:00:00Z");
	renders(TYPE_TEXT, (struct value)TEXT("-"), "\"-\"");
	renders(TYPE_TEXT, (struct value)TEXT("?"), "\"?\"");
	renders(TYPE_TEXT, (struct value)NOTHING, "-");
	renders(TYPE_TEXT, (struct value)UNKNOWN, "?");
	renders(TYPE_LIST, (struct value)TEXT("no list"), "no list");
	renders(TYPE_LIST, (struct value)TEXT("[\"a\\nb\",{\"x\":1}]"), "a\\u{a}b,{\"x\":1}");
	renders(TYPE_BYTES, (struct value)TEXT("odd"), "odd");
}

static void a_full_disk_is_an_error(void **state)
{
	(void)state;
	struct fault f = FAULT_INIT;
	FILE *stream = fopen("/dev/full", "w");
	if (!stream)
		skip();
	struct output out = { .stream = stream };
	output_string(&out, "text\n");
	assert_false(output_finish(&out, &f));
	assert_int_equal(f.kind, FAULT_STORE);
	assert_string_equal(f.message, "stdout: No space left on device");
	assert_true(output_gone(&out));
	fault_clear(&f);
	fclose(stream);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(json),
		cmocka_unit_test(ndjson),
		cmocka_unit_test(csv),
		cmocka_unit_test(csv_quotes_what_it_must),
		cmocka_unit_test(csv_can_be_made_safe),
		cmocka_unit_test(tsv_has_a_line_a_row),
		cmocka_unit_test(yaml),
		cmocka_unit_test(yaml_quotes_what_it_must),
		cmocka_unit_test(markdown),
		cmocka_unit_test(name_is_the_first_column),
		cmocka_unit_test(paths_are_unique),
		cmocka_unit_test(terminals_see_no_hostile_character),
		cmocka_unit_test(tables_end_in_any_locale),
		cmocka_unit_test(pipes_get_raw_data_and_whole_rows),
		cmocka_unit_test(renders_for_people),
		cmocka_unit_test(a_full_disk_is_an_error),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("print", tests, NULL, NULL);
}
