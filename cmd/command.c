#include "cmd/command.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/json.h"
#include "report/render.h"

volatile int command_interrupted;

static const char *const error_forms[] = { "text", "json", NULL };
static const char *const colors[] = { "auto", "always", "never", NULL };

#define MEMBER(name) offsetof(struct common_options, name)

const struct option common_options[] = {
	{ OPTION_TEXT, 0, "store", "FILE",
	  "the store (default: $PVEINV_STORE, else pveinv/pveinv.db below "
	  "$XDG_STATE_HOME)",
	  MEMBER(store), NULL },
	{ OPTION_TEXT, 0, "cluster", "NAME", "only this cluster", MEMBER(cluster), NULL },
	{ OPTION_CHOICE, 0, "errors", "FORM", "how errors are reported", MEMBER(errors), error_forms },
	{ OPTION_CHOICE, 0, "color", "WHEN", "colours", MEMBER(color), colors },
	{ OPTION_FLAG, 0, "no-pager", NULL, "never start a pager", MEMBER(no_pager), NULL },
	{ OPTION_FLAG, 'q', "quiet", NULL, "say nothing but results and errors", MEMBER(quiet), NULL },
	{ .kind = OPTION_END },
};

const struct exit_meaning exits_of_reading[] = {
	{ 0, "done" },
	{ 2, "wrong usage" },
	{ 6, "store: not there, locked, corrupt, newer than this program; the output can't be written" },
	{ 70, "a bug in pveinv" },
	{ 0, NULL },
};

const struct exit_meaning exits_of_walking[] = {
	{ 0, "done" },
	{ 2, "wrong usage" },
	{ 3, "partial: done, but something that was expected to be readable was not" },
	{ 4, "authentication failed, or nothing at all could be read" },
	{ 5, "unreachable, or TLS not verified" },
	{ 6, "store: locked, corrupt, newer than this program, disk full" },
	{ 70, "a bug in pveinv" },
	{ 130, "interrupted; nothing was stored" },
	{ 0, NULL },
};

/* JSON has hidden characters of its own: they are escaped for a terminal as \uXXXX. */
static void write_error(const struct text *t)
{
	AUTO_TEXT struct text visible = TEXT_INIT;
	render_visible_json(&visible, t->data);
	fputs(visible.data, stderr);
	fflush(stderr);
}

void command_note(const struct command *command, const char *format, ...)
{
	AUTO_TEXT struct text message = TEXT_INIT, line = TEXT_INIT;
	va_list args;
	if (command->common.quiet)
		return;
	va_start(args, format);
	text_addv(&message, format, args);
	va_end(args);
	if (command->common.errors == ERRORS_JSON) {
		text_add(&line, "{\"note\":");
		json_add_string(&line, message.data);
		text_add(&line, "}\n");
	} else {
		text_add(&line, "pveinv: ");
		text_add_visible(&line, message.data);
		text_add_char(&line, '\n');
	}
	write_error(&line);
}

static void add_fault_record(struct text *t, const struct fault *fault)
{
	struct json_writer w;
	json_writer_init(&w, t, false);
	json_open(&w, '{');
	json_key(&w, "error");
	json_string(&w, fault_kind_name(fault->kind));
	json_key(&w, "exit");
	json_int(&w, fault->kind);
	json_key(&w, "message");
	json_string(&w, fault->message);
	json_key(&w, "hint");
	json_string(&w, fault->hint);
	json_close(&w, '}');
	text_add_char(t, '\n');
}

/* Server messages and names are in it: escaped wherever it goes, as it must stay one line in a log. */
static void add_fault_lines(struct text *t, const struct fault *fault)
{
	text_add(t, "pveinv: ");
	text_add_visible(t, fault->message ? fault->message : fault_kind_name(fault->kind));
	text_add_char(t, '\n');
	if (!fault->hint)
		return;
	text_add(t, "hint: ");
	text_add_visible(t, fault->hint);
	text_add_char(t, '\n');
}

void command_print_fault(const struct command *command, const struct fault *fault)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	if (command->common.errors == ERRORS_JSON)
		add_fault_record(&t, fault);
	else
		add_fault_lines(&t, fault);
	write_error(&t);
}

size_t command_help_width(const struct command *command)
{
	struct winsize size;
	if (!command->out.terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 40)
		return 80;
	return size.ws_col < 100 ? size.ws_col : 100;
}

/* --- the store */

/* A variable that holds an absolute path, without what follows a ':' (systemd lists directories). */
static char *directory_of(const char *variable)
{
	const char *value = getenv(variable);
	return value && value[0] == '/' ? xstrndup(value, strcspn(value, ":")) : NULL;
}

/* Null: there is no home either. */
static char *default_store(void)
{
	AUTO_FREE char *state = directory_of("STATE_DIRECTORY");
	if (state)
		return xasprintf("%s/pveinv.db", state);
	AUTO_FREE char *xdg = directory_of("XDG_STATE_HOME");
	if (xdg)
		return xasprintf("%s/pveinv/pveinv.db", xdg);
	const char *home = getenv("HOME");
	return home && home[0] == '/' ? xasprintf("%s/.local/state/pveinv/pveinv.db", home) : NULL;
}

/* A report makes several queries; a merge between two of them must not show. */
static struct store *open_store(const char *path, enum store_mode mode, struct fault *f)
{
	struct store *store = store_open(path, mode, f);
	if (!store || mode != STORE_READ)
		return store;
	if (sqlite3_exec(store_database(store), "BEGIN", NULL, NULL, NULL) == SQLITE_OK)
		return store;
	fault_set(f, FAULT_STORE, "%s: %s", path, sqlite3_errmsg(store_database(store)));
	store_close(store);
	return NULL;
}

struct store *command_open_store(const struct command *command, enum store_mode mode, struct fault *f)
{
	const char *given = command->common.store ? command->common.store : getenv("PVEINV_STORE");
	if (mode == STORE_MEMORY || (given && *given))
		return open_store(given, mode, f);
	AUTO_FREE char *path = default_store();
	if (path)
		return open_store(path, mode, f);
	fault_set(f, FAULT_USAGE, "no store: neither HOME nor XDG_STATE_HOME is set");
	fault_hint(f, "say --store FILE, or set PVEINV_STORE");
	return NULL;
}

/* --- the source */

struct source *command_open_source(const char *name, struct fault *f)
{
	static const char recording[] = "recording:";
	if (text_starts_with(name, recording) && name[sizeof recording - 1])
		return recording_open(name + sizeof recording - 1, f);
	fault_set(f, FAULT_USAGE, "unknown source '%s'", name);
	fault_hint(f, "a source is recording:FILE");
	return NULL;
}
