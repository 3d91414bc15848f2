/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    uint32_t n = hm_copy_sources(at->inst);

    if (n < 2 || !at->inst->is_valid) {
        return;
    }
    const struct hm_word *target = &at->inst->words[n];
    if (target->is_known && target->value.n > 0 && !hm_str_ends(target->value, "/") &&
        !hm_str_ends(target->value, "\\") && !hm_str_eq(target->value, ".")) {
        hm_find(out, at->inst->span,
                "Several files cannot become one: the target %.*s must end in \"/\".",
                HM_FMT(target->value));
    }
}

const struct hm_rule hm4003_copy_target_without_slash = {
    .id = "HM4003",
    .concept = "copy-target-without-slash",
    .since = "0.1",
    .title = "Several files are copied to a target without a slash",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CONTEXT,
    .cwe = { 628 },
    .same_as =
        HM_IDS("hadolint:DL3021", "trivy:DS-0011",
               "kics:Copy With More Than Two Arguments Not Ending With Slash", "droast:DF048"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(COPY, ADD),
    .why = "Several sources need a directory as their target, and only the slash at the end says "
           "that one is meant. The builder stops here.",
    .fix = "End the target in `/`.",
    .bad = "FROM alpine:3.22\nCOPY a b /data\n",
    .good = "FROM alpine:3.22\nCOPY a b /data/\n",
    .check = check,
};
