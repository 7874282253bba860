#include "doctor/privileges.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "walk/outcome.h"

#define ALTERNATIVES 4
#define READS_NAMED 3
#define TARGETS_NAMED 8

/* One thing that a read needs. */
struct need {
	enum effect_kind kind;
	const struct read *read;
	const struct entity *entity;   /* or null */
	char *words[ALTERNATIVES + 1]; /* any of these privileges */
	const char *area;
};

struct finding_out {
	const struct privileges_question *question;
	struct lacks *lacks;
	struct fault *fault;
	bool ok;
};

/* --- what is lacking */

static struct lack *lack_of(struct lacks *lacks, const char *privilege, const char *path, bool beyond)
{
	struct lack *lack;

	for (size_t i = 0; i < lacks->count; i++) {
		lack = &lacks->items[i];
		if (lack->beyond == beyond && strcmp(lack->privilege, privilege) == 0 &&
		    strcmp(lack->path, path) == 0)
			return lack;
	}
	lacks->items = xreallocarray(lacks->items, lacks->count + 1, sizeof *lacks->items);
	lack = &lacks->items[lacks->count++];
	*lack = (struct lack){ .privilege = xstrdup(privilege), .path = xstrdup(path), .beyond = beyond };
	return lack;
}

static struct effect *effect_of(struct lack *lack, const struct need *need)
{
	struct effect *effect;

	for (size_t i = 0; i < lack->n_effects; i++) {
		effect = &lack->effects[i];
		if (effect->kind == need->kind && effect->read == need->read &&
		    effect->entity == need->entity)
			return effect;
	}
	lack->effects = xreallocarray(lack->effects, lack->n_effects + 1, sizeof *lack->effects);
	effect = &lack->effects[lack->n_effects++];
	*effect = (struct effect){ .kind = need->kind, .read = need->read, .entity = need->entity };
	return effect;
}

/* Releases differ in the privileges that they have. */
static bool exists(const cJSON *roles, const char *privilege)
{
	const cJSON *role;

	cJSON_ArrayForEach (role, roles) {
		const char *privileges = json_member_text(role, "privs");
		const char *at = privileges ? strstr(privileges, privilege) : NULL;

		if (at && strchr(",", at[strlen(privilege)]) && (at == privileges || at[-1] == ','))
			return true;
	}
	return !cJSON_IsArray(roles);
}

/* The one to ask for: one that can only look. */
static const char *preferred(const struct finding_out *w, const struct need *need)
{
	const char *other = NULL;

	for (size_t i = 0; need->words[i]; i++) {
		const char *dot = strrchr(need->words[i], '.');

		if (!exists(w->question->roles, need->words[i]))
			continue;
		if (dot && strcmp(dot, ".Audit") == 0)
			return need->words[i];
		other = other ? other : need->words[i];
	}
	return other ? other : need->words[0];
}

static void add_lack(struct finding_out *w, const struct need *need, const char *privilege, const char *path,
		     bool whole, const char *target)
{
	struct lack *lack = lack_of(w->lacks, privilege, path, need->read->beyond != NULL);
	struct effect *effect = effect_of(lack, need);

	lack->whole |= whole;
	if (target && !names_has(&effect->targets, target))
		names_add(&effect->targets, target);
}

static bool holds(const struct finding_out *w, const struct need *need, const char *path)
{
	for (size_t i = 0; need->words[i]; i++)
		if (rights_hold(w->question->rights, need->words[i], path))
			return true;
	return false;
}

/* --- areas */

/* "/nodes" of "/nodes/{node}": whoever may read all holds it there. */
static char *root_of(const char *area)
{
	size_t size = strcspn(area, "{");

	while (size > 1 && area[size - 1] == '/')
		size--;
	return xstrndup(area, size);
}

/* "/nodes/pve1"; an area has one variable at most, at its end. */
static char *instance_of(const char *area, const char *value)
{
	return xasprintf("%.*s%s", (int)strcspn(area, "{"), area, value);
}

/* What the variable stands for: the key of the entity that it refers to. */
static bool find_instances(struct finding_out *w, const struct need *need, struct names *ret)
{
	const struct entity *entity = need->read->per ? need->read->per : need->entity;
	const char *begin = strchr(need->area, '{');
	bool known = false;

	if (!begin || !entity || !w->question->roster)
		return false;
	AUTO_FREE char *name = xstrndup(begin + 1, strcspn(begin + 1, "}"));
	const struct column *column = schema_column(entity, name);
	if (column && column->refs && column->refs->entity->n_keys == 1) {
		entity = column->refs->entity;
		column = &entity->columns[0];
	}
	w->ok = w->ok && column &&
		w->question->roster(w->question->context, entity, column, ret, &known, w->fault);
	return w->ok && known;
}

/* --- one need */

