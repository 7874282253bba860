/* shape.c - see shape.h. A tree of fields for each read, and in each of its nodes a small hash table by the
 * names as they came ("net0", "net1"): a walk passes here once for each value of each guest. */
#include "walk/shape.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "source/secret.h"
#include "walk/expression.h"

#define NAMES_MOST 512 /* in one place; what comes after them is "*" */
#define NAME_LONGEST 64

enum { KIND_NUMBER = 1, KIND_TEXT = 2, KIND_BOOLEAN = 4, KIND_LIST = 8, KIND_EMPTY = 16 };

struct node {
	char *path;
	unsigned kinds;
	const char **patterns; /* of its members' names: "net[n]" */
	size_t n_patterns;
	bool names;  /* the names of its members are data */
	bool secret; /* its value is a credential: of what kind is nobody's business */
	bool branch; /* element of a tree: its children are like itself */
	struct entry {
		char *name; /* as it came */
		struct node *node;
	} * entries;
	size_t n_entries, n_slots;
	struct node **children; /* by appearance */
	size_t n_children;
	struct node *element; /* the one of them that is "[]", or null */
};

struct shape {
	const struct read *read;
	struct node *root;
};

static struct node *node_new(char *path)
{
	struct node *node = xcalloc(1, sizeof *node);

	node->path = path;
	return node;
}

static void node_free(struct node *node)
{
	for (size_t i = 0; i < node->n_slots; i++)
		free(node->entries[i].name);
	for (size_t i = 0; i < node->n_children; i++)
		node_free(node->children[i]);
	free(node->patterns);
	free(node->entries);
	free(node->children);
	free(node->path);
	free(node);
}

struct shape *shape_new(const struct read *read)
{
	struct shape *shape = xcalloc(1, sizeof *shape);

	shape->read = read;
	return shape;
}

void shape_free(struct shape *shape)
{
	if (!shape)
		return;
	if (shape->root)
		node_free(shape->root);
	free(shape);
}

/* --- what the specs say of a place */

static void add_step(struct text *t, const struct step *step)
{
	const char *dot = t->size ? "." : "";

	switch (step->kind) {
	case STEP_MEMBER:
		text_addf(t, "%s%s", dot, step->name);
		break;
	case STEP_LIST:
	case STEP_TREE:
		text_add(t, "[]");
		break;
	case STEP_MAP: /* of several patterns the first will do: what is below is not told apart */
		text_addf(t, "%s%s", dot, step->patterns && step->patterns[0] ? step->patterns[0] : "*");
		break;
	case STEP_END:
		break;
	}
}

static void add_pattern(struct node *node, const char *pattern)
{
	if (!strstr(pattern, "[n]"))
		return;
	node->patterns = xreallocarray(node->patterns, node->n_patterns + 1, sizeof *node->patterns);
	node->patterns[node->n_patterns++] = pattern;
}

/* What the source says of the members of its elements. */
static void describe_element(struct node *node, const struct entity_source *source)
{
	for (const struct parse *parse = source->parse; parse && parse->keys; parse++)
		for (const char *const *key = parse->keys; *key; key++)
			add_pattern(node, *key);
	for (const struct ignored *ignored = source->ignored; ignored && ignored->key; ignored++)
		add_pattern(node, ignored->key);
}

static void describe(struct node *node, const struct entity_source *source)
{
	AUTO_TEXT struct text path = TEXT_INIT;
	const struct step *step = source->each;

	for (; step && step->kind != STEP_END; step++) {
		bool here = strcmp(path.data, node->path) == 0;
		const char *const *patterns = step->kind == STEP_MAP ? step->patterns : NULL;

		if (here && step->kind == STEP_MAP && (!patterns || !patterns[0]))
			node->names = true;
		for (; here && patterns && *patterns; patterns++)
			add_pattern(node, *patterns);
		add_step(&path, step);
		if (step->kind == STEP_TREE && strcmp(path.data, node->path) == 0)
			node->branch = true;
	}
	if (strcmp(path.data, node->path) == 0)
		describe_element(node, source);
}

static struct node *add_child(const struct shape *shape, struct node *parent, char *path)
{
	struct node *child;

	for (size_t i = 0; i < parent->n_children; i++)
		if (strcmp(parent->children[i]->path, path) == 0) {
			free(path);
			return parent->children[i];
		}
	child = node_new(path);
	for (const struct entity_source *const *s = shape->read->sources; *s; s++)
		describe(child, *s);
	parent->children = xreallocarray(parent->children, parent->n_children + 1, sizeof(struct node *));
	parent->children[parent->n_children++] = child;
	return child;
}

/* "net0" as the specs name it, "net[n]"; null: as it came. */
static const char *pattern_of(const struct node *node, const char *name)
{
	char number[12];

	for (size_t i = 0; i < node->n_patterns; i++)
		if (pattern_matches(node->patterns[i], name, number))
			return node->patterns[i];
	return NULL;
}

/* A name as the API gives names; anything else is data. */
static bool is_name(const char *name)
{
	size_t size = strlen(name);

	return size && size <= NAME_LONGEST &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_- ") == size;
}

/* --- members by name */

static uint32_t hash_of(const char *s)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (; *s; s++)
		hash = (hash ^ (unsigned char)*s) * 16777619u;
	return hash;
}

static struct entry *find_entry(const struct node *node, const char *name)
{
	size_t slot = hash_of(name) & (node->n_slots - 1);

	while (node->entries[slot].name && strcmp(node->entries[slot].name, name) != 0)
		slot = (slot + 1) & (node->n_slots - 1);
	return &node->entries[slot];
}

