/* user_sql.h - SQL that users write: reading only, with helpers of ours, and errors that point at the place.
 *
 *   ip_in(address, network)   1 if 192.0.2.7, 192.0.2.7/24 or 2001:db8::7 lies in 192.0.2.0/24, 2001:db8::/32
 *                             or is that address; 0 if not, or if the address is none; NULL for NULL
 *   bytes(text)               '8GiB', '512M', '1.5 TiB' as a number; NULL for NULL and ''
 */
#ifndef PVEINV_USER_SQL_H
#define PVEINV_USER_SQL_H

#include <sqlite3.h>

#include "base/options.h"
#include "report/print.h"

/* Makes the helpers known to the connection. */
void user_sql_add_functions(sqlite3 *db);

/* From here on the connection compiles SELECTs only: no ATTACH, no PRAGMA, no extension. */
void user_sql_restrict(sqlite3 *db);
void user_sql_release(sqlite3 *db);

/* Compiles one statement, with the helpers. Null with FAULT_USAGE: the line, the place in it, what is wrong.
 */
sqlite3_stmt *user_sql_prepare(sqlite3 *db, const char *sql, struct fault *f);

/* Can it stand alone behind WHERE? FAULT_USAGE as above; 'what': what messages call it. */
bool user_sql_check_condition(sqlite3 *db, const char *table, const char *condition, const char *what,
			      struct fault *f);

/* "name=value" for :name, @name or $name; what looks like a number is one. Faults (FAULT_USAGE): a parameter
 * of the statement has no value, or there is no such parameter. The words must outlive the statement. */
bool user_sql_bind(sqlite3_stmt *statement, const struct words *parameters, struct fault *f);

/* As query_step(). What fails while it runs (a helper refuses, a sum overflows) is the fault of 'what'
 * (FAULT_USAGE), not of the store. */
int user_sql_step(sqlite3_stmt *statement, const char *what, struct fault *f);

/* Prints the rows; columns of the store's tables are rendered as there. 'envelope': as sheet.envelope. */
bool user_sql_print(sqlite3_stmt *statement, struct output *out, const struct print_options *options,
		    const char *envelope, size_t *ret_rows, struct fault *f);

#endif
