#include "base/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "base/wrap.h"

static const struct option help_option = {
	OPTION_FLAG, 'h', "help", NULL, "show this help", offsetof(struct command_line, help), NULL,
};

void words_add(struct words *words, const char *word)
{
	words->items = xreallocarray(words->items, words->count + 2, sizeof *words->items);
	words->items[words->count++] = word;
	words->items[words->count] = NULL;
}

void words_clear(struct words *words)
{
	free(words->items);
	words->items = NULL;
	words->count = 0;
}

void command_line_clear(struct command_line *line)
{
	words_clear(&line->arguments);
	words_clear(&line->given);
}

/* --- parsing */

struct parser {
	const struct syntax *syntax;
	void *values, *common;
	char *const *next; /* the word after the one being read */
	struct command_line *line;
	struct fault *f;
};

/* An option found, and where its value goes. */
struct found {
	const struct option *option;
	void *member;
};

static bool usage_fault(struct fault *f, const struct syntax *syntax)
{
	return fault_hint(f, "see '%s -h'", syntax->command);
}

static bool is_option(const struct option *option, const char *name, size_t length, char letter)
{
	if (option->kind == OPTION_TITLE)
		return false;
	if (letter)
		return option->letter == letter;
	return option->name && strlen(option->name) == length && memcmp(option->name, name, length) == 0;
}

static struct found find_in(const struct option *table, void *values, const char *name, size_t length,
			    char letter)
{
	for (const struct option *o = table; o && o->kind != OPTION_END; o++) {
		if (is_option(o, name, length, letter))
			return (struct found){ o, (char *)values + o->offset };
	}
	return (struct found){ NULL, NULL };
}

static void *shared_values(const struct syntax *syntax, void *values)
{
	return syntax->shared ? (char *)values + syntax->shared_offset : NULL;
}

/* By letter, or by 'length' bytes of 'name' when letter is 0. */
static struct found find_option(struct parser *p, const char *name, size_t length, char letter)
{
	const struct syntax *syntax = p->syntax;
	struct found found = find_in(syntax->options, p->values, name, length, letter);
	if (!found.option)
		found = find_in(syntax->shared, shared_values(syntax, p->values), name, length, letter);
	if (!found.option)
		found = find_in(syntax->common, p->common, name, length, letter);
	if (!found.option && is_option(&help_option, name, length, letter))
		found = (struct found){ &help_option, &p->line->help };
	return found;
}

static void offer_options(struct suggestion *suggestion, const struct option *table)
{
	for (const struct option *o = table; o && o->kind != OPTION_END; o++) {
		if (o->kind != OPTION_TITLE && o->name)
			suggestion_offer(suggestion, o->name);
	}
}

static bool unknown_option(struct parser *p, const char *name, size_t length)
{
	AUTO_FREE char *word = xstrndup(name, length);
	struct suggestion near = { word, NULL, 0 };
	offer_options(&near, p->syntax->options);
	offer_options(&near, p->syntax->shared);
	offer_options(&near, p->syntax->common);
	suggestion_offer(&near, help_option.name);
	fault_set(p->f, FAULT_USAGE, "unknown option --%s", word);
	if (near.name)
		return fault_hint(p->f, "did you mean --%s? See '%s -h'", near.name, p->syntax->command);
	return usage_fault(p->f, p->syntax);
}

bool option_takes_value(const struct option *option)
{
	return option->kind != OPTION_FLAG && option->kind != OPTION_COUNT;
}

static bool set_number(const struct option *option, int64_t *member, const char *value,
		       const struct syntax *syntax, struct fault *f)
{
	char *end = NULL;
	errno = 0;
	long long number = strtoll(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end || errno) {
		fault_set(f, FAULT_USAGE, "--%s needs a number, not '%s'", option->name, value);
		return usage_fault(f, syntax);
	}
	*member = number;
	return true;
}

static void add_choices(struct text *t, const char *const *choices)
{
	for (size_t i = 0; choices[i]; i++) {
		if (i > 0)
			text_add(t, choices[i + 1] ? ", " : " or ");
		text_add(t, choices[i]);
	}
}

static bool set_choice(const struct option *option, int *member, const char *value,
		       const struct syntax *syntax, struct fault *f)
{
	struct suggestion near = { value, NULL, 0 };
	for (int i = 0; option->choices[i]; i++) {
		if (strcmp(option->choices[i], value) == 0) {
			*member = i;
			return true;
		}
		suggestion_offer(&near, option->choices[i]);
	}
	AUTO_TEXT struct text all = TEXT_INIT;
	add_choices(&all, option->choices);
	fault_set(f, FAULT_USAGE, "--%s '%s' is not one of %s", option->name, value, all.data);
	if (near.name)
		return fault_hint(f, "did you mean %s? See '%s -h'", near.name, syntax->command);
	return usage_fault(f, syntax);
}

