#include "cmd/cluster_check.h"

#include <stdlib.h>
#include <string.h>

#include "schema/schema.h"
#include "walk/rights.h"

#define READS_NAMED 3

/* The data of an answer in *ret (null: refused); false where the cluster can't be asked at all. */
static bool ask(struct source *source, const char *path, cJSON **ret, struct fault *f)
{
	struct request request = { .path = path };
	struct answer answer;
	struct json_slice data;
	*ret = NULL;
	if (!source_submit(source, &request, f))
		return false;
	int got = source_next(source, &answer, f);
	if (got != 1)
		return got == 0 ? fault_set(f, FAULT_BUG, "%s is not answered", path) : false;
	if (answer.status == 401)
		return fault_set(f, FAULT_AUTH, "the credentials are not accepted: %s", answer.reason);
	if (answer.status >= 595)
		return fault_set(f, FAULT_UNREACHABLE, "%s: %s", path, answer.reason);
	if (answer.status == 200 && json_find_member(answer.body, "data", &data, f) == 1)
		*ret = json_parse(data, f);
	fault_clear(f);
	return true;
}

/* --- who answers */

static const char *text_of(const cJSON *object, const char *name)
{
	return cJSON_GetStringValue(json_member(object, name));
}

static void add_quorum(struct text *t, const cJSON *status)
{
	const cJSON *entry;
	cJSON_ArrayForEach (entry, status) {
		const char *type = text_of(entry, "type");
		const cJSON *quorate = json_member(entry, "quorate");
		if (!type || strcmp(type, "cluster") != 0)
			continue;
		text_addf(t, ", cluster %s, %s", text_of(entry, "name"),
			  cJSON_IsNumber(quorate) && quorate->valuedouble > 0 ? "quorate" : "NO QUORUM");
	}
}

static bool add_cluster(struct text *t, struct source *source, struct fault *f)
{
	cJSON *version = NULL, *status = NULL;
	bool ok = ask(source, "/version", &version, f) && ask(source, "/cluster/status", &status, f);
	const char *number = text_of(version, "version");
	if (ok) {
		text_addf(t, "PVE %s", number ? number : "of unknown version");
		add_quorum(t, status);
		text_add_char(t, '\n');
	}
	cJSON_Delete(version);
	cJSON_Delete(status);
	return ok;
}

/* --- privileges */

/* "/nodes" of "/nodes/{node}": whoever may read all holds it there. */
static char *root_of(const char *area)
{
	size_t size = strcspn(area, "{");
	while (size > 1 && area[size - 1] == '/')
		size--;
	return xstrndup(area, size);
}

static bool holds_any(const struct rights *rights, const char *privileges, const char *area)
{
	static const char separator[] = " or ";
	for (;;) {
		const char *end = strstr(privileges, separator);
		AUTO_FREE char *privilege =
			xstrndup(privileges, end ? (size_t)(end - privileges) : strlen(privileges));
		if (rights_hold(rights, privilege, area))
			return true;
		if (!end)
			return false;
		privileges = end + strlen(separator);
	}
}

/* What the recommended role is to read. */
static bool is_expected(const struct read *read)
{
	return read->privilege && !read->beyond && !read->confirms;
}

static bool needs_same(const struct read *read, const char *privilege, const char *root)
{
	AUTO_FREE char *other = is_expected(read) ? root_of(read->area) : NULL;
	return other && strcmp(read->privilege, privilege) == 0 && strcmp(other, root) == 0;
}

/* All reads that need it, in the line of the first of them. */
static void add_missing(struct text *t, const struct read *const *first, const char *root)
{
	const struct read *const *before = schema_reads;
	size_t count = 0;
	while (before < first && !needs_same(*before, (*first)->privilege, root))
		before++;
	if (before < first)
		return;
	text_addf(t, "missing: %s on %s, for", (*first)->privilege, root);
	for (const struct read *const *read = first; *read; read++) {
		if (!needs_same(*read, (*first)->privilege, root))
			continue;
		if (count++ < READS_NAMED)
			text_addf(t, "%s %s", count > 1 ? "," : "", (*read)->name);
	}
	if (count > READS_NAMED)
		text_addf(t, " and %zu more", count - READS_NAMED);
	text_add_char(t, '\n');
}

static void add_privileges(struct text *t, const struct rights *rights, size_t *ret_missing)
{
	size_t lines = 0;
	for (const struct read *const *read = schema_reads; *read; read++) {
		AUTO_FREE char *root = is_expected(*read) ? root_of((*read)->area) : NULL;
		size_t before = t->size;
		if (root && !holds_any(rights, (*read)->privilege, root))
			add_missing(t, read, root);
		lines += t->size > before;
	}
	*ret_missing = lines;
	if (lines == 0)
		text_add(t, "the privileges suffice\n");
}

bool cluster_check(struct text *t, struct source *source, size_t *ret_missing, struct fault *f)
{
	cJSON *permissions = NULL, *acl = NULL;
	struct rights rights;
	*ret_missing = 0;
	bool ok = add_cluster(t, source, f) && ask(source, "/access/permissions", &permissions, f) &&
		  ask(source, "/access/acl", &acl, f);
	if (ok) {
		rights_init(&rights, permissions, acl);
		add_privileges(t, &rights, ret_missing);
		rights_clear(&rights);
	}
	cJSON_Delete(permissions);
	cJSON_Delete(acl);
	return ok;
}
