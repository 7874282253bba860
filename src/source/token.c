/* token.c - see token.h. Plain read() into memory of our own: stdio would keep a copy. */
#include "source/token.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

#define SIZE_LIMIT 4096

#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"

void token_free(char *token)
{
	if (token)
		explicit_bzero(token, strlen(token));
	free(token);
}

/* --- what a token looks like */

static bool no_token(const char *place, const char *what, struct fault *f)
{
	fault_set(f, FAULT_USAGE, "%s: %s", place, what);
	return fault_hint(f, "a token is USER@REALM!TOKENID=SECRET, for example "
			     "audit@pve!inventory=01234567-89ab-cdef-0123-456789abcdef");
}

bool token_check(const char *token, const char *place, struct fault *f)
{
	const char *realm = strchr(token, '@');
	const char *name = realm ? strchr(realm, '!') : NULL;
	size_t length = name ? strspn(name + 1, NAME_CHARACTERS) : 0;

	if (!token[0])
		return no_token(place, "is empty", f);
	for (const char *p = token; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f || *p == ';')
			return no_token(place, "holds characters that no token has", f);
	if (!realm || realm == token)
		return no_token(place, "holds no API token: it names no USER@REALM", f);
	if (!name || name == realm + 1 || !length)
		return no_token(place, "holds no API token: it names no !TOKENID after the user", f);
	if (name[1 + length] != '=' || !name[2 + length])
		return no_token(place, "holds no API token: no =SECRET follows its name", f);
	return true;
}

/* --- reading */

/* A password may have blanks at its ends: only the end of the line goes. */
static bool tidy_password(char *buffer, size_t size, const char *place, struct fault *f)
{
	while (size > 0 && strchr("\r\n", buffer[size - 1]))
		buffer[--size] = '\0';
	if (strlen(buffer) != size)
		return fault_set(f, FAULT_USAGE, "%s: holds a NUL byte", place);
	if (!size || strpbrk(buffer, "\r\n"))
		return fault_set(f, FAULT_USAGE, "%s: %s", place,
				 size ? "holds more than one line" : "is empty");
	return true;
}

/* The text between blanks, moved to the front of 'buffer'; what people copy from a header is let in. */
static bool tidy_token(char *buffer, size_t size, const char *place, struct fault *f)
{
	static const char header[] = "PVEAPIToken=";
	size_t start = strspn(buffer, " \t\r\n"), end;

	if (memchr(buffer, '\0', size))
		return no_token(place, "holds a NUL byte", f);
	if (text_starts_with(buffer + start, header))
		start += sizeof(header) - 1;
	for (end = size; end > start && strchr(" \t\r\n", buffer[end - 1]);)
		end--;
	memmove(buffer, buffer + start, end - start);
	explicit_bzero(buffer + (end - start), size - (end - start));
	if (strpbrk(buffer, "\r\n"))
		return no_token(place, "holds more than one line", f);
	return token_check(buffer, place, f);
}

static bool read_descriptor(int descriptor, const char *place, bool password, char **ret, struct fault *f)
{
	char *buffer = xcalloc(1, SIZE_LIMIT + 1);
	size_t size = 0;
	ssize_t got = 0;
	bool done = false;

	while (size < SIZE_LIMIT) {
		got = read(descriptor, buffer + size, SIZE_LIMIT - size);
		if (got == 0 || (got < 0 && errno != EINTR))
			break;
		if (got > 0)
			size += (size_t)got;
	}
	if (got < 0)
		fault_set(f, FAULT_USAGE, "%s: %s", place, strerror(errno));
	else if (size == SIZE_LIMIT)
		no_token(place, "is too large for a token", f);
	else if (password)
		done = tidy_password(buffer, size, place, f);
	else
		done = tidy_token(buffer, size, place, f);
	if (done)
		*ret = xstrdup(buffer);
	explicit_bzero(buffer, SIZE_LIMIT);
	free(buffer);
	return done;
}

static bool is_credential(const char *file)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	size_t length = folder ? strlen(folder) : 0;

	return length && strncmp(file, folder, length) == 0 && file[length] == '/' &&
	       !strstr(file + length, "/../");
}

