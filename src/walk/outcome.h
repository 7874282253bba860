/* outcome.h - what an answer means. */
#ifndef PVEINV_OUTCOME_H
#define PVEINV_OUTCOME_H

#include "source/source.h"
#include "walk/expression.h"

/* The error text of an answer: the JSON "message" of newer servers, else the reason phrase, without
 * line ends. The caller frees it. */
char *answer_message(const struct answer *answer);

/* The outcome of a read by its answer: first what the spec maps ("when"), else by HTTP status. */
enum outcome_kind outcome_of(const struct read *read, int status, const char *message);

/* Did the read bring what it was made for? */
bool outcome_is_readable(enum outcome_kind kind);

/* The privilege that a denied read needs: "VM.Audit on /vms/100", or null; of several those that the server's
 * message names, if it does. The caller frees it. */
char *read_privilege(const struct read *read, const struct scene *scene, const char *message);

/* Is version 'a' ("8.4.21") older than 'b' ("9.0")? Compares as many numbers as 'b' has. */
bool version_older(const char *a, const char *b);

/* Does that version of PVE have the read? */
bool read_is_supported(const struct read *read, const char *version);

#endif
