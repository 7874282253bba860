/* manual_verb.c - pages of the program and its verbs, from their tables. */
#include <stdlib.h>
#include <string.h>

#include "cmd/manual.h"
#include "report/mdoc.h"

/* --- synopsis */

/* "ENTITY [KEY…]": what is in brackets may be left out. */
static void add_arguments(struct text *t, const char *s)
{
	while (*(s += strspn(s, " "))) {
		size_t size = strcspn(s, " []");
		if (*s == '[' || *s == ']') {
			text_add(t, *s == '[' ? ".Oo\n" : ".Oc\n");
			s++;
			continue;
		}
		AUTO_FREE char *word = xstrndup(s, size);
		text_add(t, word[0] == '-' ? ".Fl" : word[0] == '|' ? ".No" : ".Ar");
		mdoc_add_argument(t, word[0] == '-' ? word + 1 : word);
		text_add_char(t, '\n');
		s += size;
	}
}

static void add_synopsis(struct text *t, const struct syntax *syntax)
{
	const char *verb = strchr(syntax->command, ' ');
	text_add(t, ".Nm pveinv\n");
	if (verb)
		text_addf(t, ".Cm %s\n", verb + 1);
	text_add(t, ".Op Ar OPTION ...\n");
	add_arguments(t, syntax->arguments);
}

/* --- options */

static void add_choices(struct text *t, const struct option *option)
{
	AUTO_TEXT struct text line = TEXT_INIT;
	text_add(&line, "One of");
	for (size_t i = 0; option->choices[i]; i++)
		text_addf(&line, "%s `%s`", i == 0 ? "" : option->choices[i + 1] ? "," : " and",
			  option->choices[i]);
	text_add_char(&line, '.');
	mdoc_add_text(t, line.data);
}

/* Help texts begin small and end without a stop. */
static void add_help(struct text *t, const char *help)
{
	AUTO_FREE char *sentence = xasprintf("%s.", help);
	if (sentence[0] >= 'a' && sentence[0] <= 'z' && !strchr("=", sentence[1]))
		sentence[0] = (char)(sentence[0] - 'a' + 'A');
	mdoc_add_text(t, sentence);
}

static void add_option(struct text *t, const struct option *option)
{
	AUTO_FREE char *name = xasprintf("-%s", option->name);
	text_add(t, ".It");
	if (option->letter)
		text_addf(t, " Fl %c ,", option->letter);
	text_add(t, " Fl");
	mdoc_add_argument(t, name);
	if (option_takes_value(option)) {
		text_add(t, " Ar");
		mdoc_add_argument(t, option->value);
	}
	text_add_char(t, '\n');
	add_help(t, option->help);
	if (option->kind == OPTION_CHOICE)
		add_choices(t, option);
	if (option->kind == OPTION_LIST)
		text_add(t, "May be repeated.\n");
}

static void add_table(struct text *t, const struct option *table)
{
	bool open = false;
	for (const struct option *o = table; o && o->kind != OPTION_END; o++) {
		if (o->kind == OPTION_TITLE && open)
			text_add(t, ".El\n");
		if (o->kind == OPTION_TITLE)
			text_addf(t, ".Ss %s\n", o->help);
		if (o->kind == OPTION_TITLE || !open)
			text_add(t, ".Bl -tag -width Ds\n");
		open = true;
		if (o->kind != OPTION_TITLE)
			add_option(t, o);
	}
	if (open)
		text_add(t, ".El\n");
}

static void add_options(struct text *t, const struct syntax *syntax)
{
	add_table(t, syntax->options);
	add_table(t, syntax->shared);
}

/* --- exit codes, examples */

static void add_exits(struct text *t, const struct exit_meaning *exits)
{
	text_add(t, ".Sh EXIT STATUS\n.Bl -tag -width 130\n");
	for (; exits->meaning; exits++) {
		text_addf(t, ".It %d\n", exits->code);
		add_help(t, exits->meaning);
	}
	text_add(t, ".El\n");
}

static void add_examples(struct text *t, const struct example *examples)
{
	for (const char *parted = ""; examples->command; examples++, parted = ".Pp\n") {
		text_add(t, parted);
		AUTO_FREE char *help = xasprintf("%s:", examples->help);
		if (help[0] >= 'a' && help[0] <= 'z')
			help[0] = (char)(help[0] - 'a' + 'A');
		mdoc_add_text(t, help);
		AUTO_FREE char *line = xasprintf("$ %s", examples->command);
		mdoc_add_literal(t, line);
	}
}

