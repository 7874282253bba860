#include "coverage/endpoint.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

const char *const endpoint_state_names[] = { "read", "missed", "excluded", NULL };

/* --- paths */

struct part {
	const char *text;
	size_t size;
};

static bool next_part(const char **path, struct part *ret)
{
	if (**path != '/')
		return false;
	ret->text = *path + 1;
	ret->size = strcspn(ret->text, "/?");
	*path = ret->text + ret->size;
	return true;
}

static bool is_variable(const struct part *part)
{
	return part->text[0] == '{';
}

static bool part_is(const struct part *part, const char *text)
{
	return part->size == strlen(text) && strncmp(part->text, text, part->size) == 0;
}

static bool same_part(const struct part *path, const struct part *read)
{
	if (part_is(read, "{type}"))
		return part_is(path, "{type}") || part_is(path, "qemu") || part_is(path, "lxc");
	if (is_variable(path) || is_variable(read))
		return is_variable(path) && is_variable(read);
	return path->size == read->size && strncmp(path->text, read->text, path->size) == 0;
}

/* How many parts they have in common; *ret_whole: all of both. */
static unsigned common_parts(const char *path, const char *read, bool *ret_whole)
{
	struct part a, b;
	unsigned count = 0;

	for (;; count++) {
		bool more_a = next_part(&path, &a), more_b = next_part(&read, &b);

		*ret_whole = !more_a && !more_b;
		if (!more_a || !more_b || !same_part(&a, &b))
			return count;
	}
}

bool endpoint_is_read(const char *path, const struct read *read)
{
	bool whole;

	common_parts(path, read->path, &whole);
	return whole;
}

const struct fact_endpoint *endpoint_facts(const struct facts *facts, const char *path)
{
	for (size_t i = 0; i < facts->n_endpoints; i++) {
		bool whole;

		common_parts(facts->endpoints[i].path, path, &whole);
		if (whole)
			return &facts->endpoints[i];
	}
	return NULL;
}

/* --- areas */

const struct area *read_area(const struct read *read)
{
	for (const struct entity_source *const *s = read->sources; *s; s++)
		if (!(*s)->ignores && !(*s)->joins)
			return (*s)->entity->area;
	return read->sources[0] ? read->sources[0]->entity->area : NULL;
}

/* That of the read with the most similar path. */
static const struct area *area_of(const char *path)
{
	const struct area *found = &schema_areas[0];
	unsigned most = 0;

	for (const struct read *const *read = schema_reads; *read; read++) {
		const struct area *area = read_area(*read);
		bool whole;
		unsigned count = common_parts(path, (*read)->path, &whole);

		if (area && count > most) {
			most = count;
			found = area;
		}
	}
	return found;
}

/* --- all of them */

static const struct read *reader_of(const char *path)
{
	for (const struct read *const *read = schema_reads; *read; read++)
		if (endpoint_is_read(path, *read))
			return *read;
	return NULL;
}

static const char *exclusion_of(const char *path, const struct read *read)
{
	if (read)
		return read->sources[0] ? NULL : read->use;
	for (const struct not_read *not_read = facts_not_read; not_read->path; not_read++) {
		bool whole;

		common_parts(not_read->path, path, &whole);
		if (whole)
			return not_read->reason;
	}
	return NULL;
}

static void add_endpoint(struct coverage *c, const char *path, bool declared)
{
	const struct read *read = reader_of(path);
	const struct fact_endpoint *known = endpoint_facts(&facts_declared, path);
	struct endpoint endpoint = { .path = path,
				     .read = read,
				     .area = read ? read_area(read) : NULL,
				     .line = known ? known->line : 0,
				     .declared = declared,
				     .reason = exclusion_of(path, read) };

	if (!endpoint.area)
		endpoint.area = area_of(path);
	endpoint.state = read ? ENDPOINT_READ : endpoint.reason ? ENDPOINT_EXCLUDED : ENDPOINT_MISSED;
	c->endpoints = xreallocarray(c->endpoints, c->n_endpoints + 1, sizeof endpoint);
	c->endpoints[c->n_endpoints++] = endpoint;
}

static int compare_endpoints(const void *a, const void *b)
{
	return strcmp(((const struct endpoint *)a)->path, ((const struct endpoint *)b)->path);
}

void endpoints_collect(struct coverage *c)
{
	for (size_t i = 0; i < c->facts->n_endpoints; i++)
		if (c->facts->endpoints[i].versions & c->versions)
			add_endpoint(c, c->facts->endpoints[i].path, true);
	for (const struct read *const *read = schema_reads; *read; read++) {
		bool there = false;

		for (size_t i = 0; i < c->n_endpoints && !there; i++)
			there = endpoint_is_read(c->endpoints[i].path, *read);
		if (!there)
			add_endpoint(c, (*read)->path, false);
	}
	qsort(c->endpoints, c->n_endpoints, sizeof *c->endpoints, compare_endpoints);
}
