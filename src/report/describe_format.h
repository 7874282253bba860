/* describe_format.h - what the formats of describe.h share: the rows that belong to an object. */
#ifndef PVEINV_DESCRIBE_FORMAT_H
#define PVEINV_DESCRIBE_FORMAT_H

#include "report/describe.h"

struct related_list {
	const struct related *related;
	const struct column **columns; /* those that are printed */
	struct sheet sheet;
	sqlite3_stmt *rows;
	struct value *values; /* of the row in work; texts are borrowed */
	bool read;            /* by some read: what is not there is not there … */
	struct text why;      /* … but for what could not be read; empty: nothing */
};

/* Prepares the rows of one list; 'all': all columns, else those of a table without the ones that the object
 * fixes. */
bool related_open(struct related_list *list, sqlite3 *db, const struct object *object,
		  const struct related *related, bool all, struct fault *f);
/* 1: a row in list->values; 0: the end; -1: a fault. */
int related_next(struct related_list *list, struct fault *f);
void related_close(struct related_list *list);

bool describe_text(struct text *t, sqlite3 *db, const struct object *object,
		   const struct describe_style *style, struct fault *f);
bool describe_json(struct text *t, sqlite3 *db, const struct object *object,
		   const struct describe_style *style, struct fault *f);

/* Does the read say something of one object of the entity, or of what is below it? */
bool read_is_own(const struct read *read, const struct entity *entity);

#endif
