/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->stage == NULL || at->stage->from != at->inst) {
        return;
    }
    if (hm_str_eq_nocase(at->stage->name, HM_S("scratch")) ||
        hm_str_eq_nocase(at->stage->name, HM_S("context"))) {
        hm_find(out, at->inst->span,
                "\"%.*s\" has a meaning of its own in BuildKit and cannot name a stage.",
                HM_FMT(at->stage->name));
    }
}

const struct hm_rule hm1010_reserved_stage_name = {
    .id = "HM1010",
    .concept = "reserved-stage-name",
    .since = "0.1",
    .title = "A stage has a reserved name",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_MULTI_STAGE,
    .cwe = { 694 },
    .same_as = HM_IDS("hadolint:DL3063", "buildkit:ReservedStageName"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FROM),
    .why =
        "`FROM scratch` always means the empty image and `context` the build context, so a stage "
        "of that name cannot be reached: what was meant to come from it does not.",
    .fix = "Choose another name.",
    .bad = "FROM alpine:3.22 AS scratch\n",
    .good = "FROM alpine:3.22 AS empty\n",
    .check = check,
};
