/* diff_words.h - how people are told of a change; what text, Markdown and logs share. */
#ifndef PVEINV_DIFF_WORDS_H
#define PVEINV_DIFF_WORDS_H

#include "report/diff_format.h"
#include "report/diff_keep.h"

struct diff_sign {
	char sign;
	const char *color;
};
extern const struct diff_sign diff_signs[CHANGE_KINDS];
#define COLOR_END "\033[0m"
#define COLOR_BOLD "\033[1m"
#define COLOR_DIM "\033[2m"

/* All append plain text in one line, harmless on a terminal. */

/* "16.0 GiB → 32.0 GiB", "+edge -old" of long lists; of something new what it is. */
void diff_add_values(struct text *t, const struct change_column *c, enum change_kind kind);

/* "guest 104 (db01)"; 'change' may be null, or say the name. */
void diff_add_object(struct text *t, const struct diff_printer *printer, const struct entity *entity,
		     const struct value *key, const struct change *change);

/* The object of a change, with what came or went with it, among the changes behind it: "guest 103 (web03),
 * with 1 guest_disk". */
void diff_add_subject(struct text *t, const struct diff_printer *printer, const struct change *change,
		      struct kept_change *const *below, size_t n_below);

/* "guest_config of guests, 5 times: no longer read, offline: Connection refused" */
void diff_add_gap(struct text *t, const struct change *change);

/* Would text show this column of the change? Of a new object what a table would show; the rest is for
 * 'describe' and -o json. 'said': it stands in the heading. */
bool diff_shows_column(const struct change *change, const struct change_column *c, bool *ret_said);

/* "snapshot 1 (2026-11-02T06:00:00Z)", "live (…)". */
void diff_add_side(struct text *t, const struct diff_side *side);

/* "2 added, 1 changed" of the pair in work. */
void diff_add_sum(struct text *t, const struct diff_printer *printer);

/* "by root@pam!full: qmconfig, …" or "candidate …": a line each, 'before' in front. */
void diff_add_who(struct text *t, const struct diff_printer *printer, const struct change *change,
		  const char *before, const char *after);

/* Is the change among those that its object's heading counts? */
bool diff_is_counted(const struct kept_change *kept, enum change_kind kind);

#endif
