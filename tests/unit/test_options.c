/* test_options.c - command lines: what is understood, what is refused, what the help says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above */
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "base/suggest.h"

struct values {
	bool flag, other;
	unsigned count;
	const char *text;
	int64_t number;
	int choice;
	struct words list;
	struct some {
		bool some;
		struct words each;
	} some; /* of the table that some commands share */
};

struct common {
	const char *store;
};

static const char *const colours[] = { "red", "green", "blue", NULL };

#define MEMBER(name) offsetof(struct values, name)
static const struct option own[] = {
	{ OPTION_FLAG, 'f', "flag", NULL, "a flag", MEMBER(flag), NULL },
	{ OPTION_FLAG, 0, "no-other", NULL, "another", MEMBER(other), NULL },
	{ OPTION_COUNT, 'v', "verbose", NULL, "say more", MEMBER(count), NULL },
	{ OPTION_TEXT, 't', "text", "TEXT", "a text", MEMBER(text), NULL },
	{ OPTION_TITLE, 0, NULL, NULL, "More", 0, NULL },
	{ OPTION_NUMBER, 'n', "number", "N", "a number", MEMBER(number), NULL },
	{ OPTION_CHOICE, 'c', "choice", "COLOUR", "a colour", MEMBER(choice), colours },
	{ OPTION_LIST, 'l', "list", "ITEM", "items", MEMBER(list), NULL },
	{ .kind = OPTION_END },
};
static const struct option some[] = {
	{ OPTION_FLAG, 's', "some", NULL, "a flag of some", offsetof(struct some, some), NULL },
	{ OPTION_LIST, 0, "each", "ITEM", "items of some", offsetof(struct some, each), NULL },
	{ .kind = OPTION_END },
};
static const struct option of_all[] = {
	{ OPTION_TEXT, 0, "store", "FILE", "the store", offsetof(struct common, store), NULL },
	{ .kind = OPTION_END },
};
static const struct exit_meaning exits[] = { { 0, "done" }, { 2, "wrong usage" }, { 0, NULL } };
static const struct example examples[] = { { "prog verb x", "does x" }, { NULL, NULL } };
static const struct syntax syntax = {
	.command = "prog verb",
	.arguments = "WHAT [MORE]",
	.summary = "Does what is asked.",
	.least = 1,
	.most = 2,
	.options = own,
	.shared = some,
	.shared_offset = offsetof(struct values, some),
	.common = of_all,
	.exits = exits,
	.examples = examples,
};

struct parsed {
	struct values values;
	struct common common;
	struct command_line line;
	struct fault fault;
	bool ok;
	char *argv[16]; /* what the values point into */
};

static struct parsed parse_as(const struct syntax *s, const char *const *words)
{
	struct parsed p = { .fault = FAULT_INIT };
	for (size_t i = 0; words[i]; i++)
		p.argv[i] = xstrdup(words[i]);
	p.ok = options_parse(s, &p.values, &p.common, p.argv, &p.line, &p.fault);
	return p;
}

static void parsed_clear(struct parsed *p)
{
	options_clear(&syntax, &p->values);
	command_line_clear(&p->line);
	fault_clear(&p->fault);
	for (size_t i = 0; p->argv[i]; i++)
		free(p->argv[i]);
}

#define PARSE(...) parse_as(&syntax, (const char *const[]){ __VA_ARGS__, NULL })

static void understands_all_forms(void **state)
{
	(void)state;
	struct parsed p = PARSE("-f", "a", "--text=x=y", "-vv", "-n", "12", "--choice", "blue", "-la", "-l",
				"b", "--store", "/s", "--verbose", "b");
	assert_true(p.ok);
	assert_true(p.values.flag);
	assert_false(p.values.other);
	assert_string_equal(p.values.text, "x=y");
	assert_int_equal(p.values.count, 3);
	assert_int_equal(p.values.number, 12);
	assert_int_equal(p.values.choice, 2);
	assert_int_equal(p.values.list.count, 2);
	assert_string_equal(p.values.list.items[0], "a");
	assert_string_equal(p.values.list.items[1], "b");
	assert_null(p.values.list.items[2]);
	assert_string_equal(p.common.store, "/s");
	assert_int_equal(p.line.arguments.count, 2);
	assert_string_equal(p.line.arguments.items[0], "a");
	parsed_clear(&p);
}

