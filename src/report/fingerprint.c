#include "report/fingerprint.h"

#include <openssl/evp.h>

#include "base/json.h"
#include "report/diff_format.h"
#include "report/render.h"

#define DIGEST_BYTES 8

static void add_value(struct text *t, enum value_type type, const struct value *v)
{
	if (v->kind == VALUE_UNKNOWN)
		text_add_char(t, '?');
	else
		render_json(t, type, v);
	text_add_char(t, ' ');
}

static void add_key(struct text *t, const struct entity *entity, const struct value *key)
{
	for (unsigned i = 0; key && i < entity->n_keys; i++)
		add_value(t, entity->columns[i].rule.type, &key[i]);
	text_add_char(t, '\n');
}

static bool tells_apart(const struct entity *entity, const struct column *column)
{
	bool end = true;

	if (!column || column->identity)
		return column != NULL;
	for (const struct column *const *c = entity->replaced; c && (*c || !end); c++) {
		if (*c == column)
			return true;
		end = *c == NULL; /* two in a row */
	}
	return false;
}

static bool counts(const struct change *change, const struct change_column *c, bool only_state)
{
	if (change->kind == CHANGE_ADDED || change->kind == CHANGE_REMOVED)
		return tells_apart(change->entity, c->column);
	return only_state || c->class != CLASS_STATE;
}

static void add_columns(struct text *t, const struct change *change)
{
	bool only_state = change->class == CLASS_STATE;

	for (size_t i = 0; i < change->n_columns; i++) {
		const struct change_column *c = &change->columns[i];
		if (!counts(change, c, only_state))
			continue;
		text_addf(t, "%s ", c->name);
		add_value(t, change_value_type(c, &c->from), &c->from);
		add_value(t, change_value_type(c, &c->to), &c->to);
		text_add_char(t, '\n');
	}
}

static void add_gap(struct text *t, const struct change *change)
{
	text_addf(t, "%s\n%s %s\n", change->entity ? change->entity->name : "",
		  change->read ? change->read->name : "", outcome_name(change->outcome));
}

void fingerprint_add(struct text *t, const char *cluster, const struct change *change)
{
	AUTO_TEXT struct text all = TEXT_INIT;
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned size = 0;

	text_addf(&all, "%s\n%s ", cluster, change_kind_name(change->kind));
	if (change->kind == CHANGE_UNKNOWN) {
		add_gap(&all, change);
	} else {
		text_addf(&all, "%s\n", change->entity->name);
		add_key(&all, change->entity, change->key);
		add_key(&all, change->entity, change->old_key);
		add_columns(&all, change);
	}
	EVP_Digest(all.data, all.size, hash, &size, EVP_sha256(), NULL);
	for (unsigned i = 0; i < DIGEST_BYTES && i < size; i++)
		text_addf(t, "%02x", hash[i]);
}
