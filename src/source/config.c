/* config.c - see config.h. Every line passes read_line() before inih sees it: that is where its traps are
 * closed, and where lines are counted. */
#include "source/config.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/suggest.h"
#include "base/network.h"
#include "base/text.h"
#include "source/config_keys.h"
#include "source/expected_gap.h"
#include "source/pve_api.h"
#include "source/tls.h"

#define SYSTEM_PATH "/etc/pveinv/config"
#define SECTION_SIZE 50 /* inih cuts longer ones */
#define BLANKS " \t\r\n\v\f"
#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"

/* A file at work. */
struct reader {
	struct config *config;
	struct fault *f;
	FILE *file;
	char *buffer;
	size_t space;
	unsigned line;
	unsigned given; /* bits: keys that the current section has already */
	bool in_section;
	bool failed;
};

/* "file:line: " before a fault that is filled already. */
static bool fail(struct reader *r)
{
	r->failed = true;
	r->f->kind = FAULT_USAGE;
	return fault_prefix(r->f, "%s:%u", r->config->path, r->line);
}

#define FAIL(r, ...) (fault_set((r)->f, FAULT_USAGE, __VA_ARGS__), fail(r))

/* --- values */

static void list_add(struct reader *r, struct config_list *list, const char *item)
{
	list->lines = xreallocarray(list->lines, list->count + 1, sizeof *list->lines);
	list->lines[list->count] = r->line;
	list->items = xreallocarray(list->items, list->count + 2, sizeof *list->items);
	list->items[list->count++] = xstrdup(item);
	list->items[list->count] = NULL;
}

static bool set_path(struct reader *r, char **member, const char *value)
{
	const char *home = getenv("HOME"), *slash = strrchr(r->config->path, '/');

	if (value[0] == '~' && value[1] && value[1] != '/')
		return FAIL(r, "'%s': only ~/ is expanded, not the home directory of another user", value);
	if (value[0] == '~' && !(home && home[0] == '/'))
		return FAIL(r, "'%s': HOME is not set", value);
	if (value[0] == '~')
		*member = xasprintf("%s%s", home, value + 1);
	else if (value[0] == '/' || !slash)
		*member = xstrdup(value);
	else
		*member = xasprintf("%.*s/%s", (int)(slash - r->config->path), r->config->path, value);
	return true;
}

static bool add_url(struct reader *r, struct config_list *list, const char *value)
{
	AUTO_FREE char *url = pve_api_url(value, r->f);

	if (!url)
		return fail(r);
	list_add(r, list, url);
	return true;
}

static bool add_fingerprint(struct reader *r, struct config_list *list, const char *value)
{
	struct fingerprint ignored;

	if (!fingerprint_parse(value, &ignored)) {
		FAIL(r, "'%s' is no SHA-256 fingerprint", value);
		return fault_hint(r->f, "it is 32 pairs of hexadecimal digits: AA:BB:…");
	}
	list_add(r, list, value);
	return true;
}

static bool add_gap(struct reader *r, struct config_list *list, const char *value)
{
	if (!expected_gap_check(value, r->f))
		return fail(r);
	list_add(r, list, value);
	return true;
}

static bool set_proxy(struct reader *r, char **member, const char *value)
{
	if (strchr(value, '@'))
		return FAIL(r,
			    "proxy: a URL with a user and a password is not taken: no secrets are kept here");
	*member = xstrdup(value);
	return true;
}

static bool set_seconds(struct reader *r, long *member, const char *value)
{
	char *end = NULL;
	long seconds = strtol(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end || seconds < 1 || seconds > 86400)
		return FAIL(r, "'%s' is no number of seconds from 1 to 86400", value);
	*member = seconds;
	return true;
}

static bool set_level(struct reader *r, int *member, const char *value)
{
	enum level level;

	if (!level_from_name(value, &level))
		return FAIL(r, "level '%s' is not one of basic, standard, detailed or diagnostic", value);
	*member = (int)level;
	return true;
}

