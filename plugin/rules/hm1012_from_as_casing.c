/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static bool
is_lower(struct hm_str word)
{
    return word.n > 0 && word.p[0] >= 'a' && word.p[0] <= 'z';
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->inst->n_words < 3 || !hm_str_eq_nocase(at->inst->words[1].text, HM_S("as"))) {
        return;
    }
    if (is_lower(at->inst->keyword) != is_lower(at->inst->words[1].text)) {
        hm_find(out, at->inst->words[1].span,
                "\"%.*s\" and \"%.*s\" are written in different case.", HM_FMT(at->inst->keyword),
                HM_FMT(at->inst->words[1].text));
    }
}

const struct hm_rule hm1012_from_as_casing = {
    .id = "HM1012",
    .concept = "from-as-casing",
    .since = "0.1",
    .title = "FROM and AS are written in different case",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1078 },
    .same_as = HM_IDS("buildkit:FromAsCasing"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FROM),
    .why = "The two keywords belong together; written alike they are found by one look and one "
           "search.",
    .fix = "Write both in capitals, or both without.",
    .bad = "FROM alpine:3.22 as build\n",
    .good = "FROM alpine:3.22 AS build\n",
    .check = check,
};
