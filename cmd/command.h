/* command.h - what every verb gets: the common options, the arguments, stdout; and shared plumbing. */
#ifndef PVEINV_COMMAND_H
#define PVEINV_COMMAND_H

#include "base/options.h"
#include "report/output.h"
#include "source/source.h"
#include "store/store.h"

enum errors_form { ERRORS_TEXT, ERRORS_JSON };

struct common_options {
	const char *store;
	const char *cluster;
	int errors; /* enum errors_form */
	int color;  /* enum color_choice */
	bool no_pager;
	bool quiet;
};
extern const struct option common_options[];

struct command {
	struct common_options common;
	struct words arguments; /* of the verb */
	struct output out;      /* stdout */
	int exit_code;          /* where there is no fault */
};

/* Set by SIGINT and SIGTERM. */
extern volatile int command_interrupted;

/* A remark on stderr, as --errors wants it; nothing with -q. */
void command_note(const struct command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The fault on stderr, as --errors wants it. */
void command_print_fault(const struct command *command, const struct fault *fault);

/* Columns of a help text: the terminal's, at most 100; 80 elsewhere. */
size_t command_help_width(const struct command *command);

/* --store, else PVEINV_STORE, $STATE_DIRECTORY/pveinv.db, $XDG_STATE_HOME/pveinv/pveinv.db,
 * ~/.local/state/pveinv/pveinv.db. */
struct store *command_open_store(const struct command *command, enum store_mode mode, struct fault *f);

/* "recording:FILE". */
struct source *command_open_source(const char *name, struct fault *f);

extern const struct exit_meaning exits_of_reading[], exits_of_walking[];

#endif
