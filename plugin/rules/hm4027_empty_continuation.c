/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->file->n_problems; i++) {
        const struct hm_problem *problem = &at->file->problems[i];
        if (!problem->is_fatal && hm_str_has_nocase(problem->text, "empty continuation")) {
            hm_find(out, problem->span, "An empty line stands inside this instruction.");
        }
    }
}

const struct hm_rule hm4027_empty_continuation = {
    .id = "HM4027",
    .concept = "empty-continuation",
    .since = "0.1",
    .title = "An empty line stands inside an instruction",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 1173 },
    .same_as = HM_IDS("buildkit:NoEmptyContinuation"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FILE),
    .why = "BuildKit still reads on after the empty line and has announced that it will not for "
           "ever. To a reader the instruction ends there.",
    .fix = "Remove the empty line, or make it a comment.",
    .bad = "FROM alpine:3.22\nRUN true && \\\n\n    true\n",
    .good = "FROM alpine:3.22\nRUN true && \\\n    true\n",
    .check = check,
};
