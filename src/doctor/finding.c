#include "doctor/finding.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *const severity_names[] = { "note", "warning", "problem", NULL };

static const struct code *code_named(const char *name)
{
	const struct code *code = codes;

	while (strcmp(code->name, name) != 0)
		code++;
	return code;
}

struct finding *findings_add(struct findings *findings, const char *code, const char *subject,
			     const char *format, ...)
{
	struct finding *finding;
	struct text message = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_addv(&message, format, args);
	va_end(args);
	findings->items = xreallocarray(findings->items, findings->count + 1, sizeof *findings->items);
	finding = &findings->items[findings->count++];
	*finding = (struct finding){ .code = code_named(code),
				     .subject = xstrdup(subject),
				     .message = text_take(&message) };
	return finding;
}

void finding_detail(struct finding *finding, char *detail)
{
	free(finding->detail);
	finding->detail = detail;
}

void findings_clear(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		free(findings->items[i].subject);
		free(findings->items[i].message);
		free(findings->items[i].detail);
	}
	free(findings->items);
	*findings = (struct findings){ NULL, 0 };
}

enum severity finding_severity(const struct finding *finding)
{
	return finding->expected ? SEVERITY_NOTE : finding->code->severity;
}

int finding_exit(const struct finding *finding)
{
	return finding->expected ? 0 : finding->code->exit;
}
