/* identity.c - who is this cluster? (DESIGN section 5)
 *
 * Its CA's fingerprint, else its own name. A known identity keeps the name under which the store knows
 * it: another one that the user gives is refused. An unknown one gets the user's name, else PVE's own. A
 * name that another identity bears is refused, unless the user says that the CA was renewed (adopt); so is
 * a choice between several. Nothing was written by then.
 */
#include <stdlib.h>
#include <string.h>

#include "store/sql.h"

struct bearer { /* a row of known_cluster */
	char *name, *fingerprint, *pve_name;
};

/* Those that it may be, by name. */
struct bearers {
	struct bearer *items;
	size_t count;
};

static void bearers_clear(struct bearers *bearers)
{
	for (size_t i = 0; i < bearers->count; i++) {
		free(bearers->items[i].name);
		free(bearers->items[i].fingerprint);
		free(bearers->items[i].pve_name);
	}
	free(bearers->items);
	*bearers = (struct bearers){ NULL, 0 };
}
#define AUTO_BEARERS __attribute__((cleanup(bearers_clear)))

static bool find(const struct store *store, const char *condition, const char *text, struct bearers *ret,
		 struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query = NULL;
	int found;

	if (!text)
		return true;
	query = sql_preparef(store, f,
			     "SELECT name, ca_fingerprint, pve_name FROM main.known_cluster WHERE %s "
			     "ORDER BY name",
			     condition);
	if (!query)
		return false;
	sql_bind_text(query, 1, text);
	while ((found = sql_step(store, query, f)) == 1) {
		ret->items = xreallocarray(ret->items, ret->count + 1, sizeof *ret->items);
		ret->items[ret->count++] =
			(struct bearer){ xstrdup(sql_text(query, 0)), xstrdup(sql_text(query, 1)),
					 xstrdup(sql_text(query, 2)) };
	}
	return found == 0;
}

static bool differ(const char *a, const char *b)
{
	return a && b && strcmp(a, b) != 0;
}

/* Both say who they are, by the best that both have, and it is not the same. */
static bool is_another(const struct bearer *bearer, const struct identity *identity)
{
	if (bearer->fingerprint && identity->ca_fingerprint)
		return differ(bearer->fingerprint, identity->ca_fingerprint);
	return differ(bearer->pve_name, identity->name);
}

/* --- refusals */

static bool refuse_bearer(const struct bearer *bearer, const struct identity *identity, struct fault *f)
{
	bool by_ca = bearer->fingerprint && identity->ca_fingerprint;

	if (by_ca)
		fault_set(
			f, FAULT_USAGE,
			"the store knows another cluster as %s: its CA has the fingerprint %s, this one's %s",
			bearer->name, bearer->fingerprint, identity->ca_fingerprint);
	else
		fault_set(f, FAULT_USAGE,
			  "the store knows another cluster as %s: it calls itself %s, this one %s",
			  bearer->name, bearer->pve_name, identity->name);
	return fault_hint(f, "if %s, use --adopt; else give this cluster another name with --cluster-name",
			  by_ca ? "the CA was renewed" : "it was renamed");
}

static bool refuse_name(const struct bearer *bearer, const char *given, struct fault *f)
{
	fault_set(f, FAULT_USAGE,
		  "this cluster is not %s: by its CA it is the one that the store knows as %s", given,
		  bearer->name);
	return fault_hint(f, "is the URL right? If it is, call the cluster %s, also in the configuration; or "
			     "rename it: `pveinv snapshot export NEW.db --cluster %s --cluster-name %s`",
			  bearer->name, bearer->name, given);
}

static bool refuse_choice(const struct bearers *bearers, const struct identity *identity, struct fault *f)
{
	AUTO_TEXT struct text names = TEXT_INIT;

	for (size_t i = 0; i < bearers->count; i++)
		text_add_alternative(&names, i, bearers->count, bearers->items[i].name);
	fault_set(f, FAULT_USAGE, "which cluster is this? It calls itself %s, and %s: it may be %s",
		  identity->name,
		  identity->ca_fingerprint ? "its CA is a new one" : "its CA could not be read", names.data);
	return fault_hint(f, "say which with --cluster NAME; a new one is named with --cluster-name NAME");
}

