/* SPDX-License-Identifier: Apache-2.0 */
/* Instructions of which only a stage's last one counts. */
#ifndef HM_RULES_REPEATED_H
#define HM_RULES_REPEATED_H

#include "plugin/rules/support.h"

/** Reports every @p kind of the visited stage that a later one replaces; the last one stays. */
void hm_find_repeated(const struct hm_visit *at, enum hm_keyword kind, struct hm_sink *out);

#endif
