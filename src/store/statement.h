/* statement.h - one SQLite statement: values, steps, and what went wrong, said so that one knows what to do.
 * For the store's own SQL (sql.h) and for those who read the store (report/query.h). */
#ifndef PVEINV_STATEMENT_H
#define PVEINV_STATEMENT_H

#include <sqlite3.h>

#include "base/fault.h"
#include "base/value.h"

/* Fills 'f' from the connection's last error, for the file 'path'; returns false. FAULT_INTERRUPTED when it
 * was the progress handler that ended it. */
bool statement_fault(sqlite3 *db, const char *path, struct fault *f);

/* 1: a row, 0: the end, -1: a fault. */
int statement_step(sqlite3_stmt *statement, const char *path, struct fault *f);

/* A text stays the caller's until the statement is reset or finalized. */
void statement_bind_value(sqlite3_stmt *statement, int index, const struct value *value);

/* As sqlite3_prepare_v2(), for what is asked again and again: the connection keeps the statement, and who
 * asks for the same text gets the same one. One user at a time, who gives it back with AUTO_KEPT (or
 * finalizes it). Null: an error. */
sqlite3_stmt *statement_keep(sqlite3 *db, const char *sql);
void statement_auto_reset(sqlite3_stmt **statement);
#define AUTO_KEPT __attribute__((cleanup(statement_auto_reset)))
/* Those that are kept go before the connection. */
void statement_finalize_kept(sqlite3 *db);

#endif
