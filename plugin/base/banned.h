/* SPDX-License-Identifier: Apache-2.0 */
/* Poisons the library functions that have no bound or start a shell; included by auto.h and err.h,
 * so everywhere. */
#ifndef HM_BASE_BANNED_H
#define HM_BASE_BANNED_H

/* The headers that declare them come first, or the poison would hit the declarations. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Fortified headers make this a macro for clang. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat sprintf vsprintf gets strncpy strncat strtok
#pragma GCC poison system popen tmpnam mktemp asctime ctime atoi atol atof

#endif