static void understands_the_options_of_some(void **state)
{
	(void)state;
	struct parsed p = PARSE("-fs", "--each", "x", "a", "--each=y");
	assert_true(p.ok);
	assert_true(p.values.flag);
	assert_true(p.values.some.some);
	assert_int_equal(p.values.some.each.count, 2);
	assert_string_equal(p.values.some.each.items[1], "y");
	parsed_clear(&p);
}

static void bundles_letters(void **state)
{
	(void)state;
	struct parsed p = PARSE("-fvtx", "a");
	assert_true(p.ok);
	assert_true(p.values.flag);
	assert_int_equal(p.values.count, 1);
	assert_string_equal(p.values.text, "x");
	parsed_clear(&p);
}

static void dashes_end_the_options(void **state)
{
	(void)state;
	struct parsed p = PARSE("--no-other", "--", "-f", "--text");
	assert_true(p.ok);
	assert_true(p.values.other);
	assert_false(p.values.flag);
	assert_string_equal(p.line.arguments.items[0], "-f");
	assert_string_equal(p.line.arguments.items[1], "--text");
	parsed_clear(&p);
	p = PARSE("-");
	assert_true(p.ok);
	assert_string_equal(p.line.arguments.items[0], "-");
	parsed_clear(&p);
}

static void empty_values_are_values(void **state)
{
	(void)state;
	struct parsed p = PARSE("--text=", "a", "-l", "");
	assert_true(p.ok);
	assert_string_equal(p.values.text, "");
	assert_int_equal(p.values.list.count, 1);
	parsed_clear(&p);
}

static void refused(const char *message, const char *hint, struct parsed p)
{
	assert_false(p.ok);
	assert_int_equal(p.fault.kind, FAULT_USAGE);
	assert_string_equal(p.fault.message, message);
	assert_string_equal(p.fault.hint, hint);
	parsed_clear(&p);
}

static void names_the_mistake(void **state)
{
	(void)state;
	const char *see = "see 'prog verb -h'";
	refused("unknown option --xyzzy", see, PARSE("--xyzzy", "a"));
	refused("unknown option --tekst", "did you mean --text? See 'prog verb -h'", PARSE("--tekst=3", "a"));
	refused("unknown option --stroe", "did you mean --store? See 'prog verb -h'", PARSE("--stroe"));
	refused("unknown option --num", "did you mean --number? See 'prog verb -h'", PARSE("--num", "3"));
	refused("unknown option -z", see, PARSE("-fz"));
	refused("unknown option -ü", see, PARSE("-ü"));
	refused("--text needs a value: TEXT", see, PARSE("a", "-t"));
	refused("--flag takes no value", see, PARSE("--flag=yes", "a"));
	refused("--number needs a number, not '1x'", see, PARSE("-n1x", "a"));
	refused("--number needs a number, not '-1'", see, PARSE("-n", "-1", "a"));
	refused("--number needs a number, not '99999999999999999999'", see,
		PARSE("-n", "99999999999999999999", "a"));
	refused("--choice 'gren' is not one of red, green or blue", "did you mean green? See 'prog verb -h'",
		PARSE("--choice=gren", "a"));
	refused("--text is given twice", see, PARSE("-tx", "a", "--text=x"));
	refused("--number is given twice", see, PARSE("-n1", "a", "-n2"));
	refused("--choice is given twice", see, PARSE("a", "--choice", "red", "-c", "blue"));
	refused("argument missing: prog verb WHAT [MORE]", see, PARSE("-f"));
	refused("unexpected argument 'c'", see, PARSE("a", "b", "c"));
}

