#include "doctor/doctor.h"

#include <stdlib.h>

void examination_clear(struct examination *e)
{
	free(e->cluster);
	free(e->source);
	for (size_t i = 0; i < e->n_probes; i++)
		probe_clear(&e->probes[i]);
	free(e->probes);
	powers_clear(&e->powers);
	lacks_clear(&e->lacks);
	names_clear(&e->commands);
	findings_clear(&e->findings);
	*e = (struct examination){ .n_probes = 0 };
}

void checkup_clear(struct checkup *checkup)
{
	for (size_t i = 0; i < checkup->count; i++)
		examination_clear(&checkup->clusters[i]);
	free(checkup->clusters);
	findings_clear(&checkup->host);
	*checkup = (struct checkup){ .count = 0 };
}

static int worst(const struct findings *findings, int code)
{
	for (size_t i = 0; i < findings->count; i++)
		code = exit_code_worse(code, finding_exit(&findings->items[i]));
	return code;
}

int checkup_exit(const struct checkup *checkup)
{
	int code = worst(&checkup->host, 0);

	for (size_t i = 0; i < checkup->count; i++)
		code = worst(&checkup->clusters[i].findings, code);
	return code;
}