static bool set_member(const struct parser *p, const struct found *found, const char *value)
{
	switch (found->option->kind) {
	case OPTION_FLAG:
		*(bool *)found->member = true;
		return true;
	case OPTION_COUNT:
		*(unsigned *)found->member += 1;
		return true;
	case OPTION_TEXT:
		*(const char **)found->member = value;
		return true;
	case OPTION_LIST:
		words_add(found->member, value);
		return true;
	case OPTION_NUMBER:
		return set_number(found->option, found->member, value, p->syntax, p->f);
	case OPTION_CHOICE:
		return set_choice(found->option, found->member, value, p->syntax, p->f);
	case OPTION_END:
	case OPTION_TITLE:
		break;
	}
	return fault_set(p->f, FAULT_BUG, "option table of %s", p->syntax->command);
}

/* Of two values one would be passed over: which one is meant? */
static bool note_given(struct parser *p, const struct option *option)
{
	struct words *given = &p->line->given;
	for (size_t i = 0; i < given->count; i++) {
		if (strcmp(given->items[i], option->name) == 0) {
			fault_set(p->f, FAULT_USAGE, "--%s is given twice", option->name);
			return usage_fault(p->f, p->syntax);
		}
	}
	words_add(given, option->name);
	return true;
}

/* 'given' is the value written with the option, or null: the next word is it. */
static bool take_value(struct parser *p, const struct found *found, const char *given)
{
	if (found->option->kind != OPTION_LIST && !note_given(p, found->option))
		return false;
	if (!given) {
		if (!*p->next) {
			fault_set(p->f, FAULT_USAGE, "--%s needs a value: %s", found->option->name,
				  found->option->value);
			return usage_fault(p->f, p->syntax);
		}
		given = *p->next++;
	}
	return set_member(p, found, given);
}

static bool parse_long(struct parser *p, const char *word)
{
	size_t length = strcspn(word, "=");
	const char *given = word[length] ? word + length + 1 : NULL;
	struct found found = find_option(p, word, length, 0);
	if (!found.option)
		return unknown_option(p, word, length);
	if (option_takes_value(found.option))
		return take_value(p, &found, given);
	if (given) {
		fault_set(p->f, FAULT_USAGE, "--%s takes no value", found.option->name);
		return usage_fault(p->f, p->syntax);
	}
	return set_member(p, &found, NULL);
}

/* A bundle of letters; the first that takes a value takes the rest, or the next word. */
static bool parse_letters(struct parser *p, const char *letters)
{
	while (*letters) {
		struct found found = find_option(p, NULL, 0, *letters);
		if (!found.option) {
			size_t length;
			utf8_decode(letters, strlen(letters), &length);
			fault_set(p->f, FAULT_USAGE, "unknown option -%.*s", (int)length, letters);
			return usage_fault(p->f, p->syntax);
		}
		letters++;
		if (option_takes_value(found.option))
			return take_value(p, &found, *letters ? letters : NULL);
		if (!set_member(p, &found, NULL))
			return false;
	}
	return true;
}

static bool parse_words(struct parser *p)
{
	bool options = true;
	while (*p->next && !p->line->help) {
		const char *word = *p->next++;
		bool is_argument = !options || word[0] != '-' || !word[1];
		if (is_argument) {
			words_add(&p->line->arguments, word);
			if (p->syntax->verb_first)
				break;
		} else if (strcmp(word, "--") == 0) {
			options = false;
		} else if (!(word[1] == '-' ? parse_long(p, word + 2) : parse_letters(p, word + 1))) {
			return false;
		}
	}
	while (*p->next && !p->line->help)
		words_add(&p->line->arguments, *p->next++);
	return true;
}

static bool check_count(const struct syntax *syntax, const struct words *arguments, struct fault *f)
{
	if (arguments->count < syntax->least)
		fault_set(f, FAULT_USAGE, "argument missing: %s %s", syntax->command, syntax->arguments);
	else if (arguments->count > syntax->most)
		fault_set(f, FAULT_USAGE, "unexpected argument '%s'", arguments->items[syntax->most]);
	else
		return true;
	return usage_fault(f, syntax);
}

bool options_parse(const struct syntax *syntax, void *values, void *common, char *const *argv,
		   struct command_line *ret, struct fault *f)
{
	struct parser parser = { syntax, values, common, argv, ret, f };
	if (!parse_words(&parser))
		return false;
	return ret->help || check_count(syntax, &ret->arguments, f);
}

static void clear_lists(const struct option *table, void *values)
{
	for (const struct option *o = table; o && o->kind != OPTION_END; o++) {
		if (o->kind == OPTION_LIST)
			words_clear((struct words *)(void *)((char *)values + o->offset));
	}
}

void options_clear(const struct syntax *syntax, void *values)
{
	clear_lists(syntax->options, values);
	clear_lists(syntax->shared, shared_values(syntax, values));
}

