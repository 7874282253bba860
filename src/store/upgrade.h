/* upgrade.h - one entity's upgrade, between upgrade.c and upgrade_extra.c. */
#ifndef PVEINV_UPGRADE_H
#define PVEINV_UPGRADE_H

#include "store/store_internal.h"

struct upgrade {
	struct store *store;
	struct table *table;
	int64_t next;        /* id of the next snapshot */
	bool *fresh;         /* by flag: the file did not have it */
	bool left;           /* a column has left the schema: what it took is in extra from now on */
	bool *moved;         /* by flag: it was in extra, so all versions have it now */
	bool *fresh_metrics; /* by index in table->metrics */
	struct fault *fault;
};

/* Moves values out of extra into the fresh columns, in all versions; where extra does not tell, the
 * column is unknown. Drops from extra what the schema now ignores. */
bool upgrade_extra(struct upgrade *u);

#endif
