/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/repeated.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_find_repeated(at, HM_HEALTHCHECK, out);
}

const struct hm_rule hm4016_several_healthchecks = {
    .id = "HM4016",
    .concept = "several-healthchecks",
    .since = "0.1",
    .title = "A stage has several HEALTHCHECK instructions",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 1041, 561 },
    .same_as = HM_IDS("hadolint:DL3012", "buildkit:MultipleInstructionsDisallowed", "trivy:DS-0023",
                      "dd-iac:do_not_use_multiple_healthcheck", "droast:DF041"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "Only the last one counts. Who reads the first believes in a check that never runs.",
    .fix = "Keep one.",
    .bad = "FROM alpine:3.22\nHEALTHCHECK CMD [\"true\"]\nHEALTHCHECK CMD [\"ls\"]\n",
    .good = "FROM alpine:3.22\nHEALTHCHECK CMD [\"ls\"]\n",
    .check = check,
};
