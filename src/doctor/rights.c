/* rights.c - the privileges that the level needs, held against what is there to be read. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "doctor/doctor.h"
#include "doctor/grant.h"
#include "source/expected_gap.h"

#define ENDING ((int64_t)14 * 86400) /* seconds */

static bool roster(void *context, const struct entity *entity, const struct column *column, struct names *ret,
		   bool *ret_known, struct fault *f)
{
	AUTO_TEXT struct text sql = TEXT_INIT;

	text_addf(&sql, "SELECT DISTINCT \"%s\" FROM \"%s\" ORDER BY 1", column->name, entity->name);
	*ret_known = false;
	if (!roster_select(context, sql.data, ret, f))
		return false;
	/* None is known, or there is none: in both cases what is needed for the first one counts. */
	*ret_known = ret->count > 0;
	return true;
}

/* --- findings */

static const char *who_lacks(const struct powers *p, const struct lack *lack)
{
	if (lack->beyond)
		return "";
	if (lack->by_pool)
		return ", for its pool";
	if (lack->groups_unseen)
		return ", for the token; for its user it is unknown";
	if (lack->user && lack->token)
		return ", for the token and for its user";
	if (lack->token || lack->user)
		return lack->token ? ", for the token" : ", for the user";
	return p->token ? ", for the token, its user, or both" : "";
}

static char *effects_of(const struct lack *lack)
{
	static const char *const titles[] = { [EFFECT_DENIED] = "denied: ",
					      [EFFECT_FILTERED] = "incomplete: ",
					      [EFFECT_COLUMNS] = "columns unknown: " };
	struct text t = TEXT_INIT;

	for (int kind = EFFECT_DENIED; kind <= EFFECT_COLUMNS; kind++) {
		AUTO_TEXT struct text reads = TEXT_INIT;

		lack_add_reads(&reads, lack, (enum effect_kind)kind);
		if (reads.size)
			text_addf(&t, "%s%s%s", t.size ? "\n" : "", titles[kind], reads.data);
	}
	return text_take(&t);
}

static void report(struct examination *e, const struct lack *lack)
{
	AUTO_FREE char *subject = xasprintf("%s on %s", lack->privilege, lack->path);
	struct finding *finding = findings_add(
		&e->findings, lack->beyond ? "privilege-beyond" : "privilege-missing", subject, "%s %s%s",
		subject, lack->beyond ? "is not held" : "is lacking", who_lacks(&e->powers, lack));

	finding->lack = lack;
	finding->expected = lack->expected;
	finding_detail(finding, effects_of(lack));
}

static void check_powers(struct examination *e)
{
	const struct powers *p = &e->powers;

	if (!p->known)
		findings_add(&e->findings, "privileges-unknown", NULL,
			     "the cluster does not say what may be read");
	if (p->expires > 0 && p->expires - clock_now() < ENDING) {
		AUTO_TEXT struct text until = TEXT_INIT;

		clock_add_time(&until, p->expires);
		findings_add(&e->findings, "credentials-end", p->token ? p->token : p->user,
			     "%s expires at %s", p->token ? p->token : p->user, until.data);
	}
	if (p->powerless)
		findings_add(&e->findings, "powerless", p->token ? p->token : p->user,
			     "%s has no privilege on anything",
			     p->token  ? p->token
			     : p->user ? p->user
				       : "the token");
}

/* The configuration expects each of its reads to be missing. */
static bool is_expected(const struct examination *e, const struct lack *lack)
{
	for (size_t i = 0; i < lack->n_effects; i++) {
		const char *const *gap = e->expected;

		while (gap && *gap &&
		       !expected_gap_covers(*gap, lack->effects[i].read, NULL, NULL, OUTCOME_DENIED))
			gap++;
		if (!gap || !*gap)
			return false;
	}
	return true;
}

/* Where a command gives the user an entry of its own. */
static void check_groups(struct examination *e)
{
	bool given = false;

	for (size_t i = 0; i < e->commands.count; i++)
		given = given || strstr(e->commands.items[i], " --users ");
	if (given && powers_groups_unseen(&e->powers))
		findings_add(&e->findings, "groups-unseen", e->powers.user,
			     "roles that %s has through groups are unknown",
			     e->powers.user ? e->powers.user : "the user");
}

/* Without permissions nothing can be held against anything. */
bool check_privileges(struct examination *e, sqlite3 *db, struct fault *f)
{
	check_powers(e);
	if (!e->powers.known)
		return true;
	struct privileges_question question = {
		.rights = &e->powers.rights,
		.level = e->level,
		.version = e->powers.version,
		.agents = e->agents,
		.roles = e->powers.roles,
		.roster = db ? roster : NULL,
		.context = db,
	};
	if (!lacks_find(&e->lacks, &question, f))
		return false;
	powers_attribute(&e->powers, &e->lacks);
	for (size_t i = 0; i < e->lacks.count; i++)
		e->lacks.items[i].expected = is_expected(e, &e->lacks.items[i]);
	grant_commands(&e->commands, &e->powers, &e->lacks);
	for (size_t i = 0; i < e->lacks.count; i++)
		report(e, &e->lacks.items[i]);
	check_groups(e);
	return true;
}