static void make_room(struct node *node)
{
	struct entry *old = node->entries;
	size_t n_old = node->n_slots;

	if (node->n_entries * 2 < node->n_slots)
		return;
	node->n_slots = n_old ? n_old * 2 : 16;
	node->entries = xcalloc(node->n_slots, sizeof *node->entries);
	for (size_t i = 0; i < n_old; i++)
		if (old[i].name)
			*find_entry(node, old[i].name) = old[i];
	free(old);
}

static struct node *name_child(const struct shape *shape, struct node *node, const char *name)
{
	bool told = !node->names && is_name(name) && node->n_entries < NAMES_MOST;
	const char *pattern = told ? pattern_of(node, name) : "*";

	return add_child(shape, node,
			 xasprintf("%s%s%s", node->path, *node->path ? "." : "", pattern ? pattern : name));
}

static struct node *member_node(const struct shape *shape, struct node *node, const char *name)
{
	struct entry *entry;

	make_room(node);
	entry = find_entry(node, name);
	if (entry->name)
		return entry->node;
	if (node->names || node->n_entries >= NAMES_MOST)
		return name_child(shape, node, name);
	entry->node = name_child(shape, node, name);
	entry->node->secret = secret_key(name);
	entry->name = xstrdup(name);
	node->n_entries++;
	return entry->node;
}

static struct node *element_node(const struct shape *shape, struct node *node)
{
	if (!node->element)
		node->element = add_child(shape, node, xasprintf("%s[]", node->path));
	return node->element;
}

/* --- values */

static bool holds_parts(const cJSON *array)
{
	for (const cJSON *child = array->child; child; child = child->next)
		if (cJSON_IsObject(child) || cJSON_IsArray(child))
			return true;
	return false;
}

static unsigned kind_of(const cJSON *item)
{
	switch (item->type & 0xff) {
	case cJSON_Number:
		return KIND_NUMBER;
	case cJSON_True:
	case cJSON_False:
		return KIND_BOOLEAN;
	case cJSON_String:
		return item->valuestring[0] ? KIND_TEXT : KIND_EMPTY;
	case cJSON_Array:
		return item->child ? KIND_LIST : KIND_EMPTY;
	default:
		return KIND_EMPTY;
	}
}

static void add_value(struct shape *shape, struct node *node, const cJSON *item);

static void add_members(struct shape *shape, struct node *node, const cJSON *object)
{
	for (const cJSON *child = object->child; child; child = child->next) {
		bool like_itself = node->branch && cJSON_IsArray(child) && holds_parts(child) &&
				   strcmp(child->string, "children") == 0;

		for (const cJSON *twig = like_itself ? child->child : NULL; twig; twig = twig->next)
			add_value(shape, node, twig);
		if (!like_itself)
			add_value(shape, member_node(shape, node, child->string), child);
	}
}

static void add_value(struct shape *shape, struct node *node, const cJSON *item)
{
	if (item->child && cJSON_IsObject(item)) {
		add_members(shape, node, item);
	} else if (item->child && holds_parts(item)) {
		for (const cJSON *child = item->child; child; child = child->next)
			add_value(shape, element_node(shape, node), child);
	} else {
		unsigned kind = kind_of(item);

		node->kinds |= node->secret && kind != KIND_EMPTY ? KIND_TEXT : kind;
	}
}

void shape_add(struct shape *shape, const cJSON *unit, const char *list)
{
	if (!shape->root) {
		shape->root = node_new(xstrdup(""));
		for (const struct entity_source *const *s = shape->read->sources; *s; s++)
			describe(shape->root, *s);
	}
	if (list) {
		struct node *node = *list ? member_node(shape, shape->root, list) : shape->root;

		add_value(shape, element_node(shape, node), unit);
	} else if (cJSON_IsArray(unit)) { /* also a list of plain values has elements */
		for (const cJSON *child = unit->child; child; child = child->next)
			add_value(shape, element_node(shape, shape->root), child);
	} else {
		add_value(shape, shape->root, unit);
	}
}

/* --- as text */

static size_t count_fields(const struct node *node)
{
	size_t count = node->kinds ? 1 : 0;

	for (size_t i = 0; i < node->n_children; i++)
		count += count_fields(node->children[i]);
	return count;
}

static const struct node **collect(const struct node *node, const struct node **to)
{
	if (node->kinds)
		*to++ = node;
	for (size_t i = 0; i < node->n_children; i++)
		to = collect(node->children[i], to);
	return to;
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp((*(const struct node *const *)a)->path, (*(const struct node *const *)b)->path);
}

static void add_kinds(struct text *t, unsigned kinds)
{
	for (unsigned i = 0; SHAPE_LETTERS[i]; i++)
		if (kinds & 1u << i)
			text_add_char(t, SHAPE_LETTERS[i]);
	if (kinds == KIND_EMPTY)
		text_add(t, SHAPE_EMPTY);
}

void shape_add_json(struct text *t, const struct shape *shape)
{
	size_t count = shape->root ? count_fields(shape->root) : 0;
	AUTO_FREE const struct node **nodes = xcalloc(count + 1, sizeof *nodes);

	if (shape->root)
		collect(shape->root, nodes);
	qsort(nodes, count, sizeof *nodes, compare_paths);
	text_add_char(t, '{');
	for (size_t i = 0; i < count; i++) {
		text_add(t, i ? "," : "");
		/* A document that is a plain value has no name. */
		json_add_string(t, nodes[i]->path[0] ? nodes[i]->path : "@value");
		text_add(t, ":\"");
		add_kinds(t, nodes[i]->kinds);
		text_add_char(t, '"');
	}
	text_add_char(t, '}');
}
