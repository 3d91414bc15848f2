/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    enum hm_keyword kind = HM_KEYWORD_UNKNOWN;

    if (at->inst->trigger != NULL) {
        kind = at->inst->trigger->kind;
    } else if (at->inst->n_words > 0) {
        struct hm_str word = at->inst->words[0].text;
        size_t end = 0;
        while (end < word.n && !hm_is_space(word.p[end])) {
            end++;
        }
        kind = hm_keyword_parse(hm_str_sub(word, 0, end));
    }
    if (kind == HM_ONBUILD || kind == HM_FROM || kind == HM_MAINTAINER) {
        hm_find(out, at->inst->span, "%s cannot be a trigger.", hm_keyword_name(kind));
    }
}

const struct hm_rule hm4026_invalid_onbuild = {
    .id = "HM4026",
    .concept = "invalid-onbuild",
    .since = "0.1",
    .title = "ONBUILD holds an instruction that cannot be a trigger",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 1173 },
    .same_as =
        HM_IDS("hadolint:DL3043", "dd-iac:from_or_maintainer_cannot_be_triggered_within_onbuild",
               "tally:invalid-onbuild-trigger"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(ONBUILD),
    .why =
        "FROM, MAINTAINER and ONBUILD cannot run in somebody else's build. The builder stops here.",
    .fix = "Take it out, or write the instruction without ONBUILD.",
    .bad = "FROM alpine:3.22\nONBUILD FROM alpine:3.22\n",
    .good = "FROM alpine:3.22\nONBUILD COPY app /app\n",
    .check = check,
};
