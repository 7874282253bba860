#include "coverage/report.h"

void coverage_add_cobertura(struct text *t, const struct coverage_report *report)
{
	(void)report;
	text_add(t, "later");
}