static bool set_flag(struct reader *r, const struct config_key *key, bool *member, const char *value)
{
	const char *no = key->kind == KEY_TOKEN_MODE ? "private" : "no";
	const char *yes = key->kind == KEY_TOKEN_MODE ? "any" : "yes";

	*member = strcmp(value, yes) == 0;
	if (*member || strcmp(value, no) == 0)
		return true;
	return FAIL(r, "%s '%s' is neither %s nor %s", key->name, value, no, yes);
}

static bool set_value(struct reader *r, const struct config_key *key, void *member, const char *value)
{
	switch (key->kind) {
	case KEY_TEXT:
		*(char **)member = xstrdup(value);
		return true;
	case KEY_PATH:
		return set_path(r, member, value);
	case KEY_PROXY:
		return set_proxy(r, member, value);
	case KEY_URLS:
		return add_url(r, member, value);
	case KEY_FINGERPRINTS:
		return add_fingerprint(r, member, value);
	case KEY_GAPS:
		return add_gap(r, member, value);
	case KEY_SECONDS:
		return set_seconds(r, member, value);
	case KEY_LEVEL:
		return set_level(r, member, value);
	case KEY_NETWORKS:
		*(char **)member = xstrdup(value);
		return network_list_check(value, r->f) || fail(r);
	case KEY_FLAG:
	case KEY_TOKEN_MODE:
		return set_flag(r, key, member, value);
	}
	return FAIL(r, "%s", key->name);
}

/* --- keys */

static bool is_list(const struct config_key *key)
{
	return key->kind == KEY_URLS || key->kind == KEY_FINGERPRINTS || key->kind == KEY_GAPS;
}