/* --- the tables */

const struct option *syntax_option(const struct syntax *syntax, const char *name, size_t length, char letter)
{
	const struct option *const tables[] = { syntax->options, syntax->shared, syntax->common };
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		struct found found = find_in(tables[i], NULL, name, length, letter);
		if (found.option)
			return found.option;
	}
	return is_option(&help_option, name, length, letter) ? &help_option : NULL;
}

void syntax_each_option(const struct syntax *syntax, option_function *function, void *context)
{
	const struct option *const tables[] = { syntax->options, syntax->shared, syntax->common };
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		for (const struct option *o = tables[i]; o && o->kind != OPTION_END; o++) {
			if (o->kind != OPTION_TITLE)
				function(context, o);
		}
	}
	function(context, &help_option);
}

bool syntax_argument(const struct syntax *syntax, unsigned index, struct argument *ret)
{
	int depth = 0;
	for (const char *s = syntax->arguments; *s;) {
		size_t size = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
		if (size == 0) {
			depth += (*s == '[') - (*s == ']');
			s++;
		} else if (index-- > 0) {
			s += size + strcspn(s + size, " ]");
		} else {
			*ret = (struct argument){ s, size, depth > 0, text_starts_with(s + size, "…") };
			return true;
		}
	}
	return false;
}

/* --- help */

#define LABEL_WIDTH 26

static void add_spaces(struct text *t, size_t count)
{
	while (count-- > 0)
		text_add_char(t, ' ');
}

void help_add_entry(struct text *t, const char *label, const char *help, size_t width)
{
	size_t used = text_width(label) + 2;
	text_addf(t, "  %s", label);
	if (used + 2 > LABEL_WIDTH) {
		text_add_char(t, '\n');
		used = 0;
	}
	add_spaces(t, LABEL_WIDTH - used);
	text_add_wrapped(t, help, LABEL_WIDTH, LABEL_WIDTH, width);
	text_add_char(t, '\n');
}

static void add_option(struct text *t, const struct option *option, size_t width)
{
	AUTO_TEXT struct text label = TEXT_INIT, help = TEXT_INIT;
	if (option->letter)
		text_addf(&label, "-%c, ", option->letter);
	else
		text_add(&label, "    ");
	text_addf(&label, "--%s%s%s", option->name, option_takes_value(option) ? " " : "",
		  option_takes_value(option) ? option->value : "");
	text_add(&help, option->help);
	if (option->kind == OPTION_CHOICE) {
		text_add(&help, ": ");
		add_choices(&help, option->choices);
	}
	if (option->kind == OPTION_LIST)
		text_add(&help, " (may be repeated)");
	help_add_entry(t, label.data, help.data, width);
}

static void add_table(struct text *t, const struct option *table, const char *title, size_t width)
{
	if (!table || table->kind == OPTION_END)
		return;
	if (table->kind != OPTION_TITLE)
		text_addf(t, "\n%s:\n", title);
	for (const struct option *o = table; o->kind != OPTION_END; o++) {
		if (o->kind == OPTION_TITLE)
			text_addf(t, "\n%s:\n", o->help);
		else
			add_option(t, o, width);
	}
}

void options_add_usage(struct text *t, const struct syntax *syntax, size_t width)
{
	text_addf(t, "usage: %s [OPTION…]%s%s\n\n%s\n", syntax->command, *syntax->arguments ? " " : "",
		  syntax->arguments, syntax->summary);
	if (!syntax->description)
		return;
	text_add_char(t, '\n');
	text_add_wrapped(t, syntax->description, 0, 0, width);
	text_add_char(t, '\n');
}

void options_add_tables(struct text *t, const struct syntax *syntax, size_t width)
{
	add_table(t, syntax->options, "Options", width);
	add_table(t, syntax->shared, "Shared options", width);
	add_table(t, syntax->common, "Common options", width);
	add_option(t, &help_option, width);
}

void options_add_notes(struct text *t, const struct syntax *syntax, size_t width)
{
	if (syntax->exits)
		text_add(t, "\nExit codes:\n");
	for (const struct exit_meaning *e = syntax->exits; e && e->meaning; e++) {
		AUTO_FREE char *label = xasprintf("%d", e->code);
		text_addf(t, "  %-4s", label);
		text_add_wrapped(t, e->meaning, 6, 6, width);
		text_add_char(t, '\n');
	}
	if (syntax->examples)
		text_add(t, "\nExamples:\n");
	for (const struct example *e = syntax->examples; e && e->command; e++) {
		text_addf(t, "  %s\n      ", e->command);
		text_add_wrapped(t, e->help, 6, 6, width);
		text_add_char(t, '\n');
	}
}

void options_add_help(struct text *t, const struct syntax *syntax, size_t width)
{
	options_add_usage(t, syntax, width);
	options_add_tables(t, syntax, width);
	options_add_notes(t, syntax, width);
}
