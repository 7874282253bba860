/* number.h - decimal text to numbers and back, the same in every locale. */
#ifndef PVEINV_NUMBER_H
#define PVEINV_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NUMBER_SIZE    32 /* room for any number that we write */
#define NUMBER_LONGEST 60 /* cJSON cuts numbers at 63 bytes */

/* Bytes of the decimal number that 's' begins with: [+-] digits [. digits] [e [+-] digits]; digits may
 * be missing on one side of the point. 0: none. Sets *ret_integer: only sign and digits. */
size_t number_span(const char *s, bool *ret_integer);

/* The whole of 's' as a number: no blanks, no hex, nothing behind it. False also when it does not fit:
 * beyond int64_t, or not finite. *ret is set only on success. */
bool number_parse_int(const char *s, int64_t *ret);
bool number_parse_real(const char *s, double *ret);

/* Reads the number at the start of 's' as number_span() delimits it; false when it is not finite. */
bool number_read_real(const char *s, double *ret);

/* In decimal. Returns 'buffer'. */
char *number_format_int(char buffer[NUMBER_SIZE], int64_t integer);

/* The shortest text that reads back as the same number; a whole number up to 2^53 without point and
 * exponent; minus zero is "0". Not finite: "null". Returns 'buffer'. */
char *number_format_real(char buffer[NUMBER_SIZE], double real);

/* Whether a double keeps a number (as number_span() delimits it) digit by digit. A whole number counts
 * as kept up to 2^53 only, since its neighbours beyond are not. More than NUMBER_LONGEST: no. */
bool number_is_exact(const char *number);

/* The number as int64_t if it has no fraction and fits. */
bool number_is_int(double real, int64_t *ret);

#endif
