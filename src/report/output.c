#include "report/output.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report/render.h"

static bool colors_wanted(void)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	return !(no_color && *no_color) && !(term && strcmp(term, "dumb") == 0);
}

void output_init(struct output *out, FILE *stream, enum color_choice color)
{
	*out = (struct output){ .stream = stream, .terminal = isatty(fileno(stream)) };
	out->color = color == COLOR_ALWAYS || (color == COLOR_AUTO && out->terminal && colors_wanted());
}

void output_use_pager(struct output *out)
{
	out->page = out->terminal;
}

static void run_pager(const char *pager, int input)
{
	dup2(input, STDIN_FILENO);
	close(input);
	setenv("LESS", "FRX", 0);
	setenv("LV", "-c", 0);
	unsetenv("PVEINV_TOKEN"); /* a secret, which it does not need */
	signal(SIGPIPE, SIG_DFL);
	execl("/bin/sh", "sh", "-c", pager, (char *)NULL);
	_exit(127);
}

static void start_pager(struct output *out)
{
	const char *pager = getenv("PAGER");
	int ends[2];
	out->page = false;
	if (!pager)
		pager = "less";
	if (!*pager || strcmp(pager, "cat") == 0 || pipe(ends) != 0)
		return;
	pid_t child = fork();
	if (child == 0) {
		close(ends[1]);
		run_pager(pager, ends[0]);
	}
	close(ends[0]);
	FILE *stream = child > 0 ? fdopen(ends[1], "w") : NULL;
	if (!stream) {
		close(ends[1]);
		return;
	}
	out->stream = stream;
	out->pager = child;
}

void output_bytes(struct output *out, const char *bytes, size_t size)
{
	if (out->error || size == 0)
		return;
	if (out->page)
		start_pager(out);
	if (out->clear && out->terminal)
		fputs("\033[H\033[2J\033[3J", out->stream);
	out->clear = false;
	errno = 0;
	if (fwrite(bytes, 1, size, out->stream) != size)
		out->error = errno ? errno : EIO;
}

void output_string(struct output *out, const char *s)
{
	output_bytes(out, s, strlen(s));
}

void output_text(struct output *out, struct text *t)
{
	output_bytes(out, t->data, t->size);
	text_reset(t);
}

void output_json(struct output *out, struct text *t)
{
	AUTO_TEXT struct text visible = TEXT_INIT;
	if (!out->terminal) {
		output_text(out, t);
		return;
	}
	render_visible_json(&visible, t->data);
	output_text(out, &visible);
	text_reset(t);
}

bool output_gone(const struct output *out)
{
	return out->error != 0;
}

static void close_pager(struct output *out)
{
	int status;
	fclose(out->stream);
	out->stream = stdout;
	while (waitpid(out->pager, &status, 0) < 0 && errno == EINTR)
		;
	out->pager = 0;
	/* What the user did with the pager is no error of ours. */
	out->error = 0;
}

bool output_finish(struct output *out, struct fault *f)
{
	errno = 0;
	if (!out->error && fflush(out->stream) != 0)
		out->error = errno ? errno : EIO;
	if (out->pager)
		close_pager(out);
	if (!out->error || out->error == EPIPE)
		return true;
	fault_set(f, FAULT_STORE, "stdout: %s", strerror(out->error));
	return fault_hint(f, "the output is incomplete");
}
