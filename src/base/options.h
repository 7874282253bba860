/* options.h - command lines: one static const table is the parser, the help, the manual and the completion.
 *
 * A command has up to three tables: its own options, those it shares with some others (their struct lies
 * within its own), and those that all have. Values go into structs of the caller, by offset, so that the
 * tables stay const. Options may stand anywhere; "--"
 * ends them; "--name=value", "--name value", "-nvalue", "-n value" and bundled flags are understood.
 * Names are never abbreviated.
 */
#ifndef PVEINV_OPTIONS_H
#define PVEINV_OPTIONS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/text.h"

enum option_kind {
	OPTION_END,    /* closes a table */
	OPTION_TITLE,  /* heading of the options that follow; 'help' is its text */
	OPTION_FLAG,   /* bool */
	OPTION_COUNT,  /* unsigned: how often it was given */
	OPTION_TEXT,   /* const char *, borrowed from argv */
	OPTION_NUMBER, /* int64_t, not negative */
	OPTION_CHOICE, /* int: index of the word in 'choices' */
	OPTION_LIST,   /* struct words: all that were given; others that take a value are given once */
};

struct option {
	enum option_kind kind;
	char letter;       /* 'o' of -o, or 0 */
	const char *name;  /* "format" of --format */
	const char *value; /* what the help calls the value: "FILE"; null where there is none */
	const char *help;
	size_t offset;              /* of the member that receives it */
	const char *const *choices; /* OPTION_CHOICE; ended by null */
};

/* Words of the command line, borrowed; 'items' is ended by null once there is one. */
struct words {
	const char **items;
	size_t count;
};
void words_add(struct words *words, const char *word);
void words_clear(struct words *words);

struct example {
	const char *command, *help; /* a null command ends the list */
};

struct exit_meaning {
	int code;
	const char *meaning; /* null ends the list */
};

#define ARGUMENTS_ANY UINT_MAX

struct syntax {
	const char *command;          /* "pveinv get" */
	const char *arguments;        /* "ENTITY [KEY…]", or "" */
	const char *summary;          /* one line */
	const char *description;      /* paragraphs, or null */
	unsigned least, most;         /* how many arguments */
	bool verb_first;              /* the first argument ends the options: the rest is for the verb */
	const struct option *options; /* of this command, or null */
	const struct option *shared;  /* by some commands, or null */
	size_t shared_offset;         /* of their struct within that of 'options' */
	const struct option *common;  /* shared by all, or null */
	const struct exit_meaning *exits;
	const struct example *examples;
};

struct command_line {
	struct words arguments;
	struct words given; /* options with one value, by name; also those of an earlier part of the line */
	bool help;          /* -h or --help */
};
void command_line_clear(struct command_line *line);

/* Parses 'argv' (ended by null, without the command's own name) into 'values' (the struct of
 * syntax->options) and 'common' (that of syntax->common). Members keep what they held where an option
 * was not given. -h ends the parsing. Faults (FAULT_USAGE): unknown option, value missing or
 * unwanted or not a choice, one of two values, too few or too many arguments; the hint names the help. */
bool options_parse(const struct syntax *syntax, void *values, void *common, char *const *argv,
		   struct command_line *ret, struct fault *f);

/* Releases the lists among the values. */
void options_clear(const struct syntax *syntax, void *values);

/* --- what manual and completion ask the tables */

/* By its name ('length' bytes), or by its letter where 'name' is null. Null: there is none. */
const struct option *syntax_option(const struct syntax *syntax, const char *name, size_t length, char letter);
bool option_takes_value(const struct option *option);
/* Calls back for each option, -h among them, without titles. */
typedef void option_function(void *context, const struct option *option);
void syntax_each_option(const struct syntax *syntax, option_function *function, void *context);

/* An argument of syntax->arguments: "[FROM [TO]] [ENTITY…]" has three. What its word in capitals means is the
 * same everywhere, and also where it is the value of an option. */
struct argument {
	const char *word; /* "FROM", within syntax->arguments */
	size_t size;
	bool optional, repeated;
};
/* The one at 'index', counted from 0. False: there are not so many. */
bool syntax_argument(const struct syntax *syntax, unsigned index, struct argument *ret);

/* The complete help, for a terminal of 'width' columns. */
void options_add_help(struct text *t, const struct syntax *syntax, size_t width);
/* Its parts, for helps that list something else in between. */
void options_add_usage(struct text *t, const struct syntax *syntax, size_t width);
void options_add_tables(struct text *t, const struct syntax *syntax, size_t width);
void options_add_notes(struct text *t, const struct syntax *syntax, size_t width);

/* Two columns: 'label', and 'help' wrapped beside it. */
void help_add_entry(struct text *t, const char *label, const char *help, size_t width);

#endif
