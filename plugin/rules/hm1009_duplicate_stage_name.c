/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_nameset names = { .fold_case = true };

    for (uint32_t i = 0; i < at->file->n_stages; i++) {
        const struct hm_stage *stage = &at->file->stages[i];
        uint32_t first = stage->name.n == 0
                             ? HM_NONE
                             : hm_nameset_add(&names, out->arena, stage->name, stage->from->line);
        if (first != HM_NONE) {
            hm_find(out, stage->from->span,
                    "The stage name \"%.*s\" is taken since line %u; references after this line "
                    "mean this stage.",
                    HM_FMT(stage->name), first);
        }
    }
}

const struct hm_rule hm1009_duplicate_stage_name = {
    .id = "HM1009",
    .concept = "duplicate-stage-name",
    .since = "0.1",
    .title = "Two stages have the same name",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_MULTI_STAGE,
    .cwe = { 694 },
    .same_as = HM_IDS("hadolint:DL3024", "buildkit:DuplicateStageName", "trivy:DS-0012",
                      "kics:Same Alias In Different Froms", "checkov:CKV_DOCKER_11",
                      "semgrep:alias-must-be-unique", "droast:DF042"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FILE),
    .why = "Which of the two `COPY --from=name`, `FROM name` and `--target name` mean depends on "
           "where they stand. Files of the wrong stage end up in the image, and the build says "
           "nothing. Stage names do not know capitals: `Build` and `build` are one.",
    .fix = "Give each stage a name of its own.",
    .bad = "FROM alpine:3.22 AS build\nRUN touch /a\nFROM alpine:3.22 AS build\n",
    .good = "FROM alpine:3.22 AS build\nRUN touch /a\nFROM alpine:3.22 AS image\n",
    .check = check,
};
