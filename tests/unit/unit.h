/* unit.h - what cmocka wants included before it, in its order. */
#ifndef PVEINV_UNIT_H
#define PVEINV_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
