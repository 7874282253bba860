/* privileges.h - what each read of a level needs, held against what the asking user may: what is lacking, and
 * what will be missing for it. Nothing is asked here. */
#ifndef PVEINV_PRIVILEGES_H
#define PVEINV_PRIVILEGES_H

#include "base/fault.h"
#include "doctor/names.h"
#include "schema/schema.h"
#include "walk/rights.h"

enum effect_kind {
	EFFECT_DENIED,   /* the read is refused */
	EFFECT_FILTERED, /* a list is shorter, without a word */
	EFFECT_COLUMNS,  /* rows come with a few of their columns */
};

struct effect {
	enum effect_kind kind;
	const struct read *read;
	const struct entity *entity; /* whose list or columns; EFFECT_DENIED: null */
	struct names targets;        /* "103", "pve1"; empty: all that it is made for */
};

/* A privilege that is lacking on a path. */
struct lack {
	char *privilege, *path;
	bool beyond; /* only for reads that the recommended role may not make either: no surprise */
	bool whole;  /* it is lacking in the whole area of a read, not for some objects in it */
	struct effect *effects;
	size_t n_effects;
	bool expected; /* the configuration says that these reads may be missing */
	/* Who lacks it, of a token with privileges of its own and its user; both false: not known. */
	bool user, token;
	bool groups_unseen; /* the token lacks it; its user may have it through a group */
	bool by_pool;       /* it is given there, but a pool of which it is a member takes it away */
};

struct lacks {
	struct lack *items;
	size_t count;
	size_t reads, refused; /* of the level; of these, refused for at least one object */
	struct names needed;   /* privileges that the level needs, those beyond the role left out */
};

/* What there is to be read: the values of an entity's column that are known, in 'ret'. *ret_known: were they
 * read? */
typedef bool roster_function(void *context, const struct entity *entity, const struct column *column,
			     struct names *ret, bool *ret_known, struct fault *f);

struct privileges_question {
	const struct rights *rights;
	enum level level;
	const char *version;     /* of PVE; null: any */
	bool agents;             /* guests are asked inside, too */
	const cJSON *roles;      /* answer of /access/roles: which privileges this PVE has; null: all */
	roster_function *roster; /* null: nothing is known, the areas as a whole count */
	void *context;
};

/* Fills *ret in the order of the reads. Faults: the roster's. */
bool lacks_find(struct lacks *ret, const struct privileges_question *question, struct fault *f);
void lacks_clear(struct lacks *lacks);

/* Appends "guest_config of 103, 104; node_status", each read once; of which objects only where it is of some.
 */
void lack_add_reads(struct text *t, const struct lack *lack, enum effect_kind kind);

/* The same for people who only want to know whether it is enough: a line for each privilege, "missing:
 * VM.Audit on /vms, for guest_config, guest_snapshots and 2 more". Returns how many. */
size_t lacks_add_lines(struct text *t, const struct lacks *lacks);

#endif
