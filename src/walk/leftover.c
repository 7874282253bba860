/* leftover.c - see leftover.h. */
#include "walk/leftover.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "source/secret.h"

/* cJSON uses the low bits of 'type' only, and looks at no other. */
#define CLAIMED (1 << 20)
#define BENT (1 << 21)

void claim(cJSON *item)
{
	item->type |= CLAIMED;
}

void claim_path(cJSON *element, const char *path)
{
	const char *dot;

	if (strcmp(path, "*") == 0) {
		claim(element);
		return;
	}
	if (!json_may_have(element, path) && path[1] != '.')
		return;
	for (; element && (dot = strchr(path, '.')); path = dot + 1) {
		AUTO_FREE char *name = xstrndup(path, (size_t)(dot - path));

		element = json_member(element, name);
	}
	element = json_member(element, path);
	if (element)
		claim(element);
}

void mark_bent(cJSON *item)
{
	item->type |= BENT;
}

bool is_bent(const cJSON *item)
{
	return item->type & BENT;
}

/* --- visits */

void visit_list_add(struct visit_list *list, const cJSON *element, struct partial_row *row,
		    unsigned source)
{
	if (list->count == list->space) {
		list->space = list->space ? list->space * 2 : 16;
		list->visits = xreallocarray(list->visits, list->space, sizeof(*list->visits));
	}
	list->visits[list->count] = (struct visit){ element, row, source, list->count };
	list->count++;
}

static int compare_visits(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

	if (x->element != y->element)
		return (uintptr_t)x->element < (uintptr_t)y->element ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

void visit_list_sort(struct visit_list *list)
{
	if (list->count)
		qsort(list->visits, list->count, sizeof(*list->visits), compare_visits);
}

void visit_list_reset(struct visit_list *list)
{
	list->count = 0;
}

void visit_list_clear(struct visit_list *list)
{
	free(list->visits);
	*list = (struct visit_list){ 0 };
}

static const struct visit *find_visit(const struct visit_list *list, const cJSON *element)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if ((uintptr_t)list->visits[middle].element < (uintptr_t)element)
			low = middle + 1;
		else
			high = middle;
	}
	return low < list->count && list->visits[low].element == element ? &list->visits[low] : NULL;
}

/* --- collecting */

struct collector {
	const struct leftover_rule *rule;
	const struct visit_list *visits;
	struct text path; /* below the owner, or below the document */
	struct fault *fault;
};

static bool is_claimed(const cJSON *item)
{
	return item->type & CLAIMED;
}

/* Is anything below (or the item itself) spoken for? */
static bool is_touched(const struct collector *c, const cJSON *item)
{
	if (is_claimed(item) || find_visit(c->visits, item))
		return true;
	for (const cJSON *child = item->child; child; child = child->next)
		if (is_touched(c, child))
			return true;
	return false;
}

/* Is there a value that nobody claimed? */
static bool is_left(const cJSON *item)
{
	if (is_claimed(item))
		return false;
	if (is_bent(item))
		return true;
	if (!cJSON_IsObject(item) && !cJSON_IsArray(item))
		return !cJSON_IsNull(item);
	for (const cJSON *child = item->child; child; child = child->next)
		if (is_left(child))
			return true;
	return false;
}

static void add_kept(struct text *json, cJSON *item, bool secret)
{
	secret_redact(item, item->string);
	json_settle(item);
	json_sort(item); /* no spec knows the list: its order is random more often than it means something */
	if (secret)
		json_add_string(json, SECRET_SET);
	else
		json_add_canonical(json, item);
}

static bool keep(struct collector *c, const struct visit *owner, cJSON *item, bool secret)
{
	const struct leftover_rule *rule = c->rule;
	const char *name = c->path.size ? c->path.data : "@value";
	struct leftover leftover = { rule->read, rule->target, name, NULL };
	struct text json = TEXT_INIT;
	bool kept;

	add_kept(&json, item, secret);
	if (owner) {
		row_add_extra(owner->row, owner->source, name, text_take(&json));
		return true;
	}
	leftover.json = json.data;
	kept = rule->sink->leftover(rule->sink, &leftover, c->fault);
	text_clear(&json);
	return kept;
}

static bool collect(struct collector *c, const struct visit *owner, cJSON *item, bool secret);

static bool collect_children(struct collector *c, const struct visit *owner, cJSON *item, bool secret)
{
	size_t size = c->path.size;
	bool kept = true;

	for (cJSON *child = item->child; child && kept; child = child->next) {
		if (!is_left(child))
			continue;
		if (child->string) {
			text_add(&c->path, size ? "." : "");
			text_add(&c->path, child->string);
		} else {
			text_add(&c->path, "[]");
		}
		kept = collect(c, owner, child, secret || (child->string && secret_key(child->string)));
		c->path.size = size;
		c->path.data[size] = '\0';
	}
	return kept;
}

static bool collect(struct collector *c, const struct visit *owner, cJSON *item, bool secret)
{
	const struct visit *visit = find_visit(c->visits, item);
	bool descends = !is_bent(item) &&
			(cJSON_IsObject(item) || (cJSON_IsArray(item) && is_touched(c, item)));
	struct text above = c->path;
	bool kept;

	if (!is_left(item))
		return true;
	if (visit) {
		c->path = (struct text)TEXT_INIT;
		owner = visit;
	}
	kept = descends ? collect_children(c, owner, item, secret) : keep(c, owner, item, secret);
	if (visit) {
		text_clear(&c->path);
		c->path = above;
	}
	return kept;
}

bool leftover_collect(const struct leftover_rule *rule, const struct visit_list *visits, cJSON *unit,
		      const char *path, struct fault *f)
{
	struct collector c = { rule, visits, TEXT_INIT, f };
	bool kept;

	text_add(&c.path, path);
	kept = collect(&c, NULL, unit, false);
	text_clear(&c.path);
	return kept;
}
