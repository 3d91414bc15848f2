/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/repeated.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_find_repeated(at, HM_ENTRYPOINT, out);
}

const struct hm_rule hm4018_several_entrypoints = {
    .id = "HM4018",
    .concept = "several-entrypoints",
    .since = "0.1",
    .title = "A stage has several ENTRYPOINT instructions",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 1041, 561 },
    .same_as = HM_IDS("hadolint:DL4004", "buildkit:MultipleInstructionsDisallowed", "trivy:DS-0007",
                      "kics:Multiple ENTRYPOINT Instructions Listed",
                      "semgrep:multiple-entrypoint-instructions", "droast:DF039"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "Only the last one counts, and an entrypoint often carries a safety measure (an init "
           "process, a change of user) that is lost without a word.",
    .fix = "Keep one.",
    .bad = "FROM alpine:3.22\nENTRYPOINT [\"tini\", \"--\"]\nENTRYPOINT [\"serve\"]\n",
    .good = "FROM alpine:3.22\nENTRYPOINT [\"tini\", \"--\", \"serve\"]\n",
    .check = check,
};