/* --- the verbs below a verb */

static void add_verb_list(struct text *t, const struct verb *const *table, bool pages)
{
	text_add(t, ".Bl -tag -width Ds\n");
	for (; *table; table++) {
		if ((*table)->hidden)
			continue;
		if (pages)
			text_addf(t, ".It Xr pveinv-%s 1\n", (*table)->name);
		else
			text_addf(t, ".It Cm %s\n", (*table)->name);
		mdoc_add_text(t, (*table)->syntax->summary);
	}
	text_add(t, ".El\n");
}

static bool has_options(const struct syntax *syntax)
{
	return (syntax->options && syntax->options->kind != OPTION_END) || syntax->shared;
}

/* One that does what the verb alone does is explained already. */
static void add_below(struct text *t, const struct verb *above)
{
	for (const struct verb *const *table = above->verbs; *table; table++) {
		const struct syntax *syntax = (*table)->syntax;
		if ((*table)->hidden || syntax->options == above->syntax->options)
			continue;
		text_addf(t, ".Sh %s\n", syntax->command + strlen("pveinv "));
		mdoc_add_text(t, syntax->summary);
		if (syntax->description)
			mdoc_add_text(t, syntax->description);
		if (has_options(syntax))
			add_options(t, syntax);
		if (syntax->examples) {
			text_add(t, ".Ss Examples\n");
			add_examples(t, syntax->examples);
		}
	}
}

/* --- pages */

static void add_all_synopses(struct text *t, const struct verb *verb)
{
	text_add(t, ".Sh SYNOPSIS\n");
	add_synopsis(t, verb->syntax);
	for (const struct verb *const *below = verb->verbs; below && *below; below++) {
		if (!(*below)->hidden)
			add_synopsis(t, (*below)->syntax);
	}
}

static void add_all_options(struct text *t, const struct verb *verb)
{
	const struct syntax *syntax = verb->syntax;
	text_add(t, ".Sh OPTIONS\n");
	add_options(t, syntax);
	if (syntax->common && has_options(syntax))
		text_add(t, ".Pp\n");
	if (syntax->common)
		text_add(t, "Options that all verbs have are in\n.Xr pveinv 1 .\n");
	if (verb->verbs)
		add_below(t, verb);
}

bool manual_verb(struct page *page, const struct verb *verb, struct fault *f)
{
	struct text *t = &page->text;
	const struct syntax *syntax = verb->syntax;
	page_begin(page, syntax->summary);
	add_all_synopses(t, verb);
	text_add(t, ".Sh DESCRIPTION\n");
	mdoc_add_text(t, syntax->summary);
	if (syntax->description)
		mdoc_add_text(t, syntax->description);
	if (verb->verbs)
		add_verb_list(t, verb->verbs, false);
	if (!page_add_prose(page, f))
		return false;
	add_all_options(t, verb);
	if (verb->add_page) {
		AUTO_TEXT struct text section = TEXT_INIT;
		verb->add_page(&section);
		mdoc_add_markdown(t, section.data);
	}
	if (syntax->exits)
		add_exits(t, syntax->exits);
	if (syntax->examples) {
		text_add(t, ".Sh EXAMPLES\n");
		add_examples(t, syntax->examples);
	}
	page_add_others(page);
	return true;
}

bool manual_program(struct page *page, struct fault *f)
{
	struct text *t = &page->text;
	page_begin(page, "inventory of Proxmox VE clusters");
	text_add(t, ".Sh SYNOPSIS\n");
	add_synopsis(t, &program_syntax);
	text_add(t, ".Sh DESCRIPTION\n");
	mdoc_add_text(t, program_syntax.summary);
	text_add(t, "Its verbs:\n");
	add_verb_list(t, verbs, true);
	if (!page_add_prose(page, f))
		return false;
	text_add(t, ".Sh OPTIONS\nAll verbs have these, before or behind the verb:\n");
	add_table(t, program_syntax.common);
	add_table(t, program_syntax.options);
	add_exits(t, program_syntax.exits);
	text_add(t, ".Sh EXAMPLES\n");
	add_examples(t, program_syntax.examples);
	page_add_others(page);
	return true;
}
