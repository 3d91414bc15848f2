/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->act->kind == HM_ACT_SCAN && at->act->retired != NULL) {
        hm_find(out, at->act->span, "%s", at->act->retired);
    }
}

const struct hm_rule hm8011_retired_scanner = {
    .id = "HM8011",
    .concept = "retired-scanner",
    .since = "0.1",
    .title = "A scanner is used that is no longer kept up",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PIPELINE,
    .cwe = { 477 },
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(ACT),
    .why = "`docker scan` was removed from Docker in April 2023: a current engine does not know "
           "the command, and what an old one finds is years behind. A scanner whose knowledge has "
           "stopped finds less every day, and looks as if the image became better.",
    .fix = "`docker scout cves --exit-code IMAGE`, `trivy image --exit-code 1 IMAGE` or `grype "
           "--fail-on high IMAGE`.",
    .bad = HM_GITHUB_STEPS "      - run: docker scan --severity high ghcr.io/acme/web:1.4\n",
    .good = HM_GITHUB_STEPS "      - run: docker scout cves --exit-code ghcr.io/acme/web:1.4\n",
    .check = check,
};