/* The chmod that is to be typed, quoted where a shell wants it. */
static bool refuse_mode(const char *file, mode_t mode, bool password, struct fault *f)
{
	AUTO_TEXT struct text quoted = TEXT_INIT;

	if (file[0] != '-' && !file[strspn(file, NAME_CHARACTERS "/+,:@%~")]) {
		text_add(&quoted, file);
	} else {
		text_add_char(&quoted, '\'');
		for (const char *p = file; *p; p++) {
			if (*p == '\'')
				text_add(&quoted, "'\\'");
			text_add_char(&quoted, *p);
		}
		text_add_char(&quoted, '\'');
	}
	fault_set(f, FAULT_USAGE, "%s: others can %s this %s (mode %04o)", file,
		  mode & 022 ? "change" : "read", password ? "password" : "token", (unsigned)(mode & 07777));
	return fault_hint(f, "chmod 600 %s%s", file[0] == '-' ? "-- " : "", quoted.data);
}

static bool read_file(const char *file, bool any_mode, bool password, char **ret, struct fault *f)
{
	int descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat information;
	bool done = false;

	/* Asked of the open file: nobody can exchange it in between. */
	if (descriptor < 0 || fstat(descriptor, &information) != 0)
		fault_set(f, FAULT_USAGE, "%s: %s", file, strerror(errno));
	else if (S_ISDIR(information.st_mode))
		fault_set(f, FAULT_USAGE, "%s: is a directory, not a token file", file);
	else if (S_ISREG(information.st_mode) && (information.st_mode & 066) && !any_mode &&
		 !is_credential(file))
		refuse_mode(file, information.st_mode, password, f);
	else
		done = read_descriptor(descriptor, file, password, ret, f);
	if (descriptor >= 0)
		close(descriptor);
	return done;
}

static bool read_environment(char *value, char **ret, struct fault *f)
{
	size_t size = strlen(value);
	char *copy = xstrdup(value);
	bool done;

	explicit_bzero(value, size);
	unsetenv("PVEINV_TOKEN");
	done = tidy_token(copy, size, "PVEINV_TOKEN", f);
	if (done)
		*ret = xstrdup(copy);
	explicit_bzero(copy, size);
	free(copy);
	return done;
}

/* The credential "NAME.token" or "token" ("….password"), if systemd has handed it over; or null. */
static char *find_credential(const char *name, bool password)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	char *file;

	if (!folder || !folder[0] || (name && strchr(name, '/')))
		return NULL;
	file = xasprintf("%s/%s%s%s", folder, name ? name : "", name ? "." : "",
			 password ? "password" : "token");
	if (access(file, F_OK) == 0)
		return file;
	free(file);
	return NULL;
}

static char *credential_for(const struct token_place *place)
{
	char *own = place->cluster ? find_credential(place->cluster, place->password) : NULL;

	return own || place->one_of_many ? own : find_credential(NULL, place->password);
}

bool token_exists(const struct token_place *place)
{
	AUTO_FREE char *own = place->cluster ? find_credential(place->cluster, place->password) : NULL;
	AUTO_FREE char *shared = find_credential(NULL, place->password);

	return place->file || own || shared || (!place->password && getenv("PVEINV_TOKEN"));
}

char *token_where(const struct token_place *place)
{
	AUTO_FREE char *credential = place->file ? NULL : credential_for(place);

	if (place->file || credential)
		return xstrdup(place->file ? place->file : credential);
	return !place->password && getenv("PVEINV_TOKEN") ? xstrdup("$PVEINV_TOKEN") : NULL;
}

/* What is there without a name could be that of any of them. */
static bool refuse_none(const struct token_place *place, struct fault *f)
{
	AUTO_FREE char *shared = place->one_of_many ? find_credential(NULL, place->password) : NULL;

	fault_set(f, FAULT_USAGE, "no API token was given");
	if (shared)
		return fault_hint(f, "%s is for a cluster alone: with several, hand over %s.token", shared,
				  place->cluster);
	return fault_hint(f, "put it into a file that only you can read, and name that as the token file");
}

bool token_read(const struct token_place *place, char **ret, struct fault *f)
{
	AUTO_FREE char *credential = place->file ? NULL : credential_for(place);
	char *variable = getenv("PVEINV_TOKEN");

	if (place->file && strcmp(place->file, "-") == 0)
		return read_descriptor(STDIN_FILENO, "standard input", place->password, ret, f);
	if (place->file)
		return read_file(place->file, place->any_mode, place->password, ret, f);
	if (credential)
		return read_file(credential, true, place->password, ret, f);
	if (variable && !place->password)
		return read_environment(variable, ret, f);
	return refuse_none(place, f);
}
