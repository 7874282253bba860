#include "source/expected_gap.h"

#include <string.h>

#include "base/suggest.h"
#include "base/text.h"

#define NODE_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"

static const char *name_after(const char *gap, const char *kind)
{
	return text_starts_with(gap, kind) ? gap + strlen(kind) : NULL;
}

static const char *node_of(const char *gap)
{
	return name_after(gap, "node/");
}

static const char *read_of(const char *gap)
{
	return name_after(gap, "read/");
}

static bool refuse_read(const char *name, struct fault *f)
{
	struct suggestion near = { name, NULL, 0 };

	fault_set(f, FAULT_USAGE, "there is no read '%s'", name);
	for (const struct read *const *read = schema_reads; *read; read++)
		suggestion_offer(&near, (*read)->name);
	if (near.name)
		return fault_hint(f, "did you mean read/%s?", near.name);
	if (schema_entity(name))
		return fault_hint(f, "that is a table; 'pveinv explain %s' names its reads", name);
	return fault_hint(f, "'pveinv snapshot show' names those that were not answered");
}

bool expected_gap_check(const char *gap, struct fault *f)
{
	const char *node = node_of(gap), *read = read_of(gap);
	AUTO_FREE char *name = read ? xstrndup(read, strcspn(read, "/")) : NULL;

	if (name && *name)
		return schema_read(name) || refuse_read(name, f);
	if (node && *node && !node[strspn(node, NODE_CHARACTERS)])
		return true;
	fault_set(f, FAULT_USAGE, "'%s' is no gap", gap);
	return fault_hint(f, "a gap is node/NAME, read/NAME or read/NAME/TARGET; 'pveinv snapshot show' "
			     "names them");
}

bool expected_gap_covers(const char *gap, const struct read *read, const char *target, const char *node,
			 enum outcome_kind outcome)
{
	const char *gap_node = node_of(gap), *gap_read = read_of(gap);
	const char *gap_target = gap_read ? name_after(gap_read, read->name) : NULL;

	if (gap_read && gap_target && *gap_target == '/')
		return target && strcmp(gap_target + 1, target) == 0;
	if (gap_read)
		return gap_target && !*gap_target;
	return gap_node && node && strcmp(gap_node, node) == 0 && outcome != OUTCOME_DENIED;
}