static const struct config_key *find_key(const struct config_key *table, const char *name)
{
	for (; table->name; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

static bool unknown_key(struct reader *r, const struct config_key *table, const char *name)
{
	struct suggestion near = { name, NULL, 0 };

	FAIL(r, "unknown key '%s' %s", name,
	     r->in_section ? "in a section [cluster NAME]" : "before the sections");
	if (strcmp(name, "token") == 0)
		return fault_hint(r->f, "a token is kept in a file of its own: token-file = FILE");
	if (find_key(r->in_section ? config_global_keys : config_cluster_keys, name))
		return fault_hint(r->f, "it belongs %s",
				  r->in_section ? "before the first section"
						: "below a section [cluster NAME]");
	for (; table->name; table++)
		suggestion_offer(&near, table->name);
	return near.name ? fault_hint(r->f, "did you mean %s?", near.name) : false;
}

static unsigned *line_of(struct reader *r, const struct config_key *key)
{
	struct config *config = r->config;

	if (!r->in_section)
		return &config->lines[key - config_global_keys];
	return &config->clusters[config->n_clusters - 1].lines[key - config_cluster_keys];
}

/* Called by inih for each "name = value". */
static int take_value(void *user, const char *section, const char *name, const char *value)
{
	struct reader *r = user;
	const struct config_key *table = r->in_section ? config_cluster_keys : config_global_keys;
	const struct config_key *key = find_key(table, name);
	void *values = r->config;
	unsigned bit;

	(void)section;
	if (r->failed)
		return 0;
	if (!key)
		return unknown_key(r, table, name);
	if (!value[0])
		return FAIL(r, "%s has no value", name);
	if (value[strcspn(value, "#")] && (value[0] == '#' || strstr(value, " #") || strstr(value, "\t#")))
		return FAIL(r, "a comment behind a value begins with ';'");
	bit = 1u << (key - table);
	if ((r->given & bit) && !is_list(key))
		return FAIL(r, "%s is given twice", name);
	r->given |= bit;
	if (r->in_section)
		values = &r->config->clusters[r->config->n_clusters - 1];
	*line_of(r, key) = r->line;
	return set_value(r, key, (char *)values + key->offset, value);
}

/* --- sections */

bool config_check_name(const char *name, struct fault *f)
{
	if (name[0] && !name[strspn(name, NAME_CHARACTERS)])
		return true;
	return fault_set(f, FAULT_USAGE, "'%s' is no name of a cluster: letters, digits, '.', '-' and '_'",
			 name);
}

static bool add_cluster(struct reader *r, const char *name)
{
	struct config *config = r->config;
	const struct config_cluster *old = config_find(config, name);

	if (!config_check_name(name, r->f))
		return fail(r);
	if (old)
		return FAIL(r, "section [cluster %s] is there already, in line %u", name, old->line);
	config->clusters = xreallocarray(config->clusters, config->n_clusters + 1, sizeof *config->clusters);
	config->clusters[config->n_clusters++] =
		(struct config_cluster){ .name = xstrdup(name), .level = -1, .line = r->line };
	r->in_section = true;
	r->given = 0;
	return true;
}

/* inih ignores what stands behind the ']', and does not report a section without keys. */
static bool take_section(struct reader *r, const char *line)
{
	static const char kind[] = "cluster";
	const char *end = strchr(line, ']'), *name = line + 1 + strspn(line + 1, BLANKS);
	const char *rest = end ? end + 1 + strspn(end + 1, BLANKS) : NULL;

	if (!end || (*rest && *rest != ';' && *rest != '#'))
		return FAIL(r, "a section is a line of its own: [cluster NAME]");
	while (end > name && strchr(BLANKS, end[-1]))
		end--;
	if (end - line >= SECTION_SIZE)
		return FAIL(r, "the name of the section is too long");
	AUTO_FREE char *words = xstrndup(name, (size_t)(end - name));
	name = words + strlen(kind);
	if (!text_starts_with(words, kind) || !strchr(BLANKS, *name) || !*name) {
		FAIL(r, "unknown section [%s]", words);
		return fault_hint(r->f, "sections are [cluster NAME]");
	}
	return add_cluster(r, name + strspn(name, BLANKS));
}

/* --- lines */

/* Called by inih for each line, as it would call fgets(). */
static char *read_line(char *buffer, int size, void *user)
{
	struct reader *r = user;
	ssize_t length = r->failed ? -1 : getline(&r->buffer, &r->space, r->file);
	const char *line = r->buffer;

	if (length < 0)
		return NULL;
	r->line++;
	if (strlen(line) != (size_t)length)
		return FAIL(r, "a NUL byte: this is no text"), NULL;
	if (r->line == 1 && text_starts_with(line, "\xEF\xBB\xBF"))
		line += 3;
	line += strspn(line, BLANKS);
	length = (ssize_t)strlen(line);
	while (length > 0 && strchr(BLANKS, line[length - 1]))
		length--;
	if (length + 2 > size)
		return FAIL(r, "the line is too long: %d bytes are the most", size - 2), NULL;
	if (line[0] == '[' && !take_section(r, line))
		return NULL;
	memcpy(buffer, line, (size_t)length);
	memcpy(buffer + length, "\n", 2);
	return buffer;
}

static bool check_whole(struct reader *r)
{
	const struct config *config = r->config;

	if (!config->default_cluster || config_find(config, config->default_cluster))
		return true;
	r->line = config->lines[find_key(config_global_keys, "default") - config_global_keys];
	return FAIL(r, "default: there is no section [cluster %s]", config->default_cluster);
}

static bool read_file(struct config *config, FILE *file, struct fault *f)
{
	struct reader r = { .config = config, .f = f, .file = file };
	int bad = ini_parse_stream(read_line, &r, take_value, &r);

	free(r.buffer);
	if (r.failed)
		return false;
	if (ferror(file))
		return fault_set(f, FAULT_USAGE, "%s: %s", config->path, strerror(errno));
	if (bad > 0) {
		r.line = (unsigned)bad;
		return FAIL(&r, "neither [cluster NAME] nor KEY = VALUE");
	}
	return check_whole(&r);
}

/* --- the file */

static char *user_path(void)
{
	const char *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (folder && folder[0] == '/')
		return xasprintf("%s/pveinv/config", folder);
	return home && home[0] == '/' ? xasprintf("%s/.config/pveinv/config", home) : NULL;
}

char *config_path(const char *path)
{
	AUTO_FREE char *user = path ? xstrdup(path) : user_path();

	if (!path && user && access(user, F_OK) != 0 && access(SYSTEM_PATH, W_OK) == 0)
		return xstrdup(SYSTEM_PATH);
	return xstrdup(user);
}

static FILE *try_open(const char *path, bool must, bool *ret_failed, struct fault *f)
{
	FILE *file = fopen(path, "re");

	if (!file && (must || (errno != ENOENT && errno != ENOTDIR))) {
		*ret_failed = true;
		fault_set(f, FAULT_USAGE, "%s: %s", path, strerror(errno));
	}
	return file;
}

/* Opens what there is, and keeps its path. */
static FILE *open_file(const char *path, struct config *config, bool *ret_failed, struct fault *f)
{
	char *user = path ? NULL : user_path();
	FILE *file = NULL;

	if (path || user)
		file = try_open(path ? path : user, path, ret_failed, f);
	if (file) {
		config->path = path ? xstrdup(path) : user;
		return file;
	}
	free(user);
	if (path || *ret_failed)
		return NULL;
	file = try_open(SYSTEM_PATH, false, ret_failed, f);
	if (file)
		config->path = xstrdup(SYSTEM_PATH);
	return file;
}

bool config_read(const char *path, struct config *ret, struct fault *f)
{
	bool failed = false, ok;
	FILE *file;

	*ret = (struct config){ 0 };
	if (path && strcmp(path, "none") == 0)
		return true;
	file = open_file(path, ret, &failed, f);
	if (!file)
		return !failed;
	ok = read_file(ret, file, f);
	fclose(file);
	if (!ok)
		config_clear(ret);
	return ok;
}

static void list_clear(struct config_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	free(list->lines);
}

void config_clear(struct config *config)
{
	for (size_t i = 0; i < config->n_clusters; i++) {
		struct config_cluster *cluster = &config->clusters[i];

		free(cluster->name);
		list_clear(&cluster->urls);
		list_clear(&cluster->fingerprints);
		list_clear(&cluster->expected_gaps);
		free(cluster->token_file);
		free(cluster->user);
		free(cluster->password_file);
		free(cluster->ca_file);
		free(cluster->proxy);
		free(cluster->preferred_networks);
	}
	free(config->clusters);
	free(config->path);
	free(config->store);
	free(config->default_cluster);
	*config = (struct config){ 0 };
}

/* --- which cluster */

const struct config_cluster *config_find(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->n_clusters; i++)
		if (strcmp(config->clusters[i].name, name) == 0)
			return &config->clusters[i];
	return NULL;
}

static void add_names(struct text *t, const struct config *config)
{
	for (size_t i = 0; i < config->n_clusters; i++)
		text_addf(t, "%s%s", i ? ", " : "", config->clusters[i].name);
}

bool config_refuse(const struct config *config, const char *name, struct fault *f)
{
	AUTO_TEXT struct text names = TEXT_INIT;
	struct suggestion near = { name, NULL, 0 };

	add_names(&names, config);
	for (size_t i = 0; i < config->n_clusters; i++)
		suggestion_offer(&near, config->clusters[i].name);
	fault_set(f, FAULT_USAGE, "%s has no section [cluster %s]", config->path, name);
	if (near.name)
		return fault_hint(f, "did you mean %s? There are %s", near.name, names.data);
	return fault_hint(f, "there are %s", names.data);
}

const struct config_cluster *config_default(const struct config *config, struct fault *f)
{
	AUTO_TEXT struct text names = TEXT_INIT;

	if (config->n_clusters == 1)
		return &config->clusters[0];
	if (config->default_cluster)
		return config_find(config, config->default_cluster);
	add_names(&names, config);
	if (!config->n_clusters) {
		fault_set(f, FAULT_USAGE, "no cluster is configured");
	} else {
		fault_set(f, FAULT_USAGE, "which cluster? %s has %s", config->path, names.data);
		fault_hint(f, "say --cluster NAME, or write default = NAME before the sections");
	}
	return NULL;
}
