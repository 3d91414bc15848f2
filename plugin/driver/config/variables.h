/* SPDX-License-Identifier: Apache-2.0 */
/* Variables of the environment that look as if they were meant for this program and are not read.
 */
#ifndef HM_DRIVER_VARIABLES_H
#define HM_DRIVER_VARIABLES_H

#include "plugin/driver/options.h"

/**
 * Appends a line, "hullmark: warning: …", for each NAME=VALUE of @p environment (which ends with
 * NULL) whose name begins with HULLMARK_ and that nobody reads: one that is nearly the name of a
 * variable, or an option's that has none. What resembles nothing may be a CI's own, and is named
 * only where
 * @p is_verbose. Values are never shown.
 */
void hm_variables_check(struct hm_arena *arena, char *const *environment, bool is_verbose,
                        struct hm_buf *out);

#endif
