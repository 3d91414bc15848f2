/* SPDX-License-Identifier: Apache-2.0 */
/* Time that only moves forward, for deadlines; never for what is written into a report. */
#ifndef HM_BASE_CLOCK_H
#define HM_BASE_CLOCK_H

#include <stdint.h>

#include "plugin/base/banned.h"

/** Milliseconds since an arbitrary start (CLOCK_MONOTONIC). A deadline is such a value; 0 means
 * none. */
int64_t hm_clock_ms(void);

#endif
