/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/repeated.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_find_repeated(at, HM_CMD, out);
}

const struct hm_rule hm4017_several_cmds = {
    .id = "HM4017",
    .concept = "several-cmds",
    .since = "0.1",
    .title = "A stage has several CMD instructions",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 1041, 561 },
    .same_as = HM_IDS("hadolint:DL4003", "buildkit:MultipleInstructionsDisallowed", "trivy:DS-0016",
                      "kics:Multiple CMD Instructions Listed", "semgrep:multiple-cmd-instructions",
                      "droast:DF038"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why =
        "Only the last one counts. Often the first was meant to run something before the second, "
        "which never happens.",
    .fix = "Keep one; what shall run before belongs into an entrypoint script.",
    .bad = "FROM alpine:3.22\nCMD [\"migrate\"]\nCMD [\"serve\"]\n",
    .good = "FROM alpine:3.22\nCMD [\"serve\"]\n",
    .check = check,
};
