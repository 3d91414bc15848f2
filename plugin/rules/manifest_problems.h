/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules about manifests that cannot be read share. */
#ifndef HM_RULES_MANIFEST_PROBLEMS_H
#define HM_RULES_MANIFEST_PROBLEMS_H

#include "plugin/model/rule.h"

/** Reports all problems of the manifest at hand: high where its own program refuses it, else
 * medium. */
void hm_manifest_problems_find(const struct hm_visit *at, struct hm_sink *out);

#endif
