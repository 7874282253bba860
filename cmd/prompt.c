/* prompt.c - see prompt.h. Plain read(): stdio would keep a copy of a secret. */
#include "cmd/prompt.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/text.h"
#include "cmd/command.h"
#include "source/token.h"

#define SIZE_LIMIT 4096

bool prompt_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* A line of at most SIZE_LIMIT bytes. A terminal hands over one at a time; it ends early for a signal. */
static bool read_line(char *buffer, struct fault *f)
{
	ssize_t size = command_interrupted ? -1 : read(STDIN_FILENO, buffer, SIZE_LIMIT);
	if (size <= 0 || command_interrupted)
		return fault_set(f, FAULT_INTERRUPTED, "interrupted; nothing was written");
	buffer[size] = '\0';
	return true;
}

static char *without_blanks(const char *s)
{
	s += strspn(s, " \t\r\n");
	size_t size = strlen(s);
	while (size > 0 && strchr(" \t\r\n", s[size - 1]))
		size--;
	return xstrndup(s, size);
}

static bool ask(const char *question, char **ret, struct fault *f)
{
	char buffer[SIZE_LIMIT + 1];
	bool ok;
	do {
		fputs(question, stderr);
		fflush(stderr);
		ok = read_line(buffer, f);
		*ret = ok ? without_blanks(buffer) : NULL;
		explicit_bzero(buffer, sizeof buffer);
		if (ok && **ret)
			return true;
		token_free(*ret);
		*ret = NULL;
	} while (ok);
	return false;
}

bool prompt_line(const char *question, char **ret, struct fault *f)
{
	return ask(question, ret, f);
}

bool prompt_secret(const char *question, char **ret, struct fault *f)
{
	struct termios before, silent;
	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return fault_set(f, FAULT_USAGE, "no terminal");
	silent = before;
	silent.c_lflag &= ~(tcflag_t)(ECHO);
	silent.c_lflag |= ECHONL;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	bool ok = ask(question, ret, f);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	return ok;
}
