/* report.h - a checkup in words, and for programs. */
#ifndef PVEINV_DOCTOR_REPORT_H
#define PVEINV_DOCTOR_REPORT_H

#include "doctor/doctor.h"

/* For people, in lines of 'width'. What comes from the cluster is escaped. */
void checkup_add_text(struct text *t, const struct checkup *checkup, size_t width);
void checkup_add_json(struct text *t, const struct checkup *checkup);
/* JSON Schema (2020-12) of the latter. */
void checkup_add_schema(struct text *t);

/* A section of the manual: every code with its severity, exit code, meaning and advice, as Markdown. */
void codes_add_markdown(struct text *t);

#endif