static void help_wins_over_missing_arguments(void **state)
{
	(void)state;
	struct parsed p = PARSE("-f", "-h", "--bogus");
	assert_true(p.ok);
	assert_true(p.line.help);
	parsed_clear(&p);
}

static void verbs_come_first(void **state)
{
	(void)state;
	struct syntax first = syntax;
	first.verb_first = true;
	first.most = ARGUMENTS_ANY;
	struct parsed p =
		parse_as(&first, (const char *const[]){ "--store=x", "get", "--bogus", "-h", NULL });
	assert_true(p.ok);
	assert_false(p.line.help);
	assert_int_equal(p.line.arguments.count, 3);
	assert_string_equal(p.line.arguments.items[1], "--bogus");
	parsed_clear(&p);
}

static void help_comes_from_the_table(void **state)
{
	(void)state;
	AUTO_TEXT struct text t = TEXT_INIT;
	options_add_help(&t, &syntax, 60);
	assert_string_equal(t.data, "usage: prog verb [OPTION…] WHAT [MORE]\n"
				    "\n"
				    "Does what is asked.\n"
				    "\n"
				    "Options:\n"
				    "  -f, --flag              a flag\n"
				    "      --no-other          another\n"
				    "  -v, --verbose           say more\n"
				    "  -t, --text TEXT         a text\n"
				    "\n"
				    "More:\n"
				    "  -n, --number N          a number\n"
				    "  -c, --choice COLOUR     a colour: red, green or blue\n"
				    "  -l, --list ITEM         items (may be repeated)\n"
				    "\n"
				    "Shared options:\n"
				    "  -s, --some              a flag of some\n"
				    "      --each ITEM         items of some (may be repeated)\n"
				    "\n"
				    "Common options:\n"
				    "      --store FILE        the store\n"
				    "  -h, --help              show this help\n"
				    "\n"
				    "Exit codes:\n"
				    "  0   done\n"
				    "  2   wrong usage\n"
				    "\n"
				    "Examples:\n"
				    "  prog verb x\n"
				    "      does x\n");
}

static void long_help_is_wrapped(void **state)
{
	(void)state;
	AUTO_TEXT struct text t = TEXT_INIT;
	help_add_entry(&t, "--short", "one two three four five", 36);
	help_add_entry(&t, "--a-very-long-option-indeed FILE", "one two", 40);
	assert_string_equal(t.data, "  --short                 one two\n"
				    "                          three four\n"
				    "                          five\n"
				    "  --a-very-long-option-indeed FILE\n"
				    "                          one two\n");
}

static void distances(void **state)
{
	(void)state;
	assert_int_equal(edit_distance("", ""), 0);
	assert_int_equal(edit_distance("abc", ""), 3);
	assert_int_equal(edit_distance("", "abc"), 3);
	assert_int_equal(edit_distance("guest", "guets"), 1);
	assert_int_equal(edit_distance("guest", "geust"), 1);
	assert_int_equal(edit_distance("kitten", "sitting"), 3);
}

static void suggests_only_what_is_near(void **state)
{
	(void)state;
	struct suggestion s = { "gest", NULL, 0 };
	suggestion_offer(&s, "storage");
	assert_null(s.name);
	suggestion_offer(&s, "guest_nic");
	suggestion_offer(&s, "guest");
	suggestion_offer(&s, "guests");
	assert_string_equal(s.name, "guest");
	s = (struct suggestion){ "x", NULL, 0 };
	suggestion_offer(&s, "y");
	assert_null(s.name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(understands_all_forms),
		cmocka_unit_test(understands_the_options_of_some),
		cmocka_unit_test(bundles_letters),
		cmocka_unit_test(dashes_end_the_options),
		cmocka_unit_test(empty_values_are_values),
		cmocka_unit_test(names_the_mistake),
		cmocka_unit_test(help_wins_over_missing_arguments),
		cmocka_unit_test(verbs_come_first),
		cmocka_unit_test(help_comes_from_the_table),
		cmocka_unit_test(long_help_is_wrapped),
		cmocka_unit_test(distances),
		cmocka_unit_test(suggests_only_what_is_near),
	};
	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
