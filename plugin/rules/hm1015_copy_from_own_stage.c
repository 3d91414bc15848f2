/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_flag *from = hm_instruction_flag(at->inst, "from");
    uint64_t number;

    if (from == NULL || at->stage == NULL) {
        return;
    }
    bool is_own =
        at->inst->from_stage == at->stage->index ||
        (at->stage->name.n > 0 && at->inst->from_stage == HM_NONE &&
         hm_str_eq_nocase(from->value.value, at->stage->name)) ||
        (hm_str_to_u64(from->value.value, UINT32_MAX, &number) && number == at->stage->index);
    if (is_own) {
        hm_find(out, from->span, "This copies from the very stage that it stands in.");
    }
}

const struct hm_rule hm1015_copy_from_own_stage = {
    .id = "HM1015",
    .concept = "copy-from-own-stage",
    .since = "0.1",
    .title = "COPY --from names its own stage",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_MULTI_STAGE,
    .cwe = { 706 },
    .same_as = HM_IDS("hadolint:DL3023", "trivy:DS-0006",
                      "kics:COPY '--from' References Current FROM Alias",
                      "semgrep:copy-from-own-alias", "droast:DF050"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(COPY),
    .why = "A stage cannot be copied from before it is finished. Builders stop with an error, or "
           "take the name for an image of a registry.",
    .fix = "Copy from the stage that was meant; inside one stage use `RUN cp`.",
    .bad = "FROM alpine:3.22 AS image\nRUN touch /a\nCOPY --from=image /a /b\n",
    .good = "FROM alpine:3.22 AS image\nRUN touch /a && cp /a /b\n",
    .check = check,
};
