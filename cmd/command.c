#include "cmd/command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/json.h"
#include "report/render.h"

#define STEPS_BETWEEN_LOOKS 10000 /* of SQLite's machine: well below a millisecond */

volatile int command_interrupted;

static const char *const error_forms[] = { "text", "json", NULL };
static const char *const colors[] = { "auto", "always", "never", NULL };

#define MEMBER(name) offsetof(struct common_options, name)

const struct option common_options[] = {
	{ OPTION_TEXT, 0, "store", "FILE",
	  "the store (default: $PVEINV_STORE, else that of the configuration, else pveinv/pveinv.db below "
	  "$XDG_STATE_HOME)",
	  MEMBER(store), NULL },
	{ OPTION_TEXT, 0, "cluster", "CLUSTER", "only this cluster", MEMBER(cluster), NULL },
	{ OPTION_TEXT, 0, "config", "FILE",
	  "the configuration (default: pveinv/config below $XDG_CONFIG_HOME, else /etc/pveinv/config), or "
	  "none",
	  MEMBER(config), NULL },
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

/* --- what goes to stderr */

static bool progress_shown, progress_elsewhere;
static int terminal_lock = -1; /* who writes to a terminal that several processes share */

bool command_is_watched(const struct command *command)
{
	const char *term = getenv("TERM");
	return !command->common.quiet && !command->slot && command->common.errors == ERRORS_TEXT &&
	       isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

void command_hand_over_progress(struct command *command, struct progress_slot *slot)
{
	progress_elsewhere = command_is_watched(command);
	command->slot = slot;
}

void command_share_terminal(void)
{
	terminal_lock = memfd_create("terminal", MFD_CLOEXEC);
}

/* The process that shows how far the others are goes without, rather than wait for one that speaks. One that
 * has begun to speak has the terminal until it ends, which also ends its lock. */
static bool take_terminal(void)
{
	return terminal_lock < 0 || lockf(terminal_lock, progress_elsewhere ? F_LOCK : F_TLOCK, 0) == 0;
}

static void give_terminal_back(void)
{
	if (terminal_lock >= 0 && !progress_elsewhere && lockf(terminal_lock, F_ULOCK, 0) != 0)
		terminal_lock = -1;
}

/* As much of it as fits into a line: one that wraps could not be taken away. */
static void add_fitting(struct text *t, const char *line)
{
	struct winsize size;
	size_t width = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
	while (*line) {
		size_t length;
		utf8_decode(line, strlen(line), &length);
		text_add_bytes(t, line, length);
		if (text_width(t->data) >= width) {
			t->size -= length;
			t->data[t->size] = '\0';
			return;
		}
		line += length;
	}
}

void command_show_progress(const char *line)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	if (!line && !progress_shown && !progress_elsewhere)
		return;
	if (!take_terminal() && line)
		return;
	if (line)
		add_fitting(&t, line);
	fprintf(stderr, "\r%s\033[K", t.data);
	fflush(stderr);
	progress_shown = line != NULL;
	give_terminal_back();
}

/* JSON has hidden characters of its own: they are escaped for a terminal as \uXXXX. */
static void write_error(const struct text *t)
{
	AUTO_TEXT struct text visible = TEXT_INIT;
	command_show_progress(NULL);
	render_visible_json(&visible, t->data);
	fputs(visible.data, stderr);
	fflush(stderr);
}

static void add_json_note(struct text *t, const char *kind, const char *message)
{
	text_addf(t, "{\"%s\":", kind);
	json_add_string(t, message);
	text_add(t, "}\n");
}

static void write_note(const struct command *command, const char *kind, const char *message)
{
	AUTO_TEXT struct text line = TEXT_INIT;
	if (command->common.errors == ERRORS_JSON) {
		add_json_note(&line, kind, message);
	} else {
		text_add(&line, "pveinv: ");
		text_add_visible(&line, message);
		text_add_char(&line, '\n');
	}
	write_error(&line);
}

void command_note(const struct command *command, const char *format, ...)
{
	AUTO_TEXT struct text message = TEXT_INIT;
	va_list args;
	if (command->common.quiet)
		return;
	va_start(args, format);
	text_addv(&message, format, args);
	va_end(args);
	write_note(command, "note", message.data);
}

void command_warn(const struct command *command, const char *format, ...)
{
	AUTO_TEXT struct text message = TEXT_INIT;
	va_list args;
	va_start(args, format);
	text_addv(&message, format, args);
	va_end(args);
	write_note(command, "warning", message.data);
}

void command_say(const struct command *command, struct text *t)
{
	AUTO_TEXT struct text note = TEXT_INIT;
	if (command->common.errors == ERRORS_JSON) {
		add_json_note(&note, "note", t->data);
		write_error(&note);
	} else {
		command_show_progress(NULL);
		fputs(t->data, stderr);
		fflush(stderr);
	}
	text_reset(t);
}

static void add_fault_record(struct text *t, const struct fault *fault)
{
	struct json_writer w;
	json_writer_init(&w, t, false);
	json_open(&w, '{');
	json_put_string(&w, "error", fault_kind_name(fault->kind));
	json_put_int(&w, "exit", fault->kind);
	json_put_string(&w, "message", fault->message);
	json_put_string(&w, "hint", fault->hint);
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

/* --- the configuration */

const struct config *command_config(struct command *command, struct fault *f)
{
	if (!command->config_read)
		command->config_read = config_read(command->common.config, &command->config, f);
	return command->config_read ? &command->config : NULL;
}

/* --- the store */

/* A variable that holds an absolute path, without what follows a ':' (systemd lists directories). */
static char *directory_of(const char *variable)
{
	const char *value = getenv(variable);
	return value && value[0] == '/' ? xstrndup(value, strcspn(value, ":")) : NULL;
}

/* The path null: there is no home either. */
static struct store_place default_store(void)
{
	AUTO_FREE char *state = directory_of("STATE_DIRECTORY");
	if (state)
		return (struct store_place){ xasprintf("%s/pveinv.db", state), "$STATE_DIRECTORY", true };
	AUTO_FREE char *xdg = directory_of("XDG_STATE_HOME");
	if (xdg)
		return (struct store_place){ xasprintf("%s/pveinv/pveinv.db", xdg), "$XDG_STATE_HOME", true };
	const char *home = getenv("HOME");
	char *path = home && home[0] == '/' ? xasprintf("%s/.local/state/pveinv/pveinv.db", home) : NULL;
	return (struct store_place){ path, "default", true };
}

bool command_store_place(struct command *command, struct store_place *ret, struct fault *f)
{
	const char *given = getenv("PVEINV_STORE");
	const struct config *config;
	if (command->common.store) {
		*ret = (struct store_place){ xstrdup(command->common.store), "--store", false };
		return true;
	}
	if (given && *given) {
		*ret = (struct store_place){ xstrdup(given), "$PVEINV_STORE", false };
		return true;
	}
	config = command_config(command, f);
	if (!config)
		return false;
	*ret = config->store ? (struct store_place){ xstrdup(config->store), NULL, false } : default_store();
	if (ret->path)
		return true;
	fault_set(f, FAULT_USAGE, "no store: neither HOME nor XDG_STATE_HOME is set");
	return fault_hint(f, "say --store FILE, or set PVEINV_STORE");
}

static int is_interrupted(void *context)
{
	(void)context;
	return command_interrupted;
}

/* A report makes several queries; a merge between two of them must not show. However long one takes, ^C ends
 * it. 'named': an option or a REF has named the file. */
static struct store *open_store(const char *path, enum store_mode mode, bool named, struct fault *f)
{
	struct store *store = store_open(path, mode, f);
	if (store && named)
		store_mention(store);
	if (store)
		sqlite3_progress_handler(store_database(store), STEPS_BETWEEN_LOOKS, is_interrupted, NULL);
	if (!store || mode != STORE_READ)
		return store;
	if (sqlite3_exec(store_database(store), "BEGIN", NULL, NULL, NULL) == SQLITE_OK)
		return store;
	fault_set(f, FAULT_STORE, "%s: %s", path, sqlite3_errmsg(store_database(store)));
	store_close(store);
	return NULL;
}

struct store *command_open_store(struct command *command, enum store_mode mode, struct fault *f)
{
	struct store_place place;
	if (mode == STORE_MEMORY)
		return open_store(NULL, mode, false, f);
	if (!command_store_place(command, &place, f))
		return NULL;
	AUTO_FREE char *path = place.path;
	if (!place.by_default || mode != STORE_READ || access(path, F_OK) == 0 || errno != ENOENT)
		return open_store(path, mode, command->common.store != NULL, f);
	fault_set(f, FAULT_STORE, "there is no store yet: %s", path);
	fault_hint(f, "'pveinv snapshot' makes one; 'pveinv get guests --url https://HOST:8006' asks a "
		      "cluster without one");
	return NULL;
}

struct store *command_change_store(struct command *command, struct fault *f)
{
	struct store *store = command_open_store(command, STORE_READ, f);
	if (!store)
		return NULL;
	store_close(store);
	return command_open_store(command, STORE_WRITE, f);
}

/* A tag has no @ (store_check_tag()), a file's name may. */
char *command_split_ref(const char **ref)
{
	const char *at = *ref ? strrchr(*ref, '@') : NULL;
	if (!at || at == *ref)
		return NULL;
	char *file = xstrndup(*ref, (size_t)(at - *ref));
	*ref = at[1] ? at + 1 : "latest";
	return file;
}

struct store *command_open_other(const char *file, struct fault *f)
{
	return open_store(file, STORE_READ, true, f);
}

struct store *command_open_store_of(struct command *command, const char **ref, struct fault *f)
{
	AUTO_FREE char *file = command_split_ref(ref);
	return file ? command_open_other(file, f) : command_open_store(command, STORE_READ, f);
}

static bool is_number(const char *ref)
{
	return *ref && strspn(ref, "0123456789") == strlen(ref);
}

/* A number means this one snapshot here, not every cluster as of it. */
bool command_resolve_one(struct store *store, const char *ref, const char *cluster, struct moment *ret,
			 struct fault *f)
{
	if (!store_resolve(store, ref, cluster, ret, f))
		return false;
	if (!is_number(ref))
		return true;
	for (size_t i = 0; i < ret->count; i++) {
		AUTO_FREE char *number = xasprintf("%lld", (long long)ret->clusters[i].snapshot);
		if (strcmp(number, ref + strspn(ref, "0")) != 0)
			ret->clusters[i].snapshot = 0;
	}
	return true;
}
