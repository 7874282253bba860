/* complete.c - pveinv complete (hidden): what may stand where the cursor is. See complete.h.
 *
 * pveinv complete -- WORD… has the words behind "pveinv" up to the cursor, the last one perhaps empty. It
 * prints a line for each candidate: the whole word, a tab, what it is. ":files", a tab and the part of the
 * word before the file's name, asks for files; ":nospace" asks for no blank behind the word.
 */
#include "cmd/complete.h"

#include <stdlib.h>
#include <string.h>

void complete_offer(const struct completion *c, const char *word, const char *help)
{
	struct output *out = &c->command->out;
	if (!text_starts_with(word, c->prefix + c->skip) || word[strcspn(word, "\t\n")])
		return;
	output_string(out, c->before);
	output_bytes(out, c->prefix, c->skip);
	output_string(out, word);
	if (help) {
		AUTO_TEXT struct text visible = TEXT_INIT;
		text_add_visible(&visible, help);
		output_string(out, "\t");
		output_text(out, &visible);
	}
	output_string(out, "\n");
}

void complete_offer_files(const struct completion *c)
{
	output_string(&c->command->out, ":files\t");
	output_string(&c->command->out, c->before);
	output_bytes(&c->command->out, c->prefix, c->skip);
	output_string(&c->command->out, "\n");
}

void complete_without_blank(const struct completion *c)
{
	output_string(&c->command->out, ":nospace\n");
}

void complete_offer_verbs(const struct completion *c, const struct verb *const *table)
{
	for (; table && *table; table++) {
		if (!(*table)->hidden)
			complete_offer(c, (*table)->name, (*table)->syntax->summary);
	}
}

/* --- options */

static void offer_option(void *context, const struct option *option)
{
	const struct completion *c = context;
	AUTO_FREE char *name = xasprintf("--%s", option->name);
	complete_offer(c, name, option->help);
	if (option->letter && !c->prefix[1]) {
		AUTO_FREE char *letter = xasprintf("-%c", option->letter);
		complete_offer(c, letter, option->help);
	}
}

/* The option that the word names; *ret_value: the value that it has in the same word, or null. */
static const struct option *find_option(const struct syntax *syntax, const char *word, const char **ret_value)
{
	const struct option *option;
	*ret_value = NULL;
	if (word[1] == '-') {
		size_t length = strcspn(word + 2, "=");
		option = syntax_option(syntax, word + 2, length, 0);
		if (word[2 + length])
			*ret_value = word + 2 + length + 1;
		return option;
	}
	/* Of a bundle the last one may take a value. */
	for (word++; *word; word++) {
		option = syntax_option(syntax, NULL, 0, *word);
		if (option && option_takes_value(option)) {
			*ret_value = word[1] ? word + 1 : NULL;
			return option;
		}
	}
	return NULL;
}

/* Options that all verbs have say which store and which cluster. */
static void keep_value(struct completion *c, const struct option *option, const char *value)
{
	for (const struct option *o = common_options; o->kind != OPTION_END; o++) {
		if (o == option && o->kind == OPTION_TEXT)
			memcpy((char *)&c->command->common + o->offset, &value, sizeof value);
	}
}

/* --- the words before the cursor */

static bool take_argument(struct completion *c, const char *word)
{
	const struct verb *const *table = c->verb ? c->verb->verbs : verbs;
	if (table && c->arguments.count == 0) {
		const struct verb *verb = verb_find(table, word, "", &c->ignored);
		if (!verb)
			return false;
		c->verb = verb;
		c->syntax = verb->syntax;
		return true;
	}
	words_add(&c->arguments, word);
	return true;
}

/* False: nothing sensible can follow. *ret_open: the option whose value is at the cursor, or null. */
static bool take_words(struct completion *c, const char *const *words, size_t count,
		       const struct option **ret_open, bool *ret_ended)
{
	*ret_open = NULL;
	*ret_ended = false;
	for (size_t i = 0; i < count; i++) {
		const char *value;
		if (*ret_open) {
			keep_value(c, *ret_open, words[i]);
			*ret_open = NULL;
		} else if (*ret_ended || words[i][0] != '-' || !words[i][1]) {
			if (!take_argument(c, words[i]))
				return false;
		} else if (strcmp(words[i], "--") == 0) {
			*ret_ended = true;
		} else {
			const struct option *option = find_option(c->syntax, words[i], &value);
			if (option && option_takes_value(option) && !value)
				*ret_open = option;
			else if (option && value)
				keep_value(c, option, value);
		}
	}
	return true;
}

/* --- the word at the cursor */

/* An optional argument may be left out: what follows it may stand there, too. */
static void offer_arguments(struct completion *c)
{
	unsigned index = (unsigned)c->arguments.count;
	struct argument argument, last = { .repeated = false };
	if (c->verb && c->verb->verbs && index == 0)
		complete_offer_verbs(c, c->verb->verbs);
	for (unsigned i = 0; syntax_argument(c->syntax, i, &argument); i++)
		last = argument;
	bool there = syntax_argument(c->syntax, index, &argument);
	if (!there && last.repeated)
		complete_word(c, last.word, last.size, NULL);
	while (there) {
		complete_word(c, argument.word, argument.size, NULL);
		there = argument.optional && syntax_argument(c->syntax, ++index, &argument);
	}
}

static void offer_value(struct completion *c, const struct option *option)
{
	if (option->value)
		complete_word(c, option->value, strlen(option->value), option->choices);
}

static void offer_at_cursor(struct completion *c, const struct option *open, bool ended)
{
	const char *word = c->prefix, *value;
	if (open) {
		offer_value(c, open);
	} else if (word[0] == '-' && !ended) {
		const struct option *option = word[1] ? find_option(c->syntax, word, &value) : NULL;
		if (!option || !option_takes_value(option) || !value) {
			syntax_each_option(c->syntax, offer_option, c);
			return;
		}
		AUTO_FREE char *before = xstrndup(word, (size_t)(value - word));
		c->before = before;
		c->prefix = value;
		offer_value(c, option);
	} else if (!c->verb) {
		complete_offer_verbs(c, verbs);
	} else {
		offer_arguments(c);
	}
}

static bool run(struct command *command, void *options, struct fault *f)
{
	const struct words *words = &command->arguments;
	struct completion c = { .command = command, .syntax = &program_syntax, .before = "", .prefix = "" };
	const struct option *open;
	bool ended;
	(void)options, (void)f;
	size_t count = words->count ? words->count - 1 : 0;
	if (words->count)
		c.prefix = words->items[count];
	if (take_words(&c, words->items, count, &open, &ended))
		offer_at_cursor(&c, open, ended);
	words_clear(&c.arguments);
	fault_clear(&c.ignored);
	store_close(c.store);
	return true;
}

static const struct syntax syntax = {
	.command = "pveinv complete",
	.arguments = "WORD…",
	.summary = "Offers what may stand where the cursor is, for shells.",
	.most = ARGUMENTS_ANY,
};

const struct verb verb_complete = { .name = "complete", .syntax = &syntax, .run = run, .hidden = true };