/* Where it is missing altogether, it is to be given once, above. */
static void weigh_instances(struct finding_out *w, const struct need *need, const char *root,
			    const struct names *instances)
{
	bool above = holds(w, need, root);

	for (size_t i = 0; i < instances->count; i++) {
		AUTO_FREE char *path = instance_of(need->area, instances->items[i]);

		if (!holds(w, need, path))
			add_lack(w, need, preferred(w, need), above ? path : root, !above,
				 instances->items[i]);
	}
}

static void weigh_access(struct finding_out *w, const struct need *need)
{
	AUTO_FREE char *root = root_of(need->area);
	struct names instances = { NULL, 0 };

	if (find_instances(w, need, &instances))
		weigh_instances(w, need, root, &instances);
	else if (!holds(w, need, root))
		add_lack(w, need, preferred(w, need), root, true, NULL);
	names_clear(&instances);
}

struct gap_taking {
	struct finding_out *w;
	const struct need *need;
	const char *privilege, *area;
	const char *target; /* whose area it is, or null */
	bool any;
};

static bool take_gap(void *context, const char *path)
{
	struct gap_taking *taking = context;

	add_lack(taking->w, taking->need, taking->privilege, path,
		 strcmp(path, taking->area) == 0 && !taking->target, taking->target);
	taking->any = true;
	return true;
}

/* Without the ACL nobody knows whether something is hidden. */
static void weigh_list_of(struct finding_out *w, const struct need *need, const char *area,
			  const char *target)
{
	const struct rights *rights = w->question->rights;
	struct gap_taking taking = { w, need, preferred(w, need), area, target, false };

	for (size_t i = 0; need->words[i]; i++)
		if (rights_cover(rights, need->words[i], area))
			return;
	rights_each_gap(rights, taking.privilege, area, take_gap, &taking);
	if (!taking.any)
		add_lack(w, need, "Sys.Audit", "/access", true, NULL);
}

static void weigh_list(struct finding_out *w, const struct need *need)
{
	AUTO_FREE char *root = root_of(need->area);
	struct names instances = { NULL, 0 };

	bool some = find_instances(w, need, &instances) && holds(w, need, root);

	if (!some)
		weigh_list_of(w, need, root, NULL);
	for (size_t i = 0; some && i < instances.count; i++) {
		AUTO_FREE char *path = instance_of(need->area, instances.items[i]);

		weigh_list_of(w, need, path, instances.items[i]);
	}
	names_clear(&instances);
}

static void weigh(struct finding_out *w, const struct need *need)
{
	const char *privilege = preferred(w, need);

	if (!need->read->beyond && !names_has(&w->lacks->needed, privilege))
		names_add(&w->lacks->needed, privilege);
	if (need->kind == EFFECT_FILTERED)
		weigh_list(w, need);
	else
		weigh_access(w, need);
}

/* --- what a read needs */

/* "VM.Audit or VM.Snapshot" */
static void weigh_read(struct finding_out *w, const struct read *read)
{
	static const char separator[] = " or ";
	struct need need = { .kind = EFFECT_DENIED, .read = read, .area = read->area };
	size_t count = 0;

	for (const char *word = read->privilege; word && count < ALTERNATIVES;) {
		const char *end = strstr(word, separator);

		need.words[count++] = xstrndup(word, end ? (size_t)(end - word) : strlen(word));
		word = end ? end + strlen(separator) : NULL;
	}
	if (count)
		weigh(w, &need);
	while (count)
		free(need.words[--count]);
}

static void weigh_terms(struct finding_out *w, const struct entity_source *source, enum effect_kind kind,
			const struct term *terms)
{
	for (const struct term *term = terms; term && term->kind != TERM_END; term++) {
		struct need need = {
			.kind = kind, .read = source->read, .entity = source->entity, .area = term->area
		};
		size_t count = 0;

		if (term->kind != TERM_PRIVILEGE)
			continue;
		for (; term->words[count] && count < ALTERNATIVES; count++)
			need.words[count] = xstrdup(term->words[count]);
		weigh(w, &need);
		while (count)
			free(need.words[--count]);
	}
}

static size_t count_denied(const struct lacks *lacks, const struct read *read)
{
	for (size_t i = 0; i < lacks->count; i++)
		for (size_t k = 0; k < lacks->items[i].n_effects; k++)
			if (lacks->items[i].effects[k].read == read &&
			    lacks->items[i].effects[k].kind == EFFECT_DENIED)
				return 1;
	return 0;
}

static void weigh_all(struct finding_out *w, const struct read *read)
{
	weigh_read(w, read);
	bool gone = !read->per && count_denied(w->lacks, read);
	for (const struct entity_source *const *s = read->sources; *s && !gone; s++) {
		if ((*s)->ignores)
			continue;
		weigh_terms(w, *s, EFFECT_FILTERED, (*s)->complete);
		weigh_terms(w, *s, EFFECT_COLUMNS, (*s)->whole);
	}
	w->lacks->reads++;
	w->lacks->refused += count_denied(w->lacks, read);
}

