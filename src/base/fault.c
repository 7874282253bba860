/* fault.c - one error object; see fault.h. */
#include "base/fault.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/text.h"

static char *formatted(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

static char *formatted(const char *format, va_list args)
{
	struct text t = TEXT_INIT;

	text_addv(&t, format, args);
	return text_take(&t);
}

bool fault_set(struct fault *f, enum fault_kind kind, const char *format, ...)
{
	va_list args;
	char *message;

	if (!f)
		return false;
	/* Formatted before the old message goes: it may be one of the arguments. */
	va_start(args, format);
	message = formatted(format, args);
	va_end(args);
	fault_clear(f);
	f->kind = kind;
	f->message = message;
	return false;
}

bool fault_hint(struct fault *f, const char *format, ...)
{
	va_list args;
	char *hint;

	if (!f)
		return false;
	va_start(args, format);
	hint = formatted(format, args);
	va_end(args);
	free(f->hint);
	f->hint = hint;
	return false;
}

bool fault_prefix(struct fault *f, const char *format, ...)
{
	struct text t = TEXT_INIT;
	va_list args;

	if (!f)
		return false;
	va_start(args, format);
	text_addv(&t, format, args);
	va_end(args);
	if (f->message)
		text_addf(&t, ": %s", f->message);
	free(f->message);
	f->message = text_take(&t);
	return false;
}

void fault_clear(struct fault *f)
{
	if (!f)
		return;
	free(f->message);
	free(f->hint);
	*f = (struct fault)FAULT_INIT;
}

const char *fault_kind_name(enum fault_kind kind)
{
	switch (kind) {
	case FAULT_NONE:
		return "none";
	case FAULT_USAGE:
		return "usage";
	case FAULT_PARTIAL:
		return "partial";
	case FAULT_AUTH:
		return "auth";
	case FAULT_UNREACHABLE:
		return "unreachable";
	case FAULT_STORE:
		return "store";
	case FAULT_BUG:
		return "bug";
	case FAULT_INTERRUPTED:
		return "interrupted";
	}
	return "bug";
}

/* Position in DESIGN section 7's order; a code that it doesn't name counts as a bug. */
static int severity(int code)
{
	static const int mild_to_severe[] = {
		0,          1,           FAULT_PARTIAL, FAULT_UNREACHABLE, FAULT_AUTH,
		FAULT_STORE, FAULT_USAGE, FAULT_BUG,     FAULT_INTERRUPTED,
	};
	const int count = (int)(sizeof mild_to_severe / sizeof mild_to_severe[0]);

	for (int i = 0; i < count; i++)
		if (mild_to_severe[i] == code)
			return i;
	return severity(FAULT_BUG);
}

int exit_code_worse(int a, int b)
{
	return severity(a) >= severity(b) ? a : b;
}
