/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->inst->n_pairs; i++) {
        if (at->inst->pairs[i].is_legacy) {
            hm_find(out, at->inst->span,
                    "Write %.*s=… : without \"=\" all of the rest is one value.",
                    HM_FMT(at->inst->pairs[i].key.value));
            return;
        }
    }
}

const struct hm_rule hm4023_legacy_key_value = {
    .id = "HM4023",
    .concept = "legacy-key-value",
    .since = "0.1",
    .title = "ENV or LABEL is written without an equals sign",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 477 },
    .same_as = HM_IDS("buildkit:LegacyKeyValueFormat"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(ENV, LABEL),
    .why = "`ENV ONE two THREE=four` sets ONE to all of the rest, quotes and all. The form is kept "
           "for old files and may go.",
    .fix = "Write `ENV ONE=\"two\"`.",
    .bad = "FROM alpine:3.22\nENV ONE two\n",
    .good = "FROM alpine:3.22\nENV ONE=two\n",
    .check = check,
};
