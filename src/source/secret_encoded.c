/* secret_encoded.c - credentials within texts of another form: two options of guests that PVE keeps encoded
 * (SSH keys with their options, and what the firmware tells, in which cloud-init looks for its settings), and
 * files of lines. */
#include <string.h>
#include <strings.h>

#include "base/encoded.h"
#include "source/secret.h"

#define QUOTES "\"'"

/* "\"", "'" or "\\\"": how a quoted text begins, and ends; 0: it is none. */
static size_t quote_size(const char *s)
{
	size_t escapes = strspn(s, "\\");

	return s[escapes] && strchr(QUOTES, s[escapes]) ? escapes + 1 : 0;
}

/* Of a text in quotes it is all, of "NAME: VALUE" (a header, a line of YAML) the rest of the line. */
static size_t value_size(const char *s, bool line)
{
	size_t quote = quote_size(s), size;

	if (quote) {
		AUTO_FREE char *mark = xstrndup(s, quote);
		const char *end = strstr(s + quote, mark);

		return end ? (size_t)(end - s) + quote : strlen(s);
	}
	size = strcspn(s, line ? "\r\n" QUOTES : " \t\r\n;&" QUOTES);
	while (size && s[size] && strchr(QUOTES, s[size]) && s[size - 1] == '\\')
		size--;
	return size;
}

/* Where the value begins behind a name that ends at 's': behind "=" or ":", and behind a blank if it is an
 * option; null: there is none. */
static const char *value_of(const char *s, bool option, bool *line)
{
	const char *sign = s + quote_size(s);

	sign += strspn(sign, " \t");
	*line = *sign == ':';
	if (*sign == '=' || *sign == ':')
		return sign + 1 + strspn(sign + 1, " \t");
	return option && strchr(" \t", *s) ? s + strspn(s, " \t") : NULL;
}

/* Hides the values of "NAME=VALUE", "NAME: VALUE", "--NAME=VALUE" and "--NAME VALUE" whose name is a
 * credential's. */
static void hide_words(struct text *t, const char *text, size_t size)
{
	AUTO_FREE char *words = xstrndup(text, size);

	for (const char *s = words; *s;) {
		size_t length = strcspn(s, " \t\r\n,;&?=:\\" QUOTES), dashes = strspn(s, "-");
		AUTO_FREE char *name = xstrndup(s, length);
		bool line = false;
		const char *value = secret_key(name) ? value_of(s + length, dashes > 0, &line) : NULL;
		size_t hidden = value ? value_size(value, line) : 0;

		length = hidden ? (size_t)(value - s) : length + (s[length] != '\0');
		text_add_bytes(t, s, length);
		text_add(t, hidden ? SECRET_SET : "");
		s += length + hidden;
	}
}

/* The closing quote, or the end of the text. */
static const char *quote_end(const char *s)
{
	while (*s && *s != '"')
		s += *s == '\\' && s[1] ? 2 : 1;
	return s;
}

/* One option: NAME, or NAME="value"; all of the value of an environment variable is hidden. */
static void hide_key_option(struct text *t, const char *option, size_t size)
{
	static const char environment[] = "environment=\"";
	size_t equals = strlen(environment);

	if (strncasecmp(option, environment, equals) == 0)
		equals += strcspn(option + equals, "=\"");
	if (equals < size && option[equals] == '=') {
		text_add_bytes(t, option, equals + 1);
		text_add(t, SECRET_SET "\"");
	} else {
		hide_words(t, option, size);
	}
}

/* environment="NAME=value",command="backup --password x" of a line of authorized_keys */
static void hide_key_options(struct text *t, const char *options, size_t size)
{
	const char *end = options + size;

	while (options < end) {
		const char *s = options + strcspn(options, ",\" \t\r\n");

		if (*s == '"') {
			s = quote_end(s + 1);
			s += *s == '"';
		}
		hide_key_option(t, options, (size_t)(s - options));
		if (s < end)
			text_add_char(t, *s++);
		options = s;
	}
}

/* Where the options of a line end: at the first blank outside quotes; a line without has none. */
static size_t options_size(const char *line)
{
	static const char *const kinds[] = { "ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-" };
	const char *s = line;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strncmp(line, kinds[i], strlen(kinds[i])) == 0)
			return 0;
	for (; *s && !strchr(" \t\r\n", *s); s += *s != '\0')
		if (*s == '"')
			s = quote_end(s + 1);
	return (size_t)(s - line);
}

