/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!hm_copies_context(at->inst) || at->stage == NULL || !hm_stage_ships(at->stage)) {
        return;
    }
    for (uint32_t i = 0; i < hm_copy_sources(at->inst); i++) {
        if (at->inst->words[i].is_known && hm_is_whole_context(at->inst->words[i].value)) {
            hm_find(out, at->inst->span, "All that the context holds is copied into the image.");
            return;
        }
    }
}

const struct hm_rule hm4007_whole_context_copied = {
    .id = "HM4007",
    .concept = "whole-context-copied",
    .since = "0.1",
    .title = "The whole context is copied into the image",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_CONTEXT,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 538 },
    .same_as = HM_IDS("droast:DF007"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(COPY, ADD),
    .why =
        "What the image holds then depends on what lies in the directory on the day of the build. "
        "A new file is shipped without a change to the Dockerfile, and any change to any file "
        "makes all following steps run again.",
    .fix = "Name what is needed (`COPY src/ src/`), or copy in a builder stage and take the result "
           "from there.",
    .bad = "FROM alpine:3.22\nWORKDIR /app\nCOPY . .\n",
    .good = "FROM alpine:3.22\nWORKDIR /app\nCOPY src/ src/\n",
    .check = check,
};
