#include "store/statement.h"

#include <stddef.h>
#include <string.h>

struct cause {
	int code;
	enum fault_kind kind;
	const char *what, *hint;
};

static const struct cause causes[] = {
	{ SQLITE_FULL, FAULT_STORE, "the disk is full",
	  "nothing was changed; make room there (or for the temporary files in /var/tmp) and try again" },
	{ SQLITE_BUSY, FAULT_STORE, "another process is writing it", "try again when it has finished" },
	{ SQLITE_LOCKED, FAULT_STORE, "another statement is using it", NULL },
	{ SQLITE_NOTADB, FAULT_STORE, "this is no SQLite database",
	  "give another file with --store, or move this one away" },
	{ SQLITE_CORRUPT, FAULT_STORE, "the file is damaged",
	  "restore a copy; `sqlite3 FILE .recover` may save what is left" },
	{ SQLITE_READONLY, FAULT_STORE, "it may not be written",
	  "check owner and mode of the file and of its directory" },
	{ SQLITE_PERM, FAULT_STORE, "no permission", "check owner and mode of the file" },
	{ SQLITE_AUTH, FAULT_STORE, "not permitted", NULL },
	{ SQLITE_CANTOPEN, FAULT_STORE, "it can't be opened",
	  "check that the file and its directory exist and may be read" },
	{ SQLITE_IOERR, FAULT_STORE, "reading or writing failed",
	  "nothing was changed; check the disk, and whether it is full" },
	{ SQLITE_NOMEM, FAULT_STORE, "out of memory", NULL },
	{ SQLITE_TOOBIG, FAULT_STORE, "a value is larger than SQLite can store", NULL },
	{ SQLITE_PROTOCOL, FAULT_STORE, "locking failed",
	  "is it on a network file system? keep it on a local disk" },
	{ SQLITE_NOLFS, FAULT_STORE, "the file system can't hold a file of that size", NULL },
	{ SQLITE_INTERRUPT, FAULT_INTERRUPTED, NULL, NULL },
	{ 0, FAULT_BUG, "SQLite refused a statement", NULL },
};

bool statement_fault(sqlite3 *db, const char *path, struct fault *f)
{
	int code = sqlite3_extended_errcode(db);
	const struct cause *cause = causes;

	if (code == SQLITE_ERROR && strstr(sqlite3_errmsg(db), "no such table: main."))
		code = SQLITE_CORRUPT; /* somebody has dropped it: each is made before it is asked */
	while (cause->code && cause->code != (code & 0xff))
		cause++;
	if (!cause->what)
		return fault_set(f, cause->kind, "interrupted");
	fault_set(f, cause->kind, "%s: %s (%s)", path, cause->what, sqlite3_errmsg(db));
	return cause->hint ? fault_hint(f, "%s", cause->hint) : false;
}

int statement_step(sqlite3_stmt *statement, const char *path, struct fault *f)
{
	switch (sqlite3_step(statement)) {
	case SQLITE_ROW:
		return 1;
	case SQLITE_DONE:
		return 0;
	default:
		statement_fault(sqlite3_db_handle(statement), path, f);
		return -1;
	}
}

void statement_bind_value(sqlite3_stmt *statement, int index, const struct value *value)
{
	switch (value->kind) {
	case VALUE_INT:
		sqlite3_bind_int64(statement, index, value->integer);
		break;
	case VALUE_REAL:
		sqlite3_bind_double(statement, index, value->real);
		break;
	case VALUE_TEXT:
		sqlite3_bind_text(statement, index, value->text, -1, SQLITE_STATIC);
		break;
	case VALUE_UNKNOWN:
	case VALUE_NULL:
		sqlite3_bind_null(statement, index);
		break;
	}
}

sqlite3_stmt *statement_keep(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	while ((statement = sqlite3_next_stmt(db, statement)) != NULL)
		if (!sqlite3_stmt_busy(statement) && strcmp(sqlite3_sql(statement), sql) == 0)
			return statement;
	sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
	return statement;
}

void statement_auto_reset(sqlite3_stmt **statement)
{
	sqlite3_reset(*statement);
	if (*statement)
		sqlite3_clear_bindings(*statement);
}

void statement_finalize_kept(sqlite3 *db)
{
	for (sqlite3_stmt *statement; db && (statement = sqlite3_next_stmt(db, NULL)) != NULL;)
		sqlite3_finalize(statement);
}
