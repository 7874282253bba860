/* main.c - from the command line to a verb, from its fault to the exit code. */
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/credentials.h"
#include "cmd/verbs.h"

struct program_options {
	bool version;
};

static const struct option program_options[] = {
	{ OPTION_FLAG, 0, "version", NULL, "show the version", offsetof(struct program_options, version),
	  NULL },
	{ .kind = OPTION_END },
};

static const struct exit_meaning exits[] = {
	{ 0, "done; no difference; all thresholds met" },
	{ 1, "differences found (--exit-code); threshold or rule not met" },
	{ 2, "wrong usage or configuration" },
	{ 3, "partial: done, but something that was expected to be readable was not" },
	{ 4, "authentication failed, or a privilege without which nothing can be read" },
	{ 5, "unreachable, TLS not verified" },
	{ 6, "store: locked, corrupt, newer than the program, disk full" },
	{ 70, "a bug in pveinv" },
	{ 130, "interrupted" },
	{ 0, NULL },
};

static const struct example examples[] = {
	{ "pveinv get guests --url https://pve1:8006", "the first try; it leads on" },
	{ "pveinv snapshot", "walk the configured cluster and store what it says" },
	{ "pveinv get guests -o wide", "what there is" },
	{ "pveinv diff", "what changed since the snapshot before" },
	{ NULL, NULL },
};

const struct syntax program_syntax = {
	.command = "pveinv",
	.arguments = "VERB …",
	.summary = "Keeps the inventory of Proxmox VE clusters: what there is, what changed, what could not "
		   "be seen.",
	.most = ARGUMENTS_ANY,
	.verb_first = true,
	.options = program_options,
	.common = common_options,
	.exits = exits,
	.examples = examples,
};

/* A descriptor that was closed must not become the store's: writing to it has to fail instead. */
static void hold_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			open("/dev/null", O_RDONLY);
	}
}

/* Texts are UTF-8 whatever the locale (cron has none). */
static void set_encoding(void)
{
	if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
}

static void interrupt(int number)
{
	(void)number;
	command_interrupted = 1;
}

/* The first signal asks, the second one kills. */
static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND };
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	/* Writing to a closed pipe is then an error of the write, see output.h. */
	signal(SIGPIPE, SIG_IGN);
}

/* A mistake before it on the command line must not hide --errors. */
static void find_errors_form(struct command *command, char *const *argv)
{
	for (; *argv && strcmp(*argv, "--") != 0; argv++) {
		if (strcmp(*argv, "--errors=json") == 0 ||
		    (strcmp(*argv, "--errors") == 0 && argv[1] && strcmp(argv[1], "json") == 0))
			command->common.errors = ERRORS_JSON;
	}
}

static void print_help(struct command *command, const struct verb *verb)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	size_t width = command_help_width(command);
	if (verb)
		verb_add_help(&t, verb, width);
	else
		program_add_help(&t, width);
	output_text(&command->out, &t);
}

/* 'given': the options before the verb. */
static bool run_verb(struct command *command, const struct verb *verb, char *const *argv,
		     const struct words *given, struct fault *f)
{
	struct command_line line = { .help = false };
	AUTO_FREE void *options = xcalloc(1, verb->options_size + 1);
	if (verb->defaults)
		memcpy(options, verb->defaults, verb->options_size);
	for (size_t i = 0; i < given->count; i++)
		words_add(&line.given, given->items[i]);
	bool ok = options_parse(verb->syntax, options, &command->common, argv, &line, f);
	output_init(&command->out, stdout, (enum color_choice)command->common.color);
	if (ok && line.help) {
		print_help(command, verb);
	} else if (ok) {
		command->arguments = line.arguments;
		ok = verb->run(command, options, f);
	}
	options_clear(verb->syntax, options);
	command_line_clear(&line);
	return ok;
}

/* 'argv' begins with the verb's name. */
static bool dispatch(struct command *command, char *const *argv, const struct words *given, struct fault *f)
{
	const struct verb *verb = verb_find(verbs, *argv, "pveinv", f);
	if (!verb)
		return false;
	argv++;
	/* "snapshot" alone takes one; any other word is a verb of its own. */
	if (verb->verbs && *argv && **argv != '-') {
		verb = verb_find(verb->verbs, *argv, verb->syntax->command, f);
		if (!verb)
			return false;
		argv++;
	}
	return run_verb(command, verb, argv, given, f);
}

static bool run_program(struct command *command, char *const *argv, struct fault *f)
{
	struct program_options options = { false };
	struct command_line line = { .help = false };
	bool ok = options_parse(&program_syntax, &options, &command->common, argv, &line, f);
	output_init(&command->out, stdout, (enum color_choice)command->common.color);
	if (ok && line.help) {
		print_help(command, NULL);
	} else if (ok && options.version) {
		ok = verb_version.run(command, NULL, f);
	} else if (ok && line.arguments.count == 0) {
		fault_set(f, FAULT_USAGE, "what shall it do? A verb is missing");
		ok = fault_hint(f, "see 'pveinv -h'");
	} else if (ok) {
		while (*argv != line.arguments.items[0])
			argv++;
		ok = dispatch(command, argv, &line.given, f);
	}
	command_line_clear(&line);
	return ok;
}

int main(int argc, char **argv)
{
	struct command command = { .exit_code = 0 };
	struct fault fault = FAULT_INIT, late = FAULT_INIT;
	hold_standard_descriptors();
	set_encoding();
	catch_signals();
	output_init(&command.out, stdout, COLOR_AUTO);
	find_errors_form(&command, argv + (argc > 0));
	if (!run_program(&command, argv + (argc > 0), &fault) && !fault.kind)
		fault_set(&fault, FAULT_BUG, "failed without saying why");
	output_finish(&command.out, &late);
	int code = exit_code_worse((int)fault.kind, (int)late.kind);
	code = exit_code_worse(command.exit_code, code);
	if (fault.kind)
		command_print_fault(&command, &fault);
	if (late.kind)
		command_print_fault(&command, &late);
	fault_clear(&fault);
	fault_clear(&late);
	config_clear(&command.config);
	credentials_forget();
	return code;
}
