/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_nameset seen = { 0 };

    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        for (uint32_t k = 0; inst->kind == HM_LABEL && k < inst->n_pairs; k++) {
            const struct hm_word *key = &inst->pairs[k].key;
            uint32_t line = hm_nameset_add(&seen, out->arena, key->value, inst->line);
            if (line != HM_NONE) {
                hm_find(out, key->span, "\"%.*s\" replaces the value given in line %u.",
                        HM_FMT(key->value), line);
            }
        }
    }
}

const struct hm_rule hm4025_duplicate_label = {
    .id = "HM4025",
    .concept = "duplicate-label",
    .since = "0.1",
    .title = "A label is set twice",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 694 },
    .same_as = HM_IDS("tally:labels/no-duplicate-keys"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "Only the last value is in the image; whoever reads the first one is misled.",
    .fix = "Keep one.",
    .bad = "FROM alpine:3.22\nLABEL a=1\nLABEL a=2\n",
    .good = "FROM alpine:3.22\nLABEL a=1\nLABEL b=2\n",
    .check = check,
};
