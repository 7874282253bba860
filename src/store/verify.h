/* verify.h - the checks of store_verify(); for src/store only. */
#ifndef PVEINV_VERIFY_H
#define PVEINV_VERIFY_H

#include "store/upkeep.h"

struct verification {
	struct store *store;
	bool quick;
	store_breach_function *each;
	void *context;
	unsigned *promises; /* how many were looked at */
	unsigned broken;
	struct fault *fault;
};

/* One promise about a table: the statement gives a row for each place where it is broken, whose first column
 * says which. Takes the statement (null: a fault). */
bool verify_statement(struct verification *v, const char *table, const char *promise,
		      sqlite3_stmt *statement);
bool verify_sql(struct verification *v, const char *table, const char *promise, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Says that it is broken in so many places. */
bool verify_report(struct verification *v, const char *table, const char *promise, int64_t rows,
		   const char *example);

/* verify_layout.c: tables, indexes and views; *ret_usable: those that the other checks need are there. */
bool verify_layout(struct verification *v, bool *ret_usable);
/* verify_rows.c: what an entity's tables say. */
bool verify_entity(struct verification *v, const struct table *table);
/* Versions of one key follow each other, and neighbours differ. 'keys': columns, with commas between;
 * 'doubled': there may be several that say the same. */
bool verify_sequence(struct verification *v, const char *table, const char *keys, bool doubled);

#endif
