/* complete.h - what may stand where the cursor is: found from the tables, for the shells' completion.
 *
 * complete.c finds out what is wanted there; complete_words.c knows what each word in capitals of the
 * tables (ENTITY, REF, FILE …) stands for. Nothing asks a cluster: names of things are those of the newest
 * snapshot. Mistakes are silent: there is nothing to offer then.
 */
#ifndef PVEINV_COMPLETE_H
#define PVEINV_COMPLETE_H

#include "cmd/verbs.h"

/* The command line up to the cursor. */
struct completion {
	struct command *command;     /* with --store, --cluster and --config as they were given */
	const struct verb *verb;     /* or null: none yet */
	const struct syntax *syntax; /* of the verb, or of the program */
	struct words arguments;      /* of the verb, before the cursor */
	const char *before;          /* what of the word at the cursor is no part of the value: "--at=" */
	const char *prefix;          /* what the value begins with so far */
	size_t skip;                 /* of 'prefix', the part before the item in work of a list */
	struct store *store;         /* opened when needed; or null */
	bool store_tried;
	void (*offered)(struct completion *); /* what was last: FROM and TO are the same things */
	struct fault ignored;
};

/* One candidate, if it goes on as 'prefix' does; 'help' may be null. */
void complete_offer(const struct completion *c, const char *word, const char *help);
/* The shell goes on: with files after 'before' and the first 'skip' bytes; without a blank. */
void complete_offer_files(const struct completion *c);
void complete_without_blank(const struct completion *c);
void complete_offer_verbs(const struct completion *c, const struct verb *const *table);

/* Offers what the word in capitals ('size' bytes) stands for; 'choices' of an option, or null. */
void complete_word(struct completion *c, const char *word, size_t size, const char *const *choices);

#endif
