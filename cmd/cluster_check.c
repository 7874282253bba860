#include "cmd/cluster_check.h"

#include "doctor/powers.h"

static void add_cluster(struct text *t, const struct powers *powers)
{
	text_addf(t, "PVE %s", powers->version ? powers->version : "of unknown version");
	if (powers->quorate >= 0)
		text_addf(t, ", cluster %s, %s", powers->cluster ? powers->cluster : "without a name",
			  powers->quorate ? "quorate" : "NO QUORUM");
	text_add_char(t, '\n');
}

static bool add_privileges(struct text *t, const struct powers *powers, size_t *ret_missing, struct fault *f)
{
	struct privileges_question question = {
		.rights = &powers->rights,
		.level = LEVEL_DIAGNOSTIC,
		.version = powers->version,
		.roles = powers->roles,
	};
	struct lacks lacks;
	if (!lacks_find(&lacks, &question, f))
		return false;
	*ret_missing = lacks_add_lines(t, &lacks);
	if (*ret_missing == 0)
		text_add(t, "the privileges suffice\n");
	lacks_clear(&lacks);
	return true;
}

bool cluster_check(struct text *t, struct source *source, size_t *ret_missing, struct fault *f)
{
	struct powers powers;
	*ret_missing = 0;
	bool ok = powers_ask(&powers, source, NULL, f);
	if (ok) {
		add_cluster(t, &powers);
		ok = add_privileges(t, &powers, ret_missing, f);
	}
	powers_clear(&powers);
	return ok;
}
