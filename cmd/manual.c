/* manual.c - pveinv manual (hidden): writes the manual pages, at build time. See manual.h. */
#include "cmd/manual.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report/mdoc.h"

/* --- files */

char *manual_read(const char *path, bool must, struct fault *f)
{
	AUTO_TEXT struct text t = TEXT_INIT;
	char buffer[4096];
	size_t size;
	FILE *file = fopen(path, "re");
	if (!file && (must || errno != ENOENT))
		fault_set(f, FAULT_USAGE, "%s: %s", path, strerror(errno));
	if (!file)
		return NULL;
	while ((size = fread(buffer, 1, sizeof buffer, file)) > 0)
		text_add_bytes(&t, buffer, size);
	bool failed = ferror(file);
	fclose(file);
	if (!failed)
		return text_take(&t);
	fault_set(f, FAULT_USAGE, "%s can't be read", path);
	return NULL;
}

static bool write_page(const struct page *page, const char *folder, struct fault *f)
{
	AUTO_FREE char *below = xasprintf("%s/man%d", folder, page->section);
	AUTO_FREE char *path = xasprintf("%s/%s.%d", below, page->name, page->section);
	mkdir(folder, 0777);
	mkdir(below, 0777);
	FILE *file = fopen(path, "we");
	if (!file)
		return fault_set(f, FAULT_USAGE, "%s: %s", path, strerror(errno));
	size_t written = fwrite(page->text.data, 1, page->text.size, file);
	if (fclose(file) == 0 && written == page->text.size)
		return true;
	return fault_set(f, FAULT_USAGE, "%s: %s", path, strerror(errno));
}

/* --- what the pages have in common */

static void add_capitals(struct text *t, const char *s)
{
	for (; *s; s++)
		text_add_char(t, (char)toupper((unsigned char)*s));
}

/* "Prints the rows." as apropos(1) wants it: "print the rows" would be ours to say; the full stop goes. */
static void add_summary(struct text *t, const char *summary)
{
	AUTO_FREE char *line = xstrdup(summary);
	size_t size = strlen(line);
	if (size > 0 && line[size - 1] == '.')
		line[size - 1] = '\0';
	line[0] = (char)tolower((unsigned char)line[0]);
	text_add(t, ".Nd ");
	mdoc_add_text(t, line);
}

void page_begin(struct page *page, const char *summary)
{
	struct text *t = &page->text;
	text_add(t, ".\\\" Made by 'pveinv manual' from the program's tables and man/: edit those.\n");
	text_addf(t, ".Dd %s\n.Dt ", page->date);
	add_capitals(t, page->name);
	text_addf(t, " %d\n.Os\n.Sh NAME\n.Nm %s\n", page->section, page->name);
	add_summary(t, summary);
}

/* --- the queries that come with pveinv */

/* "-- Title", comments, SQL. */
static bool add_query(struct page *page, const char *folder, const char *name, struct fault *f)
{
	AUTO_FREE char *path = xasprintf("%s/%s", folder, name);
	AUTO_FREE char *query = manual_read(path, true, f);
	if (!query)
		return false;
	size_t title = strcspn(query, "\n");
	AUTO_FREE char *line = xasprintf("%.*s (`%s`):", (int)title - 3, query + 3, name);
	text_add(&page->text, ".Pp\n");
	mdoc_add_text(&page->text, line);
	mdoc_add_literal(&page->text, query + title + (query[title] == '\n'));
	return true;
}

static int is_query(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');
	return end && strcmp(end, ".sql") == 0;
}

static bool add_queries(struct page *page, struct fault *f)
{
	AUTO_FREE char *folder = xasprintf("%s/doc/queries", page->source);
	struct dirent **files = NULL;
	int count = scandir(folder, &files, is_query, alphasort);
	bool ok = count >= 0;
	if (!ok)
		fault_set(f, FAULT_USAGE, "%s: %s", folder, strerror(errno));
	for (int i = 0; i < count; i++) {
		ok = ok && add_query(page, folder, files[i]->d_name, f);
		free(files[i]);
	}
	free(files);
	return ok;
}

bool page_add_prose(struct page *page, struct fault *f)
{
	AUTO_FREE char *path = xasprintf("%s/man/%s.md", page->source, page->name);
	struct fault mine = FAULT_INIT;
	AUTO_FREE char *prose = manual_read(path, false, &mine);
	if (mine.kind) {
		fault_set(f, mine.kind, "%s", mine.message);
		fault_clear(&mine);
		return false;
	}
	char *queries = prose ? strstr(prose, "\n@queries\n") : NULL;
	if (queries)
		*queries = '\0';
	if (prose)
		mdoc_add_markdown(&page->text, prose);
	if (!queries)
		return true;
	if (!add_queries(page, f))
		return false;
	mdoc_add_markdown(&page->text, queries + strlen("\n@queries\n"));
	return true;
}

struct others {
	struct page *page;
	bool any;
};

static void add_other(void *context, const char *name, int section)
{
	struct others *others = context;
	if (strcmp(name, others->page->name) == 0)
		return;
	text_addf(&others->page->text, "%s.Xr %s %d", others->any ? " ,\n" : "", name, section);
	others->any = true;
}

void page_add_others(struct page *page)
{
	struct others others = { page, false };
	text_add(&page->text, ".Sh SEE ALSO\n");
	manual_each(add_other, &others);
	text_add_char(&page->text, '\n');
}

static const struct verb *next_by_name(const struct verb *last)
{
	const struct verb *next = NULL;
	for (const struct verb *const *v = verbs; *v; v++) {
		if (!(*v)->hidden && (!last || strcmp((*v)->name, last->name) > 0) &&
		    (!next || strcmp((*v)->name, next->name) < 0))
			next = *v;
	}
	return next;
}

void manual_each(page_function *function, void *context)
{
	const struct verb *last = NULL, *verb;
	function(context, "pveinv", 1);
	while ((verb = next_by_name(last))) {
		AUTO_FREE char *name = xasprintf("pveinv-%s", verb->name);
		function(context, name, 1);
		last = verb;
	}
	function(context, "pveinv-config", 5);
	function(context, "pveinv-schema", 7);
}

/* --- the verb */

struct writing {
	const char *source, *folder, *date;
	struct fault *f;
};

static bool fill_page(struct page *page, const char *name, int section, struct fault *f)
{
	if (section == 5)
		return manual_config(page, f);
	if (section == 7)
		return manual_schema(page, f);
	if (strcmp(name, "pveinv") == 0)
		return manual_program(page, f);
	return manual_verb(page, verb_find(verbs, name + strlen("pveinv-"), "pveinv", f), f);
}

static void write_one(void *context, const char *name, int section)
{
	struct writing *w = context;
	struct page page = { .text = TEXT_INIT,
			     .name = name,
			     .section = section,
			     .date = w->date,
			     .source = w->source };
	if (!w->f->kind && fill_page(&page, name, section, w->f))
		write_page(&page, w->folder, w->f);
	text_clear(&page.text);
}

static bool run(struct command *command, void *options, struct fault *f)
{
	const char **arguments = command->arguments.items;
	struct writing writing = { arguments[0], arguments[1], arguments[2], f };
	(void)options;
	manual_each(write_one, &writing);
	return !f->kind;
}

static const struct syntax syntax = {
	.command = "pveinv manual",
	.arguments = "SOURCE FOLDER DATE",
	.summary = "Writes the manual pages.",
	.least = 3,
	.most = 3,
};

const struct verb verb_manual = { .name = "manual", .syntax = &syntax, .run = run, .hidden = true };
