/* gen_check.c - mistakes of meaning. */
#include "schema/gen.h"

void check_specs(void)
{
	find_parents();
}
