/* SPDX-License-Identifier: Apache-2.0 */
/* Ignore files that BuildKit refuses (HM4051). */
#ifndef HM_DRIVER_REFUSED_IGNORES_H
#define HM_DRIVER_REFUSED_IGNORES_H

#include "plugin/driver/inputs.h"

/**
 * Reports each ignore file that a build of @p inputs would stop at, once, with the Dockerfiles that
 * are built with it. Where the rule is not applied a note says instead that the contexts were not
 * read.
 */
void hm_refused_ignores_find(const struct hm_inputs *inputs, struct hm_report *report);

#endif
