/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

/* Whether nothing in the stage, or in those it is FROM, makes a file. */
static bool
is_empty(const struct hm_dockerfile *file, const struct hm_stage *stage)
{
    while (true) {
        for (uint32_t i = stage->first; i < stage->end; i++) {
            enum hm_keyword kind = file->instructions[i].kind;
            if (kind == HM_COPY || kind == HM_ADD || kind == HM_RUN || kind == HM_WORKDIR ||
                kind == HM_KEYWORD_UNKNOWN) {
                return false;
            }
        }
        if (stage->parent >= stage->index) {
            return stage->is_scratch;
        }
        stage = &file->stages[stage->parent];
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    uint32_t from = at->inst->from_stage;

    if (at->onbuild != NULL || at->stage == NULL || from >= at->stage->index ||
        !is_empty(at->file, &at->file->stages[from])) {
        return;
    }
    struct hm_str label = hm_stage_label(out->arena, &at->file->stages[from]);
    hm_find(out, hm_instruction_flag(at->inst, "from")->span,
            "There is no file in %.*s: it is FROM scratch, and nothing is put into it.",
            HM_FMT(label));
}

const struct hm_rule hm1020_copy_from_empty_stage = {
    .id = "HM1020",
    .concept = "copy-from-empty-stage",
    .since = "0.1",
    .title = "COPY takes from a stage that has no files",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_MULTI_STAGE,
    .cwe = { 1164 },
    .same_as = HM_IDS("tally:copy-from-empty-scratch-stage"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(COPY),
    .why = "A stage that begins with `scratch` and gets no file by COPY, ADD, RUN or WORKDIR is "
           "empty: whatever is taken from it does not exist, and the build ends there. Mostly a "
           "stage was renamed, or its instructions moved to another.",
    .fix = "Name the stage that makes the files, or copy them into this one first.",
    .bad =
        "FROM scratch AS files\nLABEL stage=files\nFROM alpine:3.22\nCOPY --from=files /app /app\n",
    .good = "FROM scratch AS files\nCOPY app /app\nFROM alpine:3.22\nCOPY --from=files /app /app\n",
    .check = check,
};