/* --- areas side by side */

/* "/sdn" of "/sdn/zones". */
static char *top_of(const char *path)
{
	return xstrndup(path, 1 + strcspn(path + 1, "/"));
}

static bool is_of_area(const struct lack *lack, const struct lack *other, const char *top)
{
	size_t size = strlen(top);

	return lack->whole && lack->beyond == other->beyond &&
	       strcmp(lack->privilege, other->privilege) == 0 && strncmp(lack->path, top, size) == 0 &&
	       (!lack->path[size] || lack->path[size] == '/');
}

/* Takes the effects over, and the other away. */
static void merge(struct lacks *lacks, struct lack *lack, struct lack *other)
{
	size_t count = lack->n_effects + other->n_effects;
	size_t index = (size_t)(other - lacks->items);

	lack->effects = xreallocarray(lack->effects, count, sizeof *lack->effects);
	memcpy(lack->effects + lack->n_effects, other->effects, other->n_effects * sizeof *other->effects);
	lack->n_effects = count;
	free(other->effects);
	free(other->privilege);
	free(other->path);
	lacks->count--;
	memmove(other, other + 1, (lacks->count - index) * sizeof *other);
}

/* What is lacking in several parts of one area is lacking in that. */
static void fold(struct lacks *lacks, const struct rights *rights)
{
	for (size_t i = 0; i < lacks->count; i++) {
		struct lack *lack = &lacks->items[i];
		AUTO_FREE char *top = top_of(lack->path);
		bool folded = false;

		if (!lack->whole || !top[1] || rights_hold(rights, lack->privilege, top))
			continue;
		for (size_t k = lacks->count; k-- > i + 1;) {
			if (!is_of_area(&lacks->items[k], lack, top))
				continue;
			merge(lacks, lack, &lacks->items[k]);
			folded = true;
		}
		if (!folded)
			continue;
		free(lack->path);
		lack->path = xstrdup(top);
	}
}

bool lacks_find(struct lacks *ret, const struct privileges_question *question, struct fault *f)
{
	struct finding_out w = { question, ret, f, true };

	*ret = (struct lacks){ .count = 0 };
	for (const struct read *const *read = schema_reads; *read && w.ok; read++) {
		if ((*read)->confirms || (*read)->level > question->level ||
		    ((*read)->agent && !question->agents) ||
		    (question->version && !read_is_supported(*read, question->version)))
			continue;
		weigh_all(&w, *read);
	}
	if (w.ok)
		fold(ret, question->rights);
	else
		lacks_clear(ret);
	return w.ok;
}

void lacks_clear(struct lacks *lacks)
{
	for (size_t i = 0; i < lacks->count; i++) {
		struct lack *lack = &lacks->items[i];

		for (size_t k = 0; k < lack->n_effects; k++)
			names_clear(&lack->effects[k].targets);
		free(lack->effects);
		free(lack->privilege);
		free(lack->path);
	}
	free(lacks->items);
	names_clear(&lacks->needed);
	*lacks = (struct lacks){ .count = 0 };
}

/* --- in words */

void lack_add_reads(struct text *t, const struct lack *lack, enum effect_kind kind)
{
	struct names said = { NULL, 0 };

	for (size_t i = 0; i < lack->n_effects; i++) {
		const struct effect *effect = &lack->effects[i];
		const char *name = effect->entity ? effect->entity->plural : effect->read->name;

		if (effect->kind != kind || names_has(&said, name))
			continue;
		bool some = !lack->whole && effect->targets.count;
		text_addf(t, "%s%s", said.count ? some ? "; " : ", " : "", name);
		names_add(&said, name);
		if (some) {
			text_add(t, " of ");
			names_add_text(t, &effect->targets, TARGETS_NAMED);
		}
	}
	names_clear(&said);
}

static void add_line(struct text *t, const struct lack *lack)
{
	struct names reads = { NULL, 0 };

	for (size_t i = 0; i < lack->n_effects; i++)
		if (!names_has(&reads, lack->effects[i].read->name))
			names_add(&reads, lack->effects[i].read->name);
	text_addf(t, "missing: %s on %s, for", lack->privilege, lack->path);
	for (size_t i = 0; i < reads.count && i < READS_NAMED; i++)
		text_addf(t, "%s %s", i ? "," : "", reads.items[i]);
	if (reads.count > READS_NAMED)
		text_addf(t, " and %zu more", reads.count - READS_NAMED);
	text_add_char(t, '\n');
	names_clear(&reads);
}

size_t lacks_add_lines(struct text *t, const struct lacks *lacks)
{
	size_t lines = 0;

	for (size_t i = 0; i < lacks->count; i++) {
		if (lacks->items[i].beyond)
			continue;
		add_line(t, &lacks->items[i]);
		lines++;
	}
	return lines;
}
