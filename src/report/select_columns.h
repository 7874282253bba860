/* select_columns.h - which columns a selection has: those asked for, else those of the format. */
#ifndef PVEINV_SELECT_COLUMNS_H
#define PVEINV_SELECT_COLUMNS_H

#include "report/select.h"

/* Fills selected, columns and what goes with them. Faults (FAULT_USAGE): no such column, none at all. */
bool selection_choose_columns(struct selection *selection, struct fault *f);

#endif
