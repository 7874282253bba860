/* outcome.c - see outcome.h. Status codes: a 500 has a dozen meanings, so reads.json says which texts
 * mean what; 595 is "cannot connect to the node", 596 the 30 s limit between nodes. */
#include "walk/outcome.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "source/secret.h"

static char *body_message(const struct answer *answer)
{
	struct fault ignored = FAULT_INIT;
	struct json_slice slice;
	char *message = NULL;

	/* A good answer is the larger one, and has none. */
	if (answer->status != 200 && answer->body.size &&
	    json_find_member(answer->body, "message", &slice, &ignored) == 1 &&
	    json_slice_kind(slice) == '"') {
		cJSON *item = json_parse(slice, &ignored);

		message = item ? xstrdup(item->valuestring) : NULL;
		cJSON_Delete(item);
	}
	fault_clear(&ignored);
	return message;
}

char *answer_message(const struct answer *answer)
{
	char *message = body_message(answer);

	if (!message || !message[0]) {
		free(message);
		message = xstrdup(answer->reason ? answer->reason : "");
	}
	message[strcspn(message, "\r\n")] = '\0';
	secret_strip_userinfo(message);
	return message;
}

enum outcome_kind outcome_of(const struct read *read, int status, const char *message)
{
	for (const struct when *when = read->when; when && when->status; when++)
		if (when->status == status && (!when->words || strstr(message, when->words)))
			return when->outcome;
	switch (status) {
	case 0:
		return OUTCOME_SKIPPED;
	case 200:
		return OUTCOME_OK;
	case 403:
		return OUTCOME_DENIED;
	case 501:
		return OUTCOME_UNSUPPORTED;
	case 595:
		return OUTCOME_OFFLINE;
	case 596:
		return OUTCOME_TIMEOUT;
	default:
		return OUTCOME_ERROR;
	}
}

bool outcome_is_readable(enum outcome_kind kind)
{
	return kind == OUTCOME_OK || kind == OUTCOME_EMPTY || kind == OUTCOME_ABSENT;
}

/* Which of "A or B" depends on the release; the message of that server knows. */
static char *named_privileges(const char *privilege, const char *message)
{
	AUTO_FREE char *copy = xstrdup(privilege);
	struct text named = TEXT_INIT;

	for (char *one = copy, *next; one; one = next) {
		next = strstr(one, " or ");
		if (next) {
			*next = '\0';
			next += strlen(" or ");
		}
		if (message && strstr(message, one))
			text_addf(&named, "%s%s", named.size ? " or " : "", one);
	}
	return named.size ? text_take(&named) : xstrdup(privilege);
}

char *read_privilege(const struct read *read, const struct scene *scene, const char *message)
{
	AUTO_FREE char *privilege = read->privilege ? named_privileges(read->privilege, message) : NULL;
	AUTO_FREE char *area = privilege && read->area ? template_fill(read->area, scene, false, NULL) : NULL;

	return area ? xasprintf("%s on %s", privilege, area) : xstrdup(privilege);
}

bool version_older(const char *a, const char *b)
{
	while (*b) {
		char *a_end, *b_end;
		unsigned long x = strtoul(a, &a_end, 10), y = strtoul(b, &b_end, 10);

		if (x != y)
			return x < y;
		a = *a_end ? a_end + 1 : a_end;
		b = *b_end ? b_end + 1 : b_end;
	}
	return false;
}

bool read_is_supported(const struct read *read, const char *version)
{
	return !(read->since && version_older(version, read->since)) &&
	       !(read->until && !version_older(version, read->until));
}