static bool refuse_nameless(struct fault *f)
{
	fault_set(f, FAULT_USAGE, "the cluster does not say its name, nor a CA that the store knows");
	return fault_hint(f, "name it with --cluster-name NAME");
}

/* --- the choice */

/* Sets *ret, if one of them it is; else leaves it. */
static bool pick(const struct bearers *bearers, const struct identity *identity, const char **ret,
		 struct fault *f)
{
	if (bearers->count > 1)
		return refuse_choice(bearers, identity, f);
	if (bearers->count == 1)
		*ret = bearers->items[0].name;
	return true;
}

/* Its CA is known under a name; the user may not give another. */
static bool check_given(const struct bearers *same_ca, const struct stage_options *options, struct fault *f)
{
	if (same_ca->count == 1 && differ(options->cluster_name, same_ca->items[0].name))
		return refuse_name(&same_ca->items[0], options->cluster_name, f);
	return true;
}

/* Nobody has its CA, and the user gives no name: the one that calls itself so, unless it has said another
 * CA. One of several may have a new CA. */
static bool pick_by_name(const struct bearers *same_name, const struct identity *identity,
			 const struct stage_options *options, const char **ret, struct fault *f)
{
	if (same_name->count == 1 && !options->adopt && is_another(&same_name->items[0], identity))
		return true;
	return pick(same_name, identity, ret, f);
}

/* A name that the store does not know for it: nobody else may bear it. */
static bool check_new(const struct store *store, const char *name, const struct identity *identity,
		      const struct stage_options *options, struct fault *f)
{
	AUTO_BEARERS struct bearers namesakes = { NULL, 0 };

	if (!name || !*name)
		return refuse_nameless(f);
	if (!find(store, "name = ?", name, &namesakes, f))
		return false;
	return namesakes.count == 0 || options->adopt || !is_another(&namesakes.items[0], identity) ||
	       refuse_bearer(&namesakes.items[0], identity, f);
}

char *identity_name(struct store *store, const struct identity *identity, const struct stage_options *options,
		    struct fault *f)
{
	AUTO_BEARERS struct bearers same_ca = { NULL, 0 }, same_name = { NULL, 0 };
	const char *known = NULL;
	const char *name = options->cluster_name ? options->cluster_name
			   : identity->name      ? identity->name
						 : options->otherwise;

	if (!find(store, "ca_fingerprint = ?", identity->ca_fingerprint, &same_ca, f) ||
	    !check_given(&same_ca, options, f) || !pick(&same_ca, identity, &known, f))
		return NULL;
	if (!known && !options->cluster_name &&
	    (!find(store, "coalesce(pve_name, name) = ?", identity->name, &same_name, f) ||
	     !pick_by_name(&same_name, identity, options, &known, f)))
		return NULL;
	if (!known && !check_new(store, name, identity, options, f))
		return NULL;
	return xstrdup(known ? known : name);
}

bool identity_remember(struct store *store, const struct identity *identity, const char *name,
		       struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *upsert = sql_prepare(
		store,
		"INSERT INTO main.known_cluster (name, ca_fingerprint, pve_name) VALUES (?1, ?2, ?3) "
		"ON CONFLICT (name) DO UPDATE SET ca_fingerprint = coalesce(?2, ca_fingerprint), "
		"pve_name = coalesce(?3, pve_name)",
		f);

	if (!upsert)
		return false;
	sql_bind_text(upsert, 1, name);
	sql_bind_text(upsert, 2, identity->ca_fingerprint);
	sql_bind_text(upsert, 3, identity->name);
	return sql_finish(store, upsert, f);
}
