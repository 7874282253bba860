/* identity.c - who is this cluster? (DESIGN section 5)
 *
 * Its CA's fingerprint, else its own name. A known identity keeps the name under which the store knows
 * it, whatever it is called now. An unknown one gets the user's name, else PVE's own. A name that another
 * identity bears is refused, unless the user says that the CA was renewed (adopt).
 */
#include <stdlib.h>
#include <string.h>

#include "store/sql.h"

struct bearer { /* a row of known_cluster */
	char *name, *fingerprint, *pve_name;
};

static void bearer_clear(struct bearer *bearer)
{
	free(bearer->name);
	free(bearer->fingerprint);
	free(bearer->pve_name);
	*bearer = (struct bearer){ 0 };
}
#define AUTO_BEARER __attribute__((cleanup(bearer_clear)))

/* Looks up by one column; *ret stays empty when there is none, or more than one. */
static bool find(const struct store *store, const char *column, const char *text, struct bearer *ret,
		 struct fault *f)
{
	AUTO_STATEMENT sqlite3_stmt *query = NULL;
	int found;

	if (!text)
		return true;
	query = sql_preparef(store, f,
			     "SELECT name, ca_fingerprint, pve_name, count(*) FROM main.known_cluster "
			     "WHERE %s = ?",
			     column);
	if (!query)
		return false;
	sql_bind_text(query, 1, text);
	found = sql_step(store, query, f);
	if (found == 1 && sqlite3_column_int(query, 3) == 1)
		*ret = (struct bearer){ xstrdup(sql_text(query, 0)), xstrdup(sql_text(query, 1)),
					xstrdup(sql_text(query, 2)) };
	return found >= 0;
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

static char *refuse(const struct bearer *bearer, const struct identity *identity, struct fault *f)
{
	if (bearer->fingerprint && identity->ca_fingerprint) {
		fault_set(
			f, FAULT_STORE,
			"the store knows another cluster as %s: its CA has the fingerprint %s, this one's %s",
			bearer->name, bearer->fingerprint, identity->ca_fingerprint);
		fault_hint(f, "if the CA was renewed, use --adopt; else give this cluster another name "
			      "with --cluster-name");
	} else {
		fault_set(f, FAULT_STORE,
			  "the store knows another cluster as %s: it calls itself %s, this one %s",
			  bearer->name, bearer->pve_name, identity->name);
		fault_hint(f, "if it was renamed, use --adopt; else give this cluster another name with "
			      "--cluster-name");
	}
	return NULL;
}

/* Nobody has this CA: by what the cluster calls itself, if only one does, unless both say their CAs. */
static bool find_by_name(const struct store *store, const struct identity *identity,
			 const struct stage_options *options, struct bearer *ret, struct fault *f)
{
	if (options->cluster_name)
		return true;
	if (!find(store, "pve_name", identity->name, ret, f))
		return false;
	if (ret->fingerprint && identity->ca_fingerprint && !options->adopt)
		bearer_clear(ret);
	return true;
}

char *identity_name(struct store *store, const struct identity *identity, const struct stage_options *options,
		    struct fault *f)
{
	AUTO_BEARER struct bearer known = { 0 }, namesake = { 0 };
	const char *name = options->cluster_name ? options->cluster_name
			   : identity->name      ? identity->name
						 : options->otherwise;

	if (!find(store, "ca_fingerprint", identity->ca_fingerprint, &known, f) ||
	    (!known.name && !find_by_name(store, identity, options, &known, f)))
		return NULL;
	if (known.name)
		return xstrdup(known.name);
	if (!name || !*name) {
		fault_set(f, FAULT_STORE, "the cluster does not say its name, nor a CA that the store knows");
		fault_hint(f, "name it with --cluster-name");
		return NULL;
	}
	if (!find(store, "name", name, &namesake, f))
		return NULL;
	if (namesake.name && !options->adopt && is_another(&namesake, identity))
		return refuse(&namesake, identity, f);
	return xstrdup(name);
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
