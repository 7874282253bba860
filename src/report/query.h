/* query.h - reading the store with SQL, with our faults. */
#ifndef PVEINV_QUERY_H
#define PVEINV_QUERY_H

#include <sqlite3.h>

#include "base/fault.h"
#include "base/text.h"
#include "base/value.h"
#include "schema/schema.h"
#include "store/statement.h"

void query_auto_finalize(sqlite3_stmt **statement);
#define AUTO_QUERY __attribute__((cleanup(query_auto_finalize)))

/* Fills 'f' from the connection's last error; returns false. */
bool query_fault(sqlite3 *db, struct fault *f);

/* Null with a fault. */
sqlite3_stmt *query_prepare(sqlite3 *db, const char *sql, struct fault *f);
sqlite3_stmt *query_keep(sqlite3 *db, const char *sql, struct fault *f); /* statement_keep() */
/* The text must outlive the statement's run; null binds NULL. Values: statement_bind_value(). */
void query_bind_text(sqlite3_stmt *statement, int index, const char *text);

/* 1: a row; 0: the end; -1: a fault. */
int query_step(sqlite3_stmt *statement, struct fault *f);

const char *query_text(sqlite3_stmt *statement, int column); /* null for NULL; until the next step */
/* VALUE_NULL, _INT, _REAL or _TEXT; texts are borrowed until the next step: don't clear it. */
struct value query_value(sqlite3_stmt *statement, int column);

/* Appends a name as SQL wants it: "name". */
void query_add_name(struct text *t, const char *name);

/* Appends what a row 'e' has as a part of the key of a row that it refers to; nothing for PART_ANY. */
void query_add_part(struct text *t, const struct key_part *part);

#endif