static void hide_in_keys(struct text *t, const char *keys)
{
	while (*keys) {
		size_t size = options_size(keys), line;

		hide_key_options(t, keys, size);
		line = strcspn(keys + size, "\n");
		line += keys[size + line] == '\n';
		text_add_bytes(t, keys + size, line);
		keys += size + line;
	}
}

static char *hide_ssh_keys(const char *encoded)
{
	AUTO_TEXT struct text keys = TEXT_INIT, hidden = TEXT_INIT;
	struct text again = TEXT_INIT;

	percent_decode(&keys, encoded);
	if (memchr(keys.data, '\0', keys.size))
		return xstrdup(SECRET_SET); /* no keys */
	hide_in_keys(&hidden, keys.data);
	secret_strip_userinfo(hidden.data);
	if (strcmp(hidden.data, keys.data) == 0)
		return NULL;
	percent_encode(&again, hidden.data);
	return text_take(&again);
}

static void hide_field(struct text *t, const char *value, size_t size, bool encoded)
{
	AUTO_FREE char *given = xstrndup(value, size);
	AUTO_TEXT struct text decoded = TEXT_INIT, hidden = TEXT_INIT;
	bool coded = encoded && base64_bytes(&decoded, given);
	const char *plain = coded ? decoded.data : given;

	if (coded && memchr(plain, '\0', decoded.size))
		plain = SECRET_SET; /* no text */
	else if (!plain[strcspn(plain, "=: \t")]) {
		text_add(t, given); /* one word, and no URL */
		return;
	}
	hide_words(&hidden, plain, strlen(plain));
	secret_strip_userinfo(hidden.data);
	if (coded && strcmp(hidden.data, decoded.data) != 0)
		base64_encode(t, hidden.data);
	else
		text_add(t, coded ? given : hidden.data);
}

/* "base64=1,serial=ZHM9…,uuid=…" */
static char *hide_smbios(const char *text)
{
	bool encoded = strstr(text, "base64=1") != NULL;
	struct text t = TEXT_INIT;

	for (const char *part = text; *part;) {
		size_t size = strcspn(part, ","), name = strcspn(part, "=,");

		name += part[name] == '=';
		text_add_bytes(&t, part, name);
		hide_field(&t, part + name, size - name, encoded);
		if (part[size])
			text_add_char(&t, ',');
		part += size + (part[size] != '\0');
	}
	if (strcmp(t.data, text) == 0)
		text_clear(&t);
	return t.size ? text_take(&t) : NULL;
}

/* "# mon host" -> "mon_host" */
static char *line_name(const char *line, size_t size)
{
	size_t before = strspn(line, " \t#;");
	char *name = xstrndup(line + before, before < size ? size - before : 0);

	for (size_t end = strlen(name); end && strchr(" \t", name[end - 1]);)
		name[--end] = '\0';
	for (char *c = name; *c; c++)
		if (strchr(" \t-", *c))
			*c = '_';
	return name;
}

/* The end of a line, with those that go on behind a backslash. */
static size_t line_size(const char *line)
{
	size_t size = strcspn(line, "\n");

	while (size && line[size] && line[size - 1] == '\\')
		size += 1 + strcspn(line + size + 1, "\n");
	return size;
}

char *secret_hide_lines(const char *text)
{
	struct text t = TEXT_INIT;
	bool any = false;

	if (!strchr(text, '\n'))
		return NULL;
	while (*text) {
		size_t size = strcspn(text, "\n"), equals = strcspn(text, "=\n");
		AUTO_FREE char *name = text[equals] == '=' ? line_name(text, equals) : NULL;
		size_t value = equals + (name ? 1 + strspn(text + equals + 1, " \t\r") : 0);
		bool hidden = name && value < size && secret_key(name);

		/* What goes on behind another line is looked at, too: readers differ in what they join. */
		size = hidden ? line_size(text) : size;
		text_add_bytes(&t, text, hidden ? equals : size);
		text_add(&t, hidden ? "= " SECRET_SET : "");
		text_add(&t, text[size] ? "\n" : "");
		text += size + (text[size] == '\n');
		any = any || hidden;
	}
	if (!any)
		text_clear(&t);
	return any ? text_take(&t) : NULL;
}

char *secret_hide_encoded(const char *option, const char *value)
{
	if (strcmp(option, "sshkeys") == 0)
		return hide_ssh_keys(value);
	return strcmp(option, "smbios1") == 0 ? hide_smbios(value) : NULL;
}
