/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_flag *from = hm_instruction_flag(at->inst, "from");
    uint64_t number;

    if (from != NULL && hm_str_to_u64(from->value.value, 100000, &number)) {
        hm_find(out, from->span,
                "Stage %u is meant by its number, which changes when a stage is put in before it.",
                (unsigned)number);
    }
}

const struct hm_rule hm1013_stage_by_number = {
    .id = "HM1013",
    .concept = "stage-by-number",
    .since = "0.1",
    .title = "A stage is referred to by its number",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_MULTI_STAGE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1106 },
    .same_as = HM_IDS("kics:Using Unnamed Build Stages", "droast:DF023"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(COPY),
    .why = "`COPY --from=0` takes from whichever stage happens to be first. A stage that is put in "
           "or moved changes what it means, and the build may go on to work.",
    .fix = "Name the stage (`FROM … AS build`) and copy from its name.",
    .bad = "FROM alpine:3.22\nRUN touch /a\nFROM alpine:3.22\nCOPY --from=0 /a /a\n",
    .good = "FROM alpine:3.22 AS build\nRUN touch /a\nFROM alpine:3.22\nCOPY --from=build /a /a\n",
    .check = check,
};
