/* command.h - what every verb gets: the common options, the arguments, stdout; and shared plumbing. */
#ifndef PVEINV_COMMAND_H
#define PVEINV_COMMAND_H

#include "base/options.h"
#include "report/output.h"
#include "source/config.h"
#include "store/store.h"

enum errors_form { ERRORS_TEXT, ERRORS_JSON };

struct common_options {
	const char *store;
	const char *cluster;
	const char *config;
	int errors; /* enum errors_form */
	int color;  /* enum color_choice */
	bool no_pager;
	bool quiet;
};
extern const struct option common_options[];

/* Rows of many verbs' tables; 'type' is the struct of their options, with members 'format' and 'csv_safe'.
 * 'names' are the formats: the first is meant where none is given. */
#define OPTION_OUTPUT(what, type, names)                                                                     \
	{ OPTION_CHOICE, 'o', "output", "FORMAT", what " (default: the first)", offsetof(type, format),      \
	  names }
#define OPTION_CSV_SAFE(type)                                                                                \
	{ OPTION_FLAG, 0, "csv-safe", NULL, "put a ' before cells that a spreadsheet would execute",         \
	  offsetof(type, csv_safe), NULL }

struct progress_slot;

struct command {
	struct common_options common;
	struct words arguments; /* of the verb */
	struct output out;      /* stdout */
	struct config config;   /* by command_config() */
	bool config_read;
	int exit_code; /* where there is no fault */
	/* A process of --all-clusters: the one that waits for it reads there how far it is; or null. */
	struct progress_slot *slot;
};

/* Set by SIGINT and SIGTERM. */
extern volatile int command_interrupted;

/* A remark on stderr, as --errors wants it; nothing with -q. */
void command_note(const struct command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The same, even with -q: what nobody may overlook. */
void command_warn(const struct command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Lines of guidance on stderr; empties 't'. What is hostile in it is escaped already. */
void command_say(const struct command *command, struct text *t);

/* Is there somebody to watch a line of progress? */
bool command_is_watched(const struct command *command);
/* From now on it is another process that shows the line. */
void command_hand_over_progress(struct command *command, struct progress_slot *slot);
/* Before processes are made that write to the same terminal: what one says is not mixed with progress. */
void command_share_terminal(void);
/* Shows one line on the terminal in place of the one before; null takes it away. Whatever else goes to stderr
 * takes it away, too. */
void command_show_progress(const char *line);

/* The fault on stderr, as --errors wants it. */
void command_print_fault(const struct command *command, const struct fault *fault);

/* Columns of a help text: the terminal's, at most 100; 80 elsewhere. */
size_t command_help_width(const struct command *command);

/* The configuration, read once; borrowed. Null with a fault when it can't be. */
const struct config *command_config(struct command *command, struct fault *f);

/* Which file the store is, and who says so. */
struct store_place {
	char *path;         /* to free */
	const char *source; /* "--store", "$PVEINV_STORE", "default" …; null: the configuration */
	bool by_default;    /* nobody has named this file */
};
bool command_store_place(struct command *command, struct store_place *ret, struct fault *f);

/* --store, else PVEINV_STORE, the configuration, $STATE_DIRECTORY/pveinv.db,
 * $XDG_STATE_HOME/pveinv/pveinv.db,
 * ~/.local/state/pveinv/pveinv.db. */
struct store *command_open_store(struct command *command, enum store_mode mode, struct fault *f);

/* A REF may be FILE@REF: what is before the @, to be freed (null: no file), and *ref becomes what is behind
 * it; a null *ref stays. */
char *command_split_ref(const char **ref);
/* That of FILE@REF, to be read. */
struct store *command_open_other(const char *file, struct fault *f);
/* The store in which *ref is to be resolved, to be read; as command_split_ref(). */
struct store *command_open_store_of(struct command *command, const char **ref, struct fault *f);

/* To change a store that must be there already: with STORE_WRITE alone a slip would make one. */
struct store *command_change_store(struct command *command, struct fault *f);

/* As store_resolve(), but a number means that one snapshot, not every cluster as of it. */
bool command_resolve_one(struct store *store, const char *ref, const char *cluster, struct moment *ret,
			 struct fault *f);

extern const struct exit_meaning exits_of_reading[], exits_of_walking[];

#endif
