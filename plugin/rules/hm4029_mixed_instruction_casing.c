/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

enum casing {
    LOWER,
    UPPER,
    MIXED,
};

static enum casing
casing_of(struct hm_str keyword)
{
    size_t lower = 0;
    size_t upper = 0;

    for (size_t i = 0; i < keyword.n; i++) {
        lower += keyword.p[i] >= 'a' && keyword.p[i] <= 'z';
        upper += keyword.p[i] >= 'A' && keyword.p[i] <= 'Z';
    }
    return upper == 0 ? LOWER : lower == 0 ? UPPER : MIXED;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    uint32_t count[3] = { 0 };

    for (uint32_t i = 0; i < at->file->n_instructions; i++) {
        count[casing_of(at->file->instructions[i].keyword)]++;
    }
    enum casing usual = count[LOWER] > count[UPPER] ? LOWER : UPPER;
    for (uint32_t i = 0; i < at->file->n_instructions; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        if (inst->kind != HM_KEYWORD_UNKNOWN && casing_of(inst->keyword) != usual) {
            hm_find(out, hm_keyword_span(inst), "%.*s is not written in %s like the others.",
                    HM_FMT(inst->keyword), usual == UPPER ? "capitals" : "lower case");
        }
    }
}

const struct hm_rule hm4029_mixed_instruction_casing = {
    .id = "HM4029",
    .concept = "mixed-instruction-casing",
    .since = "0.1",
    .title = "Instructions are written in different case",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1078 },
    .same_as = HM_IDS("buildkit:ConsistentInstructionCasing"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FILE),
    .why = "A keyword that looks different from its neighbours is overlooked, by people and by "
           "searches.",
    .fix = "Write all keywords in capitals, as the reference does.",
    .bad = "FROM alpine:3.22\nRUN true\nrun true\n",
    .good = "FROM alpine:3.22\nRUN true\nRUN true\n",
    .check = check,
};
