/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/manifest_problems.h"

void
hm_manifest_problems_find(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->manifests->n_problems; i++) {
        const struct hm_manifest_problem *problem = &at->manifests->problems[i];
        hm_find_at(out, problem->is_fatal ? HM_SEV_HIGH : HM_SEV_MEDIUM, problem->span, "%.*s",
                   HM_FMT(problem->text));
    }
}
