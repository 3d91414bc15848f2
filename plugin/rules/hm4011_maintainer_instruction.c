/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_find(out, at->inst->span,
            "MAINTAINER is deprecated: write the label org.opencontainers.image.authors instead.");
}

const struct hm_rule hm4011_maintainer_instruction = {
    .id = "HM4011",
    .concept = "maintainer-instruction",
    .since = "0.1",
    .title = "MAINTAINER is deprecated",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 477 },
    .same_as = HM_IDS("hadolint:DL4000", "buildkit:MaintainerDeprecated", "trivy:DS-0022",
                      "kics:MAINTAINER Instruction Being Used", "checkov:CKV_DOCKER_6",
                      "semgrep:maintainer-is-deprecated", "droast:DF019"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(MAINTAINER),
    .why = "The instruction has been deprecated since 2017. It fills a field of the image that no "
           "registry and few tools show, and a builder may stop accepting it.",
    .fix =
        "State the author as a label: `LABEL org.opencontainers.image.authors=\"…\"`. Labels can "
        "be read from the registry without pulling the image.",
    .bad = "FROM alpine:3.20\nMAINTAINER Ada <ada@example.com>\n",
    .good = "FROM alpine:3.20\nLABEL org.opencontainers.image.authors=\"Ada <ada@example.com>\"\n",
    .check = check,
};
